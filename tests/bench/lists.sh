#!/bin/bash
# Lists of SCALE contacts (default 200000; 1000000 is the size that is promised for): counting segments of four conditions,
# showing a contact, proposing duplicates. CPU time (user + system) of whole commands, the best of three; wanted at 1000000: a segment
# in 0.5 s, a contact in 0.02 s, duplicates in 300 s.
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${SCALE:=200000}"
K=${KVIESLYS:-$PWD/build/release/kvieslys}
export KVIESLYS_DATA="${KVIESLYS_DATA:-$PWD}" K
T=$(mktemp -d); WS=$T/ws
trap 'rm -rf "$T"' EXIT
"$K" init "$WS" >/dev/null
sqlite3 -cmd ".parameter set :n $SCALE" "$WS/kvieslys.db" <tests/helpers/lists.sql >/dev/null || exit 1
echo "$SCALE contacts, database of $(($(stat -c %s "$WS/kvieslys.db") / 1000000)) MB"
measure() { # what, command of kvieslys…
	/usr/bin/python3 - "$WS" "$@" <<-'PYTHON'
		import os, resource, subprocess, sys
		best, out = None, b""
		for _ in range(3):
		    a = resource.getrusage(resource.RUSAGE_CHILDREN)
		    out = subprocess.run([os.environ["K"], "-C", sys.argv[1]] + sys.argv[3:], stdout=subprocess.PIPE).stdout
		    b = resource.getrusage(resource.RUSAGE_CHILDREN)
		    t = b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime
		    best = t if best is None else min(best, t)
		print(f"{best:7.3f} s  {sys.argv[2]}  [{len(out.splitlines())} lines, first: {out.splitlines()[0].decode()[:40] if out else ''}]")
	PYTHON
}
while read -r condition; do
	measure "$condition" segment count "$condition"
done <<'CONDITIONS'
country = LT and sector = metal and kind = enterprise and not attended since 2026
country = PL and sector = metal and list = news and not attended since 2026
country = LT and basis = consent and invited since 2026 and not bounced
has phone and role = no and basis = consent and list = all
language = pl and answered yes and not registered since 2026 and not suppressed
CONDITIONS
contact=$(sqlite3 "$WS/kvieslys.db" "SELECT email FROM contact WHERE id = $SCALE / 2 + 5")
measure "contact show" contact show "$contact"
measure "organisation duplicates" organisation duplicates --format csv
measure "contact duplicates" contact duplicates --format csv
