/* Looks at the file's date and size; reads it when they are new and at rest. */
#include "outbound/reload.h"

#include "util/log.h"

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_size == b->st_size
			&& a->st_ino == b->st_ino && a->st_dev == b->st_dev;
}

void reload_begin(struct reload *r, const char *dir, const struct config *config)
{
	*r = (struct reload){ .dir = dir, .file = config->file };
	(void)stat(r->file, &r->used);
	r->seen = r->used;
}

bool reload_wanted(void *reload)
{
	struct reload *r = reload;
	struct error err = ERROR_INIT;
	struct stat now;
	bool at_rest;

	if (stat(r->file, &now) != 0) {
		return false; /* replaced just now, or gone: what was read stays */
	}
	at_rest = same(&now, &r->seen);
	r->seen = now;
	if (!at_rest || same(&now, &r->used)) {
		return false;
	}
	r->used = now;
	if (config_load(r->dir, &r->fresh, &err) != ST_OK) {
		log_error("the new configuration is not taken: %s", err.text);
		return false;
	}
	return true;
}
