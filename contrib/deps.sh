#!/bin/sh
# Installs the Debian packages that Kvieslys needs: without an argument what `make` needs, with `test` what
# `make check` needs, with `slow` what `make check-all`, `fuzz`, `bench` and `pictures` need. As root or with
# sudo; elsewhere it prints the list. Packages that are there already cost nothing.
set -eu

build="gcc g++ make pkg-config libsqlite3-dev libesmtp-dev libetpan-dev libctemplate-dev libcmark-gfm-dev
	libcmark-gfm-extensions-dev libgumbo-dev libicu-dev libidn2-dev libssl-dev libzip-dev libexpat1-dev
	libxlsxwriter-dev libhpdf-dev fonts-dejavu-core"
test="libcmocka-dev perl sqlite3 python3 python3-dkim python3-icalendar python3-openpyxl
	python3-odf openssl ca-certificates tidy
	postfix dovecot-imapd dovecot-pop3d procps git"
# libcurl: the GnuTLS one, that libetpan-dev needs; the OpenSSL one would remove it
slow="clang clang-tidy libclang-rt-14-dev valgrind cppcheck chromium nodejs npm node-nodemailer
	libcurl4-gnutls-dev libsisimai-perl"

case ${1-} in
'') want=$build ;;
test) want="$build $test" ;;
slow) want="$build $test $slow" ;;
*) echo "usage: contrib/deps.sh [test|slow]" >&2; exit 2 ;;
esac

missing=
for p in $want; do
	dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
	as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
	as_root=sudo
else
	echo "Install these packages as root, then try again: apt-get install$missing" >&2
	exit 1
fi
command -v apt-get >/dev/null 2>&1 || {
	echo "No apt-get here. Install what these Debian packages hold:$missing" >&2
	exit 1
}

# Mail servers are wanted as programs for the tests, not as services of this machine.
policy=/usr/sbin/policy-rc.d
made=
case " $missing " in
*" postfix "* | *" dovecot-imapd "* | *" dovecot-pop3d "*)
	if [ ! -e $policy ]; then
		printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
		$as_root chmod 755 $policy
		made=1
	fi ;;
esac
rc=0
echo "Installing:$missing"
$as_root apt-get update -qq || rc=$?
# shellcheck disable=SC2086 # a list of words
[ $rc = 0 ] && { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	--no-install-recommends $missing >/dev/null || rc=$?; }
[ -z "$made" ] || $as_root rm -f $policy
[ $rc = 0 ] || echo "apt-get failed; install by hand:$missing" >&2
exit $rc
