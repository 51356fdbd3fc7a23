#!/bin/sh
# make check-all: what is too slow for every change. Ends with "N passed, N failed, N skipped".
cd "$(dirname "$0")/.." || exit 1
COUNTS=$(mktemp)
export COUNTS DEVELOPER=1
trap 'rm -f "$COUNTS" "$COUNTS.vg"' EXIT
jobs=$(nproc)
# What libraries make once and hold for good is "possibly lost" to valgrind: only definite leaks count and are shown.
VALGRIND="valgrind -q --suppressions=tests/valgrind.supp --error-exitcode=9 --leak-check=full
	--show-leak-kinds=definite --errors-for-leak-kinds=definite"
step() { # name, command…
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
valgrind_units() {
	rc=0
	for t in build/release/tests/unit/test_*; do
		case $t in *.o | *.d) continue ;; esac
		# shellcheck disable=SC2086 # a command and its options
		KVIESLYS_DATA=$PWD $VALGRIND "$t" >/dev/null 2>"$COUNTS.vg" || { echo "valgrind: $t"; tail -20 "$COUNTS.vg"; rc=1; }
	done
	return $rc
}
installed() {
	root=$(mktemp -d)
	make -s install PREFIX=/usr DESTDIR="$root" >/dev/null &&
		env -u KVIESLYS_DATA KVIESLYS="$root/usr/bin/kvieslys" KVIESLYS_DATA="$root/usr/share/kvieslys" prove -j2 tests/t/t[0-4]*.sh
	rc=$?
	rm -rf "$root"
	return $rc
}
reproducible() {
	a=$(mktemp -d) b=$(mktemp -d)
	git archive HEAD | tar x -C "$a" && git archive HEAD | tar x -C "$b"
	make -s -j"$jobs" -C "$a" all >/dev/null && make -s -j"$jobs" -C "$b" all >/dev/null &&
		cmp "$a/build/release/kvieslys" "$b/build/release/kvieslys"
	rc=$?
	rm -rf "$a" "$b"
	return $rc
}
flavour "gcc, release"
flavour "clang, release" CC=clang CXX=clang++
flavour "clang, sanitizers" CC=clang CXX=clang++ SANITIZE=address,undefined
step "another zone and locale" env TZ=America/New_York LC_ALL=C.UTF-8 BUILD=build/release tests/run-flavour.sh
step "gcc -fanalyzer" make -s analyze
step "clang-tidy" make -s tidy
step "valgrind, unit tests" valgrind_units
step "valgrind, demo" env DEMO_WRAPPER="$VALGRIND" contrib/demo/demo.sh
step "headers of 100,000 letters" make -s check-headers
step "a million letters without growth" build/release/tests/helpers/print_letters bench 1000000 templates offer
step "the installed program" installed
step "the same binary from two folders" reproducible
step "fuzzing, 60 s a target" env FUZZ_SECONDS=60 tests/fuzz/run.sh
awk '{ p += $1; f += $2; s += $3 } END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 }' "$COUNTS"
