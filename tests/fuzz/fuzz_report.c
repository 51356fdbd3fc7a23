/* Fuzz: any bytes as a delivery report. What comes out is bounded, and every string is valid UTF-8. */
#include "fuzz/machine_words.h"
#include "mail/charset.h"
#include "mail/parse.h"
#include "mail/report.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *s, size_t max)
{
	size_t len = s != NULL ? strlen(s) : 0;

	if (len > max || (s != NULL && charset_valid_utf8(s, len) != len)) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	CLEANUP_REPORT struct report *report = NULL;

	if (mail_parse(data, size, &mail, NULL) != ST_OK || report_read(mail, load_machine_words(), &report, NULL) != ST_OK) {
		return 0;
	}
	if (report->n_recipients > REPORT_MAX_RECIPIENTS || report->rule == NULL || report->words == NULL
			|| report->original >= (int)mail_n_parts(mail)) {
		abort();
	}
	check(report->words, 4096);
	check(report->original_message_id, 8192);
	check(report->original_to, 8192);
	check(report->original_sender, 8192);
	for (size_t i = 0; i < report->n_recipients; i++) {
		const struct report_recipient *r = &report->recipients[i];

		check(r->address, 1024);
		check(r->diagnostic, 8192);
		check(r->status, REPORT_STATUS_SIZE);
		if ((size_t)r->reason >= REASON_COUNT || (r->reply != 0 && (r->reply < 400 || r->reply > 599))) {
			abort();
		}
	}
	return 0;
}
