#!/bin/sh
# Letters and addresses that would say something else to the server than was meant: both engines refuse them before a byte of
# them is sent, pause the campaign and mark nobody.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-send.sh"
CR=$(printf '\r')
LF='
'

refused() { # what
	drain
	is "$ENGINE: $1: nothing is sent" "$(count sent) $(grep -c '^GOT' "$LOG") $rc" "0 0 1"
	is "$ENGINE: $1: nobody is marked" "$(count queued) $(sql 'SELECT state FROM campaign')" "3 paused"
	is "$ENGINE: $1: and no other address was named" "$(grep -c 'evil' "$LOG")" 0
}
for ENGINE in pipelined libesmtp; do
	faults
	for tail in "a line${LF}.${LF}MAIL FROM:<evil@x.test>$CR$LF" "a line$CR.$CR$LF" "no end" "$(printf '%01000d' 0)$CR$LF"; do
		plain_ws 3
		TAIL=$tail refused "$(printf %.12s "$tail" | tr '\r\n' '__')"
	done
	TAIL=
	for to in "p@x.test>$CR${LF}RCPT TO:<evil@x.test" "p@x.test${LF}evil" "p evil@x.test" "p@x.test> NOTIFY=evil" "evil"; do
		plain_ws 3
		sqlite3 "$WS/kvieslys.db" "UPDATE contact SET email = '$to' WHERE id = 1; UPDATE message SET due_at = due_at + contact_id"
		refused "$(printf %.16s "$to" | tr '\r\n' '__')"
	done
	plain_ws 3
	TAIL="..$CR$LF.$CR${LF}QUIT$CR$LF" drain
	is "$ENGINE: lines of dots and commands are text" "$(count sent) $rc $(audit)" "3 0 lost 0 doubled 0"
	faults_end
done
done_testing
