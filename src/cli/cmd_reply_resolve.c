/* kvieslys reply resolve: a person decides what the program would not. */
#include "cli/commands.h"

#include "domain/decide.h"
#include "domain/find.h"
#include "mail/address.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PEOPLE_MAX 200

static const struct cli_option options[] = {
	{ "--count", 'n', OPTION_VALUE, "N", "how many people come; else as the mail says" },
	{ "--attendee", 'a', OPTION_MANY, "NAME", "who comes: \"Name\" or \"Name <address>\"; else as the mail says" },
	{ "--contact", 0, OPTION_VALUE, "ADDRESS", "who is meant, where the mail does not tell" },
	{ 0 },
};

static enum status intent_of(const char *word, enum intent *ret, struct error *err)
{
	static const enum intent intents[] = { INTENT_YES, INTENT_NO, INTENT_MAYBE, INTENT_UNSUBSCRIBE, INTENT_OTHER };

	for (size_t i = 0; i < ARRAY_SIZE(intents); i++) {
		if (strcmp(word, intent_name(intents[i])) == 0) {
			*ret = intents[i];
			return ST_OK;
		}
	}
	return error_set(err, ST_INVALID, "'%s' is no decision: yes, no, maybe, unsubscribe, or other when nothing is to be "
			"done", word);
}

struct people {
	struct attendee items[PEOPLE_MAX];
	size_t n;
};

static void people_release(struct people *people)
{
	for (size_t i = 0; i < people->n; i++) {
		free(people->items[i].name);
		free(people->items[i].email);
	}
}

static enum status read_people(const struct args *args, struct people *people, struct error *err)
{
	const char *text;

	for (size_t i = 0; (text = args_nth(args, "--attendee", i)) != NULL; i++) {
		CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
		struct address address;
		bool has = strchr(text, '<') != NULL;

		if (people->n == PEOPLE_MAX) {
			return error_set(err, ST_INVALID, "more than %d people", PEOPLE_MAX);
		}
		if (has && address_parse_mailbox(text, &address, &name, err) != ST_OK) {
			return ST_INVALID;
		}
		people->items[people->n].name = strdup(has ? name.buf : text);
		people->items[people->n].email = has ? strdup(address.email) : NULL;
		if (people->items[people->n++].name == NULL) {
			return error_set(err, ST_NOMEM, "people: out of memory");
		}
	}
	return ST_OK;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_DECIDER struct decider *decider = NULL;
	CLEANUP(people_release) struct people people = { .n = 0 };
	struct resolution resolution = { .who = app->actor };
	struct workspace *ws = &app->ws;
	struct apply_result result;
	int64_t id = 0;
	enum status st = cli_parse_int("ID", args_at(args, 0), 1, INT64_MAX, &id, err);

	if (st == ST_OK) {
		st = intent_of(args_at(args, 1), &resolution.intent, err);
	}
	if (st == ST_OK && args_value(args, "--count") != NULL) {
		st = cli_parse_int("--count", args_value(args, "--count"), 1, 1000, &resolution.count, err);
	}
	if (st == ST_OK && args_value(args, "--contact") != NULL) {
		st = find_contact(ws->store, args_value(args, "--contact"), &resolution.contact_id, err);
	}
	if (st == ST_OK) {
		st = read_people(args, &people, err);
	}
	if (st == ST_OK) {
		st = decider_new(ws->store, ws->config, &ws->key, ws->languages, &decider, err);
	}
	if (st != ST_OK) {
		return st;
	}
	resolution.attendees = people.n > 0 ? people.items : NULL;
	resolution.n_attendees = people.n;
	st = decide_resolve(decider, id, &resolution, &result, err);
	if (st == ST_OK) {
		printf("reply %" PRId64 ": %s\n", id, result.reason);
	}
	return st;
}

const struct command cmd_reply_resolve = {
	.words = "reply resolve",
	.arguments = "ID DECISION",
	.min = 2,
	.max = 2,
	.needs = NEED_CONFIG | NEED_STORE | NEED_KEY | NEED_LANGUAGES,
	.options = options,
	.help = "decide a reply of the review queue: yes, no, maybe, unsubscribe or other",
	.more = "Answers to a questionnaire: yes takes them as they were read, also those in doubt (`reply show` tells them);\n"
		"`survey answer` enters others.",
	.run = run,
};
