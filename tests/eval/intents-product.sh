#!/bin/sh
# The intents corpus through the whole product, from the import to `reply list`.
[ -d "$CORPUS/intents" ] || { echo "no intents corpus"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 tests/eval/product.py "$CORPUS/intents" "$work/run"
