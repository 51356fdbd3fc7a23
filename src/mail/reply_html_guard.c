/* One pass over markup from outside, before the parser gets it. */
#include "mail/reply_html.h"

#include "util/ascii.h"
#include "util/cleanup.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define MARK_LEN 9
#define MAX_TAG (64u << 10)    /* a picture may stand in an attribute */
#define MAX_WASTE (1u << 20)

/* Elements without an end tag. */
static bool is_void(const char *name, size_t len)
{
	static const char *const names[] = { "br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr",
		"param", "source", "embed" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strlen(names[i]) == len && strncasecmp(names[i], name, len) == 0) {
			return true;
		}
	}
	return false;
}

static size_t name_len(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && ((s[n] | 0x20) >= 'a' ? (s[n] | 0x20) <= 'z' : ascii_is_digit(s[n]))) {
		n++;
	}
	return n;
}

/* Length of the tag at s, which begins with '<', its '>' included; quotes protect. 0 when it does not end. Bytes looked
 * at in vain are counted: when they are many, only short tags are believed in. */
static size_t tag_len(const char *s, size_t len, size_t *ret_attributes, size_t *wasted)
{
	size_t limit = *wasted < MAX_WASTE ? MAX_TAG : 256;
	char quote = 0;
	size_t attributes = 0;

	limit = len < limit ? len : limit;
	if (limit < 2 || memchr(s + 1, '>', limit - 1) == NULL) { /* much quicker than looking at each byte */
		*wasted += limit;
		return 0;
	}
	for (size_t i = 1; i < limit; i++) {
		if (quote != 0) {
			quote = s[i] == quote ? 0 : quote;
		} else if ((s[i] == '"' || s[i] == '\'') && s[i - 1] == '=') {
			quote = s[i];
		} else if (s[i] == '>') {
			*ret_attributes = attributes;
			return i + 1;
		} else if (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '/') {
			attributes++;
		}
	}
	*wasted += limit;
	return 0;
}

/* Behind the end tag of a raw element ("style"), or the end of the text. */
static size_t skip_raw(const char *html, size_t pos, size_t len, const char *name, size_t n)
{
	while (pos < len) {
		const char *lt = memchr(html + pos, '<', len - pos);
		size_t at;

		if (lt == NULL) {
			return len;
		}
		at = (size_t)(lt - html);
		if (at + 2 + n <= len && lt[1] == '/' && strncasecmp(lt + 2, name, n) == 0) {
			const char *gt = memchr(lt, '>', len - at);

			return gt != NULL ? (size_t)(gt - html) + 1 : len;
		}
		pos = at + 1;
	}
	return len;
}

static size_t skip_comment(const char *html, size_t pos, size_t len)
{
	const char *end = memmem(html + pos, len - pos, "-->", 3);

	return end != NULL ? (size_t)(end - html) + 3 : len;
}

static bool is_raw(const char *name, size_t n)
{
	return (n == 5 && strncasecmp(name, "style", 5) == 0) || (n == 6 && strncasecmp(name, "script", 6) == 0)
			|| (n == 5 && strncasecmp(name, "title", 5) == 0) || (n == 8 && strncasecmp(name, "textarea", 8) == 0)
			|| (n == 3 && strncasecmp(name, "svg", 3) == 0) || (n == 4 && strncasecmp(name, "math", 4) == 0);
}

/* How deep the markup nests, in the worst case: an end tag counts only for a start tag of its name, because
 * formatting elements that are not ended are opened again and again by the parser. */
struct nesting {
	uint32_t open[256]; /* by a hash of the name */
	size_t depth;
	size_t deepest;
	size_t wasted; /* see tag_len() */
};

static void count_tag(struct nesting *nesting, const char *name, size_t n, bool end)
{
	uint32_t h = 0;

	for (size_t i = 0; i < n; i++) {
		h = h * 31u + ((unsigned char)name[i] | 0x20u);
	}
	h = (h ^ h >> 8) & 255u;
	if (!end) {
		nesting->open[h]++;
		nesting->depth++;
		nesting->deepest = nesting->depth > nesting->deepest ? nesting->depth : nesting->deepest;
	} else if (nesting->open[h] > 0) {
		nesting->open[h]--;
		nesting->depth--;
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '/';
}

static bool name_is(const char *s, size_t n, const char *name)
{
	return strlen(name) == n && strncasecmp(s, name, n) == 0;
}

static bool holds(const char *s, size_t len, const char *part)
{
	return memmem(s, len, part, strlen(part)) != NULL;
}

/* Whether an attribute can tell a quote, a signature or hidden text. */
static bool is_telling(const char *name, size_t n, const char *value, size_t len)
{
	if (name_is(name, n, "style")) {
		return holds(value, len, "border-") || holds(value, len, "display") || holds(value, len, "BORDER-");
	}
	return name_is(name, n, "class") || name_is(name, n, "id") || name_is(name, n, "name");
}

/* Copies a start tag with its telling attributes. */
static void copy_start_tag(const char *tag, size_t len, size_t name, struct strbuf *out)
{
	size_t i = 1 + name;

	strbuf_add(out, tag, i);
	while (i + 1 < len) {
		size_t start;
		size_t n;
		size_t value;
		char quote = 0;

		while (i + 1 < len && is_blank(tag[i])) {
			i++;
		}
		start = i;
		while (i + 1 < len && !is_blank(tag[i]) && tag[i] != '=') {
			i++;
		}
		n = i - start;
		value = i;
		if (i + 1 < len && tag[i] == '=') {
			quote = tag[++i];
			i += quote == '"' || quote == '\'';
			value = i;
			while (i + 1 < len && (quote == '"' || quote == '\'' ? tag[i] != quote : !is_blank(tag[i]))) {
				i++;
			}
			i += i + 1 < len && tag[i] == quote;
		}
		if (is_telling(tag + start, n, tag + value, i - value)) {
			strbuf_addc(out, ' ');
			strbuf_add(out, tag + start, i - start);
		}
		i += i == start;
	}
	strbuf_addc(out, '>');
}

/* Letters of the private use area have no business in a letter: where they occur nothing is replaced by a mark. */
static bool is_plain_text(const char *s, size_t len)
{
	return memchr(s, '&', len) == NULL && memchr(s, '\0', len) == NULL && memchr(s, 0xee, len) == NULL
			&& memchr(s, 0xef, len) == NULL;
}

static void copy_text(const char *s, size_t len, struct strbuf *out, struct html_texts *texts)
{
	char mark[MARK_LEN] = "\xef\x80\x80\xee\x80_\xee\x80_";

	if (len < MARK_LEN + 3 || texts->n == HTML_MAX_TEXTS || !is_plain_text(s, len)) {
		strbuf_add(out, s, len);
		return;
	}
	mark[5] = (char)(0x80 | texts->n >> 6);
	mark[8] = (char)(0x80 | (texts->n & 63));
	texts->items[texts->n++] = (struct html_text){ s, len };
	strbuf_add(out, mark, MARK_LEN);
}

const struct html_text *html_text_at(const struct html_texts *texts, const char *s, size_t *ret_len)
{
	size_t index;

	if (strncmp(s, "\xef\x80\x80\xee\x80", 5) != 0 || s[5] == '\0' || strncmp(s + 6, "\xee\x80", 2) != 0) {
		return NULL;
	}
	index = ((size_t)(unsigned char)s[5] & 63) << 6 | ((size_t)(unsigned char)s[8] & 63);
	*ret_len = MARK_LEN;
	return index < texts->n ? &texts->items[index] : NULL;
}

/* Handles the '<' at `pos`; returns where to go on. */
static size_t copy_tag(const char *html, size_t pos, size_t len, struct strbuf *out, struct nesting *nesting)
{
	size_t attributes = 0;
	size_t n;
	size_t tag;
	bool end;

	if (pos + 4 <= len && memcmp(html + pos, "<!--", 4) == 0) {
		return skip_comment(html, pos + 4, len);
	}
	end = pos + 1 < len && html[pos + 1] == '/';
	n = name_len(html + pos + 1 + end, len - pos - 1 - end);
	if (n == 0) {
		if (pos + 1 < len && (html[pos + 1] == '!' || html[pos + 1] == '?')) { /* <![if …]>, <?xml …> */
			const char *gt = memchr(html + pos, '>', len - pos < 4096 ? len - pos : 4096);

			return gt != NULL ? (size_t)(gt - html) + 1 : pos + 1;
		}
		strbuf_addc(out, '<');
		return pos + 1;
	}
	tag = tag_len(html + pos, len - pos, &attributes, &nesting->wasted);
	if (tag == 0) {
		return pos + 1; /* a tag without end: its '<' goes */
	}
	if (!end && is_raw(html + pos + 1, n)) {
		return skip_raw(html, pos + tag, len, html + pos + 1, n);
	}
	if (!is_void(html + pos + 1 + end, n)) {
		count_tag(nesting, html + pos + 1 + end, n, end);
	}
	if (tag > HTML_MAX_TAG || attributes > HTML_MAX_ATTRIBUTES) {
		/* a picture in an attribute, or an attack: the bare element stays */
		strbuf_adds(out, end ? "</" : "<");
		strbuf_add(out, html + pos + 1 + end, n < 20 ? n : 20);
		strbuf_addc(out, '>');
	} else if (end) {
		strbuf_add(out, html + pos, tag);
	} else {
		copy_start_tag(html + pos, tag, n, out);
	}
	return pos + tag;
}

bool html_prepare(const char *html, size_t len, struct strbuf *out, struct html_texts *texts)
{
	size_t pos = 0;
	struct nesting nesting = { .depth = 0 };

	while (pos < len && out->len < HTML_MAX_BYTES && !out->failed) {
		const char *lt = memchr(html + pos, '<', len - pos);
		size_t run = lt != NULL ? (size_t)(lt - html) - pos : len - pos;

		run = run < HTML_MAX_BYTES ? run : HTML_MAX_BYTES;
		copy_text(html + pos, run, out, texts);
		pos += run;
		if (pos < len && html[pos] == '<') {
			pos = copy_tag(html, pos, len, out, &nesting);
		}
	}
	return nesting.deepest <= HTML_MAX_DEPTH;
}

static bool breaks_line(const char *name, size_t n)
{
	return (n == 2 && (strncasecmp(name, "br", 2) == 0 || strncasecmp(name, "tr", 2) == 0
			|| strncasecmp(name, "li", 2) == 0)) || (n == 1 && (name[0] | 0x20) == 'p')
			|| (n == 3 && strncasecmp(name, "div", 3) == 0);
}

void html_strip(const char *html, size_t len, size_t max, struct strbuf *out)
{
	size_t pos = 0;
	size_t wasted = 0;

	/* never ends inside a letter */
	while (pos < len && (out->len < max || ((unsigned char)html[pos] & 0xc0) == 0x80)) {
		size_t attributes;
		size_t tag = html[pos] == '<' ? tag_len(html + pos, len - pos, &attributes, &wasted) : 0;

		if (tag > 0) {
			bool end = html[pos + 1] == '/';
			size_t n = name_len(html + pos + 1 + end, tag - 1 - end);

			strbuf_addc(out, breaks_line(html + pos + 1 + end, n) ? '\n' : ' ');
			pos += tag;
			continue;
		}
		strbuf_addc(out, (unsigned char)html[pos] < ' ' && html[pos] != '\n' ? ' ' : html[pos]);
		pos++;
	}
}
