/* SQL of replies: listing. */
#include "store/db_reply.h"

#include "store/store_private.h"

/* A filter that is NULL or 0 takes all. */
#define SQL_EACH \
	"SELECT reply.id, reply.mailbox, reply.key, arrived_at, decided_at, contact.email, campaign.key, event.key, offer.key," \
	" reply.message_id, sender, subject, answers_id, reply.contact_id, reply.campaign_id, reply.event_id, reply.offer_id," \
	" matched_by, reply.kind, intent, outcome, reply.reason, confidence, also_question, also_unsubscribe, count, attendees," \
	" reply.language, text, evidence, bounce," \
	" (SELECT json_group_array(json_object('question', a.number, 'choices', json('[' || ifnull(a.list, '') || ']')," \
	"  'amount', a.amount, 'words', a.words, 'doubt', a.doubt)) FROM (SELECT number, group_concat(choice) AS list," \
	"  max(amount) AS amount, max(text) AS words, max(doubt) AS doubt FROM survey_answer s WHERE s.reply_id = reply.id" \
	"  AND number > 0 GROUP BY number) a)" \
	" FROM reply LEFT JOIN contact ON contact.id = reply.contact_id" \
	" LEFT JOIN campaign ON campaign.id = reply.campaign_id" \
	" LEFT JOIN event ON event.id = reply.event_id LEFT JOIN offer ON offer.id = reply.offer_id" \
	" WHERE (?1 IS NULL OR reply.id = ?1)" \
	" AND (?2 IS NULL OR ifnull(outcome, 'undecided') = ?2) AND (?3 IS NULL OR intent = ?3)" \
	" AND (?4 IS NULL OR reply.kind = ?4) AND (?5 IS NULL OR event.key = ?5) AND (?6 IS NULL OR campaign.key = ?6)" \
	" AND (?7 IS NULL OR contact.email_key = ?7)" \
	" AND (?8 = 0 OR EXISTS (SELECT 1 FROM review WHERE reply_id = reply.id AND closed_at IS NULL))" \
	" ORDER BY arrived_at, reply.id"

static const char *text_at(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

static struct reply_row row_of(sqlite3_stmt *stmt)
{
	return (struct reply_row){
		.id = sqlite3_column_int64(stmt, 0),
		.mailbox = text_at(stmt, 1),
		.key = text_at(stmt, 2),
		.arrived_at = sqlite3_column_int64(stmt, 3),
		.decided_at = sqlite3_column_int64(stmt, 4),
		.contact = text_at(stmt, 5),
		.campaign = text_at(stmt, 6),
		.event = text_at(stmt, 7),
		.offer = text_at(stmt, 8),
		.decision = {
			.message_id = text_at(stmt, 9),
			.sender = text_at(stmt, 10),
			.subject = text_at(stmt, 11),
			.answers_id = sqlite3_column_int64(stmt, 12),
			.contact_id = sqlite3_column_int64(stmt, 13),
			.campaign_id = sqlite3_column_int64(stmt, 14),
			.event_id = sqlite3_column_int64(stmt, 15),
			.offer_id = sqlite3_column_int64(stmt, 16),
			.matched_by = text_at(stmt, 17),
			.kind = text_at(stmt, 18),
			.intent = text_at(stmt, 19),
			.outcome = text_at(stmt, 20),
			.reason = text_at(stmt, 21),
			.confidence = sqlite3_column_double(stmt, 22),
			.also_question = sqlite3_column_int(stmt, 23) != 0,
			.also_unsubscribe = sqlite3_column_int(stmt, 24) != 0,
			.count = sqlite3_column_int64(stmt, 25),
			.attendees = text_at(stmt, 26),
			.language = text_at(stmt, 27),
			.text = text_at(stmt, 28),
			.evidence = text_at(stmt, 29),
			.bounce = text_at(stmt, 30),
			.answers = text_at(stmt, 31),
		},
	};
}

enum status db_reply_each(struct store *store, const struct reply_filter *filter, reply_fn each, void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, filter->id);
	db_bind_text(stmt, 2, filter->outcome);
	db_bind_text(stmt, 3, filter->intent);
	db_bind_text(stmt, 4, filter->kind);
	db_bind_text(stmt, 5, filter->event);
	db_bind_text(stmt, 6, filter->campaign);
	db_bind_text(stmt, 7, filter->contact);
	(void)sqlite3_bind_int(stmt, 8, filter->open);
	for (;;) {
		struct reply_row row;
		bool more = false;

		st = db_step(store, stmt, &more, "listing replies", err);
		if (st != ST_OK || !more) {
			return st;
		}
		row = row_of(stmt);
		st = each(arg, &row, err);
		if (st != ST_OK) {
			return st;
		}
	}
}
