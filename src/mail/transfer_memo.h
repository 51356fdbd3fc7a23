/* Quoted-printable of texts that resemble one another, such as the letters of a campaign: lines that stood in the text
 * remembered are copied as they were encoded. The bytes are those of transfer_add_qp(), whatever was remembered.
 * Belongs to one thread. */
#ifndef KVIESLYS_MAIL_TRANSFER_MEMO_H
#define KVIESLYS_MAIL_TRANSFER_MEMO_H

#include "util/strbuf.h"

#include <stddef.h>

struct transfer_memo {
	struct strbuf text, encoded;     /* of the text that is remembered */
	struct transfer_memo_line *lines;
	size_t n_lines;
	size_t n_strange;                /* texts in a row that had little of it */
};

void transfer_memo_init(struct transfer_memo *memo);
void transfer_memo_release(struct transfer_memo *memo);
/* As transfer_add_qp(). Remembers the first text, and another one when several in a row had less than half of it; without
 * memory for that, or with very long texts, it remembers nothing. */
void transfer_memo_add_qp(struct transfer_memo *memo, struct strbuf *out, const char *text, size_t len);

#endif
