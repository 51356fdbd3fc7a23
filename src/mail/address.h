/* Mail addresses: reading, checking, the form that is compared. No mail is sent here and nothing is looked up.
 * An address that passed address_parse() can stand in an SMTP command and in a header as it is: it has no control
 * characters, no line ends, an ASCII local part and a domain in A-label form ("xn--mon-mra0j.lt" for "įmonė.lt"). */
#ifndef KVIESLYS_MAIL_ADDRESS_H
#define KVIESLYS_MAIL_ADDRESS_H

#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

#define ADDRESS_MAX 254       /* octets, RFC 5321 §4.5.3.1.3 less the angle brackets */
#define ADDRESS_LOCAL_MAX 64  /* §4.5.3.1.1 */
#define ADDRESS_SIZE (ADDRESS_MAX + 1)
#define ADDRESS_NAME_MAX 1000 /* bytes of a display name; longer is refused */

struct address {
	char email[ADDRESS_SIZE]; /* local part as written, domain in lower-case A-label form */
	char key[ADDRESS_SIZE];   /* all in lower case: what is compared, stored once, hashed */
	size_t at;                /* index of the '@' in both */
};

/* The domain of a parsed address, A-label, lower case. */
static inline const char *address_domain(const struct address *address)
{
	return address->key + address->at + 1;
}

/* Reads one bare address ("jonas@įmonė.lt"; blanks, no-break and zero-width spaces around it are dropped). ST_INVALID
 * with one sentence that quotes the text and says what to do; ST_NOMEM. *ret is written only on success. */
enum status address_parse(const char *text, struct address *ret, struct error *err);

/* Reads "addr", "<addr>", "Name <addr>", "\"Name, Ltd\" <addr>" or "addr (Name)" as people and spreadsheets write it
 * (UTF-8, not RFC 2047). `name` (may be NULL) is set to the name, empty when there is none. More than one
 * address is ST_INVALID and says so. */
enum status address_parse_mailbox(const char *text, struct address *ret, struct strbuf *name,
		struct error *err);

/* The key form of text that need not be a good address (inbound mail): ASCII letters in lower case, domain to A-label
 * where that works, else as it is. False when it does not fit ADDRESS_SIZE or has no '@'. Never fails otherwise. */
bool address_fold(const char *text, size_t len, char ret[ADDRESS_SIZE]);

/* Walks the addresses of a header value (RFC 2047 already decoded): lists, groups, comments, quoted names, and
 * what broken mailers write. False when there are no more. *cursor starts at the value; name may be NULL; name
 * and email are set anew. The email is as written, not checked. */
bool address_next(const char **cursor, struct strbuf *name, struct strbuf *email);

/* Appends "local+TAG@domain" for "local@domain"; with a tag of NULL or "" the address as it is. The tag is letters and
 * digits (a token). The address must have been parsed. */
void address_add_tagged(struct strbuf *out, const char *email, const char *tag);
/* The tag of "local+TAG@domain" (the last '+' counts): a pointer into `email` and its length; NULL when none. */
const char *address_tag(const char *email, size_t *ret_len);

/* Appends the address with its domain for people ("jonas@įmonė.lt"); what cannot be decoded stays. */
void address_add_unicode(struct strbuf *out, const char *email);
/* Domain text (UTF-8) to lower-case A-labels: IDNA 2008 non-transitional with UTS 46 mapping and STD3 rules.
 * ST_INVALID, ST_NOMEM. */
enum status address_domain_to_ascii(const char *text, size_t len, struct strbuf *out, struct error *err);

/* True for a mailbox of a function and not of a person (info@, biuras@, sekretariat@ …). By address or key. */
bool address_is_role(const char *email);
/* True for domains where anybody gets a mailbox (gmail.com, wp.pl, inbox.lt …) and providers' own subscribers; such
 * a domain never stands for an organisation. `domain` in A-label form, any case. */
bool address_domain_is_free(const char *domain);

/* A domain that is a slip away from one where everybody has a mailbox ("gmial.com"), or whose last label is none
 * ("firma.con"): what was meant. `domain` in A-label form, lower case. False: nothing to suggest. */
bool address_domain_suggest(const char *domain, char ret[ADDRESS_SIZE]);

#endif
