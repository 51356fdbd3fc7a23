#!/bin/bash
# How fast letters leave: N distinct letters of about 8 KB through the whole product (claim, print, MIME, ledger with
# synchronous=FULL) into Postfix's smtp-sink, beside smtp-source with a constant letter of the same size. Both engines,
# rounds interleaved, medians of ratios. Usage: send.sh [N=20000] [CONNECTIONS=8] [ROUNDS=3]
# SCALE=1000000 also measures `campaign start`, `campaign status` and memory for as many contacts.
set -u
cd "$(dirname "$0")/../.." || exit 1
N=${1:-20000} C=${2:-8} R=${3:-3}
. tests/bench/send_lib.sh
own() { # engine
	relay "$1"
	send_all "$N"
	echo "$1 $s $(cat "$T/rss")" >>"$T/runs"
}
workspace "$N"
sed -i 's/^path = .*/path = outbox/' "$WS/kvieslys.conf"
SIZE=$("$K" -C "$WS" campaign preview k p00000001@sink.test --raw | wc -c)
echo "N=$N connections=$C rounds=$R letter=$SIZE bytes cores=$(nproc)"
for _ in $(seq "$R"); do
	echo "smtp-source $(seconds smtp-source -d -s "$C" -m "$N" -l "$SIZE" -f b@example.org -t p@sink.test "127.0.0.1:$PORT") 0" >>"$T/runs"
	own pipelined
	own libesmtp
done
/usr/bin/python3 - "$T/runs" "$N" <<'PYTHON'
import collections, statistics, sys
runs = collections.OrderedDict()
for line in open(sys.argv[1]):
    name, s, rss = line.split()
    runs.setdefault(name, []).append((float(s), int(rss)))
n = int(sys.argv[2])
base = [s for s, _ in runs["smtp-source"]]
for name, v in runs.items():
    ratio = statistics.median(b / s for b, (s, _) in zip(base, v))
    print(f"{name:12s} {n / statistics.median(s for s, _ in v):8.0f} letters/s   x{ratio:5.2f} of smtp-source   peak {max(r for _, r in v) / 1024:.0f} MB")
PYTHON
if [ -n "${SCALE:-}" ]; then
	workspace "$SCALE"; relay pipelined
	bare=$(seconds sqlite3 "$WS/kvieslys.db" "PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; BEGIN;
		INSERT INTO message(campaign_id,step,contact_id,nonce,due_at) SELECT 1,0,contact_id,random(),1 FROM list_member; COMMIT")
	sqlite3 "$WS/kvieslys.db" "DELETE FROM message; PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
	start=$(seconds "$K" -C "$WS" campaign start k)
	"$K" -C "$WS" send >/dev/null 2>&1 & P=$!
	sleep 3 # letters are being sent
	status=$(seconds "$K" -C "$WS" campaign status k)
	rss=$(awk '/VmHWM/ { print int($2 / 1024) }' /proc/$P/status); kill $P; wait $P 2>/dev/null
	echo "$SCALE contacts: start $start s, bare INSERT … SELECT $bare s; status while sending $status s; sender's peak $rss MB"
fi
