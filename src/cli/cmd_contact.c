/* kvieslys contact list, show: looking at people. */
#include "cli/commands.h"

#include "domain/consent.h"
#include "mail/address.h"
#include "store/db_contact.h"
#include "store/db_story.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

static enum status print_line(void *arg, const struct contact_line *c, struct error *err)
{
	struct printer *p = arg;

	printer_string(p, c->email);
	printer_string(p, c->name);
	printer_string(p, c->organisation);
	printer_string(p, c->country);
	printer_string(p, c->language);
	printer_string(p, c->suppressed != NULL ? c->suppressed : c->status);
	return printer_row(p, err);
}

static enum status run_list(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "email", 40 }, { "name", 28 }, { "organisation", 36 }, { "country", 7 }, { "language", 8 }, { "status", 0 }, { NULL, 0 },
	};
	CLEANUP_PRINTER struct printer *p = NULL;
	CLEANUP_ID_SET struct id_set set = { 0 };
	const struct id_set *only = NULL;
	enum status st = cli_where(app, args, &set, &only, err);

	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	return st != ST_OK ? st : db_contact_lines(app->ws.store, args_value(args, "--list"), only, print_line, p, err);
}

static const struct cli_option list_options[] = {
	{ "--list", 'l', OPTION_VALUE, "NAME", "members of that list only" },
	CLI_WHERE,
	{ 0 },
};

const struct command cmd_contact_list = {
	.words = "contact list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.options = list_options,
	.help = "all contacts, or those of a list",
	.run = run_list,
};

static enum status find(struct store *store, const char *text, struct contact *ret, struct error *err)
{
	struct address a;
	enum status st = address_parse(text, &a, err);

	if (st == ST_OK) {
		st = db_contact_find(store, a.key, ret, err);
	}
	return st == ST_NOT_FOUND ? error_set(err, st, "no contact '%s'; 'kvieslys contact list' shows them", text) : st;
}

static enum status print_story(void *arg, const struct story_line *s, struct error *err)
{
	struct printer *p = arg;
	char when[TIME_RFC3339_SIZE];

	printer_string(p, time_format_rfc3339(s->at, when));
	printer_string(p, s->what);
	printer_string(p, s->about);
	printer_string(p, s->state);
	printer_string(p, s->detail);
	return printer_row(p, err);
}

/* Whether a letter of each class may be written now. */
static enum status print_permissions(struct app *app, const struct contact *c, struct printer *p, struct error *err)
{
	static const char *const classes[] = { "event", "offer", "newsletter", "survey" };
	CLEANUP_CONSENT struct consent *consent = NULL;
	CLEANUP_FREE char *data = NULL;
	enum status st = fs_data_dir(&data, err);

	if (st == ST_OK) {
		st = consent_open(app->ws.store, &app->ws.key, data, app->ws.dir, &consent, err);
	}
	for (size_t i = 0; st == ST_OK && i < sizeof classes / sizeof classes[0]; i++) {
		const char *why = NULL;
		bool may = true;

		st = consent_may_write_contact(consent, c->id, classes[i], clock_now(), &may, &why, err);
		if (st == ST_OK) {
			st = print_story(p, &(struct story_line){ clock_now(), "letters", classes[i], may ? "allowed" : "blocked", why },
					err);
		}
	}
	return st;
}

static enum status run_show(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "at", 20 }, { "what", 12 }, { "about", 20 }, { "state", 12 }, { "detail", 0 }, { NULL, 0 },
	};
	CLEANUP_CONTACT struct contact c = CONTACT_INIT;
	CLEANUP_PRINTER struct printer *p = NULL;
	enum status st = find(app->ws.store, args_at(args, 0), &c, err);

	if (st == ST_OK && app->format == FORMAT_TEXT) {
		printf("%s\nname       %s%s%s\nlanguage   %s\nphone      %s\nsource     %s\nstatus     %s\n\n", c.email,
				c.name != NULL ? c.name : c.given_name != NULL ? c.given_name : "-",
				c.name == NULL && c.family_name != NULL ? " " : "",
				c.name == NULL && c.family_name != NULL ? c.family_name : "", c.language != NULL ? c.language : "-",
				c.phone != NULL ? c.phone : "-", c.source != NULL ? c.source : "-", c.status);
	}
	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	st = st == ST_OK ? db_contact_story(app->ws.store, c.id, c.email_key, print_story, p, err) : st;
	return st == ST_OK ? print_permissions(app, &c, p, err) : st;
}

const struct command cmd_contact_show = {
	.words = "contact show",
	.arguments = "ADDRESS",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ | NEED_KEY,
	.formats = true,
	.help = "a person's whole story: lists, basis, letters, answers, registrations; which letters are allowed now",
	.run = run_show,
};
