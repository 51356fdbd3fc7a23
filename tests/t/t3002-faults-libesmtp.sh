#!/bin/sh
# The same table of misbehaving servers for the libesmtp engine: the ledger must say the same.
ENGINES=libesmtp exec sh "$(dirname "$0")/t3001-faults.sh"
