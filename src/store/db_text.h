/* Texts per language of events, offers and questionnaires: (language, key, value), owned as one set. */
#ifndef KVIESLYS_STORE_DB_TEXT_H
#define KVIESLYS_STORE_DB_TEXT_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	char *language;
	char *key;
	char *value;
};

/* Ordered by language and key once texts_sort() was called; what is read from the database is ordered. */
struct texts {
	struct text *items;
	size_t n;
};
#define TEXTS_INIT { NULL, 0 }
#define CLEANUP_TEXTS CLEANUP(texts_release)
void texts_release(struct texts *texts);
/* Copies the three. ST_NOMEM. */
enum status texts_add(struct texts *texts, const char *language, const char *key, const char *value,
		struct error *err);
void texts_sort(struct texts *texts);
bool texts_equal(const struct texts *a, const struct texts *b);
/* In that language, or NULL. */
const char *texts_find(const struct texts *texts, const char *language, const char *key);
/* In that language (may be NULL), else in English, else in the first that has it; NULL when none has. */
const char *texts_best(const struct texts *texts, const char *language, const char *key);

enum text_owner { TEXT_EVENT, TEXT_OFFER, TEXT_SURVEY };
enum status db_text_load(struct store *store, enum text_owner owner, int64_t id, struct texts *ret,
		struct error *err);
/* Replaces all texts of the owner. */
enum status db_text_save(struct store *store, enum text_owner owner, int64_t id, const struct texts *texts,
		struct error *err);

#endif
