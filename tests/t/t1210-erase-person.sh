#!/bin/sh
# kvieslys contact erase: nothing of the person is in any byte of the workspace, others are as they were, reports count as before,
# the chain of the audit log holds, and the address stays suppressed when it is imported again.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
. "$ROOT/tests/t/lib-rights.sh"
rights_ws
sql "UPDATE organisation SET name = 'Kitas vardas' WHERE id = 99;
INSERT INTO offer (id, key, kind, created_at, updated_at) VALUES (1, 'BOLT-1', 'business-offer', 0, 0);
INSERT INTO interest (offer_id, contact_id, state, at) VALUES (1, 1, 'interested', 0)"
k contact suppress jonas@metalas.example --why "told by phone" >/dev/null
before=$(k report attendance alytus --format json | "$PY" -c 'import json,sys; d = json.load(sys.stdin); print(d["counts"]["invited"], d["counts"]["delivered"], d["counts"]["answered"])')
traces() { # address, name, phone and word in any byte below the workspace, whatever the case
	grep -rliaE '(^|[^s])jonas@metalas|jonas petraitis|petraitis|37061234567|612 34567' "$WS" 2>/dev/null | grep -v 'kvieslys.conf$' | sort
}
like "there are traces before" "$(traces)" 'kvieslys.db'
exits "it asks, and without a terminal it does nothing" 1 k contact erase jonas@metalas.example
is "nothing has gone" "$(sql "SELECT email FROM contact WHERE id = 1")" jonas@metalas.example
ok "a dry run" k contact erase jonas@metalas.example --dry-run
like "tells what would go" "$(cat "$TMP/out")" '^removed .*contact'
is "and changes nothing" "$(sql "SELECT email || (SELECT count(*) FROM audit WHERE action = 'erase') FROM contact WHERE id = 1")" jonas@metalas.example0
[ -e "$WS/inbox/new/jonas-yes" ] && kept=yes
is "nor any file" "${kept:-no}" yes
ok "erase" k contact erase jonas@metalas.example --yes --format json
cp "$TMP/out" "$TMP/account"
is "no byte of him" "$(traces)" ""
a() { "$PY" -c 'import json,sys
rows = [json.loads(l) for l in open(sys.argv[1])]
print(eval(sys.argv[2]))' "$TMP/account" "$1"; }
is "what went is told" "$(a '{r["what"]: r["count"] for r in rows if r["fate"] == "removed" and r["what"] in ("lists", "basis", "stored mails", "contact")}')" \
	"{'stored mails': 1, 'lists': 1, 'basis': 1, 'contact': 1}"
like "what is kept is told, with the reason" "$(a '[r["what"] for r in rows if r["fate"] == "kept" and r["why"]]')" suppression
like "and where to look yourself" "$(a '[r["what"] for r in rows if r["fate"] == "elsewhere"]')" backups
is "others' mails that named him are gone, what they meant is not" "$(sql "SELECT length(raw) || ' ' || intent FROM reply JOIN reply_raw ON reply_id = id WHERE sender LIKE 'Mary%'")" "0 question"
is "another's reply is as it came" "$(sql "SELECT length(raw) > 0 FROM reply JOIN reply_raw ON reply_id = id WHERE sender LIKE 'Anna%'")" 1
is "the colleague he registered keeps her seat" "$(sql "SELECT group_concat(name) FROM attendee WHERE name IS NOT NULL AND registration_id IN (SELECT id FROM registration WHERE contact_id = 1)")" "Ona Kazlienė"
is "and only hers" "$(state 1)" "registered 1"
is "people of like names stay" "$(sql "SELECT count(*) FROM contact WHERE email_key IN ('ona@metalas.example', 'sjonas@metalas.example')")" 2
is "the firm stays" "$(sql "SELECT name FROM organisation WHERE id = 1")" "UAB Metalas"
is "the interest is counted, without a name" "$(sql "SELECT state FROM interest")" interested
is "reports count as before" "$(k report attendance alytus --format json | "$PY" -c 'import json,sys; d = json.load(sys.stdin); print(d["counts"]["invited"], d["counts"]["delivered"], d["counts"]["answered"])')" "$before"
like "check: database sound, chain whole" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'
is "the suppression has neither address nor words" "$(sql "SELECT ifnull(email, '-') || source || reason FROM suppression")" "-erasedstaff"
ok "fetch again" k fetch
is "brings nothing back" "$(traces)" ""
ok "send" k send
is "nothing goes to him" "$(sql "SELECT count(*) FROM message WHERE contact_id = 1 AND state IN ('queued', 'deferred')")" 0

# imported again
printf 'email,name\njonas@metalas.example,Jonas Petraitis\nnew@metalas.example,New\n' >"$TMP/again.csv"
like "import again: he is not brought back" "$(k import "$TMP/again.csv" --list metal --basis consent --source "again" --rejects "$TMP/r.csv" 2>"$TMP/err")" '^2 rows: 1 new, 0 changed, 0 the same, 1 rejected'
like "and why" "$(cat "$TMP/err")" 'again.csv:2: not imported: jonas@metalas.example was erased'
is "no byte of him" "$(traces)" ""
exits "strict: nothing goes in" 1 k import "$TMP/again.csv" --list metal --basis consent --source "again" --strict
cat >"$TMP/c.conf" <<'C'
[campaign]
id = second
class = event
event = alytus
letter = invitation
to = list:metal
languages = lt, pl, en
C
# and should he come in by another way, his suppression still holds
sql "INSERT INTO contact (id, email, email_key, language, source, created_at, updated_at) VALUES (50, 'jonas@metalas.example', 'jonas@metalas.example', 'lt', 't', 0, 0);
INSERT INTO basis (contact_id, kind, source, at) VALUES (50, 'consent', 'again', 0);
INSERT INTO list_member SELECT id, 50, 0 FROM list WHERE name = 'metal'"
ok "a campaign to that list" k campaign add "$TMP/c.conf"
k campaign start second >/dev/null 2>&1
k send >/dev/null 2>&1
is "he is not written to, the new one is" "$(sql "SELECT c.email || ' ' || m.state FROM message m JOIN contact c ON c.id = m.contact_id JOIN campaign k ON k.id = m.campaign_id WHERE k.key = 'second' AND c.email_key IN ('jonas@metalas.example', 'new@metalas.example') ORDER BY c.email")" \
	"jonas@metalas.example skipped
new@metalas.example sent"
exits "somebody nothing is known of" 1 k contact erase nobody@nowhere.example --yes
done_testing
