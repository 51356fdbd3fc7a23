/* A workspace: the folder with kvieslys.conf, the database, the keys, own templates. */
#ifndef KVIESLYS_DOMAIN_WORKSPACE_H
#define KVIESLYS_DOMAIN_WORKSPACE_H

#include "domain/config.h"
#include "language/pack.h"
#include "store/store.h"
#include "util/token.h"

#include <stdbool.h>

enum workspace_need {
	NEED_NOTHING = 0,
	NEED_CONFIG = 1,
	NEED_STORE_READ = 2,
	NEED_STORE = 4, /* for writing */
	NEED_KEY = 8,
	NEED_LANGUAGES = 16,
	NEED_WORKSPACE = 32 /* only the folder */
};

struct workspace {
	char *dir;  /* NULL: none was found */
	char *data; /* the shipped data; templates/ is under it */
	struct config *config;
	struct store *store;
	struct token_key key;
	struct languages *languages;
};

/* Opens what `needs` says. `dir` NULL: the current folder and upwards, as git does; ST_NOT_FOUND names the remedy when
 * a need other than languages asks for a workspace and there is none. Own templates (dir/templates) win over shipped
 * ones. */
enum status workspace_open(const char *dir, unsigned needs, struct workspace *ret, struct error *err);
void workspace_close(struct workspace *ws);
/* Makes a workspace that works at once in `dir` (made when absent): kvieslys.conf, database, keys, Maildirs outbox and
 * inbox. ST_CONFLICT when there is one already. */
enum status workspace_init(const char *dir, struct error *err);

#define WORKSPACE_DATABASE "kvieslys.db"
#define WORKSPACE_KEY "kvieslys.key"

#endif
