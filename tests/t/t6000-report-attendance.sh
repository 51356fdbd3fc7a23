#!/bin/sh
# The attendance report against hand-written SQL over the same data, in three formats and three languages.
. "$(dirname "$0")/lib.sh"
plan 49
ws_new
export KVIESLYS_NOW=2027-03-19T08:00:00Z
sqlite3 "$WS/kvieslys.db" >"$TMP/out" 2>&1 <<'SQL'
PRAGMA foreign_keys = ON;
INSERT INTO event(id, key, start_at, end_at, zone, capacity, party_max, created_at, updated_at)
 VALUES (1, 'sem', unixepoch('2027-03-18 08:00'), unixepoch('2027-03-18 14:00'), 'Europe/Vilnius', 40, 4, 0, 0),
        (2, 'other', unixepoch('2027-04-18 08:00'), unixepoch('2027-04-18 14:00'), 'Europe/Vilnius', 40, 4, 0, 0);
INSERT INTO event_text VALUES (1, 'lt', 'title', 'Seminaras'), (1, 'pl', 'title', 'Seminarium, "Alytus"');
INSERT INTO quota(id, event_id, name, position, condition, seats) VALUES (1, 1, 'LT', 1, 'country = LT', 20), (2, 1, 'PL', 2, 'country = PL', 20);
INSERT INTO campaign(id, key, class, event_id, letter, languages, fallback, audience, source, created_at, updated_at)
 VALUES (1, 'c1', 'event', 1, 'invitation', 'lt', '', '', '', 0, 0), (2, 'c2', 'event', 2, 'invitation', 'lt', '', '', '', 0, 0);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO organisation(id, name, name_key, country, sector, kind, created_at, updated_at)
 SELECT i, 'UAB Įmonė, ' || i, 'imone ' || i, iif(i % 7 = 0, NULL, iif(i % 3 = 0, 'PL', 'LT')), iif(i % 2, 'metal', 'wood'),
  iif(i % 11 = 0, 'university', 'enterprise'), 0, 0 FROM n;
INSERT INTO contact(id, organisation_id, email, email_key, language, created_at, updated_at)
 SELECT id, id, 'a' || id || '@x.example', 'a' || id || '@x.example', iif(country = 'PL', 'pl', 'lt'), 0, 0 FROM organisation;
INSERT INTO message(campaign_id, step, contact_id, nonce, state, due_at)
 SELECT 1, 0, id, id, CASE id % 10 WHEN 0 THEN 'failed' WHEN 1 THEN 'queued' WHEN 2 THEN 'skipped' ELSE 'sent' END, 0 FROM contact WHERE id <= 200;
INSERT INTO message(campaign_id, step, contact_id, nonce, state, due_at) SELECT 1, 1, id, id, 'sent', 0 FROM contact WHERE id <= 200 AND id % 5 = 3;
INSERT INTO message(campaign_id, step, contact_id, nonce, state, due_at) SELECT 2, 0, id, id, 'sent', 0 FROM contact WHERE id > 150;
INSERT INTO reply(mailbox, key, sha256, arrived_at, answers_id, contact_id, event_id, kind, intent, outcome, bounce)
 SELECT 'm', 'k' || m.id, '', 0, m.id, m.contact_id, 1, CASE m.contact_id % 6 WHEN 0 THEN 'bounce' WHEN 1 THEN 'auto' ELSE 'reply' END, 'yes', 'applied',
  CASE WHEN m.contact_id % 6 = 0 THEN json_object('permanence', CASE m.contact_id % 4 WHEN 0 THEN 'delayed' ELSE 'hard' END) END
 FROM message m WHERE m.campaign_id = 1 AND m.step = 0 AND m.state = 'sent' AND m.contact_id % 4 <> 1;
INSERT INTO registration(event_id, organisation_id, contact_id, quota_id, state, seats, arrived_at, answered_at, source, since, updated_at)
 SELECT 1, id, id, iif(id % 3 = 0, 2, 1), CASE id % 5 WHEN 0 THEN 'registered' WHEN 1 THEN 'waiting' WHEN 2 THEN 'undecided' WHEN 3 THEN 'declined' ELSE 'cancelled' END,
  CASE WHEN id % 5 IN (0, 1) THEN 1 + id % 3 ELSE 0 END, id, id, 'reply', id, id FROM contact WHERE id BETWEEN 20 AND 90;
WITH RECURSIVE k(j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM k WHERE j < 4)
INSERT INTO attendee(registration_id, name, attended)
 SELECT r.id, iif(j = 1, 'Jonas ' || r.id, NULL), CASE WHEN r.state = 'registered' THEN CASE (r.id + j) % 3 WHEN 0 THEN 1 WHEN 1 THEN 0 END END
 FROM registration r, k WHERE j <= r.seats;
INSERT INTO registration(event_id, contact_id, state, seats, arrived_at, answered_at, source, since, updated_at)
 SELECT 1, id, 'registered', 1, id, id, 'staff', id, id FROM contact WHERE id IN (280, 281);
INSERT INTO attendee(registration_id, name, attended, walk_in) SELECT id, 'Ona', 1, 1 FROM registration WHERE contact_id IN (280, 281);
SQL
is "the data is in" "$(cat "$TMP/out")" ""
report() { k report attendance sem --format json | sqlite3 :memory: "SELECT json_extract(readfile('/dev/stdin'), '$.$1')"; }
json() { k report attendance sem --format json --lang pl >"$TMP/r.json"; }
json
get() { "$PY" -c 'import json,sys; d=json.load(open(sys.argv[1])); print(eval(sys.argv[2], {"d": d}))' "$TMP/r.json" "$1"; }
m="message m JOIN campaign c ON c.id = m.campaign_id WHERE c.event_id = 1"
bounced="SELECT m.contact_id FROM reply b JOIN message m ON m.id = b.answers_id WHERE b.kind = 'bounce' AND json_extract(b.bounce,'$.permanence') <> 'delayed' AND m.campaign_id = 1"
is "invited" "$(get "d['counts']['invited']")" "$(sql "SELECT count(DISTINCT contact_id) FROM $m AND m.state IN ('sent','failed','in-doubt')")"
is "delivered" "$(get "d['counts']['delivered']")" "$(sql "SELECT count(DISTINCT contact_id) FROM $m AND m.state = 'sent' AND contact_id NOT IN ($bounced)")"
is "bounced" "$(get "d['counts']['bounced']")" "$(sql "SELECT count(*) FROM (SELECT contact_id FROM $m AND m.state = 'failed' UNION $bounced)")"
is "answered" "$(get "d['counts']['answered']")" "$(sql "SELECT count(DISTINCT contact_id) FROM reply WHERE event_id = 1 AND kind IN ('reply','calendar')")"
is "registered, persons" "$(get "d['counts']['registered']")" "$(sql "SELECT sum(seats) FROM registration WHERE state = 'registered' AND source = 'reply'")"
is "waiting, persons" "$(get "d['counts']['waiting']")" "$(sql "SELECT sum(seats) FROM registration WHERE state = 'waiting'")"
for state in undecided declined cancelled; do
	is "$state, contacts" "$(get "d['counts']['$state']")" "$(sql "SELECT count(*) FROM registration WHERE state = '$state'")"
done
is "attended" "$(get "d['counts']['attended']")" "$(sql "SELECT count(*) FROM attendee WHERE attended = 1 AND walk_in = 0")"
is "walked in" "$(get "d['counts']['walk_in']")" 2
is "registered persons came or did not" "$(get "d['counts']['attended'] + d['counts']['no_show'] - d['counts']['registered']")" 0
for dim in country sector kind language; do
	for count in invited registered declined no_show; do
		is "$count by $dim adds up" "$(get "sum(g['$count'] for g in d['by']['$dim'].values())")" "$(get "d['counts']['$count']")"
	done
done
is "by country: Lithuania" "$(get "d['by']['country']['LT']['registered']")" "$(sql "SELECT sum(seats) FROM registration r JOIN contact c ON c.id = contact_id JOIN organisation o ON o.id = c.organisation_id WHERE r.state = 'registered' AND r.source = 'reply' AND o.country = 'LT'")"
is "quotas" "$(get "[(q['name'], q['seats']) for q in d['quotas']]")" "[('LT', 20), ('PL', 20)]"
is "quota taken" "$(get "d['quotas'][0]['taken']")" "$(sql "SELECT sum(seats) FROM registration WHERE quota_id = 1 AND state = 'registered'")"
is "people who came" "$(get "sum(p['state'] == 'attended' for p in d['people'])")" "$(get "d['counts']['attended']")"
is "people who did not" "$(get "sum(p['state'] == 'no_show' for p in d['people'])")" "$(get "d['counts']['no_show']")"
is "title in the language" "$(get "d['title']")" 'Seminarium, "Alytus"'
is "start" "$(get "d['start']")" 2027-03-18T08:00:00Z
k report attendance sem --format csv --lang lt >"$TMP/r.csv"
is "CSV: the same total" "$("$PY" -c 'import csv,sys; rows=list(csv.reader(open(sys.argv[1]))); print(rows[1][2], rows[0][2])' "$TMP/r.csv")" "$(get "d['counts']['invited']") pakviesta"
k report attendance sem --lang pl >"$TMP/r.txt"
like "text in Polish" "$(cat "$TMP/r.txt")" "zarejestrowani +$(get "d['counts']['registered']") "
k report attendance sem --lang en --format json >"$TMP/r2.json"
is "the same numbers in every language" "$("$PY" -c 'import json,sys; a,b=[json.load(open(f)) for f in sys.argv[1:]]; print(a["counts"]==b["counts"] and a["by"]==b["by"])' "$TMP/r.json" "$TMP/r2.json")" True
sql "UPDATE attendee SET name = 'Adomas Žukas' WHERE id = 1; UPDATE attendee SET name = 'Barbora Łapińska' WHERE id = 2;
	UPDATE attendee SET name = 'Rasa Lukšienė' WHERE id = 3; UPDATE attendee SET name = 'Jonas Šarka' WHERE id = 4"
surnames() { k report attendance sem --lang "$1" --format json | "$PY" -c 'import json,sys
print(*[w for p in json.load(sys.stdin)["people"] for w in (p["name"] or "").split()[-1:] if w in ("Žukas", "Łapińska", "Lukšienė", "Šarka")])'; }
is "people in the order of Lithuanian readers" "$(surnames lt)" "Łapińska Lukšienė Šarka Žukas"
is "and of Polish ones" "$(surnames pl)" "Lukšienė Łapińska Šarka Žukas"
exits "an unknown event" 1 k report attendance nope
like "told in one sentence" "$(k report attendance nope 2>&1)" "no event 'nope'"
# documents for people
k report attendance sem --format xlsx --lang lt >"$TMP/r.xlsx"
is "XLSX: the same total, read back" "$("$PY" - "$TMP/r.xlsx" <<'PYTHON'
import re, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
strings = re.findall(r"<t[^>]*>([^<]*)</t>", z.read("xl/sharedStrings.xml").decode())
sheet = z.read("xl/worksheets/sheet1.xml").decode()
total = re.search(r'<c r="C6"><v>(\d+)</v>', sheet).group(1)
print(total, "pakviesta" in strings)
PYTHON
)" "$(get "d['counts']['invited']") True"
not_ok "XLSX: no formulas" sh -c "unzip -p '$TMP/r.xlsx' 'xl/worksheets/*.xml' 2>/dev/null | grep -q '<f>'"
k report attendance sem --format pdf --lang pl >"$TMP/r.pdf"
like "PDF" "$(head -c 8 "$TMP/r.pdf")" '^%PDF-1'
k report attendance sem --format html --lang lt >"$TMP/r.html"
ok "HTML is valid" tidy -q -e "$TMP/r.html"
like "HTML: the total" "$(cat "$TMP/r.html")" ">$(get "d['counts']['invited']")<"
exits "a format that does not exist" 2 k report attendance sem --format doc
