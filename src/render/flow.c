/* Lays out the blocks of a text part: paragraphs, lists, tables. */
#include "render/flow.h"

#include "util/ascii.h"
#include "util/wide.h"

#include <stdbool.h>
#include <string.h>

#define NO_BREAK_SPACE "\u00a0"
#define WORD_JOINER "\u2060"

struct span {
	const char *s;
	size_t len;
};

struct flow {
	struct strbuf *out;
	size_t width;
	int counters[FLOW_MAX_DEPTH];
	char previous; /* type of the block before, 0 at the start */
};

struct block {
	char type;
	struct span first, rest, content;
};

/* False for the later bytes of a character and for combining ones (U+0300..U+036F). */
static bool starts_column(const char *s, const char *end)
{
	unsigned char c = (unsigned char)*s;

	return (c & 0xC0) != 0x80 && c != 0xCC && !(c == 0xCD && s + 1 < end && (unsigned char)s[1] < 0xB0);
}

size_t flow_columns(const char *text, size_t len)
{
	const char *end = text + len;
	size_t n = 0;

	for (const char *s = text; s < end; s++) {
		n += !starts_column(s, end) ? 0 : (unsigned char)*s >= 0xF0 ? 2 : 1;
	}
	return n;
}

static struct span until(struct span *rest, char stop)
{
	const char *end = memchr(rest->s, stop, rest->len);
	struct span head = { rest->s, end != NULL ? (size_t)(end - rest->s) : rest->len };
	size_t skip = end != NULL ? head.len + 1 : head.len;

	rest->s += skip;
	rest->len -= skip;
	return head;
}

static struct span trimmed(struct span s)
{
	while (s.len > 0 && (*s.s == ' ' || *s.s == '\n')) {
		s.s++;
		s.len--;
	}
	while (s.len > 0 && (s.s[s.len - 1] == ' ' || s.s[s.len - 1] == '\n')) {
		s.len--;
	}
	return s;
}

/* Writes a prefix, numbers filled in; returns its columns. */
static size_t put_prefix(struct flow *f, struct span prefix)
{
	size_t start = f->out->len;

	for (size_t i = 0; i < prefix.len; i++) {
		if (prefix.s[i] == FLOW_COUNT && i + 1 < prefix.len) {
			int depth = prefix.s[++i] - '0';

			if (depth >= 0 && depth < FLOW_MAX_DEPTH) {
				strbuf_addf(f->out, "%d", f->counters[depth]++);
			}
		} else {
			strbuf_addc(f->out, prefix.s[i]);
		}
	}
	return f->out->len >= start ? flow_columns(f->out->buf + start, f->out->len - start) : 0;
}

static void end_line(struct flow *f)
{
	while (f->out->len > 0 && f->out->buf[f->out->len - 1] == ' ') {
		strbuf_setlen(f->out, f->out->len - 1);
	}
	strbuf_addc(f->out, '\n');
}

/* A piece of a line that is not broken, and its columns. */
struct piece {
	struct span text;
	size_t columns;
	bool number; /* digits only */
};

static struct piece next_word(struct span *line)
{
	struct piece p = { .text = { line->s, 0 } };
	bool odd = false;

	p.text.len = wide_word(line->s, line->len, &p.columns, &odd);
	if (odd) {
		p.columns = flow_columns(line->s, p.text.len);
	}
	p.number = p.text.len > 0;
	for (size_t i = 0; p.number && i < p.text.len; i++) { /* ends at once with most words */
		p.number = ascii_is_digit(line->s[i]);
	}
	line->len -= p.text.len;
	line->s += p.text.len;
	if (line->len > 0) { /* the blank */
		line->s++;
		line->len--;
	}
	return p;
}

/* A word, or a number with what it counts ("2 žmonės", "18 d."). */
static struct piece next_piece(struct span *line)
{
	struct piece p = next_word(line);

	if (p.number && line->len > 0 && line->s[0] != ' ') {
		struct piece noun = next_word(line);

		p.text.len = (size_t)(noun.text.s + noun.text.len - p.text.s);
		p.columns += 1 + noun.columns;
	}
	return p;
}

/* Words of one hard line, wrapped. `column` is where the line stands. Words that stand one blank apart are copied together. */
static void put_words(struct flow *f, struct span line, struct span rest_prefix, size_t column)
{
	struct span run = { line.s, 0 }; /* words of this output line, not yet written */
	bool fresh = true;

	while (line.len > 0) {
		struct piece p = next_piece(&line);

		if (p.text.len == 0) {
			continue;
		}
		if (!fresh && column + 1 + p.columns > f->width) {
			strbuf_add(f->out, run.s, run.len);
			end_line(f);
			column = put_prefix(f, rest_prefix);
			run = p.text;
		} else if (fresh) {
			run = p.text;
		} else if (p.text.s == run.s + run.len + 1) {
			run.len += 1 + p.text.len;
			column++;
		} else {
			strbuf_add(f->out, run.s, run.len);
			strbuf_addc(f->out, ' ');
			run = p.text;
			column++;
		}
		column += p.columns;
		fresh = false;
	}
	strbuf_add(f->out, run.s, run.len);
}

static void put_paragraph(struct flow *f, const struct block *b)
{
	struct span content = trimmed(b->content);
	struct span prefix = b->first;

	while (content.len > 0) {
		struct span line = until(&content, '\n');

		put_words(f, trimmed(line), b->rest, put_prefix(f, prefix));
		end_line(f);
		prefix = b->rest;
	}
}

static void put_code(struct flow *f, const struct block *b)
{
	struct span content = b->content;

	while (content.len > 0 && content.s[content.len - 1] == '\n') {
		content.len--;
	}
	while (content.len > 0) {
		struct span line = until(&content, '\n');

		(void)put_prefix(f, b->rest);
		strbuf_add(f->out, line.s, line.len);
		end_line(f);
	}
}

static bool next_block(struct span *text, struct block *ret)
{
	const char *start = memchr(text->s, FLOW_BLOCK, text->len);
	struct span body;

	if (start == NULL) {
		return false;
	}
	text->len -= (size_t)(start + 1 - text->s);
	text->s = start + 1;
	body = until(text, FLOW_BLOCK);
	if (text->len > 0 || body.s + body.len < text->s) { /* a block follows: its mark is seen again */
		text->s--;
		text->len++;
	}
	if (body.len == 0) {
		*ret = (struct block){ .type = 'P' };
		return true;
	}
	ret->type = body.s[0];
	body.s++;
	body.len--;
	ret->first = until(&body, FLOW_SEP);
	ret->rest = until(&body, FLOW_SEP);
	ret->content = body;
	return true;
}

static bool is_row(char type)
{
	return type == 'R' || type == 'r';
}

static size_t split_row(const struct block *b, struct span cells[FLOW_MAX_COLUMNS])
{
	struct span rest = b->content;
	size_t n = 0;

	while (n < FLOW_MAX_COLUMNS && rest.len > 0) {
		cells[n++] = trimmed(until(&rest, FLOW_SEP));
	}
	return n;
}

/* Columns are as wide as their widest cell; the last one takes what is left. */
static void put_row(struct flow *f, const struct block *b, const size_t widths[FLOW_MAX_COLUMNS])
{
	struct span cells[FLOW_MAX_COLUMNS];
	size_t n = split_row(b, cells);
	size_t column = put_prefix(f, b->first);
	CLEANUP_STRBUF struct strbuf hang = STRBUF_INIT;

	strbuf_add(&hang, b->rest.s, b->rest.len);
	for (size_t i = 0; i < n; i++) {
		if (i + 1 == n) {
			put_words(f, cells[i], (struct span){ hang.buf, hang.len }, column);
			break;
		}
		strbuf_add(f->out, cells[i].s, cells[i].len);
		for (size_t k = flow_columns(cells[i].s, cells[i].len); k < widths[i] + 2; k++) {
			strbuf_addc(f->out, ' ');
		}
		for (size_t k = 0; k < widths[i] + 2; k++) {
			strbuf_addc(&hang, ' ');
		}
		column += widths[i] + 2;
	}
	end_line(f);
}

/* Too wide for columns: a row is a paragraph of lines, "heading: cell". */
static void put_row_stacked(struct flow *f, const struct block *b, const struct span headings[FLOW_MAX_COLUMNS], bool first)
{
	struct span cells[FLOW_MAX_COLUMNS];
	size_t n = split_row(b, cells);
	struct span prefix = b->first;

	if (!first) {
		strbuf_addc(f->out, '\n');
	}
	for (size_t i = 0; i < n; i++) {
		size_t column;

		if (cells[i].len == 0) {
			continue;
		}
		column = put_prefix(f, prefix);
		if (headings[i].len > 0) {
			strbuf_add(f->out, headings[i].s, headings[i].len);
			strbuf_adds(f->out, ": ");
			column += flow_columns(headings[i].s, headings[i].len) + 2;
		}
		put_words(f, cells[i], b->rest, column);
		end_line(f);
		prefix = b->rest;
	}
}

/* `b` is the table's first row; the others are taken from `text`. */
static void put_table(struct flow *f, struct block b, struct span *text)
{
	size_t widths[FLOW_MAX_COLUMNS] = { 0 }, total = 0, columns = 0;
	struct span cells[FLOW_MAX_COLUMNS], headings[FLOW_MAX_COLUMNS] = { { NULL, 0 } };
	struct span ahead = *text;
	struct block row = b;
	bool first = true;

	do {
		size_t n = split_row(&row, cells);

		columns = n > columns ? n : columns;
		for (size_t i = 0; i < n; i++) {
			size_t w = flow_columns(cells[i].s, cells[i].len);

			widths[i] = w > widths[i] ? w : widths[i];
		}
	} while (next_block(&ahead, &row) && is_row(row.type));
	for (size_t i = 0; i + 1 < columns; i++) {
		total += widths[i] + 2;
	}
	for (;;) {
		struct span peek = *text;

		if (total + 16 <= f->width) {
			put_row(f, &b, widths);
		} else if (b.type == 'r') {
			(void)split_row(&b, headings);
		} else {
			put_row_stacked(f, &b, headings, first);
			first = false;
		}
		if (!next_block(&peek, &b) || !is_row(b.type)) {
			return;
		}
		*text = peek;
	}
}

static void start_list(struct flow *f, struct span first)
{
	int depth = first.len > 0 ? first.s[0] - '0' : -1;
	int number = 0;

	if (depth < 0 || depth >= FLOW_MAX_DEPTH) {
		return;
	}
	for (size_t i = 1; i < first.len && ascii_is_digit(first.s[i]) && number < 1000000; i++) {
		number = number * 10 + (first.s[i] - '0');
	}
	f->counters[depth] = number;
}

/* memmem() of the C library looks at every byte by itself. */
static const char *find_mark(const char *s, const char *end, const char *mark, size_t len)
{
	while (s < end && (s = memchr(s, mark[0], (size_t)(end - s))) != NULL) {
		if ((size_t)(end - s) >= len && memcmp(s, mark, len) == 0) {
			return s;
		}
		s++;
	}
	return NULL;
}

/* Takes all `len` bytes of `mark` out of the text from `from` on; `blank`: a blank comes in its place, but not at the end of a line. */
static void replace_marks(struct strbuf *text, size_t from, const char *mark, size_t len, bool blank)
{
	const char *end = text->buf + text->len;
	const char *s = find_mark(text->buf + (from < text->len ? from : text->len), end, mark, len);
	char *to = text->buf + (s != NULL ? s - text->buf : 0);

	while (s != NULL) {
		const char *rest = s + len, *next = find_mark(rest, end, mark, len);
		size_t n = (size_t)((next != NULL ? next : end) - rest);

		if (blank && rest < end && *rest != '\n') {
			*to++ = ' ';
		}
		while (blank && (rest == end || *rest == '\n') && to > text->buf + from && to[-1] == ' ') {
			to--;
		}
		memmove(to, rest, n);
		to += n;
		s = next;
		if (s == NULL) {
			strbuf_setlen(text, (size_t)(to - text->buf));
		}
	}
}

void flow_loosen(struct strbuf *text, size_t from)
{
	replace_marks(text, from, NO_BREAK_SPACE, strlen(NO_BREAK_SPACE), true);
	replace_marks(text, from, WORD_JOINER, strlen(WORD_JOINER), false);
}

void flow_layout(const char *text, size_t len, size_t width, struct strbuf *out)
{
	struct flow f = { .out = out, .width = width };
	size_t from = out->len;
	struct span rest = { text, len };
	struct block b;

	while (next_block(&rest, &b)) {
		if (b.type == 'L') {
			start_list(&f, b.first);
			continue;
		}
		if (trimmed(b.content).len == 0) { /* a table's start too */
			continue;
		}
		if (f.previous != 0 && !(b.type == 'I' && f.previous == 'I')) {
			strbuf_addc(out, '\n');
		}
		if (is_row(b.type)) {
			put_table(&f, b, &rest);
		} else if (b.type == 'C') {
			put_code(&f, &b);
		} else {
			put_paragraph(&f, &b);
		}
		f.previous = b.type;
	}
	flow_loosen(out, from);
}
