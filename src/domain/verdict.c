/* The order of decision, and what each kind of mail means. Own words of the subject are in verdict_subject.c. */
#include "domain/verdict.h"

#include "domain/verdict_private.h"
#include "mail/address.h"
#include "util/cleanup.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct verdict_reader {
	struct reply_rules *rules;
	struct machine_words *machines;
	struct intent_reader *intents;
	struct survey_reader *surveys;
};

const char *verdict_kind_name(enum verdict_kind kind)
{
	static const char *const names[] = { "reply", "calendar", "auto", "bounce", "complaint", "unsubscribe", "unknown" };

	return names[kind];
}

const char *verdict_outcome_name(enum verdict_outcome outcome)
{
	static const char *const names[] = { "applied", "review", "ignored", "resolved" };

	return names[outcome];
}

enum status verdict_reader_new(const struct languages *languages, struct verdict_reader **ret,
		struct problems *problems, struct error *err)
{
	CLEANUP_PROBLEMS struct problems own = PROBLEMS_INIT;
	CLEANUP_VERDICT_READER struct verdict_reader *reader = calloc(1, sizeof *reader);
	enum status st;

	if (reader == NULL) {
		return error_set(err, ST_NOMEM, "reading replies: out of memory");
	}
	problems = problems != NULL ? problems : &own;
	st = reply_rules_new(languages, &reader->rules, err);
	if (st == ST_OK) {
		st = machine_words_load(languages, &reader->machines, problems, err);
	}
	if (st == ST_OK) {
		st = intent_reader_new(languages, &classifier_replies, &reader->intents, problems, err);
	}
	if (st == ST_OK) {
		st = survey_reader_new(languages, &reader->surveys, err);
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(reader);
	}
	return st;
}

void verdict_reader_free(struct verdict_reader *reader)
{
	if (reader != NULL) {
		reply_rules_free(reader->rules);
		machine_words_free(reader->machines);
		intent_reader_free(reader->intents);
		survey_reader_free(reader->surveys);
		free(reader);
	}
}

void verdict_reader_cleanup(struct verdict_reader **reader)
{
	verdict_reader_free(*reader);
}

void verdict_release(struct verdict *verdict)
{
	intent_answer_release(&verdict->answer);
	reply_text_release(&verdict->reply);
	report_free(verdict->report);
	calendar_in_release(&verdict->calendar);
	survey_reading_release(&verdict->given);
	*verdict = (struct verdict)VERDICT_INIT;
}

static enum status no_memory(struct error *err)
{
	return error_set(err, ST_NOMEM, "reading a reply: out of memory");
}

/* Something that has none of the fields every mail has is no mail. */
static bool is_mail(struct mail *mail)
{
	static const char *const names[] = { "From", "To", "Subject", "Date", "Message-ID", "Received", "Return-Path",
		"Delivered-To", "Content-Type", "MIME-Version", "Sender", "Reply-To" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (mail_header(mail, names[i]) != NULL) {
			return true;
		}
	}
	return false;
}

enum status verdict_open(const struct verdict_reader *reader, struct mail *mail, struct verdict *ret,
		struct error *err)
{
	enum status st;

	ret->kind = VERDICT_REPLY;
	if (!is_mail(mail)) {
		ret->kind = VERDICT_UNKNOWN;
		return ST_OK;
	}
	st = report_read(mail, reader->machines, &ret->report, err);
	if (st == ST_OK) {
		st = calendar_in_read(mail, &ret->calendar, err);
	}
	if (st != ST_OK) {
		return st;
	}
	ret->attendee = calendar_in_answer(&ret->calendar, &ret->item);
	switch (ret->report->kind) {
	case REPORT_BOUNCE:
	case REPORT_DELAYED:
		ret->kind = VERDICT_BOUNCE;
		break;
	case REPORT_COMPLAINT:
		ret->kind = VERDICT_COMPLAINT;
		break;
	case REPORT_POSITIVE:
		ret->kind = VERDICT_AUTO;
		break;
	case REPORT_NONE:
		ret->kind = ret->attendee != NULL ? VERDICT_CALENDAR : VERDICT_REPLY;
		break;
	}
	return ST_OK;
}

struct match_hints verdict_hints(const struct verdict *verdict, const char *uids[CALENDAR_IN_MAX_ITEMS])
{
	struct match_hints hints = { .calendar_uids = uids };
	bool report = verdict->kind == VERDICT_BOUNCE || verdict->kind == VERDICT_COMPLAINT;

	for (size_t i = 0; i < verdict->calendar.n && i < CALENDAR_IN_MAX_ITEMS; i++) {
		uids[hints.n_calendar_uids++] = verdict->calendar.items[i].uid;
	}
	if (verdict->report != NULL && verdict->report->kind != REPORT_NONE) {
		const struct report *r = verdict->report;

		hints.original_message_id = r->original_message_id;
		hints.original_sender = r->original_sender;
		hints.original_to = r->original_to != NULL ? r->original_to
				: r->n_recipients > 0 ? r->recipients[0].address : NULL;
		hints.report = report;
	}
	return hints;
}

/* One sentence, replaced. */
enum status verdict_say(struct verdict *v, const char *reason, struct error *err)
{
	char *copy = strdup(reason);

	if (copy == NULL) {
		return no_memory(err);
	}
	free(v->answer.reason);
	v->answer.reason = copy;
	return ST_OK;
}

enum status verdict_prove(struct verdict *v, const char *rule, const char *words, struct error *err)
{
	struct evidence e = { .rule = NULL };

	if (v->answer.n_evidence == INTENT_MAX_EVIDENCE) {
		return ST_OK;
	}
	e.rule = strdup(rule != NULL ? rule : "");
	e.words = strdup(words != NULL ? words : "");
	if (e.rule == NULL || e.words == NULL) {
		free(e.rule);
		free(e.words);
		return no_memory(err);
	}
	v->answer.evidence[v->answer.n_evidence++] = e;
	return ST_OK;
}

/* A machine's mail: what it is, in one word of evidence. */
static enum status machine(struct verdict *v, enum verdict_outcome outcome, const char *reason, const char *rule,
		const char *words, struct error *err)
{
	enum status st = verdict_say(v, reason, err);

	v->outcome = outcome;
	v->answer.intent = INTENT_NONE;
	v->answer.sure = true;
	v->answer.confidence = 1.0;
	return st == ST_OK ? verdict_prove(v, rule, words, err) : st;
}

static enum status read_report(struct verdict *v, struct error *err)
{
	const struct report *r = v->report;
	const char *reason = "a letter could not be delivered";
	enum verdict_outcome outcome = OUTCOME_APPLIED;

	if (r->kind == REPORT_DELAYED) {
		reason = "a letter is late; its server goes on trying";
		outcome = OUTCOME_IGNORED;
	} else if (r->kind == REPORT_POSITIVE) {
		reason = "a notice that a letter was delivered";
		outcome = OUTCOME_IGNORED;
	} else if (r->kind == REPORT_COMPLAINT) {
		bool wish = r->feedback != FEEDBACK_AUTH_FAILURE && r->feedback != FEEDBACK_NOT_SPAM;

		reason = wish ? "a complaint about a letter of ours" : "a feedback report that asks for nothing";
		outcome = wish ? OUTCOME_APPLIED : OUTCOME_IGNORED;
	}
	return machine(v, outcome, reason, r->rule, r->words, err);
}

/* The words that a person wrote, read with what we know of him and of the letter. */
static enum status read_words(const struct verdict_reader *reader, struct mail *mail, struct verdict *v,
		const char *subject, const struct verdict_context *c, struct error *err)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	const char *from = mail_header(mail, "From");
	bool known = from != NULL && address_next(&from, &name, &email);
	const struct intent_input input = {
		.text = v->reply.text,
		.subject = subject,
		.signature = v->reply.signature,
		.language = c->language,
		.offer = c->offer,
		.from_name = known && name.len > 0 ? name.buf : NULL,
		.from_address = known ? email.buf : NULL,
		.contact_name = c->contact_name,
		.contact_address = c->contact_address,
		.organisation = c->organisation,
	};

	return intent_read(reader->intents, &input, &v->answer, err);
}

static enum verdict_outcome outcome_of(const struct intent_answer *a)
{
	switch (a->intent) {
	case INTENT_YES:
	case INTENT_NO:
	case INTENT_MAYBE:
	case INTENT_UNSUBSCRIBE:
		return a->sure ? OUTCOME_APPLIED : OUTCOME_REVIEW;
	case INTENT_OTHER:
		return a->sure ? OUTCOME_IGNORED : OUTCOME_REVIEW;
	case INTENT_QUESTION:
		return OUTCOME_REVIEW;
	case INTENT_NONE:
		break;
	}
	return OUTCOME_IGNORED;
}

static enum status read_person(const struct verdict_reader *reader, struct mail *mail, const struct verdict_context *c,
		struct verdict *v, struct error *err)
{
	CLEANUP_STRBUF struct strbuf subject = STRBUF_INIT;
	bool done = false;
	enum status st;

	verdict_own_subject(mail_header(mail, "Subject"), c->sent != NULL ? c->sent->subject : NULL, c->title,
			mail_header(mail, "In-Reply-To") != NULL, &subject);
	if (!strbuf_ok(&subject)) {
		return no_memory(err);
	}
	if (verdict_is_unsubscribe(subject.buf, v->reply.text)) {
		v->kind = VERDICT_UNSUBSCRIBE;
		st = machine(v, OUTCOME_APPLIED, "made by the unsubscribe header", "subject", subject.buf, err);
		v->answer.intent = INTENT_UNSUBSCRIBE;
		return st;
	}
	if (c->survey != NULL) {
		st = verdict_read_survey(v, reader->surveys, reader->intents, c, &done, err);
		if (st != ST_OK || done) {
			return st;
		}
	}
	st = read_words(reader, mail, v, subject.buf, c, err);
	v->outcome = outcome_of(&v->answer);
	return st;
}

static const char *auto_reason(enum auto_kind kind)
{
	switch (kind) {
	case AUTO_OUT_OF_OFFICE:
		return "out of office";
	case AUTO_TICKET:
		return "the receipt of a ticket system or shared mailbox";
	case AUTO_CHALLENGE:
		return "a filter that wants to know whether we are people";
	case AUTO_READ_RECEIPT:
		return "a read receipt";
	case AUTO_DELIVERED:
		return "a notice that a letter was delivered";
	case AUTO_LIST:
		return "sent by a mailing list";
	case AUTO_OWN:
		return "a mail of our own came back";
	case AUTO_GENERATED:
	case AUTO_NONE:
		break;
	}
	return "written by a machine";
}

enum status verdict_read(const struct verdict_reader *reader, struct mail *mail, const struct verdict_context *context,
		struct verdict *ret, struct error *err)
{
	enum status st;

	if (ret->kind == VERDICT_UNKNOWN) {
		return machine(ret, OUTCOME_IGNORED, "this is no mail", "none of a mail's fields", "", err);
	}
	if (ret->report->kind != REPORT_NONE) {
		st = reply_text_whole(ret->report->text, &ret->reply, err);
		return st == ST_OK ? read_report(ret, err) : st;
	}
	st = reply_text_read(mail, context->sent, reader->rules, &ret->reply, err);
	if (st != ST_OK) {
		return st;
	}
	if (ret->kind == VERDICT_CALENDAR) {
		return verdict_read_calendar(ret, reader->intents, context, err);
	}
	st = auto_reply_read(mail, reader->machines, context->own_domain, ret->reply.text, (long long)context->now,
			&ret->automatic, err);
	if (st != ST_OK) {
		return st;
	}
	if (ret->automatic.kind != AUTO_NONE) {
		ret->kind = VERDICT_AUTO;
		/* a return date is kept: that is applied */
		return machine(ret, ret->automatic.kind == AUTO_OUT_OF_OFFICE ? OUTCOME_APPLIED : OUTCOME_IGNORED,
				auto_reason(ret->automatic.kind), ret->automatic.rule, ret->automatic.words, err);
	}
	return read_person(reader, mail, context, ret, err);
}
