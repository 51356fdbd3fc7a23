/* Suppression: addresses that must not be written to, and why. A row knows the address by a keyed hash, so that it goes
 * on working when the address itself is erased and when it is imported again. Keys of addresses as in
 * db_contact.h; the token key of the workspace is the hash's key. */
#ifndef KVIESLYS_STORE_DB_SUPPRESSION_H
#define KVIESLYS_STORE_DB_SUPPRESSION_H

#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stdint.h>

enum suppression_reason {
	SUPPRESSED_UNSUBSCRIBED,
	SUPPRESSED_OBJECTION,
	SUPPRESSED_HARD_BOUNCE,
	SUPPRESSED_COMPLAINT,
	SUPPRESSED_STAFF,
	SUPPRESSED_IMPORT,
	SUPPRESSED_ERASED,
	SUPPRESSION_REASONS /* how many there are */
};

/* The word of the database: "unsubscribed", "objection", "hard-bounce" … */
const char *suppression_reason_name(enum suppression_reason reason);
/* False when there is no such word. */
bool suppression_reason_of(const char *name, enum suppression_reason *ret);

/* Suppresses an address: list_id 0 for everything. A row that is there already stays as it is (the first reason and date
 * count), but an erased address that is suppressed again gets its address back only by db_suppression_note().
 * `source` says where it came from ("reply 17", "web", a file's name). *ret_added: it is new. The caller writes the
 * audit row. */
enum status db_suppression_add(struct store *store, const struct token_key *key, const char *email_key, int64_t list_id,
		enum suppression_reason reason, const char *source, int64_t at, bool *ret_added, struct error *err);

/* The same by the hash alone; email_key may be NULL (not known). */
enum status db_suppression_add_hash(struct store *store, const char *hash, const char *email_key, int64_t list_id,
		enum suppression_reason reason, const char *source, int64_t at, bool *ret_added, struct error *err);

struct suppression {
	int64_t id;
	int64_t list_id; /* 0: everything */
	int64_t at;
	enum suppression_reason reason;
	bool erased; /* the person was erased, whatever the reason said before */
};
/* The row that stops an address: the one for everything before those of lists. *ret_found false: none, no error.
 * Costs one keyed hash and one look into an index. */
enum status db_suppression_find(struct store *store, const struct token_key *key, const char *email_key,
		struct suppression *ret, bool *ret_found, struct error *err);
/* The row for one list. */
enum status db_suppression_find_list(struct store *store, const struct token_key *key, const char *email_key,
		int64_t list_id, struct suppression *ret, bool *ret_found, struct error *err);

/* The row that stops a campaign from writing to an address: one for everything, or one for a list that the campaign names
 * as its audience. campaign_id 0: for everything only. */
enum status db_suppression_find_campaign(struct store *store, const struct token_key *key, const char *email_key,
		int64_t campaign_id, struct suppression *ret, bool *ret_found, struct error *err);

/* Lifts a suppression (the person subscribed again, staff made a mistake). *ret_removed: there was one. */
enum status db_suppression_remove(struct store *store, const struct token_key *key, const char *email_key,
		int64_t list_id, bool *ret_removed, struct error *err);
enum status db_suppression_remove_hash(struct store *store, const char *hash, int64_t list_id, bool *ret_removed,
		struct error *err);
/* The person has a new address: what was said of the old one holds for it too, but for a dead mailbox. */
enum status db_suppression_follow(struct store *store, const struct token_key *key, const char *old_key, const char *new_key,
		struct error *err);
/* An erased address came back by an import: notes the address in its rows again so that segments can see it. */
enum status db_suppression_note(struct store *store, const struct token_key *key, const char *email_key,
		struct error *err);
/* How many rows know their address by its hash alone, and how many there are. */
enum status db_suppression_count(struct store *store, int64_t *ret_hashed, int64_t *ret_all, struct error *err);

struct suppression_row {
	int64_t id, at;
	const char *email; /* NULL after erasure */
	const char *hash;
	const char *list; /* NULL: everything */
	const char *reason;
	const char *source;
};
typedef enum status (*suppression_row_fn)(void *arg, const struct suppression_row *row, struct error *err);
/* Rows, oldest first; texts are valid during the call. list: NULL all, "" those for everything; reason: NULL all. */
enum status db_suppression_each(struct store *store, const char *list, const char *reason, suppression_row_fn each, void *arg, struct error *err);

#endif
