#!/bin/sh
# kvieslys tidy: periods of lists, of replies and of evidence.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
. "$ROOT/tests/t/lib-rights.sh"
rights_ws # the clock: 2027-02-01; lists, basis and contacts of 1970
day() { echo $(($(date -u -d "$1" +%s))); }
sql "INSERT INTO list (id, name, created_at) VALUES (2, 'wood', 0), (3, 'kept', 0);
	INSERT INTO list_member VALUES (2, 5, 0), (3, 6, 0);
	UPDATE contact SET informed_at = NULL, updated_at = 0;
	INSERT INTO basis (contact_id, kind, source, at) VALUES (7, 'consent', 'fair', $(day 2026-12-01))"
is "by default nothing goes" "$(k tidy --format json)" ""
is "nor is there anything in the audit log" "$(sql "SELECT count(*) FROM audit WHERE action = 'tidy'")" 0
cat >>"$WS/kvieslys.conf" <<'C'

[list metal]
keep-days = 365
[list wood]
keep-days = 0
[list nowhere]
keep-days = 5
C
k tidy --dry-run --format json >"$TMP/dry"
t() { "$PY" -c 'import json,sys
print({d["what"]: d["count"] for d in map(json.loads, open(sys.argv[1]))})' "$1"; }
# 1, 2, 4 answered; 3, 5, 6, 7, 8, 9 did not: 7 consented lately, 5 is in wood, 6 in kept, 8 is a seat of a colleague's party
is "a dry run tells" "$(t "$TMP/dry")" "{'nowhere': 0, 'members of list metal': 5, 'people': 3}"
is "and does nothing" "$(sql "SELECT count(*) FROM list_member")" 11
k tidy --format json >"$TMP/did"
is "what it does is the same" "$(t "$TMP/did")" "{'nowhere': 0, 'members of list metal': 5, 'people': 3}"
is "who answered or consented stays in the list" "$(sql "SELECT group_concat(contact_id) FROM (SELECT contact_id FROM list_member WHERE list_id = 1 ORDER BY contact_id)")" "1,2,4,7"
is "who is in another list stays known" "$(sql "SELECT count(*) FROM contact WHERE id IN (5, 6) AND status = 'active'")" 2
is "the others are erased" "$(sql "SELECT group_concat(id) FROM contact WHERE status = 'erased'")" "3,8,9"
is "in every byte" "$(grep -liaE 'stalius@gmail|saulius jonas' "$WS"/kvieslys.db*)" ""
is "they are not suppressed" "$(sql "SELECT count(*) FROM suppression")" 0
is "noted once, with the counts" "$(sql "SELECT count(*) || ' ' || json_extract(payload, '$.people') FROM audit JOIN audit_payload ON audit_id = id WHERE action = 'tidy'")" "1 3"
k tidy --format json >"$TMP/again"
is "again: nothing is left to do" "$(t "$TMP/again")" "{'nowhere': 0}"

# replies
sed -i 's/^# replies-days = .*/replies-days = 30/' "$WS/kvieslys.conf"
export KVIESLYS_NOW=2027-03-30T08:00:00Z
k tidy >/dev/null
is "the event is not over for so long: mails stay" "$(sql "SELECT count(*) FROM reply_raw WHERE length(raw) > 0")" 3
sql "INSERT INTO basis (contact_id, kind, source, at, proof_reply_id) VALUES (2, 'consent', 'reply', $(day 2027-02-01), 2)"
k reply resolve 1 other >/dev/null
export KVIESLYS_NOW=2027-05-01T08:00:00Z
like "later they go" "$(k tidy)" '^1 +stored mails of replies'
is "but proof of consent and what waits for a person" "$(sql "SELECT group_concat(reply_id) FROM reply_raw WHERE length(raw) > 0")" "2,3"
is "what they meant is kept" "$(sql "SELECT state || ' ' || seats || ' ' || (text IS NULL) FROM reply JOIN registration ON registration.contact_id = reply.contact_id WHERE reply.id = 1")" "registered 2 1"
ok "reading anew skips them" k reply reprocess

# evidence
sed -i 's/^keep-days = 365/keep-days = 0/' "$WS/kvieslys.conf"
k event checkin alytus "Jonas Petraitis" >/dev/null
k contact erase jonas@metalas.example --yes >/dev/null
is "a name is kept" "$(sql "SELECT name FROM attendee WHERE restricted_until > 0")" "Jonas Petraitis"
export KVIESLYS_NOW=2032-12-31T12:00:00Z
k tidy >/dev/null
is "until its last day" "$(sql "SELECT count(*) FROM attendee WHERE name = 'Jonas Petraitis'")" 1
export KVIESLYS_NOW=2033-01-01T12:00:00Z
like "then it goes" "$(k tidy)" '^1 +names kept as evidence'
is "from every byte" "$(grep -liaE 'petraitis' "$WS"/kvieslys.db*)" ""
is "who came is still counted" "$(k report attendance alytus --format json | "$PY" -c 'import json,sys; print(json.load(sys.stdin)["counts"]["attended"])')" 1
like "the chain holds" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'

# run does it by itself, once a day
sql "INSERT INTO auto_answer VALUES ('x@y.example', 1, 'confirmation', 100)"
background "$k" -C "$WS" run
wait_for "the timetable" sh -c "[ \"\$(sqlite3 '$WS/kvieslys.db' \"SELECT count(*) FROM audit WHERE action = 'tidy' AND actor = 'kvieslys'\")\" -gt 0 ]"
is "run tidies" "$(sql "SELECT actor FROM audit WHERE action = 'tidy' ORDER BY id DESC LIMIT 1")" kvieslys
kill "$!"
done_testing
