#!/bin/sh
# The new words of replies, exact after white-space folding; then the same with the pack of the mail's own language left out.
[ -d "$CORPUS/replies" ] || { echo "no replies in $CORPUS"; exit 0; }
echo "peers on the same cases, per cent right, found / localized: email_reply_trimmer 82.0 / 34.1, talon 70.5 / 40.9,"
echo "EmailReplyParser (PHP) 68.3 / 54.5, node-email-reply-parser 66.9 / 50.0, crisp 61.9 / 27.3, planer 53.2 / 34.1"
exec /usr/bin/python3 tests/eval/replies.py "$CORPUS/replies" "$BUILD/tests/helpers/reply_cut" \
	--packs "$KVIESLYS_DATA/templates" --leave-out
