/* DKIM signatures (RFC 6376, RFC 8463): relaxed/relaxed, rsa-sha256 or ed25519-sha256 by the kind of the key, no l=.
 * Every header of our letters is named, and the ones that nobody may add later are named once more than they are
 * there (From, To, Subject, Date, Message-ID, Reply-To, List-Unsubscribe, List-Unsubscribe-Post …). */
#ifndef KVIESLYS_MAIL_DKIM_H
#define KVIESLYS_MAIL_DKIM_H

#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stddef.h>
#include <stdint.h>

struct dkim_key;

/* Loads a private key (PEM, RSA of at least 1024 bits or Ed25519) once; one key serves any number of threads.
 * ST_NOT_FOUND, ST_INVALID (no key, too short, wrong domain or selector), ST_CONFIG (others may read the file), ST_NOMEM. */
enum status dkim_key_load(const char *path, const char *domain, const char *selector,
		struct dkim_key **ret, struct error *err);
void dkim_key_free(struct dkim_key *key);
#define CLEANUP_DKIM_KEY CLEANUP(dkim_key_cleanup)
void dkim_key_cleanup(struct dkim_key **key);

/* Appends "DKIM-Signature: …\r\n" for a whole message with strict CRLF, as compose_letter() makes it; put it before the
 * message. With two keys sign twice. `now` becomes t=. ST_INVALID (no header end, no From), ST_NOMEM. */
enum status dkim_sign(const struct dkim_key *key, const char *message, size_t len, int64_t now,
		struct strbuf *out, struct error *err);

/* Appends the name and the value of the TXT record that belongs to the key: "sel._domainkey.example" / "v=DKIM1; …". */
enum status dkim_key_record(const struct dkim_key *key, struct strbuf *name, struct strbuf *value,
		struct error *err);

#endif
