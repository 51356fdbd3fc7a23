#!/bin/sh
# kvieslys contact change: corrections, checked, with history and audit.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
replies_ws
row() { sql "SELECT $1 FROM contact WHERE id = 1"; }
like "several fields" "$(k contact change jonas@metalas.example name="Jonas Petraitis-Kalnas" phone="8 612 34567" language=lietuvių gender=ponas title= --why "by phone")" '3 fields changed'
is "in the form that import gives" "$(row "name || '|' || phone || '|' || language || '|' || gender")" "Jonas Petraitis-Kalnas|+37061234567|lt|m"
is "history" "$(sql "SELECT group_concat(field || ':' || ifnull(old, '') || '>' || new, ' ') FROM change WHERE noun = 'contact' AND noun_id = 1 AND field = 'name'")" "name:Jonas Petraitis>Jonas Petraitis-Kalnas"
is "audit" "$(sql "SELECT actor || ' ' || action || ' ' || noun_id || ' ' || json_extract(payload, '$.why') FROM audit JOIN audit_payload ON audit_id = id ORDER BY id DESC LIMIT 1")" "tester change 1 by phone"
n=$(sql "SELECT count(*) FROM audit")
like "the same again" "$(k contact change jonas@metalas.example language=lt)" '0 fields changed'
is "is no change" "$(sql "SELECT count(*) FROM audit")" "$n"
ok "an empty value removes" k contact change jonas@metalas.example phone=
is "it" "$(row "phone IS NULL")" 1
for bad in phone=abc language=klingon gender=x email=nobody nofield=1 novalue office_mailbox=perhaps "name=$(printf 'a\nb')" "name=$(printf '\377')" "name=$(head -c 400 /dev/zero | tr '\0' a)"; do
	exits "refused: $(printf %.20s "$bad" | tr -c '[:print:]' ?)" 1 k contact change jonas@metalas.example name=Never "$bad"
done
is "all or nothing" "$(row name)" "Jonas Petraitis-Kalnas"
exits "another has the address" 1 k contact change jonas@metalas.example email=anna@drewno.example
exits "nobody" 1 k contact change nobody@nowhere.example name=X
k suppression add jonas@metalas.example --reason unsubscribed >/dev/null
ok "a new address" k contact change jonas@metalas.example email=Jonas.P@metalas.example
is "is the contact's" "$(row "email || ' ' || email_key")" "Jonas.P@metalas.example jonas.p@metalas.example"
is "and takes the suppression with it" "$(sql "SELECT group_concat(email || ' ' || reason) FROM suppression")" "jonas@metalas.example unsubscribed,jonas.p@metalas.example unsubscribed"
sql "UPDATE contact SET status = 'bounced' WHERE id = 3"
k suppression add stalius@gmail.com --reason hard-bounce >/dev/null
ok "the new address of a dead mailbox" k contact change stalius@gmail.com email=stalius@stalius.example
is "can be written to" "$(sql "SELECT status || (SELECT count(*) FROM suppression WHERE email LIKE 'stalius@stalius%') FROM contact WHERE id = 3")" active0
like "the chain holds" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'
done_testing
