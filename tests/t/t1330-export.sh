#!/bin/sh
# Moving out: everything as files, of one moment; what can be read again is read again.
. "$(dirname "$0")/lib.sh"
plan 20
ws_new
cat >"$TMP/in.csv" <<'CSV'
email,name,organisation,code,country,town,sector,kind,language,phone,title,position
ona@firma.example,"Kazlienė, Ona ""O""","UAB „Firma“",301,LT,Alytus,metal,enterprise,lt,+37061234567,dr.,vadovė
jan@stal.example,=SUM(1+1),Stal sp. z o.o.,,PL,Ełk,metal,enterprise,pl,,,"@home"
solo@gmail.com,Solo,,,,,,,,,,
gone@firma.example,Gone,"UAB „Firma“",301,LT,Alytus,,,lt,,,
CSV
k import "$TMP/in.csv" --list "a list" --basis consent --source "a fair" >/dev/null 2>&1
k contact suppress gone@firma.example --why "asked" >/dev/null
k contact suppress stranger@elsewhere.example --why "asked" >/dev/null
event_add e1 "[quota LT]" "where = country = LT" "seats = 20"
k registration add e1 ona@firma.example --count 2 --name "Ona Kazlienė" --name "Jonas <jonas@firma.example>" >/dev/null
k segment add s1 'country = PL' >/dev/null
out=$TMP/out.d
like "it tells what it writes" "$(k export "$out")" "^contacts +4"
is "only the owner may read it" "$(stat -c %a "$out" "$out/contacts.csv" | tr '\n' ' ')" "700 600 "
not_ok "never over another" k export "$out"
is "nothing unfinished is left" "$(ls -d "$out".part 2>/dev/null)" ""
head1() { head -1 "$out/$1.csv"; }
like "documented columns" "$(cat "$out/README.txt")" "^  given_name"
is "every file is told of" "$(cd "$out" && for f in *.csv; do grep -q "^${f%.csv}: " README.txt || echo "$f"; done)" ""
is "no formula" "$(grep -c '=SUM' "$out/contacts.csv"; grep -c "\"'=SUM" "$out/contacts.csv")" "1
1"
like "events with their texts" "$(tail -1 "$out/events.csv")" "^1,e1,2027-03-18T08:00:00Z,2027-03-18T14:00:00Z,Europe/Vilnius,40.*Seminar"
is "a party and its people" "$(tail -n +2 "$out/registrations.csv" | wc -l) $(tail -n +2 "$out/attendees.csv" | wc -l)" "1 2"
is "the audit log, whole" "$(tail -n +2 "$out/audit.csv" | wc -l)" "$(($(sql "SELECT count(*) FROM audit") - 1))"
is "and it is noted there" "$(sql "SELECT action, noun FROM audit ORDER BY id DESC LIMIT 1")" "export|workspace"
ok "json" k export "$TMP/json.d" --format json
is "an object a line" "$($PY - "$TMP/json.d" <<'PY'
import glob, json, os, sys
n = 0
for f in glob.glob(sys.argv[1] + "/*.json"):
    for line in open(f, encoding="utf-8"):
        assert isinstance(json.loads(line), dict)
        n += os.path.basename(f) == "contacts.json"
c = [json.loads(x) for x in open(sys.argv[1] + "/contacts.json", encoding="utf-8")]
print(n, c[0]["name"], c[0]["office"], c[2]["organisation_id"])
PY
)" '4 Kazlienė, Ona "O" False None'

# the way back
first=$WS
state() { sql "SELECT c.email, c.name, c.language, c.phone, c.title, c.position, o.name, o.code, o.country, o.town, o.sector, o.kind FROM contact c LEFT JOIN organisation o ON o.id = c.organisation_id ORDER BY c.email_key"; }
state >"$TMP/a"
WS=$TMP/second
ws_new
like "contacts.csv goes in whole" "$(k import "$out/contacts.csv" --list all --basis consent --source "moved" 2>&1)" "4 rows: 4 new, 0 changed, 0 the same, 0 rejected"
state >"$TMP/b"
ok "round trip" cmp "$TMP/a" "$TMP/b"
like "suppressions go in, also of strangers" "$(k suppression import "$out/suppressions.csv" 2>&1)" "2 rows: 2 new"
is "with reason and date" "$(sql "SELECT email, reason FROM suppression ORDER BY email")" "gone@firma.example|staff
stranger@elsewhere.example|staff"
WS=$first
like "the same workspace knows its own file" "$(k import "$out/contacts.csv" --list "a list" --basis consent --source "a fair" 2>&1)" "0 new, 0 changed, 4 the same"

# one moment: somebody adds a contact and its basis in one transaction, again and again
$PY - "$WS/kvieslys.db" "$TMP/stop" <<'PY' &
import os, sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
i = 0
while not os.path.exists(sys.argv[2]) and i < 20000:
    i += 1
    db.execute("BEGIN IMMEDIATE")
    c = db.execute("INSERT INTO contact(email, email_key, created_at, updated_at) VALUES (?1, ?1, 1, 1)", (f"p{i}@x.example",)).lastrowid
    db.execute("INSERT INTO basis(contact_id, kind, source, at) VALUES (?, 'consent', 'x', 1)", (c,))
    db.execute("COMMIT")
    time.sleep(0.002)  # the others get a turn, also on a loaded machine
PY
writer=$!
pids="$pids $writer"
until [ "$(sql "SELECT count(*) FROM contact")" -gt 50 ]; do :; done
bad=
for i in 1 2 3; do
	k export "$TMP/live$i" >/dev/null || bad="$bad failed"
	[ "$(wc -l <"$TMP/live$i/contacts.csv")" = "$(wc -l <"$TMP/live$i/basis.csv")" ] || bad="$bad $i"
done
touch "$TMP/stop"
wait $writer
is "files of one moment while others write" "$bad" ""
ok "and they did" test "$(wc -l <"$TMP/live3/contacts.csv")" -gt "$(wc -l <"$TMP/live1/contacts.csv")"
