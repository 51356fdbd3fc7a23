# Sourced after lib.sh by the scripts that send: a workspace of plain letters (helper plain_send), a misbehaving server.
#   plain_ws N [relay lines]     $WS with N letters to send to $PORT
#   faults [options] FAULT…      starts fault_smtp: $PORT, $LOG
#   drain                        one run of the sender; its exit code in $rc, its JSON in $out; $SIZE and $TAIL of the letters
PLAIN=$HELPERS/plain_send
LOG=$TMP/server.log
ENGINE=${ENGINE:-pipelined}

faults() {
	: >"$LOG"
	: >"$TMP/port"
	"$HELPERS/fault_smtp" -l "$LOG" "$@" >"$TMP/port" &
	fault_pid=$!
	pids="$pids $fault_pid"
	wait_for "the server" grep -q PORT "$TMP/port"
	PORT=$(sed -n 's/PORT //p' "$TMP/port")
}
faults_end() { kill "$fault_pid" 2>/dev/null; wait "$fault_pid" 2>/dev/null; }
plain_ws() { # how many letters, further lines of [relay main]
	rm -rf "$WS"
	mkdir -p "$WS"
	cat >"$WS/kvieslys.conf" <<-CONF
		[sender]
		name = Centras
		address = seminarai@centras.example
		postal = Alytus
		[relay main]
		host = 127.0.0.1
		port = $PORT
		engine = $ENGINE
		connections = ${CONNECTIONS:-1}
		timeout = ${TIMEOUT:-2s}
		tls = none
		${2:-}
	CONF
	"$PLAIN" "$WS" fill "$1" >/dev/null
}
drain() {
	out=$("$PLAIN" "$WS" send "${SIZE:-1000}" "${TAIL:-}" 2>"$TMP/stderr")
	rc=$?
}
count() { sql "SELECT count(*) FROM message WHERE state = '$1'"; }
# Every row is somewhere, no letter reached the server twice unless the ledger says it was in doubt.
# Prints "lost N doubled N"; N letters, the log of the server.
audit() {
	"$PY" - "$WS/kvieslys.db" "$LOG" <<-'PYTHON'
		import collections, sqlite3, sys
		db = sqlite3.connect(sys.argv[1])
		got = collections.Counter()
		answered = collections.Counter()
		for line in open(sys.argv[2], errors="replace"):
		    word, _, rest = line.strip().partition(" ")
		    if word == "GOT":
		        got[rest.split()[0]] += 1
		sent = db.execute("SELECT count(*) FROM message WHERE state = 'sent'").fetchone()[0]
		doubt = db.execute("SELECT count(DISTINCT message_id) FROM attempt WHERE outcome = 'in-doubt'").fetchone()[0]
		rows = db.execute("SELECT count(*) FROM message").fetchone()[0]
		states = dict(db.execute("SELECT state, count(*) FROM message GROUP BY state"))
		lost = max(0, sent - len(got)) + rows - sum(states.values())
		doubled = sum(n - 1 for n in got.values() if n > 1)
		print(f"lost {lost} doubled {max(0, doubled - doubt)}")
	PYTHON
}
