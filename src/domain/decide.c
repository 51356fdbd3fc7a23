/* From a stored mail to its decision. Resolving by a person is in decide_resolve.c. */
#include "domain/decide.h"

#include "domain/decide_private.h"
#include "store/db_reply.h"
#include "store/db_review.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define TEXT_MAX (16u << 10) /* of the new words that are kept; the raw mail has the rest */

enum status decider_new(struct store *store, const struct config *config, const struct token_key *key,
		const struct languages *languages, struct decider **ret, struct error *err)
{
	CLEANUP_DECIDER struct decider *decider = calloc(1, sizeof *decider);
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	const char *at = config->sender.reply_to != NULL ? strrchr(config->sender.reply_to, '@') : NULL;
	enum status st;

	if (decider == NULL) {
		return error_set(err, ST_NOMEM, "replies: out of memory");
	}
	decider->store = store;
	decider->config = config;
	decider->key = key;
	decider->languages = languages;
	decider->own_domain = at != NULL ? at + 1 : NULL;
	st = verdict_reader_new(languages, &decider->reader, &problems, err);
	for (size_t i = 0; i < problems.n && i < 3; i++) {
		if (problems.texts[i] != NULL) {
			log_warning("%s", problems.texts[i]); /* `check` tells them all */
		}
	}
	if (st == ST_OK) {
		st = sent_reader_new(store, config, key, languages, &decider->sent, err);
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(decider);
	}
	return st;
}

void decider_free(struct decider *decider)
{
	if (decider != NULL) {
		verdict_reader_free(decider->reader);
		sent_reader_free(decider->sent);
		free(decider);
	}
}

void decider_cleanup(struct decider **decider)
{
	decider_free(*decider);
}

/* The context of a match: the letter that is answered, and whom it went to. */
static enum status make_context(struct decider *d, const struct match *match, int64_t arrived_at,
		struct verdict_context *ret, struct error *err)
{
	const struct sent_letter *letter;
	enum status st;

	*ret = (struct verdict_context){ .own_domain = d->own_domain, .now = arrived_at };
	if (match->message_id == 0) {
		return ST_OK;
	}
	st = sent_letter_read(d->sent, match->message_id, &letter, err);
	if (st != ST_OK) {
		return st;
	}
	ret->sent = letter->text.text != NULL ? &letter->text : NULL;
	ret->title = letter->title;
	ret->language = letter->language[0] != '\0' ? letter->language : letter->row.language;
	ret->offer = match->offer_id != 0;
	ret->survey = letter->survey;
	ret->contact_name = letter->row.name;
	ret->contact_address = letter->row.email;
	ret->organisation = letter->row.organisation;
	return ST_OK;
}

enum status decide_read(struct decider *d, struct mail *mail, int64_t arrived_at, struct match *match,
		struct verdict *verdict, struct error *err)
{
	const char *uids[CALENDAR_IN_MAX_ITEMS];
	struct verdict_context context;
	struct match_hints hints;
	enum status st = verdict_open(d->reader, mail, verdict, err);

	if (st == ST_OK) {
		hints = verdict_hints(verdict, uids);
		st = match_reply(d->store, d->key, mail, &hints, arrived_at, match, err);
	}
	if (st == ST_OK) {
		st = make_context(d, match, arrived_at, &context, err);
	}
	return st == ST_OK ? verdict_read(d->reader, mail, &context, verdict, err) : st;
}

enum status decide_about_list(struct decider *d, struct mail *mail, struct strbuf *name, struct apply_input *input,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf subject = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	const struct match *match = input->match;
	const struct sent_letter *letter;
	const char *from = mail_header(mail, "From");
	enum status st = ST_OK;

	if (match->list_id == 0 && match->to_list_id == 0 && !match->consent) {
		return ST_OK;
	}
	verdict_own_subject(mail_header(mail, "Subject"), NULL, NULL, false, &subject);
	input->request = list_words_read(d->languages, subject.buf, input->verdict->reply.text);
	if (from != NULL && address_next(&from, name, &email) && name->len > 0) {
		input->writer_name = name->buf;
	}
	if (match->list_id != 0 || match->consent) {
		st = sent_letter_read(d->sent, match->message_id, &letter, err);
		input->sent_text = st == ST_OK ? letter->text.text : NULL;
	}
	return st == ST_OK && !strbuf_ok(&subject) ? error_set(err, ST_NOMEM, "reply: out of memory") : st;
}

enum status decide_preview(struct decider *decider, const void *bytes, size_t len, int64_t arrived_at,
		struct match *ret_match, struct verdict *ret_verdict, struct error *err)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	enum status st = mail_parse(bytes, len, &mail, err);

	return st == ST_OK ? decide_read(decider, mail, arrived_at, ret_match, ret_verdict, err) : st;
}

/* RFC 3834: who must not be answered automatically. A calendar answer may say Auto-Submitted and is a person's click. */
bool decide_is_quiet(const struct config *config, struct mail *mail, const struct match *match,
		const struct verdict *verdict)
{
	const char *returns = mail_header(mail, "Return-Path");
	const char *automatic = mail_header(mail, "Auto-Submitted");
	const char *precedence = mail_header(mail, "Precedence");
	const char *own[] = { config->sender.address, config->sender.reply_to, config->sender.bounce_to };

	for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
		if (own[i] != NULL && strcasecmp(own[i], match->writer_key) == 0) {
			return true;
		}
	}
	return (returns != NULL && strcmp(returns, "<>") == 0) || verdict->automatic.null_sender
			|| (automatic != NULL && strncasecmp(automatic, "no", 2) != 0 && verdict->kind != VERDICT_CALENDAR)
			|| mail_header(mail, "List-Id") != NULL || mail_header(mail, "List-Post") != NULL
			|| (precedence != NULL && (strcasecmp(precedence, "bulk") == 0 || strcasecmp(precedence, "list") == 0
			|| strcasecmp(precedence, "junk") == 0));
}

static void bracketed(const char *id, struct strbuf *out)
{
	if (id != NULL && id[0] != '\0') {
		strbuf_addf(out, id[0] == '<' ? "%s" : "<%s>", id);
	}
}

/* "yes 2": what a person may confirm with one word. Of answers to questions: that they are as they were read. */
static void propose(const struct verdict *v, struct strbuf *out)
{
	const struct intent_answer *a = &v->answer;

	strbuf_adds(out, intent_name(v->given.n > 0 ? INTENT_YES : a->intent));
	if (a->intent == INTENT_YES && a->count > 0) {
		strbuf_addf(out, " %d", a->count);
	}
}

enum status decide_note(struct decider *d, int64_t reply_id, struct mail *mail, const struct match *match,
		const struct verdict *v, const struct apply_result *result, struct error *err)
{
	CLEANUP_STRBUF struct strbuf id = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf attendees = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf evidence = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf bounce = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf proposal = STRBUF_INIT;
	const char *words = v->reply.text != NULL ? v->reply.text : "";
	size_t len = strnlen(words, TEXT_MAX);
	int64_t now = clock_now();
	enum status st;

	while (len == TEXT_MAX && len > 0 && (words[len] & 0xc0) == 0x80) {
		len--; /* between letters */
	}
	strbuf_add(&text, words, len);
	bracketed(mail_header(mail, "Message-ID"), &id);
	verdict_attendees_json(v, &attendees);
	verdict_evidence_json(v, &evidence);
	verdict_bounce_json(v, &bounce);
	propose(v, &proposal);
	if (!strbuf_ok(&id) || !strbuf_ok(&attendees) || !strbuf_ok(&evidence) || !strbuf_ok(&bounce) || !strbuf_ok(&text)) {
		return error_set(err, ST_NOMEM, "reply: out of memory");
	}
	const struct reply_decision decision = {
		.message_id = id.len > 0 ? id.buf : NULL,
		.sender = mail_header(mail, "From"),
		.subject = mail_header(mail, "Subject"),
		.answers_id = match->message_id,
		.contact_id = result->contact_id != 0 ? result->contact_id : match->contact_id,
		.campaign_id = match->campaign_id,
		.event_id = match->event_id,
		.offer_id = match->offer_id,
		.matched_by = match_key_name(match->by),
		.kind = verdict_kind_name(v->kind),
		.intent = intent_name(v->answer.intent),
		.outcome = verdict_outcome_name(result->outcome),
		.reason = result->reason,
		.confidence = v->answer.confidence,
		.also_question = v->answer.also_question,
		.also_unsubscribe = v->answer.also_unsubscribe,
		.count = v->answer.count,
		.attendees = attendees.buf,
		.language = v->answer.language[0] != '\0' ? v->answer.language : NULL,
		.text = text.buf,
		.evidence = evidence.buf,
		.bounce = strcmp(bounce.buf, "null") != 0 ? bounce.buf : NULL,
	};

	st = db_reply_decide(d->store, reply_id, &decision, now, err);
	if (st == ST_OK && (result->outcome == OUTCOME_REVIEW || result->open_item)) {
		st = db_review_open(d->store, reply_id, result->open_item ? "it also asks something" : result->reason,
				result->open_item ? "question" : proposal.buf, now, err);
	}
	return st;
}

/* The same mail in two copies (to two of our addresses, or fetched from two mailboxes) counts once. */
static enum status came_before(struct decider *d, int64_t reply_id, struct mail *mail, bool *ret, struct apply_result *result,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf id = STRBUF_INIT;
	const char *from = mail_header(mail, "From");
	int64_t other = 0;
	enum status st;

	*ret = false;
	bracketed(mail_header(mail, "Message-ID"), &id);
	if (id.len == 0 || from == NULL) {
		return ST_OK;
	}
	st = db_reply_same_mail(d->store, reply_id, id.buf, from, &other, err);
	if (st == ST_OK && other != 0) {
		*ret = true;
		result->outcome = OUTCOME_IGNORED;
		(void)snprintf(result->reason, sizeof result->reason, "the same mail came before as reply %" PRId64, other);
	}
	return st;
}

enum status decide_load(struct decider *d, int64_t reply_id, struct strbuf *raw, struct mail **ret, struct error *err)
{
	bool headers_only = false;
	enum status st = db_reply_raw(d->store, reply_id, raw, &headers_only, err);

	return st == ST_OK ? mail_parse(raw->buf, raw->len, ret, err) : st;
}

static enum status decide(struct decider *d, int64_t reply_id, struct apply_result *ret, struct error *err)
{
	CLEANUP_VERDICT struct verdict verdict = VERDICT_INIT;
	CLEANUP_MAIL struct mail *mail = NULL;
	CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct match match;
	int64_t arrived_at = 0;
	bool before = false;
	enum status st = store_begin(d->store, &tx, err);

	if (st == ST_OK) {
		st = db_reply_arrived(d->store, reply_id, &arrived_at, err);
	}
	if (st == ST_OK) {
		st = decide_load(d, reply_id, &raw, &mail, err);
	}
	if (st == ST_OK) {
		st = decide_read(d, mail, arrived_at, &match, &verdict, err);
	}
	if (st == ST_OK) {
		st = came_before(d, reply_id, mail, &before, ret, err);
	}
	if (st == ST_OK && !before) {
		struct apply_input input = {
			.store = d->store, .config = d->config, .key = d->key, .reply_id = reply_id, .arrived_at = arrived_at,
			.match = &match, .verdict = &verdict, .who = verdict.kind == VERDICT_CALENDAR ? "calendar" : "reply",
			.quiet = decide_is_quiet(d->config, mail, &match, &verdict),
		};

		st = decide_about_list(d, mail, &name, &input, err);
		st = st == ST_OK ? apply_verdict(&input, ret, err) : st;
	}
	if (st == ST_OK) {
		st = decide_note(d, reply_id, mail, &match, &verdict, ret, err);
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}

/* A fault that this mail alone has (a letter that cannot be made of it, a value beyond all bounds): a person looks, and the
 * mails behind it go on. */
static enum status set_aside(struct decider *d, int64_t reply_id, const struct error *why, struct apply_result *ret,
		struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(d->store, &tx, err);

	*ret = (struct apply_result){ .outcome = OUTCOME_REVIEW };
	(void)snprintf(ret->reason, sizeof ret->reason, "it could not be applied: %.350s", why->text);
	if (st == ST_OK) {
		st = db_reply_set_outcome(d->store, reply_id, "review", NULL, ret->reason, clock_now(), err);
	}
	if (st == ST_OK) {
		st = db_review_open(d->store, reply_id, ret->reason, NULL, clock_now(), err);
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}

enum status decide_reply(struct decider *decider, int64_t reply_id, struct apply_result *ret, struct error *err)
{
	bool batch = store_in_transaction(decider->store);
	struct apply_result own;
	struct error why = ERROR_INIT;
	enum status st;

	ret = ret != NULL ? ret : &own;
	*ret = (struct apply_result){ .outcome = OUTCOME_IGNORED };
	st = decide(decider, reply_id, ret, &why);
	switch (st) {
	case ST_OK:
		return ST_OK;
	case ST_INVALID:
	case ST_CONFLICT:
	case ST_CONFIG:
	case ST_PERM:
		if (!batch) {
			return set_aside(decider, reply_id, &why, ret, err);
		}
		break;
	case ST_NOT_FOUND: /* the reply itself, or something that the mail names */
	case ST_NOMEM:
	case ST_IO:
	case ST_DB:
	case ST_AUTH:
	case ST_TEMP:
	case ST_CANCELED:
		break;
	}
	return error_set(err, st, "%s", why.text);
}
