#!/bin/sh
# make eval: how well mail is understood, measured on the corpora in ../shared/corpus (or CORPUS), beside the published
# figures of others. Each tests/eval/<topic>.sh prints a table; without the corpus it says so.
cd "$(dirname "$0")/../.." || exit 1
: "${BUILD:=build/release}"
export BUILD KVIESLYS="$PWD/kvieslys" KVIESLYS_DATA="$PWD" CORPUS="${CORPUS:-$PWD/../shared/corpus}"
rc=0
[ -d "$CORPUS" ] || { echo "no corpus at $CORPUS: set CORPUS to a folder with replies, bounces, autoreplies, intents"; exit 1; }
for t in tests/eval/*.sh; do
	[ "$t" = tests/eval/run.sh ] && continue
	printf '\n=== %s\n' "$(basename "$t" .sh)"
	sh "$t" || rc=1
done
exit $rc
