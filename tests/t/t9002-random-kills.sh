#!/bin/sh
# The short form of `make bench-faults`: ten kill -9 at random moments for each engine.
. "$(dirname "$0")/lib.sh"
ok "killed at random: nobody lost, doubled or hidden" env KILLS=10 FAULTS=0 BUILD="$BUILD" "$ROOT/tests/bench/faults.sh"
show "$TMP/out"
done_testing
