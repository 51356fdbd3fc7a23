/* Merging organisations that are one, and undoing it. The merged one keeps its row; its contacts, registrations and offers
 * go over, and what it knew and the other did not (code, domain, town …) is filled in. All of it is noted, nothing is lost. */
#ifndef KVIESLYS_DOMAIN_MERGE_H
#define KVIESLYS_DOMAIN_MERGE_H

#include "store/db_merge.h"
#include "store/store.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* `from` becomes part of `into`. ST_CONFLICT: one of them was merged already, or they have different registration codes in
 * one country (two firms by law) and `force` is not set. ST_INVALID: the same one twice. */
enum status merge_organisations(struct store *store, int64_t into, int64_t from, bool force, const char *actor,
		struct merge_counts *ret, struct error *err);

/* Undoes the last merge of `from`. What changed since stays as it is and is told in `notes`, a line each. ST_CONFLICT: what it
 * was merged into has itself been merged since; ST_INVALID: it was not merged. */
enum status merge_undo(struct store *store, int64_t from, const char *actor, struct merge_counts *ret, struct strbuf *notes,
		struct error *err);

#endif
