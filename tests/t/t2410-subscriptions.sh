#!/bin/sh
# Joining and leaving lists by mail: double opt-in in six languages, its proof, and what strangers, machines and forgers get.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-replies.sh"
replies_ws
printf '[sender]\naddress = a@b.example\nname = House\npostal = Street 1, Town\n[relay files]\ntransport = maildir\npath = outbox\n[mailbox files]\ntype = maildir\npath = inbox\n' >"$WS/kvieslys.conf"
sql "UPDATE campaign SET state = 'cancelled'"
people() { "$PY" "$ROOT/tests/t/subscribers.py" "$WS/outbox/new" "$WS/inbox/new" "$@"; }
round() { k fetch >/dev/null && k send >/dev/null; }
letters() { sql "SELECT count(*) FROM message WHERE $1"; }
contacts() { sql "SELECT count(*) FROM contact WHERE email_key = '$1'"; }
member() { sql "SELECT count(*) FROM list_member m JOIN list l ON l.id = m.list_id JOIN contact c ON c.id = m.contact_id WHERE l.name = '$1' AND c.email_key = '$2'"; }
ask() { # name, from, subject, text
	mail "$1" "From: $2" "To: news@b.example" "Subject: $3" "Content-Type: text/plain; charset=utf-8" "Content-Transfer-Encoding: 8bit" -- "$4"
}
k list address news news@b.example >/dev/null
k list address other other@b.example >/dev/null

# one word of each language, in the subject or as the first line
ask j1 "Nojus <nojus@new.example>" "Prenumeruoti" ""
ask j2 "pola@new.example" "Dzień dobry" "Zapisz mnie!"
ask j3 "eva@new.example" "SUBSCRIBE" "please"
ask j4 "ruta@new.example" "Бюллетень" "Подписаться"
ask j5 "ukas@new.example" "" "Підписатися"
ask j6 "bela@new.example" "падпісацца" ""
ok "requests are fetched" k fetch
is "six letters ask to confirm" "$(letters "letter = 'subscription'")" 6
is "nobody is a contact yet" "$(sql "SELECT count(*) FROM contact WHERE email LIKE '%@new.example'")" 0
is "nobody is on the list" "$(sql "SELECT count(*) FROM list_member")" 0
is "a request is applied, with the reason" "$(field j1 outcome) $(field j1 reason)" "applied asks to join list news; a letter that asks to confirm is queued"
ok "the letters are sent" k send
for who in nojus:lt:Patvirtinkite pola:pl:Prosimy eva:en:Please ruta:ru:Подтвердите ukas:uk:Підтвердьте bela:be:Пацвердзіце; do
	name=${who%%:*} rest=${who#*:}
	people "$name@new.example" show >"$TMP/letter"
	like "$name is asked in ${rest%%:*}" "$(cat "$TMP/letter")" "subject: ${rest#*:}"
done
like "the letter says that a machine wrote it" "$(cat "$TMP/letter")" 'auto-submitted: auto-replied'
like "in the thread of the request" "$(cat "$TMP/letter")" 'in-reply-to: <j6@test.example>'

# confirmed by the button, by a reply in words, by "no"
people nojus@new.example yes
people pola@new.example reply "Tak" "Pola Nowak <pola@new.example>"
people eva@new.example reply "Yes, please."
people ruta@new.example yes
people ukas@new.example no
people bela@new.example reply "Што гэта за бюлетэнь? Хто вы?"
ok "the answers are fetched" k fetch
for who in nojus:1 pola:1 eva:1 ruta:1 ukas:0 bela:0; do
	is "${who%:*} is on the list: ${who#*:}" "$(member news "${who%:*}@new.example")" "${who#*:}"
done
is "who said no is no contact" "$(contacts ukas@new.example)" 0
is "a question goes to a person" "$(sql "SELECT outcome FROM reply WHERE sender LIKE '%bela@new%' ORDER BY id DESC LIMIT 1")" review
is "the language is that of the request, the name that of the answer" "$(sql "SELECT language || ' ' || name FROM contact WHERE email_key = 'pola@new.example'")" "pl Pola Nowak"
is "the consent names list and class" "$(sql "SELECT b.kind || ' ' || b.class || ' ' || l.name FROM basis b JOIN list l ON l.id = b.list_id JOIN contact c ON c.id = b.contact_id WHERE c.email_key = 'nojus@new.example'")" "consent newsletter news"
like "it keeps what was agreed to" "$(sql "SELECT text_shown FROM basis b JOIN contact c ON c.id = b.contact_id WHERE c.email_key = 'nojus@new.example'")" 'sutinkate, kad House'
is "both mails are its proof" "$(sql "SELECT count(*) FROM basis b JOIN message m ON m.id = b.asked_id JOIN reply_raw q ON q.reply_id = m.reply_id JOIN reply_raw a ON a.reply_id = b.proof_reply_id WHERE length(q.raw) > 0 AND length(a.raw) > 0")" 4
is "the request is the person's now" "$(sql "SELECT c.email_key FROM reply r JOIN contact c ON c.id = r.contact_id WHERE r.key LIKE 'j1%'")" nojus@new.example
is "each is welcomed" "$(letters "letter = 'welcome'")" 4
ok "the welcomes are sent" k send
people nojus@new.example show >"$TMP/letter"
like "in the language" "$(cat "$TMP/letter")" 'ačiū, kad patvirtinote'
like "contact show tells the proof" "$(k contact show nojus@new.example)" 'newsletter, list news +consent +joined list news by mail .letter [0-9]+ asked after reply [0-9]+, reply [0-9]+ confirmed'
like "contact export has it" "$(k contact export nojus@new.example --format json)" '"proof_reply_id"'

# once more, twice a day, machines, loops, strangers
ask again "nojus@new.example" "Prenumeruoti" ""
ask t1 "twice@new.example" "subscribe" ""
ask t2 "twice@new.example" "subscribe" ""
mail other "From: twice@new.example" "To: other@b.example" "Subject: subscribe"
mail auto "From: robot@new.example" "To: news@b.example" "Subject: subscribe" "Auto-Submitted: auto-generated"
mail bulk "From: robot@new.example" "To: news@b.example" "Subject: subscribe" "Precedence: bulk"
mail lists "From: robot@new.example" "To: news@b.example" "Subject: subscribe" "List-Id: <x.y>"
mail loop "From: other@b.example" "To: news@b.example" "Subject: subscribe"
mail own "From: a@b.example" "To: news@b.example" "Subject: subscribe"
mail prose "From: talk@new.example" "To: news@b.example" "Subject: Hello" -- "How do I subscribe to trade magazines in Poland?"
before=$(letters "letter = 'subscription'")
ok "more requests" k fetch
is "one letter to an address and day, none to machines and ourselves" "$(($(letters "letter = 'subscription'") - before))" 1
like "who joined already is not asked again" "$(field again reason)" 'joined already'
like "the second request says why" "$(field t2 reason)" 'today already'
is "none of them is a contact" "$(sql "SELECT count(*) FROM contact WHERE email_key IN ('twice@new.example','robot@new.example','talk@new.example')")" 0
is "a sentence is no command" "$(letters "address = 'talk@new.example'")" 0
k send >/dev/null
people twice@new.example yes "" thief@else.example
ok "a confirmation from another address" k fetch
is "goes to a person" "$(sql "SELECT outcome FROM reply WHERE sender = 'thief@else.example'")" review
is "and joins nobody" "$(member news twice@new.example)$(member news thief@else.example)" 00
people twice@new.example reply "STOP, do not write to me"
ok "who wants no mail at all" k fetch
is "is suppressed without being a contact" "$(sql "SELECT count(*) FROM suppression WHERE email = 'twice@new.example'") $(contacts twice@new.example)" "1 0"

# leaving: one list, at once
ask c1 "Jonas Petraitis <jonas@metalas.example>" "prenumeruoti" ""
mail c2 "From: nojus@new.example" "To: other@b.example" "Subject: subscribe"
export KVIESLYS_NOW=2027-02-02T08:00:00Z # one letter to an address and day
round
people jonas@metalas.example yes
people nojus@new.example yes
round
is "a contact that was known joins as he is" "$(member news jonas@metalas.example) $(contacts jonas@metalas.example)" "1 1"
is "one may be on two lists" "$(member news nojus@new.example)$(member other nojus@new.example)" 11
ask l1 "nojus@new.example" "Atsisakyti" ""
ask l2 "nobody@new.example" "unsubscribe" ""
round
is "he left this list and not the other" "$(member news nojus@new.example)$(member other nojus@new.example)" 01
is "the withdrawal is of this list" "$(sql "SELECT l.name FROM basis b JOIN list l ON l.id = b.list_id WHERE b.kind = 'withdrawn'")" news
is "he is not suppressed elsewhere" "$(sql "SELECT count(*) FROM suppression s JOIN contact c ON c.email_key = s.email WHERE s.list_id IS NULL AND c.email_key = 'nojus@new.example'")" 0
people nojus@new.example show >"$TMP/letter"
like "and gets a goodbye" "$(cat "$TMP/letter")" 'subject: Naujienlaiškio „news“ nebesiųsime'
is "who was on no list gets nothing" "$(letters "address = 'nobody@new.example'")" 0

# an issue to both lists
mkdir -p "$WS/templates/en" "$WS/templates/lt" "$WS/templates/pl" "$WS/templates/ru"
for l in en lt pl ru; do printf 'Subject: Issue {{ISSUE}}\n\n{{SALUTATION}}\n\nNews.\n' >"$WS/templates/$l/issue.md"; done
printf '[campaign]\nid = news-1\nclass = newsletter\nissue = 1\ndate = 2027-02-01\nletter = issue\nto = list:news, list:other\nlanguages = lt, pl, en, ru\n' >"$TMP/c.conf"
k campaign add "$TMP/c.conf" >/dev/null && k campaign start news-1 >/dev/null
ok "an issue is sent" k send
is "to everybody who joined" "$(sql "SELECT group_concat(e) FROM (SELECT c.email AS e FROM message m JOIN contact c ON c.id = m.contact_id JOIN campaign k ON k.id = m.campaign_id WHERE k.key = 'news-1' AND m.state = 'sent' ORDER BY 1)")" "eva@new.example,jonas@metalas.example,nojus@new.example,pola@new.example,ruta@new.example"
people nojus@new.example show >"$TMP/letter"
like "the list has its own List-Id" "$(cat "$TMP/letter")" 'list-id: .*<news.b.example>'
to=$(sed -n 's/^reply-to:.*<\(.*\)>/\1/p' "$TMP/letter")
mail h1 "From: nojus@new.example" "To: $to" "Subject: unsubscribe"
ok "the unsubscribe header" k fetch
is "leaves the newsletter" "$(member other nojus@new.example)" 0
is "and nothing else" "$(sql "SELECT count(*) FROM suppression WHERE email = 'nojus@new.example' AND list_id IS NULL")" 0

# who wanted no letters, and joins later, gets the newsletter only
mail stop "From: jonas@metalas.example" "To: a+$(token 1)@b.example" "Subject: Re: x" -- "Prašau daugiau laiškų nesiųsti."
KVIESLYS_NOW=2027-02-03T08:00:00Z k fetch >/dev/null
is "suppressed everywhere" "$(sql "SELECT count(*) FROM suppression WHERE email = 'jonas@metalas.example' AND list_id IS NULL")" 1
export KVIESLYS_NOW=2027-02-05T08:00:00Z
ask back "jonas@metalas.example" "prenumeruoti" ""
touch -d "2027-02-05 07:00:00 UTC" "$WS/inbox/new/back"
round
people jonas@metalas.example yes
round
is "joins again" "$(field back outcome)" applied
sed 's/news-1/news-2/; s/issue = 1/issue = 2/' "$TMP/c.conf" >"$TMP/d.conf"
k campaign add "$TMP/d.conf" >/dev/null && k campaign start news-2 >/dev/null && k send >/dev/null
is "gets the next issue" "$(sql "SELECT m.state FROM message m JOIN contact c ON c.id = m.contact_id JOIN campaign k ON k.id = m.campaign_id WHERE k.key = 'news-2' AND c.email_key = 'jonas@metalas.example'")" sent
sql "INSERT INTO message (campaign_id, step, contact_id, nonce, due_at) SELECT 1, 1, id, 5, 0 FROM contact WHERE email_key = 'jonas@metalas.example'; INSERT INTO step (campaign_id, number, name, letter, after_seconds, audience) VALUES (1, 1, 'r', 'reminder', 0, 'all'); UPDATE campaign SET state = 'running', expires_at = NULL WHERE id = 1"
k send >/dev/null
is "and no invitation" "$(sql "SELECT m.state FROM message m JOIN contact c ON c.id = m.contact_id WHERE m.campaign_id = 1 AND m.step = 1 AND c.email_key = 'jonas@metalas.example'")" skipped
done_testing
