/* kvieslys contact show: one person. */
#include "cli/commands.h"

#include "domain/consent.h"
#include "domain/find.h"
#include "store/db_contact.h"
#include "store/db_merge_contact.h"
#include "store/db_story.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

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
	for (size_t i = 0; st == ST_OK && i < ARRAY_SIZE(classes); i++) {
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

static void print_head(const struct contact *c)
{
	printf("%s\nname       %s%s%s\nlanguage   %s\nphone      %s\nsource     %s\nstatus     %s\n\n", c->email,
			c->name != NULL ? c->name : c->given_name != NULL ? c->given_name : "-",
			c->name == NULL && c->family_name != NULL ? " " : "",
			c->name == NULL && c->family_name != NULL ? c->family_name : "", c->language != NULL ? c->language : "-",
			c->phone != NULL ? c->phone : "-", c->source != NULL ? c->source : "-", c->status);
}

/* Contacts that were merged with it. */
static enum status print_addresses(struct store *store, const struct contact *c, struct error *err)
{
	int64_t others[16];
	size_t n = 0;
	enum status st = db_merge_contact_others(store, c->id, others, sizeof others / sizeof others[0], &n, err);

	for (size_t i = 0; i < n && st == ST_OK; i++) {
		CLEANUP_CONTACT struct contact other = CONTACT_INIT;

		st = db_contact_load(store, others[i], &other, err);
		if (st == ST_OK) {
			printf("also       %s\n", other.email);
		}
	}
	if (n > 0) {
		printf("\n");
	}
	return st;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "at", 20 }, { "what", 12 }, { "about", 20 }, { "state", 12 }, { "detail", 0 }, { NULL, 0 },
	};
	CLEANUP_CONTACT struct contact c = CONTACT_INIT;
	CLEANUP_PRINTER struct printer *p = NULL;
	int64_t id = 0;
	enum status st = find_contact(app->ws.store, args_at(args, 0), &id, err);

	st = st == ST_OK ? db_contact_load(app->ws.store, id, &c, err) : st;
	if (st == ST_OK && app->format == FORMAT_TEXT) {
		print_head(&c);
		st = print_addresses(app->ws.store, &c, err);
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
	.run = run,
};
