/* kvieslys campaign preview: a letter as it would go out, on the terminal or as files. */
#include "cli/commands.h"

#include "domain/find.h"
#include "domain/proof.h"
#include "mail/address.h"
#include "store/db_proof.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"
#include "util/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct cli_option options[] = {
	{ "--step", 's', OPTION_VALUE, "STEP", "a later letter: the step's name or number" },
	{ "--awkward", 0, OPTION_FLAG, NULL, "the contacts worth a look: longest names, no name, no firm, another alphabet" },
	{ "--eml", 0, OPTION_VALUE, "FILE", "write the whole mail" },
	{ "--html", 0, OPTION_VALUE, "FILE", "write the HTML part as a page, images in it" },
	{ "--png", 0, OPTION_VALUE, "FILE", "write a picture of what it looks like (needs chromium)" },
	{ "--width", 0, OPTION_VALUE, "PIXELS", "of the picture; 800 unless said, 360 is a telephone" },
	{ "--dark", 0, OPTION_FLAG, NULL, "the picture as in dark mode" },
	{ "--raw", 0, OPTION_FLAG, NULL, "print the whole mail with its headers" },
	{ 0 },
};

static void print_text(const struct letter_print *p)
{
	printf("To: %s\nSubject: %s\nLanguage: %s\n\n%s\n", p->to, p->subject, p->language, p->text);
}

static enum status print_json(const struct letter_print *p, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	struct json_writer w = { .out = &sb };

	json_object(&w, NULL);
	json_string(&w, "to", p->to);
	json_string(&w, "subject", p->subject);
	json_string(&w, "language", p->language);
	json_string(&w, "text", p->text);
	json_string(&w, "html", p->html);
	json_int(&w, "bytes", (int64_t)p->len);
	json_end(&w, '}');
	printf("%s\n", sb.buf);
	return strbuf_ok(&sb) ? ST_OK : error_set(err, ST_NOMEM, "preview: out of memory");
}

static enum status write_page(const struct letter_print *p, const char *path, struct error *err)
{
	CLEANUP_STRBUF struct strbuf page = STRBUF_INIT;
	enum status st = proof_page(p, &page, err);

	return st == ST_OK ? fs_write(path, page.buf, page.len, 0644, err) : st;
}

static enum status write_picture(const struct letter_print *p, const struct args *args, struct error *err)
{
	int64_t width = 800;
	enum status st = ST_OK;

	if (args_value(args, "--width") != NULL) {
		st = cli_parse_int("--width", args_value(args, "--width"), 200, 4000, &width, err);
	}
	return st == ST_OK ? proof_picture(p, args_value(args, "--png"), (int)width, args_flag(args, "--dark"), err) : st;
}

static enum status show(struct app *app, const struct args *args, const struct letter_print *p, struct error *err)
{
	const char *eml = args_value(args, "--eml"), *html = args_value(args, "--html"), *png = args_value(args, "--png");
	enum status st = eml != NULL ? fs_write(eml, p->bytes, p->len, 0644, err) : ST_OK;

	st = st == ST_OK && html != NULL ? write_page(p, html, err) : st;
	st = st == ST_OK && png != NULL ? write_picture(p, args, err) : st;
	if (st != ST_OK || eml != NULL || html != NULL || png != NULL) {
		return st;
	}
	if (args_flag(args, "--raw")) {
		return fwrite(p->bytes, 1, p->len, stdout) == p->len ? ST_OK : error_set(err, ST_IO, "cannot write");
	}
	if (app->format == FORMAT_JSON) {
		return print_json(p, err);
	}
	print_text(p);
	return ST_OK;
}

/* CONTACT is an address or a number. */
static enum status contact_of(struct app *app, const char *text, int64_t *ret, struct error *err)
{
	return strchr(text, '@') != NULL ? find_contact(app->ws.store, text, ret, err)
			: cli_parse_int("CONTACT", text, 1, INT64_MAX, ret, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PROOF struct proof *proof = NULL;
	int64_t contacts[PROOF_CONTACTS], campaign = 0, step = 0;
	size_t n = 1;
	enum status st = db_proof_find(app->ws.store, args_at(args, 0), &campaign, err);

	st = st == ST_OK ? proof_open(app->ws.store, app->ws.config, &app->ws.key, app->ws.languages, &proof, err) : st;
	if (st == ST_OK && args_value(args, "--step") != NULL) {
		st = proof_step(proof, campaign, args_value(args, "--step"), &step, err);
	}
	if (st == ST_OK && (args_flag(args, "--awkward") || args_at(args, 1) == NULL)) {
		st = proof_contacts(proof, campaign, contacts, &n, err);
	} else if (st == ST_OK) {
		st = contact_of(app, args_at(args, 1), &contacts[0], err);
	}
	for (size_t i = 0; i < n && st == ST_OK; i++) {
		struct letter_print print;

		if (i > 0 && app->format == FORMAT_TEXT) {
			printf("%s\n", "------------------------------------------------------------------------");
		}
		st = proof_preview(proof, campaign, step, contacts[i], clock_now(), &print, err);
		st = st == ST_OK ? show(app, args, &print, err) : st;
	}
	return st;
}

const struct command cmd_campaign_preview = {
	.words = "campaign preview",
	.arguments = "ID [CONTACT]",
	.min = 1,
	.max = 2,
	.needs = NEED_STORE | NEED_CONFIG | NEED_KEY | NEED_LANGUAGES,
	.formats = true,
	.options = options,
	.help = "show a letter as a contact would get it",
	.more = "CONTACT is an address or a contact's number; without one, the awkward contacts of the audience are shown. What\n"
		"is shown is what is sent, but for the date and, until the campaign is started, token and Message-ID.",
	.run = run,
};
