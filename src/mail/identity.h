/* What names a message on the outside: token, Message-ID, the address answers come to, the envelope sender. All are
 * made of the ledger row's id and nonce, so they are the same in every attempt and need no column of their own. */
#ifndef KVIESLYS_MAIL_IDENTITY_H
#define KVIESLYS_MAIL_IDENTITY_H

#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stdint.h>

#define IDENTITY_ADDRESS_SIZE 330 /* 64 + '@' + 255, the tag, NUL */

/* The workspace's side of it; texts are borrowed. */
struct identity_maker {
	const struct token_key *key;
	const char *reply_to;  /* "seminarai@centras.example", domain in A-label form */
	const char *bounce_to; /* NULL: reply_to */
	bool tagging;          /* false: hosts without plus-addressing; the token is then in the Message-ID alone */
};

struct identity {
	char token[TOKEN_SIZE];
	char message_id[IDENTITY_ADDRESS_SIZE]; /* without brackets: "TOKEN@centras.example", domain of reply_to */
	char reply_to[IDENTITY_ADDRESS_SIZE];      /* "seminarai+TOKEN@centras.example" */
	char bounce_to[IDENTITY_ADDRESS_SIZE];     /* envelope sender */
};

/* ST_INVALID when an address of the maker has no '@' or is too long. */
enum status identity_make(const struct identity_maker *maker, int64_t id, int64_t nonce, struct identity *ret,
		struct error *err);

#endif
