/* Codes in a server's words: x.y.z (RFC 3463), three-digit replies, and which SMTP command was answered. */
#include "mail/report_private.h"

#include "util/ascii.h"
#include "util/cleanup.h"

#include <stdint.h>
#include <string.h>

/* The length of x.y.z at `s`, 0 when there is none. */
static size_t status_at(const char *s, size_t len)
{
	size_t z;

	if (len < 5 || (s[0] != '2' && s[0] != '4' && s[0] != '5') || s[1] != '.' || !ascii_is_digit(s[2]) || s[3] != '.') {
		return 0;
	}
	for (z = 4; z < len && z < 8 && ascii_is_digit(s[z]); z++) {
	}
	if (z == 4 || z == 8 || (z + 1 < len && s[z] == '.' && ascii_is_digit(s[z + 1]))) {
		return 0;
	}
	return z < len && (ascii_is_letter(s[z]) || s[z] == '_') ? 0 : z;
}

static bool code_may_start(const char *text, size_t at)
{
	char before = at > 0 ? text[at - 1] : ' ';

	return !ascii_is_alnum(before) && before != '.' && before != '_' && before != '=' && before != '/'
			&& before != '@';
}

bool status_is_generic(const char *status)
{
	return status[0] == '\0' || strcmp(status + 1, ".0.0") == 0;
}

bool status_find(const char *text, size_t len, char ret[REPORT_STATUS_SIZE])
{
	bool found = false;

	for (size_t i = 0; i + 5 <= len; i++) {
		size_t n;

		if (text[i + 1] != '.' || !code_may_start(text, i) || (n = status_at(text + i, len - i)) == 0
				|| (text[i] == '2' && found)) {
			continue;
		}
		if (!found || status_is_generic(ret) || ret[0] == '2') {
			memcpy(ret, text + i, n);
			ret[n] = '\0';
			found = true;
		}
		if (!status_is_generic(ret) && ret[0] != '2') {
			break;
		}
	}
	return found;
}

int reply_find(const char *text, size_t len)
{
	for (size_t i = 0; i + 3 <= len; i++) {
		char after = i + 3 < len ? text[i + 3] : ' ';

		if ((text[i] == '4' || text[i] == '5') && text[i + 1] >= '0' && text[i + 1] <= '7' && ascii_is_digit(text[i + 2])
				&& code_may_start(text, i) && !ascii_is_alnum(after) && after != '.' && after != '/'
				&& after != '@' && !(i > 0 && text[i - 1] == ':' && i > 1 && ascii_is_digit(text[i - 2]))) {
			return (text[i] - '0') * 100 + (text[i + 1] - '0') * 10 + text[i + 2] - '0';
		}
	}
	return 0;
}

bool codes_together(const char *text, size_t len)
{
	for (size_t i = 0; i + 9 <= len; i++) {
		if ((text[i] == '4' || text[i] == '5') && ascii_is_digit(text[i + 1]) && ascii_is_digit(text[i + 2]) && (text[i + 3] == ' ' || text[i + 3] == '-')
				&& code_may_start(text, i) && text[i] == text[i + 4] && status_at(text + i + 4, len - i - 4) > 0) {
			return true;
		}
	}
	return false;
}

/* Subject and detail of RFC 3463 and of the register of enhanced status codes, with what the big providers mean by
 * theirs. `exact`: the code alone is enough; otherwise the server's words go first. */
static const struct {
	const char *detail;
	enum reason reason;
	bool exact;
} statuses[] = {
	{ "1.0", REASON_USERUNKNOWN, false }, { "1.1", REASON_USERUNKNOWN, false }, { "1.2", REASON_HOSTUNKNOWN, true },
	{ "1.3", REASON_USERUNKNOWN, false }, { "1.4", REASON_FILTERED, false }, { "1.6", REASON_HASMOVED, true },
	{ "1.7", REASON_REJECTED, true }, { "1.8", REASON_REJECTED, true }, { "1.9", REASON_SYSTEMERROR, false },
	{ "1.10", REASON_NOTACCEPT, false }, { "2.0", REASON_FILTERED, false }, { "2.1", REASON_FILTERED, false },
	{ "2.2", REASON_MAILBOXFULL, true }, { "2.3", REASON_EXCEEDLIMIT, true }, { "2.4", REASON_FILTERED, false },
	{ "3.0", REASON_SYSTEMERROR, false }, { "3.1", REASON_SYSTEMFULL, false }, { "3.2", REASON_NOTACCEPT, false },
	{ "3.3", REASON_SYSTEMERROR, false }, { "3.4", REASON_MESGTOOBIG, true }, { "3.5", REASON_SYSTEMERROR, false },
	{ "4.0", REASON_NETWORKERROR, false }, { "4.1", REASON_EXPIRED, false }, { "4.2", REASON_NETWORKERROR, false },
	{ "4.3", REASON_SYSTEMERROR, false }, { "4.4", REASON_HOSTUNKNOWN, false }, { "4.5", REASON_SYSTEMERROR, false },
	{ "4.6", REASON_NETWORKERROR, true }, { "4.7", REASON_EXPIRED, true }, { "4.14", REASON_NETWORKERROR, true },
	{ "4.310", REASON_HOSTUNKNOWN, true }, { "4.312", REASON_NETWORKERROR, true }, { "4.316", REASON_EXPIRED, true },
	{ "5.1", REASON_SYNTAXERROR, false }, { "5.2", REASON_SYNTAXERROR, false },
	{ "5.3", REASON_TOOMANYCONN, false }, { "5.4", REASON_SYSTEMERROR, false }, { "5.6", REASON_SYNTAXERROR, false },
	{ "6.0", REASON_CONTENTERROR, false }, { "6.1", REASON_CONTENTERROR, false }, { "6.2", REASON_CONTENTERROR, false },
	{ "6.3", REASON_CONTENTERROR, false }, { "6.5", REASON_CONTENTERROR, false }, { "6.6", REASON_CONTENTERROR, false },
	{ "6.7", REASON_CONTENTERROR, false }, { "6.8", REASON_CONTENTERROR, false }, { "6.9", REASON_CONTENTERROR, false },
	{ "7.0", REASON_SECURITYERROR, false }, { "7.1", REASON_SECURITYERROR, false },
	{ "7.2", REASON_SECURITYERROR, false }, { "7.3", REASON_SECURITYERROR, false },
	{ "7.4", REASON_SECURITYERROR, false }, { "7.5", REASON_SECURITYERROR, false },
	{ "7.7", REASON_SECURITYERROR, false }, { "7.8", REASON_SECURITYERROR, false },
	{ "7.9", REASON_SECURITYERROR, false }, { "7.10", REASON_FAILEDSTARTTLS, false },
	{ "7.13", REASON_SUSPEND, true }, { "7.17", REASON_HASMOVED, false }, { "7.18", REASON_HASMOVED, false },
	{ "7.20", REASON_AUTHFAILURE, true }, { "7.21", REASON_AUTHFAILURE, true }, { "7.22", REASON_AUTHFAILURE, true },
	{ "7.23", REASON_AUTHFAILURE, true }, { "7.24", REASON_AUTHFAILURE, true }, { "7.25", REASON_REQUIREPTR, true },
	{ "7.26", REASON_AUTHFAILURE, true }, { "7.27", REASON_NOTACCEPT, false }, { "7.28", REASON_SPEEDING, false },
	{ "7.29", REASON_AUTHFAILURE, true }, { "7.30", REASON_FAILEDSTARTTLS, true }, { "7.40", REASON_AUTHFAILURE, true },
	{ "7.509", REASON_AUTHFAILURE, true }, { "7.606", REASON_BLOCKED, true }, { "7.511", REASON_BLOCKED, true },
	{ "7.512", REASON_NOTCOMPLIANTRFC, true }, { "7.515", REASON_AUTHFAILURE, true },
	{ "7.64", REASON_NORELAYING, true }, { "7.705", REASON_SPEEDING, false }, { "7.708", REASON_BADREPUTATION, true },
	{ "7.750", REASON_SECURITYERROR, false },
};

enum reason status_reason(const char *status, bool *ret_exact)
{
	*ret_exact = false;
	if (status[0] != '4' && status[0] != '5') {
		return REASON_UNDEFINED;
	}
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
		if (strcmp(status + 2, statuses[i].detail) == 0) {
			*ret_exact = statuses[i].exact;
			return statuses[i].reason;
		}
	}
	return REASON_UNDEFINED;
}

#define TALKING "while talking to"

/* How servers name the command that was answered. */
static const struct stage_words stages[] = {
	{ "in reply to rcpt to", STAGE_RCPT }, { "in reply to end of data", STAGE_DATA }, { "in reply to data", STAGE_DATA },
	{ "in reply to mail from", STAGE_MAIL }, { "in reply to ehlo", STAGE_CONNECT }, { "in reply to helo", STAGE_CONNECT },
	{ "while sending rcpt to", STAGE_RCPT }, { "while sending mail from", STAGE_MAIL },
	{ "while sending end of data", STAGE_DATA }, { "after rcpt to", STAGE_RCPT }, { "after rcpt command", STAGE_RCPT },
	{ "after mail from", STAGE_MAIL }, { "after end of data", STAGE_DATA }, { "after data", STAGE_DATA },
	{ "after initial connection", STAGE_CONNECT }, { "after ehlo", STAGE_CONNECT }, { "after helo", STAGE_CONNECT },
	{ "refused to talk to me", STAGE_CONNECT }, { "initial server greeting", STAGE_CONNECT },
	{ "does not like recipient", STAGE_RCPT }, { "doesn't like recipient", STAGE_RCPT },
	{ "does not like sender", STAGE_MAIL }, { "did not like our rcpt to", STAGE_RCPT },
	{ "did not like our mail from", STAGE_MAIL }, { "did not like our data", STAGE_DATA },
	{ "did not like our ehlo", STAGE_CONNECT }, { "after i sent the message", STAGE_DATA },
	{ "rcpt to response", STAGE_RCPT }, { "response to rcpt to", STAGE_RCPT }, { "response to the rcpt to", STAGE_RCPT },
	{ "[rcpt_to]", STAGE_RCPT }, { "[mail_from]", STAGE_MAIL }, { "smtp:rcpt", STAGE_RCPT }, { "smtp:data", STAGE_DATA },
	{ "smtp:mail", STAGE_MAIL }, { "sent: rcpt to", STAGE_RCPT }, { "sent <<< rcpt to", STAGE_RCPT },
	{ "step: data", STAGE_DATA }, { "step: rcpt", STAGE_RCPT }, { "smtp command data", STAGE_DATA },
	{ "smtp command rcpt", STAGE_RCPT }, { "smtp command mail", STAGE_MAIL }, { ">>> rcpt to", STAGE_RCPT },
	{ ">>> data", STAGE_DATA }, { ">>> mail from", STAGE_MAIL }, { ">>> ehlo", STAGE_CONNECT },
	{ ">>> helo", STAGE_CONNECT }, { "accept your message (data)", STAGE_DATA },
	{ TALKING, STAGE_TALK },
};

size_t stage_words(const struct stage_words **ret)
{
	*ret = stages;
	return ARRAY_SIZE(stages);
}

/* Sendmail: "while talking to mx.example.: <<< 554 …" without a command of ours between. */
static bool refused_at_once(const char *talk, size_t len)
{
	const char *answer = memmem(talk, len, "<<< ", 4);

	return answer != NULL && memmem(talk, (size_t)(answer - talk), ">>>", 3) == NULL;
}

/* Of several the last of a dialogue, where it ended. */
enum stage stage_find(const struct words_view *view)
{
	enum stage stage = STAGE_UNKNOWN;
	bool told = false;
	bool talked = false;

	for (size_t i = 0; i < view->n && view->hits[i].end <= view->end; i++) {
		const struct words_hit *hit = &view->hits[i];

		if (hit->section != WORDS_STAGE) {
			continue;
		}
		if ((enum stage)hit->weight != STAGE_TALK) {
			stage = (enum stage)hit->weight;
			told = true;
		} else if (!told && !talked) {
			talked = true;
			stage = refused_at_once(view->text + hit->at, view->end - hit->at) ? STAGE_CONNECT : stage;
		}
	}
	return stage;
}

/* --- words as they are compared -------------------------------------------------- */

static bool address_char(unsigned char c)
{
	return ascii_is_alnum(c) || c >= 0x80 || strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL;
}

/* A reply code at the start of a word, with its status and continuation mark: "550-5.1.1 ", "550 #5.1.1 ". */
static size_t code_length(const char *s, size_t len)
{
	size_t n = 0;

	if (len > 3 && (s[0] == '4' || s[0] == '5') && ascii_is_digit(s[1]) && ascii_is_digit(s[2])
			&& (s[3] == '-' || s[3] == ' ' || s[3] == ':')) {
		n = 4;
	}
	while (n < len && (s[n] == '#' || s[n] == ' ') && n < 6) {
		n++;
	}
	return n + status_at(s + n, len - n);
}

static size_t word_end(const char *text, size_t len, size_t at)
{
	while (at < len && text[at] > ' ') {
		at++;
	}
	return at;
}

static bool starts_url(const char *s, size_t len)
{
	return (len > 7 && strncasecmp(s, "http://", 7) == 0) || (len > 8 && strncasecmp(s, "https://", 8) == 0)
			|| (len > 7 && strncasecmp(s, "mailto:", 7) == 0);
}

/* Drops what stands around an address that was dropped. */
static void drop_marks(struct strbuf *out, const char *text, size_t len, size_t *at)
{
	while (out->len > 0 && strchr("<[('\"", out->buf[out->len - 1]) != NULL) {
		strbuf_setlen(out, out->len - 1);
	}
	while (*at < len && text[*at] != '\0' && strchr(">])'\"", text[*at]) != NULL) {
		(*at)++;
	}
}

/* A digit, 'h' or 'm' may begin a code or a web address. */
static bool may_start(unsigned char c)
{
	return ascii_is_digit((char)c) || (c | 0x20) == 'h' || (c | 0x20) == 'm';
}

/* An address whose '@' stands at text[*i]: takes its local part back, passes over its domain. */
static void drop_address(struct strbuf *out, const char *text, size_t len, size_t *i)
{
	while (out->len > 0 && address_char((unsigned char)out->buf[out->len - 1])) {
		out->len--;
	}
	for ((*i)++; *i < len && (ascii_is_alnum(text[*i]) || text[*i] == '-' || (unsigned char)text[*i] >= 0x80
			|| (text[*i] == '.' && *i + 1 < len && ascii_is_alnum(text[*i + 1]))); (*i)++) {
	}
	drop_marks(out, text, len, i);
}

void words_strip(struct strbuf *out, const char *text, size_t len)
{
	size_t i = 0;

	if (!strbuf_grow(out, len)) {
		return;
	}
	while (i < len) {
		unsigned char c = (unsigned char)text[i];

		if (may_start(c) && (i == 0 || !ascii_is_alnum(text[i - 1]))) {
			size_t n = ascii_is_digit((char)c) ? code_length(text + i, len - i) : 0;

			if (n > 0) {
				i += n;
				continue;
			}
			if (starts_url(text + i, len - i)) {
				i = word_end(text, len, i);
				drop_marks(out, text, len, &i);
				continue;
			}
		} else if (c == '@' && i > 0 && (address_char((unsigned char)text[i - 1]) || text[i - 1] == '"')) {
			drop_address(out, text, len, &i);
			continue;
		}
		out->buf[out->len++] = (char)c; /* what goes in never grows */
		i++;
	}
	out->buf[out->len] = '\0';
}
