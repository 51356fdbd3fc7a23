/* Rows of senders that died: at once, without waiting for a lease. Who is dead is told by the lock of its mark file. */
#include "outbound/sender_private.h"

#include "store/db_sender.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"
#include "util/log.h"

#include <string.h>

#define MAX_SENDERS 256

struct takeover {
	struct sender *s;
	int64_t dead;
	struct mark_file *mark; /* NULL: it proves nothing, every claim is in doubt */
};

static void close_mark(struct mark_file **file)
{
	mark_close(*file, false);
}

/* What the dead sender's seat says about a row. */
static void read_seat(const struct takeover *t, int64_t id, struct settlement *out, struct mark_seat *copy)
{
	const struct mark_seat *seat = t->mark != NULL ? mark_find(t->mark, id) : NULL;

	*out = (struct settlement){ .message_id = id, .attempts = -1, .at = clock_now(), .state = MESSAGE_QUEUED };
	if (t->mark == NULL) {
		out->state = MESSAGE_IN_DOUBT;
		out->answer = "the machine went down while this letter was being sent";
	}
	if (seat == NULL) {
		return;
	}
	copy->at = seat->at;
	copy->outcome = seat->outcome;
	memcpy(copy->relay, seat->relay, sizeof copy->relay);
	copy->relay[sizeof copy->relay - 1] = '\0';
	copy->outcome.answer[sizeof copy->outcome.answer - 1] = '\0';
	copy->outcome.status[sizeof copy->outcome.status - 1] = '\0';
	out->at = copy->at;
	out->relay = copy->relay;
	out->state = MESSAGE_IN_DOUBT;
	out->answer = "the sender was killed before the server's answer came";
	if (atomic_load(&seat->state) != MARK_ANSWERED) {
		return;
	}
	out->status = copy->outcome.status;
	out->answer = copy->outcome.answer;
	if (copy->outcome.delivery == DELIVERY_SENT) {
		out->state = MESSAGE_SENT;
	} else if (copy->outcome.delivery == DELIVERY_REFUSED) {
		out->state = MESSAGE_FAILED;
	} else {
		out->state = MESSAGE_QUEUED; /* put off, or a fault of ours: it is tried again */
		out->answer = NULL;
	}
}

static enum status settle_row(void *arg, int64_t message_id, struct error *err)
{
	struct takeover *t = arg;
	struct mark_seat copy = { .at = 0 };
	struct settlement out;
	bool held;
	enum status st;

	read_seat(t, message_id, &out, &copy);
	st = db_settle(t->s->o->store, t->dead, &out, &held, err);
	if (st == ST_OK && held) {
		t->s->report->taken_over_queued += out.state == MESSAGE_QUEUED;
		t->s->report->taken_over_in_doubt += out.state == MESSAGE_IN_DOUBT;
		t->s->report->taken_over_settled += out.state == MESSAGE_SENT || out.state == MESSAGE_FAILED;
	}
	return st;
}

static enum status take_over_one(struct sender *s, const struct sender_row *row, const char *boot,
		struct error *err)
{
	CLEANUP(close_mark) struct mark_file *mark = NULL;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct takeover t = { .s = s, .dead = row->id };
	struct error ignored = ERROR_INIT;
	enum status st = mark_adopt(row->mark, &mark, &ignored);

	if (st == ST_CONFLICT) {
		s->alone = false;
		return ST_OK; /* it lives */
	}
	if (st != ST_OK && st != ST_NOT_FOUND) {
		return error_set(err, st, "%s", ignored.text);
	}
	t.mark = strcmp(row->boot, boot) == 0 ? mark : NULL;
	st = store_begin(s->o->store, &tx, err);
	if (st == ST_OK) {
		st = db_sender_claims(s->o->store, row->id, settle_row, &t, err);
	}
	if (st == ST_OK) {
		st = db_sender_end(s->o->store, row->id, clock_now(), err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK && mark != NULL) {
		mark_close(TAKE_PTR(mark), true);
	}
	return st;
}

enum status sender_take_over(struct sender *s, struct error *err)
{
	CLEANUP_FREE struct sender_row *rows = calloc(MAX_SENDERS, sizeof *rows);
	char boot[64];
	size_t n = 0;
	enum status st;

	if (rows == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	mark_boot_id(boot, sizeof boot);
	s->alone = true;
	st = db_sender_open(s->o->store, s->id, rows, MAX_SENDERS, &n, err);
	for (size_t i = 0; i < n && st == ST_OK; i++) {
		st = take_over_one(s, &rows[i], boot, err);
	}
	if (st == ST_OK && s->report->taken_over_in_doubt > 0) {
		log_warning("a sender died: %lld letters are in doubt; 'kvieslys campaign messages' shows them",
				(long long)s->report->taken_over_in_doubt);
	}
	return st;
}
