#!/bin/sh
# kvieslys check against a DNS server of the test's own: each fault is found and named with its remedy.
. "$(dirname "$0")/lib.sh"
[ -x "$PY" ] || skip_all "no python3"
plan 15
ws_new
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$TMP/key.pem" 2>/dev/null
pub=$(openssl pkey -in "$TMP/key.pem" -pubout -outform DER 2>/dev/null | base64 -w0)
conf() { printf '[sender]\naddress = info@news.firm.example\nbounce-to = bounce@firm.example\n%s\n[relay files]\ntransport = maildir\n' "$1" >"$WS/kvieslys.conf"; }
dns() { # the zone is standard input
	[ -z "${dns_pid:-}" ] || kill "$dns_pid"
	cat >"$TMP/zone"
	rm -f "$TMP/port"
	"$PY" "$ROOT/tests/t/dns_server.py" "$TMP/zone" >"$TMP/port" &
	dns_pid=$!
	pids="$pids $dns_pid"
	wait_for "DNS" test -s "$TMP/port"
	export KVIESLYS_RESOLVER="127.0.0.1:$(cat "$TMP/port")"
}
conf ""
dns </dev/null
exits "nothing in DNS: faults" 1 k check --dns
out=$(k check --dns 2>&1)
like "no SPF, with the line to paste" "$out" 'firm.example. IN TXT "v=spf1'
like "no DMARC, with the line to paste" "$out" '_dmarc.news.firm.example. IN TXT "v=DMARC1; p=none'
like "no MX" "$out" "fault +mx +news.firm.example takes no mail"
like "From cannot pass" "$out" "cannot pass at the big receivers"

conf "dkim-domain = firm.example
dkim-selector = s1
dkim-key = $TMP/key.pem"
dns <<Z
news.firm.example MX mx.firm.example
firm.example MX mx.firm.example
firm.example TXT v=spf1 include:_spf.relay.example -all
_spf.relay.example TXT v=spf1 ip4:192.0.2.1 -all
_dmarc.firm.example TXT v=DMARC1; p=reject; pct=50
s1._domainkey.firm.example TXT v=DKIM1; k=rsa; p=$pub
Z
ok "everything in DNS: no fault" k check --dns
out=$(k check --dns 2>&1)
like "the key in DNS is ours" "$out" "ok +dkim +s1._domainkey.firm.example is published"
like "DMARC is found upwards" "$out" "ok +dmarc +firm.example: policy reject"
like "a tag that RFC 9989 dropped" "$out" "warning +dmarc +the tag pct"
like "alignment by DKIM" "$out" "covered by DKIM"

dns <<Z
news.firm.example MX mx.firm.example
firm.example MX mx.firm.example
firm.example TXT v=spf1 -all
firm.example TXT v=spf1 mx -all
_dmarc.news.firm.example TXT v=DMARC1; p=none
s1._domainkey.firm.example TXT v=DKIM1; k=rsa; p=AAAA
Z
out=$(k check --dns 2>&1)
like "two SPF records" "$out" "2 SPF records"
like "another key" "$out" "holds another key"
like "the line to paste has our key" "$out" "s1._domainkey.firm.example. IN TXT \"v=DKIM1; k=rsa; p=$(echo "$pub" | cut -c1-20)"
like "JSON" "$(k check --dns --format json 2>/dev/null)" '^\{"state":"ok","subject":"mx"'
dns <<Z
firm.example TXT v=spf1 include:a.example include:b.example include:c.example include:d.example mx a ptr -all
a.example TXT v=spf1 include:b.example include:c.example -all
b.example TXT v=spf1 include:d.example a mx -all
Z
like "too many SPF lookups" "$(k check --dns 2>&1)" "more than 10 DNS questions"
