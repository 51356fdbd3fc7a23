# Sourced by the T-scripts: TAP output, a folder of the script's own, a workspace in it.
#   . tests/t/lib.sh
#   plan 3                      or: skip_all "no dovecot" when a peer is missing
#   ok "what holds" command…    the command succeeds
#   not_ok "what" command…      the command fails
#   is "what" GOT WANTED        two strings are equal
#   like "what" GOT PATTERN     an extended regular expression matches
#   event_conf ID [LINE…]       prints the file of a seminar in Alytus on 18 March 2027, 40 seats, three languages; LINE… stand
#                               behind [event]. event_add ID [LINE…] writes it to $TMP/ID.conf and adds it
# $k is the program; $TMP the folder, removed at the end; ws_new DIR makes a workspace and `k` runs in $WS.
set -u
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-build/release}
k=${KVIESLYS:-$ROOT/$BUILD/kvieslys}
HELPERS=$ROOT/$BUILD/tests/helpers
PY=/usr/bin/python3
export KVIESLYS_DATA="${KVIESLYS_DATA:-$ROOT}" KVIESLYS_USER=tester
export KVIESLYS_NOW="${KVIESLYS_NOW-2027-02-01T08:00:00Z}"
TMP=$(mktemp -d "${TMPDIR:-/tmp}/kvieslys-test.XXXXXX")
WS=$TMP/ws
n_tests=0
n_bad=0
planned=
pids=

at_end() {
	rc=$?
	[ "$n_bad" = 0 ] || rc=1
	for p in $pids; do kill "$p" 2>/dev/null; done
	[ -z "${KEEP:-}" ] && rm -rf "$TMP" || echo "# kept: $TMP"
	exit $rc
}
trap at_end EXIT
trap 'exit 1' INT TERM HUP

plan() { planned=$1; echo "1..$1"; }
done_testing() { echo "1..$n_tests"; [ "$n_bad" = 0 ] || exit 1; }
skip_all() { echo "1..0 # SKIP $1"; exit 0; }

result() { # status, name
	n_tests=$((n_tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n_tests - $2"
	else
		n_bad=$((n_bad + 1))
		echo "not ok $n_tests - $2"
	fi
	[ "$1" = 0 ]
}
show() { sed 's/^/# /' "$1" | head -40; }
ok() {
	name=$1
	shift
	if "$@" >"$TMP/out" 2>&1; then result 0 "$name"; else result 1 "$name"; echo "# $*"; show "$TMP/out"; false; fi
}
not_ok() {
	name=$1
	shift
	if "$@" >"$TMP/out" 2>&1; then result 1 "$name"; show "$TMP/out"; false; else result 0 "$name"; fi
}
exits() { # name, code, command…
	name=$1 code=$2
	shift 2
	"$@" >"$TMP/out" 2>&1
	rc=$?
	if [ $rc = "$code" ]; then result 0 "$name"; else result 1 "$name"; echo "# exit $rc, wanted $code"; show "$TMP/out"; fi
}
is() {
	if [ "$2" = "$3" ]; then result 0 "$1"; else result 1 "$1"; printf '%s\n' "got: $2" "wanted: $3" | sed 's/^/# /'; fi
}
like() {
	if printf '%s\n' "$2" | grep -qE -e "$3"; then result 0 "$1"; else result 1 "$1"; printf '%s\n' "got: $2" "wanted: $3" | sed 's/^/# /' | head -40; fi
}

ws_new() { "$k" init "$WS" >/dev/null; }
k() { "$k" -C "$WS" "$@"; }
event_conf() {
	cat <<-CONF
		[event]
		id = $1
		start = 2027-03-18 10:00
		end = 2027-03-18 16:00
		zone = Europe/Vilnius
		capacity = 40
		$(shift; printf '%s\n' "$@")
		[text lt]
		title = Seminaras
		place = Alytus
		place-in = Alytuje
		[text pl]
		title = Seminarium
		place = Alytus
		place-in = w Olicie
		[text en]
		title = Seminar
		place = Alytus
		place-in = in Alytus
	CONF
}
event_add() {
	event_conf "$@" >"$TMP/$1.conf"
	k event add "$TMP/$1.conf" >/dev/null
}
sql() { sqlite3 "$WS/kvieslys.db" "$1"; }

# wait_for "what" command…: until it succeeds, 20 s at most. No sleeping and hoping.
wait_for() {
	what=$1
	shift
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		if [ $tries -gt 400 ]; then echo "# waited in vain: $what"; return 1; fi
		sleep 0.05
	done
}
free_port() { "$PY" -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }
port_open() { "$PY" -c "import socket,sys; socket.create_connection(('127.0.0.1',int(sys.argv[1])),1).close()" "$1"; }
# background command…: ended with the script; its process id is in $!
background() { "$@" & pids="$pids $!"; }
