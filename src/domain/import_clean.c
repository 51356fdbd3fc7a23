/* Cells into clean values: addresses checked, words of countries and languages recognised, telephone numbers in one form. */
#include "domain/import_private.h"

#include "domain/firm_name.h"
#include "domain/phone.h"
#include "domain/words.h"
#include "util/text.h"

#include <string.h>
#include <strings.h>

void import_tell(struct strbuf *to, const char *fmt, ...)
{
	va_list ap;

	if (to->len > 0) {
		strbuf_adds(to, "; ");
	}
	va_start(ap, fmt);
	strbuf_vaddf(to, fmt, ap);
	va_end(ap);
}

static void add_address(struct clean_row *c, const char *email, const char *name)
{
	struct error err = ERROR_INIT;
	struct address a;

	if (c->n_addresses == IMPORT_MAX_ADDRESSES) {
		import_tell(&c->notes, "more than %u addresses; the rest is left out", IMPORT_MAX_ADDRESSES);
		return;
	}
	if (address_parse(email, &a, &err) != ST_OK) {
		import_tell(&c->fault, "%s", err.text);
		return;
	}
	for (size_t i = 0; i < c->n_addresses; i++) {
		if (strcmp(c->addresses[i].key, a.key) == 0) {
			return;
		}
	}
	(void)snprintf(c->names[c->n_addresses], sizeof c->names[0], "%s", name);
	c->addresses[c->n_addresses++] = a;
}

static void read_addresses(struct clean_row *c, const char *cell)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	struct error err = ERROR_INIT;
	struct address a;
	const char *cursor;
	const char *at;
	bool blanks;

	c->n_addresses = 0;
	if (cell == NULL) {
		import_tell(&c->fault, "no address; fill the column in");
		return;
	}
	if (strncasecmp(cell, "mailto:", 7) == 0) { /* a link of a spreadsheet */
		cell += 7;
	}
	/* the common case, and the one with the best sentence when it is wrong */
	at = strchr(cell, '@');
	if (strpbrk(cell, ",;\n|<") == NULL && (at == NULL || strchr(at + 1, '@') == NULL || strpbrk(at, " /") == NULL)) {
		add_address(c, cell, "");
		return;
	}
	if (address_parse_mailbox(cell, &a, &name, &err) == ST_OK) {
		add_address(c, a.email, name.buf);
		return;
	}
	blanks = strpbrk(cell, ",;\n|<") == NULL; /* "a@b.lt c@d.lt" */
	for (const char *p = cell; *p != '\0'; p++) {
		strbuf_addc(&text, strchr(";\n|/", *p) != NULL || (blanks && *p == ' ') ? ',' : *p);
	}
	cursor = text.buf;
	while (address_next(&cursor, &name, &email)) {
		add_address(c, email.buf, name.buf);
	}
	if (c->n_addresses == 0 && c->fault.len == 0) {
		import_tell(&c->fault, "'%.80s' is no address", cell);
	}
}

/* find(text), remembered. */
static const char *look_up(struct clean_row *c, enum import_field field, const char *(*find)(const char *), const char *text)
{
	size_t len = strlen(text);
	struct word_memo *memo = &c->words[field][text_hash(text, len) % IMPORT_WORDS];

	if (len >= sizeof memo->text) {
		return find(text);
	}
	if (strcmp(memo->text, text) != 0) {
		memcpy(memo->text, text, len + 1);
		memo->found = find(text);
	}
	return memo->found;
}

/* A word that must be one of a known set: what is not known is told and left out. */
static void read_word(struct clean_row *c, enum import_field field, const char *(*find)(const char *), bool keep)
{
	const char *text = c->values[field];
	const char *found = text != NULL ? look_up(c, field, find, text) : NULL;

	if (text == NULL) {
		return;
	}
	if (found == NULL) {
		import_tell(&c->notes, "%s '%.60s' is not known%s", import_field_name(field), text, keep ? "" : "; left empty");
	}
	c->values[field] = found != NULL ? found : keep ? text : NULL;
}

static void read_code(struct clean_row *c)
{
	const char *text = c->values[FIELD_CODE];
	size_t n = 0;

	for (; text != NULL && *text != '\0' && n + 1 < sizeof c->code; text++) {
		if (strchr(" -.\t", *text) == NULL) {
			c->code[n++] = *text;
		}
	}
	c->code[n] = '\0';
	c->values[FIELD_CODE] = n > 0 ? c->code : NULL;
}

static void read_organisation(struct clean_row *c)
{
	strbuf_reset(&c->name_key);
	c->domain = NULL;
	if (c->values[FIELD_ORGANISATION] != NULL) {
		firm_name_key(c->values[FIELD_ORGANISATION], &c->name_key);
	}
	if (c->n_addresses > 0 && !address_domain_is_free(address_domain(&c->addresses[0]))) {
		c->domain = address_domain(&c->addresses[0]);
	}
}

/* "'+370…": the apostrophe keeps a spreadsheet from taking the text for a formula (csv_add_text() writes it so). */
static const char *without_guard(const char *cell)
{
	return cell[0] == '\'' && cell[1] != '\0' && strchr("=+-@", cell[1]) != NULL ? cell + 1 : cell;
}

/* A name is one line, also where a spreadsheet broke it in two. */
static void make_one_line(char *cell)
{
	for (; *cell != '\0'; cell++) {
		if ((unsigned char)*cell < ' ' || *cell == 0x7f) {
			*cell = ' ';
		}
	}
}

static void read_cells(const struct import_columns *columns, const struct sheet_row *row, struct clean_row *c)
{
	for (size_t i = 0; i < IMPORT_FIELDS; i++) {
		c->values[i] = NULL;
	}
	for (size_t i = 0; i < row->n; i++) {
		if (i >= columns->n) {
			if (row->cells[i][0] != '\0') {
				import_tell(&c->fault, "more cells than headings: '%.40s' stands in none", row->cells[i]);
				return;
			}
			continue;
		}
		if (columns->fields[i] != FIELD_IGNORED && row->cells[i][0] != '\0') {
			if (columns->fields[i] != FIELD_EMAIL) { /* there a line end parts addresses */
				make_one_line(row->cells[i]);
			}
			c->values[columns->fields[i]] = without_guard(row->cells[i]);
		}
	}
}

void import_clean(const struct import_columns *columns, const struct sheet_row *row, struct clean_row *c)
{
	strbuf_reset(&c->fault);
	strbuf_reset(&c->notes);
	strbuf_reset(&c->name_key);
	c->line = row->line;
	c->n_addresses = 0;
	if (row->fault != NULL) {
		import_tell(&c->fault, "%s", row->fault);
		return;
	}
	if (row->note != NULL) {
		import_tell(&c->notes, "%s", row->note);
	}
	read_cells(columns, row, c);
	read_addresses(c, c->values[FIELD_EMAIL]);
	read_word(c, FIELD_COUNTRY, words_country, false);
	read_word(c, FIELD_LANGUAGE, words_language, false);
	read_word(c, FIELD_KIND, words_kind, true);
	read_word(c, FIELD_GENDER, words_gender, false);
	if (c->values[FIELD_SECTOR] != NULL) {
		const char *sector = look_up(c, FIELD_SECTOR, words_sector, c->values[FIELD_SECTOR]);

		c->values[FIELD_SECTOR] = sector != NULL ? sector : c->values[FIELD_SECTOR];
	}
	if (c->values[FIELD_PHONE] != NULL) {
		if (!phone_normalize(c->values[FIELD_PHONE], c->values[FIELD_COUNTRY], c->phone)) {
			import_tell(&c->notes, "'%.40s' is no telephone number; kept as it is", c->values[FIELD_PHONE]);
		}
		c->values[FIELD_PHONE] = c->phone;
	}
	read_code(c);
	read_organisation(c);
	if (c->fault.len == 0) {
		import_suspect(c);
	}
}
