/* The review queue: what a person has to decide, each item with the reason and a proposed decision. */
#ifndef KVIESLYS_STORE_DB_REVIEW_H
#define KVIESLYS_STORE_DB_REVIEW_H

#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

/* Opens an item. `proposal`: an intent ("yes 2"), or NULL. */
enum status db_review_open(struct store *store, int64_t reply_id, const char *reason, const char *proposal, int64_t at,
		struct error *err);
/* Closes all open items of a reply; *ret_n: how many there were. */
enum status db_review_close(struct store *store, int64_t reply_id, const char *who, const char *decision, int64_t at,
		int64_t *ret_n, struct error *err);
/* Forgets the open items of a reply that is decided anew. */
enum status db_review_forget_open(struct store *store, int64_t reply_id, struct error *err);

struct review_row {
	int64_t id, reply_id, opened_at, arrived_at;
	const char *reason, *proposal; /* proposal may be NULL */
	const char *sender, *subject, *text;
};
typedef enum status (*review_fn)(void *arg, const struct review_row *row, struct error *err);
/* Open items, oldest first, at most `max` (0: all). */
enum status db_review_each_open(struct store *store, int64_t max, review_fn each, void *arg, struct error *err);
/* How many are open, and how many of them were opened after `since`. */
enum status db_review_count(struct store *store, int64_t since, int64_t *ret_open, int64_t *ret_new, struct error *err);

#endif
