/* For the files of store/ alone: statements and errors of SQLite.
 *
 * Each SQL text is a string literal above its one function. db_prepare() keeps the compiled statement by the address of
 * the literal, so a hot function pays for compiling once:
 *
 *	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
 *	enum status st = db_prepare(store, SQL_NAME, &stmt, err);
 *	... sqlite3_bind_*(stmt, …); sqlite3_step(stmt) ...
 */
#ifndef KVIESLYS_STORE_STORE_PRIVATE_H
#define KVIESLYS_STORE_STORE_PRIVATE_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/id_set.h"

#include <sqlite3.h>
#include <stdbool.h>

/* The connection, for what the helpers below do not cover. */
sqlite3 *store_db(struct store *store);

/* A statement ready to be bound. Kept by the address of `sql`, which must be a literal. While the kept one is being
 * stepped a second one is compiled; between db_prepare() and the first step the same literal must not be prepared
 * again. Give it back with stmt_done (a cleanup function), which resets it. */
enum status db_prepare(struct store *store, const char *sql, sqlite3_stmt **ret, struct error *err);
void stmt_done(sqlite3_stmt **stmt);
/* For statements that were prepared for one use: a cleanup function. */
void stmt_finalize(sqlite3_stmt **stmt);

/* Sets err from SQLite's last error: ST_TEMP for a lock not had in time, ST_IO for a full disk, else ST_DB.
 * `what` names the work ("contact lookup"). */
enum status db_error(struct store *store, struct error *err, const char *what);

/* Steps a statement that returns no row. */
enum status db_run(struct store *store, sqlite3_stmt *stmt, const char *what, struct error *err);
/* Steps a statement: *ret_row tells whether there is a row. */
enum status db_step(struct store *store, sqlite3_stmt *stmt, bool *ret_row, const char *what,
		struct error *err);
/* Runs SQL text without values (schema, pragmas). */
enum status db_exec(struct store *store, const char *sql, const char *what, struct error *err);

/* Binds text, NULL as SQL NULL; the bytes must live until the statement is done. */
void db_bind_text(sqlite3_stmt *stmt, int index, const char *text);
/* Binds an integer, or NULL when it is 0 (row ids). */
void db_bind_id(sqlite3_stmt *stmt, int index, int64_t id);
/* Binds a set of ids for the SQL function in_set(ID, SET); NULL: everything is in it. It must live until the statement is done. */
void db_bind_set(sqlite3_stmt *stmt, int index, const struct id_set *set);
/* A copy of a text column owned by the caller; NULL column: NULL and ST_OK. */
enum status db_column_dup(sqlite3_stmt *stmt, int column, char **ret, struct error *err);

/* sql_function.c: makes fold(TEXT) known to a connection. */
enum status db_register_functions(struct store *store, struct error *err);

/* store_migrate.c: the version of the database. ST_CONFIG: no database of ours, or newer than the n_known migrations. */
enum status store_check_identity(struct store *store, int n_known, int64_t *ret_version, struct error *err);
/* Runs the migrations that the database lacks, all of them and the new number in one transaction; the version is read again
 * under the lock, so that of two processes one does it. After a crash or a fault the database is as before. */
enum status store_migrate(struct store *store, const char *const *migrations, int n, struct error *err);

/* schema.c */
extern const char *const store_migrations[];
extern const int store_n_migrations;

/* Whether the audience of campaign alias `k` ("list:a, segment:b") names the list alias `l`. */
#define SQL_CAMPAIGN_NAMES_LIST(k, l) \
	"instr(',' || replace(replace(" k ".audience, ' ', ''), char(10), ',') || ','," \
	" ',list:' || replace(" l ".name, ' ', '') || ',') > 0"

#endif
