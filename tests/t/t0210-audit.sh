#!/bin/sh
# Whatever changes contacts, registrations, campaigns or settings leaves its mark in the audit log; what changes nothing does not;
# tampering is told.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
. "$ROOT/tests/t/lib-rights.sh"
rights_ws
rows() { sql "SELECT count(*) FROM audit"; }
noted() { # action that must stand in a new row, command…
	action=$1
	shift
	n=$(rows)
	"$@" >"$TMP/out" 2>&1 || { result 1 "$*"; show "$TMP/out"; return; }
	like "$(echo "$*" | cut -c1-70): noted as $action" "$(sql "SELECT group_concat(actor || ' ' || action) FROM audit WHERE id > $n")" "(^|,)[a-z]+ $action(,|\$)"
}
silent() { # command… that changes nothing
	n=$(rows)
	"$@" >"$TMP/out" 2>&1
	is "$(echo "$*" | cut -c1-70): not noted" "$(rows)" "$n"
}
printf 'email,name\nz@new.example,Zita Nova\n' >"$TMP/z.csv"
printf 'address\nblocked@x.example\n' >"$TMP/s.csv"
event_conf rytas | sed s/2027-03-18/2027-04-18/ >"$TMP/e.conf"
cat >"$TMP/o.conf" <<'C'
[offer]
id = BOLT-1
kind = business-offer
[text en]
title = Laser cutting
summary = Up to 20 mm.
C
cat >"$TMP/c.conf" <<'C'
[campaign]
id = antra
class = event
event = rytas
letter = invitation
to = list:metal
languages = lt, pl, en
C
noted import k import "$TMP/z.csv" --list metal --basis consent --source fair
silent k import "$TMP/z.csv" --list metal --basis consent --source fair --dry-run
noted change k contact change z@new.example language=pl
silent k contact change z@new.example language=pl
noted object k contact object z@new.example
noted suppress k suppression add y@new.example
silent k suppression add y@new.example
noted "lift suppression" k suppression remove y@new.example
noted import k suppression import "$TMP/s.csv"
noted save k segment add lt 'country = LT'
noted add k event add "$TMP/e.conf"
silent k event add "$TMP/e.conf"
sed -i 's/capacity = 40/capacity = 12/' "$TMP/e.conf"
noted change k event add "$TMP/e.conf"
noted add k offer add "$TMP/o.conf"
noted add k campaign add "$TMP/c.conf"
noted start k campaign start antra
noted pause k campaign pause antra
noted resume k campaign resume antra
noted cancel k campaign cancel antra
noted register k registration add rytas mary@four.example
noted change k registration change rytas mary@four.example --count 2
noted cancel k registration cancel rytas mary@four.example
noted resolve k reply resolve 3 other
noted answer k reply answer 1 --text "Yes, behind the house."
# what mails do
mail stop "From: Petras Jonaitis <stalius@gmail.com>" "To: seminars+$(token 3)@organiser.example" "Subject: Re: x" -- "STOP"
mail maybe "From: six@six.example" "To: seminars+$(token 6)@organiser.example" "Subject: Re: x" -- "Yes, I will come."
mail away "From: seven@seven.example" "To: seminars+$(token 7)@organiser.example" "Subject: Automatic reply: x" "Auto-Submitted: auto-replied" -- \
	"I am out of the office until 15 February 2027."
n=$(rows)
k fetch >/dev/null 2>&1
is "mails: each that changes something is noted" "$(sql "SELECT group_concat(actor || ' ' || action || ' ' || noun || ' ' || noun_id, ', ') FROM (SELECT * FROM audit WHERE id > $n ORDER BY action)")" \
	"reply note absence contact 7, reply register registration $(sql "SELECT id FROM registration WHERE contact_id = 6"), reply suppress contact 3"
silent k fetch
silent k send
export KVIESLYS_NOW=2027-03-18T09:00:00Z
noted "check in" k event checkin alytus "Jonas Petraitis"
noted "walk in" k event checkin alytus --walk-in "Jan Kowalski <jan@k.example>"
noted "close the door" k event checkin alytus --close
noted "call off" k event cancel rytas --why "ill"
noted export k contact export jonas@metalas.example
noted show k report attendance alytus --restricted
silent k report attendance alytus
silent k contact show jonas@metalas.example
noted backup k backup "$TMP/b.db"
noted erase k contact erase jonas@metalas.example --yes
silent k contact erase mary@four.example --dry-run
ok "restore" k restore "$TMP/b.db" --force
is "is noted in what was restored" "$(sql "SELECT action FROM audit ORDER BY id DESC LIMIT 1")" restore
is "no row names a person" "$(sql "SELECT count(*) FROM audit WHERE actor || ifnull(why, '') LIKE '%@%.example%'")" 0
like "the chain holds" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'
# tampering, each kind
cp "$WS/kvieslys.db" "$TMP/good.db"
tampered() { # what, SQL
	cp "$TMP/good.db" "$WS/kvieslys.db"
	rm -f "$WS/kvieslys.db-wal" "$WS/kvieslys.db-shm"
	sql "$2"
	exits "$1 is told" 1 k check --no-dns
	like "with the row" "$(cat "$TMP/out")" "chain breaks at row $3"
}
tampered "a row with another actor" "UPDATE audit SET actor = 'nobody' WHERE id = 5" 5
tampered "another time" "UPDATE audit SET at = at + 1 WHERE id = 5" 5
tampered "a removed row" "DELETE FROM audit_payload WHERE audit_id = 5; DELETE FROM change WHERE audit_id = 5; DELETE FROM audit WHERE id = 5" 6
tampered "a payload with other words" "UPDATE audit_payload SET payload = '{}' WHERE audit_id = (SELECT min(audit_id) FROM audit_payload)" "$(sqlite3 "$TMP/good.db" "SELECT min(audit_id) FROM audit_payload")"
cp "$TMP/good.db" "$WS/kvieslys.db"
rm -f "$WS/kvieslys.db-wal" "$WS/kvieslys.db-shm"
sql "DELETE FROM audit_payload"
like "payloads that erasure removed break nothing" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'
done_testing
