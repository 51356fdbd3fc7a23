/* kvieslys contact change: correcting what we know of a person. */
#include "cli/commands.h"

#include "domain/contact_change.h"

#include <stdio.h>

#define FIELDS_MAX 32

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	const char *fields[FIELDS_MAX];
	size_t n = args_count(args) - 1;
	size_t changed = 0;
	enum status st;

	if (n > FIELDS_MAX) {
		return error_set(err, ST_INVALID, "more than %d fields", FIELDS_MAX);
	}
	for (size_t i = 0; i < n; i++) {
		fields[i] = args_at(args, i + 1);
	}
	st = contact_change(app->ws.store, &app->ws.key, args_at(args, 0), fields, n, args_value(args, "--why"), app->actor,
			&changed, err);
	if (st == ST_OK) {
		printf("%s: %zu %s changed\n", args_at(args, 0), changed, changed == 1 ? "field" : "fields");
	}
	return st;
}

static const struct cli_option options[] = {
	{ "--why", 'w', OPTION_VALUE, "TEXT", "the reason, for the audit log" },
	{ 0 },
};

const struct command cmd_contact_change = {
	.words = "contact change",
	.arguments = "ADDRESS FIELD=VALUE…",
	.min = 2,
	.max = -1,
	.needs = NEED_STORE | NEED_KEY,
	.options = options,
	.help = "correct what is known of a person; an empty value removes it",
	.more = "Fields: email, name, given_name, family_name, title, position, gender (m, f), salutation, language, phone,\n"
		"office_mailbox (yes, no). Old and new values are in the history of the contact. A new address takes the\n"
		"suppressions of the old one with it, but for that of a mailbox that does not exist.",
	.run = run,
};
