#!/bin/sh
# make check: builds and tests the release and the sanitizer flavour, the layers and the headers.
# The last line is "N passed, N failed, N skipped".
cd "$(dirname "$0")/.." || exit 1
COUNTS=$(mktemp)
export COUNTS DEVELOPER=1
trap 'rm -f "$COUNTS"' EXIT
jobs=$(nproc)

step() { # name, command…: one check
	echo "== $1"
	shift
	if "$@"; then echo "1 0 0" >>"$COUNTS"; else echo "0 1 0" >>"$COUNTS"; fi
}
flavour() { # name, make variables…
	echo "== tests, $1"
	shift
	if make -s -j"$jobs" test-binaries "$@"; then
		BUILD=$(make -s print-build "$@") tests/run-flavour.sh || :
	else
		echo "0 1 0" >>"$COUNTS"
	fi
}
step "layers" tests/check-layers.sh
step "own rules" tests/check-lint.sh
flavour release
step "headers compile alone" make -s headers
flavour "address and undefined-behaviour sanitizers" SANITIZE=address,undefined
awk '{ p += $1; f += $2; s += $3 } END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 }' "$COUNTS"
