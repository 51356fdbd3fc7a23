/* Reading the answers to a questionnaire out of a reply: a pure function of the mail's text and of the questions.
 *
 * People answer in three ways, and mix them: behind the labels of our form ("Answer 2: 15") or below its questions, by ticking a
 * choice in the quote, or with numbers in front of their own words ("1) b 2. 15 3: text"). What they wrote themselves goes
 * before what stands in the quote. Whatever can mean two things is an answer in doubt with the reason; what is no answer at all
 * is kept as a remark. Time is linear in the text (at most REPLY_MAX_TEXT bytes). */
#ifndef KVIESLYS_DOMAIN_SURVEY_READ_H
#define KVIESLYS_DOMAIN_SURVEY_READ_H

#include "language/pack.h"
#include "mail/reply_text.h"
#include "store/db_survey.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

#define SURVEY_MAX_WORDS 4096 /* bytes of one answer that are kept */

/* The words of all packs' [survey]; read-only: threads share it. Does not need the packs any more. ST_NOMEM. */
struct survey_reader;
enum status survey_reader_new(const struct languages *languages, struct survey_reader **ret, struct error *err);
void survey_reader_free(struct survey_reader *reader);

struct survey_given {
	int number;
	uint32_t choices; /* bit 0: the first */
	bool has_amount;
	double amount;
	char *words;      /* as they were written, trimmed */
	char doubt[160];  /* "": sure */
};

struct survey_reading {
	struct survey_given given[SURVEY_MAX_QUESTIONS]; /* by number */
	size_t n, n_doubtful;
	char *remarks; /* new words that answer no question; "" when there are none */
};

#define SURVEY_READING_INIT { .n = 0 }
#define CLEANUP_SURVEY_READING CLEANUP(survey_reading_release)
void survey_reading_release(struct survey_reading *reading);

/* `language`: of the form that was sent, NULL when it is not known. *ret must be SURVEY_READING_INIT. ST_NOMEM only. */
enum status survey_read(const struct survey_reader *reader, const struct survey *survey, const char *language,
		const struct reply_text *reply, struct survey_reading *ret, struct error *err);
/* The same of words alone ("1) b 2) 15"), as staff type them. */
enum status survey_read_words(const struct survey_reader *reader, const struct survey *survey, const char *words,
		struct survey_reading *ret, struct error *err);

/* [{"question":1,"choices":[2],"amount":null,"words":"b","doubt":null}, …] */
void survey_reading_json(const struct survey_reading *reading, struct strbuf *out);

#endif
