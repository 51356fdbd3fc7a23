#!/bin/sh
# Double opt-in for contacts that were imported: a campaign of class consent, answers in six languages, and a rule that needs it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-replies.sh"
ws_new
n_mails=0
printf '[sender]\naddress = a@b.example\nname = House\npostal = Street 1, Town\n[relay files]\ntransport = maildir\npath = outbox\n[mailbox files]\ntype = maildir\npath = inbox\n' >"$WS/kvieslys.conf"
people() { "$PY" "$ROOT/tests/t/subscribers.py" "$WS/outbox/new" "$WS/inbox/new" "$@"; }
last() { sql "SELECT outcome || ': ' || reason FROM reply WHERE sender LIKE '%$1%' ORDER BY id DESC LIMIT 1"; }
confirmed() { sql "SELECT count(*) FROM basis b JOIN contact c ON c.id = b.contact_id WHERE c.email_key = '$1' AND b.kind = 'consent' AND b.asked_id IS NOT NULL AND b.proof_reply_id IS NOT NULL AND b.text_shown LIKE '%House%'"; }
state() { sql "SELECT m.state FROM message m JOIN contact c ON c.id = m.contact_id JOIN campaign k ON k.id = m.campaign_id WHERE k.key = '$1' AND c.email_key = '$2'"; }
{
	printf 'email,name,language,country\n'
	for l in lt pl en ru uk be; do printf '%s@yes.example,,%s,LT\n%s@no.example,,%s,LT\n' $l $l $l $l; done
	printf 'silent@x.example,,lt,LT\nother@x.example,,en,LT\nask@x.example,,en,LT\nstop@x.example,,en,LT\n'
} >"$TMP/a.csv"
printf 'email,name,language,country\nfirm@pl.example,,pl,PL\n' >"$TMP/b.csv"
k import "$TMP/a.csv" --list old --basis consent --source "paper forms 2024" >/dev/null
k import "$TMP/b.csv" --list old --basis legitimate-interest --source "register" >/dev/null
printf '[campaign]\nid = confirm\nclass = consent\nletter = consent\nto = list:old\nlanguages = lt, pl, en, ru, uk, be\n' >"$TMP/c.conf"
ok "a campaign that asks for consent" k campaign add "$TMP/c.conf"
ok "its letters are right" k campaign check confirm
k campaign start confirm >/dev/null
ok "they are sent" k send
is "not to a Polish firm that has given none" "$(state confirm firm@pl.example)" skipped
like "the letter says how to be left alone" "$(people en@yes.example show)" 'STOP'
for l in lt pl en ru uk be; do
	people $l@yes.example yes
	people $l@no.example no
done
people other@x.example yes "" stranger@else.example
people ask@x.example reply "Who are you and where did you get my address?"
people stop@x.example reply "Please remove me from all your lists."
ok "answers are fetched" k fetch
for l in lt pl en ru uk be; do
	is "yes in $l: $(last "$l@yes")" "$(confirmed $l@yes.example)" 1
	like "no in $l" "$(last "$l@no")" "^applied: does not consent"
	is "is a withdrawal" "$(sql "SELECT b.kind FROM basis b JOIN contact c ON c.id = b.contact_id WHERE c.email_key = '$l@no.example' ORDER BY b.id DESC LIMIT 1")" withdrawn
done
like "a stranger's yes goes to a person" "$(last stranger@else)" '^review: '
like "so does a question" "$(last ask@x)" '^review: '
is "who wants nothing is suppressed" "$(sql "SELECT reason FROM suppression WHERE email = 'stop@x.example'")" unsubscribed
is "silence changes nothing" "$(confirmed silent@x.example)" 0
is "each yes is thanked for" "$(sql "SELECT count(*) FROM message WHERE letter = 'consented'")" 6
k send >/dev/null
people lt@yes.example show >"$TMP/letter"
like "in the language" "$(cat "$TMP/letter")" 'subject: Ačiū už sutikimą'
like "contact show tells letter and reply" "$(k contact show lt@yes.example)" 'consent +asked by letter [0-9]+, answered by reply [0-9]+'
id=$(sql "SELECT id FROM reply WHERE sender LIKE '%stranger%'")
ok "a person may decide" k reply resolve "$id" yes
is "then it counts" "$(confirmed other@x.example)" 1

# a rule of the workspace that asks for the confirmed one
mkdir -p "$WS/templates/rules" "$WS/templates/lt" "$WS/templates/en"
printf '[country LT]\n[rule news]\nclasses = newsletter\nneeds = confirmed-consent\nwhy = only confirmed readers\n[rule rest]\nclasses = consent\nneeds = any\nwhy = w\n' >"$WS/templates/rules/lt.conf"
for l in lt en; do printf 'Subject: News\n\n{{SALUTATION}}\n\nNews.\n' >"$WS/templates/$l/news.md"; done
printf '[campaign]\nid = news\nclass = newsletter\nletter = news\nto = list:old\nlanguages = lt, en\nfallback = pl:en, ru:en, uk:en, be:en\n' >"$TMP/d.conf"
k campaign add "$TMP/d.conf" >/dev/null && k campaign start news >/dev/null
ok "a newsletter under that rule" k send
is "reaches who confirmed" "$(state news lt@yes.example)" sent
is "not who was silent" "$(state news silent@x.example)" skipped
is "nor who said no" "$(state news lt@no.example)" skipped
like "and says why" "$(k campaign messages news)" 'only confirmed readers; on record: consent'
sed 's/id = confirm/id = again/' "$TMP/c.conf" >"$TMP/e.conf"
k campaign add "$TMP/e.conf" >/dev/null && k campaign start again >/dev/null && k send >/dev/null
is "who confirmed is not asked again" "$(state again lt@yes.example)" skipped
done_testing
