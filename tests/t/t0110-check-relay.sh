#!/bin/sh
# kvieslys check tries the relay up to the envelope: nothing is sent; what is wrong is told with its remedy.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-send.sh"
plan 13

openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
	-keyout "$TMP/key.pem" -out "$TMP/cert.pem" 2>/dev/null || skip_all "no openssl"
printf 'secret\n' >"$TMP/password"
printf 'wrong\n' >"$TMP/wrong"
chmod 600 "$TMP/password" "$TMP/wrong"
conf() { # password file, further lines of [sender]
	cat >"$WS/kvieslys.conf" <<-CONF
		[sender]
		name = Centras
		address = seminarai@centras.example
		bounce-to = grazinimai@centras.example
		postal = Alytus
		${2:-}
		[relay main]
		host = localhost
		port = $PORT
		tls = starttls
		ca-file = $TMP/cert.pem
		user = jonas
		password-file = $1
		timeout = 3s
	CONF
}
check() { k check --no-dns >"$TMP/check" 2>&1; }
row() { grep "$1" "$TMP/check"; }
ws_new

faults -c "$TMP/cert.pem" -k "$TMP/key.pem" -u jonas:secret
conf "$TMP/password"
check
like "a relay that takes us" "$(row 'relay main')" "^ok .*takes our letters"
is "was asked with and without a tag" "$(sed -n 's/^TO //p' "$LOG" | tr -d '<>\r' | tr '\n' ' ')" "seminarai@centras.example seminarai+kvieslys-check@centras.example "
is "and got no letter" "$(grep -c '^GOT' "$LOG")" 0
conf "$TMP/password" "tagging = none"
: >"$LOG"
check
is "without tagging no tag is tried" "$(grep -c 'kvieslys-check' "$LOG")" 0
conf "$TMP/wrong"
check
like "a wrong password" "$(row 'relay main')" "^fault .*login is refused"
faults_end

faults -c "$TMP/cert.pem" -k "$TMP/key.pem" -u jonas:secret "rcpt-550 5.1.1 no such user@2"
conf "$TMP/password"
exits "a host without plus-addressing is a fault" 1 k check --no-dns
cp "$TMP/out" "$TMP/check"
like "told in its words" "$(row tagging)" "^fault .*tag: 550"
like "with the remedy" "$(grep -A1 tagging "$TMP/check")" "tagging = none"
faults_end

faults -c "$TMP/cert.pem" -k "$TMP/key.pem" -u jonas:secret "mail-553 5.7.1 sender address rejected"
conf "$TMP/password"
check
like "a sender address that is not ours" "$(row 'relay main')" "^fault .*refuses a letter from <grazinimai@centras.example>.*553"
faults_end

faults -c "$TMP/cert.pem" -k "$TMP/key.pem" -u jonas:secret "rcpt-451 4.7.1 greylisted"
conf "$TMP/password"
check
like "greylisting is only a warning" "$(row 'relay main')" "^warning .*takes no letter now: 451"
faults_end

check
like "a relay that is down" "$(row 'relay main')" "^fault"
like "has its remedy" "$(grep -A1 'relay main' "$TMP/check")" "host and port"
rm -rf "$WS" && ws_new
check
like "a folder instead of a relay" "$(row 'relay')" "^ok .*folder"
