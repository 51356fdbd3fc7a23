/* What a printed letter looks like to filters and to mail programs with limits. */
#include "domain/letter_check_private.h"

#include "domain/letter_check.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>

#define SUBJECT_LONG 100
#define LINKS_MANY 20

static void lint_size(const struct letter_print *p, const char *subject, struct findings *findings)
{
	size_t html = strlen(p->html);

	if (html > LETTER_HTML_CLIPPED) {
		findings_add(findings, FINDING_WARNING, subject, "shorten the letter or its tables",
				"the HTML part has %zu bytes; Gmail cuts letters above %d", html, LETTER_HTML_CLIPPED);
	}
	if (p->len > LETTER_MAIL_REFUSED) {
		findings_add(findings, FINDING_FAULT, subject, "make images and attachments smaller",
				"the mail has %zu bytes; many servers refuse more than %d", p->len, LETTER_MAIL_REFUSED);
	} else if (p->len > LETTER_MAIL_LARGE) {
		findings_add(findings, FINDING_WARNING, subject, "make images and attachments smaller, or link to them",
				"the mail has %zu bytes", p->len);
	}
}

static void lint_subject(const struct letter_print *p, const char *subject, struct findings *findings)
{
	const char *s = p->subject, *end = s + strlen(s);
	size_t upper = 0, lower = 0, marks = 0, n = 0;

	while (s < end) {
		uint32_t c = utf8_next(&s, end);

		upper += u_isupper((UChar32)c) ? 1 : 0;
		lower += u_islower((UChar32)c) ? 1 : 0;
		marks += c == '!' ? 1 : 0;
		n++;
	}
	if (n == 0) {
		findings_add(findings, FINDING_FAULT, subject, "write something behind 'Subject:'", "the subject is empty");
	}
	if (n > SUBJECT_LONG) {
		findings_add(findings, FINDING_WARNING, subject, "telephones show some 40 characters",
				"the subject has %zu characters: %s", n, p->subject);
	}
	if (upper > 8 && upper > lower) {
		findings_add(findings, FINDING_WARNING, subject, "write it in small letters",
				"the subject is mostly in capitals, which filters dislike: %s", p->subject);
	}
	if (marks > 1 || strstr(p->subject, "€€") != NULL || strstr(p->subject, "$$") != NULL) {
		findings_add(findings, FINDING_WARNING, subject, "one exclamation mark at most",
				"the subject shouts, which filters dislike: %s", p->subject);
	}
}

static bool is_shortener(const char *host, size_t len)
{
	static const char *const hosts[] = { "bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "cutt.ly" };

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		if (strlen(hosts[i]) == len && strncasecmp(hosts[i], host, len) == 0) {
			return true;
		}
	}
	return false;
}

static void lint_url(const char *url, size_t len, const char *subject, struct findings *findings)
{
	bool https = len > 8 && strncmp(url, "https://", 8) == 0, http = len > 7 && strncmp(url, "http://", 7) == 0;
	const char *host = url + (https ? 8 : 7);
	size_t host_len;

	if (len == 1 && *url == '#') {
		findings_add(findings, FINDING_FAULT, subject, "links begin with https://, http:// or mailto:",
				"the value of a link is no URL");
		return;
	}
	if (!http && !https) {
		return;
	}
	host_len = strcspn(host, "/?#:\"");
	if (http) {
		findings_add(findings, FINDING_WARNING, subject, "use https://", "a link is not encrypted: %.*s", (int)len, url);
	}
	if (host_len == 0 || memchr(host, '.', host_len) == NULL || host[0] == '.' || host[host_len - 1] == '.') {
		findings_add(findings, FINDING_FAULT, subject, "mend the address", "a link has no host: %.*s", (int)len, url);
	} else if (strspn(host, "0123456789.") == host_len || is_shortener(host, host_len)) {
		findings_add(findings, FINDING_WARNING, subject, "link to the page itself",
				"filters dislike links by number or through shorteners: %.*s", (int)len, url);
	}
}

/* Text of a link that looks like another address than it leads to. */
static void lint_shown(const char *url, size_t len, const char *text, const char *subject, struct findings *findings)
{
	size_t shown = strcspn(text, "<");
	const char *host = memmem(url, len, "://", 3);
	const char *shown_host;
	size_t n;

	if (host == NULL || shown < 9 || strncmp(text, "http", 4) != 0) {
		return;
	}
	shown_host = memmem(text, shown, "://", 3);
	n = strcspn(host + 3, "/?#:\"");
	if (shown_host != NULL && strncasecmp(shown_host + 3, host + 3, n) != 0) {
		findings_add(findings, FINDING_WARNING, subject, "show the address that the link leads to",
				"a link shows %.*s and leads to %.*s", (int)shown, text, (int)len, url);
	}
}

static void lint_links(const struct letter_print *p, const char *subject, struct findings *findings)
{
	size_t n = 0;

	for (const char *s = p->html; (s = strstr(s, "href=\"")) != NULL;) {
		const char *url = s + 6;
		size_t len = strcspn(url, "\"");
		const char *text = strchr(url + len, '>');

		lint_url(url, len, subject, findings);
		if (text != NULL) {
			lint_shown(url, len, text + 1, subject, findings);
		}
		n++;
		s = url + len;
	}
	if (n > LINKS_MANY) {
		findings_add(findings, FINDING_WARNING, subject, "leave out what is not needed", "the letter has %zu links", n);
	}
	for (const char *s = p->html; (s = strstr(s, "src=\"")) != NULL; s += 5) {
		if (strncmp(s + 5, "cid:", 4) != 0) {
			findings_add(findings, FINDING_FAULT, subject, "put the image beside the letter",
					"an image is fetched from the net: %.*s", (int)strcspn(s + 5, "\""), s + 5);
		}
	}
}

void letter_lint(const struct letter_print *print, const char *subject, bool campaign, struct findings *findings)
{
	lint_size(print, subject, findings);
	lint_subject(print, subject, findings);
	lint_links(print, subject, findings);
	if (campaign && strstr(print->text, "STOP") == NULL && strstr(print->text, "СТОП") == NULL
			&& strstr(print->html, "subject=STOP") == NULL) {
		findings_add(findings, FINDING_FAULT, subject, "keep the footer's line on how to end the letters",
				"the letter does not say how to end the letters");
	}
	if (strlen(print->text) < 200) {
		findings_add(findings, FINDING_WARNING, subject, "write more text", "the text part is very short");
	}
}
