/* The inside of reply_text.c and its siblings: a text as classified lines. */
#ifndef KVIESLYS_MAIL_REPLY_PRIVATE_H
#define KVIESLYS_MAIL_REPLY_PRIVATE_H

#include "mail/reply_text.h"

#include <stdint.h>

/* Marks that reply_html.c puts at the beginning of a line. They occur in no text: controls are taken out. */
#define MARK_QUOTE '\x01'     /* inside a quote; once for each level */
#define MARK_HEADER '\x02'    /* the line that introduces a quote */
#define MARK_REST '\x03'      /* the quoted mail begins here and takes the rest */
#define MARK_SIGNATURE '\x04' /* inside a signature */
#define MARK_ANSWER '\x05'    /* set by reply_known.c: new words at the end of a line of ours */

/* What becomes of a line. */
enum verdict { LINE_KEEP, LINE_QUOTE, LINE_ATTRIBUTION, LINE_BLOCK, LINE_BELOW, LINE_KNOWN, LINE_SIGNATURE,
	LINE_FOOTER, LINE_DISCLAIMER };

struct line {
	const char *s; /* behind quote marks and blanks, without blanks at the end */
	uint32_t len;
	uint32_t start; /* in the source, with its marks */
	uint32_t end;   /* behind its newline */
	uint32_t first_word;
	uint32_t n_words;
	uint32_t n_known; /* words that stand in what we sent, at the same place */
	uint16_t indent;  /* blanks in front, behind the quote marks */
	uint8_t depth;    /* quote marks */
	char mark;        /* MARK_HEADER, MARK_REST, MARK_SIGNATURE or 0 */
	enum verdict verdict;
};

struct text_lines {
	struct line *lines;
	size_t n;
	bool aligned; /* n_known is filled: we know what we sent */
	bool forwarded;
	const struct reply_rules *rules;
	const char *writer; /* the sender's name, folded; "" when not known */
};

/* What a phrase of a section says. */
enum rule_kind { RULE_HEADER, RULE_BLOCK, RULE_WROTE, RULE_ON, RULE_MOBILE, RULE_CLOSING, RULE_POSTSCRIPT,
	RULE_COMPANY, RULE_DISCLAIMER, RULE_DISCLAIMER_WORD, RULE_FORWARD, RULE_KINDS };
enum header_class { HEADER_FROM = 1, HEADER_DATE = 2, HEADER_TO = 4, HEADER_SUBJECT = 8, HEADER_OTHER = 16 };

struct rule {
	const char *folded;
	uint32_t len;
	int value; /* RULE_HEADER: class; RULE_BLOCK: 1 forwards; RULE_CLOSING: 1 weak */
};

/* Rules of one kind whose phrase begins with that byte, longest first. */
const struct rule *rules_of(const struct reply_rules *rules, enum rule_kind kind, unsigned char first, size_t *ret_n);
/* The longest rule that begins the folded text and ends at the end of a word, or NULL. */
const struct rule *rule_at(const struct reply_rules *rules, enum rule_kind kind, const char *folded, size_t len);
/* A rule found anywhere in the folded text, as whole words; its place in *ret_at. */
const struct rule *rule_in(const struct reply_rules *rules, enum rule_kind kind, const char *folded, size_t len,
		size_t *ret_at);
/* Whether any phrase of the kind occurs, also inside words. */
bool rule_within(const struct reply_rules *rules, enum rule_kind kind, const char *folded, size_t len);
/* The rule that is the whole folded text. */
const struct rule *rule_equal(const struct reply_rules *rules, enum rule_kind kind, const char *folded, size_t len);

/* reply_lines.c: splits; ret->lines is the caller's to free. False when out of memory. */
bool lines_split(const char *text, size_t len, bool marked, struct text_lines *ret);
bool line_is_blank(const struct line *line);
/* Index of the next line from `i` on that is not blank; lines->n past the end. */
size_t lines_next(const struct text_lines *lines, size_t i);
/* Joins soft line breaks of format=flowed (RFC 3676) into `out`. */
void lines_unflow(const char *text, size_t len, bool delsp, struct strbuf *out);

/* reply_quote.c, reply_block.c, reply_known.c, reply_signature.c: one step each. */
void lines_cut_quotes(struct text_lines *lines);
/* Lines from `i` on that are a header block: how many, 0 when it is none. Sets lines->forwarded. */
size_t lines_block_at(struct text_lines *lines, size_t i);
bool lines_align(struct text_lines *lines, const struct sent_text *known);
void lines_cut_known(struct text_lines *lines);
void lines_rescue_answers(struct text_lines *lines);
void lines_cut_signature(struct text_lines *lines);

/* reply_html.c: text with MARK_* at the beginning of lines. */
enum status html_to_marked_text(const char *html, size_t len, struct strbuf *out, struct error *err);

#endif
