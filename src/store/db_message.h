/* The ledger: one row per letter to one contact. What is said here holds for every writer of the table:
 *
 *	queued ──claim──> claimed ──settle──> sent | failed | skipped | in-doubt
 *	   ^                 │
 *	   └── deferred <────┘  (due_at: when it is tried again)
 *
 * A row's id and nonce are fixed when it is made. Token, Message-ID and envelope sender are made of them alone
 * (mail/identity.h) and are therefore the same in every attempt. Claiming and settling is in db_claim.h, the processes
 * that send in db_sender.h, counting and listing in db_ledger_status.h. */
#ifndef KVIESLYS_STORE_DB_MESSAGE_H
#define KVIESLYS_STORE_DB_MESSAGE_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum message_state {
	MESSAGE_QUEUED,
	MESSAGE_CLAIMED,
	MESSAGE_SENT,
	MESSAGE_DEFERRED,
	MESSAGE_FAILED,
	MESSAGE_IN_DOUBT,
	MESSAGE_SKIPPED,
	MESSAGE_STATES /* how many there are */
};

/* The word of the command line and of the database ("in-doubt"). */
const char *message_state_name(enum message_state state);

/* A row of the ledger with all that is needed to decide about it and to print it, read by one join. The texts belong
 * to the struct and live until ledger_message_release(); a column that is NULL is NULL. Ids that are absent are 0. */
struct ledger_message {
	int64_t id;
	int64_t nonce;
	int64_t campaign_id; /* 0: a service letter (confirmation, waiting-list notice, answer …) */
	int64_t step;        /* 0: the first letter */
	int64_t contact_id;
	int64_t organisation_id;
	int64_t event_id; /* the row's own, else the campaign's */
	int64_t offer_id; /* the row's own, else the campaign's */
	int64_t survey_id; /* of the step, else of a campaign of class survey */
	int64_t registration_id;
	int64_t reply_id; /* the inbound mail that it answers */
	int64_t list_id;  /* joining or leaving which list it is about; 0: none */
	int64_t due_at;
	int64_t expires_at; /* of the campaign; 0: none */
	int64_t attempts;   /* tries so far that a server answered */
	int64_t role;       /* 1: an office mailbox */
	int64_t informed_at; /* when the contact first got the notice of where the address is from; 0: not yet */
	int64_t away_until;
	int64_t calendar; /* 1: the campaign wants a calendar part */
	bool to_other_address; /* `address` is not the contact's own */
	const char *letter;   /* "invitation": the row's own, else the step's */
	const char *audience; /* of the step: all, silent, registered, undecided, came, missed; NULL: a service letter */
	const char *anchor;   /* of the step: first, start, end; NULL: a service letter */
	const char *class_;   /* event, offer, newsletter, survey, service */
	const char *campaign; /* the organiser's id of it */
	const char *languages, *fallback; /* of the campaign, as in its file */
	const char *answers;  /* Message-ID of the inbound mail reply_id, as it was written there */
	const char *relays;   /* names the campaign allows, comma-separated; NULL: all */
	const char *address;  /* where it goes */
	const char *params;   /* JSON object fixed when the row was made */
	/* of the contact */
	const char *email, *email_key, *name, *given_name, *family_name, *title, *position, *gender, *salutation,
			*language, *contact_status, *source;
	/* of the organisation */
	const char *organisation, *country, *region, *town, *sector, *kind;
	char *texts; /* the memory of all of the above */
};

#define LEDGER_MESSAGE_INIT { .id = 0 }
#define CLEANUP_LEDGER_MESSAGE CLEANUP(ledger_message_release)
/* Frees the texts and makes the struct empty. */
void ledger_message_release(struct ledger_message *message);

/* Reads one row, whatever its state. ST_NOT_FOUND, ST_NOMEM, ST_DB. */
enum status db_message_load(struct store *store, int64_t id, struct ledger_message *ret, struct error *err);
/* A message as it would be if `campaign_id` wrote step `step` to `contact_id`: for previews and checks. Its id is that
 * of the real row when the campaign has been started, else 0. ST_NOT_FOUND, ST_NOMEM, ST_DB. */
enum status db_message_draft(struct store *store, int64_t campaign_id, int64_t step, int64_t contact_id,
		struct ledger_message *ret, struct error *err);

/* What matching a reply to a message needs. */
struct message_key {
	int64_t id;
	int64_t nonce;
	int64_t campaign_id;
	int64_t contact_id;
	int64_t event_id;
	int64_t offer_id;
	int64_t list_id; /* about joining or leaving a list */
	bool consent;    /* its campaign asks for consent */
};
/* ST_NOT_FOUND when there is no such row. The caller compares the token with token_matches(). */
enum status db_message_key(struct store *store, int64_t id, struct message_key *ret, struct error *err);
/* The newest message to a contact that was sent (or is in doubt); of `event_id` when not 0. ST_NOT_FOUND. */
enum status db_message_last_to(struct store *store, int64_t contact_id, int64_t event_id,
		struct message_key *ret, struct error *err);

/* Whether a contact ever had a service letter of that name about an event. */
enum status db_message_has_letter(struct store *store, int64_t contact_id, int64_t event_id, const char *letter, bool *ret,
		struct error *err);

/* --- adding rows --- */

/* A letter outside of campaigns. Texts are borrowed. */
struct service_letter {
	int64_t contact_id;
	const char *letter;      /* "confirmation" */
	int64_t event_id;        /* 0: none */
	int64_t offer_id;        /* 0: none */
	int64_t registration_id; /* 0: none */
	int64_t reply_id;        /* 0: answers no mail */
	int64_t list_id;         /* 0: none */
	const char *language;    /* NULL: the contact's */
	const char *address;     /* NULL: the contact's own */
	const char *params;      /* JSON object or NULL */
	int64_t due_at;          /* 0: now */
};
/* Letters of this name that were queued for a registration. */
enum status db_message_told(struct store *store, int64_t contact_id, int64_t registration_id, const char *letter,
		int64_t *ret, struct error *err);

/* Adds a queued row, in the caller's transaction when there is one. ST_NOMEM, ST_DB. */
enum status db_message_add(struct store *store, const struct service_letter *letter, int64_t *ret_id,
		struct error *err);

/* The audience of a campaign, gathered in a temporary table of this connection: temp.audience(contact_id INTEGER
 * PRIMARY KEY). Begin empties it; every add_* puts contacts in, each at most once. Segments are added by
 * the file that compiles their conditions. */
enum status db_audience_begin(struct store *store, struct error *err);
/* ST_NOT_FOUND when there is no such list. */
enum status db_audience_add_list(struct store *store, const char *list, struct error *err);
enum status db_audience_count(struct store *store, int64_t *ret_n, struct error *err);

/* Rows for the first letter (step 0) for everybody of the audience who has none yet. Erased contacts get none; whether
 * the others may be written to is decided when they are claimed. *ret_n: how many rows were made. */
enum status db_message_fill(struct store *store, int64_t campaign_id, int64_t due_at, int64_t *ret_n,
		struct error *err);
/* Rows of every later step of every running campaign whose time has come by `now`: for contacts to whom the first
 * letter was sent at least the step's delay ago and who are what the step's audience says. Silent are those of whom no
 * person's answer is known, and whose organisation has no registration; who said "maybe" is still silent. */
enum status db_message_fill_due_steps(struct store *store, int64_t now, int64_t *ret_n, struct error *err);

#endif
