/* Maildir: new/ and cur/ are listed and read, nothing is moved or made. The key of a mail is its file name without the
 * flags, which stays the same when a mail reader moves it from new to cur. Delivery is by rename, so a file that is there is
 * whole. */
#include "inbound/mailbox_private.h"

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

struct entry {
	char *path; /* "cur/NAME" */
	char *key;
	int64_t arrived_at;
	int64_t nanoseconds;
};

struct maildir {
	struct mailbox base;
	struct entry *entries;
	size_t n;
};

static void clear(struct maildir *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->entries[i].path);
		free(m->entries[i].key);
	}
	m->n = 0;
}

static void closedir_cleanup(DIR **dir)
{
	if (*dir != NULL) {
		(void)closedir(*dir);
	}
}

static enum status no_memory(const struct maildir *m, struct error *err)
{
	return error_set(err, ST_NOMEM, "mailbox %s: out of memory", m->base.config->name);
}

/* Keeps a file when the sink wants it: asking now keeps the list as long as what is new, not as the whole folder. */
static enum status add_entry(struct maildir *m, int dir_fd, const char *sub, const char *name,
		const struct mailbox_sink *sink, struct error *err)
{
	CLEANUP_FREE char *key = strndup(name, strcspn(name, ":"));
	struct stat info;
	bool want = false;
	enum status st;

	if (key == NULL) {
		return no_memory(m, err);
	}
	st = sink->want(sink->arg, key, &want, err);
	if (st != ST_OK || !want) {
		return st;
	}
	if (fstatat(dir_fd, name, &info, 0) != 0 || !S_ISREG(info.st_mode)) {
		return ST_OK; /* moved by a mail reader just now: the next reading finds it */
	}
	if (sink->since > 0 && info.st_mtim.tv_sec < sink->since) {
		return ST_OK;
	}
	if (!ARRAY_ROOM(m->entries, m->n)) {
		return no_memory(m, err);
	}
	m->entries[m->n] = (struct entry){ fs_join(sub, name), TAKE_PTR(key), info.st_mtim.tv_sec, info.st_mtim.tv_nsec };
	m->n++;
	return m->entries[m->n - 1].path != NULL ? ST_OK : no_memory(m, err);
}

static enum status list(struct maildir *m, const char *sub, const struct mailbox_sink *sink, struct error *err)
{
	CLEANUP_FREE char *path = fs_join(m->base.config->path, sub);
	CLEANUP(closedir_cleanup) DIR *dir = path != NULL ? opendir(path) : NULL;
	const struct dirent *item;

	if (path == NULL) {
		return no_memory(m, err);
	}
	if (dir == NULL) {
		return error_set(err, errno == ENOENT ? ST_NOT_FOUND : ST_IO, "mailbox %s: %s: %s", m->base.config->name,
				path, strerror(errno));
	}
	for (;;) {
		enum status st;

		errno = 0;
		item = readdir(dir);
		if (item == NULL) {
			return errno == 0 ? ST_OK : error_set(err, ST_IO, "mailbox %s: %s: %s", m->base.config->name, path,
					strerror(errno));
		}
		if (item->d_name[0] == '.') {
			continue;
		}
		st = add_entry(m, dirfd(dir), sub, item->d_name, sink, err);
		if (st != ST_OK) {
			return st;
		}
	}
}

/* By arrival; a tie by name, which begins with the time too. */
static int compare(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;

	if (x->arrived_at != y->arrived_at) {
		return x->arrived_at < y->arrived_at ? -1 : 1;
	}
	if (x->nanoseconds != y->nanoseconds) {
		return x->nanoseconds < y->nanoseconds ? -1 : 1;
	}
	return strcmp(x->key, y->key);
}

static enum status take(struct maildir *m, const struct entry *entry, const struct mailbox_sink *sink,
		struct strbuf *bytes, struct error *err)
{
	CLEANUP_FREE char *path = fs_join(m->base.config->path, entry->path);
	CLEANUP_FD int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
	struct mailbox_mail mail = { .key = entry->key, .arrived_at = entry->arrived_at };
	enum status st;

	if (path == NULL) {
		return no_memory(m, err);
	}
	if (fd < 0) {
		if (errno == ENOENT) {
			return ST_OK; /* moved or deleted meanwhile */
		}
		return error_set(err, ST_IO, "mailbox %s: %s: %s", m->base.config->name, path, strerror(errno));
	}
	strbuf_reset(bytes);
	st = mailbox_slurp(fd, (size_t)m->base.config->max_size, path, bytes, err);
	if (st != ST_OK) {
		return st;
	}
	mail.bytes = bytes->buf;
	mail.len = bytes->len;
	return sink->take(sink->arg, &mail, err);
}

static enum status maildir_read(struct mailbox *mailbox, struct mailbox_progress *progress,
		const struct mailbox_sink *sink, struct error *err)
{
	struct maildir *m = (struct maildir *)mailbox;
	CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
	enum status st;

	clear(m);
	/* cur after new: a mail that moves between is seen in one of them, and its key is the same in both */
	st = list(m, "new", sink, err);
	if (st == ST_OK) {
		st = list(m, "cur", sink, err);
	}
	if (m->n > 1) {
		qsort(m->entries, m->n, sizeof *m->entries, compare);
	}
	for (size_t i = 0; st == ST_OK && i < m->n && !mailbox_stopped(mailbox); i++) {
		if (i > 0 && strcmp(m->entries[i].key, m->entries[i - 1].key) == 0) {
			continue;
		}
		st = take(m, &m->entries[i], sink, &bytes, err);
		if (st == ST_OK && (i + 1) % MAILBOX_BATCH == 0) {
			st = sink->note(sink->arg, progress, err);
		}
	}
	if (st == ST_OK && m->n > 0) {
		st = sink->note(sink->arg, progress, err);
	}
	clear(m);
	return st;
}

static void maildir_close(struct mailbox *mailbox)
{
	struct maildir *m = (struct maildir *)mailbox;

	clear(m);
	free(m->entries);
	free(m);
}

enum status mailbox_maildir_open(const struct mailbox_config *config, const volatile int *stop, struct mailbox **ret,
		struct error *err)
{
	static const struct mailbox_driver driver = { maildir_read, NULL, maildir_close };
	struct maildir *m;

	if (config->path == NULL) {
		return error_set(err, ST_CONFIG, "mailbox %s: path is missing", config->name);
	}
	if (!fs_is_dir(config->path)) {
		return error_set(err, ST_NOT_FOUND, "mailbox %s: %s is no Maildir", config->name, config->path);
	}
	m = calloc(1, sizeof *m);
	if (m == NULL) {
		return error_set(err, ST_NOMEM, "mailbox %s: out of memory", config->name);
	}
	m->base = (struct mailbox){ &driver, config, stop };
	*ret = (struct mailbox *)m;
	return ST_OK;
}
