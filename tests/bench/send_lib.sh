# Sourced by the benchmarks of sending (bash): a sink, a workspace with N contacts, a relay, the clock.
#   $T folder, $WS workspace, $K program, $PORT smtp-sink; workspace N; relay ENGINE [PORT [LINES]]; seconds COMMAND…
K=${KVIESLYS:-$PWD/build/release/kvieslys}
export KVIESLYS_DATA="${KVIESLYS_DATA:-$PWD}" PATH="$PATH:/usr/sbin"
command -v smtp-sink >/dev/null || { echo "no smtp-sink: install postfix"; exit 1; }
T=$(mktemp -d); WS=$T/ws
free_port() { /usr/bin/python3 -c 'import socket;s=socket.socket();s.bind(("127.0.0.1",0));print(s.getsockname()[1])'; }
PORT=$(free_port)
AS=; [ "$(id -u)" = 0 ] && AS="-u nobody"
# shellcheck disable=SC2086 # a word or none
smtp-sink $AS -m 1024 "127.0.0.1:$PORT" 1024 >/dev/null 2>&1 & SINK=$!
PIDS=$SINK
trap 'kill $PIDS 2>/dev/null; rm -rf "$T"' EXIT
listening() { until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do :; done; }
listening "$PORT"

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
relay() { # engine, port, further lines of [sender]
	cat >"$WS/kvieslys.conf" <<-CONF
		[sender]
		name = Pietų verslo centras
		address = seminarai@centras.example
		postal = Pramonės g. 1, Alytus
		${3:-}
		[relay main]
		host = 127.0.0.1
		port = ${2:-$PORT}
		tls = none
		engine = $1
		connections = ${C:-8}
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
# Empties the ledger, fills it anew and sends. Sets $s to the seconds; memory in kB is in $T/rss.
send_all() { # how many are expected
	sqlite3 "$WS/kvieslys.db" "DELETE FROM attempt; DELETE FROM message; UPDATE contact SET informed_at=NULL; PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
	"$K" -C "$WS" campaign start k >/dev/null
	s=$(seconds "$K" -C "$WS" send) || echo "send failed" >&2
	n=$(sqlite3 "$WS/kvieslys.db" "SELECT count(*) FROM message WHERE state='sent'")
	[ "$n" = "$1" ] || echo "only $n sent" >&2
}
