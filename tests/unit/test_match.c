/* domain/match: the ladder of keys, conflicts, who writes. */
#include "domain/match.h"
#include "mail/identity.h"
#include "store/store_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct store *store;
static struct token_key key;
static char path[] = "/tmp/kvieslys-match-XXXXXX";

/* Contacts 1 and 2 of a firm with a domain, 3 of a firm on a free-mail domain, 4 never written to. Events 1 and 2 are to
 * come, 3 is over. Messages: 1 and 5 (a reminder) to contact 1 about event 1, 2 to contact 2 about event 1, 3 to contact 3
 * about event 1, 4 to contact 3 about event 2, 6 to contact 1 about event 3. */
static const char data[] =
	"INSERT INTO organisation (id, name, name_key, domain, created_at, updated_at) VALUES"
	" (1, 'UAB Metalas', 'metalas', 'metalas.example', 0, 0), (2, 'Stalius', 'stalius', NULL, 0, 0);"
	"INSERT INTO contact (id, organisation_id, email, email_key, status, source, created_at, updated_at) VALUES"
	" (1, 1, 'Jonas@metalas.example', 'jonas@metalas.example', 'active', 't', 0, 0),"
	" (2, 1, 'ona@metalas.example', 'ona@metalas.example', 'active', 't', 0, 0),"
	" (3, 2, 'stalius@gmail.com', 'stalius@gmail.com', 'active', 't', 0, 0),"
	" (4, NULL, 'naujas@kitas.example', 'naujas@kitas.example', 'active', 't', 0, 0);"
	"INSERT INTO event (id, key, start_at, end_at, zone, capacity, party_max, created_at, updated_at) VALUES"
	" (1, 'a', 2000, 2100, 'UTC', 40, 4, 0, 0), (2, 'b', 3000, 3100, 'UTC', 40, 4, 0, 0), (3, 'c', 500, 600, 'UTC', 40, 4, 0, 0);"
	"INSERT INTO campaign (id, key, class, event_id, letter, languages, fallback, audience, source, created_at, updated_at)"
	" VALUES (1, 'ka', 'event', 1, 'invitation', 'lt', '', '', '', 0, 0), (2, 'kb', 'event', 2, 'invitation', 'lt', '', '', '', 0, 0),"
	" (3, 'kc', 'event', 3, 'invitation', 'lt', '', '', '', 0, 0);"
	"INSERT INTO message (id, campaign_id, step, contact_id, nonce, state, due_at) VALUES"
	" (1, 1, 0, 1, 11, 'sent', 0), (2, 1, 0, 2, 12, 'sent', 0), (3, 1, 0, 3, 13, 'sent', 0), (4, 2, 0, 3, 14, 'sent', 0),"
	" (5, 1, 1, 1, 15, 'sent', 0), (6, 3, 0, 1, 16, 'sent', 0);";

static int setup(void **state)
{
	struct error err = ERROR_INIT;
	char file[64];

	(void)state;
	memset(&key, 7, sizeof key);
	if (mkdtemp(path) == NULL) {
		return 1;
	}
	(void)snprintf(file, sizeof file, "%s/db", path);
	return store_open(file, STORE_CREATE, &store, &err) != ST_OK || db_exec(store, data, "data", &err) != ST_OK;
}

static int teardown(void **state)
{
	static const char *const names[] = { "db", "db-wal", "db-shm" };
	char file[64];

	(void)state;
	store_close(store);
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(file, sizeof file, "%s/%s", path, names[i]);
		(void)remove(file);
	}
	return rmdir(path);
}

static const char *token(int64_t id, int64_t nonce)
{
	static char buf[4][TOKEN_SIZE];
	static unsigned n;
	char *ret = buf[n++ % 4];

	token_make(&key, id, nonce, ret);
	return ret;
}

static struct match match_of(const struct match_hints *hints, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static struct match match_of(const struct match_hints *hints, const char *fmt, ...)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	CLEANUP_MAIL struct mail *mail = NULL;
	struct error err = ERROR_INIT;
	struct match match;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	assert_int_equal(mail_parse(text.buf, text.len, &mail, &err), ST_OK);
	assert_int_equal(match_reply(store, &key, mail, hints, 1000, &match, &err), ST_OK);
	return match;
}

static void tokens_first(void **state)
{
	struct match m = match_of(NULL, "From: jonas@metalas.example\nTo: Centras <s+%s@c.example>\nSubject: Re\n\nTaip\n",
			token(1, 11));

	(void)state;
	assert_int_equal(m.by, MATCH_TOKEN);
	assert_int_equal(m.message_id, 1);
	assert_int_equal(m.event_id, 1);
	assert_int_equal(m.writer, WRITER_INVITED);
	assert_false(m.ambiguous);
	m = match_of(NULL, "From: x@y.example\nDelivered-To: s+%s@c.example\n\n", token(2, 12));
	assert_int_equal(m.message_id, 2);
	assert_int_equal(m.writer, WRITER_FOREIGN);
	m = match_of(NULL, "From: x@y.example\nSubject: TAIP [%s]\n\n", token(2, 12));
	assert_int_equal(m.message_id, 2);
	m = match_of(NULL, "From: x@y.example\nSubject: x\n\nTaip\n> kodas: %s.\n", token(2, 12));
	assert_int_equal(m.by, MATCH_TOKEN);
	assert_int_equal(m.message_id, 2);
	/* a token of another nonce, a forged one, an upper-case one */
	m = match_of(NULL, "From: x@y.example\nTo: s+%s@c.example\n\n", token(2, 99));
	assert_int_equal(m.by, MATCH_NONE);
	m = match_of(NULL, "From: x@y.example\nTo: s+aaaaaaacaaaaaaaaaaaaa@c.example\n\n%s", "");
	assert_int_equal(m.by, MATCH_NONE);
	assert_string_not_equal(m.why, "");
}

static void thread_then_calendar(void **state)
{
	char uid[120];
	char hash[65];
	const char *uids[] = { uid };
	struct match_hints hints = { .calendar_uids = uids, .n_calendar_uids = 1 };
	struct match m = match_of(NULL, "From: ona@metalas.example\nIn-Reply-To: <%s@c.example>\n\n", token(1, 11));

	(void)state;
	assert_int_equal(m.by, MATCH_IN_REPLY_TO);
	assert_int_equal(m.message_id, 1);
	assert_int_equal(m.writer, WRITER_ORGANISATION);
	assert_int_equal(m.writer_contact_id, 2);
	m = match_of(NULL, "From: a@sub.metalas.example\nReferences: <%s@c.example>\n <%s@c.example> <else@where.example>\n\n",
			token(4, 14), token(1, 11));
	assert_int_equal(m.message_id, 1);
	assert_int_equal(m.writer, WRITER_ORGANISATION);
	(void)snprintf(uid, sizeof uid, "%s@c.example", token(3, 13));
	m = match_of(&hints, "From: stalius@gmail.com\n\n%s", "");
	assert_int_equal(m.by, MATCH_CALENDAR_UID);
	assert_int_equal(m.message_id, 3);
	token_hash(&key, "uid:2:3", 7, hash);
	(void)snprintf(uid, sizeof uid, "e2c3-%.16s@c.example", hash);
	m = match_of(&hints, "From: stalius@gmail.com\n\n%s", "");
	assert_int_equal(m.message_id, 4);
	(void)snprintf(uid, sizeof uid, "e1c3-%.16s@c.example", hash);
	m = match_of(&hints, "From: no@where.example\n\n%s", "");
	assert_int_equal(m.by, MATCH_NONE);
}

static void a_reminder_is_the_same_invitation(void **state)
{
	struct match m = match_of(NULL, "From: jonas@metalas.example\nTo: s+%s@c.example\nReferences: <%s@c.example>\n\n",
			token(5, 15), token(1, 11));

	(void)state;
	assert_int_equal(m.message_id, 5);
	assert_false(m.ambiguous);
}

static void different_invitations_conflict(void **state)
{
	struct match m = match_of(NULL, "From: stalius@gmail.com\nTo: s+%s@c.example\nIn-Reply-To: <%s@c.example>\n\n",
			token(3, 13), token(4, 14));

	(void)state;
	assert_int_equal(m.by, MATCH_TOKEN);
	assert_true(m.ambiguous);
	m = match_of(NULL, "From: x@y.example\nTo: s+%s@c.example, s+%s@c.example\n\n", token(1, 11), token(2, 12));
	assert_true(m.ambiguous);
}

static void addresses_and_firms(void **state)
{
	struct match m = match_of(NULL, "From: JONAS@Metalas.example\n\n%s", "");

	(void)state;
	assert_int_equal(m.by, MATCH_ADDRESS);
	assert_int_equal(m.message_id, 5); /* the newest about what is still to come */
	assert_int_equal(m.event_id, 1);
	assert_false(m.ambiguous);         /* the event that is over does not count */
	m = match_of(NULL, "From: stalius@gmail.com\n\n%s", "");
	assert_int_equal(m.by, MATCH_ADDRESS);
	assert_true(m.ambiguous);
	m = match_of(NULL, "From: petras@metalas.example\n\n%s", "");
	assert_int_equal(m.by, MATCH_ORGANISATION);
	assert_int_equal(m.event_id, 1);
	assert_int_equal(m.writer, WRITER_ORGANISATION);
	m = match_of(NULL, "From: kitas@gmail.com\n\n%s", "");
	assert_int_equal(m.by, MATCH_NONE);
	m = match_of(NULL, "From: naujas@kitas.example\n\n%s", "");
	assert_int_equal(m.by, MATCH_ADDRESS);
	assert_int_equal(m.contact_id, 4);
	assert_int_equal(m.message_id, 0);
	m = match_of(NULL, "From: noreply@cal.example\nReply-To: Jonas <jonas@metalas.example>\n\n%s", "");
	assert_int_equal(m.contact_id, 1);
	assert_int_equal(m.writer, WRITER_INVITED);
}

static void reports(void **state)
{
	char sender[60];
	struct match_hints hints = { .report = true, .original_to = "Ona <ona@metalas.example>" };
	struct match m = match_of(&hints, "From: MAILER-DAEMON@metalas.example\n\n%s", "");

	(void)state;
	assert_int_equal(m.by, MATCH_ADDRESS);
	assert_int_equal(m.contact_id, 2);
	(void)snprintf(sender, sizeof sender, "g+%s@c.example", token(3, 13));
	hints.original_sender = sender;
	m = match_of(&hints, "From: MAILER-DAEMON@metalas.example\n\n%s", "");
	assert_int_equal(m.by, MATCH_TOKEN);
	assert_int_equal(m.contact_id, 3);
	hints = (struct match_hints){ .report = true };
	m = match_of(&hints, "From: MAILER-DAEMON@metalas.example\n\n%s", "");
	assert_int_equal(m.by, MATCH_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_first),
		cmocka_unit_test(thread_then_calendar),
		cmocka_unit_test(a_reminder_is_the_same_invitation),
		cmocka_unit_test(different_invitations_conflict),
		cmocka_unit_test(addresses_and_firms),
		cmocka_unit_test(reports),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
