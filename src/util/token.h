/* Reply tokens: 21 letters and digits that name a ledger row and cannot be guessed or forged.
 * base32(5 bytes row id, 8 bytes of HMAC-SHA256(key, id || nonce)), lower case, so that they survive hosts that fold the
 * local part of an address. The nonce is kept in the row: rows that take an id again after a restore do not
 * answer to old tokens. Where there is no memory for hashing the process ends: a letter with a false token, or to an address
 * whose suppression was not found, must not leave. */
#ifndef KVIESLYS_UTIL_TOKEN_H
#define KVIESLYS_UTIL_TOKEN_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOKEN_LENGTH 21
#define TOKEN_SIZE (TOKEN_LENGTH + 1)
#define TOKEN_KEY_BYTES 32
#define TOKEN_MAX_ID ((INT64_C(1) << 40) - 1)

struct token_key {
	unsigned char bytes[TOKEN_KEY_BYTES];
};

/* Reads the key file (64 hexadecimal digits, mode 0600; a file others may read is refused), or makes it when `create`. */
enum status token_key_load(const char *path, bool create, struct token_key *ret, struct error *err);
/* Writes the token of row `id` (1..TOKEN_MAX_ID). */
void token_make(const struct token_key *key, int64_t id, int64_t nonce, char ret[TOKEN_SIZE]);
/* The row id a token names; false when it has no token's form. Says nothing of genuineness: compare with
 * token_matches() once the row's nonce is known. Case does not matter. */
bool token_id(const char *text, size_t len, int64_t *ret_id);
/* True when `text` is the genuine token of (id, nonce). Time does not depend on the place of a difference. */
bool token_matches(const struct token_key *key, const char *text, size_t len, int64_t id, int64_t nonce);
/* HMAC-SHA256 of data as 64 hexadecimal digits: the keyed hash of suppressed addresses. */
void token_hash(const struct token_key *key, const char *data, size_t len, char ret[65]);
/* Random bytes from the system. */
enum status random_bytes(void *buf, size_t len, struct error *err);

#endif
