/* The text of a report for people, cut where the returned mail begins. Servers that send no message/delivery-status (qmail,
 * Exim, old Exchange, appliances, web mailers) say everything here and nowhere else. */
#include "mail/report_private.h"

#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

void notice_release(struct notice *notice)
{
	strbuf_release(&notice->area);
	strbuf_release(&notice->folded);
	strbuf_release(&notice->returned);
	free(notice->candidates);
	free(notice->lines);
	free(notice->hits.items);
	notice->candidates = NULL;
	notice->lines = NULL;
	notice->hits.items = NULL;
}

/* --- markup to text: only what a report needs ------------------------------------ */

static bool tag_is(const char *tag, size_t len, const char *name)
{
	size_t n = strlen(name);

	return len >= n && strncasecmp(tag, name, n) == 0 && (len == n || strchr(" \t\n/>", tag[n]) != NULL);
}

static bool breaks_line(const char *tag, size_t len)
{
	static const char *const names[] = { "br", "p", "/p", "div", "/div", "tr", "/tr", "li", "/li", "td", "/td", "h1", "h2",
		"h3", "/h1", "/h2", "/h3", "pre", "/pre", "table", "/table", "blockquote", "hr", "dt", "dd", NULL };

	for (size_t i = 0; names[i] != NULL; i++) {
		if (tag_is(tag, len, names[i])) {
			return true;
		}
	}
	return false;
}

static size_t add_entity(struct strbuf *out, const char *s, size_t len)
{
	static const struct { const char *name; const char *text; } entities[] = {
		{ "&lt;", "<" }, { "&gt;", ">" }, { "&amp;", "&" }, { "&quot;", "\"" }, { "&nbsp;", " " }, { "&#39;", "'" },
		{ "&apos;", "'" }, { "&#64;", "@" }, { "&#46;", "." }, { "&#8203;", "" }, { "&shy;", "" }, { "&#x27;", "'" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(entities); i++) {
		size_t n = strlen(entities[i].name);

		if (len >= n && strncmp(s, entities[i].name, n) == 0) {
			strbuf_adds(out, entities[i].text);
			return n;
		}
	}
	strbuf_addc(out, '&');
	return 1;
}

/* The end of <style>…</style> or <script>…</script>, or the end of the text. */
static size_t skip_element(const char *s, size_t len, const char *close)
{
	size_t n = strlen(close);

	for (size_t i = 0; i + n <= len; i++) {
		if (s[i] == '<' && strncasecmp(s + i, close, n) == 0) {
			return i;
		}
	}
	return len;
}

static void add_markup(struct strbuf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len && out->len < REPORT_AREA_MAX;) {
		if (s[i] == '<') {
			const char *gt = memchr(s + i, '>', len - i);
			size_t n = gt != NULL ? (size_t)(gt - s) - i - 1 : len - i - 1;

			if (tag_is(s + i + 1, n, "style") || tag_is(s + i + 1, n, "script")) {
				i += skip_element(s + i, len - i, s[i + 2] == 't' || s[i + 2] == 'T' ? "</style" : "</script") + 1;
				continue;
			}
			if (breaks_line(s + i + 1, n)) {
				strbuf_addc(out, '\n');
			}
			i += n + 2;
		} else if (s[i] == '&') {
			i += add_entity(out, s + i, len - i);
		} else {
			strbuf_addc(out, s[i++]);
		}
	}
}

/* --- where the returned mail begins ---------------------------------------------- */

static bool starts_with(const char *line, size_t len, const char *prefix)
{
	size_t n = strlen(prefix);

	return len >= n && strncasecmp(line, prefix, n) == 0;
}

/* A line of a mail's header: nothing else that people read begins so. */
static bool header_line(const char *line, size_t len)
{
	static const char *const names[] = { "Received: ", "Return-Path: ", "DKIM-Signature:", "Message-ID: <", "X-Received: ",
		"MIME-Version:", "X-Originating-IP:", "Delivered-To: ", "ARC-Seal:", "X-Mailer:", NULL };

	for (size_t i = 0; len > 0 && names[i] != NULL; i++) {
		if ((line[0] | 0x20) == (names[i][0] | 0x20) && starts_with(line, len, names[i])) {
			return true;
		}
	}
	return false;
}

/* A byte that may stand at an end of a heading: marks, or a letter that folds to one. */
static bool framing(char c)
{
	return ((unsigned char)c & 0x80) != 0 || strchr("-=*|#_+.:", c) != NULL;
}

/* Whether the ends of the line allow that it is a heading: most lines end here. */
static bool framed(const char *line, size_t len)
{
	while (len > 0 && (unsigned char)line[len - 1] <= ' ') {
		len--;
	}
	while (len > 0 && (unsigned char)*line <= ' ') {
		line++;
		len--;
	}
	return len > 0 && (framing(line[0]) || framing(line[len - 1]));
}

/* "--- Below this line is a copy of the message.": a line with one of the phrases that is a rule, a heading or a sentence
 * of its own. A sentence that goes on ("the original message was received at …") is none. */
static bool original_line(const struct machine_words *words, const char *line, size_t len)
{
	char folded[200];
	struct words_hit hit;
	size_t n;

	if (len < 8 || len > 150 || !framed(line, len)) {
		return false;
	}
	n = fold_into(line, len, folded, sizeof folded);
	if (!words_find(words, WORDS_ORIGINAL, folded, n, &hit)) {
		return false;
	}
	return strchr("-=*|#_+", folded[0]) != NULL || (hit.at <= 30 && n - hit.end <= 30
			&& strchr(".:-=*|", folded[n - 1]) != NULL);
}

/* Whether a line belongs to RFC 3464 fields that somebody put into the text. */
static bool report_field(const char *line, size_t len)
{
	return starts_with(line, len, "Reporting-MTA:") || starts_with(line, len, "Final-Recipient:");
}

/* The offset at which the returned mail begins, or `len`. */
static size_t find_returned(const struct machine_words *words, const char *text, size_t len)
{
	bool seen = false; /* something was said before */

	for (size_t at = 0; at < len;) {
		const char *nl = memchr(text + at, '\n', len - at);
		size_t n = nl != NULL ? (size_t)(nl - text) - at : len - at;

		if (seen && (header_line(text + at, n) || original_line(words, text + at, n))) {
			return at;
		}
		seen = seen || (n > 3 && !report_field(text + at, n));
		at += n + 1;
	}
	return len;
}

/* --- gathering ------------------------------------------------------------------------ */

static bool is_text(const struct mail_part *part)
{
	return part->message == -1 && strncmp(part->type, "text/", 5) == 0 && strcmp(part->type, "text/rfc822-headers") != 0
			&& (part->disposition == NULL || strcmp(part->disposition, "attachment") != 0);
}

static void add_part(struct mail *mail, size_t index, bool markup, struct strbuf *out)
{
	size_t len = 0;
	const char *text = mail_part_text(mail, index, &len);

	if (text == NULL) {
		return;
	}
	len = len < REPORT_AREA_MAX ? len : REPORT_AREA_MAX;
	if (markup) {
		add_markup(out, text, len);
	} else if (out->len < REPORT_AREA_MAX) {
		strbuf_add(out, text, len);
	}
	strbuf_addc(out, '\n');
}

static void gather(struct mail *mail, struct strbuf *out)
{
	for (int markup = 0; markup < 2 && out->len < 8; markup++) {
		for (size_t i = 0; i < mail_n_parts(mail); i++) {
			const struct mail_part *part = mail_part(mail, i);

			if (is_text(part) && (strcmp(part->type, "text/html") == 0) == (markup == 1)) {
				add_part(mail, i, markup == 1, out);
			}
		}
	}
	if (out->len < 8 && mail_n_parts(mail) == 1) { /* a type that nobody knows: still what the mail says */
		add_part(mail, 0, false, out);
	}
}

/* --- searching it --------------------------------------------------------------------- */

static size_t count_lines(const struct strbuf *text)
{
	size_t n = 1;

	for (const char *p = text->buf; (p = memchr(p, '\n', text->len - (size_t)(p - text->buf))) != NULL; p++) {
		n++;
	}
	return n;
}

bool notice_search(struct notice *notice, const struct machine_words *words)
{
	CLEANUP_STRBUF struct strbuf plain = STRBUF_INIT;
	const char *raw = notice->area.buf;
	const char *s;

	free(notice->lines);
	free(notice->hits.items);
	notice->hits = (struct words_hits){ NULL, 0 };
	notice->n_lines = 0;
	notice->lines = calloc(count_lines(&notice->area), sizeof *notice->lines);
	strbuf_reset(&notice->folded);
	words_strip(&plain, notice->area.buf, notice->area.len);
	if (notice->lines == NULL || !strbuf_ok(&plain) || !strbuf_grow(&notice->folded, 3 * plain.len)) {
		return false;
	}
	s = plain.buf;
	do { /* both texts have the same lines, one at least */
		const char *nl = memchr(s, '\n', plain.len - (size_t)(s - plain.buf));
		size_t n = nl != NULL ? (size_t)(nl - s) : plain.len - (size_t)(s - plain.buf);
		size_t before = notice->folded.len;

		if (before > 0) {
			strbuf_addc(&notice->folded, ' ');
		}
		notice->lines[notice->n_lines++] = (struct notice_line){ (size_t)(raw - notice->area.buf), notice->folded.len };
		fold_add(&notice->folded, s, n);
		if (notice->folded.len == before + 1) {
			strbuf_setlen(&notice->folded, before); /* an empty line: no second blank */
		}
		raw = nl != NULL ? strchrnul(raw, '\n') + 1 : raw;
		s = nl != NULL ? nl + 1 : NULL;
	} while (s != NULL);
	return strbuf_ok(&notice->folded)
			&& words_search_all(words, notice->folded.buf, notice->folded.len, &notice->hits);
}

bool notice_says(const struct notice *notice, int section, int weight)
{
	for (size_t i = 0; i < notice->hits.n; i++) {
		if (notice->hits.items[i].section == section && notice->hits.items[i].weight >= weight) {
			return true;
		}
	}
	return false;
}

/* Where the text of the line at or behind `raw` begins when folded. */
static size_t folded_at(const struct notice *notice, size_t raw)
{
	size_t from = 0;
	size_t to = notice->n_lines;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (notice->lines[middle].raw < raw) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return from < notice->n_lines ? notice->lines[from].folded : notice->folded.len;
}

struct words_view notice_view(const struct notice *notice, const char *piece, size_t len)
{
	size_t start = (size_t)(piece - notice->area.buf);
	size_t from = folded_at(notice, start);
	size_t to = start + len < notice->area.len ? folded_at(notice, start + len) : notice->folded.len;
	size_t first = 0;
	struct words_view view = { .text = notice->folded.buf, .end = to < from + REPORT_WORDS_MAX ? to : from + REPORT_WORDS_MAX };

	while (first < notice->hits.n && notice->hits.items[first].at < from) {
		first++;
	}
	if (first < notice->hits.n) {
		view.hits = notice->hits.items + first;
		view.n = notice->hits.n - first;
	}
	return view;
}

bool notice_read(struct mail *mail, const struct machine_words *words, struct notice *ret)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	size_t cut;

	*ret = (struct notice){ .area = STRBUF_INIT, .folded = STRBUF_INIT, .returned = STRBUF_INIT };
	gather(mail, &text);
	if (!strbuf_ok(&text)) {
		return false;
	}
	cut = find_returned(words, text.buf, text.len);
	strbuf_add(&ret->returned, text.buf + cut, text.len - cut);
	strbuf_setlen(&text, cut);
	ret->area = text;
	text = (struct strbuf)STRBUF_INIT;
	return strbuf_ok(&ret->returned) && notice_search(ret, words);
}
