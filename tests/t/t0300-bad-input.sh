#!/bin/sh
# What an organiser gets wrong: one clear sentence that names the file and the line, the right exit code, and nothing changed.
# (Servers that are down, passwords and certificates: t3010, t3050, t4010, t4030; two senders: t3030; a full disk: t0310.)
. "$(dirname "$0")/lib.sh"
plan 19

ws_new
cp "$ROOT/contrib/demo/kvieslys.conf" "$WS/kvieslys.conf"
state() { sqlite3 "$WS/kvieslys.db" .dump | sha256sum; }
told() { grep -E -q -e "$1" "$TMP/told" || { cat "$TMP/told"; false; }; }
fails() { # name, code, pattern, command…
	name=$1 code=$2 pattern=$3
	shift 3
	before=$(state)
	exits "$name" "$code" "$@"
	cp "$TMP/out" "$TMP/told"
	ok "  … and it is told: $pattern" told "$pattern"
	[ "$(state)" = "$before" ] || result 1 "  … and nothing is changed"
}

cp "$WS/kvieslys.conf" "$TMP/good.conf"
sed -i 's/^\[sender\]/&\nadress = x@y.example\nbogus = 1/' "$WS/kvieslys.conf"
fails "an unknown key" 1 'kvieslys.conf:[0-9]+: unknown key .bogus' k send
ok "all faults of the file at once" told 'kvieslys.conf:[0-9]+: unknown key .adress'
cp "$TMP/good.conf" "$WS/kvieslys.conf"

printf 'email,name,organisation\na@b.example,"Jonas,UAB\nc@d.example,Ona,UAB\n' >"$TMP/quotes.csv"
fails "a quote that is never closed" 1 'quotes.csv:2: .*quot' k import "$TMP/quotes.csv" --list l --basis consent --source s --strict
: >"$TMP/empty.csv"
fails "an empty file" 1 'empty.csv.*there is nothing in it' k import "$TMP/empty.csv" --list l --basis consent --source s
fails "a file that is not there" 1 'none.csv.*No such file' k import "$TMP/none.csv" --list l --basis consent --source s
head -c 3000 /dev/urandom >"$TMP/noise.csv"
fails "a file of noise" 1 'noise.csv' k import "$TMP/noise.csv" --list l --basis consent --source s

sed 's/^start = .*/start = 2026-03-18 10:00/; s/^end = .*/end = 2026-03-18 16:00/; /^answer-by/d; /^release/d' "$ROOT/contrib/demo/alytus-2027.conf" >"$TMP/past.conf"
fails "an event in the past" 1 'past.conf:.*past' k event add "$TMP/past.conf"
sed 's/^seats = 20/seats = 30/' "$ROOT/contrib/demo/alytus-2027.conf" >"$TMP/seats.conf"
fails "quotas above the capacity" 1 'seats.conf:[0-9]+: .*quotas keep 60 seats, the capacity is 40' k event add "$TMP/seats.conf"

# templates of one's own
k event add "$ROOT/contrib/demo/alytus-2027.conf" >/dev/null
k import "$ROOT/lists/firms-lt.csv" --list firms-lt --basis consent --source test >/dev/null 2>&1
sed 's/^to = .*/to = list:firms-lt/' "$ROOT/contrib/demo/alytus-kvietimas.conf" >"$TMP/campaign.conf"
k campaign add "$TMP/campaign.conf" >/dev/null
mkdir -p "$WS/templates/lt"
printf 'Subject: \377\376\n\nLabas\n' >"$WS/templates/lt/invitation.md"
fails "a letter that is no UTF-8" 1 'templates/lt/invitation.md:[0-9]+: .*UTF-8' k campaign check alytus-kvietimas
rm -r "$WS/templates/lt"

# a database of tomorrow
cp "$WS/kvieslys.db" "$TMP/keep.db"
sql "PRAGMA user_version = 999"
exits "a database newer than the program" 1 k campaign list
cp "$TMP/out" "$TMP/told"
ok "  … and it is told" told 'kvieslys.db: .*newer'
