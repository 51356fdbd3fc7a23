#!/bin/sh
# DKIM: dkimpy verifies what mail/dkim signs, with both kinds of keys; adding, removing or changing what is signed breaks it.
cd "$(dirname "$0")/../.." || exit 1
/usr/bin/python3 -c 'import dkim, nacl' 2>/dev/null || { echo "1..0 # SKIP no dkimpy with Ed25519"; exit 0; }
b=${BUILD:-build/release}/tests/helpers
exec /usr/bin/python3 tests/helpers/dkim_verify.py "$b/sign" "$b/compose"
