/* Folding by small tables: the root collator of ICU says the same for the letters of this program's languages and costs a
 * hundred times more, which an import of a million rows would feel. */
#include "util/fold.h"

#include "util/ascii.h"
#include "util/cleanup.h"

#include <string.h>

#define REPLACEMENT 0xFFFDu

uint32_t utf8_next(const char **s, const char *end)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)*s;
	size_t left = (size_t)(end - *s);
	size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xC2 && p[0] < 0xE0 ? 2 : p[0] >= 0xE0 && p[0] < 0xF0 ? 3
			: p[0] >= 0xF0 && p[0] < 0xF5 ? 4 : 0;
	uint32_t c;

	(*s)++;
	if (n == 1) {
		return p[0];
	}
	if (n == 0 || n > left) {
		return REPLACEMENT;
	}
	c = p[0] & (0x7Fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80) {
			return REPLACEMENT;
		}
		c = c << 6 | (p[i] & 0x3Fu);
	}
	if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
		return REPLACEMENT;
	}
	*s += n - 1;
	return c;
}

static size_t encode(uint32_t c, char buf[4])
{
	if (c < 0x80) {
		buf[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		buf[0] = (char)(0xC0 | c >> 6);
		buf[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		buf[0] = (char)(0xE0 | c >> 12);
		buf[1] = (char)(0x80 | (c >> 6 & 0x3F));
		buf[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	buf[0] = (char)(0xF0 | c >> 18);
	buf[1] = (char)(0x80 | (c >> 12 & 0x3F));
	buf[2] = (char)(0x80 | (c >> 6 & 0x3F));
	buf[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

void utf8_add(struct strbuf *out, uint32_t c)
{
	char buf[4];

	strbuf_add(out, buf, encode(c, buf));
}

bool utf8_valid(const char *s, size_t len)
{
	const char *end = s + len;

	while (s < end) {
		const char *at = s;

		if ((unsigned char)*s < 0x80) {
			s++;
		} else if (utf8_next(&s, end) == REPLACEMENT && s == at + 1) {
			return false;
		}
	}
	return true;
}

size_t utf8_count(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		n += ((unsigned char)s[i] & 0xC0) != 0x80;
	}
	return n;
}

/* U+00C0..U+017F in order, as plain letters; '*' is looked up in `pairs`. */
static const char latin[] =
	"aaaaaa*ceeeeiiiidnooooo*ouuuuy**" /* C0 */
	"aaaaaa*ceeeeiiiidnooooo*ouuuuy*y" /* E0 */
	"aaaaaaccccccccddddeeeeeeeeeegggg" /* 100 */
	"gggghhhhiiiiiiiiii**jjkkklllllll" /* 120 */
	"lllnnnnnnnnnoooooo**rrrrrrssssss" /* 140 */
	"ssttttttuuuuuuuuuuuuwwyyyzzzzzzs"; /* 160 */

static const struct {
	uint32_t c;
	const char *to;
} pairs[] = {
	{ 0xC6, "ae" }, { 0xE6, "ae" }, { 0xD7, "x" }, { 0xF7, "/" }, { 0xDE, "th" }, { 0xFE, "th" }, { 0xDF, "ss" },
	{ 0x132, "ij" }, { 0x133, "ij" }, { 0x152, "oe" }, { 0x153, "oe" },
};

static const char *fold_pair(uint32_t c)
{
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		if (pairs[i].c == c) {
			return pairs[i].to;
		}
	}
	return "";
}

static uint32_t fold_punctuation(uint32_t c)
{
	if (c == 0xA0 || c == 0x202F || c == 0x3000 || (c >= 0x2000 && c <= 0x200A)) {
		return ' ';
	}
	if (c == 0xAB || c == 0xBB || (c >= 0x201C && c <= 0x201F) || c == 0x2033) {
		return '"';
	}
	if ((c >= 0x2018 && c <= 0x201B) || c == 0xB4 || c == 0x60 || c == 0x2032 || c == 0x2BC) {
		return '\'';
	}
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) {
		return '-';
	}
	return c;
}

/* Ё and е, ў and у are written for one another: ў only tells what word stands before. */
static uint32_t fold_cyrillic(uint32_t c)
{
	if (c >= 0x410 && c <= 0x42F) {
		return c + 0x20;
	}
	if (c >= 0x400 && c <= 0x40F) {
		c += 0x50;
	} else if (c >= 0x460 && c < 0x530 && !(c >= 0x482 && c <= 0x489) && c != 0x4C0) {
		c |= 1;
	}
	return c == 0x451 ? 0x435 : c == 0x45E ? 0x443 : c;
}

/* 0: nothing remains of it. */
static uint32_t fold_other(uint32_t c)
{
	if (c >= 0x300 && c <= 0x36F) {
		return 0; /* combining marks; those that make a Cyrillic letter were seen before */
	}
	if (c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || (c >= 0x2060 && c <= 0x2064)) {
		return 0;
	}
	if (c >= 0x400 && c < 0x530) {
		return fold_cyrillic(c);
	}
	if (c >= 0x391 && c <= 0x3A9) {
		return c + 0x20;
	}
	if (c >= 0x218 && c <= 0x21B) {
		return c <= 0x219 ? 's' : 't';
	}
	if (c == 0x1E9E) {
		return 's';
	}
	return fold_punctuation(c);
}

/* и + breve is й and so on: decomposed text says the same as composed. */
static uint32_t compose_cyrillic(uint32_t base, const char **s, const char *end)
{
	const char *ahead = *s;
	uint32_t mark;

	if (base < 0x410 || base > 0x456 || ahead >= end || ((unsigned char)*ahead != 0xCC)) {
		return base;
	}
	mark = utf8_next(&ahead, end);
	if (mark == 0x306 && (base == 0x438 || base == 0x443)) {
		*s = ahead;
		return base == 0x438 ? 0x439 : 0x45E;
	}
	if (mark == 0x308 && base == 0x456) {
		*s = ahead;
		return 0x457;
	}
	return base;
}

/* Writes what one character becomes (at most 4 bytes) and returns its length; moves *s on. */
static size_t fold_one(const char **s, const char *end, char buf[4])
{
	uint32_t c;

	if ((unsigned char)**s < 0x80) {
		char ch = *(*s)++;

		buf[0] = ch >= 'A' && ch <= 'Z' ? (char)(ch + 32) : ch == '`' ? '\'' : (ch > 0 && ch < ' ') || ch == 127 ? ' ' : ch;
		return 1;
	}
	c = utf8_next(s, end);
	if (c >= 0xC0 && c <= 0x17F) {
		const char *pair;

		buf[0] = latin[c - 0xC0];
		if (buf[0] != '*') {
			return 1;
		}
		pair = fold_pair(c);
		buf[0] = pair[0];
		buf[1] = pair[0] != '\0' ? pair[1] : '\0';
		return strlen(pair);
	}
	c = fold_other(c);
	return c == 0 ? 0 : encode(compose_cyrillic(c, s, end), buf);
}

/* What most bytes become; 0: blanks, controls, '`' and letters beyond ASCII, which fold_one() knows. */
static const char plain[256] = {
	['!'] = '!', '"', '#', '$', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
	'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?', '@',
	'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
	'[', '\\', ']', '^', '_', 0,
	'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
	'{', '|', '}', '~',
};

/* Copies bytes until one that is no plain text, or until `to` is full; the same number of bytes is read and written. */
static size_t fold_plain(const char *s, size_t len, char *to)
{
	size_t i = 0;
	char c;

	while (i < len && (c = plain[(unsigned char)s[i]]) != 0) {
		to[i++] = c;
	}
	return i;
}

size_t fold_into(const char *s, size_t len, char *buf, size_t size)
{
	const char *end = s + len;
	size_t n = 0;
	bool blank = false;

	while (s < end) {
		char one[4];
		size_t k;

		if (plain[(unsigned char)*s] != 0) {
			size_t room;

			if (n + blank + 2 > size) {
				break;
			}
			if (blank) {
				buf[n++] = ' ';
				blank = false;
			}
			room = size - n - 1;
			k = fold_plain(s, (size_t)(end - s) < room ? (size_t)(end - s) : room, buf + n);
			s += k;
			n += k;
			continue;
		}
		if (*s == ' ') {
			blank = n > 0;
			s++;
			continue;
		}
		k = fold_one(&s, end, one);
		if (k == 1 && one[0] == ' ') {
			blank = n > 0;
			continue;
		}
		if (k == 0) {
			continue;
		}
		if (n + k + blank + 1 > size) {
			break;
		}
		if (blank) {
			buf[n++] = ' ';
			blank = false;
		}
		for (size_t i = 0; i < k; i++) {
			buf[n++] = one[i];
		}
	}
	buf[n] = '\0';
	return n;
}

void fold_add(struct strbuf *out, const char *s, size_t len)
{
	/* No character grows: two bytes of Latin become at most two, and an ill-formed byte three. */
	if (strbuf_grow(out, 3 * len + 1)) {
		size_t n = fold_into(s, len, out->buf + out->len, 3 * len + 1);

		out->len += n;
	}
}

size_t fold_key(const char *s, char *buf, size_t size)
{
	size_t len = fold_into(s, strlen(s), buf, size);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)buf[i];

		if (ascii_is_alnum(c) || c >= 0x80) {
			buf[n++] = buf[i];
		}
	}
	buf[n] = '\0';
	return n;
}

bool fold_equal(const char *a, const char *b)
{
	CLEANUP_STRBUF struct strbuf x = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf y = STRBUF_INIT;

	fold_add(&x, a, strlen(a));
	fold_add(&y, b, strlen(b));
	return strbuf_ok(&x) && strbuf_ok(&y) && strcmp(x.buf, y.buf) == 0;
}

unsigned fold_scripts(const char *s, size_t len)
{
	const char *end = s + len;
	unsigned seen = 0;

	while (s < end) {
		uint32_t c = utf8_next(&s, end);

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7)) {
			seen |= SCRIPT_LATIN;
		} else if (c >= 0x400 && c < 0x530) {
			seen |= SCRIPT_CYRILLIC;
		} else if (c >= 0x370 && c < 0x400) {
			seen |= SCRIPT_GREEK;
		} else if (c >= 0x530 && c < 0x2000) {
			seen |= SCRIPT_OTHER;
		}
	}
	return seen;
}
