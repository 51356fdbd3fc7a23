#!/bin/sh
# Writes tests/schema/v<N>.sql: the schema that the program makes today, for the test that later versions open it
# (tests/unit/test_schema.c). Run it when version N is released, then set "released" to yes; from then on the migration is never
# edited and the file is never written again.
set -eu
cd "$(dirname "$0")/../.."
k=${KVIESLYS:-build/release/kvieslys}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
KVIESLYS_DATA=$PWD "$k" init "$T/ws" >/dev/null
n=$(sqlite3 "$T/ws/kvieslys.db" 'PRAGMA user_version')
out=tests/schema/v$n.sql
if [ -e "$out" ] && grep -q '^-- released: yes' "$out"; then
	echo "$out is released and stays as it is" >&2
	exit 1
fi
{
	echo "-- The schema of version $n as it was frozen."
	echo "-- released: no"
	echo "PRAGMA application_id = $(sqlite3 "$T/ws/kvieslys.db" 'PRAGMA application_id');"
	echo "PRAGMA user_version = $n;"
	sqlite3 "$T/ws/kvieslys.db" "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
} >"$out"
echo "$out"
