#!/bin/sh
# Reading mailboxes: a real Dovecot over IMAP and POP3 with implicit TLS and STARTTLS, Maildir and mbox give the same mails;
# wrong passwords and certificates are refused with one sentence; nothing in a mailbox changes.
. "$(dirname "$0")/lib.sh"
unset KVIESLYS_NOW
. "$ROOT/tests/t/lib-dovecot.sh"
dovecot_start
ws_new
l=$HELPERS/mailbox_list

mailbox() { # name, lines…
	printf '\n[mailbox %s]\n' "$1" >>"$WS/kvieslys.conf"
	shift
	printf '%s\n' "$@" >>"$WS/kvieslys.conf"
}
common="host = localhost
user = jonas
ca-file = $D/cert.pem
timeout = 30"
good="password-file = $TMP/password"
mailbox imaps "type = imap" "port = $IMAPS_PORT" "tls = implicit" "$common" "$good"
mailbox imap "type = imap" "port = $IMAP_PORT" "tls = starttls" "$common" "$good"
mailbox clear "type = imap" "port = $IMAP_PORT" "tls = none" "$common" "$good"
mailbox wrong "type = imap" "port = $IMAPS_PORT" "tls = implicit" "$common" "password-file = $TMP/wrong"
mailbox nofolder "type = imap" "port = $IMAPS_PORT" "tls = implicit" "$common" "$good" "folder = Nera"
mailbox cut "type = imap" "port = $IMAPS_PORT" "tls = implicit" "$common" "$good" "max-size = 65536"
mailbox badcert "type = imap" "port = $IMAPS_PORT" "tls = implicit" "host = localhost" "user = jonas" \
	"ca-file = $D/other.pem" "$good"
mailbox badhost "type = imap" "port = $IMAPS_PORT" "tls = implicit" "host = 127.0.0.1" "user = jonas" \
	"ca-file = $D/cert.pem" "$good"
mailbox pops "type = pop3" "port = $POPS_PORT" "tls = implicit" "$common" "$good"
mailbox pop "type = pop3" "port = $POP_PORT" "tls = starttls" "$common" "$good"
mailbox popwrong "type = pop3" "port = $POP_PORT" "tls = starttls" "$common" "password-file = $TMP/wrong"
mailbox popbadcert "type = pop3" "port = $POP_PORT" "tls = starttls" "host = localhost" "user = jonas" \
	"ca-file = $D/other.pem" "$good"
mailbox away "type = imap" "port = $(free_port)" "tls = implicit" "$common" "$good"
mailbox dir "type = maildir" "path = $TMP/dir"
mailbox box "type = mbox" "path = $TMP/box"

# Three small mails, an empty-bodied one, one of 200 KB, one of garbage
mkdir -p "$TMP/m" "$TMP/dir/new" "$TMP/dir/cur" "$TMP/dir/tmp"
for i in 1 2 3; do printf 'From: a%s@b.example\nSubject: %s\n\nTaip %s\n.\nFrom here\n' $i $i $i >"$TMP/m/$i"; done
printf 'From: x@y.example\nSubject: nothing\n\n' >"$TMP/m/4"
{ printf 'From: big@y.example\nSubject: big\n\n'; "$PY" -c 'print("x" * 70 + "\n", end="")
for i in range(2800): print("line %d " % i + "y" * 60)'; } >"$TMP/m/5"
head -c 3000 /dev/urandom | tr -d '\000\r' >"$TMP/m/6"; echo >>"$TMP/m/6"
dovecot_put "$TMP"/m/*
for i in 1 2 3 4 5 6; do cp "$TMP/m/$i" "$TMP/dir/new/$i"; touch -d "2027-01-0$i" "$TMP/dir/new/$i"; done

# mails as the network shows them: CRLF; sorted hashes make them comparable
hashes() { awk '{print $3}' | sort; }
want=$(for i in 1 2 3 4 5 6; do sed 's/$/\r/' "$TMP/m/$i" | sha256sum | sed 's/ .*//; s/^/sha256:/'; done | sort)
for m in imaps imap clear pops pop; do
	# the server itself marks what POP3 retrieves; IMAP must leave everything as it is
	[ $m = pops ] && is "IMAP: no mail was marked as read or removed" \
		"$(find "$D/mail/jonas/new" "$D/mail/jonas/cur" -type f | grep -c -v ':2,[A-Z]*S')" 6
	"$l" "$WS" $m 0 0 0 >"$TMP/$m.out" 2>"$TMP/$m.err"
	is "$m: all mails, byte for byte" "$(grep -v progress "$TMP/$m.out" | hashes)" "$want" || cat "$TMP/$m.err"
done
is "IMAP: in order" "$(grep -v progress "$TMP/imaps.out" | sed 's/^[0-9]*.\([0-9]*\) .*/\1/' | tr '\n' ' ')" "1 2 3 4 5 6 "
read -r _ validity last <<E
$(grep progress "$TMP/imaps.out")
E
is "IMAP: nothing new, nothing given (UID n:*)" "$("$l" "$WS" imaps "$validity" "$last" 0)" "progress $validity $last"
dovecot_put "$TMP/m/1"
is "IMAP: only what is new" "$("$l" "$WS" imaps "$validity" "$last" 0 | awk '{print $1}' | tr '\n' ' ')" "$validity/7 progress "
is "IMAP: all again after another UIDVALIDITY" "$("$l" "$WS" imaps 1 99 0 | grep -c sha256)" 7
is "IMAP: a mail that is too big is cut" "$("$l" "$WS" cut 0 0 0 | awk '$1 ~ /\/5$/ {print $2}')" 65536
is "IMAP: since" "$("$l" "$WS" imaps 0 0 4102444800 | grep -c sha256)" 0
is "POP3: nothing was removed" "$(find "$D/mail/jonas/new" "$D/mail/jonas/cur" -type f | wc -l)" 7

refused() { # mailbox, status, words
	"$l" "$WS" "$1" 0 0 0 >"$TMP/out" 2>"$TMP/err"
	rc=$?
	is "$1: exit code" $rc "$2"
	like "$1: one sentence" "$(cat "$TMP/err")" "$3"
	is "$1: one line" "$(wc -l <"$TMP/err")" 1
}
refused wrong 1 "auth.*does not let 'jonas' in.*correct user or password"
refused popwrong 1 "auth.*does not let 'jonas' in"
refused badcert 1 "auth.*not trusted for localhost.*ca-file"
refused popbadcert 1 "auth.*not trusted for localhost"
refused badhost 1 "auth.*not trusted for 127.0.0.1"
refused nofolder 1 "folder 'Nera'"
refused away 75 "mailbox away \(localhost:[0-9]*\): .*refused"

# IDLE: a mail that comes while we wait is told at once
"$l" "$WS" imaps "$validity" 7 0 wait 30 >"$TMP/idle.out" 2>&1 &
idle=$!
wait_for "waiting" grep -q waiting "$TMP/idle.out"
dovecot_put "$TMP/m/2"
wait $idle
is "IDLE: told and read" "$(grep -c '^'"$validity/8" "$TMP/idle.out")" 1

# folders on disk
out=$("$l" "$WS" dir 0 0 0)
is "Maildir: in order of arrival" "$(echo "$out" | awk '{print $1}' | tr '\n' ' ')" "1 2 3 4 5 6 progress "
mv "$TMP/dir/new/2" "$TMP/dir/cur/2:2,S"
is "Maildir: the key stays when a mail is read" "$("$l" "$WS" dir 0 0 0 | awk '{print $1}' | tr '\n' ' ')" "1 2 3 4 5 6 progress "
is "Maildir: since" "$("$l" "$WS" dir 0 0 "$(date -d 2027-01-04 +%s)" | grep -c sha256)" 3
is "Maildir: nothing is made or moved" "$(cd "$TMP/dir" && find . | sort | tr '\n' ' ')" \
	". ./cur ./cur/2:2,S ./new ./new/1 ./new/3 ./new/4 ./new/5 ./new/6 ./tmp "
for i in 1 2 3 4 5 6; do
	echo "From a@b.example Mon Jan  $i 10:00:00 2027"
	sed 's/^\(>*From \)/>\1/' "$TMP/m/$i"
	echo
done >"$TMP/box"
lf=$(for i in 1 2 3 4 5 6; do sha256sum <"$TMP/m/$i" | sed 's/ .*//; s/^/sha256:/'; done | sort)
out=$("$l" "$WS" box 0 0 0)
is "mbox: all mails" "$(echo "$out" | grep -v progress | hashes)" "$lf"
is "mbox: the time of delivery" "$(echo "$out" | awk 'NR==1 {print $4}')" "$(date -u -d '2027-01-01 10:00' +%s)"
read -r _ inode size <<E
$(echo "$out" | tail -1)
E
is "mbox: nothing new" "$("$l" "$WS" box "$inode" "$size" 0)" "progress $inode $size"
printf 'From c@d.example Mon Jan  8 10:00:00 2027\nSubject: n\n\nnew\n\n' >>"$TMP/box"
is "mbox: only what was added" "$("$l" "$WS" box "$inode" "$size" 0 | grep -c sha256)" 1
# servers that mean harm
hostile() { # mode tls exit words
	"$PY" "$ROOT/tests/helpers/imap_fake.py" "$1" >"$TMP/fake.$1" &
	pids="$pids $!"
	wait_for "the fake server" test -s "$TMP/fake.$1"
	mailbox "$1" "type = imap" "port = $(cat "$TMP/fake.$1")" "tls = $2" "host = 127.0.0.1" "user = jonas" "timeout = 2" "$good"
	"$l" "$WS" "$1" 0 0 0 >"$TMP/out" 2>"$TMP/err"
	is "$1: exit code" $? "$3"
	like "$1: one sentence" "$(cat "$TMP/err")" "$4"
}
hostile inject starttls 1 "sent in the clear behind the answer to STARTTLS"
hostile nostls starttls 1 "offers no STARTTLS; nothing was sent in the clear"
hostile endless none 75 "sends more than it was asked for"
hostile garbage none 75 "mailbox garbage"
hostile hang none 75 "no answer in time"
hostile refuse none 75 "mailbox refuse"

"$PY" "$ROOT/tests/helpers/imap_fake.py" xoauth2 >"$TMP/fake.x" &
pids="$pids $!"
wait_for "the fake server" test -s "$TMP/fake.x"
mailbox token "type = imap" "port = $(cat "$TMP/fake.x")" "tls = none" "host = 127.0.0.1" "user = jonas@firma.example" \
	"auth = xoauth2" "token-command = printf secret"
is "XOAUTH2: an empty mailbox" "$("$l" "$WS" token 0 0 0)" "progress 0 0"
is "XOAUTH2: the token is sent as it should" "$(sed -n 2p "$TMP/fake.x")" "user=jonas@firma.example|auth=Bearer secret||"
dovecot_stop
done_testing
