/* Legal forms of the languages around, folded and without dots. */
#include "domain/firm_name.h"

#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 24

/* Longest first: the first that fits is taken off. */
static const char *const forms[] = {
	"spolka z ograniczona odpowiedzialnoscia", "uzdaroji akcine bendrove", "общество с ограниченной ответственностью",
	"spolka komandytowo akcyjna", "spolka komandytowa", "individuali imone", "akcine bendrove", "mazoji bendrija",
	"viesoji istaiga", "zemes ukio bendrove", "valstybes imone", "spolka akcyjna", "spolka cywilna", "spolka jawna",
	"spolka z o o", "spolka z oo", "sp z o o", "sp z oo", "sp zoo", "spzoo", "sp k", "sp j", "sp p", "spk", "spj", "spp", "psa", "ska", "s a", "s c", "sa", "sc",
	"uab", "ab", "mb", "ii", "vsi", "vi", "zub", "tub", "kub", "tuba", "p h u", "phu", "fhu", "phup", "ppuh", "pphu", "ppu", "zpu", "puh",
	"phz", "pw", "ltd", "limited", "llc", "plc", "inc", "gmbh", "ag", "kg", "sia", "as", "ou", "oy", "oyj", "aps", "bv", "nv",
	"srl", "spa", "sro", "s r o", "kft", "ооо", "оао", "зао", "пао", "ао", "чп", "ип", "чуп", "уп", "одо", "тов", "тдв", "таа", "ааа",
};

struct words {
	const char *at[MAX_WORDS];
	size_t len[MAX_WORDS];
	size_t n;
};

/* Letters, digits and other scripts make words; a dot or an apostrophe between letters parts nothing. */
static void plain_text(const char *name, struct strbuf *out)
{
	CLEANUP_STRBUF struct strbuf folded = STRBUF_INIT;

	fold_add(&folded, name, strlen(name));
	for (size_t i = 0; i < folded.len; i++) {
		unsigned char c = (unsigned char)folded.buf[i];
		bool word = ascii_is_alnum(c) || c >= 0x80 || c == '+';

		if (word) {
			strbuf_addc(out, (char)c);
		} else if (c == '.' || c == '\'') {
			continue;
		} else if (c == '&') {
			strbuf_adds(out, " & ");
		} else {
			strbuf_addc(out, ' ');
		}
	}
	out->failed = out->failed || folded.failed;
}

static void split(const char *text, struct words *w)
{
	w->n = 0;
	while (*text != '\0' && w->n < MAX_WORDS) {
		size_t n;

		text += strspn(text, " ");
		n = strcspn(text, " ");
		if (n > 0) {
			w->at[w->n] = text;
			w->len[w->n++] = n;
		}
		text += n;
	}
}

/* How many words of `w` from `at` on are the form, 0: they are not. */
static size_t fits(const struct words *w, size_t at, const char *form)
{
	size_t used = 0;

	if (at >= w->n || w->at[at][0] != form[0]) {
		return 0; /* nearly always */
	}
	while (*form != '\0') {
		size_t n = strcspn(form, " ");

		if (at + used >= w->n || w->len[at + used] != n || memcmp(w->at[at + used], form, n) != 0) {
			return 0;
		}
		used++;
		form += n + (form[n] == ' ');
	}
	return used;
}

/* Takes one legal form off the beginning or the end. */
static bool take_form(struct words *w)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		size_t first = fits(w, 0, forms[i]);

		if (first > 0 && first < w->n) {
			memmove(w->at, w->at + first, (w->n - first) * sizeof w->at[0]);
			memmove(w->len, w->len + first, (w->n - first) * sizeof w->len[0]);
			w->n -= first;
			return true;
		}
		for (size_t at = w->n > 4 ? w->n - 4 : 1; at < w->n; at++) {
			size_t used = fits(w, at, forms[i]);

			if (used > 0 && at + used == w->n) {
				w->n = at;
				return true;
			}
		}
	}
	return false;
}

void firm_name_key(const char *name, struct strbuf *out)
{
	CLEANUP_STRBUF struct strbuf plain = STRBUF_INIT;
	struct words w;

	plain_text(name, &plain);
	split(plain.buf, &w);
	while (take_form(&w)) {
		/* "sp. z o.o. sp. k." has two */
	}
	for (size_t i = 0; i < w.n; i++) {
		if (i > 0) {
			strbuf_addc(out, ' ');
		}
		strbuf_add(out, w.at[i], w.len[i]);
	}
	out->failed = out->failed || plain.failed;
}

/* --- likely duplicates --- */

static const char *latin_of(uint32_t c)
{
	static const char *const table[] = { /* а … я */
		"a", "b", "v", "g", "d", "e", "z", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "c", "c", "s",
		"s", "", "i", "", "e", "iu", "ia" };

	if (c >= 0x430 && c < 0x450) {
		return table[c - 0x430];
	}
	switch (c) {
	case 0x454:
		return "e";
	case 0x456:
	case 0x457:
		return "i";
	case 0x45E:
		return "u";
	case 0x491:
		return "g";
	default:
		return NULL;
	}
}

static void to_latin(const char *key, struct strbuf *out)
{
	const char *end = key + strlen(key);

	while (key < end) {
		uint32_t c = utf8_next(&key, end);
		const char *latin = latin_of(c);

		if (latin != NULL) {
			strbuf_adds(out, latin);
		} else {
			utf8_add(out, c);
		}
	}
}

/* One spelling for sounds that the neighbours write differently. */
static void even_out(const char *s, struct strbuf *out)
{
	static const struct {
		const char *from, *to;
	} pairs[] = { { "shch", "s" }, { "szcz", "s" }, { "tsch", "c" }, { "sch", "s" }, { "sz", "s" }, { "sh", "s" }, { "zh", "z" },
		{ "rz", "z" }, { "cz", "c" }, { "ch", "c" }, { "ts", "c" }, { "kh", "h" }, { "w", "v" }, { "y", "i" }, { "j", "i" }, { "x", "ks" },
		{ "ck", "k" }, { "q", "k" } };
	char last = '\0';

	while (*s != '\0') {
		const char *to = NULL;
		size_t n = 1;

		for (size_t i = 0; i < ARRAY_SIZE(pairs) && to == NULL; i++) {
			if (strncmp(s, pairs[i].from, strlen(pairs[i].from)) == 0) {
				to = pairs[i].to;
				n = strlen(pairs[i].from);
			}
		}
		for (const char *p = to != NULL ? to : s; to != NULL ? *p != '\0' : p < s + 1; p++) {
			if (*p != last) {
				strbuf_addc(out, *p);
			}
			last = *p;
		}
		s += n;
	}
}

static int compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void firm_name_sound(const char *name, struct strbuf *out)
{
	CLEANUP_STRBUF struct strbuf key = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf latin = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf even = STRBUF_INIT;
	char *words[MAX_WORDS];
	char *s;
	size_t n = 0;

	firm_name_key(name, &key);
	to_latin(key.buf, &latin);
	even_out(latin.buf, &even);
	for (s = even.buf; *s != '\0' && n < MAX_WORDS;) {
		size_t len;

		s += strspn(s, " &");
		len = strcspn(s, " &");
		if (len > 0) {
			words[n++] = s;
		}
		s += len;
		if (*s != '\0') {
			*s++ = '\0';
		}
	}
	qsort(words, n, sizeof words[0], compare_words);
	for (size_t i = 0; i < n; i++) {
		if (i > 0) {
			strbuf_addc(out, ' ');
		}
		strbuf_adds(out, words[i]);
	}
	out->failed = out->failed || key.failed || latin.failed || even.failed;
}

double firm_name_likeness(const char *a, const char *b)
{
	size_t na = strlen(a);
	size_t nb = strlen(b);
	bool used[256] = { false };
	size_t common = 0;

	if (na < 2 || nb < 2 || nb > 256) {
		return strcmp(a, b) == 0 ? 1.0 : 0.0;
	}
	for (size_t i = 0; i + 1 < na; i++) {
		for (size_t k = 0; k + 1 < nb; k++) {
			if (!used[k] && a[i] == b[k] && a[i + 1] == b[k + 1]) {
				used[k] = true;
				common++;
				break;
			}
		}
	}
	return 2.0 * (double)common / (double)(na + nb - 2);
}
