/* The hash chain of the audit log. What is hashed is the length and the bytes of every field, so that no two rows can
 * be written in the same way. */
#include "store/db_audit.h"

#include "store/store_private.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/strbuf.h"
#include "util/token.h"

#include <openssl/evp.h>
#include <string.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define HASH_SIZE 65
#define SALT_BYTES 16
#define SALT_SIZE (2 * SALT_BYTES + 1)

static void to_hex(const unsigned char *bytes, size_t n, char *ret)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		ret[2 * i] = digits[bytes[i] >> 4];
		ret[2 * i + 1] = digits[bytes[i] & 15];
	}
	ret[2 * n] = '\0';
}

static enum status hash_bytes(const struct strbuf *text, char ret[HASH_SIZE], struct error *err)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int len = 0;

	if (!strbuf_ok(text) || EVP_Digest(text->buf, text->len, digest, &len, EVP_sha256(), NULL) != 1) {
		return error_set(err, ST_NOMEM, "audit: out of memory");
	}
	to_hex(digest, len, ret);
	return ST_OK;
}

/* A missing text and an empty one are two things. */
static void add_field(struct strbuf *out, const char *text)
{
	if (text == NULL) {
		strbuf_adds(out, "-:");
	} else {
		strbuf_addf(out, "%zu:", strlen(text));
		strbuf_adds(out, text);
	}
}

static enum status hash_payload(const char *salt, const char *payload, char ret[HASH_SIZE], struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	add_field(&text, salt);
	add_field(&text, payload);
	return hash_bytes(&text, ret, err);
}

static enum status hash_row(const struct audit_row *row, const char *payload_hash, const char *previous,
		char ret[HASH_SIZE], struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%lld:%lld:", (long long)row->at, (long long)row->noun_id);
	add_field(&text, row->actor);
	add_field(&text, row->action);
	add_field(&text, row->noun);
	add_field(&text, row->why);
	add_field(&text, payload_hash);
	add_field(&text, previous);
	return hash_bytes(&text, ret, err);
}

#define SQL_HEAD "SELECT hash FROM audit ORDER BY id DESC LIMIT 1"

enum status db_audit_head(struct store *store, char ret[65], struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_HEAD, &stmt, err);

	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "reading the audit log", err);
	}
	if (st == ST_OK) {
		const char *hash = row ? (const char *)sqlite3_column_text(stmt, 0) : ZEROS;

		(void)snprintf(ret, HASH_SIZE, "%s", hash != NULL ? hash : "");
	}
	return st;
}

/* ?1 at, ?2 actor, ?3 action, ?4 noun, ?5 noun id, ?6 why, ?7 hash of the payload, ?8 previous, ?9 hash */
#define SQL_ADD \
	"INSERT INTO audit(at, actor, action, noun, noun_id, why, payload_hash, previous, hash)" \
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"

static enum status insert_row(struct store *store, const struct audit_row *row, const char *payload_hash,
		const char *previous, const char *hash, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, row->at);
	db_bind_text(stmt, 2, row->actor);
	db_bind_text(stmt, 3, row->action);
	db_bind_text(stmt, 4, row->noun);
	db_bind_id(stmt, 5, row->noun_id);
	db_bind_text(stmt, 6, row->why);
	db_bind_text(stmt, 7, payload_hash);
	db_bind_text(stmt, 8, previous);
	db_bind_text(stmt, 9, hash);
	return db_run(store, stmt, "writing the audit log", err);
}

#define SQL_PAYLOAD "INSERT INTO audit_payload(audit_id, salt, payload) VALUES (?1, ?2, ?3)"

static enum status insert_payload(struct store *store, int64_t id, const char *salt, const char *payload,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_PAYLOAD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	db_bind_text(stmt, 2, salt);
	db_bind_text(stmt, 3, payload);
	return db_run(store, stmt, "writing the audit log", err);
}

/* A row without payload has the hash of nothing, which needs no salt. */
static enum status salt_and_hash(const char *payload, char salt[SALT_SIZE], char ret[HASH_SIZE],
		struct error *err)
{
	unsigned char bytes[SALT_BYTES];
	enum status st = ST_OK;

	salt[0] = '\0';
	if (payload != NULL) {
		st = random_bytes(bytes, sizeof bytes, err);
		if (st == ST_OK) {
			to_hex(bytes, sizeof bytes, salt);
		}
	}
	return st == ST_OK ? hash_payload(salt, payload, ret, err) : st;
}

enum status audit_add_id(struct store *store, const char *actor, const char *action, const char *noun,
		int64_t noun_id, const char *why, const char *payload, int64_t *ret_id, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	struct audit_row row = { .at = clock_now(), .noun_id = noun_id, .actor = actor, .action = action,
		.noun = noun, .why = why };
	char salt[SALT_SIZE];
	char payload_hash[HASH_SIZE];
	char previous[HASH_SIZE];
	char hash[HASH_SIZE];
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = salt_and_hash(payload, salt, payload_hash, err);
	}
	if (st == ST_OK) {
		st = db_audit_head(store, previous, err);
	}
	if (st == ST_OK) {
		st = hash_row(&row, payload_hash, previous, hash, err);
	}
	if (st == ST_OK) {
		st = insert_row(store, &row, payload_hash, previous, hash, err);
	}
	if (st != ST_OK) {
		return st;
	}
	row.id = sqlite3_last_insert_rowid(store_db(store));
	if (payload != NULL) {
		st = insert_payload(store, row.id, salt, payload, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		*ret_id = row.id;
	}
	return st;
}

enum status audit_add(struct store *store, const char *actor, const char *action, const char *noun, int64_t noun_id,
		const char *why, const char *payload, struct error *err)
{
	int64_t id;

	return audit_add_id(store, actor, action, noun, noun_id, why, payload, &id, err);
}

/* ?1 noun or NULL, ?2 noun id or NULL */
#define SQL_EACH \
	"SELECT a.id, a.at, a.noun_id, a.actor, a.action, a.noun, a.why, p.payload, p.salt, a.payload_hash, a.previous, a.hash" \
	" FROM audit a LEFT JOIN audit_payload p ON p.audit_id = a.id" \
	" WHERE (?1 IS NULL OR a.noun = ?1) AND (?2 IS NULL OR a.noun_id = ?2) ORDER BY a.id"

static struct audit_row row_of(sqlite3_stmt *stmt)
{
	return (struct audit_row){
		.id = sqlite3_column_int64(stmt, 0),
		.at = sqlite3_column_int64(stmt, 1),
		.noun_id = sqlite3_column_int64(stmt, 2),
		.actor = (const char *)sqlite3_column_text(stmt, 3),
		.action = (const char *)sqlite3_column_text(stmt, 4),
		.noun = (const char *)sqlite3_column_text(stmt, 5),
		.why = (const char *)sqlite3_column_text(stmt, 6),
		.payload = (const char *)sqlite3_column_text(stmt, 7),
	};
}

enum status db_audit_each(struct store *store, const char *noun, int64_t noun_id, audit_row_fn each, void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, noun);
	db_bind_id(stmt, 2, noun_id);
	while (st == ST_OK) {
		st = db_step(store, stmt, &more, "reading the audit log", err);
		if (st != ST_OK || !more) {
			break;
		}
		struct audit_row row = row_of(stmt);

		st = each(arg, &row, err);
	}
	return st;
}

/* *ret_good: the row fits its predecessor's hash, its own and, where the payload is still there, the payload's. */
static enum status verify_row(sqlite3_stmt *stmt, char last[HASH_SIZE], bool *ret_good, struct error *err)
{
	struct audit_row row = row_of(stmt);
	const char *salt = (const char *)sqlite3_column_text(stmt, 8);
	const char *payload_hash = (const char *)sqlite3_column_text(stmt, 9);
	const char *previous = (const char *)sqlite3_column_text(stmt, 10);
	const char *stored = (const char *)sqlite3_column_text(stmt, 11);
	char hash[HASH_SIZE] = "";
	char of_payload[HASH_SIZE] = "";
	enum status st;

	if (payload_hash == NULL || previous == NULL || stored == NULL) {
		return error_set(err, ST_NOMEM, "audit: out of memory");
	}
	st = hash_row(&row, payload_hash, previous, hash, err);
	if (st == ST_OK && row.payload != NULL) {
		st = hash_payload(salt, row.payload, of_payload, err);
	}
	if (st != ST_OK) {
		return st;
	}
	*ret_good = strcmp(previous, last) == 0 && strcmp(hash, stored) == 0
			&& (row.payload == NULL || strcmp(of_payload, payload_hash) == 0);
	(void)snprintf(last, HASH_SIZE, "%s", stored);
	return ST_OK;
}

enum status db_audit_verify(struct store *store, int64_t *ret_rows, int64_t *ret_bad, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	char last[HASH_SIZE] = ZEROS;
	int64_t rows = 0;
	int64_t bad = 0;
	bool more = true;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	while (st == ST_OK) {
		bool good = true;

		st = db_step(store, stmt, &more, "reading the audit log", err);
		if (st != ST_OK || !more) {
			break;
		}
		rows++;
		st = verify_row(stmt, last, &good, err);
		if (!good && bad == 0) {
			bad = sqlite3_column_int64(stmt, 0);
		}
	}
	if (st == ST_OK) {
		*ret_rows = rows;
		*ret_bad = bad;
	}
	return st;
}
