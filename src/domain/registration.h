/* Seats: who comes to an event, who waits, who does not come.
 *
 * Every function counts and takes seats in one transaction (BEGIN IMMEDIATE; inside the caller's when one is open), so
 * that capacity and quotas are never exceeded whatever runs at the same time. With the change go, in the same
 * transaction, its audit row and the letters that tell of it (rows of the ledger).
 *
 * How seats are shared. A contact belongs to the first quota whose condition fits, or to none.
 *	- Until any quota is released, a quota's firms have its seats and nothing else; firms outside all quotas have the
 *	  capacity less all quotas.
 *	- A quota past its release date is no quota any more: its free seats are common. From then on the common seats
 *	  are for everybody; a firm whose own quota still holds takes that quota's seats first.
 * Waiting parties are served in the order of arrival within their quota, and in the order of arrival among all who may
 * have a common seat. The first in line is waited for: a smaller party behind it does not overtake. Parties are never
 * split. Times are those of arrival at our mailbox, never of a mail's Date.
 *
 * A registration belongs to a contact; an organisation may have several (two people who were invited each answer for
 * themselves). party-max counts all people of the organisation. */
#ifndef KVIESLYS_DOMAIN_REGISTRATION_H
#define KVIESLYS_DOMAIN_REGISTRATION_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* People of one party that can be said at all; more is a misreading and goes to review. */
#define REGISTRATION_MAX_PARTY 1000

enum registration_intent { REGISTRATION_YES, REGISTRATION_NO, REGISTRATION_MAYBE };

enum registration_state {
	REGISTRATION_NONE, /* the contact has no registration */
	REGISTRATION_REGISTERED,
	REGISTRATION_WAITING,
	REGISTRATION_UNDECIDED,
	REGISTRATION_DECLINED,
	REGISTRATION_CANCELLED
};
/* The word of the command line and of the database; "none" for the first. */
const char *registration_state_name(enum registration_state state);

/* A person of a party. `email` may be NULL. */
struct registration_person {
	const char *name;
	const char *email;
};

/* An answer to an invitation, whoever brings it. Texts are borrowed. */
struct registration_answer {
	int64_t event_id;
	int64_t contact_id; /* whose registration it is */
	enum registration_intent intent;
	int64_t count; /* people; 0: not said */
	const struct registration_person *people; /* those named, the writer among them where he comes too */
	size_t n_people;
	const char *source;  /* "reply", "calendar", "web", "staff" */
	const char *who;     /* for the audit log: "reply", "calendar", a login … */
	const char *why;     /* what staff say about it, for the audit log, or NULL */
	const char *said;    /* the words that were understood, quoted in the letter; or NULL */
	const char *writer;  /* address it came from when that is not the contact's: both are told. NULL: the contact */
	int64_t reply_id;    /* 0: no mail */
	int64_t arrived_at;  /* at our mailbox (by phone: now) */
	bool calendar;       /* a calendar answer; the next two order several of one attendee */
	int64_t calendar_sequence;
	int64_t calendar_stamp; /* DTSTAMP; 0: none */
	bool any_size;       /* staff has agreed to a party above party-max */
	bool quiet;          /* no letter to the one who answers (those who move up are told all the same) */
};

enum registration_result {
	REGISTRATION_CHANGED, /* applied */
	REGISTRATION_SAME,    /* it says what is known already; nothing changed */
	REGISTRATION_STALE,   /* a later answer of the contact was applied before: ignored */
	/* Nothing was changed; a person has to decide. outcome.why says it in a sentence. */
	REGISTRATION_TOO_MANY,  /* above party-max, or more than its quota ever has */
	REGISTRATION_NO_ROOM,   /* a registered party wants more seats than are free: it keeps those it has */
	REGISTRATION_OVER,      /* the event has begun */
	REGISTRATION_CALLED_OFF
};
/* Whether the result is one for the review queue. */
bool registration_needs_review(enum registration_result result);

struct registration_outcome {
	enum registration_result result;
	int64_t registration_id; /* 0: none */
	enum registration_state before, state;
	int64_t seats_before, seats;
	int64_t place;     /* on the waiting list of its quota, from 1; 0: does not wait */
	int64_t promoted;  /* parties that moved up because of it */
	const char *letter; /* the letter that was queued to the contact ("confirmation"), NULL: none */
	char why[256];     /* for review, stale and same: one sentence; else "" */
};

/* Applies an answer. A later answer changes an earlier one: yes takes seats or a place on the waiting list; no cancels
 * a registration or notes that the contact declines; maybe holds no seat. A yes that says neither count nor names
 * keeps the party as it is (one seat when it is new). Names replace the names before; people who stay keep
 * their door codes. A person named who is registered by a colleague of the same organisation already takes no second
 * seat. Letters: confirmation, waiting, declined, cancelled; to others promoted. At most one of the same kind and content
 * per address, event and day (RFC 3834).
 * ST_NOT_FOUND: no such event or contact. ST_INVALID: a name or count beyond all bounds. ST_NOMEM, ST_DB, ST_TEMP. */
enum status registration_answer(struct store *store, const struct registration_answer *answer,
		struct registration_outcome *ret, struct error *err);

/* Gives free seats to those who wait, in order: after more capacity or a quota's release. *ret_promoted: parties. */
enum status registration_serve(struct store *store, int64_t event_id, int64_t now, int64_t *ret_promoted,
		struct error *err);
/* The same for every open event that has somebody waiting; cheap, to be called by `send`, `fetch` and `run` now and then. */
enum status registration_serve_due(struct store *store, int64_t now, int64_t *ret_promoted, struct error *err);


#endif
