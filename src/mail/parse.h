/* Inbound mail: bytes to a plain structure. The reader is our own, linear and without recursion; libetpan's is quadratic in
 * nested parts, can be crashed by nested comments, and costs ten times as much (it stays in charge of IMAP and
 * POP3). Header fields above 64 KB are cut, nesting above MAIL_MAX_DEPTH and parts above MAIL_MAX_PARTS are left as
 * undecoded bytes.
 * Whatever the bytes are, parsing ends in bounded time and memory; "everything is a mail". Parts are decoded when they
 * are first asked for. A struct mail belongs to one thread. All strings are valid UTF-8 without NULs. */
#ifndef KVIESLYS_MAIL_PARSE_H
#define KVIESLYS_MAIL_PARSE_H

#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

#define MAIL_MAX_DEPTH 30
#define MAIL_MAX_PARTS 1000
#define MAIL_MAX_TEXT (1u << 20) /* bytes of one part's text that are decoded; the rest is dropped */

struct mail;

struct mail_part {
	const char *type;        /* lower case, "text/plain"; default as RFC 2045 says */
	const char *disposition; /* lower case, or NULL */
	const char *filename;    /* decoded (RFC 2047, RFC 2231), or NULL */
	int parent;              /* index of the enclosing multipart or message/rfc822, -1 at the top */
	int depth;               /* 0 at the top */
	int message;             /* index of the enclosing message/rfc822 (or text/rfc822-headers) part, -1: the mail itself */
};

/* ST_NOMEM only. `bytes` is copied. An empty mail is a mail without headers and one empty text/plain part. */
enum status mail_parse(const void *bytes, size_t len, struct mail **ret, struct error *err);
void mail_free(struct mail *mail);
#define CLEANUP_MAIL CLEANUP(mail_cleanup)
void mail_cleanup(struct mail **mail);

/* The first header of that name (any case) of the mail itself: unfolded, RFC 2047-decoded; NULL when absent. Borrowed. */
const char *mail_header(struct mail *mail, const char *name);
/* The n-th of that name, from 0. */
const char *mail_header_nth(struct mail *mail, const char *name, size_t n);
/* Walks all headers of the mail itself in order: false past the end. `name` as written. */
bool mail_header_at(struct mail *mail, size_t index, const char **ret_name, const char **ret_value);
/* The header of an attached message (part index of type message/rfc822, message/global, text/rfc822-headers), or of a
 * part's own MIME headers for other parts. NULL when absent. */
const char *mail_part_header(struct mail *mail, size_t index, const char *name);

size_t mail_n_parts(const struct mail *mail);
/* Parts in the order of the mail, multiparts included, attached messages opened. NULL past the end. */
const struct mail_part *mail_part(const struct mail *mail, size_t index);
/* A parameter of the part's Content-Type ("charset", "method", "report-type"), any case; NULL when absent. */
const char *mail_part_param(struct mail *mail, size_t index, const char *name);
/* Transfer-decoded bytes; for message/rfc822 the raw message. Borrowed, NUL behind the end. */
const char *mail_part_bytes(struct mail *mail, size_t index, size_t *ret_len);
/* Text as UTF-8 with LF line ends, charset resolved (aliases, 8859-1 as windows-1252, C1 bytes retried, wrong bytes
 * replaced). Any type: text/html gives the markup. Borrowed. */
const char *mail_part_text(struct mail *mail, size_t index, size_t *ret_len);
/* Index of the first part of that type in the mail itself (not in attached messages), or -1. */
int mail_find_part(const struct mail *mail, const char *type);
/* The raw bytes as given. */
const char *mail_raw(const struct mail *mail, size_t *ret_len);

#endif
