#!/bin/sh
# Several processes register people at the same time: seats are never given twice, and everybody is told once.
. "$(dirname "$0")/lib.sh"
plan 8
ws_new
printf '[sender]\naddress = s@centras.example\npostal = Gatvė 1\n[relay f]\ntransport = maildir\npath = outbox\n' >"$WS/kvieslys.conf"
{
	echo email,organisation,country,language
	for i in $(seq 1 26); do echo "l$i@lt$i.example,Firma $i,LT,lt"; echo "p$i@pl$i.example,Firma $i,PL,pl"; done
} >"$TMP/f.csv"
k import "$TMP/f.csv" --list l --basis consent --source s >/dev/null
k event add "$ROOT/contrib/demo/alytus-2027.conf" >/dev/null
sql "SELECT email FROM contact ORDER BY random()" | xargs -P 6 -n 1 "$k" -C "$WS" registration add alytus-2027 >"$TMP/out" 2>&1
is "every process ended well" $? 0
state() { sql "SELECT count(*) FROM registration r JOIN contact c ON c.id = r.contact_id JOIN organisation o ON o.id = c.organisation_id WHERE o.country = '$1' AND r.state = '$2'"; }
is "Lithuania: registered" "$(state LT registered)" 20
is "Poland: registered" "$(state PL registered)" 20
is "Lithuania: waiting" "$(state LT waiting)" 6
is "Poland: waiting" "$(state PL waiting)" 6
is "everybody is told once" "$(sql "SELECT count(*), count(DISTINCT contact_id) FROM message")" "52|52"
first=$(sql "SELECT c.email FROM registration r JOIN contact c ON c.id = r.contact_id JOIN quota q ON q.id = r.quota_id WHERE r.state = 'registered' AND q.name = 'LT' LIMIT 1")
next=$(sql "SELECT c.email FROM registration r JOIN contact c ON c.id = r.contact_id JOIN quota q ON q.id = r.quota_id WHERE r.state = 'waiting' AND q.name = 'LT' ORDER BY r.arrived_at, r.id LIMIT 1")
k registration cancel alytus-2027 "$first" >/dev/null
is "who waited longest moves up" "$(sql "SELECT r.state FROM registration r JOIN contact c ON c.id = r.contact_id WHERE c.email = '$next'")" registered
is "and is told of it, once" "$(sql "SELECT count(*) FROM message m JOIN contact c ON c.id = m.contact_id WHERE c.email = '$next' AND m.letter = 'promoted'")" 1
