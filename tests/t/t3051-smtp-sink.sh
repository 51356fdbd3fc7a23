#!/bin/sh
# A campaign into Postfix's smtp-sink, which keeps every transaction: nobody twice, nobody left out; both engines.
. "$(dirname "$0")/lib.sh"
# libESMTP compares pieces of its buffers with string functions before it ends them; strict checks take that for an overflow
export ASAN_OPTIONS=detect_leaks=1
PATH=$PATH:/usr/sbin
command -v smtp-sink >/dev/null || skip_all "no smtp-sink"
. "$(dirname "$0")/lib-campaign.sh"
N=200
chmod 711 "$TMP"
mkdir -m 777 "$TMP/sink"
PORT=$(free_port)
as=
[ "$(id -u)" = 0 ] && as="-u nobody"
# shellcheck disable=SC2086 # a word or none
background smtp-sink $as -d "$TMP/sink/%M." "127.0.0.1:$PORT" 64
wait_for "smtp-sink" port_open "$PORT"
for engine in pipelined libesmtp; do
	find "$TMP/sink" -type f -delete
	campaign_ws $N "host = 127.0.0.1
port = $PORT
tls = none
engine = $engine
connections = 4"
	campaign_send
	is "$engine: every letter is taken" "$(count sent) $rc" "$N 0" || show "$TMP/stderr"
	is "$engine: as many arrived" "$(find "$TMP/sink" -type f -size +0 | wc -l)" $N
	is "$engine: each recipient once" "$(cat "$TMP/sink/"* | sed -n 's/^X-Rcpt-Args: <\(.*\)>.*/\1/p' | sort -u | wc -l)" $N
	is "$engine: the envelope sender tells the letter" \
		"$(cat "$TMP/sink/"* | sed -n 's/^X-Mail-Args: <\(.*\)>.*/\1/p' | sort -u | wc -l)" $N
	campaign_send
	is "$engine: a second run sends nothing" "$(find "$TMP/sink" -type f -size +0 | wc -l) $rc" "$N 0"
done
done_testing
