/* kvieslys contact merge, undo: one person with two addresses. */
#include "cli/commands.h"

#include "domain/merge_contact.h"

#include <inttypes.h>

static void print_counts(const struct merge_contact_counts *n)
{
	printf("%" PRId64 " letters, %" PRId64 " replies, %" PRId64 " registrations, %" PRId64 " interests, %" PRId64 " answers to questionnaires, %"
			PRId64 " lists\n", n->letters, n->replies, n->registrations, n->interests, n->answers, n->lists);
}

static enum status run_merge(struct app *app, const struct args *args, struct error *err)
{
	struct merge_contact_counts n = { 0 };
	enum status st = merge_contacts(app->ws.store, &app->ws.key, args_at(args, 0), args_at(args, 1), app->actor, &n, err);

	if (st != ST_OK) {
		return st;
	}
	printf("%s is an address of %s now: ", args_at(args, 1), args_at(args, 0));
	print_counts(&n);
	if (n.both > 0) {
		printf("%" PRId64 " registrations or interests stay with %s, because both have one: 'kvieslys contact show' tells which\n", n.both,
				args_at(args, 1));
	}
	return ST_OK;
}

const struct command cmd_contact_merge = {
	.words = "contact merge",
	.arguments = "ADDRESS OTHER",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE | NEED_KEY,
	.help = "one person with two addresses: the second becomes another address of the first",
	.more = "Letters, answers, registrations and lists go over, and what was known of the second and not of the first. Who was not to be\n"
		"written to at one of them is not written to any more. Mail from OTHER is the person's, letters go to ADDRESS alone.\n"
		"'kvieslys contact undo OTHER' takes all of it back; 'contact duplicates' proposes pairs.",
	.run = run_merge,
};

static enum status run_undo(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_STRBUF struct strbuf notes = STRBUF_INIT;
	struct merge_contact_counts n = { 0 };
	enum status st = merge_contacts_undo(app->ws.store, args_at(args, 0), app->actor, &n, &notes, err);

	if (st == ST_OK) {
		printf("%s stands for itself again: ", args_at(args, 0));
		print_counts(&n);
		(void)fputs(notes.buf, stdout);
	}
	return st;
}

const struct command cmd_contact_undo = {
	.words = "contact undo",
	.arguments = "OTHER",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE,
	.help = "undo the merge of a contact into another",
	.more = "What the merge moved goes back. What was changed since stays, and is told.",
	.run = run_undo,
};
