#!/bin/sh
# Bounces, complaints and automatic replies.
[ -d "$CORPUS/bounces" ] || { echo "no bounces in $CORPUS"; exit 0; }
/usr/bin/python3 tests/eval/bounces.py "$CORPUS" "$KVIESLYS"
echo
echo "cross-check: every family without the wordings that only its own mails show"
exec /usr/bin/python3 tests/eval/bounces_left_out.py "$CORPUS" "$BUILD/tests/helpers/report_dump" "$KVIESLYS_DATA/templates"
