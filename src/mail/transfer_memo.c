/* The lines of the last text that was worth remembering, each with its encoded form. */
#include "mail/transfer_memo.h"

#include "mail/transfer.h"
#include "mail/transfer_lines.h"

#include <stdlib.h>

#define MOST_BYTES 262144u
#define STRANGE 8 /* languages that take turns must not make each other forgotten */

struct transfer_memo_line {
	size_t at, len;         /* in text, without the line's end */
	size_t out_at, out_len; /* in encoded, with it */
};

void transfer_memo_init(struct transfer_memo *memo)
{
	*memo = (struct transfer_memo){ .text = STRBUF_INIT, .encoded = STRBUF_INIT };
}

void transfer_memo_release(struct transfer_memo *memo)
{
	strbuf_release(&memo->text);
	strbuf_release(&memo->encoded);
	free(memo->lines);
	transfer_memo_init(memo);
}

static void learn(struct transfer_memo *memo, const char *text, size_t len)
{
	struct transfer_lines lines = transfer_lines_of(text, len);
	struct transfer_memo_line *l;
	const char *line;
	size_t n;
	size_t count = 0;

	if (len > MOST_BYTES) {
		return;
	}
	transfer_memo_release(memo);
	for (; transfer_next_line(&lines, &line, &n); count++) {
		continue;
	}
	l = malloc((count > 0 ? count : 1) * sizeof *l);
	if (l == NULL) {
		return;
	}
	memo->lines = l;
	lines = transfer_lines_of(text, len);
	while (transfer_next_line(&lines, &line, &n)) {
		*l = (struct transfer_memo_line){ .at = (size_t)(line - text), .len = n, .out_at = memo->encoded.len };
		transfer_add_qp_line(&memo->encoded, line, n, text + len);
		l->out_len = memo->encoded.len - l->out_at;
		l++;
	}
	strbuf_add(&memo->text, text, len);
	memo->n_lines = strbuf_ok(&memo->text) && strbuf_ok(&memo->encoded) ? count : 0;
}

/* The remembered line that is the same, looked for at `next` and close to it: lines are changed, left out or added, not
 * moved. NULL: none. */
static const struct transfer_memo_line *find(const struct transfer_memo *memo, size_t next, const char *line, size_t n)
{
	static const int steps[] = { 0, -1, 1, 2 };

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		size_t k = next + (size_t)steps[i]; /* wraps below 0, which is beyond the end */
		const struct transfer_memo_line *l = k < memo->n_lines ? &memo->lines[k] : NULL;

		if (l != NULL && l->len == n && memcmp(memo->text.buf + l->at, line, n) == 0) {
			return l;
		}
	}
	return NULL;
}

void transfer_memo_add_qp(struct transfer_memo *memo, struct strbuf *out, const char *text, size_t len)
{
	struct transfer_lines lines = transfer_lines_of(text, len);
	const char *line;
	size_t n;
	size_t next = 0;
	size_t known = 0;

	while (transfer_next_line(&lines, &line, &n)) {
		const struct transfer_memo_line *l = find(memo, next, line, n);

		if (l != NULL) {
			strbuf_add(out, memo->encoded.buf + l->out_at, l->out_len);
			next = (size_t)(l - memo->lines) + 1;
			known += n;
		} else {
			transfer_add_qp_line(out, line, n, text + len);
			next++;
		}
	}
	memo->n_strange = known >= len / 2 ? 0 : memo->n_strange + 1;
	if (memo->n_strange > 0 && (memo->n_lines == 0 || memo->n_strange >= STRANGE)) {
		learn(memo, text, len);
	}
}
