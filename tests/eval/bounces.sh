#!/bin/sh
# Bounces, complaints and automatic replies.
[ -d "$CORPUS/bounces" ] || { echo "no bounces in $CORPUS"; exit 0; }
exec /usr/bin/python3 tests/eval/bounces.py "$CORPUS" "$KVIESLYS"
