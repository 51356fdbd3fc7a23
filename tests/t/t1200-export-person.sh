#!/bin/sh
# kvieslys contact export: everything that names a person, and nothing of others.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
. "$ROOT/tests/t/lib-rights.sh"
rights_ws
is "the answers were understood" "$(state 1), $(state 2)" "registered 2, registered 1"
ok "export" k contact export jonas@metalas.example
like "text for people: who" "$(cat "$TMP/out")" '^  name +Jonas Petraitis$'
like "what was said" "$(cat "$TMP/out")" 'Dalyvausime dviese'
like "which letters" "$(cat "$TMP/out")" '^  letter +confirmation$'
k contact export JONAS@metalas.example --format json >"$TMP/e.json"
is "JSON is one object in one line" "$(wc -l <"$TMP/e.json")" 1
e() { "$PY" -c 'import json,sys
d = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$TMP/e.json" "$1"; }
is "contact" "$(e 'd["contact"]["email"], d["contact"]["phone"], d["contact"]["office_mailbox"]')" "('jonas@metalas.example', '+37061234567', False)"
is "organisation" "$(e 'd["organisation"]["name"]')" "UAB Metalas"
is "lists" "$(e '[x["list"] for x in d["lists"]]')" "['metal']"
is "basis" "$(e '[(x["kind"], x["source"]) for x in d["basis"]]')" "[('consent', 'the fair in Alytus')]"
is "letters" "$(e '[x["letter"] for x in d["messages"]]')" "['invitation', 'confirmation']"
is "what the letter was filled with" "$(e 'd["messages"][1]["params"]["attendees"]')" "['Jonas Petraitis', 'Ona Kazlienė']"
is "every attempt" "$(e 'len(d["attempts"])')" 2
is "the reply with its verdict" "$(e '[(x["intent"], x["outcome"], x["count"]) for x in d["replies"]]')" "[('yes', 'applied', 2)]"
is "and as it came" "$(e '__import__("base64").b64decode(d["replies"][0]["raw"]) == open("'"$WS"'/inbox/new/jonas-yes","rb").read()')" True
is "what waits for a person" "$(e 'len(d["reviews"])')" 1
is "registrations" "$(e '[(x["event"], x["state"], x["seats"]) for x in d["registrations"]]')" "[('alytus', 'registered', 2)]"
is "the seat, not that of the colleague" "$(e '[x["name"] for x in d["attendees"]]')" "['Jonas Petraitis']"
is "another's mail that names the address" "$(e '[x["from"] for x in d["replies_naming"]]')" "['Mary Smith <mary@four.example>']"
is "the digest to staff that named the person" "$(e '[x["letter"] for x in d["letters_naming"]]')" "['digest']"
is "audit" "$(e '[x["action"] for x in d["audit"] if x["noun"] == "registration"]')" "['register']"
is "nobody else's rows" "$(grep -c 'sjonas\|Anna' "$TMP/e.json")" 0
like "that it was exported is in the audit log" "$(sql "SELECT actor || action || noun_id FROM audit ORDER BY id DESC LIMIT 1")" "testerexport1"
k contact export ona@metalas.example --format json >"$TMP/e.json"
is "a colleague whom he brings: the seat" "$(e '[x["name"] for x in d["attendees"]]')" "['Ona Kazlienė']"
is "his letter that names her" "$(e '[x["letter"] for x in d["letters_naming"]]')" "['confirmation']"
is "his reply that names her" "$(e 'len(d["replies_naming"])')" 1
exits "somebody nothing is known of" 1 k contact export nobody@nowhere.example
exits "no address" 1 k contact export nobody
k contact suppress gone@nowhere.example >/dev/null
ok "an address that is suppressed alone" k contact export gone@nowhere.example
exits "CSV is refused" 1 k contact export jonas@metalas.example --format csv
done_testing
