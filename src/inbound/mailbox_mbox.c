/* mbox: mails behind "From " lines in one file, which is only read. There are no stable names in it: the key of a mail is
 * the hash of its bytes. progress.last_uid is how many bytes were read, uidvalidity the file's inode; a file that is another
 * one or has shrunk is read from the beginning, and the keys see to it that nothing is taken twice. */
#include "inbound/mailbox_private.h"

#include "util/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

struct mbox {
	struct mailbox base;
};

/* A mail as it is gathered. */
struct gathering {
	const struct mailbox_sink *sink;
	struct strbuf bytes;
	int64_t arrived_at; /* of the "From " line */
	size_t max;
	size_t n;
	bool open;
};

/* "From sender Thu Mar 18 10:00:00 2027": the time of delivery, in UTC by custom; 0 when it cannot be read. */
static int64_t delivery_time(const char *bytes, size_t len)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4] = "";
	struct tm tm = { 0 };
	char line[160];
	const char *p;

	len = len < sizeof line - 1 ? len : sizeof line - 1;
	memcpy(line, bytes, len);
	line[len] = '\0';
	p = strchr(line, ' ');
	p = p != NULL ? strchr(p + 1, ' ') : NULL;
	if (p == NULL || sscanf(p, " %*3s %3s %2d %2d:%2d:%2d %4d", month, &tm.tm_mday, &tm.tm_hour, &tm.tm_min,
			&tm.tm_sec, &tm.tm_year) != 6) {
		return 0;
	}
	p = strlen(month) == 3 ? strstr(months, month) : NULL;
	if (p == NULL || tm.tm_year < 1970 || tm.tm_mday < 1 || tm.tm_mday > 31) {
		return 0;
	}
	tm.tm_mon = (int)(p - months) / 3;
	tm.tm_year -= 1900;
	return (int64_t)timegm(&tm);
}

/* Offers what was gathered. */
static enum status finish(struct gathering *g, struct error *err)
{
	char key[MAILBOX_HASH_KEY_SIZE];
	struct mailbox_mail mail = { .key = key, .arrived_at = g->arrived_at };
	bool want = false;
	enum status st;

	if (!g->open || (g->sink->since > 0 && g->arrived_at > 0 && g->arrived_at < g->sink->since)) {
		return ST_OK;
	}
	/* the empty line before the next "From " belongs to the format */
	if (g->bytes.len >= 2 && memcmp(g->bytes.buf + g->bytes.len - 2, "\n\n", 2) == 0) {
		strbuf_setlen(&g->bytes, g->bytes.len - 1);
	}
	if (!strbuf_ok(&g->bytes) || !mailbox_hash_key(g->bytes.buf, g->bytes.len, key)) {
		return error_set(err, ST_NOMEM, "mbox: out of memory");
	}
	st = g->sink->want(g->sink->arg, key, &want, err);
	if (st != ST_OK || !want) {
		return st;
	}
	mail.bytes = g->bytes.buf;
	mail.len = g->bytes.len;
	g->n++;
	return g->sink->take(g->sink->arg, &mail, err);
}

/* `starts`: the piece begins a line; `after_blank`: behind an empty one. */
static enum status add_line(struct gathering *g, const char *line, size_t len, bool starts, bool after_blank,
		struct error *err)
{
	const char *quoted = line;
	enum status st = ST_OK;

	if (starts && after_blank && len >= 5 && memcmp(line, "From ", 5) == 0) {
		st = finish(g, err);
		strbuf_reset(&g->bytes);
		g->open = true;
		g->arrived_at = delivery_time(line, len);
		return st;
	}
	while (quoted < line + len && *quoted == '>') {
		quoted++;
	}
	if (starts && quoted > line && (size_t)(line + len - quoted) >= 5 && memcmp(quoted, "From ", 5) == 0) {
		line++; /* ">From " stands for "From " */
		len--;
	}
	if (g->open && g->bytes.len < g->max) {
		strbuf_add(&g->bytes, line, len < g->max - g->bytes.len ? len : g->max - g->bytes.len);
	}
	return st;
}

/* Lines of a file, the very long ones in pieces. */
struct reader {
	int fd;
	size_t begin, end;
	int64_t offset; /* in the file, of what was handed out */
	char buf[65536];
};

/* The next piece; *ret_len is 0 at the end of the file. */
static enum status next_piece(struct reader *r, const char **ret, size_t *ret_len, const char *name, struct error *err)
{
	for (;;) {
		const char *lf = memchr(r->buf + r->begin, '\n', r->end - r->begin);
		ssize_t n;

		if (lf != NULL || r->end - r->begin == sizeof r->buf) {
			*ret_len = lf != NULL ? (size_t)(lf + 1 - r->buf) - r->begin : sizeof r->buf;
			break;
		}
		memmove(r->buf, r->buf + r->begin, r->end - r->begin);
		r->end -= r->begin;
		r->begin = 0;
		n = read(r->fd, r->buf + r->end, sizeof r->buf - r->end);
		if (n < 0 && errno != EINTR) {
			return error_set(err, ST_IO, "mailbox %s: %s", name, strerror(errno));
		}
		if (n == 0) {
			*ret_len = r->end;
			break;
		}
		r->end += n > 0 ? (size_t)n : 0;
	}
	*ret = r->buf + r->begin;
	r->begin += *ret_len;
	r->offset += (int64_t)*ret_len;
	return ST_OK;
}

static enum status read_lines(struct reader *r, struct gathering *g, struct mailbox_progress *progress,
		const struct mailbox *mailbox, struct error *err)
{
	const char *line = "";
	bool starts = true; /* the piece begins a line */
	bool blank = true;  /* the line before was empty */
	size_t noted = 0;
	size_t n = 0;
	enum status st;

	for (;;) {
		st = next_piece(r, &line, &n, mailbox->config->name, err);
		if (st != ST_OK || n == 0 || mailbox_stopped(mailbox)) {
			break;
		}
		st = add_line(g, line, n, starts, blank, err);
		if (st == ST_OK && g->n >= noted + MAILBOX_BATCH) {
			noted = g->n;
			st = g->sink->note(g->sink->arg, progress, err);
		}
		if (st != ST_OK) {
			break;
		}
		blank = starts && (line[0] == '\n' || (n == 2 && line[0] == '\r'));
		starts = line[n - 1] == '\n';
	}
	if (st == ST_OK && !mailbox_stopped(mailbox)) {
		st = finish(g, err);
		progress->last_uid = r->offset;
	}
	return st;
}

/* Whoever delivers holds a lock while he writes: half a mail must not be read. */
static bool is_locked(int fd)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_SETLK, &lock) != 0 && (errno == EAGAIN || errno == EACCES);
}

static enum status mbox_read(struct mailbox *mailbox, struct mailbox_progress *progress,
		const struct mailbox_sink *sink, struct error *err)
{
	const struct mailbox_config *config = mailbox->config;
	CLEANUP_FD int fd = open(config->path, O_RDONLY | O_CLOEXEC);
	struct gathering g = { .sink = sink, .bytes = STRBUF_INIT, .max = (size_t)config->max_size };
	CLEANUP_FREE struct reader *reader = malloc(sizeof *reader);
	struct mailbox_progress now = *progress;
	struct stat info;
	enum status st;

	if (reader == NULL) {
		return error_set(err, ST_NOMEM, "mailbox %s: out of memory", config->name);
	}
	if (fd < 0 || fstat(fd, &info) != 0) {
		return error_set(err, errno == ENOENT ? ST_NOT_FOUND : ST_IO, "mailbox %s: %s: %s", config->name,
				config->path, strerror(errno));
	}
	if ((now.uidvalidity == (int64_t)info.st_ino && now.last_uid == (int64_t)info.st_size) || is_locked(fd)) {
		return ST_OK;
	}
	if (now.uidvalidity != (int64_t)info.st_ino || now.last_uid > (int64_t)info.st_size) {
		now = (struct mailbox_progress){ (int64_t)info.st_ino, 0 };
	}
	*reader = (struct reader){ .fd = fd, .offset = now.last_uid };
	if (lseek(fd, (off_t)now.last_uid, SEEK_SET) < 0) {
		return error_set(err, ST_IO, "mailbox %s: %s", config->name, strerror(errno));
	}
	st = read_lines(reader, &g, &now, mailbox, err);
	strbuf_release(&g.bytes);
	if (st == ST_OK) {
		st = sink->note(sink->arg, &now, err);
	}
	if (st == ST_OK) {
		*progress = now;
	}
	return st;
}

static void mbox_close(struct mailbox *mailbox)
{
	free(mailbox);
}

enum status mailbox_mbox_open(const struct mailbox_config *config, const volatile int *stop, struct mailbox **ret,
		struct error *err)
{
	static const struct mailbox_driver driver = { mbox_read, NULL, mbox_close };
	struct mbox *m;

	if (config->path == NULL) {
		return error_set(err, ST_CONFIG, "mailbox %s: path is missing", config->name);
	}
	m = calloc(1, sizeof *m);
	if (m == NULL) {
		return error_set(err, ST_NOMEM, "mailbox %s: out of memory", config->name);
	}
	m->base = (struct mailbox){ &driver, config, stop };
	*ret = (struct mailbox *)m;
	return ST_OK;
}
