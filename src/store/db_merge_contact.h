/* SQL of merging contacts. As with organisations all that a merge did is noted in the history under its audit row. */
#ifndef KVIESLYS_STORE_DB_MERGE_CONTACT_H
#define KVIESLYS_STORE_DB_MERGE_CONTACT_H

#include "store/store.h"
#include "util/error.h"

#include <stddef.h>
#include <stdint.h>

struct merge_contact_counts {
	int64_t lists, basis, letters, replies, registrations, interests, answers; /* that went over, or came back */
	int64_t both; /* registrations and interests that stay, because both have one */
};

/* Letters, replies, registrations, interests and answers of `from` become those of `to`, where that has none for the same; lists go
 * over; bases in force and withdrawals that nothing newer of `to` contradicts are copied. */
enum status db_merge_contact_move(struct store *store, int64_t from, int64_t to, int64_t audit_id, struct merge_contact_counts *ret,
		struct error *err);
/* Notes the suppressions with ids above `last` as made by the merge. */
enum status db_merge_contact_note_suppressions(struct store *store, int64_t from, int64_t last, int64_t audit_id, struct error *err);
enum status db_merge_contact_last_suppression(struct store *store, int64_t *ret_id, struct error *err);
/* Gives `from` back what the merge under that audit row took, as far as `to` still has it, and takes from `to` what it got. */
enum status db_merge_contact_move_back(struct store *store, int64_t from, int64_t to, int64_t audit_id, struct merge_contact_counts *ret,
		struct error *err);

/* into 0: stands for itself again. */
enum status db_merge_contact_set(struct store *store, int64_t id, int64_t into, const char *status, struct error *err);
/* The audit row of the last merge of a contact; 0: none is noted. */
enum status db_merge_contact_last(struct store *store, int64_t id, int64_t *ret_audit_id, struct error *err);
/* The other contacts of the same person: what it was merged into, and what was merged into either; by id, `max` at most. */
enum status db_merge_contact_others(struct store *store, int64_t id, int64_t *ret, size_t max, size_t *ret_n, struct error *err);

#endif
