#!/bin/sh
# Conditions on the command line: errors with the place, counts, and the same condition in lists and reports.
. "$(dirname "$0")/lib.sh"
plan 20
ws_new
k import "$ROOT/lists/firms-lt.csv" --list lt --basis consent --source "test" >/dev/null 2>&1
k import "$ROOT/lists/firms-pl.csv" --list pl --basis legitimate-interest --source "test" >/dev/null 2>&1
n_lt=$(sql "SELECT count(*) FROM contact c JOIN organisation o ON o.id = c.organisation_id WHERE o.country = 'LT'")
is "a count" "$(k segment count 'country = Lietuva')" "$n_lt"
is "everybody" "$(k segment count '')" "$(sql "SELECT count(*) FROM contact")"
is "on a list, by a basis, never invited" "$(k segment count 'list = lt and basis = consent and not invited and joined lt since 2020')" "$n_lt"
is "an error shows the place" "$(k segment count 'country = LT and contry = PL' 2>&1 | tail -2)" \
"kvieslys:   country = LT and contry = PL
kvieslys:                    ^"
is "also behind letters of two bytes" "$(k segment count 'town = Šiauliai and sector' 2>&1 | tail -1)" "kvieslys:                             ^"
like "a far place is cut out" "$(k segment count "$(printf 'town = Vilnius or %.0s' 1 2 3 4 5 6 7 8 9)oops" 2>&1 | sed -n 2p)" "^kvieslys:   ….{30,70} or oops$"
not_ok "nothing is kept of a condition that does not fit" k segment add bad 'country = '
like "keeping one tells its count" "$(k segment add metal-lt 'country = LT and sector = metal')" "^metal-lt: [0-9]+ contacts"
is "contact list takes conditions" "$(k contact list --where 'country = LT' --format csv | tail -n +2 | wc -l)" "$n_lt"
is "a withdrawal ends a basis" "$(sql "INSERT INTO basis(contact_id, kind, source, at) SELECT id, 'withdrawn', 'x', 1 FROM contact LIMIT 1"; k segment count 'basis = consent')" "$((n_lt - 1))"
event_add e1
for c in LT PL; do
	k registration add e1 "$(sql "SELECT c.email FROM contact c JOIN organisation o ON o.id = c.organisation_id WHERE o.country = '$c' ORDER BY c.id LIMIT 1")" >/dev/null
done
# names that nothing has
is "a list that is not there: told with its place" "$(k segment count 'country = LT and list = lts' 2>&1)" \
"kvieslys: no list 'lts'; did you mean 'lt'? (character 25)
kvieslys:   country = LT and list = lts
kvieslys:                           ^"
exits "not a silent 0" 1 k segment count 'invited e2'
not_ok "nor kept" k segment add x 'not attended e3'
not_ok "nor in a report" k report attendance e1 --where 'joined metal'
event_conf e9 "[quota X]" "where = list = nowhere" "seats = 3" >"$TMP/e9.conf"
like "nor in a quota" "$(k event add "$TMP/e9.conf" 2>&1)" "e9.conf: \[quota X\]: where: no list 'nowhere' \(character 8\)"
is "the event was not added" "$(sql "SELECT count(*) FROM event WHERE key = 'e9'")" 0
sed -i 's/nowhere/lt or registered e9/' "$TMP/e9.conf"
ok "a quota may name its own event" k event add "$TMP/e9.conf"
like "a word that no answer has" "$(k segment count 'answered ja' 2>&1)" "answered: 'ja' is none of yes, no, maybe"
is "a report of some" "$(k report attendance e1 --where 'country = PL' --format json | $PY -c 'import json,sys; r = json.load(sys.stdin); print(r["counts"]["registered"], len(r["people"]))')" "1 1"
is "who has a seat" "$(k segment count 'registered e1 and country = PL')" 1
