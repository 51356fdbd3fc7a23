/* Newsletters on the web: the archive's pages and their index. Pages are static and public, so nothing of a recipient may
 * come near them: a page is printed without one, and what a letter names of him is an error. */
#include "domain/letter_private.h"

#include "util/cleanup.h"

#include <stdio.h>
#include <string.h>

static const char *word(const struct letter_language *l, const char *name)
{
	const char *w = language_word(l->language, name);

	return w != NULL ? w : "";
}

static void set(struct template_values *values, const char *name, const char *value)
{
	template_set_value(values, name, value, strlen(value));
}

static void set_row(struct template_values *values, const char *name, const char *value)
{
	template_set_row_value(values, name, value, strlen(value));
}

void letter_page_set(struct letter_press *press, const struct letter_page *page, const struct letter_language *language)
{
	template_show(press->values, "ARCHIVE", true);
	set(press->values, "ARCHIVE_INDEX", page->index);
	set(press->values, "ARCHIVE_ALL", word(language, "newsletter.all"));
	set(press->values, "ARCHIVE_JOIN", word(language, "newsletter.join"));
	for (size_t i = 0; i < page->n_links; i++) {
		const char *code = page->links[i].language;
		const struct letter_language *other = letter_book_language(press->book, code, strlen(code));

		template_add_row(press->values, "ARCHIVE_LANGUAGES");
		set_row(press->values, "CODE", code);
		set_row(press->values, "HREF", page->links[i].href);
		set_row(press->values, "WORD", other != NULL ? word(other, "newsletter.language") : code);
	}
}

static enum status set_date(struct letter_press *press, const struct letter_language *language, int64_t date,
		struct strbuf **ret, struct error *err)
{
	struct strbuf *sb = letter_scratch_take(&press->scratch);

	if (sb == NULL) {
		return error_set(err, ST_NOMEM, "letter: out of memory");
	}
	*ret = sb;
	/* a day as it stands in the campaign's file, wherever the reader is */
	return date_format(language->dates, press->zones, "UTC", DATE_DAY, date, date, sb, err);
}

/* "mailto:naujienos@…?subject=PRENUMERUOTI" */
static void set_join(struct letter_press *press, const struct letter_language *language, const char *address)
{
	struct strbuf *sb = letter_scratch_take(&press->scratch);
	const char *subject = word(language, "newsletter.subject");

	if (sb != NULL) {
		strbuf_adds(sb, "mailto:");
		mailto_encode_address(sb, address, strlen(address));
		strbuf_adds(sb, "?subject=");
		mailto_encode(sb, subject, strlen(subject));
		template_set_value(press->values, "MAILTO_JOIN", sb->buf, sb->len);
	}
}

enum status letter_issue_set(struct letter_press *press, const struct letter_language *language, struct error *err)
{
	const struct json *issued = json_get(press->params, "issued");
	const char *address = json_get_string(press->params, "list-address");
	struct strbuf *date = NULL;
	enum status st = ST_OK;

	if (issued != NULL && issued->type == JSON_NUMBER) {
		st = set_date(press, language, (int64_t)issued->number, &date, err);
		if (st == ST_OK) {
			template_set_value(press->values, "ISSUE_DATE", date->buf, date->len);
		}
	}
	if (address != NULL) {
		set_join(press, language, address);
	}
	return st;
}

static enum status add_line(struct letter_press *press, const struct letter_issue *issue, bool heading, struct error *err)
{
	const struct letter_language *l = letter_book_language(press->book, issue->language, strlen(issue->language));
	struct strbuf *number = letter_scratch_take(&press->scratch);
	struct strbuf *date = NULL;
	enum status st;

	if (l == NULL || number == NULL) {
		return error_set(err, l == NULL ? ST_INVALID : ST_NOMEM, "archive: no pack for language '%s'", issue->language);
	}
	st = set_date(press, l, issue->date, &date, err);
	if (st != ST_OK) {
		return st;
	}
	strbuf_addf(number, "%s %lld", word(l, "newsletter.number"), (long long)issue->number);
	template_add_row(press->values, "ISSUES");
	set_row(press->values, "CODE", issue->language);
	set_row(press->values, "HEADING", heading ? word(l, "newsletter.heading") : "");
	set_row(press->values, "NUMBER", number->buf);
	set_row(press->values, "DATE", date->buf);
	set_row(press->values, "HREF", issue->href);
	set_row(press->values, "TITLE", issue->title);
	return ST_OK;
}

enum status letter_press_index(struct letter_press *press, const struct letter_issue *issues, size_t n,
		struct strbuf *out, struct error *err)
{
	char missing[80] = "";
	enum status st = ST_OK;

	press->scratch.used = 0;
	template_values_clear(press->values);
	set(press->values, "SENDER", press->book->sender->name);
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		st = add_line(press, &issues[i], i == 0 || strcmp(issues[i].language, issues[i - 1].language) != 0, err);
	}
	return st == ST_OK ? template_expand(press->book->set, "layout/index", press->values, out, missing, sizeof missing, err)
			: st;
}
