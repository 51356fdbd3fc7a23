#!/bin/sh
# A campaign through a real Postfix of our own: STARTTLS, a login that Dovecot checks, delivery into a Maildir. Both
# engines; wrong passwords and strange certificates are told and mark nobody.
. "$(dirname "$0")/lib.sh"
# libESMTP compares pieces of its buffers with string functions before it ends them; strict checks take that for an overflow
export ASAN_OPTIONS=detect_leaks=1
PATH=$PATH:/usr/sbin
[ "$(id -u)" = 0 ] || skip_all "Postfix starts as root only"
command -v postfix >/dev/null && [ -x /usr/lib/postfix/sbin/master ] || skip_all "no postfix"
. "$(dirname "$0")/lib-dovecot.sh"
. "$(dirname "$0")/lib-campaign.sh"
N=20
DOVECOT_MORE='service auth {
  unix_listener auth-client {
    mode = 0666
  }
}'
dovecot_start

# Its folder is short and open to the accounts that Postfix works under.
P=$(mktemp -d /tmp/kvp.XXXXXX)
PORT=$(free_port)
mkdir "$P/etc" "$P/queue" "$P/data" "$P/mail"
chmod 755 "$P"
chown postfix "$P/data"
chown nobody "$P/mail"
cat >"$P/etc/main.cf" <<-C
	compatibility_level = 3.6
	queue_directory = $P/queue
	data_directory = $P/data
	maillog_file = $P/log
	maillog_file_prefixes = $P
	myhostname = localhost
	mydestination =
	local_recipient_maps =
	inet_interfaces = 127.0.0.1
	inet_protocols = ipv4
	alias_maps =
	mynetworks =
	virtual_mailbox_domains = sink.test
	virtual_mailbox_base = $P/mail
	virtual_mailbox_maps = static:all/
	virtual_minimum_uid = 1
	virtual_uid_maps = static:$(id -u nobody)
	virtual_gid_maps = static:$(id -g nobody)
	smtpd_tls_security_level = encrypt
	smtpd_tls_cert_file = $D/cert.pem
	smtpd_tls_key_file = $D/key.pem
	smtpd_tls_auth_only = yes
	smtpd_sasl_auth_enable = yes
	smtpd_sasl_type = dovecot
	smtpd_sasl_path = $D/base/auth-client
	smtpd_relay_restrictions = permit_sasl_authenticated, reject
	smtpd_recipient_restrictions = permit_sasl_authenticated, reject
C
cat >"$P/etc/master.cf" <<-C
	127.0.0.1:$PORT inet n - n - - smtpd
	cleanup unix n - n - 0 cleanup
	qmgr unix n - n 300 1 qmgr
	tlsmgr unix - - n 1000? 1 tlsmgr
	rewrite unix - - n - - trivial-rewrite
	bounce unix - - n - 0 bounce
	defer unix - - n - 0 bounce
	trace unix - - n - 0 bounce
	verify unix - - n - 1 verify
	proxymap unix - - n - - proxymap
	error unix - - n - - error
	retry unix - - n - - error
	virtual unix - n n - - virtual
	anvil unix - - n - 1 anvil
	scache unix - - n - 1 scache
	postlog unix-dgram n - n - 1 postlogd
C
servers_end() {
	[ -n "${PF_STARTED:-}" ] && postfix -c "$P/etc" stop >/dev/null 2>&1
	dovecot_stop
	rm -rf "$P"
}
trap 'servers_end; at_end' EXIT
if postfix -c "$P/etc" start >"$P/start" 2>&1; then PF_STARTED=1; fi
wait_for "postfix" port_open "$PORT" || { show "$P/start"; show "$P/log"; skip_all "postfix does not start here"; }

relay() { # host, password file, engine, further lines
	campaign_ws $N "host = $1
port = $PORT
engine = $3
tls = starttls
connections = 2
user = jonas
password-file = $2
$4"
	campaign_send
}
delivered() { find "$P/mail/all/new" -type f 2>/dev/null | wc -l; }
all_delivered() { test "$(delivered)" -ge $N; }
for engine in pipelined libesmtp; do
	rm -rf "$P/mail/all"
	relay localhost "$TMP/password" $engine "ca-file = $D/cert.pem"
	is "$engine: every letter is taken" "$(count sent) $rc" "$N 0" || show "$TMP/stderr"
	wait_for "the delivery" all_delivered
	is "$engine: and delivered" "$(delivered)" $N
	cat "$P/mail/all/new/"* >"$TMP/mails"
	is "$engine: each to its recipient" "$(grep '^Delivered-To: p' "$TMP/mails" | sort -u | wc -l)" $N
	is "$engine: each with an identity of its own" "$(grep -i '^Message-ID: ' "$TMP/mails" | sort -u | wc -l)" $N
	like "$engine: over TLS, logged in" "$(grep 'sasl_username=jonas' "$P/log")" "sasl_method=(PLAIN|LOGIN)"
	like "$engine: the server's queue number is kept" "$(sql "SELECT answer FROM message LIMIT 1")" "queued as"

	relay localhost "$TMP/wrong" $engine "ca-file = $D/cert.pem"
	is "$engine: a wrong password" "$(count sent) $(count queued) $rc" "0 $N 1"
	like "$engine: is told in one sentence" "$(cat "$TMP/stderr")" "login is refused.*535"
	relay localhost "$TMP/password" $engine "ca-file = $D/other.pem"
	is "$engine: a certificate of another issuer" "$(count sent) $(count queued) $rc" "0 $N 1"
	like "$engine: is told in one sentence, too" "$(cat "$TMP/stderr")" "not trusted"
	relay 127.0.0.1 "$TMP/password" $engine "ca-file = $D/cert.pem"
	is "$engine: a certificate of another name" "$(count sent) $rc" "0 1"
	is "$engine: no second letter arrived" "$(delivered)" $N
done
done_testing
