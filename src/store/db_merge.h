/* SQL of merging organisations, and of what was said about likely duplicates. What a merge moves is noted in the history
 * (table change) under the merge's audit row, so that it can go back. */
#ifndef KVIESLYS_STORE_DB_MERGE_H
#define KVIESLYS_STORE_DB_MERGE_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct merge_counts {
	int64_t contacts, registrations, offers;
};

/* Moves what belongs to one organisation to another, and notes it. */
enum status db_merge_move(struct store *store, int64_t from, int64_t to, int64_t audit_id, struct merge_counts *ret,
		struct error *err);
/* Gives `from` back what the merge under that audit row took, as far as `to` still has it. */
enum status db_merge_move_back(struct store *store, int64_t from, int64_t to, int64_t audit_id, struct merge_counts *ret_back,
		struct error *err);
/* How much of what the merge took belongs to neither of the two any more. */
enum status db_merge_count_gone(struct store *store, int64_t from, int64_t to, int64_t audit_id, struct merge_counts *ret,
		struct error *err);

/* The audit row of the last merge of an organisation into another; ST_NOT_FOUND. */
enum status db_merge_last(struct store *store, int64_t from, int64_t *ret_audit_id, struct error *err);
struct merge_field {
	int64_t organisation_id;
	const char *field;
	const char *old, *new_; /* NULL: absent */
};
/* The fields of organisations that the merge changed, merged_into among them; texts are valid during the call. */
enum status db_merge_each_field(struct store *store, int64_t audit_id,
		enum status (*each)(void *arg, const struct merge_field *field, struct error *err), void *arg, struct error *err);
/* Those merged into `id`, by id. */
enum status db_merge_each_merged(struct store *store, int64_t id,
		enum status (*each)(void *arg, int64_t merged, struct error *err), void *arg, struct error *err);

/* Two that look alike and are two: not to be proposed again. noun: "organisation" or "contact". */
enum status db_apart_add(struct store *store, const char *noun, int64_t a, int64_t b, bool *ret_added, struct error *err);
enum status db_apart_has(struct store *store, const char *noun, int64_t a, int64_t b, bool *ret, struct error *err);

#endif
