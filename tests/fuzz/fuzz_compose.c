/* Fuzz: any bytes as names, subject, file name and texts. The mail must be 7-bit with strict CRLF, no line above 998, and
 * its header must hold no field that was not asked for. */
#include "mail/calendar_out.h"
#include "mail/compose.h"
#include "mail/transfer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_bytes(const struct strbuf *out)
{
	size_t line = 0;

	for (size_t i = 0; i < out->len; i++) {
		unsigned char c = (unsigned char)out->buf[i];

		if (c == 0 || c >= 0x80 || (c == '\r' && out->buf[i + 1] != '\n')
				|| (c == '\n' && (i == 0 || out->buf[i - 1] != '\r')) || line > 1000) {
			abort();
		}
		line = c == '\n' ? 0 : line + 1;
	}
}

static void check_header(const struct strbuf *out)
{
	static const char *const names[] = { "From:", "To:", "Subject:", "Date:", "Message-ID:", "MIME-Version:",
		"Content-Type:", "X-Test:", " " };
	const char *end = strstr(out->buf, "\r\n\r\n");

	for (const char *p = out->buf; end != NULL && p < end; ) {
		size_t i = 0;

		while (i < sizeof names / sizeof names[0] && strncmp(p, names[i], strlen(names[i])) != 0) {
			i++;
		}
		if (i == sizeof names / sizeof names[0]) {
			abort();
		}
		p = strstr(p, "\r\n") + 2;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_STRBUF struct strbuf in = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf calendar = STRBUF_INIT;
	const char *part[5] = { "", "", "", "", "" };
	struct compose_file file = { .data = "x", .len = 1 };
	struct compose_header extra = { "X-Test", NULL };
	size_t n = 1;

	strbuf_add(&in, data, size);
	part[0] = in.buf;
	for (size_t i = 0; i < in.len && n < 5; i++) {
		if (in.buf[i] == '\0') {
			part[n++] = in.buf + i + 1;
		}
	}
	file.filename = part[2];
	extra.value = part[0];
	struct calendar_event event = { .uid = "u@x.example", .summary = part[1], .location = part[3],
		.organizer = { part[0], "a@x.example" }, .attendee = { part[1], "b@x.example" } };
	struct compose_letter letter = { .from = { part[0], "a@x.example" }, .to = { part[1], "b@x.example" },
		.subject = part[2], .message_id = "i@x.example", .text = part[3], .html = part[4], .files = &file,
		.n_files = 1, .extra = &extra, .n_extra = 1 };

	if (calendar_write(&event, &calendar, NULL) == ST_OK) {
		if (transfer_utf8_valid(calendar.buf, calendar.len) != calendar.len) {
			abort();
		}
		letter.calendar = calendar.buf;
		letter.calendar_method = "REQUEST";
	}
	if (compose_letter(&letter, &out, NULL) == ST_OK) {
		check_bytes(&out);
		check_header(&out);
	}
	return 0;
}
