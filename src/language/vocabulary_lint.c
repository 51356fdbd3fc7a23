/* What can be said about a phrase before it is compiled: its alternatives of several words, and spellings that no text has. */
#include "language/vocabulary_private.h"

#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

bool word_impossible(const char *word, size_t len)
{
	/* marks that part words; '-' and apostrophes may stand inside one */
	return strcspn(word, ".,;:/()[]{}<>\"?!=") < len || (len > 1 && memchr(word, '_', len) != NULL)
			|| (len > 1 && (memchr(word, '^', len) != NULL || memchr(word, '$', len) != NULL));
}

/* The next element of a phrase: text up to a blank. */
static size_t element_length(const char *s)
{
	return strcspn(s, " ");
}

static bool is_group(const char *s, size_t n, char open, char close)
{
	return n > 2 && s[0] == open && s[n - 1] == close;
}

/* Whether one alternative of the element is several words. */
static bool has_joined(const char *s, size_t n)
{
	return n > 1 && memchr(s, '_', n) != NULL;
}

static void add_words(struct strbuf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		strbuf_addc(out, s[i] == '_' ? ' ' : s[i]);
	}
}

/* Appends `head`, the alternative and `tail` as one more text to be looked at. */
static void add_choice(struct strbuf *out, const char *head, size_t n_head, const char *choice, size_t n, bool optional,
		const char *tail)
{
	strbuf_add(out, head, n_head);
	if (memchr(choice, '_', n) != NULL) {
		add_words(out, choice, n);
	} else {
		strbuf_addf(out, optional ? "(%.*s)" : "%.*s", (int)n, choice);
	}
	strbuf_add(out, tail, strlen(tail));
	strbuf_addc(out, '\n');
}

/* One round: the first element with a joined alternative becomes several texts, one for all its single words and one for
 * each joined alternative. False when there is none. */
static bool split_once(const char *text, size_t len, struct strbuf *out)
{
	for (size_t at = 0; at < len;) {
		size_t n = element_length(text + at);
		n = n < len - at ? n : len - at;
		const char *e = text + at;
		bool optional = is_group(e, n, '(', ')');

		if (has_joined(e, n) && !is_group(e, n, '{', '}')) {
			CLEANUP_STRBUF struct strbuf single = STRBUF_INIT;
			CLEANUP_STRBUF struct strbuf tail = STRBUF_INIT;
			const char *s = e + optional, *end = e + n - optional;

			strbuf_add(&tail, e + n, len - at - n);
			while (s <= end) {
				const char *bar = s < end ? memchr(s, '|', (size_t)(end - s)) : NULL;
				size_t m = (size_t)((bar != NULL ? bar : end) - s);

				if (memchr(s, '_', m) != NULL) {
					add_choice(out, text, at, s, m, optional, tail.buf);
				} else {
					strbuf_addf(&single, "%s%.*s", single.len > 0 ? "|" : "", (int)m, s);
				}
				s += m + 1;
			}
			if (single.len > 0 || optional) {
				add_choice(out, text, at, single.buf, single.len, optional && single.len > 0, tail.buf);
			}
			return true;
		}
		at += n;
		at += strspn(text + at, " ");
	}
	return false;
}

static bool parentheses_match(const char *s)
{
	while (*s != '\0') {
		size_t n = element_length(s);
		bool group = is_group(s, n, '(', ')') || is_group(s, n, '{', '}');

		for (size_t i = 0; i < n; i++) {
			if (strchr("(){}", s[i]) != NULL && !(group && (i == 0 || i == n - 1))) {
				return false;
			}
		}
		s += n;
		s += strspn(s, " ");
	}
	return true;
}

void phrase_variants(struct maker *m, const char *folded, struct strbuf *ret)
{
	CLEANUP_STRBUF struct strbuf todo = STRBUF_INIT;
	size_t at = 0, n = 0;

	if (!parentheses_match(folded)) {
		phrase_fault(m, "a group has no end, or stands inside a word:");
		return;
	}
	strbuf_addf(&todo, "%s\n", folded);
	while (strbuf_ok(&todo) && at < todo.len && n < VARIANTS_MAX) {
		CLEANUP_STRBUF struct strbuf more = STRBUF_INIT;
		size_t len = strcspn(todo.buf + at, "\n");

		if (split_once(todo.buf + at, len, &more)) {
			strbuf_add(&todo, more.buf, more.len);
		} else {
			strbuf_addf(ret, "%.*s\n", (int)len, todo.buf + at);
			n++;
		}
		at += len + 1;
	}
	if (n == VARIANTS_MAX) {
		phrase_fault(m, "too many alternatives of several words:");
	}
}
