#!/bin/sh
# Who came to an event and is erased: counted as before, the name restricted to evidence until its date, then gone.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
. "$ROOT/tests/t/lib-rights.sh"
rights_ws
sql "UPDATE event SET funding = 'interreg'"
printf '\n[funding interreg]\nstatement-en = Co-funded by the European Union\n' >>"$WS/kvieslys.conf"
sed -i 's/^# evidence-years = .*/evidence-years = 5/' "$WS/kvieslys.conf"
export KVIESLYS_NOW=2027-03-18T16:30:00Z
k event checkin alytus "Jonas Petraitis" >/dev/null
k event checkin alytus anna@drewno.example >/dev/null
k event checkin alytus --walk-in "Jan Kowalski <jan@kowalski.example>" --organisation "Kowalski Usługi" --country PL >/dev/null
k event checkin alytus --close >/dev/null
report() { k report attendance alytus --format json "$@" >"$TMP/r.json"; "$PY" -c 'import json,sys
d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$TMP/r.json" "$expr"; }
counts() { expr='d["counts"], d["by"]["country"], d["by"]["language"]'; report; }
people() { expr='sorted([(p["name"] or "-") + " " + (p["email"] or "-") for p in d["people"] if p["state"] in ("attended", "walk_in")])'; report "$@"; }
before=$(counts)
is "three came" "$(people)" "['Anna Nowak anna@drewno.example', 'Jan Kowalski jan@kowalski.example', 'Jonas Petraitis jonas@metalas.example']"
for who in jonas@metalas.example anna@drewno.example jan@kowalski.example; do
	ok "erase $who" k contact erase $who --yes
done
like "it says until when" "$(cat "$TMP/out")" 'attendance list of alytus +evidence for interreg until 2032-12-31'
is "the report counts as before" "$(counts)" "$before"
is "without names" "$(people)" "['- -', '- -', '- -']"
is "an auditor gets the names, not the addresses" "$(people --restricted)" "['Anna Nowak -', 'Jan Kowalski -', 'Jonas Petraitis -']"
like "that is in the audit log" "$(sql "SELECT actor || ' ' || action FROM audit ORDER BY id DESC LIMIT 1")" "tester show"
is "the list of registrations shows none" "$(k registration list alytus | grep -c 'Petraitis\|Nowak')" 0
is "addresses are in no byte" "$(grep -rliaE '(^|[^s])jonas@metalas|anna@drewno|jan@kowalski' "$WS" | grep -v 'kvieslys.conf$')" ""
is "a firm that is one person lost its name" "$(sql "SELECT count(*) FROM organisation WHERE name LIKE 'Kowal%'")" 0
is "but not its country" "$(sql "SELECT count(*) FROM organisation WHERE name = '' AND country = 'PL'")" 1
sed -i 's/^statement-en = .*/&\nkeep-until = 2035-12-31/' "$WS/kvieslys.conf"
k event checkin alytus --walk-in "Piotr Lis <piotr@lis.example>" >/dev/null
like "a funder may want longer" "$(k contact erase piotr@lis.example --yes)" 'until 2035-12-31'
like "the chain holds" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'
done_testing
