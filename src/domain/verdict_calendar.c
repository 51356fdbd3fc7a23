/* A calendar answer: PARTSTAT decides, the comment is read like a reply and may add people or take the certainty away. */
#include "domain/verdict_private.h"

#include "util/array.h"
#include "util/cleanup.h"

#include <stdio.h>
#include <string.h>

static enum intent intent_of(enum calendar_in_partstat partstat)
{
	switch (partstat) {
	case CALENDAR_IN_ACCEPTED:
		return INTENT_YES;
	case CALENDAR_IN_DECLINED:
		return INTENT_NO;
	case CALENDAR_IN_TENTATIVE:
		return INTENT_MAYBE;
	case CALENDAR_IN_DELEGATED:
	case CALENDAR_IN_NO_ANSWER:
		break;
	}
	return INTENT_OTHER;
}

static char *copy(const char *s)
{
	return strdup(s != NULL ? s : "");
}

/* The attendee himself as the one who comes, unless the comment names people. */
static bool add_attendee(struct intent_answer *a, const struct calendar_in_attendee *who, const char *address)
{
	const char *name = who->name != NULL && who->name[0] != '\0' && strchr(who->name, '@') == NULL ? who->name : NULL;

	if (name == NULL || a->n_attendees > 0) {
		return true;
	}
	if (!ARRAY_ROOM(a->attendees, a->n_attendees)) {
		return false;
	}
	a->attendees[a->n_attendees++] = (struct attendee){ .name = strdup(name), .email = address != NULL ? strdup(address) : NULL };
	return a->attendees[0].name != NULL && (address == NULL || a->attendees[0].email != NULL);
}

/* What the comment says beside the button; `said` is what the button means. */
static void weigh_comment(struct intent_answer *a, const struct intent_answer *comment, enum intent said,
		const char **ret_reason)
{
	a->also_question = comment->also_question || comment->intent == INTENT_QUESTION;
	a->also_unsubscribe = comment->also_unsubscribe || comment->intent == INTENT_UNSUBSCRIBE;
	if (comment->intent == said && said == INTENT_YES) {
		a->count = comment->count;
	}
	if ((comment->intent == INTENT_YES || comment->intent == INTENT_NO || comment->intent == INTENT_MAYBE)
			&& comment->intent != said && comment->sure) {
		a->sure = false;
		*ret_reason = "the calendar answer and its comment contradict each other";
	}
}

static enum status read_comment(struct verdict *v, const struct intent_reader *intents,
		const struct verdict_context *context, const char **ret_reason, struct error *err)
{
	CLEANUP_INTENT_ANSWER struct intent_answer comment = INTENT_ANSWER_INIT;
	struct intent_input input = {
		.text = v->item->comment,
		.subject = "",
		.language = context->language,
		.from_name = v->attendee->name,
		.from_address = v->attendee->email,
		.contact_name = context->contact_name,
		.contact_address = context->contact_address,
		.organisation = context->organisation,
	};
	enum status st = intent_read(intents, &input, &comment, err);

	if (st != ST_OK) {
		return st;
	}
	weigh_comment(&v->answer, &comment, v->answer.intent, ret_reason);
	memcpy(v->answer.language, comment.language, sizeof v->answer.language);
	if (comment.intent == INTENT_YES && v->answer.intent == INTENT_YES) {
		v->answer.attendees = TAKE_PTR(comment.attendees);
		v->answer.n_attendees = comment.n_attendees;
		comment.n_attendees = 0;
	}
	return ST_OK;
}

enum status verdict_read_calendar(struct verdict *v, const struct intent_reader *intents,
		const struct verdict_context *context, struct error *err)
{
	struct intent_answer *a = &v->answer;
	const char *reason = "a calendar answer";
	enum status st = ST_OK;
	char words[200];

	a->intent = intent_of(v->attendee->partstat);
	a->sure = a->intent != INTENT_OTHER;
	a->confidence = 1.0;
	if (v->item->method == CALENDAR_IN_COUNTER) {
		a->intent = INTENT_MAYBE;
		a->sure = false;
		reason = "another time is proposed";
	} else if (v->attendee->partstat == CALENDAR_IN_DELEGATED) {
		reason = "the invitation was passed on to somebody else";
	} else if (a->intent == INTENT_OTHER) {
		reason = "a calendar answer that decides nothing";
	}
	if (v->item->comment != NULL && v->item->comment[0] != '\0') {
		st = read_comment(v, intents, context, &reason, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (a->intent == INTENT_YES) {
		a->count = a->count > 0 ? a->count : 1 + v->attendee->guests;
		if (!add_attendee(a, v->attendee, v->attendee->email)) {
			return error_set(err, ST_NOMEM, "reading a reply: out of memory");
		}
	}
	a->confidence = a->sure ? 1.0 : 0.5;
	v->outcome = !a->sure || a->intent == INTENT_OTHER ? OUTCOME_REVIEW : OUTCOME_APPLIED;
	(void)snprintf(words, sizeof words, "%s PARTSTAT=%s", calendar_in_method_name(v->item->method),
			calendar_in_partstat_name(v->attendee->partstat));
	free(a->reason);
	a->reason = copy(reason);
	a->evidence[0] = (struct evidence){ .rule = copy("calendar"), .words = copy(words) };
	a->n_evidence = 1;
	/* the comment is what was written; the mail's own text is the client's */
	if (v->item->comment != NULL) {
		free(v->reply.text);
		v->reply.text = copy(v->item->comment);
	}
	return a->reason != NULL && a->evidence[0].rule != NULL && a->evidence[0].words != NULL && v->reply.text != NULL
			? ST_OK : error_set(err, ST_NOMEM, "reading a reply: out of memory");
}
