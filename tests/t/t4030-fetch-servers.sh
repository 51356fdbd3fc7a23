#!/bin/sh
# The same answers over IMAP, POP3 and Maildir, from a mailbox full of garbage, give the same registrations; --watch sees what
# comes; a server that is away is exit 75, a wrong password 1.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-dovecot.sh"
. "$ROOT/tests/t/lib-replies.sh"
dovecot_start
replies_ws
mail a "From: jonas@metalas.example" "To: s+$(token 1)@centras.example" -- "Taip, dalyvausime dviese."
mail b "From: anna@drewno.example" "To: s+$(token 2)@centras.example" -- "Tak, wezmę udział."
mail c "From: stalius@gmail.com" "To: s+$(token 3)@centras.example" -- "Nedalyvausiu."
mail d "From: mary@four.example" "To: s+$(token 4)@centras.example" -- "Yes, I will attend."
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	case $((i % 4)) in
	0) head -c $((i * 97)) /dev/urandom ;;
	1) printf 'Subject: %0*d\n\n' $((i * 50)) 0 ;;
	2) printf 'Content-Type: multipart/mixed; boundary=x\n\n--x\n--x\nContent-Type: multipart/mixed; boundary=x\n\n--x--' ;;
	3) printf 'From: "((((((" <<>>\nTo: s+%s@centras.example\nSubject: =?utf-8?q?=zz?=\nContent-Transfer-Encoding: base64\n\n====' "$(token 5)" ;;
	esac >"$WS/inbox/new/garbage$i"
	touch -d "2027-02-01 08:00:30 UTC" "$WS/inbox/new/garbage$i"
done
dovecot_put "$WS"/inbox/new/a "$WS"/inbox/new/b "$WS"/inbox/new/garbage* "$WS"/inbox/new/c "$WS"/inbox/new/d
cp -r "$WS" "$TMP/made"
dump() { sql "SELECT contact_id, state, seats, source FROM registration ORDER BY contact_id;
	SELECT contact_id, letter FROM message WHERE campaign_id IS NULL ORDER BY contact_id, letter"; }

ok "Maildir: fetch" k fetch
dump >"$TMP/want"
is "Maildir: registrations" "$(sql "SELECT count(*) FROM registration")" 4
is "garbage: nobody is registered by it" "$(sql "SELECT count(*) FROM registration WHERE contact_id > 4")" 0
is "garbage: every mail has an outcome" "$(sql 'SELECT count(*) FROM reply WHERE outcome IS NULL')" 0

server() { # type port tls password
	rm -rf "$WS"
	cp -r "$TMP/made" "$WS"
	"$PY" - "$WS/kvieslys.conf" "$@" <<-'E'
		import re, sys
		path, kind, port, tls, password, ca = sys.argv[1:]
		text = re.sub(r"(?ms)^\[mailbox .*?(?=^\[|\Z)", "", open(path).read())
		open(path, "w").write(text + f"\n[mailbox main]\ntype = {kind}\nhost = localhost\nport = {port}\ntls = {tls}\n"
			f"user = jonas\npassword-file = {password}\nca-file = {ca}\n")
	E
}
for s in "imap $IMAPS_PORT implicit" "imap $IMAP_PORT starttls" "pop3 $POPS_PORT implicit" "pop3 $POP_PORT starttls"; do
	# shellcheck disable=SC2086 # three words
	server $s "$TMP/password" "$D/cert.pem"
	ok "$s: fetch" k fetch
	dump >"$TMP/got"
	ok "$s: the same registrations and letters" diff "$TMP/want" "$TMP/got"
	ok "$s: fetch again" k fetch
	dump >"$TMP/got"
	ok "$s: nothing twice" diff "$TMP/want" "$TMP/got"
done

server imap "$IMAPS_PORT" implicit "$TMP/wrong" "$D/cert.pem"
exits "wrong password" 1 k fetch
like "wrong password: one sentence" "$(cat "$TMP/out")" "does not let 'jonas' in"
server imap "$IMAPS_PORT" implicit "$TMP/password" "$D/other.pem"
exits "wrong certificate" 1 k fetch
like "wrong certificate: one sentence" "$(cat "$TMP/out")" "not trusted for localhost"
server imap "$(free_port)" implicit "$TMP/password" "$D/cert.pem"
exits "server away" 75 k fetch

# --watch: IDLE tells of a mail, SIGTERM ends it cleanly
server imap "$IMAPS_PORT" implicit "$TMP/password" "$D/cert.pem"
"$k" -C "$WS" fetch --watch >"$TMP/watch" 2>&1 &
watch=$!
pids="$pids $watch"
wait_for "the first round" grep -q applied "$TMP/watch"
mail e "From: five@five.example" "To: s+$(token 5)@centras.example" -- "Yes, I will attend."
dovecot_put "$WS/inbox/new/e"
wait_for "the second round" sh -c "[ \$(grep -c applied '$TMP/watch') = 2 ]"
is "--watch registers what comes" "$(state 5)" "registered 1"
kill -TERM $watch
wait $watch
is "SIGTERM ends --watch with 0" $? 0
dovecot_stop
done_testing
