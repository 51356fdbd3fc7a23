/* The attendance report as text, CSV and JSON. All three print the same numbers. */
#include "report/attendance.h"

#include "report/attendance_private.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <inttypes.h>
#include <string.h>

const char *attendance_word(const struct language *language, const char *key, const char *dflt)
{
	char name[64];
	const char *found = NULL;

	if (language != NULL && snprintf(name, sizeof name, "report.%s", key) < (int)sizeof name) {
		found = language_word(language, name);
	}
	return found != NULL && found[0] != '\0' ? found : dflt;
}

static void json_counts(struct json_writer *w, const char *key, const int64_t counts[COUNT_N])
{
	json_object(w, key);
	for (size_t i = 0; i < COUNT_N; i++) {
		json_int(w, attendance_count_names[i], counts[i]);
	}
	json_end(w, '}');
}

static void json_people(struct json_writer *w, const struct attendance *r)
{
	char when[TIME_RFC3339_SIZE];

	json_array(w, "people");
	for (size_t i = 0; i < r->n_people; i++) {
		const struct attendance_person *p = &r->people[i];

		json_object(w, NULL);
		json_string(w, "name", p->name);
		json_string(w, "organisation", p->organisation);
		json_string(w, "country", p->country);
		json_string(w, "email", p->email);
		json_string(w, "state", p->state);
		json_string(w, "since", time_format_rfc3339(p->since, when));
		json_string(w, "source", p->source);
		json_end(w, '}');
	}
	json_end(w, ']');
}

static void print_json(const struct attendance *r, struct strbuf *out)
{
	struct json_writer w = { .out = out };
	char when[TIME_RFC3339_SIZE];

	json_object(&w, NULL);
	json_string(&w, "event", r->event);
	json_string(&w, "title", r->title);
	json_string(&w, "start", time_format_rfc3339(r->start_at, when));
	json_int(&w, "capacity", r->capacity);
	json_counts(&w, "counts", r->counts);
	json_object(&w, "by");
	for (size_t d = 0; d < BY_N; d++) {
		json_object(&w, attendance_dimension_names[d]);
		for (size_t i = 0; i < r->by[d].n; i++) {
			json_counts(&w, r->by[d].groups[i].name, r->by[d].groups[i].counts);
		}
		json_end(&w, '}');
	}
	json_end(&w, '}');
	json_array(&w, "quotas");
	for (size_t i = 0; i < r->n_quotas; i++) {
		json_object(&w, NULL);
		json_string(&w, "name", r->quotas[i].name);
		json_int(&w, "seats", r->quotas[i].seats);
		json_int(&w, "taken", r->quotas[i].taken);
		json_int(&w, "waiting", r->quotas[i].waiting);
		json_end(&w, '}');
	}
	json_end(&w, ']');
	json_people(&w, r);
	json_end(&w, '}');
	strbuf_addc(out, '\n');
}

static void csv_field(struct strbuf *out, const char *value, bool first)
{
	strbuf_adds(out, first ? "" : ",");
	csv_add_text(out, value != NULL ? value : "");
}

static void csv_counts(struct strbuf *out, const char *dimension, const char *group,
		const int64_t counts[COUNT_N])
{
	csv_field(out, dimension, true);
	csv_field(out, group, false);
	for (size_t i = 0; i < COUNT_N; i++) {
		strbuf_addf(out, ",%" PRId64, counts[i]);
	}
	strbuf_addc(out, '\n');
}

/* Two tables with a blank line between: the counts, then the people. */
static void print_csv(const struct attendance *r, const struct language *language, struct strbuf *out)
{
	static const char *const columns[] = { "name", "organisation", "country", "email", "state", "since", "source" };
	char when[TIME_RFC3339_SIZE];

	csv_field(out, attendance_word(language, "by", "by"), true);
	csv_field(out, attendance_word(language, "group", "group"), false);
	for (size_t i = 0; i < COUNT_N; i++) {
		csv_field(out, attendance_word(language, attendance_count_names[i], attendance_count_names[i]), false);
	}
	strbuf_addc(out, '\n');
	csv_counts(out, attendance_word(language, "total", "total"), "", r->counts);
	for (size_t d = 0; d < BY_N; d++) {
		for (size_t i = 0; i < r->by[d].n; i++) {
			csv_counts(out, attendance_word(language, attendance_dimension_names[d], attendance_dimension_names[d]),
					r->by[d].groups[i].name, r->by[d].groups[i].counts);
		}
	}
	strbuf_addc(out, '\n');
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		csv_field(out, attendance_word(language, columns[i], columns[i]), i == 0);
	}
	strbuf_addc(out, '\n');
	for (size_t i = 0; i < r->n_people; i++) {
		const struct attendance_person *p = &r->people[i];

		csv_field(out, p->name, true);
		csv_field(out, p->organisation, false);
		csv_field(out, p->country, false);
		csv_field(out, p->email, false);
		csv_field(out, attendance_word(language, p->state, p->state), false);
		csv_field(out, time_format_rfc3339(p->since, when), false);
		csv_field(out, attendance_word(language, p->source, p->source), false);
		strbuf_addc(out, '\n');
	}
}

static int letters_of(const char *s)
{
	int n = 0;

	for (; *s != '\0'; s++) {
		n += (*s & 0xC0) != 0x80;
	}
	return n;
}

static void pad(struct strbuf *out, const char *s, int width)
{
	strbuf_adds(out, s);
	for (int n = letters_of(s); n < width; n++) {
		strbuf_addc(out, ' ');
	}
}

/* The counts as rows and the groups of one dimension as columns. */
static void text_table(struct strbuf *out, const struct attendance *r, const struct language *language,
		enum attendance_dimension d)
{
	const char *heading = attendance_word(language, attendance_dimension_names[d], attendance_dimension_names[d]);

	pad(out, heading, 26);
	pad(out, attendance_word(language, "total", "total"), 10);
	for (size_t i = 0; i < r->by[d].n; i++) {
		pad(out, r->by[d].groups[i].name, letters_of(r->by[d].groups[i].name) + 2 > 10
				? letters_of(r->by[d].groups[i].name) + 2 : 10);
	}
	strbuf_rtrim(out);
	strbuf_addc(out, '\n');
	for (size_t c = 0; c < COUNT_N; c++) {
		strbuf_adds(out, "  ");
		pad(out, attendance_word(language, attendance_count_names[c], attendance_count_names[c]), 24);
		for (size_t i = 0; i <= r->by[d].n; i++) {
			char number[24];
			int width = i == 0 ? 10 : letters_of(r->by[d].groups[i - 1].name) + 2;

			(void)snprintf(number, sizeof number, "%" PRId64,
					i == 0 ? r->counts[c] : r->by[d].groups[i - 1].counts[c]);
			pad(out, number, width > 10 ? width : 10);
		}
		strbuf_rtrim(out);
		strbuf_addc(out, '\n');
	}
	strbuf_addc(out, '\n');
}

static void text_people(struct strbuf *out, const struct attendance *r, const struct language *language)
{
	pad(out, attendance_word(language, "name", "name"), 28);
	pad(out, attendance_word(language, "organisation", "organisation"), 36);
	pad(out, attendance_word(language, "country", "country"), 8);
	pad(out, attendance_word(language, "state", "state"), 16);
	strbuf_adds(out, attendance_word(language, "email", "email"));
	strbuf_addc(out, '\n');
	for (size_t i = 0; i < r->n_people; i++) {
		const struct attendance_person *p = &r->people[i];

		pad(out, p->name != NULL ? p->name : "–", 27);
		strbuf_addc(out, ' ');
		pad(out, p->organisation != NULL ? p->organisation : "–", 35);
		strbuf_addc(out, ' ');
		pad(out, p->country != NULL ? p->country : "–", 8);
		pad(out, attendance_word(language, p->state, p->state), 16);
		strbuf_adds(out, p->email != NULL ? p->email : "");
		strbuf_rtrim(out);
		strbuf_addc(out, '\n');
	}
}

static void print_text(const struct attendance *r, const struct language *language, struct strbuf *out)
{
	char when[TIME_RFC3339_SIZE];

	strbuf_addf(out, "%s: %s\n", attendance_word(language, "heading", "Attendance"), r->title != NULL ? r->title : r->event);
	strbuf_addf(out, "%s%s%s · %s %" PRId64 "\n", time_format_rfc3339(r->start_at, when),
			r->place != NULL ? " · " : "", r->place != NULL ? r->place : "",
			attendance_word(language, "capacity", "capacity"), r->capacity);
	if (r->funding != NULL) {
		strbuf_addf(out, "%s\n", r->funding);
	}
	strbuf_addc(out, '\n');
	for (int d = 0; d < BY_N; d++) {
		text_table(out, r, language, (enum attendance_dimension)d);
	}
	for (size_t i = 0; i < r->n_quotas; i++) {
		strbuf_addf(out, "%s %s: %" PRId64 " %s %" PRId64 ", %s %" PRId64 "\n", attendance_word(language, "quota", "quota"),
				r->quotas[i].name, r->quotas[i].taken, attendance_word(language, "of", "of"), r->quotas[i].seats,
				attendance_word(language, "waiting", "waiting"), r->quotas[i].waiting);
	}
	strbuf_addc(out, '\n');
	text_people(out, r, language);
}

enum status attendance_print(const struct attendance *report, const struct language *language,
		enum output_format format, FILE *out, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;

	switch (format) {
	case FORMAT_JSON:
		print_json(report, &sb);
		break;
	case FORMAT_CSV:
		print_csv(report, language, &sb);
		break;
	case FORMAT_TEXT:
		print_text(report, language, &sb);
		break;
	case FORMAT_XLSX:
		return attendance_print_xlsx(report, language, out, err);
	case FORMAT_PDF:
		return attendance_print_pdf(report, language, out, err);
	case FORMAT_HTML:
		return attendance_print_html(report, language, out, err);
	}
	if (!strbuf_ok(&sb)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	if (fwrite(sb.buf, 1, sb.len, out) != sb.len) {
		return error_set(err, ST_IO, "the report cannot be written");
	}
	return ST_OK;
}
