/* Staff's word as an answer. */
#include "cli/registration_args.h"

#include "domain/find.h"
#include "mail/address.h"
#include "store/db_event.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/strbuf.h"

#include <inttypes.h>
#include <string.h>

enum status registration_args_find(struct app *app, const struct args *args, int64_t *ret_event, int64_t *ret_contact,
		struct error *err)
{
	enum status st = db_event_id(app->ws.store, args_at(args, 0), ret_event, err);

	return st == ST_OK ? find_contact(app->ws.store, args_at(args, 1), ret_contact, err) : st;
}

void registration_people_release(struct registration_people *people)
{
	for (size_t i = 0; i < people->n_texts; i++) {
		free(people->texts[i]);
	}
	people->n = people->n_texts = 0;
}

static char *keep(struct registration_people *people, const char *text)
{
	char *copy = strdup(text);

	if (copy != NULL) {
		people->texts[people->n_texts++] = copy;
	}
	return copy;
}

static enum status add_person(struct registration_people *ret, const char *text, struct error *err)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	struct address address;
	struct registration_person *person;
	enum status st;

	if (ret->n == REGISTRATION_ARGS_MAX) {
		return error_set(err, ST_INVALID, "--name: more than %d people", REGISTRATION_ARGS_MAX);
	}
	person = &ret->items[ret->n];
	if (strchr(text, '<') == NULL) {
		*person = (struct registration_person){ .name = text };
		ret->n++;
		return ST_OK;
	}
	st = address_parse_mailbox(text, &address, &name, err);
	if (st != ST_OK) {
		return error_prefix(err, "--name %.100s", text);
	}
	person->name = keep(ret, name.buf);
	person->email = keep(ret, address.email);
	if (person->name == NULL || person->email == NULL) {
		return error_set(err, ST_NOMEM, "--name: out of memory");
	}
	ret->n++;
	return ST_OK;
}

enum status registration_args_people(const struct args *args, struct registration_people *ret, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; args_nth(args, "--name", i) != NULL && st == ST_OK; i++) {
		st = add_person(ret, args_nth(args, "--name", i), err);
	}
	return st;
}

static void tell(const struct args *args, const struct registration_outcome *out)
{
	printf("%s: ", args_at(args, 1));
	if (out->state == REGISTRATION_REGISTERED) {
		printf("registered, %" PRId64 " %s", out->seats, out->seats == 1 ? "person" : "people");
	} else if (out->state == REGISTRATION_WAITING) {
		printf("waiting, %" PRId64 " %s, place %" PRId64, out->seats, out->seats == 1 ? "person" : "people",
				out->place);
	} else {
		printf("%s", registration_state_name(out->state));
	}
	printf("%s%s\n", out->result == REGISTRATION_SAME ? " already" : "",
			out->letter != NULL ? "; a letter is queued" : "");
	if (out->promoted > 0) {
		printf("%" PRId64 " waiting %s moved up\n", out->promoted, out->promoted == 1 ? "party has" : "parties have");
	}
}

enum status registration_args_apply(struct app *app, const struct args *args, struct registration_answer *answer,
		struct error *err)
{
	struct registration_outcome out;
	enum status st;

	answer->source = "staff";
	answer->who = app->actor;
	answer->why = args_value(args, "--why");
	answer->quiet = args_flag(args, "--quiet");
	answer->arrived_at = clock_now();
	st = registration_answer(app->ws.store, answer, &out, err);
	if (st != ST_OK) {
		return st;
	}
	if (registration_needs_review(out.result) || out.result == REGISTRATION_STALE) {
		return error_set(err, out.result == REGISTRATION_STALE ? ST_CONFLICT : ST_INVALID, "%s: %s", args_at(args, 1),
				out.why);
	}
	tell(args, &out);
	return ST_OK;
}
