/* The sign-in sheet as PDF, by libharu with a font that has all letters of the six languages: a sheet for each country,
 * its registered people, then empty lines for those who walk in, and who funds it at the foot. */
#include "report/attendance_private.h"

#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <hpdf.h>
#include <string.h>

#define WALK_IN_LINES 10
#define ROWS_PER_PAGE 24
#define ROW_HEIGHT 24
#define MARGIN 40
#define PAGE_WIDTH 595
#define PAGE_HEIGHT 842

static const char *const fonts[] = {
	"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
	"/usr/share/fonts/dejavu/DejaVuSans.ttf",
	"/usr/share/fonts/TTF/DejaVuSans.ttf",
	"/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
};

struct sheet {
	HPDF_Doc doc;
	HPDF_Font font;
	HPDF_Page page;
	const struct attendance *report;
	const struct language *language;
	const char *country;
	int page_number, pages;
};

static void draw(struct sheet *s, float x, float y, float size, const char *text, float width)
{
	char cut[256];
	HPDF_REAL fits;

	(void)snprintf(cut, sizeof cut, "%s", text != NULL ? text : "");
	(void)HPDF_Page_SetFontAndSize(s->page, s->font, size);
	/* cut at a character when too wide; the library counts bytes of whole characters */
	if (HPDF_Page_TextWidth(s->page, cut) > width) {
		HPDF_UINT n = HPDF_Page_MeasureText(s->page, cut, width, HPDF_FALSE, &fits);

		cut[n < sizeof cut ? n : sizeof cut - 1] = '\0';
	}
	(void)HPDF_Page_BeginText(s->page);
	(void)HPDF_Page_TextOut(s->page, x, y, cut);
	(void)HPDF_Page_EndText(s->page);
}

static void line(struct sheet *s, float x1, float y1, float x2, float y2)
{
	(void)HPDF_Page_SetLineWidth(s->page, 0.4f);
	(void)HPDF_Page_MoveTo(s->page, x1, y1);
	(void)HPDF_Page_LineTo(s->page, x2, y2);
	(void)HPDF_Page_Stroke(s->page);
}

static const float column_x[] = { MARGIN, MARGIN + 26, MARGIN + 186, MARGIN + 356, PAGE_WIDTH - MARGIN };

static void begin_page(struct sheet *s)
{
	const struct attendance *r = s->report;
	char text[256];
	char when[TIME_RFC3339_SIZE];

	s->page = HPDF_AddPage(s->doc);
	s->page_number++;
	(void)HPDF_Page_SetWidth(s->page, PAGE_WIDTH);
	(void)HPDF_Page_SetHeight(s->page, PAGE_HEIGHT);
	draw(s, MARGIN, PAGE_HEIGHT - 50, 14, r->title != NULL ? r->title : r->event, PAGE_WIDTH - 2 * MARGIN);
	(void)snprintf(text, sizeof text, "%.10s   %s", time_format_rfc3339(r->start_at, when),
			r->place != NULL ? r->place : "");
	draw(s, MARGIN, PAGE_HEIGHT - 68, 10, text, PAGE_WIDTH - 2 * MARGIN);
	(void)snprintf(text, sizeof text, "%s: %s", attendance_word(s->language, "country", "country"), s->country);
	draw(s, MARGIN, PAGE_HEIGHT - 84, 10, text, 200);
	draw(s, MARGIN, 30, 8, r->funding, PAGE_WIDTH - 2 * MARGIN - 60);
	(void)snprintf(text, sizeof text, "%d / %d", s->page_number, s->pages);
	draw(s, PAGE_WIDTH - MARGIN - 40, 30, 8, text, 40);
}

static void draw_row(struct sheet *s, int row, const char *number, const char *name, const char *organisation,
		const char *last)
{
	float top = PAGE_HEIGHT - 100 - (float)row * ROW_HEIGHT;
	const char *const cells[] = { number, name, organisation, last };

	for (size_t i = 0; i < ARRAY_SIZE(cells); i++) {
		draw(s, column_x[i] + 4, top - 16, 9, cells[i], column_x[i + 1] - column_x[i] - 8);
	}
	for (size_t i = 0; i < ARRAY_SIZE(column_x); i++) {
		line(s, column_x[i], top, column_x[i], top - ROW_HEIGHT);
	}
	line(s, MARGIN, top, PAGE_WIDTH - MARGIN, top);
	line(s, MARGIN, top - ROW_HEIGHT, PAGE_WIDTH - MARGIN, top - ROW_HEIGHT);
}

static bool belongs(const struct attendance_person *p, const char *country)
{
	return strcmp(p->country != NULL ? p->country : "-", country) == 0
			&& (strcmp(p->state, "registered") == 0 || strcmp(p->state, "attended") == 0
					|| strcmp(p->state, "no_show") == 0 || strcmp(p->state, "walk_in") == 0);
}

static void country_sheet(struct sheet *s, const char *country)
{
	const struct attendance *r = s->report;
	int total = WALK_IN_LINES;
	int at = 0;
	size_t next = 0;

	for (size_t i = 0; i < r->n_people; i++) {
		total += belongs(&r->people[i], country);
	}
	s->country = country;
	s->page_number = 0;
	s->pages = (total + ROWS_PER_PAGE - 1) / ROWS_PER_PAGE;
	for (; at < total; at++) {
		const char *name = "";
		const char *organisation = "";
		char number[16];

		if (at % ROWS_PER_PAGE == 0) {
			begin_page(s);
			draw_row(s, 0, "", attendance_word(s->language, "name", "name"),
					attendance_word(s->language, "organisation", "organisation"),
					attendance_word(s->language, "signature", "signature"));
		}
		while (next < r->n_people && !belongs(&r->people[next], country)) {
			next++;
		}
		if (next < r->n_people) {
			name = r->people[next].name;
			organisation = r->people[next].organisation;
			next++;
		}
		(void)snprintf(number, sizeof number, "%d", at + 1);
		draw_row(s, at % ROWS_PER_PAGE + 1, number, name, organisation, "");
	}
}

static HPDF_Font load_font(HPDF_Doc doc)
{
	for (size_t i = 0; i < ARRAY_SIZE(fonts); i++) {
		const char *name = fs_exists(fonts[i]) ? HPDF_LoadTTFontFromFile(doc, fonts[i], HPDF_TRUE) : NULL;

		if (name != NULL) {
			return HPDF_GetFont(doc, name, "UTF-8");
		}
	}
	return NULL;
}

static enum status write_out(HPDF_Doc doc, FILE *out, struct error *err)
{
	HPDF_BYTE buf[4096];
	HPDF_UINT32 n;

	if (HPDF_SaveToStream(doc) != HPDF_OK) {
		return error_set(err, ST_NOMEM, "the sign-in sheet cannot be made: error 0x%lx",
				(unsigned long)HPDF_GetError(doc));
	}
	do {
		n = sizeof buf;
		(void)HPDF_ReadFromStream(doc, buf, &n);
		if (n > 0 && fwrite(buf, 1, n, out) != n) {
			return error_set(err, ST_IO, "the report cannot be written");
		}
	} while (n > 0);
	return ST_OK;
}

enum status attendance_print_pdf(const struct attendance *report, const struct language *language, FILE *out,
		struct error *err)
{
	struct sheet s = { .doc = HPDF_New(NULL, NULL), .report = report, .language = language };
	enum status st;

	if (s.doc == NULL || HPDF_UseUTFEncodings(s.doc) != HPDF_OK) {
		st = error_set(err, ST_NOMEM, "the sign-in sheet cannot be made: out of memory");
	} else if ((s.font = load_font(s.doc)) == NULL) {
		st = error_set(err, ST_NOT_FOUND, "no font with the letters needed: install fonts-dejavu-core (%s)", fonts[0]);
	} else {
		(void)HPDF_SetCompressionMode(s.doc, HPDF_COMP_ALL);
		for (size_t i = 0; i < report->by[BY_COUNTRY].n; i++) {
			country_sheet(&s, report->by[BY_COUNTRY].groups[i].name);
		}
		if (report->by[BY_COUNTRY].n == 0) {
			country_sheet(&s, "-");
		}
		st = write_out(s.doc, out, err);
	}
	HPDF_Free(s.doc);
	return st;
}
