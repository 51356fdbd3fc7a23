/* Putting a backup in the place of the database. The backup is checked as a whole before anything changes, brought to this program's
 * schema in a copy, and told what the present database knows better: suppressions and erasures made since, and letters that have left
 * since, so that nobody is written to who must not be, nor twice. Without a readable present database running campaigns are
 * paused. */
#ifndef KVIESLYS_DOMAIN_RESTORE_H
#define KVIESLYS_DOMAIN_RESTORE_H

#include "domain/config.h"
#include "store/db_restore.h"
#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stdint.h>

struct restore_options {
	const char *backup;
	const char *database; /* the workspace's */
	bool force;           /* also when there is a database */
	bool broken_chain;    /* also when the audit log's chain does not hold */
	const char *actor;
};

struct restore_result {
	bool known; /* the present database could be read */
	struct restore_carried carried;
	int64_t erased_again;
	int64_t paused; /* campaigns */
	int64_t audit_rows;
	int64_t bad_row; /* where the chain breaks; 0: it holds */
};

/* ST_CONFLICT: there is a database and no force; ST_CONFIG: no database of ours, or of a newer program; ST_DB: damaged, or the chain does
 * not hold; ST_NOT_FOUND, ST_IO, ST_TEMP. */
enum status restore_run(const struct config *config, const struct token_key *key, const struct restore_options *options,
		struct restore_result *ret, struct error *err);

#endif
