/* Lists: named sets of contacts. */
#ifndef KVIESLYS_STORE_DB_LIST_H
#define KVIESLYS_STORE_DB_LIST_H

#include "store/store.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* The id of a list. ST_NOT_FOUND. */
enum status db_list_find(struct store *store, const char *name, int64_t *ret_id, struct error *err);
/* The same, made when absent: *ret_new tells. */
enum status db_list_get(struct store *store, const char *name, int64_t *ret_id, bool *ret_new, struct error *err);
/* Appends it; nothing when the list has none or there is no such list. */
enum status db_list_address(struct store *store, const char *name, struct strbuf *out, struct error *err);
/* The list that has this address (its key: lower case); 0: none. */
enum status db_list_of_address(struct store *store, const char *key, int64_t *ret_id, struct error *err);
enum status db_list_set_address(struct store *store, int64_t id, const char *address, struct error *err);

/* *ret_new: was not a member before. */
enum status db_list_add_member(struct store *store, int64_t id, int64_t contact_id, int64_t since, bool *ret_new,
		struct error *err);
enum status db_list_remove_member(struct store *store, int64_t id, int64_t contact_id, bool *ret_removed,
		struct error *err);
/* Both false for contact 0. Joined: a member by a consent of his own that was confirmed by mail and is not withdrawn. */
enum status db_list_is_member(struct store *store, int64_t id, int64_t contact_id, bool *ret, struct error *err);
enum status db_list_joined(struct store *store, int64_t id, int64_t contact_id, bool *ret, struct error *err);
/* Name and address ("" when it has none) of a list. ST_NOT_FOUND. */
enum status db_list_names(struct store *store, int64_t id, struct strbuf *name, struct strbuf *address, struct error *err);
/* The lists of a campaign's audience that people join by mail and the contact is on. `each` may change memberships. */
enum status db_list_each_joined(struct store *store, int64_t campaign_id, int64_t contact_id,
		enum status (*each)(void *arg, int64_t list_id, const char *name, struct error *err), void *arg, struct error *err);

struct list_row {
	int64_t id;
	int64_t members; /* erased ones are not counted */
	int64_t created_at;
	const char *name;
	const char *address; /* NULL: none */
};
/* All, by name; texts are valid during the call. */
enum status db_list_each(struct store *store, enum status (*each)(void *arg, const struct list_row *row, struct error *err),
		void *arg, struct error *err);

#endif
