/* The sender with letters of its own, for tests and measuring of what is between ledger and wire alone:
 *	plain_send DIR fill N      N contacts, a campaign "plain" and its N rows
 *	plain_send DIR send [SIZE [TAIL]] drains the ledger with letters of about SIZE bytes (8192), TAIL behind them as it is
 * DIR has a kvieslys.conf; the database is made when absent. Exit codes are those of `kvieslys send`. */
#include "domain/config.h"
#include "domain/letter_job.h"
#include "outbound/sender.h"
#include "store/store_private.h"
#include "util/clock.h"
#include "util/fs.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct plain {
	struct identity_maker maker;
	struct token_key key;
	const struct config *config;
	char *body;
	size_t len;
};

static volatile int stop;

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static enum status may_write(void *arg, const struct ledger_message *row, int64_t now, bool *ret_may,
		const char **ret_why, struct error *err)
{
	(void)arg;
	(void)now;
	(void)err;
	*ret_may = row->role == 0;
	*ret_why = "suppressed";
	return ST_OK;
}

static enum status topic(void *arg, const struct ledger_message *row, const void **ret, struct error *err)
{
	(void)arg;
	(void)row;
	(void)err;
	*ret = NULL;
	return ST_OK;
}

static void changed(void *arg)
{
	(void)arg;
}

static enum status press_new(void *arg, void **ret, struct error *err)
{
	(void)err;
	*ret = arg;
	return ST_OK;
}

static void press_free(void *press)
{
	(void)press;
}

static enum status print(void *arg, void *press, const struct ledger_message *row, const void *t,
		struct printed *ret, struct error *err)
{
	const struct plain *p = arg;
	enum status st = identity_make(&p->maker, row->id, row->nonce, &ret->identity, err);

	(void)press;
	(void)t;
	if (st != ST_OK) {
		return st;
	}
	strbuf_addf(&ret->bytes, "From: <%s>\r\nTo: <%s>\r\nMessage-ID: <%s>\r\nReply-To: <%s>\r\n"
			"Date: Thu, 02 Jan 2025 10:00:00 +0200\r\nSubject: letter %lld\r\n\r\n",
			p->config->sender.address, row->address, ret->identity.message_id, ret->identity.reply_to,
			(long long)row->id);
	strbuf_add(&ret->bytes, p->body, p->len);
	return ST_OK;
}

/* `tail` is appended as it is, whatever it does to the protocol. */
static void make_body(struct plain *p, size_t size, const char *tail)
{
	static const char line[] = "Gerbiamas dalyvi, kvie=C4=8Diame registruotis seminarui.\r\n";

	p->body = malloc(size + sizeof line + strlen(tail));
	while (p->body != NULL && p->len + 300 < size) {
		memcpy(p->body + p->len, line, sizeof line - 1);
		p->len += sizeof line - 1;
	}
	if (p->body != NULL) {
		memcpy(p->body + p->len, tail, strlen(tail));
		p->len += strlen(tail);
	}
}

static enum status fill(struct store *store, const char *n, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sql = STRBUF_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t made = 0;
	enum status st = store_begin(store, &tx, err);

	strbuf_addf(&sql, "INSERT OR IGNORE INTO organisation(id, name, name_key, country, created_at, updated_at)"
			" VALUES (1, 'UAB Metalas', 'metalas', 'LT', 1, 1);"
			"WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
			" INSERT OR IGNORE INTO contact(id, organisation_id, email, email_key, name, created_at, updated_at)"
			" SELECT i, 1, printf('p%%08d@sink.test', i), printf('p%%08d@sink.test', i), 'Jonas ' || i, 1, 1 FROM n;"
			"INSERT OR IGNORE INTO list(id, name, created_at) VALUES (1, 'all', 1);"
			"INSERT OR IGNORE INTO list_member SELECT 1, id, 1 FROM contact;"
			"INSERT OR IGNORE INTO campaign(id, key, class, letter, languages, fallback, audience, state, source,"
			" created_at, updated_at) VALUES (1, 'plain', 'newsletter', 'plain', 'en', '', '', 'running', '', 1, 1)", n);
	st = st == ST_OK ? db_exec(store, sql.buf, "filling", err) : st;
	st = st == ST_OK ? db_audience_begin(store, err) : st;
	st = st == ST_OK ? db_audience_add_list(store, "all", err) : st;
	st = st == ST_OK ? db_message_fill(store, 1, clock_now() - 1, &made, err) : st;
	st = st == ST_OK ? store_commit(&tx, err) : st;
	printf("{\"filled\":%lld}\n", (long long)made);
	return st;
}

static enum status drain(struct store *store, const struct config *config, const char *dir, size_t size,
		const char *tail, struct error *err)
{
	struct plain p = { .config = config };
	const struct sender_desk desk = { may_write, topic, changed, press_new, press_free, print, &p };
	const struct send_options o = { .config = config, .store = store, .dir = dir, .desk = &desk, .stop = &stop };
	struct send_report r;
	struct timespec a, b;
	enum status st;

	memset(p.key.bytes, 7, sizeof p.key.bytes);
	identity_maker_from_config(config, &p.key, &p.maker);
	make_body(&p, size, tail);
	(void)clock_gettime(CLOCK_MONOTONIC, &a);
	st = sender_run(&o, &r, err);
	(void)clock_gettime(CLOCK_MONOTONIC, &b);
	printf("{\"sent\":%lld,\"deferred\":%lld,\"failed\":%lld,\"in_doubt\":%lld,\"skipped\":%lld,"
			"\"took_queued\":%lld,\"took_in_doubt\":%lld,\"took_settled\":%lld,\"seconds\":%.3f}\n",
			(long long)r.sent, (long long)r.deferred, (long long)r.failed, (long long)r.in_doubt,
			(long long)r.skipped, (long long)r.taken_over_queued, (long long)r.taken_over_in_doubt,
			(long long)r.taken_over_settled,
			(double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9);
	free(p.body);
	return st;
}

int main(int argc, char **argv)
{
	CLEANUP_CONFIG struct config *config = NULL;
	CLEANUP_STORE struct store *store = NULL;
	CLEANUP_FREE char *path = NULL;
	struct error err = ERROR_INIT;
	enum status st;

	if (argc < 3) {
		return 2;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGTERM, on_signal);
	path = fs_join(argv[1], "kvieslys.db");
	st = path != NULL ? clock_init(&err) : ST_NOMEM;
	st = st == ST_OK ? config_load(argv[1], &config, &err) : st;
	st = st == ST_OK ? store_open(path, STORE_CREATE, &store, &err) : st;
	if (st == ST_OK && strcmp(argv[2], "fill") == 0) {
		st = fill(store, argv[3], &err);
	} else if (st == ST_OK) {
		st = drain(store, config, argv[1], argc > 3 ? (size_t)strtoull(argv[3], NULL, 10) : 8192,
				argc > 4 ? argv[4] : "", &err);
	}
	if (st != ST_OK) {
		(void)fprintf(stderr, "plain_send: %s\n", err.text);
	}
	return st == ST_OK ? 0 : st == ST_TEMP ? 75 : 1;
}
