# Sourced: how servers misbehave, and what becomes of 6 letters. Of tests/t/t3001-faults.sh and tests/bench/faults.sh.
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
		body-drop@3|5 0 0 1 0|0
		dot-drop@3|5 0 0 1 0|0
		dot-lost@3|5 0 0 1 0|0
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
