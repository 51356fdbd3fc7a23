/* Headings in Lithuanian, Polish and English, and what --map says. */
#include "domain/import_private.h"

#include "store/db_import.h"
#include "util/cleanup.h"
#include "util/conf.h"
#include "util/fold.h"

#include <string.h>
#include <strings.h>

static const char *const field_names[] = {
	[FIELD_EMAIL] = "email", [FIELD_NAME] = "name", [FIELD_GIVEN_NAME] = "given_name", [FIELD_FAMILY_NAME] = "family_name",
	[FIELD_TITLE] = "title", [FIELD_POSITION] = "position", [FIELD_GENDER] = "gender", [FIELD_SALUTATION] = "salutation",
	[FIELD_LANGUAGE] = "language", [FIELD_PHONE] = "phone", [FIELD_ORGANISATION] = "organisation", [FIELD_CODE] = "code",
	[FIELD_COUNTRY] = "country", [FIELD_REGION] = "region", [FIELD_TOWN] = "town", [FIELD_SECTOR] = "sector",
	[FIELD_KIND] = "kind", [FIELD_SIZE] = "size", [FIELD_CLUSTERS] = "clusters", [FIELD_IGNORED] = "-", NULL };

/* As fold_key() makes them; parted by '|'. */
static const char *const headings[] = {
	[FIELD_EMAIL] = "email|mail|emailaddress|mailaddress|eaddress|elpastas|elektroninispastas|elpastoadresas|epastas|elp|"
			"elektroninispastoadresas|adresemail|pocztaelektroniczna|poczta|adresmailowy|электроннаяпочта|почта|emailas|"
			"adrespocztyelektronicznej|address",
	[FIELD_NAME] = "name|fullname|contact|contactname|contactperson|person|vardaspavarde|vardasirpavarde|"
			"kontaktinisasmuo|asmuo|kontaktas|imieinazwisko|imienazwisko|osobakontaktowa|kontakt|osoba|фио|имяифамилия",
	[FIELD_GIVEN_NAME] = "givenname|firstname|forename|vardas|imie|имя",
	[FIELD_FAMILY_NAME] = "familyname|lastname|surname|pavarde|nazwisko|фамилия",
	[FIELD_TITLE] = "title|academictitle|titulas|mokslolaipsnis|laipsnis|tytul|tytulnaukowy|degree",
	[FIELD_POSITION] = "position|jobtitle|job|function|pareigos|stanowisko|funkcja|должность",
	[FIELD_GENDER] = "gender|sex|lytis|plec|пол",
	[FIELD_SALUTATION] = "salutation|greeting|kreipinys|kreipimasis|zwrot|zwrotgrzecznosciowy",
	[FIELD_LANGUAGE] = "language|lang|kalba|jezyk|язык|locale",
	[FIELD_PHONE] = "phone|telephone|tel|phonenumber|mobile|telefonas|telnr|telefononumeris|telefononr|mob|mobilus|"
			"mobilusistelefonas|telefon|nrtelefonu|numertelefonu|telkom|komorka|телефон",
	[FIELD_ORGANISATION] = "organisation|organization|company|companyname|firm|organisationname|organizationname|employer|"
			"imone|imonespavadinimas|organizacija|organizacijospavadinimas|istaiga|bendrove|pavadinimas|firma|nazwafirmy|"
			"nazwa|organizacja|instytucja|przedsiebiorstwo|nazwaprzedsiebiorstwa|nazwainstytucji|организация|компания|фирма|"
			"universitetas|institution",
	[FIELD_CODE] = "code|registrationcode|regcode|companycode|registrationnumber|organisationcode|imoneskodas|kodas|"
			"juridinioasmenskodas|jakodas|organizacijoskodas|nip|regon|krs|numernip|numerregon|инн|унп|vatcode",
	[FIELD_COUNTRY] = "country|countrycode|salis|valstybe|kraj|panstwo|страна",
	[FIELD_REGION] = "region|county|province|district|apskritis|regionas|rajonas|savivaldybe|wojewodztwo|powiat|область|регион",
	[FIELD_TOWN] = "town|city|miestas|vietove|gyvenviete|miasto|miejscowosc|город",
	[FIELD_SECTOR] = "sector|industry|branch|sektorius|sritis|veiklossritis|veikla|saka|sektor|branza|przemysl|отрасль",
	[FIELD_KIND] = "kind|type|organisationtype|organisationkind|rusis|tipas|rodzaj|typ|rodzajorganizacji|тип",
	[FIELD_SIZE] = "size|companysize|dydis|imonesdydis|wielkosc|wielkoscfirmy|размер",
	[FIELD_CLUSTERS] = "clusters|cluster|klasteris|klasteriai|klaster|klastry|кластер",
	[FIELD_IGNORED] = "rejectedline|rejectreason",
};

const char *import_field_name(enum import_field field)
{
	return field_names[field];
}

static bool has_heading(const char *names, const char *key, size_t len)
{
	for (const char *p = names; p != NULL;) {
		const char *bar = strchr(p, '|');
		size_t n = bar != NULL ? (size_t)(bar - p) : strlen(p);

		if (n == len && memcmp(p, key, n) == 0) {
			return true;
		}
		p = bar != NULL ? bar + 1 : NULL;
	}
	return false;
}

static enum import_field known_heading(const char *text)
{
	char key[256];
	size_t len = fold_key(text, key, sizeof key);

	for (int f = 0; f < IMPORT_FIELDS && len > 0; f++) {
		if (has_heading(headings[f], key, len) || strcasecmp(text, field_names[f]) == 0) {
			return (enum import_field)f;
		}
	}
	return FIELD_IGNORED;
}

enum import_field import_field_of_heading(const char *heading)
{
	return known_heading(heading);
}

bool import_is_address_heading(const char *heading)
{
	return known_heading(heading) == FIELD_EMAIL;
}

/* FIELD_IGNORED with *ret_known false: no such field. */
static enum import_field field_of_name(const char *name, bool *ret_known)
{
	*ret_known = true;
	for (int f = 0; f <= IMPORT_FIELDS; f++) {
		if (strcasecmp(field_names[f], name) == 0) {
			return (enum import_field)f;
		}
	}
	*ret_known = strcmp(name, "") == 0 || strcasecmp(name, "ignore") == 0;
	return FIELD_IGNORED;
}

static bool same_heading(const char *a, const char *b)
{
	char x[256];
	char y[256];

	return fold_key(a, x, sizeof x) == fold_key(b, y, sizeof y) && (x[0] != '\0' ? strcmp(x, y) == 0
			: strcmp(a, b) == 0);
}

/* Index of the column that a map names, or columns->n. */
static size_t column_of(const struct import_columns *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->headings[i], name) == 0) {
			return i;
		}
	}
	for (size_t i = 0; i < c->n; i++) {
		if (same_heading(c->headings[i], name)) {
			return i;
		}
	}
	if (name[0] != '\0' && strlen(name) <= 4 && strspn(name, "0123456789") == strlen(name)) {
		size_t number = (size_t)strtoll(name, NULL, 10);

		if (number >= 1 && number <= c->n) {
			return number - 1;
		}
	}
	return c->n;
}

/* A field belongs to one column: the last map wins, a known heading gives way. */
static void set_field(struct import_columns *c, size_t column, enum import_field field)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->fields[i] == field && field != FIELD_IGNORED) {
			c->fields[i] = FIELD_IGNORED;
		}
	}
	c->fields[column] = field;
}

static enum status apply_map(struct store *store, const struct import_options *o, const char *map,
		struct import_columns *c, struct error *err)
{
	const char *equals = strrchr(map, '=');
	CLEANUP_FREE char *name = equals != NULL ? strndup(map, (size_t)(equals - map)) : NULL;
	enum import_field field;
	bool known;
	size_t column;

	if (equals == NULL) {
		return error_set(err, ST_INVALID, "--map %s: write COLUMN=FIELD", map);
	}
	if (name == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	field = field_of_name(equals + 1, &known);
	if (!known) {
		const char *near = nearest_word(equals + 1, field_names);

		return error_set(err, ST_INVALID, "--map %s: no field '%s'%s%s%s", map, equals + 1, near != NULL ? "; did you mean '" : "",
				near != NULL ? near : "", near != NULL ? "'?" : "");
	}
	column = column_of(c, name);
	if (column == c->n) {
		return error_set(err, ST_INVALID, "--map %s: %s has no column '%s'", map, o->file, name);
	}
	set_field(c, column, field);
	c->remembered[column] = false;
	return db_import_map_put(store, o->source, c->headings[column], field_names[field], err);
}

static enum status recall_maps(struct store *store, const char *source, struct import_columns *c, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; i < c->n && st == ST_OK; i++) {
		CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
		bool known = false;

		st = db_import_map_get(store, source, c->headings[i], &name, err);
		if (st == ST_OK && name.len > 0) {
			enum import_field field = field_of_name(name.buf, &known);

			if (known) {
				c->remembered[i] = c->fields[i] != field; /* else the heading says it */
				set_field(c, i, field);
			}
		}
	}
	return st;
}

static bool looks_like_address(const char *cell)
{
	struct error ignored = ERROR_INIT;
	struct address address;

	return address_parse(cell, &address, &ignored) == ST_OK;
}

/* Copies the headings; a first row that has an address in it is data, and its columns have numbers for names. */
static enum status copy_headings(const struct sheet_row *first, struct import_columns *c, struct error *err)
{
	c->headings = calloc(first->n + 1, sizeof *c->headings);
	c->fields = calloc(first->n + 1, sizeof *c->fields);
	c->remembered = calloc(first->n + 1, sizeof *c->remembered);
	if (c->headings == NULL || c->fields == NULL || c->remembered == NULL) {
		return error_set(err, ST_NOMEM, "import: out of memory");
	}
	c->heading = true;
	for (size_t i = 0; i < first->n; i++) {
		c->heading = c->heading && !looks_like_address(first->cells[i]);
	}
	for (size_t i = 0; i < first->n; i++) {
		char number[24];

		(void)snprintf(number, sizeof number, "%zu", i + 1);
		c->headings[i] = strdup(c->heading ? first->cells[i] : number);
		if (c->headings[i] == NULL) {
			return error_set(err, ST_NOMEM, "import: out of memory");
		}
		c->n++;
		c->fields[i] = FIELD_IGNORED;
	}
	while (c->heading && c->n > 1 && c->headings[c->n - 1][0] == '\0') {
		free(c->headings[--c->n]); /* separators at the end of the line */
	}
	return ST_OK;
}

static void guess_fields(struct import_columns *c, const struct sheet_row *first)
{
	bool taken[IMPORT_FIELDS + 1] = { false };

	for (size_t i = 0; i < c->n; i++) {
		enum import_field f = c->heading ? known_heading(c->headings[i])
				: looks_like_address(first->cells[i]) ? FIELD_EMAIL : FIELD_IGNORED;

		if (f != FIELD_IGNORED && !taken[f]) {
			c->fields[i] = f;
			taken[f] = true;
		}
	}
}

static enum status need_email(const struct import_options *o, const struct import_columns *c, struct error *err)
{
	char names[512] = "";
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (c->fields[i] == FIELD_EMAIL) {
			return ST_OK;
		}
		if (n < sizeof names) {
			n += (size_t)snprintf(names + n, sizeof names - n, "%s'%.60s'", i > 0 ? ", " : "", c->headings[i]);
		}
	}
	return error_set(err, ST_INVALID, "%s: no column of addresses among %s; name it with --map COLUMN=email", o->file, names);
}

enum status import_columns_read(struct store *store, const struct import_options *options, const struct sheet_row *first,
		struct import_columns *ret, struct error *err)
{
	struct import_columns c = { .n = 0 };
	enum status st = copy_headings(first, &c, err);

	if (st == ST_OK) {
		guess_fields(&c, first);
		st = recall_maps(store, options->source, &c, err);
	}
	for (size_t i = 0; i < options->n_maps && st == ST_OK; i++) {
		st = apply_map(store, options, options->maps[i], &c, err);
	}
	if (st == ST_OK) {
		st = need_email(options, &c, err);
	}
	if (st != ST_OK) {
		import_columns_release(&c);
		return st;
	}
	*ret = c;
	return ST_OK;
}

void import_columns_describe(const struct import_columns *columns, char *buf, size_t size)
{
	size_t n = 0;

	buf[0] = '\0';
	for (int pass = 0; pass < 2; pass++) {
		bool first = true;

		for (size_t i = 0; i < columns->n && n < size; i++) {
			bool used = columns->fields[i] != FIELD_IGNORED;

			if (used == (pass == 0)) {
				n += (size_t)snprintf(buf + n, size - n, "%s%.60s%s%s%s", first ? (used ? "" : "; not used: ") : ", ",
						columns->headings[i], used ? " = " : "", used ? field_names[columns->fields[i]] : "",
						columns->remembered[i] ? " (remembered)" : "");
				first = false;
			}
		}
	}
}

void import_columns_release(struct import_columns *columns)
{
	for (size_t i = 0; i < columns->n; i++) {
		free(columns->headings[i]);
	}
	free(columns->headings);
	free(columns->fields);
	free(columns->remembered);
	*columns = (struct import_columns){ .n = 0 };
}
