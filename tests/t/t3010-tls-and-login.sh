#!/bin/sh
# STARTTLS, implicit TLS and logins: verified certificates and names, SNI, wrong passwords, bytes injected before TLS.
# Both engines where both can.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-send.sh"

openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
	-keyout "$TMP/key.pem" -out "$TMP/cert.pem" 2>/dev/null || skip_all "no openssl"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=relay.example -addext subjectAltName=IP:127.0.0.1,DNS:relay.example \
	-keyout "$TMP/ip-key.pem" -out "$TMP/ip.pem" 2>/dev/null
CERT="-c $TMP/cert.pem -k $TMP/key.pem"
printf 'secret\n' >"$TMP/password"
printf 'wrong\n' >"$TMP/wrong"
chmod 600 "$TMP/password" "$TMP/wrong"

relay() { # host, tls, further lines
	plain_ws 3 "$3"
	sed -i "s/^host = .*/host = $1/; s/^tls = .*/tls = $2/" "$WS/kvieslys.conf"
	drain
}
sent() { count sent; }

for ENGINE in pipelined libesmtp; do
	faults $CERT -u jonas:secret
	relay localhost starttls "ca-file = $TMP/cert.pem
user = jonas
password-file = $TMP/password"
	is "$ENGINE: STARTTLS and a login" "$(sent) $rc" "3 0"
	like "$ENGINE: the server's name is told" "$(cat "$LOG")" "^SNI localhost"
	like "$ENGINE: logged in" "$(cat "$LOG")" "^AUTH (PLAIN|LOGIN)"
	relay localhost starttls "ca-file = $TMP/cert.pem
user = jonas
password-file = $TMP/wrong"
	is "$ENGINE: a wrong password stops, nobody is marked" "$(sent) $(count queued) $rc" "0 3 1"
	like "$ENGINE: and is told in the server's words" "$(cat "$TMP/stderr")" "login is refused.*535"
	n=$(grep -c '^FROM' "$LOG")
	is "$ENGINE: nothing was sent unauthenticated" "$n" 3
	relay 127.0.0.1 starttls "ca-file = $TMP/cert.pem
user = jonas
password-file = $TMP/password"
	is "$ENGINE: a certificate of another name" "$(sent) $rc" "0 1"
	relay localhost starttls "user = jonas
password-file = $TMP/password"
	is "$ENGINE: an unknown issuer" "$(sent) $rc" "0 1"
	like "$ENGINE: is told" "$(cat "$TMP/stderr")" "not trusted"
	faults_end

	faults -c "$TMP/ip.pem" -k "$TMP/ip-key.pem"
	relay 127.0.0.1 starttls "ca-file = $TMP/ip.pem"
	is "$ENGINE: a certificate for the address" "$(sent) $rc" "3 0"
	relay localhost starttls "ca-file = $TMP/ip.pem"
	is "$ENGINE: a trusted certificate of another name" "$(sent) $rc" "0 1"
	like "$ENGINE: is told" "$(cat "$TMP/stderr")" "not trusted"
	faults_end

	faults $CERT inject
	relay localhost starttls "ca-file = $TMP/cert.pem"
	is "$ENGINE: bytes behind the STARTTLS answer" "$(sent) $rc" "0 1"
	like "$ENGINE: are told" "$(cat "$TMP/stderr")" "nothing was sent"
	faults_end

	for fault in "starttls-drop" "starttls-421 4.3.0 bye" "starttls-454 4.7.0 not now" "auth-drop" "auth-421 4.3.0 bye" \
		"auth-454 4.7.0 not now"; do
		faults $CERT -u jonas:secret "$fault"
		relay localhost starttls "ca-file = $TMP/cert.pem
user = jonas
password-file = $TMP/password"
		is "$ENGINE: $fault: tried again" "$(sent) $rc $(audit)" "3 0 lost 0 doubled 0"
		faults_end
	done

	faults -u jonas:secret
	relay 127.0.0.1 starttls ""
	is "$ENGINE: no STARTTLS offered" "$(sent) $rc" "0 1"
	like "$ENGINE: is told" "$(cat "$TMP/stderr")" "offers no STARTTLS"
	faults_end

	faults $CERT
	CONNECTIONS=4
	plain_ws 40 "ca-file = $TMP/cert.pem
messages-per-connection = 3"
	sed -i "s/^host = .*/host = localhost/; s/^tls = .*/tls = starttls/" "$WS/kvieslys.conf"
	drain
	is "$ENGINE: many TLS sessions, none hangs" "$(sent) $rc $(audit)" "40 0 lost 0 doubled 0"
	CONNECTIONS=1
	faults_end
done

ENGINE=pipelined
faults $CERT
relay localhost starttls "ca-file = $TMP/cert.pem"
like "pipelined: TLS 1.3" "$(cat "$LOG")" "^TLS TLSv1.3"
faults_end
faults $CERT -1
relay localhost starttls "ca-file = $TMP/cert.pem"
is "pipelined: TLS 1.2" "$(sent) $rc" "3 0"
faults_end
faults $CERT -i
relay localhost implicit "ca-file = $TMP/cert.pem"
is "pipelined: TLS from the first byte" "$(sent) $rc" "3 0"
faults_end
faults $CERT -u jonas:token77
relay localhost starttls "ca-file = $TMP/cert.pem
auth = xoauth2
user = jonas
token-command = echo token77"
is "pipelined: XOAUTH2" "$(sent) $rc" "3 0"
like "pipelined: and nothing else" "$(cat "$LOG")" "^AUTH XOAUTH2"
faults_end
faults $CERT -i
ENGINE=libesmtp
relay localhost implicit "ca-file = $TMP/cert.pem"
is "libesmtp and implicit TLS" "$rc" 1
like "names the other engine" "$(cat "$TMP/stderr")" "pipelined"
faults_end
done_testing
