/* Small facts of the workspace itself, by key: "created-at" … */
#ifndef KVIESLYS_STORE_DB_SETTING_H
#define KVIESLYS_STORE_DB_SETTING_H

#include "store/store.h"

/* *ret is the caller's. ST_NOT_FOUND (err is left alone), ST_DB, ST_NOMEM. */
enum status db_setting_get(struct store *store, const char *key, char **ret, struct error *err);
/* Sets or replaces. */
enum status db_setting_set(struct store *store, const char *key, const char *value, struct error *err);
/* Integers; an absent key gives dflt. */
enum status db_setting_get_int(struct store *store, const char *key, int64_t dflt, int64_t *ret,
		struct error *err);
enum status db_setting_set_int(struct store *store, const char *key, int64_t value, struct error *err);

#define SETTING_CREATED_AT "created-at" /* when the workspace was made: mail before that day is not read */
#define SETTING_LIMITS_OF "limits-of"   /* the kvieslys.conf whose limits rows were last put off for: its date and size */

#endif
