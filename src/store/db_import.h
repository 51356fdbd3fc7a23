/* Imports: what was read when, and how the columns of a source are mapped. */
#ifndef KVIESLYS_STORE_DB_IMPORT_H
#define KVIESLYS_STORE_DB_IMPORT_H

#include "store/db_basis.h"
#include "store/db_organisation.h"
#include "store/store.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdint.h>

struct import_row {
	const char *file, *sha256, *source;
	int64_t added, changed, same, rejected;
};
enum status db_import_add(struct store *store, const struct import_row *row, int64_t *ret_id, struct error *err);
/* Room to work for a big transaction: a larger page cache until the store is closed. */
enum status db_import_tune(struct store *store, struct error *err);
/* Basis and list of the contacts of an import are written in a few statements at its end and not row by row. Begin, touch
 * each contact that was there before, settle, in one transaction. Contacts added since the beginning need no touching. */
enum status db_import_begin(struct store *store, struct error *err);
enum status db_import_last_contact(struct store *store, int64_t *ret_id, struct error *err);
enum status db_import_touch(struct store *store, int64_t contact_id, struct error *err);
/* Gives all of them the basis (whose contact_id does not matter; those who have the same one from the same source keep
 * it), and puts them on the list. */
enum status db_import_settle(struct store *store, int64_t last_contact, const struct basis *basis, int64_t list_id,
		struct error *err);

/* Keys of all contacts that are not erased, and of all organisations (with the id of the one that they were merged into),
 * oldest first. Texts are valid during the call; of an organisation country, code, domain and name_key are set. */
enum status db_import_each_contact(struct store *store, void (*each)(void *arg, int64_t id, const char *email_key), void *arg,
		struct error *err);
enum status db_import_each_organisation(struct store *store, void (*each)(void *arg, int64_t id, const struct organisation *o),
		void *arg, struct error *err);

/* The id that the next row of the audit log gets; holds inside a transaction that adds none before it. */
enum status db_import_next_audit_id(struct store *store, int64_t *ret_id, struct error *err);

/* The field that a column of a source was mapped to; `ret` stays empty when there is none. */
enum status db_import_map_get(struct store *store, const char *source, const char *column, struct strbuf *ret,
		struct error *err);
enum status db_import_map_put(struct store *store, const char *source, const char *column, const char *field,
		struct error *err);

#endif
