/* Shared by report_*.c. */
#ifndef KVIESLYS_MAIL_REPORT_PRIVATE_H
#define KVIESLYS_MAIL_REPORT_PRIVATE_H

#include "mail/machine_words_private.h"
#include "mail/report.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

#define REPORT_AREA_MAX (64u << 10)  /* bytes of a notice that are looked at */
#define REPORT_WORDS_MAX 4096        /* bytes of a server's words about one recipient */

/* --- classification (report_reason.c, report_status.c) ----------------------- */

/* The SMTP command that was answered. STAGE_TALK: words of a table only, "while talking to". */
enum stage { STAGE_UNKNOWN, STAGE_CONNECT, STAGE_MAIL, STAGE_RCPT, STAGE_DATA, STAGE_TALK };

/* How servers name it; the words go into struct machine_words. */
struct stage_words {
	const char *words;
	enum stage stage;
};
size_t stage_words(const struct stage_words **ret);

/* A piece of a searched text: its hits begin at `hits`, those that end behind `end` are not its own. */
struct words_view {
	const struct words_hit *hits;
	size_t n;
	const char *text; /* what was searched */
	size_t end;
};

/* What is known of one recipient's failure. */
struct diagnosis {
	const char *words;       /* the server's words, raw UTF-8 */
	size_t len;
	const struct words_view *view;    /* the same, searched; NULL: not yet */
	const struct words_view *context; /* text around them: only the stage is taken from it; may be NULL */
	const char *status;      /* of a Status field, "" when none */
	bool own;                /* the recipient's own system reports, so it had accepted the mail before */
};

/* Fills reason, status, reply, permanence and fault. Returns the weight of what decided: 0 nothing did, below 2 a guess. */
int report_diagnose(const struct machine_words *words, const struct diagnosis *diagnosis, struct report_recipient *ret);
/* What the words say that no phrase of the packs knows (report_pairs.c): userunknown, hostunknown, mailboxfull or undefined. */
enum reason report_pairs(const struct words_view *view);
enum fault report_fault(enum reason reason);
enum permanence report_permanence(enum reason reason, int reply, const char *status);

/* The first x.y.z in a text that is no piece of a number or address; one that says more than x.0.0 is preferred. */
bool status_find(const char *text, size_t len, char ret[REPORT_STATUS_SIZE]);
/* The first SMTP reply code 4xx or 5xx; 0: none. */
int reply_find(const char *text, size_t len);
/* Whether a reply code and a status of its class stand side by side ("550 5.1.1"). */
bool codes_together(const char *text, size_t len);
/* "5.0.0" and the like say nothing. */
bool status_is_generic(const char *status);
/* The reason that a status alone stands for (RFC 3463 and its register); REASON_UNDEFINED when none. *ret_exact: it stands
 * for nothing else. */
enum reason status_reason(const char *status, bool *ret_exact);
enum stage stage_find(const struct words_view *view);
/* Appends the words without addresses, web addresses, reply codes and the marks around them: folded, that is what phrases are
 * compared with. Line ends stay. */
void words_strip(struct strbuf *out, const char *text, size_t len);

struct notice;

/* --- building (report_build.c) ---------------------------------------------------- */

struct report_builder {
	struct report *report;
	const struct machine_words *words;
	bool failed;   /* out of memory */
	bool positive; /* a recipient was delivered, relayed or expanded */
	bool challenge; /* a report that only asks the sender to prove himself */
	char domain[256]; /* of the reporting system (From), lower case; "" */
};

/* Diagnoses a recipient by `words` (may be empty), then by the notice's words about him, then, when he is the only one, by
 * the whole notice; what decides more wins. */
void report_diagnose_all(struct report_builder *b, const struct notice *notice, struct report_recipient *r, const char *words,
		size_t len, const char *status, bool only);

/* Whether the reporting system is that of the address. */
bool report_is_own(const struct report_builder *b, const char *address);

/* The entry of an address, made when it is new. NULL: limit reached or out of memory. */
struct report_recipient *report_recipient_add(struct report_builder *b, const char *address, size_t len);
void report_set_diagnostic(struct report_builder *b, struct report_recipient *r, const char *text, size_t len);
void report_set_string(struct report_builder *b, char **field, const char *text, size_t len);

/* --- the notice: what a report says to people (report_notice.c, report_address.c) ---- */

/* Where an address stands; a lower value is a better place. */
enum place {
	PLACE_FIELD,     /* X-Failed-Recipients */
	PLACE_LIST,      /* at the start of a line */
	PLACE_RCPT,      /* in an SMTP dialogue */
	PLACE_KEY,       /* "to", "recipient:" … before it */
	PLACE_OTHER,
	PLACE_SUMMARY,   /* in a summary of the letter: "To: …" */
	PLACE_SENDER,    /* who wrote the letter */
	PLACE_NEVER      /* help desks and links */
};

struct candidate {
	const char *address; /* into the area */
	size_t len;
	size_t line;         /* where its line starts in the area */
	enum place place;
};

#define NOTICE_CANDIDATES 2000

/* Where a line begins. */
struct notice_line {
	size_t raw;    /* in the area */
	size_t folded;
};

struct notice {
	struct strbuf area;       /* text to people, returned mail cut away */
	struct strbuf folded;     /* the same as one line, stripped (words_strip) and folded */
	struct strbuf returned;   /* what was cut away: text of the returned mail */
	struct notice_line *lines;
	size_t n_lines;
	struct words_hits hits;   /* of `folded`: the one search of a report */
	struct candidate *candidates;
	size_t n;
};

void notice_release(struct notice *notice);
/* False when out of memory. */
bool notice_read(struct mail *mail, const struct machine_words *words, struct notice *ret);
/* Searches the area anew, after it was changed. False when out of memory. */
bool notice_search(struct notice *notice, const struct machine_words *words);
/* Whether a phrase of the section occurs that weighs at least so much. */
bool notice_says(const struct notice *notice, int section, int weight);
/* The hits of a piece of the area that begins at the beginning of a line. */
struct words_view notice_view(const struct notice *notice, const char *piece, size_t len);
/* Finds the addresses of the area. False when out of memory. */
bool notice_find_addresses(struct notice *notice);
/* The text that speaks of this address alone, or the whole area. */
void notice_segment(const struct notice *notice, const char *address, const char **ret, size_t *ret_len);

/* --- readers: true when they decided -------------------------------------------- */

bool report_read_fields(struct mail *mail, const struct notice *notice, struct report_builder *b);
bool report_read_notice(struct mail *mail, const struct notice *notice, struct report_builder *b);
bool report_read_feedback(struct mail *mail, struct report_builder *b);
bool report_read_json(const struct notice *notice, struct report_builder *b);
/* What is given back of the failed letter. */
void report_read_original(struct mail *mail, const struct notice *notice, struct report_builder *b);

/* "Name: value" lines, unfolded. False past the end. Empty lines give *ret_name_len 0. */
struct field {
	const char *name;
	size_t name_len;
	struct strbuf *value;
};
bool field_next(const char **cursor, const char *end, struct field *ret);
bool field_is(const struct field *field, const char *name);
/* The address of "rfc822; <a@b>"; false when there is none. */
bool field_address(const char *value, struct strbuf *ret);

#endif
