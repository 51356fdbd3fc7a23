/* kvieslys list address: where people join a list by mail. */
#include "cli/commands.h"

#include "domain/subscription.h"

#include <stdio.h>

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	const char *address = args_at(args, 1);
	enum status st = subscription_set_address(app->ws.store, app->ws.config, args_at(args, 0), address, app->actor, err);

	if (st == ST_OK && address != NULL) {
		printf("%s: people join and leave by a mail to %s\n", args_at(args, 0), address);
	} else if (st == ST_OK) {
		printf("%s: nobody can join by mail\n", args_at(args, 0));
	}
	return st;
}

const struct command cmd_list_address = {
	.words = "list address",
	.arguments = "LIST [ADDRESS]",
	.min = 1,
	.max = 2,
	.needs = NEED_CONFIG | NEED_STORE,
	.help = "the address by which people join a list, and leave it",
	.more = "A mail to ADDRESS with one of the words subscribe or unsubscribe as its subject or first line (in every language "
		"of templates/; the words are in list.conf) asks to join or leaves. Who asks to join gets a letter to confirm by "
		"answering it, and is a member, with the consent on record, only then. Mail to ADDRESS must arrive in a mailbox that "
		"'kvieslys fetch' reads. The list is made when it is new. Without ADDRESS nobody can join by mail any more.",
	.run = run,
};
