/* The new words of a reply: what the sender wrote, without the quoted mail, the signature, mobile footers and disclaimers,
 * wherever it stands: above, below, between the quoted lines, or typed into a form inside the quote.
 * Structure decides first (quote marks, attribution lines, header blocks, HTML of the known clients), words of the
 * language packs second, and the text that we know we sent third: it is recognised unmarked, rewrapped and in pieces.
 * Linear time; at most REPLY_MAX_TEXT bytes of text are looked at. */
#ifndef KVIESLYS_MAIL_REPLY_TEXT_H
#define KVIESLYS_MAIL_REPLY_TEXT_H

#include "language/pack.h"
#include "mail/parse.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

#define REPLY_MAX_TEXT (64u << 10)

/* The sections [quote.*], [signature.*] and [disclaimer] of all packs, made ready. Read-only afterwards: threads share it. */
struct reply_rules;
/* ST_NOMEM only; `languages` may be NULL (structure alone decides then) and need not outlive the rules. */
enum status reply_rules_new(const struct languages *languages, struct reply_rules **ret, struct error *err);
void reply_rules_free(struct reply_rules *rules);
#define CLEANUP_REPLY_RULES CLEANUP(reply_rules_cleanup)
void reply_rules_cleanup(struct reply_rules **rules);

/* What we sent to the one who replies. Any of them may be NULL. */
struct sent_text {
	const char *text;
	const char *html_text; /* the HTML as text, where it says more than `text` */
	const char *subject;
};

enum reply_mode {
	REPLY_NEW_WORDS, /* quotes and signature go */
	REPLY_QUOTES,    /* only quotes go */
	REPLY_SIGNATURE  /* only the signature goes */
};

enum reply_cut_why {
	REPLY_CUT_QUOTE,       /* lines with '>' marks, blockquotes */
	REPLY_CUT_ATTRIBUTION, /* "On … wrote:" */
	REPLY_CUT_BLOCK,       /* a header block ("From: … Sent: …") and all below it */
	REPLY_CUT_BELOW,       /* unmarked text below an attribution */
	REPLY_CUT_KNOWN,       /* what we sent, unmarked */
	REPLY_CUT_SIGNATURE,
	REPLY_CUT_FOOTER,     /* "Sent from my …" */
	REPLY_CUT_DISCLAIMER,
	REPLY_CUT_BEYOND      /* text behind REPLY_MAX_TEXT */
};

/* A run of lines that was cut: bytes start..end of `source`. */
struct reply_cut {
	enum reply_cut_why why;
	size_t start;
	size_t end;
};

struct reply_text {
	char *text;      /* the new words, LF line ends, trimmed; "" when there are none. Never NULL after ST_OK */
	char *signature; /* the signature block and footers that were cut, "" when there are none */
	char *source;    /* the text that was looked at: the plain text, or the HTML as text */
	struct reply_cut *cuts; /* in order of place */
	size_t n_cuts;
	bool forwarded; /* the mail forwards something (a forwarded block; "Fwd:") */
	bool quoted;    /* something of an earlier mail was cut */
	bool from_html;
};

#define REPLY_TEXT_INIT { NULL, NULL, NULL, NULL, 0, false, false, false }
#define CLEANUP_REPLY_TEXT CLEANUP(reply_text_release)
void reply_text_release(struct reply_text *reply);

/* Reads the mail's own text parts. `known` may be NULL. ST_NOMEM only; *ret is set on ST_OK. */
enum status reply_text_read(struct mail *mail, const struct sent_text *known, const struct reply_rules *rules,
		struct reply_text *ret, struct error *err);
/* The same for a bare text. `html`: it is markup. */
enum status reply_text_cut(const char *text, size_t len, bool html, enum reply_mode mode,
		const struct sent_text *known, const struct reply_rules *rules, struct reply_text *ret,
		struct error *err);
/* A text of which every word is new: what a machine wrote. */
enum status reply_text_whole(const char *text, struct reply_text *ret, struct error *err);
/* Appends HTML as plain text: paragraphs, list items and table rows as lines, quotes marked by "> ". */
enum status html_to_text(const char *html, size_t len, struct strbuf *out, struct error *err);
/* A short name for output: "quote", "attribution", … */
const char *reply_cut_name(enum reply_cut_why why);

#endif
