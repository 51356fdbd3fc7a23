/* Splitting a text into words. Sentences end at . ! ? and at the ends of short lines; a full stop behind a number, a single
 * letter or a short word before a small letter is an abbreviation. */
#include "language/tokens.h"

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

#define WRAP_LINE 60u /* a line at least this long may have been broken by the mail program */

struct reader {
	const char *p, *end;
	struct tokens *out;
	size_t line_len, last_line_len;
	uint32_t line;
	char before;
	bool line_start, item, new_sentence, newline, blank_line;
	bool nomem;
};

void tokens_release(struct tokens *t)
{
	free(t->items);
	free(t->sentences);
	strbuf_release(&t->folds);
	*t = (struct tokens)TOKENS_INIT;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7)
			|| (c >= 0x300 && c < 0x370) || (c >= 0x386 && c < 0x530) || (c >= 0x531 && c < 0x1C80)
			|| (c >= 0x1E00 && c < 0x2000) || (c >= 0x3041 && c < 0xD7A4) || c == 0xAD;
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(uint32_t c)
{
	if (c < 0x80) {
		return c >= 'A' && c <= 'Z';
	}
	if ((c >= 0xC0 && c <= 0xDE) || (c >= 0x386 && c <= 0x3AB) || (c >= 0x400 && c <= 0x42F)) {
		return c != 0x390;
	}
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) {
		return (c & 1) != 0;
	}
	return ((c >= 0x100 && c <= 0x177) || (c >= 0x460 && c < 0x530)) && (c & 1) == 0;
}

static bool is_emoji(uint32_t c)
{
	return (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) || c == 0x2B50;
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == 0x2019 || c == 0x2BC || c == 0x2018 || c == '`' || c == 0xB4;
}

static uint32_t peek(const struct reader *r, const char *p)
{
	return p < r->end ? utf8_next(&p, r->end) : 0;
}

static int rank(char sep)
{
	static const char order[] = " /\"-,():;.\n";
	const char *at = strchr(order, sep);

	return at != NULL ? (int)(at - order) : 0;
}

static void separate(struct reader *r, char sep)
{
	if (rank(sep) > rank(r->before)) {
		r->before = sep;
	}
}

static void open_sentence(struct reader *r)
{
	struct tokens *t = r->out;

	if (!ARRAY_ROOM(t->sentences, t->n_sentences)) {
		r->nomem = true;
		return;
	}
	t->sentences[t->n_sentences++] = (struct sentence){ .first = (uint32_t)t->n, .end = (uint32_t)t->n };
}

/* A line end is a sentence end unless a long line was merely wrapped. */
static bool line_breaks(const struct reader *r, uint32_t first)
{
	if (!r->newline) {
		return false;
	}
	return r->blank_line || r->item || r->last_line_len < WRAP_LINE - 22 || (r->last_line_len < WRAP_LINE && is_upper(first));
}

static void add(struct reader *r, const char *from, enum token_kind kind, int number, bool upper, bool shout)
{
	struct tokens *t = r->out;
	uint32_t first = peek(r, from);
	size_t at = t->folds.len;

	if (!ARRAY_ROOM(t->items, t->n)) {
		r->nomem = true;
		return;
	}
	if (t->n == 0 || r->new_sentence || line_breaks(r, first)) {
		open_sentence(r);
	}
	fold_add(&t->folds, from, (size_t)(r->p - from));
	t->items[t->n] = (struct token){ .text = from, .len = (uint32_t)(r->p - from), .fold = NULL,
		.fold_len = (uint32_t)(t->folds.len - at), .sentence = (uint32_t)t->n_sentences - 1, .line = r->line,
		.number = number, .kind = kind, .before = r->before, .line_start = r->line_start, .item = r->item,
		.upper = upper, .shout = shout };
	strbuf_addc(&t->folds, '\0');
	if (!r->nomem) {
		t->n++;
		t->sentences[t->n_sentences - 1].end = (uint32_t)t->n;
	}
	r->before = ' ';
	r->line_start = r->item = r->new_sentence = r->newline = r->blank_line = false;
}

static bool is_mail_char(uint32_t c)
{
	return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '@' || c == '%' || c == '=';
}

/* Reads an address or a link that begins here; false leaves the place. */
static bool read_address(struct reader *r)
{
	const char *p = r->p;
	bool at = false, dot = false;

	while (p < r->end && r->end - p > 0 && p - r->p < 320) {
		uint32_t c = peek(r, p);

		if (!is_mail_char(c)) {
			break;
		}
		at = at || c == '@';
		dot = dot || (at && c == '.');
		(void)utf8_next(&p, r->end);
	}
	if (at && dot) {
		const char *from = r->p;

		while (p > r->p && (p[-1] == '.' || p[-1] == '-')) {
			p--;
		}
		r->p = p;
		add(r, from, TOKEN_EMAIL, 0, false, false);
		return true;
	}
	return false;
}

static bool read_link(struct reader *r)
{
	static const char *const heads[] = { "http://", "https://", "www.", "mailto:", "tel:" };
	const char *from = r->p;

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
		size_t n = strlen(heads[i]);

		if ((size_t)(r->end - r->p) > n && strncasecmp(r->p, heads[i], n) == 0) {
			while (r->p < r->end && !strchr(" \t\r\n<>\"", *r->p)) {
				r->p++;
			}
			add(r, from, TOKEN_URL, 0, false, false);
			return true;
		}
	}
	return false;
}

static void read_word(struct reader *r)
{
	const char *from = r->p;
	bool upper = is_upper(peek(r, r->p)), shout = true;
	size_t letters = 0;

	while (r->p < r->end) {
		const char *here = r->p;
		uint32_t c = utf8_next(&r->p, r->end);
		uint32_t next = peek(r, r->p);

		if (is_letter(c) || (is_digit(c) && letters > 0)) {
			letters++;
			shout = shout && (is_upper(c) || is_digit(c));
		} else if (!((is_apostrophe(c) || c == '-' || c == 0x2011) && letters > 0 && is_letter(next))) {
			r->p = here;
			break;
		}
	}
	add(r, from, TOKEN_WORD, 0, upper, shout && letters > 1);
}

/* 18, 2027-03-18, 10:00, +370 600 00 114, 300000417, 3-5; an item number "1." or "1)" at the start of a line is none. */
static void read_digits(struct reader *r, bool plus)
{
	const char *from = r->p - (plus ? 1 : 0);
	int value = 0;
	size_t digits = 0, groups = 1;

	while (r->p < r->end) {
		uint32_t c = peek(r, r->p);
		const char *after = r->p + 1;

		if (is_digit(c)) {
			value = value < 100000 ? value * 10 + (int)(c - '0') : value;
			digits++;
			r->p++;
		} else if (strchr(".:-/,", (int)c) != NULL && c < 0x80 && c != 0 && is_digit(peek(r, after)) && !(c == ',' && digits < 1)) {
			groups++;
			r->p++;
		} else if (c == ' ' && (digits >= 5 || (plus && (digits > 2 || is_digit(peek(r, after + 1))))) && is_digit(peek(r, after))) {
			groups++;
			r->p++;
		} else {
			break;
		}
	}
	if (r->line_start && !plus && groups == 1 && digits <= 2 && r->p + 1 < r->end && (*r->p == '.' || *r->p == ')')
			&& (r->p[1] == ' ' || r->p[1] == '\t')) {
		r->p++;
		r->item = true;
		return;
	}
	if (groups == 1 && digits <= 3 && value > 0) {
		add(r, from, plus ? TOKEN_PLUS : TOKEN_NUMBER, value, false, false);
	} else {
		add(r, from, TOKEN_DIGITS, value, false, false);
	}
}

static void read_plus(struct reader *r)
{
	const char *from = r->p++;

	if (is_digit(peek(r, r->p))) {
		read_digits(r, true);
		return;
	}
	while (r->p < r->end && *r->p == '+') {
		r->p++;
	}
	add(r, from, TOKEN_PLUS, 0, false, false);
	if (r->out->n > 0) {
		r->out->items[r->out->n - 1].fold_len = 1;
	}
}

struct shape {
	size_t letters, vowels;
	bool last_vowel;
};

static struct shape shape_of(const struct token *t)
{
	const char *s = t->text, *end = t->text + t->len;
	struct shape shape = { .letters = 0 };

	while (s < end) {
		char folded[8];
		const char *from = s;

		(void)utf8_next(&s, end);
		(void)fold_into(from, (size_t)(s - from), folded, sizeof folded);
		shape.last_vowel = strstr("aeiouyаеиоуыэюяіїє", folded) != NULL && folded[0] != '\0';
		shape.vowels += shape.last_vowel;
		shape.letters++;
	}
	return shape;
}

/* "lekt.", "prof.", "inż." behind a comma or at the beginning: one vowel at most and no capital. */
static bool is_short_form(const struct token *t, const struct shape *shape)
{
	return !t->upper && t->kind == TOKEN_WORD && shape->letters <= 5 && shape->vowels <= 1 && !shape->last_vowel
			&& strchr(",:;(\n", t->before) != NULL;
}

/* Whether two capitalised words stand at p: a name. */
static bool name_at(const struct reader *r, const char *p)
{
	while (p < r->end && is_letter(peek(r, p))) {
		(void)utf8_next(&p, r->end);
	}
	while (p < r->end && *p == ' ') {
		p++;
	}
	return p < r->end && is_upper(peek(r, p));
}

/* A word of two or three letters before a stop and a capital letter: "Yes.", "Да.", "I'm in." end what they say; "Dr.",
 * "ul." and "Inż. Jan Kowalski" do not. */
static bool short_word_ends(const struct reader *r, const struct token *last, const struct shape *shape, const char *next)
{
	const struct sentence *s = &r->out->sentences[last->sentence];
	bool alone = s->first + 1 == r->out->n;

	if (last->kind != TOKEN_WORD || shape->vowels == 0) {
		return !last->upper && last->kind == TOKEN_WORD && shape->letters == 3;
	}
	if (!last->upper) {
		return shape->last_vowel || shape->letters == 3 || last->before == ' ';
	}
	return alone && (shape->last_vowel || last->shout || !name_at(r, next));
}

/* Whether the full stop behind the last token ends a sentence. */
static bool stop_ends(const struct reader *r)
{
	const struct tokens *t = r->out;
	const struct token *last = t->n > 0 ? &t->items[t->n - 1] : NULL;
	const char *p = r->p;
	struct shape shape;
	uint32_t next;

	while (p < r->end && (*p == ' ' || *p == '\t')) {
		p++;
	}
	next = peek(r, p);
	if (last == NULL || p >= r->end || *p == '\n') {
		return last != NULL;
	}
	shape = shape_of(last);
	if (last->kind == TOKEN_NUMBER || last->kind == TOKEN_DIGITS) {
		return is_upper(next);
	}
	if (shape.letters <= 1 || is_short_form(last, &shape)) {
		return false;
	}
	if (!is_upper(next)) {
		return shape.letters > 4 && is_letter(next);
	}
	return shape.letters > 3 || short_word_ends(r, last, &shape, p);
}

static void read_mark(struct reader *r)
{
	uint32_t c = utf8_next(&r->p, r->end);
	struct tokens *t = r->out;

	if (c == '\n') {
		r->blank_line = r->blank_line || (r->newline && r->line_len == 0);
		r->last_line_len = r->line_len > 0 ? r->line_len : r->last_line_len;
		r->line++;
		r->line_len = 0;
		r->newline = r->line_start = true;
		r->item = false;
		separate(r, '\n');
	} else if (c == '?' || c == '!' || c == 0x2026 || c == '.') {
		if (t->n_sentences > 0 && !r->new_sentence) {
			t->sentences[t->n_sentences - 1].exclaimed |= c == '!';
		}
		if (t->n_sentences > 0 && c == '?') {
			t->sentences[t->n_sentences - 1].question = true;
		}
		if (c != '.' || stop_ends(r)) {
			r->new_sentence = true;
			separate(r, '.');
		}
	} else if (r->line_start && (c == '-' || c == '*' || c == 0x2022 || c == 0x2013 || c == 0x2014 || c == 0xB7 || c == 0x25CF)) {
		r->item = true;
	} else if (c == ',' || c == ';' || c == ':' || c == '(' || c == ')' || c == '/') {
		separate(r, (char)c);
	} else if (c == '|' || c == '\t' || c == '&') {
		separate(r, c == '&' ? '/' : ',');
	} else if (c == '-' || (c >= 0x2012 && c <= 0x2015)) {
		separate(r, '-');
	} else if (c == '"' || c == 0xAB || c == 0xBB || (c >= 0x201C && c <= 0x201F) || c == '<' || c == '>') {
		separate(r, '"');
	}
}

enum status tokens_read(const char *text, size_t len, struct tokens *ret, struct error *err)
{
	CLEANUP_TOKENS struct tokens t = TOKENS_INIT;
	struct reader r = { .p = text, .end = text + (len < TOKENS_MAX_TEXT ? len : TOKENS_MAX_TEXT), .out = &t,
		.before = '\n', .line_start = true };

	t.text = text;
	while (r.p < r.end && t.n < TOKENS_MAX && !r.nomem) {
		uint32_t c = peek(&r, r.p);
		const char *from = r.p;

		if (is_letter(c)) {
			if (!read_link(&r) && !read_address(&r)) {
				read_word(&r);
			}
		} else if (is_digit(c)) {
			if (!read_address(&r)) {
				read_digits(&r, false);
			}
		} else if (c == '+') {
			read_plus(&r);
		} else if (c == '%') {
			r.p++;
			add(&r, from, TOKEN_WORD, 0, false, false);
		} else if (is_emoji(c)) {
			(void)utf8_next(&r.p, r.end);
			if (c < 0x1F3FB || c > 0x1F3FF) {
				add(&r, from, TOKEN_EMOJI, 0, false, false);
			}
		} else {
			read_mark(&r);
		}
		/* in characters: a line of Cyrillic is no longer than one of Latin */
		r.line_len += utf8_count(from, (size_t)(r.p - from)) * (r.line_len > 0 || !strchr(" \t\r\n", *from));
	}
	if (r.nomem || !strbuf_ok(&t.folds)) {
		return error_set(err, ST_NOMEM, "words: out of memory");
	}
	for (size_t i = 0, at = 0; i < t.n; i++) {
		t.items[i].fold = t.folds.buf + at;
		at += strlen(t.folds.buf + at) + 1;
		if (t.items[i].kind == TOKEN_PLUS && t.items[i].number == 0) {
			t.items[i].fold = "+";
		}
	}
	*ret = t;
	t = (struct tokens)TOKENS_INIT;
	return ST_OK;
}
