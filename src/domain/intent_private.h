/* Shared by the parts of the intent reader: intent.c (languages), intent_cues.c (words → scores), intent_decide.c (scores →
 * answer), people*.c (who and how many). */
#ifndef KVIESLYS_DOMAIN_INTENT_PRIVATE_H
#define KVIESLYS_DOMAIN_INTENT_PRIVATE_H

#include "domain/intent.h"
#include "language/tokens.h"
#include "language/vocabulary.h"

/* Sections of a pack in the order given to vocabulary_new(); up to SEC_COVERING they cover one another. */
enum section {
	SEC_YES, SEC_REGISTER, SEC_WISH,
	SEC_SOFT, /* up to here: promises */
	SEC_NO = SEC_SOFT, SEC_CANCEL, SEC_MAYBE, SEC_OPEN, SEC_CONDITION, SEC_QUESTION, SEC_OTHER,
	SEC_UNSUBSCRIBE, SEC_HARMLESS, SEC_ABSENCE, SEC_INSTEAD, SEC_OFFER_YES, SEC_OFFER_NO, SEC_BARE_YES, SEC_BARE_NO, SEC_BARE_MAYBE,
	SEC_COVERING,
	SEC_GROUP = SEC_COVERING, SEC_PLUS, SEC_OLD, SEC_SELF, SEC_EARLIER, SEC_CONTRAST,
	SEC_COUNT
};
extern const char *const intent_sections[SEC_COUNT + 1];

/* What a section speaks for; phrases of the same side do not contradict one another. */
extern const enum intent intent_sides[SEC_COUNT];

/* Classes of words that the rules ask for. */
enum word_class {
	WORD_INTERROGATIVE, WORD_BUT, WORD_AND, WORD_ONLY, WORD_REGRET, WORD_GREETING, WORD_THANKS, WORD_CLOSING,
	WORD_NOT, WORD_TITLE, WORD_OFFICE, WORD_PLACE, WORD_MONTH, WORD_ROLE, WORD_LABEL_NAMES, WORD_NOT_COMING, WORD_REGISTER, WORD_ATTEND_THEY,
	WORD_WITH, WORD_INSTEAD_OF, WORD_ABSENT, WORD_COMPANION, WORD_PERSON, WORD_MY, WORD_WRITER, WORD_WE, WORD_PLURAL, WORD_INCLUDING,
	WORD_CLASSES
};
extern const char *const intent_classes[WORD_CLASSES];

/* What speaks against believing a decision, see intent_doubt.c. */
enum doubt {
	DOUBT_NEGATION, /* a negation beside the deciding words that no phrase explains */
	DOUBT_NEGATION_FAR, /* … elsewhere in the text */
	DOUBT_BUT,      /* what stands behind the "but" was not understood */
	DOUBT_NAME,     /* declines, and names a person: who comes instead? */
	DOUBT_EARLIER,  /* the deciding words report what was said before */
	DOUBT_THIN,     /* a light phrase, beside a question or a word about somebody else */
	DOUBT_WORD,     /* one light word decides in a sentence with much that is not understood, and nothing supports it */
	DOUBT_AGAINST,  /* a phrase that says something else */
	DOUBT_UNKNOWN,  /* for each word of the sentence above doubt-words that nothing explains */
	DOUBT_LONG,     /* for each such word of the text above doubt-text */
	DOUBT_KINDS
};
extern const char *const intent_doubts[DOUBT_KINDS]; /* as [thresholds] calls them */

struct thresholds {
	double act;      /* confidence from which an intent is acted upon */
	double act_maybe; /* … a maybe, which looks like many other things */
	double believe, believe_yes, believe_maybe; /* the same for the probability in the light of rules and examples */
	double strong;   /* weight of a phrase that decides by itself */
	double weak;     /* below: only a hint */
	double known;    /* share of words that a pack must know to be believed */
	double margin;   /* by how much one of two contradicting phrases must be heavier */
	double doubt[DOUBT_KINDS]; /* how much confidence each takes */
	double doubt_words, doubt_text; /* so many words may be unknown */
	double doubt_beside; /* so many words beside a single light one are much */
};

/* The threshold of that name in [thresholds], NULL when there is none. */
double *threshold_named(struct thresholds *thresholds, const char *name);

enum { GIVEN_UNKNOWN, GIVEN_NO, GIVEN_YES };

/* One text in one language. */
struct reading {
	const struct vocabulary *vocabulary;
	const struct intent_input *input;
	struct thresholds limits;
	const struct tokens *tokens;
	const uint32_t *classes; /* the numbers of enum word_class in this vocabulary */
	struct hits hits;
	uint32_t *question_from; /* by sentence: the word from which it asks */
	bool *explained;         /* by word: a phrase holds it */
	uint8_t *given;          /* by word: whether it is a given name, as far as asked (people_names.c) */
	bool *earlier;           /* by word: stands behind "I wrote that …", up to the next "but" */
	bool *contrast;          /* by word: a "but" begins here */
	bool count_earlier;      /* nothing newer was said: what was said before counts */
	bool guess; /* typing errors were assumed */
};

/* The heaviest phrase for one thing. */
struct cue {
	double weight;
	const struct hit *hit; /* NULL: none */
	uint32_t last;         /* the first token of the last one */
};

struct cues {
	struct cue yes, strict, instead, absence, wish, no, cancel, maybe, open, question, other, unsubscribe, bare_yes, bare_no, bare_maybe;
	double absences;       /* weight of all signs of an out-of-office note */
	bool conditional;      /* a yes hangs on a condition */
	bool asks;             /* a question mark stands somewhere */
	bool regrets;          /* "unfortunately" */
	bool contrast;         /* a "but" stands somewhere */
	uint32_t last_contrast; /* token of the last one */
	bool yes_then_but;     /* behind the last yes comes a "but" with nothing that is understood */
	size_t unknown;        /* words that no phrase explains */
};

void cues_read(const struct reading *r, struct cues *ret);
/* Whether something in it may decide. */
bool cues_decide(const struct reading *r, const struct cues *cues);

struct decision {
	enum intent intent;
	double confidence;
	const char *reason;
	const struct hit *why[3];
	bool also_question, also_unsubscribe;
};

void intent_decide(const struct reading *r, const struct cues *cues, struct decision *ret);

/* Takes confidence from a decision for all that was not understood around it. */
void intent_doubt(const struct reading *r, const struct cues *cues, struct decision *decision);

/* Fills count and attendees of a yes. ST_NOMEM only. */
enum status people_read(const struct reading *r, const struct cues *cues, struct intent_answer *ret, struct error *err);

struct pack {
	struct vocabulary *vocabulary;
	const char *code;
	uint32_t classes[WORD_CLASSES];
	const char *letters; /* that only few languages have: "ąčęė" */
	bool latin; /* reads transliterated texts; such packs stand behind all others */
};
#define SAMPLE_WORDS 150u /* of a text, that choose its language */
/* Whether the pack knows enough of the words to be believed, `least` of all: a text in a language without a pack may hold a word or
 * two of another. */
bool pack_believed(const struct pack *pack, const struct tokens *tokens, double least);

/* One pack's reading. */
struct attempt {
	struct reading reading;
	struct cues cues;
	struct decision decision;
	const struct pack *pack;
};
/* From the best reading to the answer: weighed against `examples` (NULL: as the rules say), with evidence and people. `subject`: the
 * subject was read. ST_NOMEM only. */
enum status intent_answer(const struct attempt *attempt, const struct classifier *examples, bool subject, struct intent_answer *ret,
		struct error *err);

bool reading_is(const struct reading *r, size_t token, enum word_class what);
/* Whether nothing explains the word: no phrase holds it, and it is no greeting, thanks, closing or name. */
bool reading_unexplained(const struct reading *r, uint32_t token);
/* Finds what stands beside the hits: question_from, explained and so on. ST_NOMEM. */
enum status reading_prepare(struct reading *r, struct error *err);
void reading_release(struct reading *r);
/* Whether the phrase stands in the asking part of a question. */
bool reading_asked(const struct reading *r, const struct hit *h);

#endif
