#!/bin/sh
# make fuzz: libFuzzer over every target (or TARGET) for FUZZ_SECONDS each; new inputs are kept in the corpus folder
# build/fuzz/corpus/<target>, beside the seeds of tests/fuzz/corpus/<target>. A crash leaves its file in build/fuzz, and
# the run fails at its end.
set -eu
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-1800}
failed=
make -s -j"$(nproc)" CC=clang CXX=clang++ SANITIZE=fuzzer-no-link,address,undefined BUILD=build/fuzz build/fuzz/libkvieslys.a
libs=$(make -s print-libs CC=clang)
flags=$(make -s print-cflags CC=clang SANITIZE=fuzzer,address,undefined)
for src in tests/fuzz/fuzz_${1:-*}.c; do
	name=$(basename "$src" .c)
	short=${name#fuzz_}
	mkdir -p "build/fuzz/corpus/$short" "build/fuzz/bin"
	# shellcheck disable=SC2086 # lists of words
	clang $flags -Itests -c -o "build/fuzz/bin/$name.o" "$src"
	# shellcheck disable=SC2086
	clang++ -fsanitize=fuzzer,address,undefined -o "build/fuzz/bin/$name" "build/fuzz/bin/$name.o" build/fuzz/libkvieslys.a $libs
	seeds=tests/fuzz/corpus/$short
	[ -d "$seeds" ] || seeds=
	echo "== $name, $seconds s"
	# A timeout that a busy machine does not reach by itself: the packs of languages are read at the first input.
	# shellcheck disable=SC2086
	if ASAN_OPTIONS=detect_leaks=1 KVIESLYS_DATA="$PWD" "build/fuzz/bin/$name" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=25 \
		-artifact_prefix="build/fuzz/" -print_final_stats=1 "build/fuzz/corpus/$short" $seeds >"build/fuzz/$name.log" 2>&1; then
		grep '^Done\|^stat::new_units' "build/fuzz/$name.log" || :
	else
		tail -40 "build/fuzz/$name.log"
		failed="$failed $name"
	fi
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
