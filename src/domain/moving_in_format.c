/* What the columns of other programs' exports mean. Headings are compared by fold_key(); '*' in front: the heading has it
 * somewhere. */
#include "domain/moving_in_private.h"

#include "util/clock.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>
#include <strings.h>

struct moving_heading {
	const char *text;
	enum moving_column column;
	enum import_field field; /* of MOVING_FIELD */
};

struct moving_program {
	const char *name, *title;
	const char *signs[6]; /* a heading of these must be there */
	const struct moving_heading *headings;
};

static const struct moving_heading listmonk[] = {
	{ "email", MOVING_FIELD, FIELD_EMAIL }, { "name", MOVING_FIELD, FIELD_NAME }, { "status", MOVING_STATUS, 0 },
	{ "subscriberstatus", MOVING_STATUS, 0 }, { "subscriptionstatus", MOVING_SUBSCRIPTION, 0 }, { "lists", MOVING_LISTS, 0 },
	{ "list", MOVING_LISTS, 0 }, { "listname", MOVING_LISTS, 0 }, { "attributes", MOVING_ATTRIBUTES, 0 }, { "attribs", MOVING_ATTRIBUTES, 0 },
	{ "createdat", MOVING_CREATED, 0 }, { "optinat", MOVING_OPTIN, 0 }, { "optinip", MOVING_OPTIN_IP, 0 }, { "updatedat", MOVING_LEFT_AT, 0 },
	{ "uuid", MOVING_ID, 0 }, { "id", MOVING_IGNORED, 0 }, { NULL, MOVING_IGNORED, 0 },
};

/* Its headings are sentences, and of a version's wording: "Is this subscriber confirmed" or "confirmed". */
static const struct moving_heading phplist[] = {
	{ "email", MOVING_FIELD, FIELD_EMAIL }, { "emailaddress", MOVING_FIELD, FIELD_EMAIL }, { "*manuallyconfirm", MOVING_IGNORED, 0 },
	{ "optedin", MOVING_IGNORED, 0 }, { "*blacklist", MOVING_BLOCKED, 0 }, { "*confirmed", MOVING_CONFIRMED, 0 },
	{ "*bounce", MOVING_BOUNCES, 0 }, { "entered", MOVING_CREATED, 0 }, { "*modified", MOVING_LEFT_AT, 0 },
	{ "*listmembership", MOVING_LISTS, 0 }, { "lists", MOVING_LISTS, 0 }, { "*disabled", MOVING_DISABLED, 0 }, { "*uniqueid", MOVING_ID, 0 },
	{ "uniqid", MOVING_ID, 0 }, { "id", MOVING_IGNORED, 0 }, { "*html", MOVING_IGNORED, 0 }, { "*password", MOVING_IGNORED, 0 },
	{ "*subscribepage", MOVING_IGNORED, 0 }, { "*foreignkey", MOVING_IGNORED, 0 }, { "uuid", MOVING_IGNORED, 0 },
	{ NULL, MOVING_IGNORED, 0 },
};

/* CC, REGION, TIMEZONE are guesses by the machine's address: not taken. */
static const struct moving_heading mailchimp[] = {
	{ "emailaddress", MOVING_FIELD, FIELD_EMAIL }, { "email", MOVING_FIELD, FIELD_EMAIL }, { "firstname", MOVING_FIELD, FIELD_GIVEN_NAME },
	{ "fname", MOVING_FIELD, FIELD_GIVEN_NAME }, { "lastname", MOVING_FIELD, FIELD_FAMILY_NAME }, { "lname", MOVING_FIELD, FIELD_FAMILY_NAME },
	{ "phonenumber", MOVING_FIELD, FIELD_PHONE }, { "optintime", MOVING_OPTIN, 0 }, { "optinip", MOVING_OPTIN_IP, 0 },
	{ "confirmtime", MOVING_CONFIRMED_AT, 0 }, { "unsubtime", MOVING_LEFT_AT, 0 }, { "unsubreason", MOVING_LEFT_WHY, 0 },
	{ "cleantime", MOVING_CLEANED_AT, 0 }, { "leid", MOVING_ID, 0 }, { "tags", MOVING_LISTS, 0 }, { "cc", MOVING_IGNORED, 0 },
	{ "region", MOVING_IGNORED, 0 }, { "address", MOVING_IGNORED, 0 }, { "timezone", MOVING_IGNORED, 0 }, { "notes", MOVING_IGNORED, 0 },
	{ "status", MOVING_STATUS, 0 }, { NULL, MOVING_IGNORED, 0 },
};

static const struct moving_program programs[] = {
	{ "listmonk", "listmonk", { "uuid", "attributes", "attribs", "subscriberstatus", NULL }, listmonk },
	{ "phplist", "phpList", { "*confirmed", "*blacklist", "*listmembership", NULL }, phplist },
	{ "mailchimp", "Mailchimp", { "leid", "euid", "optintime", "unsubtime", "cleantime", NULL }, mailchimp },
};

const struct moving_program *moving_program_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		if (strcasecmp(programs[i].name, name) == 0) {
			return &programs[i];
		}
	}
	return NULL;
}

const char *moving_program_title(const struct moving_program *program)
{
	return program->title;
}

/* --- headings --- */

static bool heading_is(const char *pattern, const char *key)
{
	return pattern[0] == '*' ? strstr(key, pattern + 1) != NULL : strcmp(pattern, key) == 0;
}

static bool is_sign(const struct moving_program *p, const char *key)
{
	for (size_t i = 0; p->signs[i] != NULL; i++) {
		if (heading_is(p->signs[i], key)) {
			return true;
		}
	}
	return false;
}

static void place(struct moving_layout *l, const char *text, const char *key, int at)
{
	const struct moving_heading *h = l->program->headings;
	enum import_field field;

	while (h->text != NULL && !heading_is(h->text, key)) {
		h++;
	}
	if (h->text != NULL && h->column != MOVING_FIELD) {
		l->at[h->column] = l->at[h->column] < 0 ? at : l->at[h->column];
		return;
	}
	field = h->text != NULL ? h->field : import_field_of_heading(text);
	if (field != FIELD_IGNORED && (field != FIELD_EMAIL || h->text != NULL) && l->field[field] < 0) {
		l->field[field] = at;
	}
}

enum status moving_layout_read(const struct moving_program *program, const char *file, const struct sheet_row *heading,
		struct moving_layout *ret, struct error *err)
{
	bool sign = false;

	*ret = (struct moving_layout){ .program = program, .file = file };
	for (int i = 0; i < MOVING_COLUMNS; i++) {
		ret->at[i] = -1;
	}
	for (int i = 0; i < IMPORT_FIELDS; i++) {
		ret->field[i] = -1;
	}
	for (size_t i = 0; i < heading->n; i++) {
		char key[256];

		(void)fold_key(heading->cells[i], key, sizeof key);
		sign = sign || is_sign(program, key);
		place(ret, heading->cells[i], key, (int)i);
	}
	if (ret->field[FIELD_EMAIL] < 0 || !sign) {
		return error_set(err, ST_INVALID, "%s: no export of subscribers from %s: its columns are not there", file, program->title);
	}
	return ST_OK;
}

/* --- rows --- */

static char nothing[1] = "";

static char *cell(const struct sheet_row *row, int at)
{
	return at >= 0 && (size_t)at < row->n ? row->cells[at] : nothing;
}

static const char *column(const struct moving_layout *l, const struct sheet_row *row, enum moving_column which)
{
	return cell(row, l->at[which]);
}

/* With a fraction, a zone, or neither (UTC). */
int64_t moving_read_time(const char *text)
{
	char out[48];
	size_t n = strspn(text, "0123456789-: T");
	const char *zone = text + n;
	int64_t at = 0;

	if (n < 10 || strlen(text) > 40 || strncmp(text, "0000", 4) == 0) {
		return 0;
	}
	if (n > 19) { /* "+02" and "-03" may follow without a sign that strspn() stops at */
		zone = text + 19;
		n = 19;
	}
	if (zone[0] == '.') {
		zone += 1 + strspn(zone + 1, "0123456789");
	}
	zone += strspn(zone, " ");
	(void)snprintf(out, sizeof out, "%.*s%s%s", (int)n, text, zone[0] == '\0' || strcasecmp(zone, "utc") == 0 ? (n > 10 ? "Z" : "") : zone,
			(zone[0] == '+' || zone[0] == '-') && strlen(zone) == 3 ? ":00" : "");
	if (n > 10) {
		out[10] = 'T';
	}
	return time_parse_rfc3339(out, &at, NULL) == ST_OK ? at : 0;
}

static bool is_yes(const char *text)
{
	return text[0] != '\0' && strcmp(text, "0") != 0 && strcasecmp(text, "no") != 0 && strcasecmp(text, "false") != 0;
}

static void gone(struct moving_person *p, enum suppression_reason reason)
{
	p->state = MOVING_GONE;
	p->reason = reason;
}

static bool has_any(const char *text, const char *const words[])
{
	for (size_t i = 0; words[i] != NULL; i++) {
		if (strcasestr(text, words[i]) != NULL) {
			return true;
		}
	}
	return false;
}

/* "blocklisted", "unsubscribed", "cleaned", "enabled" … of whatever program. */
void moving_read_status(struct moving_person *p, const char *status)
{
	if (has_any(status, (const char *const[]){ "blocklist", "blacklist", "unsubscribed", "optout", "archived", NULL })) {
		gone(p, SUPPRESSED_UNSUBSCRIBED);
	} else if (has_any(status, (const char *const[]){ "cleaned", "bounced", NULL })) {
		gone(p, SUPPRESSED_HARD_BOUNCE);
	} else if (strcasecmp(status, "disabled") == 0) {
		gone(p, SUPPRESSED_IMPORT);
	} else if (has_any(status, (const char *const[]){ "unconfirmed", "pending", "nonsubscribed", "non-subscribed", "transactional", NULL })) {
		p->state = MOVING_UNCONFIRMED;
	}
}

#define PHPLIST_DEAD 5 /* bounces in a row after which phpList takes a confirmation back */

static void read_state(const struct moving_layout *l, const struct sheet_row *row, struct moving_person *p)
{
	const char *subscription = column(l, row, MOVING_SUBSCRIPTION);
	const char *base = strrchr(l->file, '/') != NULL ? strrchr(l->file, '/') + 1 : l->file;

	if (strncasecmp(base, "nonsubscribed", 13) == 0 || strncasecmp(base, "non-subscribed", 14) == 0) {
		p->state = MOVING_UNCONFIRMED;
	}
	if (l->at[MOVING_CONFIRMED] >= 0 && !is_yes(column(l, row, MOVING_CONFIRMED))) {
		p->state = MOVING_UNCONFIRMED;
		if (p->bounces >= PHPLIST_DEAD) {
			gone(p, SUPPRESSED_HARD_BOUNCE);
		}
	}
	if (strcasecmp(subscription, "unconfirmed") == 0) {
		p->state = MOVING_UNCONFIRMED;
	} else if (strcasecmp(subscription, "unsubscribed") == 0) {
		gone(p, SUPPRESSED_UNSUBSCRIBED);
		p->from_list = true;
	}
	moving_read_status(p, column(l, row, MOVING_STATUS));
	p->from_list = p->from_list && column(l, row, MOVING_STATUS)[0] == 'e'; /* enabled */
	if (is_yes(column(l, row, MOVING_DISABLED))) {
		gone(p, SUPPRESSED_IMPORT);
	}
	if (is_yes(column(l, row, MOVING_BLOCKED))) {
		gone(p, SUPPRESSED_UNSUBSCRIBED);
	}
	if (l->at[MOVING_CLEANED_AT] >= 0) {
		gone(p, SUPPRESSED_HARD_BOUNCE);
		p->gone_at = moving_read_time(column(l, row, MOVING_CLEANED_AT));
	}
	if (l->program->headings == mailchimp && l->at[MOVING_LEFT_AT] >= 0) {
		gone(p, has_any(p->why, (const char *const[]){ "spam", "abuse", "complain", NULL }) ? SUPPRESSED_COMPLAINT : SUPPRESSED_UNSUBSCRIBED);
	}
}

/* Attributes are what people were asked for in a form: those with a heading that is known become fields. */
void moving_take_attributes(struct moving_person *p, const struct json *object)
{
	for (size_t i = 0; object != NULL && i < object->n; i++) {
		const struct json *a = &object->children[i];
		enum import_field field = a->key != NULL && a->string != NULL ? import_field_of_heading(a->key) : FIELD_IGNORED;

		if (field != FIELD_IGNORED && field != FIELD_EMAIL && p->cells[field][0] == '\0') {
			p->cells[field] = a->string;
		}
	}
}

void moving_person_init(struct moving_person *p)
{
	*p = (struct moving_person){ .state = MOVING_SUBSCRIBER, .lists = nothing, .why = nothing, .ip = nothing, .id = nothing,
		.confirmed = nothing, .left = nothing, .email = nothing, .texts = STRBUF_INIT };
	for (int f = 0; f < IMPORT_FIELDS; f++) {
		p->cells[f] = nothing;
	}
}

void moving_person_read(const struct moving_layout *l, const struct sheet_row *row, struct moving_person *ret)
{
	const char *optin = column(l, row, MOVING_OPTIN);
	const char *attributes = column(l, row, MOVING_ATTRIBUTES);

	moving_person_init(ret);
	for (int f = 0; f < IMPORT_FIELDS; f++) {
		ret->cells[f] = cell(row, l->field[f]);
	}
	ret->email = ret->cells[FIELD_EMAIL];
	ret->lists = column(l, row, MOVING_LISTS);
	ret->why = column(l, row, MOVING_LEFT_WHY);
	ret->ip = column(l, row, MOVING_OPTIN_IP);
	ret->id = column(l, row, MOVING_ID);
	ret->confirmed = column(l, row, MOVING_CONFIRMED_AT);
	ret->bounces = strtoll(column(l, row, MOVING_BOUNCES), NULL, 10);
	ret->agreed_at = moving_read_time(ret->confirmed);
	ret->agreed_at = ret->agreed_at != 0 ? ret->agreed_at : moving_read_time(optin);
	ret->agreed_at = ret->agreed_at != 0 ? ret->agreed_at : moving_read_time(column(l, row, MOVING_CREATED));
	ret->gone_at = moving_read_time(column(l, row, MOVING_LEFT_AT));
	read_state(l, row, ret);
	ret->attributes = attributes[0] == '{' ? json_read(attributes, strlen(attributes)) : NULL;
	moving_take_attributes(ret, ret->attributes);
}

void moving_person_release(struct moving_person *person)
{
	json_free(person->attributes);
	person->attributes = NULL;
	strbuf_release(&person->texts);
}
