#!/bin/bash
# How fast letters leave: N distinct letters of about 8 KB through the whole product (claim, print, MIME, ledger with
# synchronous=FULL) into Postfix's smtp-sink, beside smtp-source with a constant letter of the same size. Both engines,
# rounds interleaved, medians of ratios. Usage: send.sh [N=20000] [CONNECTIONS=8] [ROUNDS=3]
# SCALE=1000000 also measures `campaign start`, `campaign status` and memory for as many contacts.
set -u
cd "$(dirname "$0")/../.." || exit 1
N=${1:-20000} C=${2:-8} R=${3:-3}
K=${KVIESLYS:-$PWD/build/release/kvieslys}
export KVIESLYS_DATA="${KVIESLYS_DATA:-$PWD}" PATH="$PATH:/usr/sbin"
command -v smtp-sink >/dev/null || { echo "no smtp-sink: install postfix"; exit 1; }
T=$(mktemp -d); WS=$T/ws
PORT=$(/usr/bin/python3 -c 'import socket;s=socket.socket();s.bind(("127.0.0.1",0));print(s.getsockname()[1])')
AS=; [ "$(id -u)" = 0 ] && AS="-u nobody"
# shellcheck disable=SC2086 # a word or none
smtp-sink $AS -m 1024 "127.0.0.1:$PORT" 1024 >/dev/null 2>&1 & SINK=$!
trap 'kill $SINK 2>/dev/null; rm -rf "$T"' EXIT
until (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; do :; done

workspace() { # how many contacts
	rm -rf "$WS"; "$K" init "$WS" >/dev/null
	sqlite3 "$WS/kvieslys.db" "
		INSERT INTO organisation(id,name,name_key,country,sector,kind,town,created_at,updated_at)
			VALUES(1,'UAB Metalas','metalas','LT','metal','enterprise','Alytus',1,1);
		WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<$1)
			INSERT INTO contact(id,organisation_id,email,email_key,name,given_name,family_name,language,source,created_at,updated_at)
			SELECT i,1,printf('p%08d@sink.test',i),printf('p%08d@sink.test',i),'Jonas Petraitis '||i,'Jonas','Petraitis '||i,'lt','web',1,1 FROM n;
		INSERT INTO basis(contact_id,kind,source,at) SELECT id,'consent','form',1 FROM contact;
		INSERT INTO list(id,name,created_at) VALUES(1,'all',1);
		INSERT INTO list_member SELECT 1,id,1 FROM contact;
		INSERT INTO event(id,key,start_at,end_at,zone,capacity,party_max,created_at,updated_at)
			VALUES(1,'e',strftime('%s','now')+8640000,strftime('%s','now')+8650000,'Europe/Vilnius',40,4,1,1);
		INSERT INTO event_text VALUES(1,'lt','title','Šiuolaikinės metalo apdirbimo technologijos'),
			(1,'lt','place','Alytus, Pramonės g. 1'),(1,'lt','place-in','Alytuje');
		INSERT INTO campaign(id,key,class,event_id,letter,languages,fallback,audience,source,created_at,updated_at)
			VALUES(1,'k','event',1,'invitation','lt','','list:all','',1,1);
		INSERT INTO step(campaign_id,number,name,letter,after_seconds,audience) VALUES(1,0,'','invitation',0,'all');"
}
relay() { # engine
	cat >"$WS/kvieslys.conf" <<-CONF
		[sender]
		name = Pietų verslo centras
		address = seminarai@centras.example
		postal = Pramonės g. 1, Alytus
		[relay main]
		host = 127.0.0.1
		port = $PORT
		tls = none
		engine = $1
		connections = $C
		messages-per-connection = 100000
	CONF
}
seconds() { # command…: wall time; memory in kB goes to $T/rss
	/usr/bin/python3 - "$T/rss" "$@" <<-'PYTHON'
		import resource, subprocess, sys, time
		a = time.time()
		rc = subprocess.call(sys.argv[2:], stdout=subprocess.DEVNULL)
		print(f"{time.time() - a:.3f}")
		open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
		sys.exit(rc)
	PYTHON
}
own() { # engine
	sqlite3 "$WS/kvieslys.db" "DELETE FROM attempt; DELETE FROM message; UPDATE contact SET informed_at=NULL; PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
	relay "$1"
	"$K" -C "$WS" campaign start k >/dev/null
	s=$(seconds "$K" -C "$WS" send) || echo "send failed" >&2
	n=$(sqlite3 "$WS/kvieslys.db" "SELECT count(*) FROM message WHERE state='sent'")
	[ "$n" = "$N" ] || echo "only $n sent" >&2
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
