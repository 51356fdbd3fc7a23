/* UTF-8 proves itself. The 8-bit pages of our users differ in where they put the letters of Lithuanian, Polish and the
 * Cyrillic languages: the page under which the bytes make the most such letters and the least else is the one. */
#include "domain/csv_detect.h"

#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <iconv.h>
#include <string.h>
#include <strings.h>

/* Length of the UTF-8 sequence at p, 0: none, -1: it may go on after the end. */
static int sequence(const unsigned char *p, size_t left)
{
	const char *s = (const char *)p;
	size_t want = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;

	if (p[0] < 0xC2 || p[0] > 0xF4) {
		return 0;
	}
	if (left < want) {
		for (size_t i = 1; i < left; i++) {
			if ((p[i] & 0xC0) != 0x80) {
				return 0;
			}
		}
		return -1;
	}
	return utf8_next(&s, s + want) == 0xFFFD && s == (const char *)p + 1 ? 0 : (int)want;
}

static void feed_utf8(struct csv_evidence *e, const unsigned char *p, size_t len)
{
	size_t i = 0;

	while (i < len) {
		int n;

		if (p[i] < 0x80) {
			i++;
			continue;
		}
		n = sequence(p + i, len - i);
		if (n < 0) {
			e->n_tail = len - i;
			memcpy(e->tail, p + i, e->n_tail);
			return;
		}
		e->valid += n > 0;
		e->invalid += n == 0;
		i += n > 0 ? (size_t)n : 1;
	}
	e->n_tail = 0;
}

/* The sequence that the end of the last piece left unfinished, together with the beginning of this one. */
static size_t finish_tail(struct csv_evidence *e, const unsigned char *bytes, size_t len)
{
	unsigned char joint[8];
	size_t had = e->n_tail;
	size_t more = len < sizeof joint - had ? len : sizeof joint - had;
	int n;

	if (had == 0) {
		return 0;
	}
	memcpy(joint, e->tail, had);
	memcpy(joint + had, bytes, more);
	n = sequence(joint, had + more);
	e->n_tail = 0;
	if (n > 0) {
		e->valid++;
		return (size_t)n - had;
	}
	e->invalid++;
	return 0;
}

void csv_detect_feed(struct csv_evidence *e, const unsigned char *bytes, size_t len)
{
	size_t from;

	if (len == 0) {
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (e->total + i < sizeof e->bom) {
			e->bom[e->total + i] = bytes[i];
		}
		if (bytes[i] == 0) {
			e->nul_even += (e->total + i) % 2 == 0;
			e->nul_odd += (e->total + i) % 2 == 1;
		} else if (bytes[i] >= 0x80) {
			unsigned char before = i > 0 ? bytes[i - 1] : e->last;
			unsigned char after = i + 1 < len ? bytes[i + 1] : 0;

			e->counts[bytes[i]][ascii_is_letter(before) || ascii_is_letter(after)]++;
		}
	}
	from = finish_tail(e, bytes, len);
	feed_utf8(e, bytes + from, len - from);
	e->last = bytes[len - 1];
	e->total += len;
}

/* What a byte's character says for a page: letters of our languages speak for it, others and signs against it. */
static int weigh(uint32_t c, bool beside_ascii)
{
	static const char good[] = "ąčęėįšųūžĄČĘĖĮŠŲŪŽćłńóśźżĆŁŃÓŚŹŻ";
	static const char rare[] = "äöüÄÖÜßéÉáíýěřůõāēīļņķģŗŌōőűôâăîşţșțđÁÍŘĀĒĪĻŅĶĢ";
	static const char signs[] = "„“”‚‘’«»–—…§°€№´";
	const char *sets[] = { good, rare, signs };
	static const int weights[] = { 8, -2, 3 };

	if (c >= 0x400 && c < 0x460) {
		/* Russian, Belarusian, Ukrainian; a Cyrillic letter beside a Latin one is a misreading. */
		bool known = (c >= 0x410 && c < 0x450) || c == 0x401 || c == 0x451 || c == 0x404 || c == 0x454 || c == 0x406
				|| c == 0x456 || c == 0x407 || c == 0x457 || c == 0x40E || c == 0x45E;

		return beside_ascii || !known ? -8 : 8;
	}
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		for (const char *s = sets[i]; *s != '\0';) {
			if (utf8_next(&s, s + strlen(s)) == c) {
				return weights[i];
			}
		}
	}
	return c == 0xA0 || c == 0xAD ? 0 : c < 0xA0 || c == 0xFFFD ? -16 : -6;
}

static uint32_t decode_byte(iconv_t cd, unsigned char byte)
{
	char in[1] = { (char)byte };
	char out[8];
	char *from = in;
	char *to = out;
	size_t n_in = 1;
	size_t n_out = sizeof out;
	const char *read = out;

	if (iconv(cd, &from, &n_in, &to, &n_out) == (size_t)-1 || to == out) {
		(void)iconv(cd, NULL, NULL, NULL, NULL);
		return 0xFFFD;
	}
	return utf8_next(&read, to);
}

static int64_t score(const struct csv_evidence *e, const char *page)
{
	iconv_t cd = iconv_open("UTF-8", page);
	int64_t sum = 0;

	if (cd == (iconv_t)-1) { /* NOLINT(performance-no-int-to-ptr): the value that iconv's manual names */
		return INT64_MIN;
	}
	for (unsigned byte = 0x80; byte < 0x100; byte++) {
		if (e->counts[byte][0] + e->counts[byte][1] > 0) {
			uint32_t c = decode_byte(cd, (unsigned char)byte);

			sum += (int64_t)e->counts[byte][0] * weigh(c, false) + (int64_t)e->counts[byte][1] * weigh(c, true);
		}
	}
	(void)iconv_close(cd);
	return sum;
}

const char *csv_detect_encoding(const struct csv_evidence *e, size_t *ret_bom)
{
	/* In case of a tie the first: the Windows pages are what offices use. */
	static const char *const pages[] = { "WINDOWS-1257", "WINDOWS-1250", "WINDOWS-1251", "ISO-8859-13", "ISO-8859-2" };
	const char *best = "UTF-8";
	int64_t best_score = INT64_MIN;

	*ret_bom = 0;
	if (e->total >= 3 && memcmp(e->bom, "\xEF\xBB\xBF", 3) == 0) {
		*ret_bom = 3;
		return "UTF-8";
	}
	if (e->total >= 2 && e->bom[0] == 0xFF && e->bom[1] == 0xFE) {
		*ret_bom = 2;
		return "UTF-16LE";
	}
	if (e->total >= 2 && e->bom[0] == 0xFE && e->bom[1] == 0xFF) {
		*ret_bom = 2;
		return "UTF-16BE";
	}
	/* no other text has NULs; Cyrillic has them only beside its blanks, digits and separators, all on one side */
	if (e->nul_even + e->nul_odd > e->total / 50) {
		return e->nul_odd > e->nul_even ? "UTF-16LE" : "UTF-16BE";
	}
	if (e->invalid + (e->n_tail > 0) == 0 || e->valid > 8 * (e->invalid + 1)) {
		return "UTF-8"; /* some bad bytes in a UTF-8 file are faults of their rows */
	}
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
		int64_t s = score(e, pages[i]);

		if (s > best_score) {
			best_score = s;
			best = pages[i];
		}
	}
	return best;
}

const char *csv_encoding_of(const char *name)
{
	static const struct {
		const char *name;
		const char *iconv;
	} names[] = {
		{ "utf8", "UTF-8" }, { "utf16", "UTF-16LE" }, { "utf16le", "UTF-16LE" }, { "utf16be", "UTF-16BE" },
		{ "windows1257", "WINDOWS-1257" }, { "cp1257", "WINDOWS-1257" }, { "1257", "WINDOWS-1257" },
		{ "baltic", "WINDOWS-1257" },
		{ "windows1250", "WINDOWS-1250" }, { "cp1250", "WINDOWS-1250" }, { "1250", "WINDOWS-1250" },
		{ "windows1251", "WINDOWS-1251" }, { "cp1251", "WINDOWS-1251" }, { "1251", "WINDOWS-1251" },
		{ "windows1252", "WINDOWS-1252" }, { "cp1252", "WINDOWS-1252" }, { "1252", "WINDOWS-1252" },
		{ "iso885913", "ISO-8859-13" }, { "latin7", "ISO-8859-13" },
		{ "iso88592", "ISO-8859-2" }, { "latin2", "ISO-8859-2" },
		{ "iso88591", "WINDOWS-1252" }, { "latin1", "WINDOWS-1252" }, { "ascii", "UTF-8" }, { "usascii", "UTF-8" },
		{ "koi8r", "KOI8-R" }, { "koi8u", "KOI8-U" }, { "cp852", "CP852" }, { "cp775", "CP775" },
	};
	char plain[32];
	size_t n = 0;

	for (const char *s = name; *s != '\0' && n + 1 < sizeof plain; s++) {
		if (*s != '-' && *s != '_' && *s != ' ') {
			plain[n++] = *s;
		}
	}
	plain[n] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcasecmp(plain, names[i].name) == 0) {
			return names[i].iconv;
		}
	}
	return NULL;
}

/* --- separator --- */

/* Counts a separator outside quotation marks in one line; *ret_len the line's length with its end. */
static size_t count_in_line(const char *text, size_t len, char separator, size_t *ret_len)
{
	bool quoted = false;
	size_t n = 0;
	size_t i = 0;

	for (; i < len && (quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
		if (text[i] == '"') {
			quoted = !quoted;
		} else if (text[i] == separator && !quoted) {
			n++;
		}
	}
	if (i < len && text[i] == '\r' && i + 1 < len && text[i + 1] == '\n') {
		i++;
	}
	*ret_len = i < len ? i + 1 : i;
	return n;
}

char csv_detect_separator(const char *text, size_t len)
{
	static const char separators[] = { ';', '\t', ',', '|' };
	char best = ',';
	size_t best_points = 0;

	for (size_t s = 0; s < sizeof separators; s++) {
		size_t at = 0;
		size_t head = 0;
		size_t points = 0;

		/* Each line that has as many as the heading speaks for the separator, the more of them the louder. */
		for (size_t line = 0; line < 20 && at < len; line++) {
			size_t n;
			size_t count = count_in_line(text + at, len - at, separators[s], &n);

			head = line == 0 ? count : head;
			points += line == 0 ? 4 * count : head > 0 && count == head ? 8 + count : 0;
			at += n;
		}
		if (head > 0 && points > best_points) {
			best_points = points;
			best = separators[s];
		}
	}
	return best;
}
