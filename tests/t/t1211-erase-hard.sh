#!/bin/sh
# Erasing while others work, killed in the middle, with mailboxes that are not ours, with names in every encoding.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
. "$ROOT/tests/t/lib-rights.sh"
rights_ws
traces() { grep -liaE '(^|[^s])jonas@metalas|jonas petraitis|37061234567' "$WS"/kvieslys.db* | wc -l; }
cp -r "$WS" "$TMP/whole"
again() { rm -rf "$WS" && cp -r "$TMP/whole" "$WS"; }

# a letter that is in a sender's hands
sql "UPDATE message SET state = 'claimed', sender_id = 1 WHERE id = 1"
exits "a letter on its way: try again later" 75 k contact erase jonas@metalas.example --yes
is "nothing has gone" "$(sql "SELECT email FROM contact WHERE id = 1")" jonas@metalas.example

# killed at every commit: before it nothing has gone, after it everything has, and tidy finishes what is left
again
n=0
while [ $n -lt 12 ]; do
	n=$((n + 1))
	again
	if KVIESLYS_CRASH_AT=$n "$k" -C "$WS" contact erase jonas@metalas.example --yes >/dev/null 2>&1; then break; fi
	gone=$(sql "SELECT count(*) FROM contact WHERE email_key = 'jonas@metalas.example'")
	[ "$gone" = 0 ] || echo "commit $n: still there" >>"$TMP/bad"
	k tidy >/dev/null 2>&1 || echo "commit $n: tidy failed" >>"$TMP/bad"
	[ "$(traces)" = 0 ] || echo "commit $n: traces" >>"$TMP/bad"
	again
	KVIESLYS_CRASH_AT=-$n "$k" -C "$WS" contact erase jonas@metalas.example --yes >/dev/null 2>&1
	k contact erase jonas@metalas.example --yes >/dev/null 2>&1
	k tidy >/dev/null 2>&1
	[ "$(traces)" = 0 ] || echo "before commit $n: traces" >>"$TMP/bad"
	k check --no-dns >/dev/null 2>&1 || echo "before commit $n: check" >>"$TMP/bad"
done
is "killed at any commit: erased or not, never half" "$(cat "$TMP/bad" 2>/dev/null)" ""
ok "there was something to kill" test "$n" -gt 1

# somebody reads the database for long
again
mkfifo "$TMP/go" "$TMP/ready"
background "$PY" -c 'import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN"); c.execute("SELECT count(*) FROM contact").fetchone()
open(sys.argv[2], "w").close(); open(sys.argv[3]).close()' "$WS/kvieslys.db" "$TMP/ready" "$TMP/go"
reader=$!
cat "$TMP/ready" >/dev/null
k contact erase jonas@metalas.example --yes >"$TMP/out" 2>&1
is "erased, but its bytes are held: 75" $? 75
is "the person is gone" "$(sql "SELECT count(*) FROM contact WHERE email_key = 'jonas@metalas.example'")" 0
: >"$TMP/go"
wait $reader
ok "tidy does the rest" k tidy
is "no byte is left" "$(traces)" 0

# while `run` sends and fetches
again
background "$k" -C "$WS" run
runner=$!
wait_for "run to begin" sh -c "[ \"\$(sqlite3 '$WS/kvieslys.db' \"SELECT count(*) FROM setting WHERE key = 'tidy-at'\")\" = 1 ]"
k contact erase jonas@metalas.example --yes >"$TMP/out" 2>&1
case $? in 0 | 75) result 0 "erasing beside run" ;; *) result 1 "erasing beside run"; show "$TMP/out" ;; esac
kill $runner
wait $runner
ok "run ended well" test $? = 0
k tidy >/dev/null
is "nothing of him came back" "$(traces)" 0

# mailboxes that are not ours
again
sed -i 's/^type = maildir/type = maildir\npath = ..\/elsewhere/; s/^path = inbox//' "$WS/kvieslys.conf"
mkdir -p "$TMP/elsewhere"
mv "$WS/inbox/new" "$WS/inbox/cur" "$WS/inbox/tmp" "$TMP/elsewhere"
sql "UPDATE reply SET mailbox = 'old-imap' WHERE id = 3"
k contact erase jonas@metalas.example --yes >"$TMP/out" 2>&1
like "a folder outside the workspace is told" "$(cat "$TMP/out")" 'elsewhere +1 +mails in mailbox files +the mailbox is its owner'
ok "and left alone" test -e "$TMP/elsewhere/new/jonas-yes"
is "fetching it again stores nothing anew" "$(k fetch >/dev/null 2>&1; sql "SELECT count(*) FROM reply WHERE key = 'jonas-yes' AND sender IS NULL")" 1

# names in letters of other alphabets, in encoded headers and quoted-printable
again
sql "UPDATE contact SET name = 'Ąžuolas Šimkūnas' WHERE id = 3"
mail coded "From: Anna Nowak <anna@drewno.example>" "To: seminars+$(token 2)@organiser.example" \
	"Subject: =?utf-8?Q?Re:_stalius=40gmail.com?=" "MIME-Version: 1.0" "Content-Type: text/html; charset=iso-8859-13" \
	"Content-Transfer-Encoding: quoted-printable" -- '<p>Ar ateis <b>stalius=40gmail=2Ecom</b>?</p>'
mail plain "From: Petras <petras@other.example>" "To: seminars@organiser.example" "Subject: Hi" -- "nobody is named here"
k fetch >/dev/null 2>&1
k contact erase stalius@gmail.com --yes >"$TMP/out" 2>&1
is "a mail that names him in quoted-printable is gone" "$(sql "SELECT length(raw) FROM reply_raw WHERE reply_id = (SELECT id FROM reply WHERE key = 'coded')")" 0
is "another is not" "$(sql "SELECT length(raw) > 0 FROM reply_raw WHERE reply_id = (SELECT id FROM reply WHERE key = 'plain')")" 1
is "no byte" "$(grep -liaE 'stalius(@|=40)gmail|Šimkūnas' "$WS"/kvieslys.db* "$WS"/outbox/*/* | wc -l)" 0

# a clock that was set back; a mail whose file is called after its writer
again
sql "UPDATE reply SET key = 'from-jonas@metalas.example' WHERE id = 1"
mv "$WS/inbox/new/jonas-yes" "$WS/inbox/new/from-jonas@metalas.example"
KVIESLYS_NOW=2026-01-01T00:00:00Z "$k" -C "$WS" contact erase jonas@metalas.example --yes >"$TMP/out" 2>&1
like "a seat that cannot be given up is told" "$(cat "$TMP/out")" 'cancel it yourself'
is "no byte" "$(traces)" 0
is "nor a file" "$(ls -R "$WS" | grep -c 'jonas@')" 0

# what the organiser wrote himself is told, not changed
again
sql "INSERT INTO event_text (event_id, language, key, value) VALUES (1, 'lt', 'speakers', 'Dr. Jonas Petraitis, lazeriai')"
k segment add vip 'email = jonas@metalas.example' >/dev/null
k contact export jonas@metalas.example --format json >"$TMP/out"
is "the export has it" "$("$PY" -c 'import json, sys; print([(t["what"], t["id"]) for t in json.load(open(sys.argv[1]))["texts_naming"]])' "$TMP/out")" "[('event', 'alytus'), ('segment', 'vip')]"
k contact erase jonas@metalas.example --yes >"$TMP/out" 2>&1
like "erasing tells where" "$(cat "$TMP/out")" 'elsewhere +1 +segment vip'
is "the programme is as it was" "$(sql "SELECT value FROM event_text WHERE key = 'speakers'")" "Dr. Jonas Petraitis, lazeriai"

# our own address is no person
exits "an address of kvieslys.conf" 1 k contact erase seminars@organiser.example --yes
exits "nor staff" 1 k contact erase staff@organiser.example --yes
like "with the reason" "$(cat "$TMP/out")" 'is an address of kvieslys.conf'

# an attendee who is no contact: known by the address in somebody's party alone
again
sql "UPDATE attendee SET email = 'ona.k@home.example' WHERE name = 'Ona Kazlienė'; UPDATE contact SET organisation_id = NULL WHERE id = 8"
ok "export" k contact export ona.k@home.example
like "finds the seat" "$(cat "$TMP/out")" 'Ona Kazlienė'
ok "erase" k contact erase ona.k@home.example --yes
is "the seat has no name" "$(sql "SELECT count(*) FROM attendee WHERE name IS NULL AND email IS NULL")" 1
is "the party keeps it" "$(state 1)" "registered 2"
done_testing
