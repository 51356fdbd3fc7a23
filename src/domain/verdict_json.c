/* The lists of a verdict as JSON, with the names that are promised to programs. */
#include "domain/verdict.h"

#include "util/json.h"

void verdict_attendees_json(const struct verdict *verdict, struct strbuf *out)
{
	struct json_writer w = { .out = out };

	json_array(&w, NULL);
	for (size_t i = 0; i < verdict->answer.n_attendees; i++) {
		json_object(&w, NULL);
		json_string(&w, "name", verdict->answer.attendees[i].name);
		json_string(&w, "email", verdict->answer.attendees[i].email);
		json_end(&w, '}');
	}
	json_end(&w, ']');
}

void verdict_evidence_json(const struct verdict *verdict, struct strbuf *out)
{
	struct json_writer w = { .out = out };

	json_array(&w, NULL);
	for (size_t i = 0; i < verdict->answer.n_evidence; i++) {
		json_object(&w, NULL);
		json_string(&w, "rule", verdict->answer.evidence[i].rule);
		json_string(&w, "words", verdict->answer.evidence[i].words);
		json_end(&w, '}');
	}
	json_end(&w, ']');
}

static void add_recipient(struct json_writer *w, const struct report_recipient *r)
{
	json_string(w, "permanence", permanence_name(r->permanence));
	json_string(w, "fault", fault_name(r->fault));
	json_string(w, "status", r->status);
	json_string(w, "reason", reason_name(r->reason));
}

void verdict_bounce_json(const struct verdict *verdict, struct strbuf *out)
{
	struct json_writer w = { .out = out };
	const struct report *report = verdict->report;

	if (verdict->kind != VERDICT_BOUNCE && verdict->kind != VERDICT_COMPLAINT) {
		json_null(&w, NULL);
		return;
	}
	json_object(&w, NULL);
	if (report->n_recipients > 0) {
		add_recipient(&w, &report->recipients[0]);
	} else {
		json_string(&w, "permanence", report->kind == REPORT_DELAYED ? "delayed" : "soft");
		json_string(&w, "fault", "network");
		json_string(&w, "status", "");
		json_string(&w, "reason", report->kind == REPORT_COMPLAINT ? "feedback" : "undefined");
	}
	json_array(&w, "recipients");
	for (size_t i = 0; i < report->n_recipients; i++) {
		json_object(&w, NULL);
		json_string(&w, "address", report->recipients[i].address);
		add_recipient(&w, &report->recipients[i]);
		json_end(&w, '}');
	}
	json_end(&w, ']');
	json_end(&w, '}');
}
