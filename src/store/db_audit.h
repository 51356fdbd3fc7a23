/* The audit log: who changed what, when and why. Append-only; every row carries the hash of the row before it, so a
 * row that is altered, removed or put in between is found by db_audit_verify().
 *
 * A row itself names nobody: nouns and ids. What names a person goes into the payload, which is a row of its own
 * that erasure may remove. The chain holds only a salted hash of the payload; the salt goes with the payload, so that
 * nobody can guess his way back to an address. */
#ifndef KVIESLYS_STORE_DB_AUDIT_H
#define KVIESLYS_STORE_DB_AUDIT_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Adds a row. Call it inside the transaction that makes the change, so that one is not there without the other (without
 * an open transaction it makes its own). The time is clock_now().
 *   actor    "staff", "reply", "calendar", "web", "import", "sender" …, or the login of who did it
 *   action   a verb: "add", "change", "suppress", "erase", "register", "cancel", "promote" …
 *   noun     "contact", "organisation", "registration", "campaign", "list", "setting" …; noun_id 0: none
 *   why      one sentence that names no person, or NULL
 *   payload  what changed, JSON by habit, may name people; NULL: none
 * ST_NOMEM, ST_DB, ST_TEMP, ST_IO. */
enum status audit_add(struct store *store, const char *actor, const char *action, const char *noun, int64_t noun_id,
		const char *why, const char *payload, struct error *err);
/* The same, and tells the row's id: other history rows refer to it. */
enum status audit_add_id(struct store *store, const char *actor, const char *action, const char *noun,
		int64_t noun_id, const char *why, const char *payload, int64_t *ret_id, struct error *err);

/* A row as it is read. Texts are valid during the call; `why` and `payload` may be NULL. */
struct audit_row {
	int64_t id;
	int64_t at;
	int64_t noun_id; /* 0: none */
	const char *actor;
	const char *action;
	const char *noun;
	const char *why;
	const char *payload; /* NULL: none, or erased */
};
typedef enum status (*audit_row_fn)(void *arg, const struct audit_row *row, struct error *err);
/* The rows of a noun, oldest first: noun NULL all nouns, noun_id 0 all ids. */
enum status db_audit_each(struct store *store, const char *noun, int64_t noun_id, audit_row_fn each, void *arg,
		struct error *err);

/* Walks the whole chain. *ret_rows: rows seen. *ret_bad: the id of the first row that does not fit its hash, its
 * predecessor or its payload, or 0 when all is well. Rows cut off at the end cannot be seen by the chain alone: compare
 * the last hash (db_audit_head) with one noted elsewhere, such as in a backup. */
enum status db_audit_verify(struct store *store, int64_t *ret_rows, int64_t *ret_bad, struct error *err);
/* Hash of the last row (64 hexadecimal digits), or of nothing (64 zeros). */
enum status db_audit_head(struct store *store, char ret[65], struct error *err);


#endif
