#!/bin/sh
# Obeyed while running: suppression, pausing, limits. Several senders and several relays. Putting off and giving up.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-send.sh"
got() { grep -c '^GOT' "$LOG"; }
at_least() { test "$(got)" -ge "$1"; }
busy() { sqlite3 -cmd '.timeout 9000' "$WS/kvieslys.db" "$1"; }

faults
plain_ws 12 "rate = 3/s"
"$PLAIN" "$WS" send 1000 >/dev/null 2>&1 &
p=$!
wait_for "the first letters" at_least 3
busy "UPDATE contact SET role = 1 WHERE id > 8"
wait $p
is "an address that is suppressed meanwhile gets nothing" "$(count sent) $(count skipped)" "8 4"
is "and the server saw none of them" "$(got)" 8

: >"$LOG"
plain_ws 12 "rate = 3/s"
"$PLAIN" "$WS" send 1000 >/dev/null 2>&1 &
p=$!
wait_for "the first letters" at_least 3
busy "UPDATE campaign SET state = 'paused'"
wait $p
ok "a campaign that is paused meanwhile stops" test "$(count sent)" -lt 10
is "and nothing is left claimed" "$(count claimed)" 0
is "what the server has is sent" "$(got)" "$(count sent)"

: >"$LOG"
plain_ws 9 "rate = 4/s"
start=$(date +%s%N)
drain
took=$((($(date +%s%N) - start) / 1000000))
ok "4 a second: 9 letters take two seconds" test $took -ge 2000
ok "and not much more" test $took -lt 6000

: >"$LOG"
plain_ws 7 "
[domain sink.test]
rate = 3/s"
start=$(date +%s%N)
drain
took=$((($(date +%s%N) - start) / 1000000))
is "a recipient domain's limit: all are sent" "$(count sent) $rc" "7 0"
ok "in its time" test $took -ge 2000

: >"$LOG"
CONNECTIONS=3
plain_ws 400
"$PLAIN" "$WS" send 1000 >"$TMP/a" 2>&1 &
a=$!
"$PLAIN" "$WS" send 1000 >"$TMP/b" 2>&1 &
b=$!
wait $a
wait $b
is "two senders at once: each letter once" "$(count sent) $(got) $(audit)" "400 400 lost 0 doubled 0"
CONNECTIONS=1

: >"$LOG"
plain_ws 20 "
[relay second]
host = 127.0.0.1
port = 1
tls = none
connections = 1
timeout = 1s
engine = pipelined"
drain
is "a relay that is away leaves its share to the other" "$(count sent) $rc" "20 0"
faults_end

faults "rcpt-550 5.1.1 no such user+"
plain_ws 120 "
[sending]
hard-bounce-limit = 5"
drain
is "many dead addresses pause the campaign" "$(sql 'SELECT state FROM campaign') $rc" "paused 1"
ok "early" test "$(count failed)" -lt 120
like "with the reason" "$(sql 'SELECT pause_reason FROM campaign')" "refused for good"
faults_end

faults
plain_ws 2 "
[sending]
hours = 09:00-17:00
days = mon-fri"
KVIESLYS_NOW=2027-02-05T16:00:00Z drain
is "after hours nothing leaves" "$(count sent) $rc" "0 0"
is "it waits for Monday morning in the recipient's zone" "$(sql "SELECT DISTINCT datetime(due_at, 'unixepoch') FROM message")" \
	"2027-02-08 07:00:00"
KVIESLYS_NOW=2027-02-08T07:00:00Z drain
is "and leaves then" "$(count sent)" 2
faults_end

faults "rcpt-450 4.2.1 busy+"
plain_ws 2
drain
is "put off: not tried again in the same run" "$(count deferred) $rc" "2 0"
is "half an hour" "$(sql 'SELECT DISTINCT due_at - at FROM message')" 1800
KVIESLYS_NOW=2027-02-01T08:30:01Z drain
is "then an hour" "$(sql 'SELECT DISTINCT due_at - at FROM message')" 3600
sql "UPDATE campaign SET expires_at = strftime('%s', '2027-02-01T10:00:00')"
KVIESLYS_NOW=2027-02-01T09:31:00Z drain
is "given up when the campaign ends before the next try" "$(count failed)" 2
is "every try is recorded" "$(sql 'SELECT count(*) FROM attempt')" 6
faults_end

faults
plain_ws 3
"$PY" - "$WS/kvieslys.db" "$TMP/locked" <<-'PYTHON' &
	import sqlite3, sys, time, os
	db = sqlite3.connect(sys.argv[1], isolation_level=None)
	db.execute("BEGIN IMMEDIATE")
	open(sys.argv[2], "w").close()
	time.sleep(3)
	db.execute("COMMIT")
PYTHON
wait_for "the lock" test -e "$TMP/locked"
drain
is "a database that is locked for a while is waited for" "$(count sent) $rc" "3 0"
done_testing
