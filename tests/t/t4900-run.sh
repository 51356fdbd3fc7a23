#!/bin/sh
# kvieslys run: receives while it runs, keeps the old configuration when the new one is faulty, ends on SIGTERM.
. "$(dirname "$0")/lib.sh"
plan 8
unset KVIESLYS_NOW
ws_new
printf '[sender]\naddress = a@b.example\n[relay files]\ntransport = maildir\n[mailbox files]\ntype = maildir\npath = inbox\n' >"$WS/kvieslys.conf"
deliver() { # name
	printf 'From: Jonas <jonas@firma.example>\nTo: a@b.example\nMessage-ID: <%s@firma.example>\nSubject: labas\n\nLaba diena\n' "$1" >"$WS/inbox/tmp/$1"
	mv "$WS/inbox/tmp/$1" "$WS/inbox/new/$1"
}
has() { [ "$(sql "SELECT count(*) FROM reply WHERE message_id LIKE '%$1@%' AND outcome IS NOT NULL")" = 1 ]; }
deliver one
"$k" -v -C "$WS" run >"$TMP/log" 2>&1 &
run_pid=$!
pids="$pids $run_pid"
ok "mail that waited is read" wait_for "the first mail" has one
deliver two
ok "mail that arrives is read" wait_for "the second mail" has two
cp "$WS/kvieslys.conf" "$TMP/good.conf"
printf '[mailbx x]\n' >>"$WS/kvieslys.conf"
kill -HUP $run_pid
ok "a faulty configuration is told" wait_for "the fault" grep -q "unknown section \[mailbx\]" "$TMP/log"
deliver three
ok "and the old one stays in force" wait_for "the third mail" has three
sed 's,path = inbox,path = inbox2,' "$TMP/good.conf" >"$WS/kvieslys.conf"
mkdir -p "$WS/inbox2/new" "$WS/inbox2/cur" "$WS/inbox2/tmp"
kill -HUP $run_pid
ok "a good one is taken" wait_for "the reload" grep -q "configuration was read again" "$TMP/log"
deliver four && mv "$WS/inbox/new/four" "$WS/inbox2/new/four"
ok "the new mailbox is read" wait_for "the fourth mail" has four
kill -TERM $run_pid
wait $run_pid
is "SIGTERM ends it cleanly" $? 0
printf '[sender]\naddress = nobody\n' >"$WS/kvieslys.conf"
exits "a faulty configuration at the start" 1 "$k" -C "$WS" run
