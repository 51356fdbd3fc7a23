/* For the files of conditions alone. */
#ifndef KVIESLYS_STORE_DB_CONDITION_PRIVATE_H
#define KVIESLYS_STORE_DB_CONDITION_PRIVATE_H

#include "store/db_condition.h"
#include "store/store_private.h"
#include "util/strbuf.h"

/* Appends the condition as an expression over c (contact) and o (organisation). */
void condition_add_sql(struct strbuf *sql, const struct condition *c);
/* Appends a SELECT of the ids of contacts to whom a fact happened, or who are members of something. */
void condition_add_set_sql(struct strbuf *sql, const struct condition *c);
/* Binds the values of either, from *at on. */
void condition_bind(sqlite3_stmt *stmt, const struct condition *c, int *at);
/* A statement that has a row when the contact bound to its first parameter fits. The caller finalizes it. */
enum status condition_prepare_has(struct store *store, const struct condition *c, sqlite3_stmt **ret, struct error *err);

#endif
