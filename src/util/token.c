/* Token and hash keys; SHA-256 by OpenSSL. */
#include "util/token.h"

#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fs.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#define ID_BYTES 5
#define MAC_BYTES 8

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

enum status random_bytes(void *buf, size_t len, struct error *err)
{
	unsigned char *p = buf;

	while (len > 0) {
		ssize_t n = getrandom(p, len, 0);

		if (n <= 0) {
			return error_set(err, ST_IO, "the system gives no random bytes");
		}
		p += n;
		len -= (size_t)n;
	}
	return ST_OK;
}

static void to_hex(const unsigned char *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	out[2 * n] = '\0';
}

static enum status key_create(const char *path, struct token_key *ret, struct error *err)
{
	char hex[2 * TOKEN_KEY_BYTES + 2];
	enum status st = random_bytes(ret->bytes, sizeof ret->bytes, err);

	if (st != ST_OK) {
		return st;
	}
	to_hex(ret->bytes, sizeof ret->bytes, hex);
	hex[2 * TOKEN_KEY_BYTES] = '\n';
	return fs_write(path, hex, 2 * TOKEN_KEY_BYTES + 1, 0600, err);
}

enum status token_key_load(const char *path, bool create, struct token_key *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	struct token_key key;
	struct stat info;
	enum status st;

	if (create && !fs_exists(path)) {
		return key_create(path, ret, err);
	}
	st = fs_read(path, 4096, &sb, err);
	if (st != ST_OK) {
		return st;
	}
	if (stat(path, &info) == 0 && (info.st_mode & 077) != 0) {
		return error_set(err, ST_CONFIG, "%s: others may read this key; run chmod 600 on it", path);
	}
	strbuf_trim(&sb);
	for (size_t i = 0; i < TOKEN_KEY_BYTES && sb.len == 2 * TOKEN_KEY_BYTES; i++) {
		int hi = ascii_hex(sb.buf[2 * i]);
		int lo = ascii_hex(sb.buf[2 * i + 1]);

		if (hi < 0 || lo < 0) {
			break;
		}
		key.bytes[i] = (unsigned char)(hi * 16 + lo);
		if (i == TOKEN_KEY_BYTES - 1) {
			*ret = key;
			return ST_OK;
		}
	}
	return error_set(err, ST_CONFIG, "%s: holds no key of 64 hexadecimal digits; restore it from a backup", path);
}

/* --- HMAC-SHA256 (RFC 2104) --- */

#define SHA_BLOCK 64
#define SHA_BYTES 32

static EVP_MD *sha256; /* looked up once: OpenSSL's own HMAC() does it anew, which costs more than the hashing */

static void find_sha256(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

/* One of the two hashes: of the key's block with each byte changed by `pad`, then the data. */
static bool half(EVP_MD_CTX *ctx, const struct token_key *key, unsigned char pad, const void *data, size_t len,
		unsigned char out[SHA_BYTES])
{
	unsigned char block[SHA_BLOCK];

	memset(block, pad, sizeof block);
	for (size_t i = 0; i < TOKEN_KEY_BYTES; i++) {
		block[i] ^= key->bytes[i];
	}
	return EVP_DigestInit_ex2(ctx, sha256, NULL) == 1 && EVP_DigestUpdate(ctx, block, sizeof block) == 1
			&& EVP_DigestUpdate(ctx, data, len) == 1 && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
}

static void hmac(const struct token_key *key, const void *data, size_t len, unsigned char out[SHA_BYTES])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	EVP_MD_CTX *ctx;

	(void)pthread_once(&once, find_sha256);
	ctx = EVP_MD_CTX_new();
	if (sha256 == NULL || ctx == NULL || !half(ctx, key, 0x36, data, len, out) || !half(ctx, key, 0x5C, out, SHA_BYTES, out)) {
		abort(); /* no memory for a few bytes: a token that is not the row's own must never leave */
	}
	EVP_MD_CTX_free(ctx);
}

static void mac(const struct token_key *key, int64_t id, int64_t nonce, unsigned char out[MAC_BYTES])
{
	unsigned char in[16];
	unsigned char md[SHA_BYTES];

	for (int i = 0; i < 8; i++) {
		in[i] = (unsigned char)((uint64_t)id >> (8 * i));
		in[8 + i] = (unsigned char)((uint64_t)nonce >> (8 * i));
	}
	hmac(key, in, sizeof in, md);
	memcpy(out, md, MAC_BYTES);
}

void token_make(const struct token_key *key, int64_t id, int64_t nonce, char ret[TOKEN_SIZE])
{
	unsigned char raw[ID_BYTES + MAC_BYTES];
	uint32_t bits = 0;
	int n_bits = 0;
	size_t at = 0;

	for (int i = 0; i < ID_BYTES; i++) {
		raw[i] = (unsigned char)((uint64_t)id >> (8 * (ID_BYTES - 1 - i)));
	}
	mac(key, id, nonce, raw + ID_BYTES);
	for (size_t i = 0; i < sizeof raw; i++) {
		bits = bits << 8 | raw[i];
		n_bits += 8;
		while (n_bits >= 5) {
			n_bits -= 5;
			ret[at++] = alphabet[bits >> n_bits & 31];
		}
	}
	ret[at++] = alphabet[bits << (5 - n_bits) & 31];
	ret[at] = '\0';
}

bool token_id(const char *text, size_t len, int64_t *ret_id)
{
	int64_t id = 0;

	if (len != TOKEN_LENGTH) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		const char *p = strchr(alphabet, ascii_lower(text[i]));

		if (text[i] == '\0' || p == NULL) {
			return false;
		}
		if (i < 8) {
			id = id << 5 | (p - alphabet);
		}
	}
	*ret_id = id;
	return id > 0;
}

bool token_matches(const struct token_key *key, const char *text, size_t len, int64_t id, int64_t nonce)
{
	char want[TOKEN_SIZE];
	char have[TOKEN_SIZE];

	if (len != TOKEN_LENGTH) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		have[i] = ascii_lower(text[i]);
	}
	token_make(key, id, nonce, want);
	return CRYPTO_memcmp(want, have, TOKEN_LENGTH) == 0;
}

void token_hash(const struct token_key *key, const char *data, size_t len, char ret[65])
{
	unsigned char md[SHA_BYTES];

	hmac(key, data, len, md);
	to_hex(md, sizeof md, ret);
}
