#!/bin/sh
# make demo: the main job from a list of firms to an attendance report, in ./demo, without any server.
# The clock is set to spring 2027, so that the seminar lies ahead whenever this is run.
set -eu
cd "$(dirname "$0")/../.."
here=$PWD/contrib/demo
ws=${DEMO_DIR:-demo}
bin=${KVIESLYS:-$PWD/kvieslys}
export KVIESLYS_DATA="${KVIESLYS_DATA:-$PWD}"

# shellcheck disable=SC2086 # DEMO_WRAPPER is a command with its options, such as valgrind's
k() { ${DEMO_WRAPPER:-} "$bin" -C "$ws" "$@"; }
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() {
	printf '$ kvieslys'
	printf ' %s' "$@"
	printf '\n'
	k "$@"
}
at() { KVIESLYS_NOW=$1; export KVIESLYS_NOW; }

at 2027-02-01T09:00:00+02:00
rm -rf "$ws"
say "1. A workspace: configuration, database, an outbox and an inbox as folders"
"$bin" init "$ws"
cp "$here/kvieslys.conf" "$ws/kvieslys.conf"

say "2. The firms of both sides of the border"
for list in firms-lt firms-pl institutes; do
	run import "lists/$list.csv" --list "$list" --basis consent --source "cluster members, demonstration"
done

say "3. The seminar in Alytus: 40 seats, 20 for each country"
run event add contrib/demo/alytus-2027.conf
run campaign add contrib/demo/alytus-kvietimas.conf
run campaign check alytus-kvietimas

say "4. The invitations leave, in Lithuanian, Polish and English"
run campaign start alytus-kvietimas
run send
run campaign status alytus-kvietimas

say "5. One of them, as its reader sees it"
"$here/show-letter.sh" "$ws/outbox" "$(cat "$here/shown-recipient")"

say "6. Answers arrive"
at 2027-02-04T14:00:00+02:00
"$here/answer.sh" "$ws" "$here/answers"
run fetch

say "7. What each was understood as, and why"
run reply list

say "8. Confirmations, waiting-list notices, and what waits for a person"
at 2027-02-04T15:00:00+02:00
run send
run registration list alytus-2027

say "9. The day: who came"
at 2027-03-18T17:30:00+02:00
run event checkin alytus-2027 --file contrib/demo/came.txt

say "10. The attendance report"
run report attendance alytus-2027

say "Done. Go on by hand:"
cat <<TEXT
  export KVIESLYS_NOW=$KVIESLYS_NOW KVIESLYS_DATA=$KVIESLYS_DATA
  ./kvieslys -C $ws reply list                     what was answered
  ./kvieslys -C $ws reply show ID                  one answer with its evidence
  ./kvieslys -C $ws report attendance alytus-2027 --lang lt --format csv
  ./kvieslys -C $ws campaign messages alytus-kvietimas
  ./kvieslys --help
TEXT
