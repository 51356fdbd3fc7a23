#!/bin/sh
# kvieslys suppression and contact object: one by one, per list, as files; obeyed by the next letter.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
. "$ROOT/tests/t/lib-rights.sh"
rights_ws
ok "add" k suppression add JONAS@metalas.example --why "Jonas called"
like "again says so" "$(k suppression add jonas@metalas.example)" 'already'
ok "for a list alone" k suppression add anna@drewno.example --list metal --reason unsubscribed
exits "an unknown list" 1 k suppression add anna@drewno.example --list nothing
exits "no address" 1 k suppression add anna
exits "no reason" 1 k suppression add anna@drewno.example --reason bored
ok "a person objects" k contact object mary@four.example --why "by letter"
is "every basis is withdrawn" "$(sql "SELECT kind || ' ' || source FROM basis WHERE contact_id = 4 ORDER BY id DESC LIMIT 1")" "withdrawn objection"
is "what was said is in the audit log's payload, not in the row" "$(sql "SELECT a.action || ' ' || a.why || ' ' || json_extract(p.payload, '$.why') || ' ' || a.noun_id FROM audit a JOIN audit_payload p ON p.audit_id = a.id WHERE a.action = 'object'")" \
	"object objection by letter 4"
is "list" "$(k suppression list | sed 1d | awk '{print $1}' | tr '\n' ' ')" "jonas@metalas.example anna@drewno.example mary@four.example "
is "list, of a reason" "$(k suppression list --reason objection --format json | "$PY" -c 'import json,sys; print([(d["address"], d["list"], d["reason"], d["date"]) for d in map(json.loads, sys.stdin)])')" \
	"[('mary@four.example', None, 'objection', '2027-02-01T08:00:00Z')]"
is "list, of a list" "$(k suppression list --list metal --format csv | sed 1d | cut -d, -f1-3)" "anna@drewno.example,metal,unsubscribed"

# obeyed when the letter is written
cat >"$TMP/c.conf" <<'C'
[campaign]
id = second
class = event
event = alytus
letter = invitation
to = list:metal
languages = lt, pl, en
C
k campaign add "$TMP/c.conf" >/dev/null
k campaign start second >/dev/null 2>&1
k suppression add five@five.example >/dev/null
k send >/dev/null 2>&1
why() { sql "SELECT m.state || ': ' || ifnull(m.answer, '') FROM message m JOIN campaign k ON k.id = m.campaign_id WHERE k.key = 'second' AND m.contact_id = $1"; }
like "for everything" "$(why 1)" '^skipped: suppressed by staff \(2027-02-01\)'
like "for this list" "$(why 2)" '^skipped: asked for no more mail \(2027-02-01, this list only\)'
like "an objection" "$(why 4)" '^skipped: objected to the use of the address'
like "suppressed after the start" "$(why 5)" '^skipped: suppressed by staff'
like "the others are written to" "$(why 6)" '^sent'

# files
ok "export" k suppression export "$TMP/s.csv"
is "only the owner may read it" "$(stat -c %a "$TMP/s.csv")" 600
exits "an existing file is not written over" 1 k suppression export "$TMP/s.csv"
is "to standard output as well" "$(k suppression export | cmp - "$TMP/s.csv" && echo same)" same
is "headings" "$(head -1 "$TMP/s.csv")" "address,list,reason,date,hash,key,source"
k contact erase jonas@metalas.example --yes >/dev/null
k suppression export "$TMP/e.csv"
like "an erased one is a hash" "$(sed -n 2p "$TMP/e.csv")" '^,,staff,2027-02-01T08:00:00Z,[0-9a-f]{64},[0-9a-f]{8},erased$'
n=$(sql "SELECT count(*) FROM suppression")
before=$(sql "SELECT hash, list_id, reason, at FROM suppression ORDER BY hash")
like "import of one's own export changes nothing" "$(k suppression import "$TMP/e.csv")" "$n rows: 0 new, $n suppressed already, 0 rejected"
sql "DELETE FROM suppression"
like "into an empty table" "$(k suppression import "$TMP/e.csv")" "$n rows: $n new"
is "all is as it was: lists, reasons, dates" "$(sql "SELECT hash, list_id, reason, at FROM suppression ORDER BY hash")" "$before"
printf 'email\njonas@metalas.example\n' >"$TMP/j.csv"
like "the erased one is not imported again" "$(k import "$TMP/j.csv" --list metal --basis consent --source x 2>&1)" 'was erased and must not be brought in again'

printf 'a@one.example\nB@TWO.example\nno address\nc@three.example\n' >"$TMP/bare.csv"
like "a bare column of addresses" "$(k suppression import "$TMP/bare.csv" 2>"$TMP/err")" '4 rows: 3 new, 0 suppressed already, 1 rejected'
like "the bad row with its line" "$(cat "$TMP/err")" 'bare.csv:3: not taken: .*no address'
printf 'Email Address;UNSUB_TIME;status\nd@four.example;2025-03-04 05:06:07;cleaned\n' >"$TMP/other.csv"
k suppression import "$TMP/other.csv" >/dev/null
is "columns of other programs" "$(k suppression list --format csv | grep d@four | cut -d, -f3,4)" "hard-bounce,2025-03-04T05:06:07Z"
cat >"$TMP/hostile.csv" <<'C'
address,hash,key,list,reason,date,source
,zz,,,,,
,0000000000000000000000000000000000000000000000000000000000000001,deadbeef,,,,
e@five.example,,,nolist,,,
f@six.example,,,,,2999-01-01,
g@seven.example,,,,bored,tomorrow,
"h@eight.example,
h@nine.example",,,,,,
'+x@ten.example,,,,,,
C
rows=$(sql "SELECT count(*) FROM suppression")
exits "strict: one bad row and nothing goes in" 1 k suppression import "$TMP/hostile.csv" --strict
is "nothing" "$(sql "SELECT count(*) FROM suppression")" "$rows"
k suppression import "$TMP/hostile.csv" --dry-run >/dev/null 2>&1
is "nor with a dry run" "$(sql "SELECT count(*) FROM suppression")" "$rows"
k suppression import "$TMP/hostile.csv" >"$TMP/out" 2>"$TMP/err"
like "faults by line and reason" "$(cat "$TMP/err")" ':2: not taken: .*no hash'
like "a hash of another key" "$(cat "$TMP/err")" ':3: not taken: .*another workspace'
like "no such list" "$(cat "$TMP/err")" ':4: not taken: .*nolist'
like "a date ahead" "$(cat "$TMP/err")" ':5: not taken: .*ahead'
like "no date" "$(cat "$TMP/err")" ':6: not taken: .*tomorrow'
like "two addresses in a cell" "$(cat "$TMP/err")" ':7: not taken'
is "what looked like a formula" "$(sql "SELECT email FROM suppression ORDER BY id DESC LIMIT 1")" "+x@ten.example"
head -c 3000 /dev/urandom >"$TMP/noise"
not_ok "noise is refused or rejected" k suppression import "$TMP/noise" --strict
exits "no such file" 1 k suppression import "$TMP/nothing.csv"
is "one audit row for an import" "$(sql "SELECT count(*) FROM audit WHERE action = 'import' AND noun = 'suppression'")" 5

ok "remove" k suppression remove a@one.example --why "asked for letters again"
exits "it is gone" 1 k suppression remove a@one.example
ok "remove for a list" k suppression remove anna@drewno.example --list metal
like "noted" "$(sql "SELECT group_concat(action) FROM audit WHERE action LIKE 'lift%'")" 'lift suppression,lift suppression'
like "the chain holds" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'
done_testing
