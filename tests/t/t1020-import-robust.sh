#!/bin/sh
# Import against the world: nine encodings, planted faults, kills, two at once, a disk that fills. The database is as
# before or as after.
. "$(dirname "$0")/lib.sh"
plan 33
ws_new
imp() { f=$1; shift; k import "$f" --list l --basis consent --source "test" "$@"; }
# all that an import writes, without times and ids of rows that say nothing
state() {
	sqlite3 -cmd ".timeout 10000" "${1:-$WS}/kvieslys.db" "SELECT name, name_key, code, domain, country, town, sector FROM organisation ORDER BY name_key, domain" \
		"SELECT email_key, c.name, phone, language, o.name FROM contact c LEFT JOIN organisation o ON o.id = organisation_id ORDER BY email_key" \
		"SELECT email_key, kind, b.source FROM basis b JOIN contact c ON c.id = contact_id ORDER BY email_key, kind, b.source" \
		"SELECT l.name, email_key FROM list l LEFT JOIN list_member m ON m.list_id = l.id LEFT JOIN contact c ON c.id = contact_id ORDER BY 1, 2" \
		"SELECT file, source, added, changed, same, rejected FROM import ORDER BY id" "SELECT count(*) FROM audit" \
		"PRAGMA integrity_check" "PRAGMA foreign_key_check" | sha256sum
}
rows() { # how many, from which on: a table
	awk -v n="$1" -v from="${2:-0}" 'BEGIN { print "email;name;organisation;country;town;phone";
		for (i = from; i < from + n; i++) printf "asmuo%d@firma%d.example;Vardas %d;UAB „Firma %d“;LT;Alytus;+3706%07d\n", i, i / 2, i, i / 2, i }'
}

is "5,000 rows in nine encodings and three separators: the same rows" \
	"$("$PY" "$ROOT/tests/t/tables.py" encodings "$TMP" "$HELPERS/sheet_dump")" "63 files"

# --- faults ---
"$PY" "$ROOT/tests/t/tables.py" faults "$TMP/faults.csv" >"$TMP/planted"
before=$(state)
exits "strict: 25 faults, nothing goes in" 1 imp "$TMP/faults.csv" --strict
is "strict: the database is as before" "$(state)" "$before"
imp "$TMP/faults.csv" >"$TMP/said" 2>"$TMP/told"
like "25 faults: counted" "$(cat "$TMP/said")" "^2025 rows: 2000 new, 0 changed, 0 the same, 25 rejected"
is "25 faults: 25 sentences" "$(wc -l <"$TMP/told")" 25
is "25 faults: in the planted lines and no other" "$(sed 's/.*faults.csv:\([0-9]*\): not imported: .*/\1/' "$TMP/told" | tr '\n' ' ')" "$(cut -f 1 "$TMP/planted" | sort -nu | tr '\n' ' ')"
missing=
while IFS='	' read -r line reason; do
	grep -qF "faults.csv:$line: not imported: " "$TMP/told" && grep -F "faults.csv:$line: " "$TMP/told" | grep -qF -e "$reason" || missing="$missing $line"
done <"$TMP/planted"
is "25 faults: each with its line and reason" "$missing" ""
# the rejects file, corrected: the columns of reasons may stay
r=$TMP/faults.csv.rejects.csv
is "the rejects file has them all" "$(wc -l <"$r")" 26
"$PY" - "$r" "$TMP/mended.csv" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
assert rows[0][:3] == ["rejected line", "reject reason", "email"], rows[0]
for i, row in enumerate(rows[1:], 1):
    row[2:] = ["pataisyta%d@firma.example" % i, "Firma %d" % i, "LT"]
csv.writer(open(sys.argv[2], "w", encoding="utf-8", newline="")).writerows(rows)
PYTHON
like "corrected and fed back" "$(imp "$TMP/mended.csv")" "^25 rows: 25 new, 0 changed, 0 the same, 0 rejected"

# --- kills ---
fresh() { rm -rf "$WS"; ws_new; }
rows 3000 >"$TMP/a.csv"
echo "blogas;x" >>"$TMP/a.csv"
fresh
before=$(state)
imp "$TMP/a.csv" >/dev/null 2>&1
after=$(state)
for n in -1 1; do
	fresh
	KVIESLYS_CRASH_AT=$n imp "$TMP/a.csv" >/dev/null 2>&1
	case $n in -1) want=$before ;; *) want=$after ;; esac
	is "killed just $([ $n = -1 ] && echo before || echo after) the commit" "$(state)" "$want"
done
like "and once more: nothing doubled" "$(imp "$TMP/a.csv" 2>/dev/null)" "^3001 rows: 0 new, 0 changed, 3000 the same, 1 rejected"
fresh
cp -r "$WS" "$TMP/empty"
start=$(date +%s%N)
imp "$TMP/a.csv" >/dev/null 2>&1
took=$((($(date +%s%N) - start) / 1000000 + 1))
odd=0 killed=0
for i in $(seq 1 20); do
	rm -rf "$WS"
	cp -r "$TMP/empty" "$WS"
	at=$(awk -v t=$took -v i="$i" 'BEGIN { printf "%.3f", t * i / 18000 }')
	timeout -s KILL "$at" "$k" -C "$WS" import "$TMP/a.csv" --list l --basis consent --source test >/dev/null 2>&1 || killed=$((killed + 1))
	s=$(state)
	[ "$s" = "$before" ] || [ "$s" = "$after" ] || odd=$((odd + 1))
done
is "killed at 20 moments of its run: as before or as after" "$odd" 0
[ $killed -gt 0 ]; result $? "some of them were killed ($killed)"

# --- two at once ---
fresh
rows 3000 3000 >"$TMP/b.csv"
imp "$TMP/a.csv" >"$TMP/one" 2>&1 & one=$!
imp "$TMP/b.csv" >"$TMP/two" 2>&1 & two=$!
wait $one; rc1=$?
wait $two; rc2=$?
is "two imports at once: both are in" "$rc1 $rc2 $(sql 'SELECT count(*) FROM contact')" "0 0 6000"
is "each with its own audit row" "$(sql "SELECT count(*) FROM audit WHERE action = 'import'")" 2
ok "the database is sound" k check

# --- no room ---
fresh
base=$(($(stat -c %s "$WS/kvieslys.db") / 1024))
for more in 100 300; do # KiB that a file may have above the empty database
	size=$((base + more))
	fresh
	(
		ulimit -f $((size * 1024 / 512))
		imp "$TMP/a.csv" >"$TMP/said" 2>"$TMP/told"
	)
	rc=$?
	is "a file may not be longer than $size KiB: told" "$rc $(grep -vc 'not imported' "$TMP/told")" "1 1"
	like "in one clear sentence" "$(grep -v 'not imported' "$TMP/told")" "free some disk space, nothing was changed$"
	is "the database is as before" "$(state)" "$before"
done
like "with room it goes in" "$(imp "$TMP/a.csv" 2>/dev/null)" "^3001 rows: 3000 new"
mkdir "$TMP/small"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=$((base + 500))k none "$TMP/small" 2>/dev/null; then
	"$k" init "$TMP/small/ws" >/dev/null
	before=$(state "$TMP/small/ws")
	"$k" -C "$TMP/small/ws" import "$TMP/a.csv" --list l --basis consent --source test --rejects "$TMP/r.csv" >/dev/null 2>"$TMP/told"
	is "a full disk: told" "$? $(grep -v 'not imported' "$TMP/told" | grep -c 'free some disk space, nothing was changed$')" "1 1"
	is "a full disk: the database is as before" "$(state "$TMP/small/ws")" "$before"
	mount -o remount,size=20m "$TMP/small"
	like "a full disk: with room it goes in" "$("$k" -C "$TMP/small/ws" import "$TMP/a.csv" --list l --basis consent --source test --rejects "$TMP/r.csv" 2>/dev/null)" "3000 new"
	umount "$TMP/small"
else
	for i in 1 2 3; do result 0 "a full disk # SKIP no tmpfs can be mounted here"; done
fi
exits "rejects that cannot be written: nothing goes in" 1 imp "$TMP/faults.csv" --rejects "$TMP/none/r.csv"
like "and what to do" "$(cat "$TMP/out")" "name another place with --rejects"

# --- one organisation, one person ---
fresh
cat >"$TMP/m.csv" <<'CSV'
email;organisation;code;country;sector;name
a@zalgiris.example;UAB „Žalgiris“;;LT;metal;
b@zalgiris.example;Zalgiris, UAB;302 556-789;LT;metal;
c@gmail.com;Zalgiris;302556789;LT;wood;
d@zalgiris.example;UAB „Žalgiris“;;LT;metal;
e@zalgiris.example;Kita firma, UAB;;LT;;
f@inbox.lt;Žalgiris;;LT;;
CSV
imp "$TMP/m.csv" >/dev/null 2>&1
is "merged by code, or by domain and name; not by a domain alone" \
	"$(sql "SELECT group_concat(substr(email_key, 1, 1) || organisation_id, ' ') FROM (SELECT * FROM contact ORDER BY email_key)")" "a1 b1 c1 d1 e2 f3"
is "the last word on a field wins, the history has the others" \
	"$(sql "SELECT sector, (SELECT group_concat(ifnull(old, '-') || '>' || new) FROM change WHERE field = 'sector') FROM organisation WHERE id = 1")" "metal|metal>wood,wood>metal"
like "the same again changes only what contradicts itself" "$(imp "$TMP/m.csv" 2>/dev/null)" "^6 rows: 0 new, 2 changed, 4 the same"
# a big database and a small file: lookups by index instead of the map
rows 2000 >"$TMP/big.csv"
imp "$TMP/big.csv" >/dev/null 2>&1
is "a small file: found by index" "$(head -3 "$TMP/m.csv" >"$TMP/s.csv"; imp "$TMP/s.csv" | grep -o '^[0-9].*')" "2 rows: 0 new, 0 changed, 2 the same, 0 rejected; 0 new organisations"
