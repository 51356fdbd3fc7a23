/* The database of a workspace: opening, migrations, transactions. SQL lives in store/ only, one file per noun
 * (db_contact.c, db_message.c …). A struct store belongs to one thread at a time; another thread opens its own. */
#ifndef KVIESLYS_STORE_STORE_H
#define KVIESLYS_STORE_STORE_H

#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct store;

enum store_mode {
	STORE_READ,  /* nothing can be written through it */
	STORE_INSPECT, /* the same, and an older schema will do: for looking at backups */
	STORE_WRITE, /* must exist; older schemas are migrated */
	STORE_CREATE /* made when absent */
};

/* Opens the database file. WAL, foreign keys, synchronous=FULL, busy timeout 10 s.
 * ST_NOT_FOUND, ST_CONFIG (newer schema than this program, no database of ours), ST_DB, ST_TEMP (locked), ST_NOMEM. */
enum status store_open(const char *path, enum store_mode mode, struct store **ret, struct error *err);
/* Accepts NULL. */
void store_close(struct store *store);
#define CLEANUP_STORE CLEANUP(store_cleanup)
void store_cleanup(struct store **store);
const char *store_path(const struct store *store);

/* Transactions: BEGIN IMMEDIATE, so the write lock is held from the beginning on. They nest: only the outermost pair
 * touches the database; when an inner one is rolled back the outermost commit fails with ST_DB.
 *
 *	CLEANUP_TX struct store_tx tx = { 0 };
 *	st = store_begin(store, &tx, err);
 *	...
 *	return store_commit(&tx, err);
 *
 * A transaction that is not committed is rolled back at the end of the scope.
 * KVIESLYS_CRASH_AT=<n> ends the process (SIGKILL) just after the n-th commit, KVIESLYS_CRASH_AT=-<n> just before it:
 * the crash tests' hook. */
struct store_tx {
	struct store *store; /* NULL when none is open */
};

#define CLEANUP_TX CLEANUP(store_tx_end)
enum status store_begin(struct store *store, struct store_tx *tx, struct error *err);
/* Several reads that see the same state of the database, also while others write; write nothing in it, and let the end of the
 * scope end it. Inside a transaction it does nothing. */
enum status store_begin_read(struct store *store, struct store_tx *tx, struct error *err);
enum status store_commit(struct store_tx *tx, struct error *err);
void store_tx_end(struct store_tx *tx);
bool store_in_transaction(const struct store *store);

/* Reads the whole file: is it a sound database, do all references hold? ST_DB tells the first fault. */
enum status store_verify(struct store *store, struct error *err);

/* Copies the database, while others may write to it, into a new file that only its owner may read (SQLite's online backup).
 * ST_CONFLICT: the file is there. */
enum status store_backup(struct store *store, const char *path, struct error *err);
/* Puts this database in the place of the one at `path`, in one transaction; programs that have it open go on with the new one. When what is
 * there is no sound database it is replaced as a file. ST_TEMP: somebody holds it. */
enum status store_replace(struct store *store, const char *path, struct error *err);

/* Rewrites the file without what was deleted, and empties its journal: afterwards no byte of either holds it. Not in a
 * transaction. ST_TEMP: another process reads or writes the database just now. ST_IO: the disk has no room for a second copy. */
enum status store_purge(struct store *store, struct error *err);

/* The schema version this program writes. */
int store_schema_version(void);

#endif
