/* Proof before sending: everything that would stop or spoil a campaign's letters is found while nothing has left. Nothing here
 * needs a network. Findings name the letter's file and line, or the contact, and what to do.
 *
 *	letter_checker_new → letter_check_letters (once) → letter_check_contact (for each contact) → letter_checker_free */
#ifndef KVIESLYS_DOMAIN_LETTER_CHECK_H
#define KVIESLYS_DOMAIN_LETTER_CHECK_H

#include "domain/finding.h"
#include "domain/letter.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stddef.h>

/* Sizes in bytes above which mail programs cut or servers refuse. */
#define LETTER_HTML_CLIPPED 100000
#define LETTER_MAIL_LARGE 500000
#define LETTER_MAIL_REFUSED 10000000

struct letter_checker;

/* What is to be checked of a campaign. Borrowed. */
struct letter_plan {
	const char *const *letters; /* first letter and those of the steps, NULL-ended */
	const char *languages;      /* "lt, pl, en"; the first is what the others follow */
	const struct letter_topic *topic; /* may be NULL */
	const struct problems *problems; /* all faults of templates, as letter_book_open() told them; may be NULL */
};

enum status letter_checker_new(const struct letter_book *book, struct letter_checker **ret, struct error *err);
void letter_checker_free(struct letter_checker *checker);
#define CLEANUP_LETTER_CHECKER CLEANUP(letter_checker_cleanup)
void letter_checker_cleanup(struct letter_checker **checker);

/* Every letter in every language of the plan: there, without faults, not older than the one it follows (Version:), the
 * event's texts in that language, the funder's statement and emblem, the sender's identification. Faults of a letter are
 * told here, all of them, and not once more for each contact. */
void letter_check_letters(const struct letter_checker *checker, const struct letter_plan *plan, struct findings *findings);

/* Translations of a letter that are older than the first language's, as faults. */
void letter_check_stale(const struct letter_checker *checker, const char *letter, const char *languages,
		struct findings *findings);

/* One contact: its letter is printed. A variable it lacks is a fault; a salutation that was guessed is told; sizes,
 * links and what filters dislike are told once for each letter and language. ST_NOMEM. */
enum status letter_check_contact(struct letter_checker *checker, const struct letter_message *message,
		struct findings *findings, struct error *err);

/* How many contacts were checked (with the first letter), letters that had a fault, contacts greeted by a guessed or by the
 * neutral form, letters in a translation that is behind. */
struct letter_check_counts {
	size_t contacts, faults, guessed, neutral, stale;
};
void letter_check_counts(const struct letter_checker *checker, struct letter_check_counts *ret);

#endif
