#!/bin/sh
# What libESMTP does wrong by itself and the guards put right: each of these fails without its guard. (Refused logins, injected
# STARTTLS answers, names in TLS: t3010. Line ends and addresses: t3080. Bytes above 127: test_outbound.)
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-send.sh"
ENGINE=libesmtp

faults
plain_ws 60
TIMEOUT=5s
start=$(date +%s%N)
SIZE=8000 drain
took=$((($(date +%s%N) - start) / 1000000))
is "60 letters of 8 KB over one connection" "$(count sent)" 60
ok "are not sent 40 ms apart (TCP_NODELAY)" test $took -lt 2000
is "over one connection" "$(grep -c '^CONNECT' "$LOG")" 1
faults_end

faults -b
plain_ws 3
drain
is "CHUNKING is offered and not used" "$(count sent) $(grep -c '^WHAT BDAT' "$LOG")" "3 0"
faults_end

faults "$(printf 'ehlo-250 m\377\376\200il')"
plain_ws 3
drain
is "bytes above 127 in the answer to EHLO" "$(count sent)" 3
faults_end

faults
plain_ws 9 "messages-per-connection = 4"
drain
is "sessions are bounded" "$(count sent) $(grep -c '^CONNECT' "$LOG")" "9 3"
faults_end

faults
plain_ws 510 "messages-per-connection = 100000"
drain
is "also where nobody asks for it: libESMTP keeps 4 KB of each letter" "$(count sent) $(grep -c '^CONNECT' "$LOG")" "510 2"
faults_end

faults "dot-250bare+"
plain_ws 4
drain
is "a 250 without text is a yes" "$(count sent) $(audit)" "4 lost 0 doubled 0"
faults_end

faults "rcpt-550 5.1.1 no such user@2" "rcpt-550-5.1.1 no such user@3"
plain_ws 4
drain
is "a refused recipient is told apart from the answer to DATA" "$(sql "SELECT status FROM message WHERE state = 'failed' LIMIT 1")" 5.1.1
faults_end

openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
	-keyout "$TMP/key.pem" -out "$TMP/cert.pem" 2>/dev/null
faults -c "$TMP/cert.pem" -k "$TMP/key.pem"
CONNECTIONS=4
plain_ws 60 "ca-file = $TMP/cert.pem
messages-per-connection = 2"
sed -i 's/^host = .*/host = localhost/; s/^tls = .*/tls = starttls/' "$WS/kvieslys.conf"
drain
is "thirty TLS sessions: no hang, no crash" "$(count sent) $rc" "60 0"
is "none with TLS 1.3" "$(grep -c '^TLS TLSv1.3' "$LOG")" 0
faults_end
done_testing
