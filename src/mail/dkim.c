/* DKIM signing with OpenSSL's EVP. A key is an EVP_PKEY that is only read: signing makes a context of its own, so that
 * threads share the key without a lock. */
#include "mail/dkim.h"

#include "mail/address.h"
#include "mail/transfer.h"
#include "util/cleanup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#define HASH 32        /* SHA-256 */
#define RSA_MIN 1024   /* RFC 8301 */
#define RSA_MAX 4096   /* verifiers need not take more (RFC 8301) */
#define SIGNATURE_MAX (RSA_MAX / 8)
#define CHUNK 4096

struct dkim_key {
	EVP_PKEY *key;
	bool ed25519;
	char *domain;
	char *selector;
};

/* What is signed, in this order. `over`: named once more than it is there, so that adding one breaks the signature.
 * Sender, List-Id and the like are not: lists that forward a letter add their own. */
static const struct {
	const char *name;
	bool over;
} fields[] = {
	{ "From", true },
	{ "To", true },
	{ "Cc", true },
	{ "Subject", true },
	{ "Date", true },
	{ "Message-ID", true },
	{ "Reply-To", true },
	{ "In-Reply-To", true },
	{ "References", true },
	{ "MIME-Version", true },
	{ "Content-Type", true },
	{ "Content-Transfer-Encoding", true },
	{ "List-Unsubscribe", true },
	{ "List-Unsubscribe-Post", true },
	{ "Auto-Submitted", false },
	{ "Content-Language", false },
	{ "List-Id", false },
	{ "List-Help", false },
	{ "List-Owner", false },
	{ "Feedback-ID", false },
	{ "CFBL-Address", false },
};

static void md_done(EVP_MD_CTX **ctx)
{
	EVP_MD_CTX_free(*ctx);
}

void dkim_key_free(struct dkim_key *key)
{
	if (key != NULL) {
		EVP_PKEY_free(key->key);
		free(key->domain);
		free(key->selector);
		free(key);
	}
}

void dkim_key_cleanup(struct dkim_key **key)
{
	dkim_key_free(*key);
}

/* --- loading --- */

static bool is_selector(const char *s)
{
	return s[0] != '\0' && s[0] != '.' && strlen(s) <= 120 && s[strlen(s) - 1] != '.'
			&& s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")] == '\0';
}

/* A key that has a password is an error and not a question on the terminal. */
static int no_password(char *buf, int size, int write, void *data)
{
	(void)buf;
	(void)size;
	(void)write;
	(void)data;
	return -1;
}

static enum status read_key(const char *path, EVP_PKEY **ret, struct error *err)
{
	CLEANUP_FILE FILE *f = fopen(path, "re");
	struct stat st;

	if (f == NULL || fstat(fileno(f), &st) != 0) {
		return error_set(err, ST_NOT_FOUND, "%s: the DKIM key cannot be read: %s", path, strerror(errno));
	}
	if ((st.st_mode & 0077) != 0) {
		return error_set(err, ST_CONFIG, "%s: others may read the DKIM key; chmod 600 it", path);
	}
	*ret = PEM_read_PrivateKey(f, NULL, no_password, NULL);
	ERR_clear_error();
	if (*ret == NULL) {
		return error_set(err, ST_INVALID, "%s: no private key without a password in PEM form", path);
	}
	return ST_OK;
}

static enum status check_key(const char *path, struct dkim_key *key, struct error *err)
{
	int bits = EVP_PKEY_get_bits(key->key);

	key->ed25519 = EVP_PKEY_get_base_id(key->key) == EVP_PKEY_ED25519;
	if (key->ed25519) {
		return ST_OK;
	}
	if (EVP_PKEY_get_base_id(key->key) != EVP_PKEY_RSA) {
		return error_set(err, ST_INVALID, "%s: DKIM needs an RSA or an Ed25519 key", path);
	}
	if (bits < RSA_MIN || bits > RSA_MAX) {
		return error_set(err, ST_INVALID, "%s: an RSA key of %d bits; make one of 2048", path, bits);
	}
	return ST_OK;
}

enum status dkim_key_load(const char *path, const char *domain, const char *selector, struct dkim_key **ret,
		struct error *err)
{
	CLEANUP_DKIM_KEY struct dkim_key *key = calloc(1, sizeof *key);
	CLEANUP_STRBUF struct strbuf ascii = STRBUF_INIT;
	enum status st;

	if (key == NULL) {
		return error_set(err, ST_NOMEM, "DKIM key: out of memory");
	}
	st = address_domain_to_ascii(domain, strlen(domain), &ascii, err);
	if (st != ST_OK) {
		return st;
	}
	if (!is_selector(selector)) {
		return error_set(err, ST_INVALID, "'%s' is no DKIM selector; letters, digits, '-' and '.' make one", selector);
	}
	st = read_key(path, &key->key, err);
	if (st == ST_OK) {
		st = check_key(path, key, err);
	}
	if (st != ST_OK) {
		return st;
	}
	key->domain = strbuf_detach(&ascii, NULL);
	key->selector = strdup(selector);
	if (key->domain == NULL || key->selector == NULL) {
		return error_set(err, ST_NOMEM, "DKIM key: out of memory");
	}
	*ret = TAKE_PTR(key);
	return ST_OK;
}

/* --- canonical forms (RFC 6376 §3.4, relaxed) --- */

static bool is_wsp(char c)
{
	return c == ' ' || c == '\t';
}

/* One field "Name: value\r\n…" without its last CRLF: name in lower case, unfolded, blanks as one, none at the ends. */
static void relax_field(struct strbuf *out, const char *field, size_t len)
{
	const char *colon = memchr(field, ':', len);
	size_t name = colon != NULL ? (size_t)(colon - field) : len;
	bool blank = false;

	while (name > 0 && is_wsp(field[name - 1])) {
		name--;
	}
	for (size_t i = 0; i < name; i++) {
		strbuf_addc(out, field[i] >= 'A' && field[i] <= 'Z' ? (char)(field[i] + 32) : field[i]);
	}
	strbuf_addc(out, ':');
	name = out->len;
	for (const char *p = colon != NULL ? colon + 1 : field + len; p < field + len; p++) {
		if (is_wsp(*p) || *p == '\r' || *p == '\n') {
			blank = true;
			continue;
		}
		if (blank && out->len > name) {
			strbuf_addc(out, ' ');
		}
		blank = false;
		strbuf_addc(out, *p);
	}
}

struct body {
	EVP_MD_CTX *ctx;
	char chunk[CHUNK];
	size_t fill;
	size_t empty; /* empty lines that count only when another line follows */
	bool ok;
};

static void body_add(struct body *body, const char *s, size_t len)
{
	while (len > 0) {
		size_t n = len < CHUNK - body->fill ? len : CHUNK - body->fill;

		memcpy(body->chunk + body->fill, s, n);
		body->fill += n;
		s += n;
		len -= n;
		if (body->fill == CHUNK) {
			body->ok = body->ok && EVP_DigestUpdate(body->ctx, body->chunk, CHUNK) == 1;
			body->fill = 0;
		}
	}
}

/* A line without its end: runs of blanks as one, none at the end. */
static void body_line(struct body *body, const char *s, size_t len)
{
	while (len > 0 && is_wsp(s[len - 1])) {
		len--;
	}
	if (len == 0) {
		body->empty++;
		return;
	}
	for (; body->empty > 0; body->empty--) {
		body_add(body, "\r\n", 2);
	}
	while (len > 0) {
		size_t word = 0;
		size_t gap = 0;

		while (word < len && !is_wsp(s[word])) {
			word++;
		}
		body_add(body, s, word);
		while (word + gap < len && is_wsp(s[word + gap])) {
			gap++;
		}
		if (gap > 0) {
			body_add(body, " ", 1);
		}
		s += word + gap;
		len -= word + gap;
	}
	body_add(body, "\r\n", 2);
}

static bool hash_body(const char *s, size_t len, unsigned char ret[HASH])
{
	CLEANUP(md_done) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	struct body body = { .ctx = ctx, .ok = true };

	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1) {
		return false;
	}
	while (len > 0) {
		const char *lf = memchr(s, '\n', len);
		size_t line = lf != NULL ? (size_t)(lf - s) : len;

		body_line(&body, s, line > 0 && lf != NULL && s[line - 1] == '\r' ? line - 1 : line);
		line += lf != NULL;
		s += line;
		len -= line;
	}
	return body.ok && EVP_DigestUpdate(ctx, body.chunk, body.fill) == 1 && EVP_DigestFinal_ex(ctx, ret, NULL) == 1;
}

/* --- the header --- */

struct field {
	const char *start;
	size_t len; /* without the last CRLF */
};

#define FIELDS_MAX 64

/* Cuts the header into fields; returns how many, 0 when there are too many or no end. *ret_body: behind the empty line. */
static size_t split_header(const char *s, size_t len, struct field ret[FIELDS_MAX], const char **ret_body)
{
	const char *end = s + len;
	size_t n = 0;

	while (s < end) {
		const char *p = s;

		if (end - s >= 2 && memcmp(s, "\r\n", 2) == 0) {
			*ret_body = s + 2;
			return n;
		}
		do {
			p = memmem(p, (size_t)(end - p), "\r\n", 2);
			if (p == NULL || n == FIELDS_MAX) {
				return 0;
			}
			p += 2;
		} while (p < end && is_wsp(*p));
		ret[n++] = (struct field){ s, (size_t)(p - s) - 2 };
		s = p;
	}
	return 0;
}

static bool is_named(const struct field *field, const char *name)
{
	size_t len = strlen(name);

	return field->len > len && strncasecmp(field->start, name, len) == 0
			&& (field->start[len] == ':' || is_wsp(field->start[len]));
}

/* Adds a name to h=, folding between names. */
static void add_name(struct strbuf *h, const char *name, size_t *col)
{
	size_t len = strlen(name);

	if (*col > 0) {
		strbuf_addc(h, ':');
		(*col)++;
	}
	if (*col + len > 70) {
		strbuf_adds(h, "\r\n ");
		*col = 1;
	}
	strbuf_adds(h, name);
	*col += len;
}

/* Gathers the canonical fields that are signed into `data` and their names into `h`; false without a From. */
static bool choose_fields(const struct field *found, size_t n, struct strbuf *data, struct strbuf *h)
{
	size_t col = 0;
	bool from = false;

	strbuf_adds(h, " h=");
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		/* several of one name are taken from the last to the first */
		for (size_t j = n; j-- > 0; ) {
			if (is_named(&found[j], fields[i].name)) {
				relax_field(data, found[j].start, found[j].len);
				strbuf_adds(data, "\r\n");
				add_name(h, fields[i].name, &col);
				from = from || i == 0;
			}
		}
		if (fields[i].over) {
			add_name(h, fields[i].name, &col);
		}
	}
	return from;
}

static bool sign_data(const struct dkim_key *key, const struct strbuf *data, unsigned char ret[SIGNATURE_MAX],
		size_t *ret_len)
{
	CLEANUP(md_done) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char hash[HASH];

	*ret_len = SIGNATURE_MAX;
	if (ctx == NULL) {
		return false;
	}
	if (!key->ed25519) {
		return EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key->key) == 1
				&& EVP_DigestSign(ctx, ret, ret_len, (const unsigned char *)data->buf, data->len) == 1;
	}
	/* RFC 8463: the SHA-256 of the data is what Ed25519 signs */
	return EVP_Digest(data->buf, data->len, hash, NULL, EVP_sha256(), NULL) == 1
			&& EVP_DigestSignInit(ctx, NULL, NULL, NULL, key->key) == 1
			&& EVP_DigestSign(ctx, ret, ret_len, hash, sizeof hash) == 1;
}

static void add_folded(struct strbuf *out, const char *s, size_t len)
{
	for (size_t first = 72; len > 0; first = 75) {
		size_t n = len < first ? len : first;

		strbuf_add(out, s, n);
		s += n;
		len -= n;
		if (len > 0) {
			strbuf_adds(out, "\r\n ");
		}
	}
}

enum status dkim_sign(const struct dkim_key *key, const char *message, size_t len, int64_t now, struct strbuf *out,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf data = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf names = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	struct field found[FIELDS_MAX];
	unsigned char signature[SIGNATURE_MAX];
	unsigned char hash[HASH];
	const char *body = message;
	size_t start = out->len;
	size_t n = split_header(message, len, found, &body);

	if (n == 0 || !choose_fields(found, n, &data, &names)) {
		return error_set(err, ST_INVALID, "DKIM: the letter has no header with a From");
	}
	if (!hash_body(body, len - (size_t)(body - message), hash)) {
		return error_set(err, ST_NOMEM, "DKIM: out of memory");
	}
	strbuf_addf(out, "DKIM-Signature: v=1; a=%s; c=relaxed/relaxed; d=%s;\r\n s=%s; t=%" PRId64 ";\r\n%s;\r\n bh=",
			key->ed25519 ? "ed25519-sha256" : "rsa-sha256", key->domain, key->selector, now, names.buf);
	transfer_add_base64_run(out, hash, sizeof hash);
	strbuf_adds(out, ";\r\n b=");
	relax_field(&data, out->buf + start, out->len - start);
	if (!strbuf_ok(&data) || !strbuf_ok(&names) || !strbuf_ok(out) || !sign_data(key, &data, signature, &n)) {
		ERR_clear_error();
		strbuf_setlen(out, start);
		return error_set(err, ST_NOMEM, "DKIM: signing failed, most likely out of memory");
	}
	transfer_add_base64_run(&text, signature, n);
	add_folded(out, text.buf, text.len);
	strbuf_adds(out, "\r\n");
	if (!strbuf_ok(&text) || !strbuf_ok(out)) {
		strbuf_setlen(out, start);
		return error_set(err, ST_NOMEM, "DKIM: out of memory");
	}
	return ST_OK;
}

enum status dkim_key_record(const struct dkim_key *key, struct strbuf *name, struct strbuf *value, struct error *err)
{
	unsigned char raw[HASH];
	unsigned char *der = NULL;
	size_t raw_len = sizeof raw;
	int len;

	strbuf_addf(name, "%s._domainkey.%s", key->selector, key->domain);
	strbuf_addf(value, "v=DKIM1; k=%s; p=", key->ed25519 ? "ed25519" : "rsa");
	if (key->ed25519) {
		if (EVP_PKEY_get_raw_public_key(key->key, raw, &raw_len) != 1) {
			return error_set(err, ST_INVALID, "DKIM: the key has no public part");
		}
		transfer_add_base64_run(value, raw, raw_len);
	} else {
		len = i2d_PUBKEY(key->key, &der);
		if (len <= 0) {
			return error_set(err, ST_NOMEM, "DKIM: out of memory");
		}
		transfer_add_base64_run(value, der, (size_t)len);
		OPENSSL_free(der);
	}
	return strbuf_ok(name) && strbuf_ok(value) ? ST_OK : error_set(err, ST_NOMEM, "DKIM: out of memory");
}
