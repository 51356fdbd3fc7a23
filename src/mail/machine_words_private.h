/* Searching the compiled wordings. Shared by report_*.c and auto_*.c. */
#ifndef KVIESLYS_MAIL_MACHINE_WORDS_PRIVATE_H
#define KVIESLYS_MAIL_MACHINE_WORDS_PRIVATE_H

#include "mail/machine_words.h"
#include "mail/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sections of the packs. Below WORDS_SUBJECT: "bounce." and the name of an enum reason. */
enum words_section {
	WORDS_SUBJECT = (int)REASON_COUNT, /* bounce.subject: subjects of reports */
	WORDS_UNPROVED,     /* bounce.unproved: "no such user" and no more than that */
	WORDS_BODY,         /* bounce.body: sentences by which reports introduce themselves */
	WORDS_DELAYED,      /* bounce.delayed: "will be retried" */
	WORDS_ORIGINAL,     /* bounce.original: lines above the returned mail */
	WORDS_SENDER,       /* bounce.sender: display names of mail systems */
	WORDS_WHO,          /* bounce.who: words for the recipient and his mailbox; with ... */
	WORDS_WHERE,        /* bounce.where: words for his system; with ... */
	WORDS_GONE,         /* bounce.gone: "unknown", "not found" */
	WORDS_FULL,         /* bounce.full: "is full", "over quota" */
	WORDS_WRITER,       /* bounce.writer: the letter's sender, who is not meant */
	WORDS_AUTO_SUBJECT, /* auto.subject */
	WORDS_AUTO_BODY,    /* auto.body */
	WORDS_TICKET,       /* auto.ticket */
	WORDS_CHALLENGE,    /* auto.challenge */
	WORDS_RECEIPT,      /* auto.receipt */
	WORDS_RETURNS,      /* auto.returns: words before the day of return */
	WORDS_MONTH,        /* auto.month: "january = 1" */
	WORDS_SECTIONS,
	WORDS_STAGE = WORDS_SECTIONS /* of no pack: how servers name the SMTP command that was answered; weight: enum stage */
};

struct words_hit {
	int section;       /* an enum reason, or an enum words_section */
	int weight;        /* from the pack, 1..9 */
	const char *text;  /* the phrase as compared */
	size_t at;         /* where it begins and ends in the searched text */
	size_t end;
	bool anywhere;     /* written with a leading '*' */
};

struct words_search {
	const struct machine_words *words;
	const char *text; /* folded (util/fold.h) */
	size_t len;
	size_t at;        /* where to go on */
	size_t place;     /* the word that is tried */
	uint32_t entry;   /* next entry to try there, + 1; 0: none */
	uint32_t other;   /* the short ones, tried behind the long ones */
};

/* All hits of a text, in order of place. */
struct words_hits {
	struct words_hit *items;
	size_t n;
};
#define WORDS_HITS_MAX 8192 /* more than any report has; the rest is not looked at */

/* Walks all phrases that occur in the text, each beginning at the start of a word. Linear in the text for a given table. */
void words_search_start(struct words_search *search, const struct machine_words *words, const char *text, size_t len);
bool words_search_next(struct words_search *search, struct words_hit *ret);
void words_hits_release(struct words_hits *hits);
/* False when out of memory. */
bool words_search_all(const struct machine_words *words, const char *text, size_t len, struct words_hits *ret);
/* The heaviest hit of one section; false when there is none. */
bool words_find(const struct machine_words *words, int section, const char *text, size_t len, struct words_hit *ret);

#endif
