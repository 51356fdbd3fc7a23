/* Files that hold mails: letters that a Maildir relay wrote are ours; so is a Maildir mailbox inside the workspace, which nobody
 * else reads. Other mailboxes belong to their owners: what is in them is told, so that a person deletes it there. */
#include "domain/erase_private.h"

#include "store/db_erase.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const subs[] = { "new", "cur", "tmp" };

static void cleanup_dir(DIR **dir)
{
	if (*dir != NULL) {
		(void)closedir(*dir);
	}
}

/* Deletes the files of a Maildir that `wants`; with dry_run counts them. A folder that is not there has none. */
static enum status sweep(const char *path, bool (*wants)(const void *arg, const char *name), const void *arg,
		bool dry_run, int64_t *n, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(subs); i++) {
		CLEANUP_FREE char *sub = fs_join(path, subs[i]);
		CLEANUP(cleanup_dir) DIR *dir = sub != NULL ? opendir(sub) : NULL;
		const struct dirent *entry;

		while (dir != NULL && (entry = readdir(dir)) != NULL) {
			CLEANUP_FREE char *file = NULL;

			if (!wants(arg, entry->d_name)) {
				continue;
			}
			file = fs_join(sub, entry->d_name);
			if (file == NULL) {
				return error_set(err, ST_NOMEM, "erasing: out of memory");
			}
			if (!dry_run && unlink(file) != 0 && errno != ENOENT) {
				return error_set(err, ST_IO, "%s: %s", file, strerror(errno));
			}
			++*n;
		}
	}
	return ST_OK;
}

static int compare_ids(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* A Maildir relay's file is called "17.TOKEN.kvieslys", and ":2,S" behind it when somebody has read it. */
static bool is_letter(const void *arg, const char *name)
{
	const struct erase_work *w = arg;
	char *end;
	int64_t id = strtoll(name, &end, 10);

	return w->n_letters > 0 && end != name && *end == '.' && strstr(end, ".kvieslys") != NULL
			&& bsearch(&id, w->letters, w->n_letters, sizeof id, compare_ids) != NULL;
}

static enum status sweep_relays(struct erase_work *w, struct error *err)
{
	enum status st = ST_OK;
	int64_t n = 0;

	for (size_t i = 0; st == ST_OK && i < w->config->n_relays; i++) {
		const struct relay_config *r = &w->config->relays[i];

		if (r->transport == TRANSPORT_MAILDIR && r->path != NULL) {
			st = sweep(r->path, is_letter, w, w->options->dry_run, &n, err);
		}
	}
	erase_tell(w, ERASE_REMOVED, n, "letters in Maildir relays", NULL);
	return st;
}

/* --- mailboxes --- */

struct box {
	const struct mailbox_config *config;
	bool ours;
	int64_t n; /* mails of the person */
	struct strbuf keys; /* of those, for ours: each between line ends */
};

struct erase_boxes {
	struct box *items;
	size_t n;
	int64_t other; /* mails of mailboxes that are not configured any more, or standard input */
};

void erase_release_files(struct erase_work *w)
{
	for (size_t i = 0; w->boxes != NULL && i < w->boxes->n; i++) {
		strbuf_release(&w->boxes->items[i].keys);
	}
	if (w->boxes != NULL) {
		free(w->boxes->items);
	}
	free(w->boxes);
	free(w->letters);
}

static bool is_inside(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	while (n > 1 && dir[n - 1] == '/') {
		n--;
	}
	return strncmp(path, dir, n) == 0 && path[n] == '/' && strstr(path + n, "/../") == NULL;
}

static enum status note_letter(void *arg, int64_t id, struct error *err)
{
	struct erase_work *w = arg;

	if (!ARRAY_ROOM(w->letters, w->n_letters)) {
		return error_set(err, ST_NOMEM, "erasing: out of memory");
	}
	w->letters[w->n_letters++] = id;
	return ST_OK;
}

static enum status note_mail(void *arg, const struct erase_mail *mail, struct error *err)
{
	struct erase_boxes *boxes = arg;
	struct box *box = NULL;

	for (size_t i = 0; i < boxes->n; i++) {
		if (strcmp(boxes->items[i].config->name, mail->mailbox) == 0) {
			box = &boxes->items[i];
		}
	}
	if (box == NULL) {
		boxes->other++;
		return ST_OK;
	}
	box->n++;
	if (box->ours) {
		strbuf_addc(&box->keys, '\n');
		strbuf_adds(&box->keys, mail->key);
		strbuf_addc(&box->keys, '\n');
	}
	return strbuf_ok(&box->keys) ? ST_OK : error_set(err, ST_NOMEM, "erasing: out of memory");
}

static bool is_mail(const void *arg, const char *name)
{
	const struct box *box = arg;
	CLEANUP_STRBUF struct strbuf key = STRBUF_INIT;

	strbuf_addc(&key, '\n');
	strbuf_add(&key, name, strcspn(name, ":"));
	strbuf_addc(&key, '\n');
	return key.len > 2 && strbuf_ok(&key) && strstr(box->keys.buf, key.buf) != NULL;
}

static enum status sweep_boxes(struct erase_work *w, struct error *err)
{
	struct erase_boxes *boxes = w->boxes;
	char what[200];
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < boxes->n; i++) {
		struct box *b = &boxes->items[i];
		int64_t n = 0;

		if (b->n == 0) {
			continue;
		}
		(void)snprintf(what, sizeof what, "mails in mailbox %s", b->config->name);
		if (b->ours) {
			st = sweep(b->config->path, is_mail, b, w->options->dry_run, &n, err);
			erase_tell(w, ERASE_REMOVED, n, what, "a folder of this workspace");
		} else {
			erase_tell(w, ERASE_ELSEWHERE, b->n, what, "the mailbox is its owner's: delete them there");
		}
	}
	if (boxes->other > 0) {
		erase_tell(w, ERASE_ELSEWHERE, boxes->other, "mails of other mailboxes", "delete them where they arrived");
	}
	return st;
}

static enum status open_boxes(struct erase_work *w, struct error *err)
{
	w->boxes = calloc(1, sizeof *w->boxes);
	if (w->boxes != NULL) {
		w->boxes->items = calloc(w->config->n_mailboxes + 1, sizeof *w->boxes->items);
	}
	if (w->boxes == NULL || w->boxes->items == NULL) {
		return error_set(err, ST_NOMEM, "erasing: out of memory");
	}
	for (; w->boxes->n < w->config->n_mailboxes; w->boxes->n++) {
		const struct mailbox_config *m = &w->config->mailboxes[w->boxes->n];

		w->boxes->items[w->boxes->n] = (struct box){ .config = m, .keys = STRBUF_INIT,
			.ours = m->type == MAILBOX_MAILDIR && m->path != NULL && is_inside(m->path, w->config->dir) };
	}
	return ST_OK;
}

enum status erase_find_files(struct erase_work *w, struct error *err)
{
	enum status st = open_boxes(w, err);

	if (st == ST_OK) {
		st = db_erase_each_letter(w->store, &w->person->ref, w->options->own_rows, note_letter, w, err);
	}
	if (st == ST_OK && w->n_letters > 0) {
		qsort(w->letters, w->n_letters, sizeof *w->letters, compare_ids);
	}
	return st == ST_OK ? db_erase_each_mail(w->store, &w->person->ref, w->options->own_rows, note_mail, w->boxes, err) : st;
}

enum status erase_delete_files(struct erase_work *w, struct error *err)
{
	enum status st = sweep_relays(w, err);

	return st == ST_OK ? sweep_boxes(w, err) : st;
}
