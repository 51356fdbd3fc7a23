#!/bin/bash
# Our sender beside what people use instead, into one smtp-sink: Python's smtplib, nodemailer's pool, libcurl; the price of
# signing (DKIM, RSA-2048) against the bare rate of signing on as many threads as there are cores; and one connection over a
# link with a round trip of 20 ms. Rounds interleaved, medians of ratios. Usage: peers.sh [N=4000] [CONNECTIONS=8] [ROUNDS=3]
set -u
cd "$(dirname "$0")/../.." || exit 1
N=${1:-4000} C=${2:-8} R=${3:-3}
LINK_N=200
. tests/bench/send_lib.sh
workspace "$N"
sed -i 's/^path = .*/path = outbox/' "$WS/kvieslys.conf"
SIZE=$("$K" -C "$WS" campaign preview k p00000001@sink.test --raw | wc -c)
echo "N=$N connections=$C rounds=$R letter=$SIZE bytes cores=$(nproc)"
run() { echo "$1 $(seconds "${@:2}")" >>"$T/runs"; }
own() { # name, engine, port, further lines of [sender], letters
	relay "$2" "$3" "$4"
	send_all "$5"
	echo "$1 $s" >>"$T/runs"
}
gcc -O2 -o "$T/peer_curl" tests/bench/peer_curl.c $(curl-config --libs) -lpthread 2>/dev/null || echo "libcurl: not here (libcurl4-gnutls-dev)"
export NODE_PATH=/usr/share/nodejs
node -e 'require("nodemailer")' 2>/dev/null || echo "nodemailer: not here (node-nodemailer)"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$WS/dkim.pem" 2>/dev/null
chmod 600 "$WS/dkim.pem"
DKIM="dkim-domain = centras.example
dkim-selector = k1
dkim-key = dkim.pem"
for _ in $(seq "$R"); do
	own pipelined pipelined "$PORT" "" "$N"
	run smtplib /usr/bin/python3 tests/bench/peer_smtplib.py "$PORT" "$N" "$C" "$SIZE"
	node -e 'require("nodemailer")' 2>/dev/null && run nodemailer node tests/bench/peer_nodemailer.js "$PORT" "$N" "$C" "$SIZE"
	[ -x "$T/peer_curl" ] && run libcurl "$T/peer_curl" "$PORT" "$N" "$C" "$SIZE"
	own pipelined-dkim pipelined "$PORT" "$DKIM" "$N"
	signs=$(openssl speed -seconds 2 -multi "$(nproc)" rsa2048 2>/dev/null | awk '/^rsa 2048/ { print $(NF - 1) }')
	echo "bare-signing $(awk -v n="$N" -v r="$signs" 'BEGIN { printf "%.3f", n / r }')" >>"$T/runs"
done

# one connection over the slow link
LINK=$(free_port)
/usr/bin/python3 tests/bench/delay_proxy.py "$LINK" "$PORT" 20 & PIDS="$PIDS $!"
listening "$LINK"
C=1
workspace "$LINK_N"
for _ in $(seq "$R"); do
	own link-pipelined pipelined "$LINK" "" "$LINK_N"
	own link-libesmtp libesmtp "$LINK" "" "$LINK_N"
	[ -x "$T/peer_curl" ] && run link-libcurl "$T/peer_curl" "$LINK" "$LINK_N" 1 "$SIZE"
done
/usr/bin/python3 - "$T/runs" "$N" "$LINK_N" <<'PYTHON'
import collections, statistics, sys
runs = collections.OrderedDict()
for line in open(sys.argv[1]):
    name, s = line.split()
    runs.setdefault(name, []).append(float(s))
for name, v in runs.items():
    n = int(sys.argv[3 if name.startswith("link") else 2])
    print(f"{name:15s} {n / statistics.median(v):8.0f} a second")
def ratio(ours, peer, wanted):
    if ours in runs and peer in runs:
        r = statistics.median(p / o for o, p in zip(runs[ours], runs[peer]))
        print(f"{ours} / {peer}: {r:.2f} (wanted: {wanted})")
ratio("pipelined", "nodemailer", 6)
ratio("pipelined", "smtplib", 3)
ratio("pipelined", "libcurl", 1.5)
ratio("pipelined-dkim", "bare-signing", 0.65)
ratio("link-pipelined", "link-libcurl", 2.5)
PYTHON
