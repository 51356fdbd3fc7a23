#!/bin/sh
# What mail/compose makes of names, subjects and file names in six languages is read back by Python's email package with
# its strict policy. LETTERS=100000 for the long form.
cd "$(dirname "$0")/../.." || exit 1
[ -x /usr/bin/python3 ] || { echo "1..0 # SKIP no python3"; exit 0; }
exec /usr/bin/python3 tests/helpers/compose_roundtrip.py "${BUILD:-build/release}/tests/helpers/compose" "${LETTERS:-1000}"
