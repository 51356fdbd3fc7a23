/* Names of lists and segments: changing them, and the texts that speak of them. */
#ifndef KVIESLYS_STORE_DB_NAMING_H
#define KVIESLYS_STORE_DB_NAMING_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

enum naming_kind { NAMING_SEGMENT, NAMING_QUOTA, NAMING_CAMPAIGN };

/* A text that names lists or segments: a segment's or quota's condition, a campaign's audience. */
struct naming_text {
	enum naming_kind kind;
	int64_t id;
	const char *label; /* "segment metal", "quota LT of event alytus", "campaign x" */
	const char *text;
	bool in_use; /* the event is not over, the campaign is neither cancelled nor expired; segments always are */
};
/* All of them; texts are valid during the call, which must not change what is read. */
enum status db_naming_each(struct store *store, int64_t now, enum status (*each)(void *arg, const struct naming_text *text, struct error *err),
		void *arg, struct error *err);
enum status db_naming_put(struct store *store, enum naming_kind kind, int64_t id, const char *text, struct error *err);

/* Names are UNIQUE: the caller has looked whether the new one is free. */
enum status db_naming_rename_list(struct store *store, int64_t id, const char *name, struct error *err);
enum status db_naming_rename_segment(struct store *store, int64_t id, const char *name, struct error *err);
enum status db_naming_remove_segment(struct store *store, int64_t id, struct error *err);
/* The id of a segment; 0: there is none. */
enum status db_naming_segment_id(struct store *store, const char *name, int64_t *ret_id, struct error *err);
/* Ends all memberships and the list's address. The row stays, under a name that nobody can use, for the proofs, suppressions and letters
 * that speak of it. *ret_alone: members that are in no other list. ST_CONFLICT: a letter about joining it waits to be sent. */
enum status db_naming_remove_list(struct store *store, int64_t id, int64_t now, int64_t *ret_members, int64_t *ret_alone,
		struct error *err);

#endif
