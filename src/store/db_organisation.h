/* Organisations: firms, universities, institutes. An organisation that was merged into another keeps its row, so that
 * the merge can be undone; its contacts and registrations belong to the other one. */
#ifndef KVIESLYS_STORE_DB_ORGANISATION_H
#define KVIESLYS_STORE_DB_ORGANISATION_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As it is read or written. When read, the texts belong to the struct; NULL is absent. */
struct organisation {
	int64_t id;
	int64_t merged_into; /* 0: it stands for itself */
	int64_t created_at, updated_at;
	const char *name;     /* "" for people without a firm who have a country or a sector */
	const char *name_key; /* folded, without the legal form (domain/firm_name.h) */
	const char *code;     /* registration code */
	const char *domain;   /* mail domain of its own, never a free-mail one */
	const char *country, *region, *town, *sector, *kind, *size, *clusters;
	char *texts;
};

#define ORGANISATION_INIT { .id = 0 }
#define CLEANUP_ORGANISATION CLEANUP(organisation_release)
void organisation_release(struct organisation *organisation);

/* ST_NOT_FOUND, ST_NOMEM, ST_DB. */
enum status db_organisation_load(struct store *store, int64_t id, struct organisation *ret, struct error *err);
/* The organisation of that registration code (country NULL: any), or of that domain and folded name. *ret_id is 0 when
 * there is none. Those that were merged lead to the one they were merged into. */
enum status db_organisation_by_code(struct store *store, const char *country, const char *code, int64_t *ret_id,
		struct error *err);
enum status db_organisation_by_domain(struct store *store, const char *domain, const char *name_key, int64_t *ret_id,
		struct error *err);

/* Whether another one than `id`, merged or not, has that code in that country (NULL: none can). */
enum status db_organisation_code_taken(struct store *store, const char *country, const char *code, int64_t id, bool *ret,
		struct error *err);

/* ST_CONFLICT when another one has the code. */
enum status db_organisation_add(struct store *store, const struct organisation *organisation, int64_t *ret_id,
		struct error *err);
/* Writes all fields but created_at and merged_into. */
enum status db_organisation_update(struct store *store, const struct organisation *organisation, struct error *err);
/* Sets merged_into (0: clears it). */
enum status db_organisation_set_merged(struct store *store, int64_t id, int64_t into, struct error *err);

/* Organisations of that number, registration code, domain or key of the name, merged ones too; the first of these that fits
 * anything counts. At most `max`. */
enum status db_organisation_search(struct store *store, const char *text, const char *name_key, int64_t *ret, size_t max,
		size_t *ret_n, struct error *err);

struct organisation_line {
	int64_t id, merged_into, contacts;
	const char *name, *code, *domain, *country, *town, *sector, *kind; /* NULL: absent */
};
/* All, by name; those whose folded name or domain has `like` in it, or everyone for NULL. Texts are valid during the call. */
enum status db_organisation_lines(struct store *store, const char *like,
		enum status (*each)(void *arg, const struct organisation_line *line, struct error *err), void *arg, struct error *err);

struct organisation_part {
	int64_t at;
	const char *what;  /* contact, registration, offer */
	const char *about; /* address, event, offer */
	const char *detail;
};
/* What belongs to an organisation: people, registrations, offers. Texts are valid during the call. */
enum status db_organisation_parts(struct store *store, int64_t id,
		enum status (*each)(void *arg, const struct organisation_part *part, struct error *err), void *arg, struct error *err);

/* All that stand for themselves, by id; texts are valid during the call. */
enum status db_organisation_each(struct store *store,
		enum status (*each)(void *arg, const struct organisation *o, struct error *err), void *arg, struct error *err);

#endif
