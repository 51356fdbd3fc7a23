/* Finding, opening and making workspaces. */
#include "domain/workspace.h"

#include "store/db_setting.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <string.h>

static enum status find_upwards(char **ret, struct error *err)
{
	CLEANUP_FREE char *here = realpath(".", NULL);
	CLEANUP_STRBUF struct strbuf probe = STRBUF_INIT;

	if (here == NULL) {
		return error_set(err, ST_IO, "the current folder cannot be read");
	}
	for (;;) {
		char *slash;

		strbuf_reset(&probe);
		strbuf_addf(&probe, "%s/kvieslys.conf", here);
		if (fs_exists(probe.buf)) {
			*ret = TAKE_PTR(here);
			return ST_OK;
		}
		slash = strrchr(here, '/');
		if (slash == NULL || here[1] == '\0') {
			return error_set(err, ST_NOT_FOUND,
					"no workspace here or above; make one with 'kvieslys init DIR' or name it with -C DIR");
		}
		slash[slash == here ? 1 : 0] = '\0';
	}
}

static enum status open_languages(struct workspace *ws, struct error *err)
{
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_FREE char *own = ws->dir != NULL ? fs_join(ws->dir, "templates") : NULL;
	CLEANUP_FREE char *shipped = fs_join(ws->data, "templates");
	const char *dirs[3] = { NULL, NULL, NULL };
	size_t n = 0;
	enum status st;

	if (shipped == NULL || (ws->dir != NULL && own == NULL)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	if (own != NULL && fs_is_dir(own)) {
		dirs[n++] = own;
	}
	dirs[n] = shipped;
	st = languages_load(dirs, &ws->languages, &problems, err);
	return st != ST_OK ? st : problems_to_error(&problems, ST_CONFIG, err);
}

static enum status open_parts(struct workspace *ws, unsigned needs, struct error *err)
{
	CLEANUP_FREE char *db = ws->dir != NULL ? fs_join(ws->dir, WORKSPACE_DATABASE) : NULL;
	CLEANUP_FREE char *key = ws->dir != NULL ? fs_join(ws->dir, WORKSPACE_KEY) : NULL;
	enum status st = ST_OK;

	if (ws->dir != NULL && (db == NULL || key == NULL)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	if ((needs & NEED_CONFIG) != 0) {
		st = config_load(ws->dir, &ws->config, err);
	}
	if (st == ST_OK && (needs & NEED_KEY) != 0) {
		st = token_key_load(key, false, &ws->key, err);
	}
	if (st == ST_OK && (needs & NEED_LANGUAGES) != 0) {
		st = open_languages(ws, err);
	}
	if (st == ST_OK && (needs & (NEED_STORE | NEED_STORE_READ)) != 0) {
		st = store_open(db, (needs & NEED_STORE) != 0 ? STORE_WRITE : STORE_READ, &ws->store, err);
	}
	return st;
}

enum status workspace_open(const char *dir, unsigned needs, struct workspace *ret, struct error *err)
{
	struct workspace ws = { 0 };
	bool required = (needs & ~(unsigned)NEED_LANGUAGES) != 0;
	enum status st = ST_OK;

	if (dir != NULL) {
		ws.dir = strdup(dir);
		st = ws.dir == NULL ? error_set(err, ST_NOMEM, "out of memory") : ST_OK;
		if (st == ST_OK && required && !fs_is_dir(dir)) {
			st = error_set(err, ST_NOT_FOUND, "%s: there is no such folder; make it with 'kvieslys init %s'",
					dir, dir);
		}
	} else if (needs != NEED_NOTHING) {
		st = find_upwards(&ws.dir, required ? err : NULL);
		st = required || st == ST_NOMEM ? st : ST_OK;
	}
	if (st == ST_OK && (needs & NEED_LANGUAGES) != 0) {
		st = fs_data_dir(&ws.data, err);
	}
	if (st == ST_OK) {
		st = open_parts(&ws, needs, err);
	}
	if (st != ST_OK) {
		workspace_close(&ws);
		return st;
	}
	*ret = ws;
	return ST_OK;
}

void workspace_close(struct workspace *ws)
{
	store_close(ws->store);
	config_free(ws->config);
	languages_free(ws->languages);
	explicit_bzero(&ws->key, sizeof ws->key);
	free(ws->dir);
	free(ws->data);
	*ws = (struct workspace){ 0 };
}

static enum status make_maildir(const char *dir, const char *name, struct error *err)
{
	static const char *const parts[] = { "tmp", "new", "cur" };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;
		enum status st;

		strbuf_addf(&path, "%s/%s/%s", dir, name, parts[i]);
		st = strbuf_ok(&path) ? fs_mkdirs(path.buf, err) : error_set(err, ST_NOMEM, "out of memory");
		if (st != ST_OK) {
			return st;
		}
	}
	return ST_OK;
}

enum status workspace_init(const char *dir, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sample = STRBUF_INIT;
	CLEANUP_FREE char *conf = fs_join(dir, "kvieslys.conf");
	CLEANUP_FREE char *db = fs_join(dir, WORKSPACE_DATABASE);
	CLEANUP_FREE char *key_path = fs_join(dir, WORKSPACE_KEY);
	CLEANUP_STORE struct store *store = NULL;
	struct token_key key;
	enum status st;

	if (conf == NULL || db == NULL || key_path == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	if (fs_exists(conf) || fs_exists(db)) {
		return error_set(err, ST_CONFLICT, "%s: there is a workspace already; nothing was changed", dir);
	}
	st = fs_mkdirs(dir, err);
	if (st == ST_OK) {
		st = make_maildir(dir, "outbox", err);
	}
	if (st == ST_OK) {
		st = make_maildir(dir, "inbox", err);
	}
	if (st == ST_OK) {
		st = token_key_load(key_path, true, &key, err);
	}
	if (st == ST_OK) {
		st = store_open(db, STORE_CREATE, &store, err);
	}
	if (st == ST_OK) {
		st = db_setting_set_int(store, SETTING_CREATED_AT, clock_now(), err);
	}
	if (st != ST_OK) {
		return st;
	}
	config_write_sample(&sample);
	if (!strbuf_ok(&sample)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	return fs_write(conf, sample.buf, sample.len, 0644, err); /* last: it is what makes the folder a workspace */
}
