/* Replies as rows. */
#include "cli/reply_print.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

const struct printer_column reply_columns[] = {
	{ "id", 5 },
	{ "file", -1 },
	{ "message_id", -1 },
	{ "from", 34 },
	{ "contact", -1 },
	{ "campaign", -1 },
	{ "event", 14 },
	{ "matched_by", -1 },
	{ "kind", 11 },
	{ "intent", 11 },
	{ "outcome", 9 },
	{ "reason", 0 },
	{ "confidence", -1 },
	{ "also_question", -1 },
	{ "also_unsubscribe", -1 },
	{ "count", -1 },
	{ "attendees", -1 },
	{ "language", -1 },
	{ "text", -1 },
	{ "evidence", -1 },
	{ "bounce", -1 },
	{ "offer", -1 },
	{ "answers", -1 },
	{ NULL, 0 },
};

static void list(struct printer *p, const char *json)
{
	printer_json(p, json != NULL ? json : "[]");
}

enum status reply_print_row(struct printer *p, const struct reply_row *row, const char *file, struct error *err)
{
	const struct reply_decision *d = &row->decision;
	char id[24];

	(void)snprintf(id, sizeof id, "%" PRId64, row->id);
	printer_string(p, row->id != 0 ? id : NULL);
	printer_string(p, file);
	printer_string(p, d->message_id);
	printer_string(p, d->sender);
	printer_string(p, row->contact);
	printer_string(p, row->campaign);
	printer_string(p, row->event);
	printer_string(p, d->matched_by);
	printer_string(p, d->kind);
	printer_string(p, d->intent);
	printer_string(p, d->outcome);
	printer_string(p, d->reason);
	printer_double(p, d->confidence);
	printer_bool(p, d->also_question);
	printer_bool(p, d->also_unsubscribe);
	if (d->count > 0) {
		printer_int(p, d->count);
	} else {
		printer_null(p);
	}
	list(p, d->attendees);
	printer_string(p, d->language);
	printer_string(p, d->text != NULL ? d->text : "");
	list(p, d->evidence);
	printer_json(p, d->bounce);
	printer_string(p, row->offer);
	list(p, d->answers);
	return printer_row(p, err);
}
