#!/bin/sh
# Servers that misbehave at every step of the protocol: nobody is lost, nobody gets a letter twice, the ledger says what
# happened, and a server that goes away costs no recipient an attempt. Both engines, the same ledger.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/send_lib.sh"

# fault, what the ledger says of 6 letters afterwards: sent deferred failed in-doubt waiting, exit code
table() {
	cat <<-'END'
		banner-drop|6 0 0 0 0|0
		banner-421 4.3.2 later|6 0 0 0 0|0
		banner-554 5.7.1 go away+|0 0 0 0 6|1
		banner-drop+|0 0 0 0 6|75
		banner-junk|6 0 0 0 0|0
		banner-long|6 0 0 0 0|0
		ehlo-drop|6 0 0 0 0|0
		ehlo-421 4.3.0 no|6 0 0 0 0|0
		mail-drop@3|6 0 0 0 0|0
		mail-421 4.7.0 too many messages@3|6 0 0 0 0|0
		mail-451 4.3.0 not now@3|5 1 0 0 0|0
		mail-550 5.7.1 sender refused@3|2 0 0 0 4|1
		rcpt-drop@3|6 0 0 0 0|0
		rcpt-421 4.3.0 bye@3|6 0 0 0 0|0
		rcpt-450 4.2.1 busy@3|5 1 0 0 0|0
		rcpt-550 5.1.1 no such user@3|5 0 1 0 0|0
		rcpt-550 5.7.1 relaying denied@3|2 0 0 0 4|1
		rcpt-mixed@3|6 0 0 0 0|0
		data-drop@3|6 0 0 0 0|0
		data-421 4.3.0 bye@3|6 0 0 0 0|0
		data-451 4.3.0 later@3|5 1 0 0 0|0
		dot-drop@3|5 0 0 1 0|0
		dot-421 4.3.0 bye@3|6 0 0 0 0|0
		dot-452 4.3.1 full@3|5 1 0 0 0|0
		dot-554 5.7.1 looks like spam@3|2 0 0 0 4|1
		dot-552 5.3.4 too big@3|2 0 0 0 4|1
		dot-550 5.1.1 no such user@3|5 0 1 0 0|0
		dot-250bare@3|6 0 0 0 0|0
		after-drop@3|6 0 0 0 0|0
		quit-drop|6 0 0 0 0|0
	END
}
hangs() {
	cat <<-'END'
		banner-hang|6 0 0 0 0|0
		rcpt-hang@3|6 0 0 0 0|0
		dot-hang@3|5 0 0 1 0|0
		mail-slow@3|6 0 0 0 0|0
	END
}
try() { # one line of the table
	fault=${1%%|*}
	rest=${1#*|}
	faults "$fault"
	plain_ws 6 "$2"
	drain
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
done
done_testing
