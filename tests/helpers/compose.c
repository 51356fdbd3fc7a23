/* For tests: letters on standard output from fields on standard input. A record is six fields, each "LENGTH\n" and the
 * bytes (no NULs): to-name, subject, file name, text, HTML, calendar summary; an empty file name, HTML or summary: none.
 * A letter comes back as "LENGTH\n" and the bytes; what is refused as "-1\n".
 * With the arguments "bench N FILE" it composes FILE (text and HTML) N times and prints letters per second. */
#include "mail/calendar_out.h"
#include "mail/compose.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TO, SUBJECT, FILENAME, TEXT, HTML, SUMMARY, N_FIELDS };

static bool read_field(struct strbuf *sb)
{
	unsigned long len;

	strbuf_reset(sb);
	if (scanf("%lu", &len) != 1 || getchar() != '\n' || !strbuf_grow(sb, len)) {
		return false;
	}
	if (fread(sb->buf, 1, len, stdin) != len) {
		return false;
	}
	sb->buf[len] = '\0';
	sb->len = len;
	return true;
}

static enum status compose(const struct strbuf fields[N_FIELDS], struct strbuf *calendar, struct strbuf *out,
		struct error *err)
{
	static const unsigned char pixel[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0xff };
	struct compose_file file = { .filename = fields[FILENAME].buf, .type = "image/png", .data = pixel,
		.len = sizeof pixel };
	struct compose_letter letter = {
		.from = { "Pietų verslo centras", "seminarai@centras.example" },
		.reply_to = { NULL, "seminarai+abcdefghijklmnopqrstu@centras.example" },
		.to = { fields[TO].buf, "jonas@xn--mon-mra0j.lt" },
		.subject = fields[SUBJECT].buf,
		.message_id = "abcdefghijklmnopqrstu@centras.example",
		.date = 1805360400,
		.date_offset = 120,
		.language = "lt",
		.list_id = "seminarai.centras.example",
		.list_name = "Seminarai ir mugės",
		.unsubscribe_url = "https://centras.example/u/abcdefghijklmnopqrstu",
		.one_click = true,
		.unsubscribe_mail = "seminarai+abcdefghijklmnopqrstu@centras.example",
		.text = fields[TEXT].buf,
		.html = fields[HTML].len > 0 ? fields[HTML].buf : NULL,
		.files = &file,
		.n_files = fields[FILENAME].len > 0,
	};
	struct calendar_event event = {
		.uid = "abcdefghijklmnopqrstu@centras.example", .stamp = 1805360400, .start = 1805360400,
		.end = 1805382000, .summary = fields[SUMMARY].buf, .location = fields[SUMMARY].buf, .rsvp = true,
		.organizer = { "Pietų verslo centras", "seminarai@centras.example" },
		.attendee = { fields[TO].buf, "jonas@xn--mon-mra0j.lt" },
	};

	if (fields[SUMMARY].len > 0) {
		enum status st = calendar_write(&event, calendar, err);

		if (st != ST_OK) {
			return st;
		}
		letter.calendar = calendar->buf;
		letter.calendar_method = calendar_method_name(event.method);
		letter.calendar_filename = "kvietimas.ics";
	}
	return compose_letter(&letter, out, err);
}

static int bench(long n, const char *path)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	struct compose_letter letter = {
		.from = { "Pietų verslo centras", "seminarai@centras.example" },
		.to = { "Jonas Žąsinas", "jonas@firma.example" },
		.subject = "Kvietimas į seminarą „Šiuolaikinės metalo apdirbimo technologijos“",
		.message_id = "abcdefghijklmnopqrstu@centras.example", .date = 1805360400, .language = "lt",
	};
	struct error err = ERROR_INIT;
	int64_t start;
	int64_t took;

	if (fs_read(path, 1u << 24, &text, &err) != ST_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	letter.text = text.buf;
	letter.html = text.buf;
	start = clock_monotonic_ms();
	for (long i = 0; i < n; i++) {
		strbuf_reset(&out);
		if (compose_letter(&letter, &out, &err) != ST_OK) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
	}
	took = clock_monotonic_ms() - start;
	printf("%ld letters of %zu bytes in %" PRId64 " ms: %.0f/s\n", n, out.len, took,
			(double)n * 1000 / (double)(took > 0 ? took : 1));
	return 0;
}

int main(int argc, char **argv)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf calendar = STRBUF_INIT;
	struct strbuf fields[N_FIELDS];
	unsigned long n = 0;

	if (argc == 4 && strcmp(argv[1], "bench") == 0 && sscanf(argv[2], "%lu", &n) == 1) {
		return bench((long)n, argv[3]);
	}
	for (size_t i = 0; i < N_FIELDS; i++) {
		strbuf_init(&fields[i]);
	}
	for (;;) {
		struct error err = ERROR_INIT;
		size_t got = 0;

		while (got < N_FIELDS && read_field(&fields[got])) {
			got++;
		}
		if (got < N_FIELDS) {
			break;
		}
		strbuf_reset(&out);
		strbuf_reset(&calendar);
		if (compose(fields, &calendar, &out, &err) == ST_OK) {
			printf("%zu\n", out.len);
			(void)fwrite(out.buf, 1, out.len, stdout);
		} else {
			fprintf(stderr, "%s\n", err.text);
			puts("-1");
		}
	}
	for (size_t i = 0; i < N_FIELDS; i++) {
		strbuf_release(&fields[i]);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
