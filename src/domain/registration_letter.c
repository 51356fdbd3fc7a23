/* What is said in a letter is fixed here, when the change is made: the letter is printed later, perhaps after the next
 * change. */
#include "domain/registration_letter.h"

#include "mail/address.h"
#include "store/db_attendee.h"
#include "store/db_contact.h"
#include "store/db_message.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/token.h"

#include <inttypes.h>
#include <string.h>

#define DAY 86400

static void add_names(struct json_writer *w, const struct attendees *people)
{
	json_array(w, "attendees");
	for (size_t i = 0; i < people->n; i++) {
		if (people->items[i].name != NULL && !people->items[i].walk_in) {
			json_string(w, NULL, people->items[i].name);
		}
	}
	json_end(w, ']');
}

struct told {
	const struct registration_answer *answer; /* NULL: nobody wrote, the line moved up */
	const struct registration_row *row;
	const char *letter;
	const char *content;
	const struct attendees *people;
	int64_t place;
	int64_t cancelled; /* how often the registration was cancelled before */
	bool changed;
};

static enum status make_params(struct strbuf *out, const struct told *told, const char *by, struct error *err)
{
	const struct registration_answer *answer = told->answer;
	const struct registration_row *row = told->row;
	struct json_writer w = { .out = out };
	bool said = answer == NULL || answer->count > 0 || answer->n_people > 0 || row->seats != 1;

	json_object(&w, NULL);
	if (row->seats > 0) {
		if (said) {
			json_int(&w, "count", row->seats);
		} else {
			json_null(&w, "count");
		}
		json_int(&w, "seats", row->seats);
		add_names(&w, told->people);
	}
	if (told->place > 0) {
		json_int(&w, "waiting_place", told->place);
	}
	if (told->cancelled > 0) {
		json_int(&w, "cancelled_before", told->cancelled);
	}
	if (answer != NULL && answer->said != NULL && answer->said[0] != '\0') {
		json_string(&w, "said", answer->said);
	}
	if (by != NULL) {
		json_string(&w, "by", by);
	}
	json_end(&w, '}');
	return strbuf_ok(out) ? ST_OK : error_set(err, ST_NOMEM, "letter: out of memory");
}

/* What the guard compares: the letter, the number of people and their names. */
static void make_content(const char *letter, const struct registration_row *row, const struct attendees *people,
		char *buf, size_t size)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < people->n; i++) {
		const char *name = people->items[i].name != NULL ? people->items[i].name : "";

		for (const char *p = name;; p++) {
			hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
			if (*p == '\0') {
				break;
			}
		}
	}
	(void)snprintf(buf, size, "%s %" PRId64 " %08" PRIx64, letter, row->seats, hash & 0xffffffff);
}

/* *ret_due is 0 for now, the beginning of the next day, or -1 when nothing is to be sent. */
static enum status guard(struct store *store, const char *address, int64_t event_id, const char *content,
		bool changed, int64_t *ret_due, struct error *err)
{
	int64_t today = clock_now() / DAY;

	for (int64_t day = today; day <= today + (changed ? 1 : 0); day++) {
		bool is_free = false;
		enum status st = db_auto_answer_take(store, address, event_id, content, day, &is_free, err);

		if (st != ST_OK) {
			return st;
		}
		if (is_free) {
			*ret_due = day == today ? 0 : day * DAY;
			return ST_OK;
		}
	}
	*ret_due = -1;
	return ST_OK;
}

static bool is_mail(const struct registration_answer *answer)
{
	return answer->reply_id != 0 || strcmp(answer->source, "reply") == 0 || answer->calendar;
}

/* One row: to the contact (`address` NULL) or to another who wrote. `key` is the address as it is compared. */
static enum status queue_one(struct store *store, const struct told *told, const char *address, const char *key,
		const char *by, bool *ret_sent, struct error *err)
{
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	int64_t due = 0;
	int64_t id;
	enum status st = ST_OK;

	if (is_mail(told->answer)) {
		st = guard(store, key, told->row->event_id, told->content, told->changed, &due, err);
	}
	if (st != ST_OK || due < 0) {
		return st;
	}
	st = make_params(&params, told, by, err);
	if (st == ST_OK) {
		st = db_message_add(store,
				&(struct service_letter){
						.contact_id = told->answer->contact_id,
						.letter = told->letter,
						.event_id = told->row->event_id,
						.registration_id = told->row->id,
						.reply_id = told->answer->reply_id,
						.address = address,
						.params = params.buf,
						.due_at = due,
				},
				&id, err);
	}
	if (st == ST_OK) {
		*ret_sent = true;
	}
	return st;
}

enum status registration_letter(struct store *store, const struct registration_answer *answer,
		const struct registration_row *row, const char *letter, int64_t place, bool changed, bool *ret_sent,
		struct error *err)
{
	CLEANUP_ATTENDEES struct attendees people = ATTENDEES_INIT;
	CLEANUP_CONTACT struct contact contact = CONTACT_INIT;
	char writer[ADDRESS_SIZE] = "";
	char content[64];
	struct told told = { answer, row, letter, content, &people, place, 0, changed };
	bool other_sent = false;
	enum status st;

	if (answer->quiet || (!changed && !is_mail(answer))) {
		return ST_OK;
	}
	st = db_contact_load(store, answer->contact_id, &contact, err);
	if (st == ST_OK && row->id != 0) {
		st = db_attendee_of(store, row->id, &people, err);
	}
	if (st == ST_OK && row->id != 0) {
		st = db_message_told(store, row->contact_id, row->id, "cancelled", &told.cancelled, err);
	}
	if (st != ST_OK) {
		return st;
	}
	make_content(letter, row, &people, content, sizeof content);
	if (answer->writer == NULL || !address_fold(answer->writer, strlen(answer->writer), writer)
			|| strcmp(writer, contact.email_key) == 0) {
		return queue_one(store, &told, NULL, contact.email_key, NULL, ret_sent, err);
	}
	/* somebody else wrote for the contact: both are told, the contact by whom */
	st = queue_one(store, &told, answer->writer, writer, NULL, &other_sent, err);
	return st != ST_OK || !changed ? st
				       : queue_one(store, &told, NULL, contact.email_key, answer->writer, ret_sent, err);
}

enum status registration_letter_promoted(struct store *store, int64_t registration_id, struct error *err)
{
	CLEANUP_ATTENDEES struct attendees people = ATTENDEES_INIT;
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	struct registration_row row;
	struct told told = { .row = &row, .people = &people };
	int64_t id;
	enum status st = db_registration_load(store, registration_id, &row, err);

	if (st == ST_OK) {
		st = db_attendee_of(store, registration_id, &people, err);
	}
	if (st == ST_OK) {
		st = db_message_told(store, row.contact_id, row.id, "cancelled", &told.cancelled, err);
	}
	if (st == ST_OK) {
		st = make_params(&params, &told, NULL, err);
	}
	return st != ST_OK ? st
			   : db_message_add(store,
					     &(struct service_letter){
							     .contact_id = row.contact_id,
							     .letter = "promoted",
							     .event_id = row.event_id,
							     .registration_id = row.id,
							     .params = params.buf,
					     },
					     &id, err);
}
