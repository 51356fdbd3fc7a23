/* Building a struct report: bounded, no address twice, memory failures remembered until the end. */
#include "mail/report_private.h"

#include "mail/address.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <string.h>

void report_set_string(struct report_builder *b, char **field, const char *text, size_t len)
{
	CLEANUP_STRBUF struct strbuf line = STRBUF_INIT;
	char *copy;
	bool blank = false;

	for (size_t i = 0; i < len && line.len < REPORT_WORDS_MAX; i++) {
		if ((unsigned char)text[i] <= ' ') {
			blank = line.len > 0;
			continue;
		}
		if (blank) {
			strbuf_addc(&line, ' ');
			blank = false;
		}
		strbuf_addc(&line, text[i]);
	}
	while (line.len >= REPORT_WORDS_MAX && ((unsigned char)line.buf[line.len - 1] & 0xC0) == 0x80) {
		strbuf_setlen(&line, line.len - 1); /* not in the middle of a character */
	}
	if (line.len >= REPORT_WORDS_MAX && (unsigned char)line.buf[line.len - 1] >= 0xC0) {
		strbuf_setlen(&line, line.len - 1);
	}
	copy = strbuf_ok(&line) ? strdup(line.buf) : NULL;
	if (copy == NULL) {
		b->failed = true;
		return;
	}
	free(*field);
	*field = copy;
}

void report_set_diagnostic(struct report_builder *b, struct report_recipient *r, const char *text, size_t len)
{
	report_set_string(b, &r->diagnostic, text, len);
}

/* Local part as written, domain in lower case (A-labels are left to address_fold() of who compares). */
static char *address_copy(const char *address, size_t len)
{
	char *copy = strndup(address, len);
	char *at = copy != NULL ? strrchr(copy, '@') : NULL;

	for (char *p = at; p != NULL && *p != '\0'; p++) {
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
	}
	return copy;
}

bool report_is_own(const struct report_builder *b, const char *address)
{
	const char *at = strrchr(address, '@');
	size_t own = strlen(b->domain);
	size_t len = at != NULL ? strlen(at + 1) : 0;

	if (own == 0 || len == 0) {
		return false;
	}
	return strcasecmp(b->domain, at + 1) == 0 || (own > len && b->domain[own - len - 1] == '.'
			&& strcasecmp(b->domain + own - len, at + 1) == 0);
}

struct report_recipient *report_recipient_add(struct report_builder *b, const char *address, size_t len)
{
	struct report *report = b->report;
	struct report_recipient r = { .permanence = PERMANENCE_SOFT };

	for (size_t i = 0; i < report->n_recipients; i++) {
		const char *known = report->recipients[i].address;

		if (strlen(known) == len && strncasecmp(known, address, len) == 0) {
			return &report->recipients[i];
		}
	}
	if (report->n_recipients == REPORT_MAX_RECIPIENTS) {
		report->truncated = true;
		return NULL;
	}
	r.address = address_copy(address, len);
	r.diagnostic = strdup("");
	if (r.address == NULL || r.diagnostic == NULL || !ARRAY_ROOM(report->recipients, report->n_recipients)) {
		free(r.address);
		free(r.diagnostic);
		b->failed = true;
		return NULL;
	}
	report->recipients[report->n_recipients] = r;
	return &report->recipients[report->n_recipients++];
}

void report_free(struct report *report)
{
	if (report == NULL) {
		return;
	}
	for (size_t i = 0; i < report->n_recipients; i++) {
		free(report->recipients[i].address);
		free(report->recipients[i].diagnostic);
	}
	free(report->recipients);
	free(report->original_message_id);
	free(report->original_to);
	free(report->original_sender);
	free(report->words);
	free(report->text);
	free(report);
}

void report_cleanup(struct report **report)
{
	report_free(*report);
}
