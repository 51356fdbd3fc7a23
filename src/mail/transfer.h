/* Content transfer encodings of outgoing parts (RFC 2045). All output has CRLF line ends and no line above 76. */
#ifndef KVIESLYS_MAIL_TRANSFER_H
#define KVIESLYS_MAIL_TRANSFER_H

#include "util/strbuf.h"

#include <stddef.h>

enum transfer { TRANSFER_7BIT, TRANSFER_QP, TRANSFER_BASE64 };

/* The word of the Content-Transfer-Encoding header. */
const char *transfer_name(enum transfer transfer);

/* The encoding that suits a UTF-8 text: 7bit where every line may go as it is and none can be mistaken for a boundary,
 * a "From " line or the end of the mail; quoted-printable unless base64 is clearly shorter. */
enum transfer transfer_choose(const char *text, size_t len);
/* Appends the text encoded; line ends (LF, CRLF, bare CR) become CRLF, and the last line gets one. */
void transfer_add_text(struct strbuf *out, const char *text, size_t len, enum transfer transfer);

/* Appends quoted-printable, keeping the bytes of a letter on one line. */
void transfer_add_qp(struct strbuf *out, const char *text, size_t len);
/* Appends base64 in lines of 76: of bytes; of a text, its line ends as CRLF. */
void transfer_add_base64_text(struct strbuf *out, const char *text, size_t len);
void transfer_add_base64(struct strbuf *out, const void *data, size_t len);
/* Appends base64 without line ends; for encoded-words. */
void transfer_add_base64_run(struct strbuf *out, const void *data, size_t len);

/* Length of the valid UTF-8 sequence at s (1..4), 0 when there is none. */
size_t transfer_utf8_letter(const char *s, size_t len);
/* Index of the first byte that is no UTF-8, or len. */
size_t transfer_utf8_valid(const char *s, size_t len);

#endif
