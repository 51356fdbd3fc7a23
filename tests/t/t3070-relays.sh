#!/bin/sh
# Several relays: weights, the campaign's own choice, failover for a relay's faults only. What is scheduled waits; what was refused
# is tried again when the organiser says so; what receivers look for is in every letter; addresses that mail cannot carry.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-send.sh"
. "$(dirname "$0")/lib-campaign.sh"
# libESMTP compares pieces of its buffers with string functions before it ends them; strict checks take that for an overflow
export ASAN_OPTIONS=detect_leaks=1
plan 22

in_folder() { ls "$TMP/$1/new" 2>/dev/null | wc -l; }
between() { [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]; }

campaign_ws 80 "transport = maildir
path = $TMP/one
weight = 3
[relay second]
transport = maildir
path = $TMP/two
weight = 1"
campaign_send
is "two relays: every letter once" "$(($(in_folder one) + $(in_folder two))) $rc" "80 0"
ok "by weight, three to one ($(in_folder one) : $(in_folder two))" between "$(in_folder two)" 10 30
is "the ledger knows which carried which" "$(sql "SELECT group_concat(relay || ' ' || n, ', ') FROM
	(SELECT relay, count(*) AS n FROM message GROUP BY relay ORDER BY relay)")" "main $(in_folder one), second $(in_folder two)"

rm -rf "$TMP/one" "$TMP/two"
campaign_ws 10 "transport = maildir
path = $TMP/one
[relay second]
transport = maildir
path = $TMP/two"
sql "UPDATE campaign SET relays = 'second'"
campaign_send
is "a campaign that names its relay uses no other" "$(in_folder one) $(in_folder two)" "0 10"

# a relay that refuses the login is a fault of ours: the other carries on; nobody is marked
printf 'wrong\n' >"$TMP/wrong"
chmod 600 "$TMP/wrong"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
	-keyout "$TMP/key.pem" -out "$TMP/cert.pem" 2>/dev/null
rm -rf "$TMP/two"
faults -c "$TMP/cert.pem" -k "$TMP/key.pem" -u jonas:secret
campaign_ws 10 "host = localhost
port = $PORT
ca-file = $TMP/cert.pem
user = jonas
password-file = $TMP/wrong
timeout = 3s
[relay second]
transport = maildir
path = $TMP/two"
campaign_send
is "a login that is refused: the other relay takes all" "$(count sent) $(count failed) $(in_folder two)" "10 0 10"
ok "and it is said" grep -q "login is refused" "$TMP/stderr"
faults_end

# a recipient's fault is no reason to try another relay
rm -rf "$TMP/two"
faults "rcpt-550 5.1.1 no such user+"
campaign_ws 4 "host = 127.0.0.1
port = $PORT
tls = none
timeout = 3s"
campaign_send
is "a dead address is refused once, by one relay" "$(count failed) $(sql 'SELECT max(n) FROM (SELECT count(*) AS n FROM attempt GROUP BY message_id)')" "4 1"
ok "contact show has the server's words" sh -c "'$k' -C '$WS' contact show p0001@sink.test | grep -q 'no such user'"
faults_end
faults
sed -i "s/^port = .*/port = $PORT/" "$WS/kvieslys.conf"
campaign_send
is "it is not tried again by itself" "$(count failed)" 4
ok "retry --failed" k campaign retry k --failed
campaign_send
is "then it is" "$(count sent) $(sql 'SELECT count(*) FROM attempt')" "4 8"
is "with the same Message-ID as before" "$(grep -c '^GOT' "$LOG") $(sql 'SELECT count(DISTINCT nonce) FROM message')" "4 4"
faults_end

# a start that lies ahead
cat >"$TMP/later.conf" <<'CONF'
[campaign]
id = later
class = event
event = e
letter = invitation
languages = lt
to = list:all
start = 2027-02-03 09:00
CONF
rm -rf "$TMP/one"
campaign_ws 3 "transport = maildir
path = $TMP/one"
k campaign cancel k >/dev/null
ok "a campaign with a start that lies ahead" k campaign add "$TMP/later.conf"
k campaign start later >"$TMP/out" 2>&1
campaign_send
is "nothing leaves before" "$(in_folder one) $rc" "0 0"
KVIESLYS_NOW=2027-02-03T07:00:30Z k send >/dev/null 2>&1
is "it leaves at its time, in the zone of its event" "$(in_folder one)" 3

# what receivers look for
rm -rf "$TMP/one"
campaign_ws 1 "transport = maildir
path = $TMP/one"
sed -i 's|^postal = .*|&\nunsubscribe-url = https://centras.example/u\nfeedback-id = centras\nbounce-to = grazinimai@centras.example|' "$WS/kvieslys.conf"
campaign_send
head_of() { "$PY" - "$TMP/one" "$1" <<-'PYTHON'
	import email, email.policy, glob, sys
	m = email.message_from_bytes(open(glob.glob(sys.argv[1] + "/new/*")[0], "rb").read(), policy=email.policy.default)
	print(m[sys.argv[2]])
PYTHON
}
like "one click ends the letters (RFC 8058)" "$(head_of List-Unsubscribe-Post)" "^List-Unsubscribe=One-Click$"
like "by link and by mail" "$(head_of List-Unsubscribe)" "<https://centras.example/u.*<mailto:|<mailto:.*<https://centras.example/u"
like "the feedback id names campaign and sender" "$(head_of Feedback-ID)" ":centras$"
like "complaints have an address" "$(head_of CFBL-Address)" "@centras.example"

# addresses
printf 'email,name,organisation,country,language\nInfo@Žalgiris.example,Ona Onaitė,UAB Žalgiris,LT,lt\njonas@alytus.test,Jonas,UAB A,LT,lt\nžydrė@alytus.test,Žydrė,UAB B,LT,lt\n' >"$TMP/idn.csv"
k import "$TMP/idn.csv" --list idn --basis consent --source test >"$TMP/out" 2>&1
is "a domain in national letters is kept as mail carries it" "$(sql "SELECT email FROM contact WHERE email LIKE 'info@%' COLLATE NOCASE")" "Info@xn--algiris-cxb.example"
is "what mail cannot carry is rejected" "$(sql "SELECT count(*) FROM contact WHERE email LIKE '%alytus.test'")" 1
like "with the line and the reason" "$(cat "$TMP"/*.rejects* "$TMP/out" 2>/dev/null)" "4.*(letters|ASCII|address)"
