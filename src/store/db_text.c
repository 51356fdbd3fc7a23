/* Texts: the set in memory, and its tables. */
#include "store/db_text.h"

#include "store/store_private.h"
#include "util/array.h"

#include <string.h>

void texts_release(struct texts *texts)
{
	for (size_t i = 0; i < texts->n; i++) {
		free(texts->items[i].language);
		free(texts->items[i].key);
		free(texts->items[i].value);
	}
	free(texts->items);
	*texts = (struct texts)TEXTS_INIT;
}

enum status texts_add(struct texts *texts, const char *language, const char *key, const char *value,
		struct error *err)
{
	struct text t;

	if (!ARRAY_ROOM(texts->items, texts->n)) {
		return error_set(err, ST_NOMEM, "texts: out of memory");
	}
	t = (struct text){ strdup(language), strdup(key), strdup(value) };
	if (t.language == NULL || t.key == NULL || t.value == NULL) {
		free(t.language);
		free(t.key);
		free(t.value);
		return error_set(err, ST_NOMEM, "texts: out of memory");
	}
	texts->items[texts->n++] = t;
	return ST_OK;
}

static int compare(const void *a, const void *b)
{
	const struct text *x = a;
	const struct text *y = b;
	int by_language = strcmp(x->language, y->language);

	return by_language != 0 ? by_language : strcmp(x->key, y->key);
}

void texts_sort(struct texts *texts)
{
	if (texts->n > 0) {
		qsort(texts->items, texts->n, sizeof *texts->items, compare);
	}
}

bool texts_equal(const struct texts *a, const struct texts *b)
{
	if (a->n != b->n) {
		return false;
	}
	for (size_t i = 0; i < a->n; i++) {
		if (compare(&a->items[i], &b->items[i]) != 0 || strcmp(a->items[i].value, b->items[i].value) != 0) {
			return false;
		}
	}
	return true;
}

const char *texts_find(const struct texts *texts, const char *language, const char *key)
{
	for (size_t i = 0; i < texts->n; i++) {
		if (strcmp(texts->items[i].language, language) == 0 && strcmp(texts->items[i].key, key) == 0) {
			return texts->items[i].value;
		}
	}
	return NULL;
}

const char *texts_best(const struct texts *texts, const char *language, const char *key)
{
	const char *found = language != NULL ? texts_find(texts, language, key) : NULL;

	if (found == NULL) {
		found = texts_find(texts, "en", key);
	}
	for (size_t i = 0; found == NULL && i < texts->n; i++) {
		if (strcmp(texts->items[i].key, key) == 0) {
			found = texts->items[i].value;
		}
	}
	return found;
}

/* ?1 owner */
#define SQL_LOAD(noun) "SELECT language, key, value FROM " noun "_text WHERE " noun "_id = ?1 ORDER BY language, key"
#define SQL_CLEAR(noun) "DELETE FROM " noun "_text WHERE " noun "_id = ?1"
/* ?1 owner, ?2 language, ?3 key, ?4 value */
#define SQL_ADD(noun) "INSERT INTO " noun "_text(" noun "_id, language, key, value) VALUES (?1, ?2, ?3, ?4)"

static const struct {
	const char *load, *clear, *add;
} statements[] = {
	[TEXT_EVENT] = { SQL_LOAD("event"), SQL_CLEAR("event"), SQL_ADD("event") },
	[TEXT_OFFER] = { SQL_LOAD("offer"), SQL_CLEAR("offer"), SQL_ADD("offer") },
	[TEXT_SURVEY] = { SQL_LOAD("survey"), SQL_CLEAR("survey"), SQL_ADD("survey") },
};

static const char *column(sqlite3_stmt *stmt, int i)
{
	const char *text = (const char *)sqlite3_column_text(stmt, i);

	return text != NULL ? text : "";
}

enum status db_text_load(struct store *store, enum text_owner owner, int64_t id, struct texts *ret,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP_TEXTS struct texts texts = TEXTS_INIT;
	bool row = false;
	enum status st = db_prepare(store, statements[owner].load, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	while ((st = db_step(store, stmt, &row, "texts", err)) == ST_OK && row) {
		st = texts_add(&texts, column(stmt, 0), column(stmt, 1), column(stmt, 2), err);
		if (st != ST_OK) {
			break;
		}
	}
	if (st == ST_OK) {
		*ret = texts;
		texts = (struct texts)TEXTS_INIT;
	}
	return st;
}

enum status db_text_save(struct store *store, enum text_owner owner, int64_t id, const struct texts *texts,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *clear = NULL;
	enum status st = db_prepare(store, statements[owner].clear, &clear, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(clear, 1, id);
	st = db_run(store, clear, "texts", err);
	for (size_t i = 0; i < texts->n && st == ST_OK; i++) {
		CLEANUP(stmt_done) sqlite3_stmt *add = NULL;

		st = db_prepare(store, statements[owner].add, &add, err);
		if (st != ST_OK) {
			return st;
		}
		(void)sqlite3_bind_int64(add, 1, id);
		db_bind_text(add, 2, texts->items[i].language);
		db_bind_text(add, 3, texts->items[i].key);
		db_bind_text(add, 4, texts->items[i].value);
		st = db_run(store, add, "texts", err);
	}
	return st;
}
