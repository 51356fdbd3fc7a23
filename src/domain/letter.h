/* Letters: from templates/<language>/<letter>.md and one message of the ledger to the complete bytes of a mail.
 *
 *	struct letter_book    all letters of a workspace in all languages, compiled once; immutable, shared by threads
 *	struct letter_topic   what letters are about: an event or an offer, with its texts and dates in every language,
 *	                      made once per event or offer; immutable, shared by threads
 *	struct letter_press   belongs to one thread: prints messages; its memory does not grow with their number
 *
 * What `campaign preview` shows is what is sent: both print through letter_press_print(). Nothing here reads the database
 * or the clock. Variables of letters are listed in domain/letter_vars.h; checks before sending in domain/letter_check.h. */
#ifndef KVIESLYS_DOMAIN_LETTER_H
#define KVIESLYS_DOMAIN_LETTER_H

#include "language/pack.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct survey;

/* Who sends: [sender] of kvieslys.conf. Optional fields are NULL. */
struct letter_sender {
	const char *name;        /* organiser's name: From */
	const char *address;     /* From, parsed */
	const char *reply_to;    /* answers come to its tagged form; NULL: address */
	const char *postal;      /* postal address: identification, in every letter */
	const char *staff;       /* optional: digest and staff letters go there */
	const char *phone;       /* optional */
	const char *website;     /* optional, https URL */
	const char *privacy;     /* optional, notice on personal data: URL or a sentence */
	const char *feedback_id; /* optional, sender id of Feedback-ID, 5 to 15 characters */
	const char *unsubscribe; /* optional, https URL that the token is appended to: one-click (RFC 8058) */
	const char *logo;        /* optional, path of a PNG or JPEG shown at the top */
	bool tagged;             /* tagging = plus */
};

/* A text per language: title, place, place-in, programme, speakers, description … of an event or offer. */
struct letter_text {
	const char *language;
	const char *key; /* as in the organiser's file: "place-in" */
	const char *value;
};

struct letter_event {
	const char *key; /* the organiser's id */
	int64_t start, end;
	const char *zone;
	int64_t answer_by; /* 0: none */
	int capacity;
	int party_max;
	int sequence; /* iCalendar SEQUENCE */
	bool called_off;
	const char *funding; /* name of the [funding NAME] section, NULL: none */
};

struct letter_offer {
	const char *key;
	const char *kind, *country, *sector;
	const char *targets;          /* "LT,PL", or NULL */
	const char *sdgs;             /* "9,12", or NULL */
	const char *programme, *call; /* or NULL */
	bool coordinator;             /* one is sought */
	int64_t valid_until, interest_until; /* 0: none */
};

/* The funding block of an event: emblem, project number and the statement in every language. */
struct letter_funding {
	const char *emblem; /* path of the image file, NULL: none */
	const char *project;
	const struct letter_text *texts; /* key "statement", "alt" */
	size_t n_texts;
};

/* Everything that a topic is made of. Strings are copied. `event`, `offer`, `survey` and `funding` may be NULL. */
struct letter_subject {
	const struct letter_event *event;
	const struct letter_offer *offer;
	const struct survey *survey; /* store/db_survey.h: its questions are printed as a form */
	const struct letter_funding *funding;
	const struct letter_text *texts;
	size_t n_texts;
};

struct letter_contact {
	const char *email; /* parsed */
	const char *name;  /* as written, or NULL */
	const char *given_name, *family_name, *title, *position;
	const char *gender;     /* "m", "f" or NULL */
	const char *salutation; /* overrides the built one, or NULL */
	const char *language;   /* NULL or "": unknown */
	const char *organisation, *country, *region, *town, *sector, *kind;
	const char *source; /* where the address came from */
	bool informed;      /* had a letter with the Art. 14 notice already */
	bool role;          /* an office mailbox: nobody is greeted by name */
};

/* A letter as a public page of the archive: without recipient, footer, codes and links of one message. Borrowed. */
struct letter_page {
	const char *index; /* relative link to the list of all issues */
	const struct letter_page_link {
		const char *language, *href;
	} *links; /* the other languages */
	size_t n_links;
};

/* One message of the ledger. Borrowed for the call. */
struct letter_message {
	const char *letter;     /* "invitation": the step's letter or the service letter's name */
	const char *campaign;   /* key; NULL: a service letter */
	const char *class;      /* of the campaign: "event", "offer", "newsletter", "survey"; NULL with service letters */
	const char *languages;  /* of the campaign: "lt, pl, en"; NULL: every pack */
	const char *fallback;   /* "be:ru:en, uk:en"; NULL: none, then English */
	const struct letter_contact *contact;
	const struct letter_topic *topic; /* NULL only where the letter is about no event or offer */
	const char *address;    /* where it goes when that is not the contact's address; else NULL */
	const char *token;      /* TOKEN_LENGTH characters */
	const char *message_id; /* with its brackets */
	const char *calendar_uid; /* same in every message to this contact about this event; NULL: no calendar part */
	int64_t date;           /* of the Date header and DTSTAMP */
	bool calendar;          /* the campaign wants a calendar part in its invitation */
	const char *in_reply_to;/* Message-ID of the mail it answers, with brackets, or NULL */
	const char *references; /* whole value, or NULL */
	/* JSON object or NULL: values fixed when the row was made. A key becomes the variable of that name in upper case
	 * ('-' as '_'); an array becomes a repeated section, its objects' keys (or ITEM for strings) the variables
	 * inside; null is "absent". Keys with a meaning (domain/letter_vars.h): count (number; null: not said, one seat),
	 * attendees ([names]), said (the words that were understood), place (number on the waiting list), by (address of another who
	 * wrote), answer (staff's text), subject (what is answered), old_start and old_end (seconds since 1970),
	 * old_place (event-moved), reason, items ([{id, from, about, reason, proposal}], digest), questionnaire,
	 * materials (URLs); cancelled_before (number): earlier cancellations, for the iCalendar SEQUENCE; issue (number) and
	 * issued (seconds since 1970) of a newsletter; list-address (where people join and leave). Names that no table knows are
	 * an error when a letter uses them. */
	const char *params;
	const struct letter_page *page; /* NULL: a mail */
	const char *test_to; /* a test: goes to this address and says in its subject that it is one; NULL: none */
};

/* A printed letter. Borrowed until the next print of the same press. */
struct letter_print {
	const char *bytes; /* the whole mail: CRLF line ends, 7-bit, no DKIM-Signature */
	size_t len;
	const char *language; /* "lt", or "lt+en" for a stacked one */
	const char *subject;  /* UTF-8, not encoded */
	const char *text;     /* the text part as UTF-8 with LF */
	const char *html;
	const char *to; /* the one recipient's address */
	bool art14;     /* the Art. 14 notice is in it: note contact.informed_at when it is sent */
};

struct letter_book;
struct letter_topic;
struct letter_press;

/* Compiles all letters: for each language of `languages` every *.md and *.html of the template folders, the first folder
 * that has a file wins. `languages` and `sender`'s strings must outlive the book. A letter with faults does not hinder the
 * others: its faults go to `problems` (with file and line) and printing it is ST_INVALID with the first.
 * ST_NOMEM, ST_IO, ST_INVALID (layout unusable). */
enum status letter_book_open(const struct languages *languages, const struct letter_sender *sender,
		struct letter_book **ret, struct problems *problems, struct error *err);
void letter_book_free(struct letter_book *book);
#define CLEANUP_LETTER_BOOK CLEANUP(letter_book_cleanup)
void letter_book_cleanup(struct letter_book **book);

/* ST_INVALID: a date or zone that cannot be formatted. ST_IO: an image cannot be read. */
enum status letter_topic_new(const struct letter_book *book, const struct letter_subject *subject,
		struct letter_topic **ret, struct error *err);
void letter_topic_free(struct letter_topic *topic);
#define CLEANUP_LETTER_TOPIC CLEANUP(letter_topic_cleanup)
void letter_topic_cleanup(struct letter_topic **topic);

enum status letter_press_new(const struct letter_book *book, struct letter_press **ret, struct error *err);
void letter_press_free(struct letter_press *press);
#define CLEANUP_LETTER_PRESS CLEANUP(letter_press_cleanup)
void letter_press_cleanup(struct letter_press **press);

/* Prints one message. ST_NOT_FOUND: no such letter in a language that this contact may get (the text says which);
 * ST_INVALID: the contact or topic lacks what the letter names, or the letter has faults (file, line, variable);
 * both are ours to mend and never the recipient's fault. ST_NOMEM. Same input, same bytes. */
enum status letter_press_print(struct letter_press *press, const struct letter_message *message,
		struct letter_print *ret, struct error *err);

/* A line of the archive's index. */
struct letter_issue {
	const char *language; /* code */
	const char *href, *title;
	int64_t number, date;
};
/* Writes the page that lists all issues, grouped by language: lines of one language must stand together. ST_INVALID. */
enum status letter_press_index(struct letter_press *press, const struct letter_issue *issues, size_t n,
		struct strbuf *out, struct error *err);

/* The language a contact's letter is in: its own, else along the fallback chain, else (language unknown) two stacked.
 * Writes "lt" or "lt+en". ST_NOT_FOUND when none fits. */
#define LETTER_LANGUAGE_SIZE 24
enum status letter_language(const struct letter_book *book, const struct letter_message *message,
		char ret[LETTER_LANGUAGE_SIZE], struct error *err);

#endif
