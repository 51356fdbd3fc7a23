/* Finding a name with its borders. What may stand inside an address is no border: a dot behind it only when a letter follows,
 * because sentences end with addresses. */
#include "util/mention.h"

#include "util/ascii.h"

#include <string.h>

static bool is_word(char c)
{
	return ascii_is_alnum(c) || (unsigned char)c >= 0x80;
}

static bool starts_here(const char *text, size_t at)
{
	char before;

	if (at == 0) {
		return true;
	}
	before = text[at - 1];
	if (at > 1 && text[at - 2] == '\\' && strchr("nrtbf", before) != NULL && before != '\0') {
		return true;
	}
	return !is_word(before) && (before == '\0' || strchr("._+-%", before) == NULL);
}

static bool ends_here(const char *text, size_t len, size_t at)
{
	if (at >= len) {
		return true;
	}
	if (text[at] == '.' || text[at] == '-') {
		return at + 1 >= len || !is_word(text[at + 1]);
	}
	return !is_word(text[at]) && text[at] != '@' && text[at] != '_';
}

static bool same(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (ascii_lower(a[i]) != ascii_lower(b[i])) {
			return false;
		}
	}
	return true;
}

const char *mention_find(const char *text, size_t len, const char *needle)
{
	size_t n = strlen(needle);

	if (n == 0) {
		return NULL;
	}
	for (size_t i = 0; i + n <= len; i++) {
		if (ascii_lower(text[i]) == ascii_lower(needle[0]) && same(text + i, needle, n) && starts_here(text, i)
				&& ends_here(text, len, i + n)) {
			return text + i;
		}
	}
	return NULL;
}

bool mention_in(const char *text, const char *needle)
{
	return text != NULL && needle != NULL && mention_find(text, strlen(text), needle) != NULL;
}

size_t mention_replace(struct strbuf *out, const char *text, const char *needle, const char *with)
{
	const char *end = text + strlen(text);
	const char *from = text;
	const char *hit;
	size_t n = 0;

	/* borders are looked for in the whole text: what stands before counts */
	for (const char *at = text; at < end;) {
		hit = mention_find(at, (size_t)(end - at), needle);
		if (hit == NULL) {
			break;
		}
		at = hit + strlen(needle);
		if (!starts_here(text, (size_t)(hit - text))) {
			continue;
		}
		strbuf_add(out, from, (size_t)(hit - from));
		strbuf_adds(out, with);
		from = at;
		n++;
	}
	strbuf_adds(out, from);
	return n;
}
