/* Which invitation a mail answers, and who writes. The keys, in this order: a token (in an address the mail came to, in the
 * subject, in the quoted letter), the thread (In-Reply-To, References), a calendar UID, the sender's address, the
 * organisation that owns the sender's domain (never a free-mail domain). */
#ifndef KVIESLYS_DOMAIN_MATCH_H
#define KVIESLYS_DOMAIN_MATCH_H

#include "mail/address.h"
#include "mail/parse.h"
#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum match_key { MATCH_NONE, MATCH_TOKEN, MATCH_IN_REPLY_TO, MATCH_CALENDAR_UID, MATCH_ADDRESS, MATCH_ORGANISATION };

enum match_writer {
	WRITER_UNKNOWN,      /* no address to judge by */
	WRITER_INVITED,      /* the invited address itself */
	WRITER_ORGANISATION, /* the invited organisation's own domain, or another contact of it */
	WRITER_FOREIGN       /* holds a key, or none, but belongs elsewhere */
};

/* Beside the mail itself; all may be NULL. */
struct match_hints {
	const char *const *calendar_uids; /* of its calendar objects */
	size_t n_calendar_uids;
	const char *original_message_id;  /* of the letter that a bounce returns */
	const char *original_sender;      /* its envelope sender */
	const char *original_to;          /* who it went to */
	bool report;                      /* a bounce or complaint: its sender is a server and stands for nobody */
};

struct match {
	enum match_key by;
	int64_t message_id; /* the row of the ledger; 0: none */
	int64_t contact_id; /* who was invited; 0: none */
	int64_t campaign_id, event_id, offer_id;
	int64_t list_id;    /* the message is about joining or leaving this list */
	bool consent;       /* the message asks for consent to our letters */
	int64_t to_list_id; /* the mail came to the address of this list */
	enum match_writer writer;
	int64_t writer_contact_id;        /* the contact whose address the sender's is; 0: none */
	char writer_address[ADDRESS_SIZE]; /* the sender's, as written but for its domain; "" when there is none */
	char writer_key[ADDRESS_SIZE];
	/* The keys name different invitations, or the sender's address or firm had several: a person must choose. */
	bool ambiguous;
	char why[200]; /* in a sentence, when it is ambiguous or nothing was found */
};

/* `now`: time of arrival. ST_DB, ST_NOMEM. */
enum status match_reply(struct store *store, const struct token_key *key, struct mail *mail,
		const struct match_hints *hints, int64_t now, struct match *ret, struct error *err);
/* The word that is printed: "token", "in-reply-to" …; NULL for MATCH_NONE. */
const char *match_key_name(enum match_key by);

#endif
