#!/bin/sh
# Lists and segments get other names and are removed: what names them goes along, or stands in the way.
. "$(dirname "$0")/lib.sh"
ws_new
k import "$ROOT/lists/firms-lt.csv" --list lt --basis consent --source "test" >/dev/null 2>&1
k import "$ROOT/lists/firms-pl.csv" --list pl --basis consent --source "test" >/dev/null 2>&1
cat >"$TMP/e.conf" <<'CONF'
[event]
id = e1
start = 2027-03-18 10:00
end = 2027-03-18 16:00
zone = Europe/Vilnius
capacity = 40
[quota ours]
where = list = lt or country = LT
seats = 20
[text lt]
title = Seminaras
place = Alytus
place-in = Alytuje
[text en]
title = Seminar
place = Alytus
place-in = in Alytus
CONF
cat >"$TMP/c.conf" <<'CONF'
[campaign]
id = c1
class = event
event = e1
letter = invitation
to = list:lt, segment:both, condition: joined lt since 2020 and not list in (pl, "lt")
languages = lt, en
CONF
k event add "$TMP/e.conf" >/dev/null
k segment add both 'not (list = pl or joined lt) or name = lt and list in (pl,lt) and list = "lt"' >/dev/null
k segment add free 'country = LT' >/dev/null
ok "a campaign over them" k campaign add "$TMP/c.conf"
n=$(k segment count 'list = lt')

like "rename" "$(k list rename lt 'mūsų "metal"')" '^lt is mūsų "metal" now, also in 1 segments, 1 quotas, 1 campaigns$'
is "in a condition: the name and nothing else" "$(sql "SELECT condition FROM segment WHERE name = 'both'")" \
	'not (list = pl or joined "mūsų \"metal\"") or name = lt and list in (pl,"mūsų \"metal\"") and list = "mūsų \"metal\""'
is "in a quota" "$(sql "SELECT condition FROM quota")" 'list = "mūsų \"metal\"" or country = LT'
is "in an audience" "$(sql "SELECT audience FROM campaign")" \
	'list:mūsų "metal", segment:both, condition: joined "mūsų \"metal\"" since 2020 and not list in (pl, "mūsų \"metal\"")'
is "its members are the same" "$(k segment count 'list = "mūsų \"metal\""')" "$n"
ok "the campaign is sound" k campaign blocked c1
not_ok "the old name is no list's" k segment count 'list = lt'
is "audit" "$(sql "SELECT action || ' ' || noun || ' ' || why FROM audit ORDER BY id DESC LIMIT 1")" 'rename list lt to mūsų "metal"'
k list rename 'mūsų "metal"' lt >/dev/null
is "and back" "$(sql "SELECT condition FROM segment WHERE name = 'both'")" 'not (list = pl or joined "lt") or name = lt and list in (pl,"lt") and list = "lt"'
like "a name that is taken" "$(k list rename lt pl 2>&1)" "there is a list 'pl' already"
like "a list that is not there" "$(k list rename none x 2>&1)" "no list 'none'"
for bad in "a,b" "a:b" "" " a" "$(printf 'a\nb')" "$(head -c 130 /dev/zero | tr '\0' a)" "$(printf '\377')"; do
	exits "no name: $(printf %.10s "$bad" | tr -c '[:print:]' ?)" 1 k list rename lt "$bad"
done
exits "nor at an import" 1 k import "$ROOT/lists/firms-pl.csv" --list "a,b" --basis consent --source x
like "a segment too" "$(k segment rename both two)" "^both is two now, also in 1 campaigns"
like "in the audience" "$(sql "SELECT audience FROM campaign")" "^list:lt, segment:two, condition: joined"
exits "a segment's name that is taken" 1 k segment rename two free

like "removing tells what names it" "$(k list remove lt 2>&1)" "the list 'lt' is named by segment two, quota ours of event e1, campaign c1"
like "a segment as well" "$(k segment remove two 2>&1)" "the segment 'two' is named by campaign c1"
is "nothing has gone" "$(k segment count 'list = lt') $(k segment list --format csv | wc -l)" "$n 3"
ok "an unused segment" k segment remove free
not_ok "is gone" k segment remove free
k campaign cancel c1 >/dev/null
ok "a cancelled campaign does not stand in the way" k segment remove two
k event cancel e1 --why "test" >/dev/null
# what speaks of the list stays
one=$(sql "SELECT c.email_key FROM contact c JOIN list_member ON contact_id = c.id WHERE list_id = 1 ORDER BY c.id LIMIT 1")
id=$(sql "SELECT id FROM contact WHERE email_key = '$one'")
k suppression add "$one" --list lt >/dev/null
sql "INSERT INTO basis(contact_id, kind, source, at, list_id) VALUES ($id, 'consent', 'form', 0, 1)"
is "with a letter about it on the way" "$(sql "INSERT INTO message(id, contact_id, nonce, due_at, list_id, reply_id) VALUES (900, $id, 1, 0, 1, 1)"; k list remove lt 2>&1)" \
	"kvieslys: letters about joining or leaving it wait to be sent: run 'kvieslys send' first"
sql "UPDATE message SET state = 'sent' WHERE id = 900"
like "then it goes" "$(k list remove lt)" "^lt is removed: $n members left it, $n of them are in no list now$"
is "it is no list any more" "$(k list --format csv | cut -d, -f1 | tr '\n' ' ')" "list pl "
not_ok "nor in conditions" k segment count 'list = lt'
not_ok "under no name" k segment count 'list = "removed:1:lt"'
is "contacts, consents and suppressions stay" "$(sql "SELECT (SELECT count(*) FROM basis WHERE list_id = 1), (SELECT count(*) FROM suppression WHERE list_id = 1), (SELECT count(*) FROM contact WHERE id = $id), (SELECT count(*) FROM pragma_foreign_key_check)")" "1|1|1|0"
like "a new one of its name is another" "$(k import "$ROOT/lists/firms-lt.csv" --list lt --basis consent --source "test" >/dev/null 2>&1; k segment count 'list = lt')" "^$n$"
is "not with what was said of the old one" "$(sql "SELECT count(*) FROM suppression s JOIN list l ON l.id = s.list_id WHERE l.name = 'lt'")" 0
like "the chain holds" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'
done_testing
