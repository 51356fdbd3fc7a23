#!/bin/sh
# kvieslys contact restrict, release (GDPR Art. 18): the data stay as they are and nobody uses them; then all is as before.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
. "$ROOT/tests/t/lib-rights.sh"
rights_ws
row() { sql "SELECT email, name, phone, language, status, source, informed_at, created_at FROM contact WHERE id = 1"; }
can() { k contact show jonas@metalas.example --format csv | grep '^.*,letters,event,' | cut -d, -f4; }
before=$(row)
exits "nobody" 1 k contact restrict nobody@nowhere.example
ok "restrict" k contact restrict Jonas@Metalas.example --why "he says the name is wrong"
is "the status says so" "$(sql "SELECT status FROM contact WHERE id = 1") $(k contact list --where 'status = restricted' --format csv | tail -n +2 | cut -d, -f1,6)" "restricted jonas@metalas.example,restricted"
like "not twice" "$(k contact restrict jonas@metalas.example 2>&1)" "is restricted since 2027-02-01$"
is "what staff say is in the payload alone" "$(sql "SELECT action || ' ' || ifnull(why, '-') || ' ' || json_extract(payload, '$.why') FROM audit JOIN audit_payload ON audit_id = id ORDER BY id DESC LIMIT 1")" "restrict - he says the name is wrong"
is "no letters" "$(can)" blocked
like "with the reason" "$(k contact show jonas@metalas.example)" "the use of the person's data is restricted"

# a campaign
cat >"$TMP/c.conf" <<'C'
[campaign]
id = second
class = event
event = alytus
letter = invitation
to = list:metal
languages = lt, pl, en
C
ok "a campaign to his list" k campaign add "$TMP/c.conf"
like "tells before that he gets nothing" "$(k campaign blocked second --format csv)" "^jonas@metalas.example,.*restricted"
k campaign start second >/dev/null 2>&1
k send >/dev/null 2>&1
is "and he gets nothing, with the reason in the ledger" "$(sql "SELECT state || ' ' || answer FROM message WHERE contact_id = 1 AND campaign_id = 2")" "skipped the use of the person's data is restricted"
is "the others do" "$(sql "SELECT state FROM message WHERE contact_id = 2 AND campaign_id = 2")" sent

# import, change, retention
printf 'email,name\njonas@metalas.example,Kitas Vardas\nnew@metalas.example,New\n' >"$TMP/i.csv"
like "an import leaves him out" "$(k import "$TMP/i.csv" --list extra --basis consent --source x 2>"$TMP/err")" "^2 rows: 1 new, 0 changed, 0 the same, 1 rejected"
like "and says why" "$(cat "$TMP/err")" "i.csv:2: not imported: jonas@metalas.example is restricted"
is "nothing of it is noted" "$(sql "SELECT name || (SELECT count(*) FROM list_member JOIN list ON id = list_id WHERE name = 'extra' AND contact_id = 1) FROM contact WHERE id = 1")" "Jonas Petraitis0"
like "no correction" "$(k contact change jonas@metalas.example name=Kitas 2>&1)" "is restricted: nothing changes until"
sed -i '/^#*\[retention\]/d' "$WS/kvieslys.conf"
printf '\n[retention]\nreplies-days = 1\n[list metal]\nkeep-days = 1\n' >>"$WS/kvieslys.conf"
KVIESLYS_NOW=2029-01-01T00:00:00Z k tidy >/dev/null
is "retention takes the others, not him" "$(sql "SELECT group_concat(contact_id) FROM list_member WHERE list_id = 1")" 1
is "nor his mails" "$(sql "SELECT group_concat(length(raw) > 0) FROM reply r JOIN reply_raw ON reply_id = r.id WHERE r.contact_id IN (1, 2) ORDER BY r.contact_id DESC")" "1,0"
ok "an export goes on" k contact export jonas@metalas.example
like "and says that it is restricted" "$(cat "$TMP/out")" "restricted"
sql "UPDATE contact SET hard_bounces = 0 WHERE id = 1"

# back
like "release" "$(k contact release jonas@metalas.example --why "told him by letter")" "may be used again; it was restricted since 2027-02-01$"
is "all is as before" "$(row)" "$before"
is "letters too" "$(can)" allowed
exits "not twice" 1 k contact release jonas@metalas.example
is "both stand in the history" "$(sql "SELECT group_concat(old || '>' || new) FROM change WHERE noun = 'contact' AND noun_id = 1 AND field = 'status'")" "active>restricted,restricted>active"
sql "UPDATE contact SET status = 'bounced' WHERE id = 1"
k contact restrict jonas@metalas.example >/dev/null
k contact release jonas@metalas.example >/dev/null
is "a dead mailbox is one again" "$(sql "SELECT status FROM contact WHERE id = 1")" bounced
k contact restrict jonas@metalas.example >/dev/null
ok "who is restricted can be erased" k contact erase jonas@metalas.example --yes
like "the chain holds" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'
done_testing
