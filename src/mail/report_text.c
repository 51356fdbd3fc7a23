/* Failed recipients from the notice itself, for servers that send no fields: the best places where addresses stand, each with
 * the words that speak of it. */
#include "mail/report_private.h"

#include "mail/address.h"
#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

#define SENDERS_MAX 16

/* Addresses that are not who failed: who wrote the letter. */
struct senders {
	char keys[SENDERS_MAX][ADDRESS_SIZE];
	size_t n;
};

static void senders_add(struct senders *s, const char *address, size_t len)
{
	if (s->n < SENDERS_MAX && address_fold(address, len, s->keys[s->n])) {
		s->n++;
	}
}

static bool senders_have(const struct senders *s, const char *address, size_t len)
{
	char key[ADDRESS_SIZE];

	if (!address_fold(address, len, key)) {
		return false;
	}
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->keys[i], key) == 0) {
			return true;
		}
	}
	return false;
}

static void senders_add_list(struct senders *s, const char *value)
{
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;

	while (value != NULL && s->n < SENDERS_MAX && address_next(&value, NULL, &email)) {
		senders_add(s, email.buf, email.len);
	}
}

/* The report is sent to the sender of the letter; SMTP dialogues show him after MAIL FROM. */
static void find_senders(struct mail *mail, const struct notice *notice, const struct report_builder *b, struct senders *ret)
{
	ret->n = 0;
	senders_add_list(ret, mail_header(mail, "To"));
	if (b->report->original_sender != NULL) {
		senders_add(ret, b->report->original_sender, strlen(b->report->original_sender));
	}
	for (size_t i = 0; i < notice->n; i++) {
		const struct candidate *c = &notice->candidates[i];

		if (c->place == PLACE_SENDER) {
			senders_add(ret, c->address, c->len);
		}
	}
}


static bool add_all(struct report_builder *b, const char *list)
{
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	size_t before = b->report->n_recipients;

	while (list != NULL && address_next(&list, NULL, &email)) {
		if (strchr(email.buf, '@') != NULL) {
			(void)report_recipient_add(b, email.buf, email.len);
		}
	}
	return b->report->n_recipients > before;
}

/* Candidates of the best place there is; with `senders` NULL also those of the writer (mail to oneself). */
static bool add_candidates(const struct notice *notice, const struct senders *senders, enum place worst,
		struct report_builder *b)
{
	enum place best = worst;
	size_t before = b->report->n_recipients;

	for (size_t i = 0; i < notice->n; i++) {
		const struct candidate *c = &notice->candidates[i];

		if (c->place < best && (senders == NULL || !senders_have(senders, c->address, c->len))) {
			best = c->place;
		}
	}
	for (size_t i = 0; i < notice->n; i++) {
		const struct candidate *c = &notice->candidates[i];

		if (c->place == best && best < PLACE_SENDER && (senders == NULL || !senders_have(senders, c->address, c->len))) {
			(void)report_recipient_add(b, c->address, c->len);
		}
	}
	return b->report->n_recipients > before;
}

/* The length of a lone word at the start of a line, 0 when the line has more than that and an explanation. */
static size_t lone_word(const char *line, size_t len)
{
	size_t n = 0;

	while (n < len && (ascii_is_alnum(line[n]) || strchr("._-+", line[n]) != NULL)) {
		n++;
	}
	return n > 1 && (n == len || line[n] == '\r' || line[n] == '\t' || (n + 1 < len && line[n] == ' ' && line[n + 1] == ' ')) ? n : 0;
}

/* A lone word on the line under an introduction, where a server names its own users without a domain. */
static bool add_bare_name(const struct notice *notice, struct report_builder *b)
{
	const char *text = notice->area.buf;
	bool introduced = false;

	for (size_t at = 0; b->domain[0] != '\0' && at < notice->area.len;) {
		const char *nl = memchr(text + at, '\n', notice->area.len - at);
		size_t end = nl != NULL ? (size_t)(nl - text) : notice->area.len;
		size_t start = at + strspn(text + at, " \t\r");
		size_t n = introduced && start > at && start < end ? lone_word(text + start, end - start) : 0;
		char folded[300];
		struct words_hit hit;

		if (n > 0) {
			CLEANUP_STRBUF struct strbuf whole = STRBUF_INIT;

			strbuf_add(&whole, text + start, n);
			strbuf_addf(&whole, "@%s", b->domain);
			return report_recipient_add(b, whole.buf, whole.len) != NULL;
		}
		if (start < end) {
			introduced = words_find(b->words, WORDS_BODY, folded, fold_into(text + at, end - at, folded, sizeof folded), &hit);
		}
		at = end + 1;
	}
	return false;
}

/* The only recipient the returned letter had. */
static bool add_original_to(struct report_builder *b)
{
	return b->report->original_to != NULL && add_all(b, b->report->original_to);
}

static bool find_recipients(struct mail *mail, const struct notice *notice, struct report_builder *b)
{
	struct senders senders;

	for (size_t i = 0; i < 100 && mail_header_nth(mail, "X-Failed-Recipients", i) != NULL; i++) {
		(void)add_all(b, mail_header_nth(mail, "X-Failed-Recipients", i));
	}
	if (b->report->n_recipients > 0) {
		return true;
	}
	find_senders(mail, notice, b, &senders);
	return add_candidates(notice, &senders, PLACE_OTHER, b) || add_original_to(b)
			|| add_candidates(notice, &senders, PLACE_SUMMARY, b) || add_bare_name(notice, b)
			|| add_candidates(notice, &senders, PLACE_SENDER, b) || add_candidates(notice, NULL, PLACE_SUMMARY, b);
}

/* A server that goes on trying says so; one that gave up may still explain how long it tried. */
static bool is_delayed(struct mail *mail, const struct notice *notice, const struct machine_words *words)
{
	const char *subject = mail_header(mail, "Subject");
	char folded[300];
	struct words_hit hit;
	size_t n = subject != NULL ? fold_into(subject, strlen(subject), folded, sizeof folded) : 0;

	if (notice_says(notice, WORDS_DELAYED, 0)) {
		return true;
	}
	return n > 0 && words_find(words, WORDS_DELAYED, folded, n, &hit);
}

static void diagnose(struct report_builder *b, const struct notice *notice, struct report_recipient *r, bool delayed)
{
	const char *words;
	size_t len;

	notice_segment(notice, r->address, &words, &len);
	report_set_diagnostic(b, r, words, len);
	report_diagnose_all(b, notice, r, words, len, "", b->report->n_recipients == 1);
	if (delayed) {
		r->permanence = PERMANENCE_DELAYED;
		r->reason = r->reason == REASON_UNDEFINED || r->reason == REASON_ONHOLD ? REASON_EXPIRED : r->reason;
		r->fault = report_fault(r->reason);
	}
}

bool report_read_notice(struct mail *mail, const struct notice *notice, struct report_builder *b)
{
	bool delayed = is_delayed(mail, notice, b->words);

	if (!find_recipients(mail, notice, b) && !b->failed) {
		(void)report_recipient_add(b, "", 0);
	}
	for (size_t i = 0; i < b->report->n_recipients; i++) {
		diagnose(b, notice, &b->report->recipients[i], delayed);
	}
	return b->report->n_recipients > 0;
}
