/* The inside of struct mail: shared by parse*.c, by nobody else. */
#ifndef KVIESLYS_MAIL_PARSE_PRIVATE_H
#define KVIESLYS_MAIL_PARSE_PRIVATE_H

#include "mail/parse.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#define MAIL_MAX_FIELD (64u << 10)   /* bytes of one header field; the rest of it is dropped */
#define MAIL_MAX_HEADER (1u << 20)   /* bytes of one header; later fields are not seen */
#define MAIL_MAX_FIELDS 10000        /* fields of all headers of a mail together */
#define MAIL_MAX_ENCODED (4u << 20)  /* bytes of transfer-encoded attached messages that are opened, together */
#define MAIL_MAX_PARAMS 100          /* parameters of one field */
#define MAIL_MAX_BOUNDARY 8000       /* bytes; RFC 2046 allows 70 */

/* A header field as it stands in the mail. */
struct field {
	const char *name;
	const char *value; /* raw, folded */
	char *decoded;     /* made when first asked for; owned by the arena */
	unsigned value_len;
	unsigned short name_len;
};

/* A run of mail->fields. */
struct field_range {
	size_t first;
	size_t n;
};

enum encoding { ENC_IDENTITY, ENC_BASE64, ENC_QP, ENC_UUENCODE };

struct node {
	struct mail_part part;
	struct field_range mime;    /* the part's own header */
	struct field_range message; /* of message/rfc822 and the like: the header inside */
	const char *body;           /* encoded, inside mail->raw or an arena block */
	size_t body_len;
	enum encoding encoding;
	bool digest; /* multipart/digest: its parts are messages unless they say otherwise */
	char *bytes; /* decoded when asked for */
	size_t bytes_len;
	char *text;
	size_t text_len;
};

struct arena_block;

struct mail {
	char *raw; /* with 16 NULs behind the end */
	size_t raw_len;
	struct field *fields;
	size_t n_fields;
	struct node *nodes;
	size_t n_nodes;
	struct field_range top; /* the mail's own header */
	struct arena_block *arena;
	size_t opened_encoded; /* bytes, see MAIL_MAX_ENCODED */
	bool failed;           /* out of memory */
};

/* Memory that lives as long as the mail; NULL (and mail->failed) when there is none. */
char *mail_alloc(struct mail *mail, size_t size);
char *mail_strndup(struct mail *mail, const char *s, size_t len);

/* parse_field.c */

/* Reads the header at `pos` of text[0..len), appends its fields, and returns where the body begins. */
size_t mail_read_header(struct mail *mail, const char *text, size_t pos, size_t len, struct field_range *ret);
/* The n-th field of that name in the range, or NULL. */
struct field *mail_find_field(struct mail *mail, struct field_range range, const char *name, size_t n);
/* The field's value, unfolded and decoded as `mail_header()` promises; NULL when out of memory. */
const char *mail_field_value(struct mail *mail, struct field *field);

/* parse_param.c */

/* The word before the first ';' of a structured field in lower case ("text/plain"), comments and blanks left out. */
char *mail_field_token(struct mail *mail, const struct field *field);
/* A parameter (RFC 2231 pieces joined, RFC 2047 words tolerated), or NULL. */
char *mail_field_param(struct mail *mail, const struct field *field, const char *name);

/* parse_words.c: appends raw header text with its RFC 2047 words decoded, as one line of UTF-8. */
void mail_decode_words(const char *raw, size_t len, struct strbuf *out);

/* parse_decode.c: whether a body that is said to be base64 looks like it: some gateways put plain text there. */
bool mail_looks_base64(const char *body, size_t len);
/* Transfer decoding. At most `max` bytes are made. Never fails but for memory (out->failed). */
enum encoding mail_encoding(const char *token);
void mail_decode_body(enum encoding encoding, const char *body, size_t len, size_t max, struct strbuf *out);

/* parse_structure.c: finds the parts. */
void mail_read_structure(struct mail *mail);

#endif
