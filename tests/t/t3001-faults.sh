#!/bin/sh
# Servers that misbehave at every step of the protocol: nobody is lost, nobody gets a letter twice, the ledger says what
# happened, and a server that goes away costs no recipient an attempt. Both engines, the same ledger.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-send.sh"
. "$(dirname "$0")/lib-faults.sh"

try() { # one line of the table
	fault=${1%%|*}
	rest=${1#*|}
	faults "$fault"
	plain_ws 6 "$2"
	SIZE=3000 drain
	got=$(sql "SELECT sum(state='sent')||' '||sum(state='deferred')||' '||sum(state='failed')||' '||sum(state='in-doubt')
		||' '||sum(state='queued') FROM message")
	is "$ENGINE $fault: the ledger" "$got|$rc" "$rest"
	is "$ENGINE $fault: nobody lost or doubled" "$(audit)" "lost 0 doubled 0"
	is "$ENGINE $fault: attempts are answers" "$(sql 'SELECT sum(attempts) FROM message')" \
		"$(sql "SELECT count(*) FROM message WHERE state IN ('sent','deferred','failed','in-doubt')")"
	faults_end
}
each() {
	while IFS= read -r line; do try "$line" ""; done
}
for ENGINE in ${ENGINES:-pipelined}; do
	table >"$TMP/table"
	[ "${HANGS:-1}" = 0 ] || hangs >>"$TMP/table"
	each <"$TMP/table"
	faults -d "rcpt-550 5.1.1 no such user@2" "rcpt-450 4.2.1 busy@4"
	plain_ws 6
	drain
	is "$ENGINE: DATA is taken although the recipient was refused" "$(count sent) $(count failed) $(count deferred) $rc $(audit)" \
		"4 1 1 0 lost 0 doubled 0"
	is "$ENGINE: and it goes on over the same connection" "$(grep -c '^CONNECT' "$LOG")" 1
	faults_end
	faults -p p00000003
	plain_ws 6
	drain
	is "$ENGINE: a letter at which the server always dies" "$(count sent) $(count deferred) $rc $(audit)" "5 1 0 lost 0 doubled 0"
	is "$ENGINE: which is one answer after some tries" "$(sql 'SELECT max(attempts) FROM message')" \
		1
	faults_end
	# the system takes a small letter whole; of a big one the server's going away is seen before the dot is out
	faults -n body-drop@3
	plain_ws 6
	SIZE=8000000 drain
	is "$ENGINE: dropped in the middle of a big letter" "$(count sent) $(count in-doubt) $rc $(audit)" "6 0 0 lost 0 doubled 0"
	faults_end
done
done_testing
