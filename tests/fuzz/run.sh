#!/bin/sh
# make fuzz: libFuzzer over every target (or TARGET) for FUZZ_SECONDS each; new inputs are kept in the corpus folder
# build/fuzz/corpus/<target>, beside the seeds of tests/fuzz/corpus/<target>. A crash ends the run with its file.
set -eu
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-1800}
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
	# shellcheck disable=SC2086
	ASAN_OPTIONS=detect_leaks=1 KVIESLYS_DATA="$PWD" "build/fuzz/bin/$name" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=5 \
		-artifact_prefix="build/fuzz/" -print_final_stats=1 "build/fuzz/corpus/$short" $seeds 2>&1 | tail -12
done
