/* From a row of the ledger to what the press prints. Preview, test letters, checks and the sender all come through here, so
 * that what is shown is what is sent. Reads no database; allocates nothing. */
#ifndef KVIESLYS_DOMAIN_LETTER_JOB_H
#define KVIESLYS_DOMAIN_LETTER_JOB_H

#include "domain/config.h"
#include "domain/letter.h"
#include "mail/identity.h"
#include "store/db_message.h"
#include "util/token.h"

/* [sender] as the letters want it. Borrows the config's strings. */
void letter_sender_from_config(const struct config *config, struct letter_sender *ret);
/* The maker of tokens, Message-IDs and envelopes. Borrows. */
void identity_maker_from_config(const struct config *config, const struct token_key *key, struct identity_maker *ret);

/* A letter message with the memory behind its pointers. Must not be moved while it is used. */
struct letter_job {
	struct letter_message message;
	struct letter_contact contact;
	struct identity identity;
	char message_id[IDENTITY_ADDRESS_SIZE + 2]; /* with brackets */
	char in_reply_to[1000];
	char calendar_uid[400];
};

/* Fills `ret` from a row; `row` and `topic` (may be NULL) must outlive its use. A row with id 0 (a draft) gets a token that
 * belongs to nobody. ST_INVALID when the sender's addresses are unusable. */
enum status letter_job_make(const struct config *config, const struct identity_maker *maker,
		const struct ledger_message *row, const struct letter_topic *topic, int64_t date, struct letter_job *ret,
		struct error *err);

#endif
