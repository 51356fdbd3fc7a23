#!/bin/sh
# Runs the unit tests, the saved fuzz corpus and the T-scripts (or those named) of one build flavour: BUILD.
# Ends with "N passed, N failed, N skipped" and exit 1 when anything failed.
cd "$(dirname "$0")/.." || exit 1
: "${BUILD:=build/release}"
export BUILD KVIESLYS="$PWD/$BUILD/kvieslys" KVIESLYS_DATA="$PWD"
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1:strict_string_checks=1}"
export LSAN_OPTIONS="${LSAN_OPTIONS:-suppressions=$PWD/tests/lsan.supp:print_suppressions=0}"
passed=0 failed=0 skipped=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT

one() { # name, command…
	name=$1
	shift
	if "$@" >"$out" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $name"
		tail -40 "$out"
	fi
}
if [ $# = 0 ]; then
	for t in "$BUILD"/tests/unit/test_*; do
		case $t in *.o | *.d | *\*) continue ;; esac
		one "$t" "$t"
	done
	for t in "$BUILD"/tests/fuzz/fuzz_*; do
		case $t in *.o | *.d | *\*) continue ;; esac
		dir=tests/fuzz/corpus/$(basename "$t" | sed 's/^fuzz_//')
		[ -d "$dir" ] && one "$t" "$t" "$dir"
	done
	set -- tests/t/t*.sh
fi
# prove tells a script's result in its summary; skipped scripts are those with a plan of 1..0.
if [ -e "$1" ]; then
	prove -j "${JOBS:-2}" --timer --merge "$@" >"$out" 2>&1
	n_files=$#
	bad=$(grep -cE '^tests/t/[^ ]+ +\(Wstat: ' "$out")
	skips=$(grep -c 'skipped: ' "$out")
	passed=$((passed + n_files - bad - skips))
	failed=$((failed + bad))
	skipped=$((skipped + skips))
	grep 'skipped: ' "$out"
	[ "$bad" = 0 ] || { echo "T-scripts:"; cat "$out"; }
	[ -z "${VERBOSE:-}" ] || cat "$out"
fi
echo "$BUILD: $passed passed, $failed failed, $skipped skipped"
[ -z "${COUNTS:-}" ] || echo "$passed $failed $skipped" >>"$COUNTS"
[ "$failed" = 0 ]
