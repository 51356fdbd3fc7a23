# Sourced by T-scripts after lib.sh: a Dovecot of our own on free ports, everything in a short folder (socket paths are
# short), no root needed. Sets $D (its folder), $IMAP_PORT, $IMAPS_PORT, $POP_PORT, $POPS_PORT, $DOVECOT_USER, $D/cert.pem.
# The account is jonas with the password "geheim \"x". dovecot_put FILE… delivers mails.
# $DOVECOT_MORE: further lines of its configuration.
command -v dovecot >/dev/null || skip_all "no dovecot"
[ -d /usr/lib/dovecot ] || skip_all "no dovecot"

dovecot_start() {
	D=$(mktemp -d /tmp/kvd.XXXXXX)
	IMAP_PORT=$(free_port) IMAPS_PORT=$(free_port) POP_PORT=$(free_port) POPS_PORT=$(free_port)
	as= DOVECOT_USER=$(id -un)
	if [ "$(id -u)" = 0 ]; then
		# Dovecot keeps mail from root; any unprivileged account that is there will do
		DOVECOT_USER=nobody
		as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
	fi
	group=$(id -gn "$DOVECOT_USER")
	mkdir -p "$D/base" "$D/state" "$D/mail/jonas/new" "$D/mail/jonas/cur" "$D/mail/jonas/tmp"
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$D/key.pem" -out "$D/cert.pem" -days 3650 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost 2>/dev/null
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$D/other.key" -out "$D/other.pem" -days 3650 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost 2>/dev/null
	printf '%s\n' 'jonas:{PLAIN}geheim "x::::::' >"$D/passwd"
	cat >"$D/dovecot.conf" <<-C
		base_dir = $D/base
		state_dir = $D/state
		instance_name = test
		protocols = imap pop3
		listen = 127.0.0.1
		log_path = $D/log
		default_login_user = $DOVECOT_USER
		default_internal_user = $DOVECOT_USER
		default_internal_group = $group
		first_valid_uid = 1
		mail_location = maildir:$D/mail/%u
		ssl = yes
		ssl_cert = <$D/cert.pem
		ssl_key = <$D/key.pem
		disable_plaintext_auth = no
		auth_mechanisms = plain login
		passdb {
		  driver = passwd-file
		  args = scheme=PLAIN $D/passwd
		}
		userdb {
		  driver = static
		  args = uid=$DOVECOT_USER gid=$group home=$D/mail/%u
		}
		service imap-login {
		  chroot =
		  inet_listener imap {
		    port = $IMAP_PORT
		  }
		  inet_listener imaps {
		    port = $IMAPS_PORT
		  }
		}
		service pop3-login {
		  chroot =
		  inet_listener pop3 {
		    port = $POP_PORT
		  }
		  inet_listener pop3s {
		    port = $POPS_PORT
		  }
		}
		service anvil {
		  chroot =
		}
		${DOVECOT_MORE:-}
	C
	[ "$(id -u)" = 0 ] && chown -R "$DOVECOT_USER:$group" "$D"
	chmod 755 "$D"
	# shellcheck disable=SC2086 # a command and its words
	$as dovecot -F -c "$D/dovecot.conf" >"$D/out" 2>&1 &
	DOVECOT_PID=$!
	pids="$pids $DOVECOT_PID"
	wait_for "dovecot" port_open "$IMAP_PORT" || { cat "$D/out" "$D/log"; skip_all "dovecot does not start here"; }
	printf 'geheim "x\n' >"$TMP/password"
	printf 'wrong\n' >"$TMP/wrong"
	chmod 600 "$TMP/password" "$TMP/wrong"
}
dovecot_stop() {
	kill "$DOVECOT_PID" 2>/dev/null
	wait "$DOVECOT_PID" 2>/dev/null
	rm -rf "$D"
}
n_put=0
dovecot_put() {
	for f in "$@"; do
		n_put=$((n_put + 1))
		name=$(printf '%s.%05d.test' "$(date +%s)" $n_put)
		cp "$f" "$D/mail/jonas/tmp/$name"
		[ "$(id -u)" = 0 ] && chown "$DOVECOT_USER" "$D/mail/jonas/tmp/$name"
		mv "$D/mail/jonas/tmp/$name" "$D/mail/jonas/new/$name"
	done
}
