/* Delivers into a Maildir: each letter a file of its own, written in tmp/, synced, renamed into new/. The file's name is
 * made of the ledger row's id, so a letter that is sent again after a crash replaces itself. */
#include "outbound/transport.h"

#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

struct maildir {
	struct transport transport;
	char *tmp, *new_;
};

static enum status write_file(const char *path, const struct parcel *p, struct error *err)
{
	CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0) {
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	if (!fs_write_all(fd, p->bytes, p->len) || fsync(fd) != 0) {
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	return ST_OK;
}

static enum status deliver(const struct maildir *m, const struct parcel *p, struct outcome *o, struct error *err)
{
	CLEANUP_STRBUF struct strbuf tmp = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf final = STRBUF_INIT;
	char name[96];
	enum status st;

	(void)snprintf(name, sizeof name, "%lld.%s.kvieslys", (long long)p->id, p->envid);
	strbuf_addf(&tmp, "%s/%s", m->tmp, name);
	strbuf_addf(&final, "%s/%s", m->new_, name);
	if (!strbuf_ok(&tmp) || !strbuf_ok(&final)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	st = write_file(tmp.buf, p, err);
	if (st == ST_OK && rename(tmp.buf, final.buf) != 0) {
		st = error_set(err, ST_IO, "%s: %s", final.buf, strerror(errno));
	}
	if (st != ST_OK) {
		(void)unlink(tmp.buf);
		return st;
	}
	o->delivery = DELIVERY_SENT;
	o->code = 250;
	(void)snprintf(o->status, sizeof o->status, "2.0.0");
	(void)snprintf(o->answer, sizeof o->answer, "delivered as new/%s", name);
	return ST_OK;
}

static enum status run(struct transport *transport, const struct feed *feed, struct error *err)
{
	const struct maildir *m = (const struct maildir *)transport;
	struct parcel *p;

	while ((p = feed->next(feed->arg, true)) != NULL) {
		struct outcome o = { .delivery = DELIVERY_UNTRIED };
		enum status st;

		feed->mark(feed->arg, p);
		st = deliver(m, p, &o, err);
		feed->done(feed->arg, p, &o);
		if (st != ST_OK) {
			return st;
		}
	}
	return ST_OK;
}

static void close_maildir(struct transport *transport)
{
	struct maildir *m = (struct maildir *)transport;

	free(m->tmp);
	free(m->new_);
	free(m);
}

enum status transport_maildir_open(const struct relay_config *relay, struct transport **ret, struct error *err)
{
	static const struct transport_ops ops = { run, close_maildir };
	CLEANUP_FREE char *cur = fs_join(relay->path, "cur");
	struct maildir *m = calloc(1, sizeof *m);
	enum status st = ST_OK;

	if (m == NULL || cur == NULL || (m->tmp = fs_join(relay->path, "tmp")) == NULL
			|| (m->new_ = fs_join(relay->path, "new")) == NULL) {
		st = error_set(err, ST_NOMEM, "[relay %s]: out of memory", relay->name);
	}
	if (st == ST_OK) {
		st = fs_mkdirs(cur, err);
	}
	if (st == ST_OK) {
		st = fs_mkdirs(m->tmp, err);
	}
	if (st == ST_OK) {
		st = fs_mkdirs(m->new_, err);
	}
	if (st != ST_OK) {
		if (m != NULL) {
			close_maildir(&m->transport);
		}
		return st;
	}
	m->transport.ops = &ops;
	m->transport.relay = relay;
	*ret = &m->transport;
	return ST_OK;
}
