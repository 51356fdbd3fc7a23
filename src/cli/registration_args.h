/* What the commands about registrations have in common. */
#ifndef KVIESLYS_CLI_REGISTRATION_ARGS_H
#define KVIESLYS_CLI_REGISTRATION_ARGS_H

#include "cli/cli.h"
#include "domain/registration.h"
#include "util/cleanup.h"

/* Finds the event of args[0] and the contact of args[1] (an address). ST_NOT_FOUND names which is not there. */
enum status registration_args_find(struct app *app, const struct args *args, int64_t *ret_event, int64_t *ret_contact,
		struct error *err);

#define REGISTRATION_ARGS_MAX 64
/* People from --name options: "Jonas Petraitis" or "Jonas Petraitis <jonas@x.lt>". `store_names` holds their texts. */
struct registration_people {
	struct registration_person items[REGISTRATION_ARGS_MAX];
	char *texts[2 * REGISTRATION_ARGS_MAX];
	size_t n, n_texts;
};
#define CLEANUP_REGISTRATION_PEOPLE CLEANUP(registration_people_release)
void registration_people_release(struct registration_people *people);
enum status registration_args_people(const struct args *args, struct registration_people *ret, struct error *err);

/* Applies what staff says by phone or across the table (source staff, arrived now), and prints what has become of it. What
 * would go to review with a reply is an error here. */
enum status registration_args_apply(struct app *app, const struct args *args, struct registration_answer *answer,
		struct error *err);

#endif
