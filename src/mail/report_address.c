/* Which addresses a notice names, how likely each is the one that failed, and which words speak of it. One pass by lines. */
#include "mail/report_private.h"

#include "util/ascii.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <string.h>

static bool local_char(unsigned char c)
{
	return ascii_is_alnum(c) || c >= 0x80 || (c != '\0' && strchr("!#$%&'*+-/=?^_{|}~.", c) != NULL);
}

static bool domain_char(unsigned char c)
{
	return ascii_is_alnum(c) || c >= 0x80 || c == '-' || c == '.';
}

/* The address around the '@' at `at`: false when it is none. */
static bool address_around(const char *s, size_t len, size_t at, size_t *ret_from, size_t *ret_to)
{
	size_t from = at;
	size_t to = at + 1;

	if (at > 1 && s[at - 1] == '"') {
		for (from = at - 1; from > 0 && s[from - 1] != '"' && s[from - 1] != '\n'; from--) {
		}
		if (from == 0 || s[from - 1] != '"') {
			return false;
		}
		from--;
	} else {
		while (from > 0 && at - from < 128 && local_char((unsigned char)s[from - 1])) {
			from--;
		}
		while (from < at && ((unsigned char)s[from] & 0xC0) == 0x80) { /* not from the middle of a letter */
			from++;
		}
		/* Marks in front: "...a@b", "*a@b", "SMTP=a@b", "=a@b", "'a@b'". */
		while (from < at && strchr("*=/-|'.", s[from]) != NULL) {
			from++;
		}
		if (at - from > 5 && strncasecmp(s + from, "smtp=", 5) == 0) {
			from += 5;
		}
	}
	while (to < len && to - at < 256 && domain_char((unsigned char)s[to])) {
		to++;
	}
	while (to < len && to > at + 1 && ((unsigned char)s[to] & 0xC0) == 0x80) {
		to--;
	}
	while (to > at + 1 && (s[to - 1] == '.' || s[to - 1] == '-')) {
		to--;
	}
	*ret_from = from;
	*ret_to = to;
	return from < at && to - at > 2 && memchr(s + at, '.', to - at) != NULL;
}

static bool ends_with(const char *s, size_t len, const char *suffix)
{
	size_t n = strlen(suffix);

	return len >= n && memcmp(s + len - n, suffix, n) == 0;
}

static bool any_end(const char *s, size_t len, const char *const *suffixes)
{
	for (size_t i = 0; suffixes[i] != NULL; i++) {
		size_t n = strlen(suffixes[i]);

		if (ends_with(s, len, suffixes[i]) && (len == n || !ascii_is_alnum(s[len - n - 1]))) {
			return true;
		}
	}
	return false;
}

/* "550 ", "554 5.7.1 ", "<<< 550 " before an address: a server talks of it. */
static bool after_code(const char *s, size_t len)
{
	size_t i = len;

	while (i > 0 && (ascii_is_digit(s[i - 1]) || s[i - 1] == '.' || s[i - 1] == ' ' || s[i - 1] == '-'
			|| s[i - 1] == '#')) {
		i--;
	}
	return len - i >= 3 && (s[i] == ' ' || s[i] == '4' || s[i] == '5') && reply_find(s + i, len - i) != 0;
}

/* What the words before an address say of it. `before`: lower case, without marks at its end. */
static enum place place_of(const char *before, size_t len)
{
	static const char *const sender[] = { "from:", "from", "sender", "sender:", "envelope-from", "sender address:", "from address:",
		"sent by", NULL };
	static const char *const never[] = { "contact", "mailto:", "reply to", "reply-to:", "postmaster", "mail to", "message-id:", "errors to", "help at", "assistance", "write to", "webmaster",
		"administrator", "by", "please send mail to", "e-mail to", "email to", "id", "report", "questions", "at",
		"message from another address to", "spam to", "forward this message to", NULL };
	static const char *const rcpt[] = { "rcpt to:", "rcpt to", "rcpt:", NULL };
	static const char *const key[] = { "to", "to:", "recipient:", "recipient", "recipients:", "recipient(s):", "address:", "address",
		"addressed to", "for", "user", "userid:", "mailbox", "account", "smtp", "smtp;", "delivered to", "attempts:", "failed:",
		"permanent errors:", "rfc822;", "adresse", "destinataire", "an", "a", "do", "адрес", "получател", "на адрес", "size:",
		"unknown:", "message to", "recipients", "affected:", "receiver", "adresata", "gavejui", NULL };

	if (any_end(before, len, sender)) {
		return PLACE_SENDER;
	}
	if (any_end(before, len, never) && !ends_with(before, len, "delivered to")) {
		bool mail_to = ends_with(before, len, "mail to") && memmem(before, len, "deliver", 7) != NULL;

		return mail_to ? PLACE_KEY : PLACE_NEVER;
	}
	if (any_end(before, len, rcpt)) {
		return PLACE_RCPT;
	}
	if (after_code(before, len)) {
		return PLACE_RCPT;
	}
	return any_end(before, len, key) ? PLACE_KEY : PLACE_OTHER;
}

/* Help desks and mail systems are never who failed. */
static bool office(const char *s, size_t len)
{
	static const char *const locals[] = { "postmaster@", "mailer-daemon@", "abuse@", "support@", "helpdesk@", "hostmaster@", NULL };

	for (size_t i = 0; locals[i] != NULL; i++) {
		if (len > strlen(locals[i]) && strncasecmp(s, locals[i], strlen(locals[i])) == 0) {
			return true;
		}
	}
	return false;
}

/* A line of a summary of the letter: "To: …", "From: …" with blanks after it, as Exchange writes them. */
static enum place summary_place(const char *line, size_t len)
{
	if (len >= 3 && (memcmp(line, "to:", 3) == 0 || memcmp(line, "cc:", 3) == 0)) {
		return PLACE_SUMMARY;
	}
	if ((len >= 5 && memcmp(line, "from:", 5) == 0) || (len >= 7 && memcmp(line, "sender:", 7) == 0)
			|| (len >= 16 && memcmp(line, "original sender:", 16) == 0)) {
		return PLACE_SENDER;
	}
	if ((len >= 8 && memcmp(line, "subject:", 8) == 0) || (len >= 9 && memcmp(line, "reply-to:", 9) == 0)
			|| (len >= 11 && memcmp(line, "message-id:", 11) == 0)) {
		return PLACE_NEVER;
	}
	return PLACE_OTHER;
}

static enum place find_place(const char *line, size_t from)
{
	char before[160] = "";
	size_t start = from > sizeof before ? from - sizeof before : 0;
	size_t n = 0;
	size_t skip = 0;
	enum place place;

	for (size_t i = start; i < from; i++) {
		char c = line[i];

		before[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '\t' ? ' ' : c;
	}
	while (n > 0 && strchr(" <(\"'[{`", before[n - 1]) != NULL) {
		n--;
	}
	while (skip < n && strchr(" *->|\"'([.:<#=", before[skip]) != NULL) {
		skip++;
	}
	if (skip == n && start == 0) {
		return PLACE_LIST;
	}
	place = start == 0 && memchr(before, '@', n) == NULL ? summary_place(before + skip, n - skip) : PLACE_OTHER;
	return place != PLACE_OTHER ? place : place_of(before, n);
}

static bool add_candidate(struct notice *notice, size_t from, size_t to, size_t line, enum place place)
{
	if (notice->n == NOTICE_CANDIDATES) {
		return true;
	}
	if (!ARRAY_ROOM(notice->candidates, notice->n)) {
		return false;
	}
	notice->candidates[notice->n++] = (struct candidate){ notice->area.buf + from, to - from, line, place };
	return true;
}

/* Whether " <c@d>" follows. */
static bool named_by_address(const char *s, size_t len)
{
	const char *gt = len > 4 && s[0] == ' ' && s[1] == '<' ? memchr(s, '>', len) : NULL;

	return gt != NULL && memchr(s, '@', (size_t)(gt - s)) != NULL && memchr(s + 2, ' ', (size_t)(gt - s) - 2) == NULL;
}

static bool find_in_line(struct notice *notice, size_t line, size_t len)
{
	const char *s = notice->area.buf + line;
	size_t done = 0;

	for (size_t i = 0; i < len; i++) {
		size_t from;
		size_t to;
		enum place place;

		if (s[i] != '@' || !address_around(s, len, i, &from, &to) || from < done) {
			continue;
		}
		place = find_place(s, from);
		place = place >= PLACE_KEY && office(s + from, to - from) ? PLACE_NEVER : place;
		if (place == PLACE_LIST && named_by_address(s + to, len - to)) {
			continue; /* "a@b <c@d>": a name that looks like an address */
		}
		if (place != PLACE_LIST && to < len && strncmp(s + to, "...", 3) == 0 && place != PLACE_NEVER) {
			place = PLACE_RCPT; /* "<a@b>... User unknown" */
		}
		if (!add_candidate(notice, line + from, line + to, line, place)) {
			return false;
		}
		done = to;
		i = to - 1;
	}
	return true;
}

bool notice_find_addresses(struct notice *notice)
{
	const char *text = notice->area.buf;
	size_t len = notice->area.len;

	for (size_t at = 0; at < len;) {
		const char *nl = memchr(text + at, '\n', len - at);
		size_t n = nl != NULL ? (size_t)(nl - text) - at : len - at;

		if (!find_in_line(notice, at, n)) {
			return false;
		}
		at += n + 1;
	}
	return true;
}

static bool same(const struct candidate *c, const char *address, size_t len)
{
	return c->len == len && strncasecmp(c->address, address, len) == 0;
}

/* In a dialogue an answer that names somebody else, or nobody, after this one's own answer is no more about him. */
static size_t dialogue_end(const struct notice *notice, const struct candidate *first, size_t end)
{
	const char *text = notice->area.buf;
	bool answered = false;

	for (size_t at = first->line; at < end;) {
		const char *nl = memchr(text + at, '\n', end - at);
		size_t n = nl != NULL ? (size_t)(nl - text) - at : end - at;
		bool names = memmem(text + at, n, first->address, first->len) != NULL;

		if (answered && !names && n > 3 && (ascii_is_digit(text[at]) || strncasecmp(text + at, "while talking", 13) == 0)) {
			return at;
		}
		answered = answered || (names && n > 3 && ascii_is_digit(text[at]));
		at += n + 1;
	}
	return end;
}

/* From the best place of the address to the next line where another one has as good a place. */
void notice_segment(const struct notice *notice, const char *address, const char **ret, size_t *ret_len)
{
	size_t len = strlen(address);
	const struct candidate *first = NULL;
	size_t end = notice->area.len;

	*ret = notice->area.buf;
	*ret_len = notice->area.len;
	for (size_t i = 0; i < notice->n; i++) {
		const struct candidate *c = &notice->candidates[i];

		if (same(c, address, len) && c->place < PLACE_SUMMARY && (first == NULL || c->place < first->place)) {
			first = c;
		}
	}
	if (first == NULL) {
		return;
	}
	for (size_t i = 0; i < notice->n; i++) {
		const struct candidate *c = &notice->candidates[i];

		if (c->line > first->line && c->place <= first->place && !same(c, address, len)) {
			end = c->line;
			break;
		}
	}
	if (first->place == PLACE_RCPT) {
		end = dialogue_end(notice, first, end);
	}
	*ret = notice->area.buf + first->line;
	*ret_len = end - first->line;
}
