#!/bin/bash
# What becomes of letters when servers misbehave and when senders are killed, both engines. Usage: [KILLS=200] [SEED=…]
# [FAULTS=0: kills only] faults.sh. Columns, in letters:
#   lost      the ledger says "sent" and the server never had it, or no run brings it to an end
#   doubled   the server took it more than once
#   in doubt  nobody can know; not sent again by itself
#   shown     of those not sent: how many have the reason in the ledger, or wait while the sender tells why
# Fails when a letter is lost, doubled or not shown.
. "$(dirname "$0")/../t/lib.sh"
. "$(dirname "$0")/../t/lib-send.sh"
. "$(dirname "$0")/../t/lib-faults.sh"
KILLS=${KILLS:-200} RANDOM=${SEED:=$$}
N=40

row() { # what, "lost doubled in-doubt not-sent shown"
	# shellcheck disable=SC2086 # five numbers
	set -- "$1" $2
	printf '%-52s %5d %8d %9d %6d/%d\n' "$1" "$2" "$3" "$4" "$6" "$5"
	[ "$2" = 0 ] && [ "$3" = 0 ] && [ "$5" = "$6" ] || n_bad=$((n_bad + 1))
}
account() { # told: the sender said why letters wait. Prints the five numbers
	"$PY" - "$WS/kvieslys.db" "$LOG" "$1" <<-'PYTHON'
		import collections, sqlite3, sys
		db = sqlite3.connect(sys.argv[1])
		got = collections.Counter(l.split()[1] for l in open(sys.argv[2], errors="replace") if l.startswith("GOT "))
		rows = db.execute("SELECT state, answer FROM message").fetchall()
		told = sys.argv[3] == "1"
		sent = sum(s == "sent" for s, _ in rows)
		stuck = sum(s == "claimed" or (s == "queued" and not told) for s, _ in rows)
		rest = [(s, a) for s, a in rows if s != "sent"]
		doubt = sum(s == "in-doubt" for s, _ in rows)
		shown = sum(bool(a) or (s == "queued" and told) for s, a in rest)
		doubled = sum(n - 1 for n in got.values())
		print(max(0, sent - len(got)) + stuck, doubled, doubt, len(rest), shown)
	PYTHON
}
told() { [ -s "$TMP/stderr" ] && echo 1 || echo 0; }
one_fault() {
	faults "$1"
	plain_ws 6
	SIZE=3000 drain
	row "$ENGINE $1" "$(account "$(told)")"
	faults_end
}
kills() { # how many: the sums over all
	sum="0 0 0 0 0"
	hit=0
	CONNECTIONS=2
	faults
	for _ in $(seq "$1"); do
		: >"$LOG"
		plain_ws $N "rate = 400/s"
		at=$((RANDOM % N))
		# at a random letter, and at a random moment after it
		"$PY" - "$LOG" "$at" "$((RANDOM % 4000))" "$PLAIN" "$WS" send 1000 <<-'PYTHON' && hit=$((hit + 1))
			import subprocess, sys, time
			log, at, us = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
			victim = subprocess.Popen(sys.argv[4:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
			while victim.poll() is None and open(log, "rb").read().count(b"GOT ") < at:
			    time.sleep(0.0002)
			time.sleep(us / 1e6)
			victim.kill()
			sys.exit(victim.wait() != -9)
		PYTHON
		drain
		sum=$(echo "$sum $(account 0)" | awk '{ print $1 + $6, $2 + $7, $3 + $8, $4 + $9, $5 + $10 }')
	done
	faults_end
	CONNECTIONS=1
	row "$ENGINE $1 x kill -9 ($hit in time, $N letters each)" "$sum"
}

printf '%-52s %5s %8s %9s %8s\n' "" lost doubled "in doubt" shown
for ENGINE in pipelined libesmtp; do
	if [ "${FAULTS:-1}" != 0 ]; then
		{ table; hangs; } >"$TMP/table"
		while IFS= read -r line <&4; do one_fault "${line%%|*}"; done 4<"$TMP/table"
	fi
	kills "$KILLS"
done
echo "seed $SEED"
