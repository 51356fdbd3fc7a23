#!/bin/sh
# Letters that are claimed already and wait for their connection: an unsubscribe or a pause that comes meanwhile is obeyed for
# the very next one. The server hangs at the third letter, which gives the time for it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-send.sh"
. "$(dirname "$0")/lib-campaign.sh"
# libESMTP compares pieces of its buffers with string functions before it ends them; strict checks take that for an overflow
export ASAN_OPTIONS=detect_leaks=1

held() { # starts a sender and waits until it hangs with claimed letters
	faults "mail-hang@3"
	campaign_ws 9 "host = 127.0.0.1
port = $PORT
tls = none
engine = $ENGINE
connections = 1
timeout = 4s"
	k send >/dev/null 2>&1 &
	sender=$!
	wait_for "the server to hang" grep -q '^FAULT' "$LOG"
	ok "$ENGINE: letters wait in memory" test "$(count claimed)" -ge 6
}
for ENGINE in pipelined libesmtp; do
	held
	for i in 5 6 7 8 9; do echo "p000$i@sink.test"; done >"$TMP/who.csv"
	ok "$ENGINE: five are suppressed" k suppression import "$TMP/who.csv"
	wait $sender
	is "$ENGINE: and get nothing" "$(count sent) $(count skipped) $(grep -c '^GOT' "$LOG")" "4 5 4"
	is "$ENGINE: with the reason" "$(sql "SELECT count(*) FROM message WHERE answer LIKE '%suppression list%'")" 5
	faults_end

	held
	ok "$ENGINE: a pause" k campaign pause k
	wait $sender
	is "$ENGINE: stops all that wait, nobody is marked" "$(count claimed) $(count queued) $(count sent)" "0 7 2"
	is "$ENGINE: the server had no more" "$(grep -c '^GOT' "$LOG")" 2
	faults_end
done
done_testing
