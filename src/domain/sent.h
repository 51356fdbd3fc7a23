/* What we sent: the letter that a reply answers, printed once more as it went out, so that its words can be told from the
 * answer's. Belongs to one thread; keeps the topics of the last letters, its memory does not grow. */
#ifndef KVIESLYS_DOMAIN_SENT_H
#define KVIESLYS_DOMAIN_SENT_H

#include "domain/config.h"
#include "language/pack.h"
#include "mail/reply_text.h"
#include "store/db_message.h"
#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

struct sent_reader;
struct survey;

/* All is borrowed and must outlive it. Letters are compiled when the first is asked for. */
enum status sent_reader_new(struct store *store, const struct config *config, const struct token_key *key,
		const struct languages *languages, struct sent_reader **ret, struct error *err);
void sent_reader_free(struct sent_reader *reader);

/* Borrowed until the next letter of the same reader. */
struct sent_letter {
	struct ledger_message row; /* contact, organisation, topic; id 0: no letter */
	struct sent_text text;     /* empty when the letter cannot be printed any more */
	const char *title;         /* of the event or offer in the letter's language, NULL: none */
	const struct survey *survey; /* the questionnaire that the letter holds, NULL: none */
	char language[8];          /* of the letter, "" when it is not known */
};

/* ST_NOT_FOUND when there is no such row; a letter that cannot be printed any more (its template changed, an image
 * is gone) is no error. ST_NOMEM, ST_DB. */
enum status sent_letter_read(struct sent_reader *reader, int64_t message_id, const struct sent_letter **ret,
		struct error *err);

#endif
