#!/bin/sh
# make bench: speeds as ratios against a peer in the same run. The machine's noise is large: medians, and compare only
# figures of one run. Each tests/bench/<topic>.sh prints its table.
cd "$(dirname "$0")/../.." || exit 1
: "${BUILD:=build/release}"
export BUILD KVIESLYS="$PWD/kvieslys" KVIESLYS_DATA="$PWD"
echo "cores: $(nproc), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)"
rc=0
for t in tests/bench/*.sh; do
	case $t in */run.sh | */faults.sh | *_lib.sh) continue ;; esac # the second counts letters, not seconds: make bench-faults
	printf '\n=== %s\n' "$(basename "$t" .sh)"
	"$t" || rc=1
done
exit $rc
