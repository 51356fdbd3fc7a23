#!/bin/sh
# listmonk's JSON, and what cannot be moved in: a file that is corrected and moved in again.
. "$(dirname "$0")/lib.sh"
ws_new
lists_of() { sql "SELECT group_concat(name) FROM (SELECT l.name FROM list l JOIN list_member m ON m.list_id = l.id JOIN contact c ON c.id = m.contact_id WHERE c.email_key = '$1' ORDER BY l.name)"; }
out_of() { sql "SELECT group_concat(s.reason || ' ' || strftime('%Y-%m-%d', s.at, 'unixepoch') || ' ' || ifnull(l.name, '-')) FROM suppression s LEFT JOIN list l ON l.id = s.list_id WHERE s.email = '$1'"; }
has() { sql "SELECT count(*) FROM contact WHERE email_key = '$1'"; }
all() { sqlite3 "$WS/kvieslys.db" "SELECT email, name, language, source FROM contact ORDER BY email_key" "SELECT c.email_key, kind, b.source, b.at FROM basis b JOIN contact c ON c.id = contact_id ORDER BY 1, 2" \
	"SELECT l.name, c.email_key, since FROM list_member JOIN list l ON l.id = list_id JOIN contact c ON c.id = contact_id ORDER BY 1, 2" "SELECT name, town, country FROM organisation ORDER BY 1" \
	"SELECT email, reason, at, l.name FROM suppression s LEFT JOIN list l ON l.id = s.list_id ORDER BY 1, 4"; }

cat >"$TMP/lines.jsonl" <<'JSON'
{"id":1,"uuid":"b1","email":"Ona@firma.example","name":"Ona \"O\" Kazlienė {x}","attribs":{"company":"UAB „Firma“","city":"Alytus","country":"Lietuva","lang":"lt","n":3,"deep":{"x":[1,"}"]}},"status":"enabled","created_at":"2023-05-06T10:15:20.123456+03:00","updated_at":"2024-01-01T00:00:00Z","lists":[{"id":1,"name":"metal","optin":"double","subscription_status":"confirmed"},{"id":2,"name":"news, weekly","optin":"single","subscription_status":"unconfirmed"},{"id":3,"name":"wood","optin":"double","subscription_status":"unconfirmed"},{"id":4,"name":"fairs","subscription_status":"unsubscribed"}]}
{"id":2,"uuid":"b2","email":"bad@firma.example","name":"B","attribs":{},"status":"blocklisted","created_at":"2022-01-01T00:00:00Z","updated_at":"2024-02-03T12:00:00Z","lists":[]}

{"id":3,"uuid":"b3","email":"off@firma.example","name":"Off","status":"disabled","updated_at":"2024-02-04T12:00:00Z"}
{"id":4,"uuid":"b4","email":"no address","name":"Jonas\nJonaitis","status":"enabled"}
{"id":5,"uuid":"b5","email":"wait@firma.example","name":"W","status":"enabled","lists":[{"name":"metal","optin":"double","subscription_status":"unconfirmed"}]}
{"id":6,"uuid":"b6","email":"left@firma.example","name":"L","status":"enabled","updated_at":"2024-03-05T00:00:00Z","lists":[{"name":"metal","subscription_status":"unsubscribed"}]}
{"id":7, "name": "nobody"}
{"id":8,"email":"broken@firma.example","name":truth}
{"id":9,"uuid":"b9","email":"plain@firma.example","name":"","status":"enabled"}
JSON
like "a dry run" "$(k import --from listmonk "$TMP/lines.jsonl" --list lm --source "our newsletter" --dry-run 2>/dev/null)" "^would be 9 rows: 2 new contacts, 0 changed, 0 the same, 3 rejected"
is "does nothing and writes nothing" "$(sql "SELECT count(*) FROM contact")$(ls "$TMP" | grep -c reject)" 00
k import --from listmonk "$TMP/lines.jsonl" --list lm --source "our newsletter" >"$TMP/out" 2>"$TMP/err"
like "counts" "$(cat "$TMP/out")" "^9 rows: 2 new contacts, 0 changed, 0 the same, 3 rejected; [12] new organisations, 4 new lists"
like "a single opt-in counts, a double one that waits does not, one that was left is left" "$(lists_of ona@firma.example)" "^lm,metal,news  ?weekly$"
is "left one list" "$(out_of ona@firma.example)" "unsubscribed 2024-01-01 fairs"
is "name, language, consent of the day, proof" "$(sql "SELECT c.name, c.language, b.source, strftime('%Y-%m-%d %H:%M', b.at, 'unixepoch') FROM contact c JOIN basis b ON b.contact_id = c.id WHERE c.email_key = 'ona@firma.example'")" \
	'Ona "O" Kazlienė {x}|lt|our newsletter; listmonk, id b1|2023-05-06 07:15'
is "attributes become fields" "$(sql "SELECT o.name, o.town, o.country FROM contact c JOIN organisation o ON o.id = c.organisation_id WHERE c.email_key = 'ona@firma.example'")" "UAB „Firma“|Alytus|LT"
is "blocklisted, disabled: suppressed, no contact" "$(out_of bad@firma.example), $(out_of off@firma.example), $(has bad@firma.example)$(has off@firma.example)" "unsubscribed 2024-02-03 -, import 2024-02-04 -, 00"
is "never confirmed: nothing" "$(has wait@firma.example)$(out_of wait@firma.example)" 0
is "left the only list: no contact, not written to for it" "$(has left@firma.example) $(out_of left@firma.example)" "0 unsubscribed 2024-03-05 metal"
is "each reject with its number" "$(sed 's/.*lines.jsonl:\([0-9]*\): not taken: .*/\1/' "$TMP/err" | tr '\n' ' ')" "4 7 8 "

# rejects, corrected
r=$TMP/lines.jsonl.rejects.jsonl
like "told where they are" "$(cat "$TMP/out")" "what was not taken is in $r"
is "one a line, with number and reason" "$(wc -l <"$r") $(sed 's/^{"rejected line":\([0-9]*\),"reject reason":".*/\1/' "$r" | tr '\n' ' ')" "3 4 7 8 "
sed -i -e 's/"no address"/"jonas@firma.example"/' -e 's/"id":7,/"id":7, "email": "seven@firma.example",/' -e 's/truth/"Bro"/' "$r"
like "they go in" "$(k import --from listmonk "$r" --list lm --source "our newsletter" 2>&1)" "^3 rows: 3 new contacts, 0 changed, 0 the same, 0 rejected"
all >"$TMP/before"
like "the whole file again" "$(k import --from listmonk "$TMP/lines.jsonl" --list lm --source "our newsletter" 2>/dev/null)" "^9 rows: 0 new contacts, 0 changed, 2 the same, 3 rejected"
all >"$TMP/after"
ok "changes nothing" cmp "$TMP/before" "$TMP/after"

# the same people in other wrappings
for how in array answer pretty bom; do
	rm -rf "$WS"
	ws_new
	"$PY" - "$how" "$TMP/lines.jsonl" "$TMP/$how.json" <<'PY'
import json, sys
how, source, to = sys.argv[1:]
rows = []
for line in open(source):
    try:
        rows.append(json.loads(line))
    except ValueError:
        pass
value = {"data": {"total": len(rows), "results": rows, "per_page": 9}} if how == "answer" else rows
text = json.dumps(value, ensure_ascii=how == "array", indent=2 if how == "pretty" else None)
open(to, "w", encoding="utf-8-sig" if how == "bom" else "utf-8").write(text)
PY
	k import --from listmonk "$TMP/$how.json" --list lm --source "our newsletter" >/dev/null 2>&1
	all | grep -vE 'jonas@|seven@|broken@' >"$TMP/$how"
	grep -vE 'jonas@|seven@|broken@' "$TMP/before" | cmp -s - "$TMP/$how"
	result $? "the same people as $how" || diff "$TMP/before" "$TMP/$how" | sed 's/^/# /'
done

# hostile files: told, nothing goes in
before=$(all)
for f in '[{"email":"a@b.example"}' '[{"email":"a@b.example"' '{"email":"a@b.example"' '{"email":"a@b.example"} x' '[1]' '[' '{"email":"a@b.example"}]' '{"data":{"results":{}}}'; do
	printf '%s' "$f" >"$TMP/h.json"
	k import --from listmonk "$TMP/h.json" --list lm --source x >"$TMP/said" 2>&1
	rc=$?
	{ [ $rc = 1 ] || grep -q '0 new contacts.* 1 rejected' "$TMP/said"; } && [ "$(all)" = "$before" ]
	result $? "refused: $f" || show "$TMP/said"
done
printf '{"email":"a@b.example","name":"x\0y"}' >"$TMP/h.json"
exits "a NUL byte" 1 k import --from listmonk "$TMP/h.json" --list lm --source x
"$PY" -c 'print("[" * 100000 + "{" * 100000)' >"$TMP/h.json"
exits "deep nesting" 1 k import --from listmonk "$TMP/h.json" --list lm --source x
exits "strict: one bad one and nothing goes in" 1 k import --from listmonk "$TMP/lines.jsonl" --list y --source x --strict
is "nothing" "$(sql "SELECT count(*) FROM list WHERE name = 'y'")" 0

# CSV, and CSV in a ZIP
cat >"$TMP/lm.csv" <<'CSV'
uuid,email,name,attributes,status
c1,petras@x.example,Petras,{},enabled
c2,"no, address","Ann ""A""",{},enabled
CSV
k import --from listmonk "$TMP/lm.csv" --list lm --source x >/dev/null 2>&1
is "rejects of a CSV file" "$(sed 1d "$TMP/lm.csv.rejects.csv" | cut -d, -f1) $(head -1 "$TMP/lm.csv.rejects.csv" | tr -d '\357\273\277')" "3 rejected line,reject reason,uuid,email,name,attributes,status"
sed -i 's/"no, address"/ann@x.example/' "$TMP/lm.csv.rejects.csv"
like "corrected and moved in" "$(k import --from listmonk "$TMP/lm.csv.rejects.csv" --list lm --source x 2>&1)" "^1 rows: 1 new contacts, 0 changed, 0 the same, 0 rejected"
mkdir "$TMP/mc"
printf 'Email Address,First Name,OPTIN_TIME,LEID\nno-one,N,2020-01-02 03:04:05,1\newa@x.example,E,2020-01-02 03:04:05,2\n' >"$TMP/mc/subscribed_members_export_a1.csv"
"$PY" -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[2], "w").write(sys.argv[1], "audience/subscribed_members_export_a1.csv")' "$TMP/mc/subscribed_members_export_a1.csv" "$TMP/mc.zip"
k import --from mailchimp "$TMP/mc.zip" --list mc --source x >/dev/null 2>&1
is "rejects of a file in a ZIP lie beside the ZIP" "$(sed 1d "$TMP/subscribed_members_export_a1.csv.rejects.csv" | cut -d, -f1)" 2
k import --from mailchimp "$TMP/mc.zip" --list mc --source x --rejects "$TMP/elsewhere.csv" >/dev/null 2>&1
is "or where they are wanted" "$(wc -l <"$TMP/elsewhere.csv")" 2
not_ok "one place for two files" k import --from mailchimp "$TMP/mc.zip" "$TMP/mc.zip" --list mc --source x --rejects "$TMP/elsewhere.csv"
done_testing
