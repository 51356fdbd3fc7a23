/* The attendance report as one page of HTML that prints well: no script, nothing fetched. */
#include "report/attendance_private.h"

#include "util/cleanup.h"
#include "util/clock.h"
#include "util/strbuf.h"

#include <inttypes.h>

static void add_escaped(struct strbuf *out, const char *text)
{
	for (; text != NULL && *text != '\0'; text++) {
		switch (*text) {
		case '&': strbuf_adds(out, "&amp;"); break;
		case '<': strbuf_adds(out, "&lt;"); break;
		case '>': strbuf_adds(out, "&gt;"); break;
		case '"': strbuf_adds(out, "&quot;"); break;
		default: strbuf_addc(out, *text); break;
		}
	}
}

static void cell(struct strbuf *out, const char *tag, const char *text)
{
	strbuf_addf(out, "<%s>", tag);
	add_escaped(out, text);
	strbuf_addf(out, "</%s>", tag);
}

static void count_row(struct strbuf *out, const char *dimension, const char *group, const int64_t counts[COUNT_N])
{
	strbuf_adds(out, "<tr>");
	cell(out, "th", dimension);
	cell(out, "th", group);
	for (size_t i = 0; i < COUNT_N; i++) {
		strbuf_addf(out, "<td class=n>%" PRId64 "</td>", counts[i]);
	}
	strbuf_adds(out, "</tr>\n");
}

static void counts_table(struct strbuf *out, const struct attendance *r, const struct language *language)
{
	strbuf_adds(out, "<table><thead><tr><td></td><td></td>");
	for (size_t i = 0; i < COUNT_N; i++) {
		cell(out, "th", attendance_word(language, attendance_count_names[i], attendance_count_names[i]));
	}
	strbuf_adds(out, "</tr></thead><tbody>\n");
	count_row(out, attendance_word(language, "total", "total"), "", r->counts);
	for (size_t d = 0; d < BY_N; d++) {
		for (size_t i = 0; i < r->by[d].n; i++) {
			count_row(out, attendance_word(language, attendance_dimension_names[d], attendance_dimension_names[d]),
					r->by[d].groups[i].name, r->by[d].groups[i].counts);
		}
	}
	strbuf_adds(out, "</tbody></table>\n");
}

static void people_table(struct strbuf *out, const struct attendance *r, const struct language *language)
{
	static const char *const columns[] = { "name", "organisation", "country", "email", "state" };

	strbuf_adds(out, "<table><thead><tr>");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		cell(out, "th", attendance_word(language, columns[i], columns[i]));
	}
	strbuf_adds(out, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < r->n_people; i++) {
		const struct attendance_person *p = &r->people[i];

		strbuf_adds(out, "<tr>");
		cell(out, "td", p->name);
		cell(out, "td", p->organisation);
		cell(out, "td", p->country);
		cell(out, "td", p->email);
		cell(out, "td", attendance_word(language, p->state, p->state));
		strbuf_adds(out, "</tr>\n");
	}
	strbuf_adds(out, "</tbody></table>\n");
}

enum status attendance_print_html(const struct attendance *report, const struct language *language, FILE *out,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	char when[TIME_RFC3339_SIZE];

	strbuf_addf(&sb, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>",
			language != NULL ? language_code(language) : "en");
	add_escaped(&sb, report->title != NULL ? report->title : report->event);
	strbuf_adds(&sb, "</title><style>body{font:15px/1.4 sans-serif;margin:2em}table{border-collapse:collapse;"
			"margin:1em 0}th,td{border:1px solid #999;padding:.2em .5em;text-align:left}.n{text-align:right}"
			"thead{background:#eee}@media print{thead{display:table-header-group}}</style></head><body>\n<h1>");
	add_escaped(&sb, report->title != NULL ? report->title : report->event);
	strbuf_adds(&sb, "</h1>\n<p>");
	add_escaped(&sb, time_format_rfc3339(report->start_at, when));
	strbuf_adds(&sb, " · ");
	add_escaped(&sb, report->place);
	strbuf_addf(&sb, " · %s %" PRId64 "</p>\n", attendance_word(language, "capacity", "capacity"), report->capacity);
	counts_table(&sb, report, language);
	people_table(&sb, report, language);
	if (report->funding != NULL) {
		strbuf_adds(&sb, "<p>");
		add_escaped(&sb, report->funding);
		strbuf_adds(&sb, "</p>\n");
	}
	strbuf_adds(&sb, "</body></html>\n");
	if (!strbuf_ok(&sb)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	return fwrite(sb.buf, 1, sb.len, out) == sb.len ? ST_OK : error_set(err, ST_IO, "the report cannot be written");
}
