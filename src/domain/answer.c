/* Answers of staff to what people wrote. */
#include "domain/answer.h"

#include "mail/address.h"
#include "store/db_audit.h"
#include "store/db_contact.h"
#include "store/db_message.h"
#include "store/db_reply.h"
#include "store/db_review.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What of the reply the answer needs, copied out of the listing. */
struct question {
	bool found;
	bool machine;
	int64_t event_id, offer_id;
	char key[ADDRESS_SIZE];   /* of the writer */
	struct address writer;
	bool writable;
	struct strbuf name, subject, said;
};

static void question_release(struct question *q)
{
	strbuf_release(&q->name);
	strbuf_release(&q->subject);
	strbuf_release(&q->said);
}

static enum status read_question(void *arg, const struct reply_row *row, struct error *err)
{
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	struct question *q = arg;
	const char *cursor = row->decision.sender != NULL ? row->decision.sender : "";
	const char *subject = row->decision.subject != NULL ? row->decision.subject : "";
	const char *kind = row->decision.kind != NULL ? row->decision.kind : "reply";

	q->found = true;
	q->machine = strcmp(kind, "reply") != 0 && strcmp(kind, "calendar") != 0 && strcmp(kind, "unsubscribe") != 0;
	q->event_id = row->decision.event_id;
	q->offer_id = row->decision.offer_id;
	if (address_next(&cursor, &q->name, &email)) {
		q->writable = address_parse(email.buf, &q->writer, NULL) == ST_OK;
	}
	if (strncasecmp(subject, "re:", 3) == 0) {
		subject += 3; /* the letter puts its own before it */
		subject += strspn(subject, " ");
	}
	strbuf_adds(&q->subject, subject);
	strbuf_adds(&q->said, row->decision.text != NULL ? row->decision.text : "");
	return strbuf_ok(&q->subject) && strbuf_ok(&q->said) ? ST_OK : error_set(err, ST_NOMEM, "reply: out of memory");
}

/* The writer's own contact: the answer goes to whoever asked, not to whom we wrote. */
static enum status contact_of(struct store *store, const struct question *q, int64_t reply_id, const char *who,
		int64_t *ret, struct error *err)
{
	char source[48];
	struct contact contact = CONTACT_INIT;
	enum status st = db_contact_id(store, q->writer.key, ret, err);

	if (st != ST_OK || *ret != 0) {
		return st;
	}
	(void)snprintf(source, sizeof source, "wrote to us (reply %" PRId64 ")", reply_id);
	contact.email = q->writer.email;
	contact.email_key = q->writer.key;
	contact.name = q->name.len > 0 ? q->name.buf : NULL;
	contact.role = address_is_role(q->writer.key);
	contact.source = source;
	st = db_contact_add(store, &contact, ret, err);
	return st == ST_OK ? audit_add(store, who, "add", "contact", *ret, source, NULL, err) : st;
}

static enum status queue(struct store *store, const struct question *q, int64_t reply_id, int64_t contact_id,
		const char *text, int64_t *ret_message_id, struct error *err)
{
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	struct json_writer w = { .out = &params };

	json_object(&w, NULL);
	json_string(&w, "answer", text);
	json_string(&w, "subject", q->subject.buf);
	if (q->said.len > 0) {
		json_string(&w, "said", q->said.buf);
	}
	json_end(&w, '}');
	if (!strbuf_ok(&params)) {
		return error_set(err, ST_NOMEM, "reply: out of memory");
	}
	return db_message_add(store, &(struct service_letter){ .contact_id = contact_id, .letter = "answer",
			.event_id = q->event_id, .offer_id = q->offer_id, .reply_id = reply_id, .params = params.buf },
			ret_message_id, err);
}

enum status answer_reply(struct store *store, int64_t reply_id, const char *text, const char *who,
		int64_t *ret_message_id, struct error *err)
{
	CLEANUP(question_release) struct question q = { .name = STRBUF_INIT, .subject = STRBUF_INIT, .said = STRBUF_INIT };
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t contact_id = 0;
	enum status st;

	if (text[strspn(text, " \t\r\n")] == '\0') {
		return error_set(err, ST_INVALID, "the answer is empty");
	}
	st = store_begin(store, &tx, err);
	if (st == ST_OK) {
		st = db_reply_each(store, &(struct reply_filter){ .id = reply_id }, read_question, &q, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (!q.found) {
		return error_set(err, ST_NOT_FOUND, "there is no reply %" PRId64, reply_id);
	}
	if (!q.writable || q.machine) {
		return error_set(err, ST_INVALID, q.machine ? "reply %" PRId64 " was written by a machine; it is not answered"
				: "reply %" PRId64 " names no address that can be written to", reply_id);
	}
	st = contact_of(store, &q, reply_id, who, &contact_id, err);
	if (st == ST_OK) {
		st = queue(store, &q, reply_id, contact_id, text, ret_message_id, err);
	}
	if (st == ST_OK) {
		st = db_review_close(store, reply_id, who, "answered", clock_now(), NULL, err);
	}
	if (st == ST_OK) {
		st = db_reply_set_answered(store, reply_id, clock_now(), err);
	}
	if (st == ST_OK) {
		st = audit_add(store, who, "answer", "reply", reply_id, NULL, NULL, err);
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}
