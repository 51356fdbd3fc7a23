#!/bin/sh
# Replies that were kept from the packs and the examples, read by rules and examples and by the rules alone.
for how in "" --rules; do
	/usr/bin/python3 tests/eval/unseen.py "$BUILD/tests/helpers/intents" "$KVIESLYS_DATA/templates" tests/data/unseen.tsv $how || exit 1
done
