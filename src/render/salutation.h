/* "Gerbiamas pone Kazlauskai," — how a letter begins. Rules are data of the pack:
 *
 *	[salutation]         patterns, used when all they name is known: male-patronymic, female-patronymic, male-title,
 *	                     female-title, male, female, male-given, female-given (given name alone is known),
 *	                     person (gender not known), neutral; placeholders {given} {family} {patronymic} {title} {name}
 *	[gender.given]       "kuba = m" a whole name, "-a = f 0.9" an ending with its certainty; also [gender.family] and
 *	                     [gender.patronymic]
 *	[vocative.given.m]   "-as = -ai" an ending, "олег = Олегу" a whole name; also .f and family, patronymic
 *	[title]              "dyrektor = Dyrektorze | Dyrektor": what stands for {title} to a man and to a woman
 *
 * The longest ending wins, a whole name before it. Gender comes from given name and surname; where they disagree or say too
 * little the neutral form is taken, never a guess. A name that the letter's language knows nothing of is looked up in the
 * other packs, with less certainty. Immutable, shared by threads. */
#ifndef KVIESLYS_RENDER_SALUTATION_H
#define KVIESLYS_RENDER_SALUTATION_H

#include "language/pack.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>

#define SALUTATION_CERTAIN 0.75 /* below it nobody is called Mr or Ms */

struct salutations; /* of one language */

struct salutation_person {
	const char *name;       /* whole, used where the parts are NULL */
	const char *given_name, *family_name;
	const char *title;      /* looked up in [title]; then position */
	const char *position;
	const char *gender;     /* "m", "f": said; NULL: guessed */
	/* Overrides everything. May hold placeholders ("Szanowny Panie {given},"): they are put in the vocative; when one of
	 * them is not known, the salutation is built as if nothing had been said. */
	const char *salutation;
	bool role;              /* an office mailbox: neutral */
};

struct salutation_guess {
	char gender;        /* 'm', 'f', 0: not known */
	double certainty;   /* 1.0 when it was said */
	bool guessed;       /* worth showing to the organiser */
	const char *pattern; /* which was used: "male", "neutral", "override"; static or the pack's */
};

/* Faults of the pack's tables go to `problems`. ST_NOMEM. */
enum status salutations_load(const struct language *language, const char *file, struct salutations **ret,
		struct problems *problems, struct error *err);
void salutations_free(struct salutations *s);

/* Appends the salutation. `all` (NULL-ended, may be NULL): the packs asked when this one does not know a name.
 * `guess` may be NULL. Out of memory shows in strbuf_ok(out). */
void salutation_write(const struct salutations *s, const struct salutations *const *all,
		const struct salutation_person *person, struct strbuf *out, struct salutation_guess *guess);

#endif
