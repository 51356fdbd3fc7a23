/* History of contacts and organisations, field by field. Each change hangs on an audit row that says who and why. */
#ifndef KVIESLYS_STORE_DB_HISTORY_H
#define KVIESLYS_STORE_DB_HISTORY_H

#include "store/store.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdint.h>

/* noun: "contact" or "organisation". Nothing is written when old and new are the same (NULL and "" are). */
enum status db_history_add(struct store *store, const char *noun, int64_t noun_id, const char *field, const char *old,
		const char *new_, int64_t audit_id, struct error *err);

/* What a field was before it last became `new_`: appended, "" when that is not known. *ret_at: when, 0 when not known. */
enum status db_history_before(struct store *store, const char *noun, int64_t noun_id, const char *field, const char *new_,
		struct strbuf *old, int64_t *ret_at, struct error *err);

/* What fields that were empty became by one audit row's change; texts are valid during the call, which may write history. */
enum status db_history_each_new(struct store *store, const char *noun, int64_t noun_id, int64_t audit_id,
		enum status (*each)(void *arg, const char *field, const char *new_, struct error *err), void *arg, struct error *err);

struct history_row {
	int64_t at;
	const char *field, *old, *new_; /* NULL: absent */
	const char *actor, *action, *why;
};
/* Oldest first; texts are valid during the call. */
enum status db_history_each(struct store *store, const char *noun, int64_t noun_id,
		enum status (*each)(void *arg, const struct history_row *row, struct error *err), void *arg, struct error *err);

#endif
