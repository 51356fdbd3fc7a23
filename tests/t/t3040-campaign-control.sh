#!/bin/sh
# The commands around sending, over the real program: start, send, status, messages, pause, resume, cancel, retry.
. "$(dirname "$0")/lib.sh"

ws_new
sql "INSERT INTO organisation(id, name, name_key, country, sector, kind, town, created_at, updated_at)
	VALUES (1, 'UAB Metalas', 'metalas', 'LT', 'metal', 'enterprise', 'Alytus', 1, 1);
WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6)
	INSERT INTO contact(id, organisation_id, email, email_key, given_name, family_name, name, language, source, created_at, updated_at)
	SELECT i, 1, 'p' || i || '@x.example', 'p' || i || '@x.example', 'Jonas', 'Petraitis', 'Jonas Petraitis', 'lt', 'web', 1, 1 FROM n;
INSERT INTO basis(contact_id, kind, source, at) SELECT id, 'consent', 'form', 1 FROM contact;
INSERT INTO list(id, name, created_at) VALUES (1, 'all', 1);
INSERT INTO list_member SELECT 1, id, 1 FROM contact;
INSERT INTO event(id, key, start_at, end_at, zone, capacity, party_max, created_at, updated_at)
	VALUES (1, 'e', strftime('%s', '2027-03-18 08:00'), strftime('%s', '2027-03-18 14:00'), 'Europe/Vilnius', 40, 4, 1, 1);
INSERT INTO event_text VALUES (1, 'lt', 'title', 'Seminaras'), (1, 'lt', 'place', 'Alytus'), (1, 'lt', 'place-in', 'Alytuje');
INSERT INTO campaign(id, key, class, event_id, letter, languages, fallback, audience, source, created_at, updated_at)
	VALUES (1, 'k', 'event', 1, 'invitation', 'lt', '', 'list:all', '', 1, 1);
INSERT INTO step(campaign_id,number,name,letter,after_seconds,audience) VALUES(1, 0, '', 'invitation', 0, 'all'), (1, 1, 'reminder', 'reminder', 604800, 'silent')"
outbox() { ls "$WS/outbox/new" 2>/dev/null | wc -l; }
status() { k campaign status k --format json; }

exits "a campaign that is not there" 1 k campaign start nothing
ok "start" k campaign start k
like "the ledger is filled" "$(status)" '"queued":6,"claimed":0,"sent":0'
ok "start again" k campaign start k
like "adds nobody twice" "$(status)" '"queued":6'
ok "pause" k campaign pause k --reason "wrong date"
exits "nothing is due" 0 k send
is "nothing is sent while it is paused" "$(outbox)" 0
like "the reason is shown" "$(status)" '"state":"paused","reason":"wrong date"'
exits "pausing it twice is told" 1 k campaign pause k
ok "resume" k campaign resume k
sql "UPDATE contact SET status = 'erased' WHERE id = 6"
exits "send" 0 k send
is "a file for each" "$(outbox)" 5
like "one may not be written to any more" "$(status)" '"sent":5,"deferred":0,"failed":0,"in_doubt":0,"skipped":1'
like "messages name contact, state and Message-ID" "$(k campaign messages k --format json | head -1)" \
	'"contact":"p1@x.example","step":0,"state":"sent","attempts":1,"message_id":"<[a-z2-7]{21}@'
is "each file is a whole mail with the ledger's Message-ID" "$("$PY" - "$WS" <<'PYTHON'
import email, email.policy, glob, sys
ids = set()
for f in glob.glob(sys.argv[1] + "/outbox/new/*"):
    m = email.message_from_bytes(open(f, "rb").read(), policy=email.policy.strict)
    assert m["To"] and m["From"] and m["Subject"] and m["Date"]
    ids.add(m["Message-ID"])
print(len(ids))
PYTHON
)" 5
is "and they agree" "$(k campaign messages k --state sent --format json | grep -c "$(grep -h '^Message-ID' "$WS"/outbox/new/* | head -1 | sed 's/.*: //; s/\r//')")" 1
exits "again: nothing to do" 0 k send
is "and nothing is sent twice" "$(outbox)" 5
KVIESLYS_NOW=2027-02-08T08:00:01Z k send >/dev/null
is "the reminder goes to the silent after its time" "$(sql "SELECT count(*) FROM message WHERE step = 1 AND state = 'sent'")" 5
sql "UPDATE message SET state = 'in-doubt' WHERE contact_id = 1 AND step = 0"
ok "retry" k campaign retry k --in-doubt
is "only what was in doubt" "$(sql "SELECT count(*) FROM message WHERE state = 'deferred'")" 1
sql "UPDATE campaign SET expires_at = strftime('%s', '2027-12-01')"
like "nothing starts behind its expiry" "$(KVIESLYS_NOW=2028-01-01T00:00:00Z k campaign start k 2>&1)" "campaign k has expired"
ok "cancel" k campaign cancel k
is "what waits is skipped" "$(sql "SELECT count(*) FROM message WHERE state = 'skipped'")" 2
exits "a cancelled campaign does not start" 1 k campaign start k
is "each change is in the audit log" "$(sql "SELECT count(*) FROM audit WHERE noun = 'campaign'")" 6
done_testing
