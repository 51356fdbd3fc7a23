#!/bin/sh
# kvieslys.conf is changed while letters are being sent: limits and connections hold from the next letter on, a faulty file
# is told and changes nothing, no letter is lost or doubled by it. For `send --watch` and for `run`.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-send.sh"
. "$(dirname "$0")/lib-campaign.sh"
got() { grep -c '^GOT' "$LOG"; }
at_least() { test "$(got)" -ge "$1"; }
told() { grep -q -e "$1" "$TMP/told"; }
conf() { # sed command: replaced as an editor does it
	sed "$1" "$WS/kvieslys.conf" >"$WS/kvieslys.conf.new"
	mv "$WS/kvieslys.conf.new" "$WS/kvieslys.conf"
}
finish() { # process
	kill "$1"
	wait "$1"
	rc=$?
}
faults
for command in "send --watch" run; do
	: >"$LOG"
	campaign_ws 60 "host = 127.0.0.1
port = $PORT
tls = none
engine = pipelined
rate = 3/h
connections = 1
[domain sink.test]
rate = 6/m"
	# shellcheck disable=SC2086 # words of a command
	"$k" -v -C "$WS" $command >"$TMP/told" 2>&1 &
	p=$!
	pids="$pids $p"
	wait_for "the relay's limit" at_least 3
	conf "s/^rate = 3.h/rate = many/"
	ok "$command: a faulty file" wait_for "being told" told "not taken"
	is "$command: changes nothing" "$(got)" 3
	conf "s/^rate = many/rate = 1000\/h/"
	ok "$command: a wider limit of the relay holds at once" wait_for "more letters" at_least 6
	wait_for "it being told" told "read again"
	is "$command: up to the domain's" "$(got)" 6
	conf "s/^rate = 6.m/rate = 20\/m/; s/^connections = .*/connections = 3/"
	ok "$command: a wider limit of the domain holds at once" wait_for "more letters" at_least 20
	is "$command: exactly" "$(got)" 20
	conf "s/^rate = 20.m/rate = 1000\/m/; s/^rate = 1000.h/rate = 30\/h/"
	ok "$command: one is opened, one is closed" wait_for "more letters" at_least 30
	is "$command: what was sent before counts" "$(got)" 30
	conf "s/^rate = 30.h/rate = 2000\/h/"
	wait_for "all letters" at_least 60
	finish $p
	is "$command: all are sent, each once" "$(count sent) $rc $(audit)" "60 0 lost 0 doubled 0"
done
done_testing
