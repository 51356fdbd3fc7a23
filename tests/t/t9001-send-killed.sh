#!/bin/sh
# kill -9 of the sender before and after every commit, and at random moments: the next one takes over at once, nobody is
# lost, and who might have got a letter twice is listed in doubt: no more rows than there were connections.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-send.sh"
CONNECTIONS=2
N=60
faults
settled() { # drains what is left without crashing, then checks everything
	drain
	is "$1: the next run ends well" "$rc" 0
	is "$1: every letter is sent or in doubt" "$(($(count sent) + $(count in-doubt)))" $N
	doubt=$(count in-doubt)
	ok "$1: no more in doubt than connections" test "$doubt" -le $((CONNECTIONS * $2))
	is "$1: nobody lost, nobody doubled" "$(audit)" "lost 0 doubled 0"
}
for ENGINE in pipelined libesmtp; do
	for at in 1 -2 2 -3 3 -4 4 5; do
		: >"$LOG"
		plain_ws $N
		out=$(KVIESLYS_CRASH_AT=$at "$PLAIN" "$WS" send 1000 2>/dev/null)
		settled "$ENGINE, commit $at" 1
	done
	for round in 1 2 3; do
		: >"$LOG"
		plain_ws $N "rate = 20/s"
		for kill in 1 2; do
			"$PLAIN" "$WS" send 1000 >/dev/null 2>&1 &
			victim=$!
			want=$((kill * 8 + round * 3))
			wait_for "letters on the wire" sh -c "test \$(grep -c '^GOT' '$LOG') -ge $want"
			kill -9 $victim
			wait $victim 2>/dev/null
		done
		settled "$ENGINE, killed twice ($round)" 2
	done
done
# after a power cut the marks prove nothing: everything that was claimed is in doubt, and listed
plain_ws $N "rate = 20/s"
"$PLAIN" "$WS" send 1000 >/dev/null 2>&1 &
victim=$!
wait_for "a claim" sh -c "test \$(sqlite3 '$WS/kvieslys.db' \"SELECT count(*) FROM message WHERE state='claimed'\") -gt 0"
kill -9 $victim
wait $victim 2>/dev/null
claimed=$(count claimed)
sql "UPDATE sender SET boot = 'another'"
drain
is "power cut: what was claimed is in doubt" "$(count in-doubt)" "$claimed"
is "power cut: the rest is sent" "$(count sent)" "$((N - claimed))"
done_testing
