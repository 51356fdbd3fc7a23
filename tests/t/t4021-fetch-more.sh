#!/bin/sh
# fetch: calendar answers, STOP in prose, a yes that also asks, offers, changes of mind, the loop guard, the digest.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
replies_ws
sed -i 's/^# *staff = .*/staff = renginiai@centras.example/; s/^staff = .*/staff = renginiai@centras.example/' "$WS/kvieslys.conf"
grep -q '^staff = ' "$WS/kvieslys.conf" || sed -i 's/^\[sender\]/[sender]\nstaff = renginiai@centras.example/' "$WS/kvieslys.conf"
sql "INSERT INTO offer (id, key, kind, created_at, updated_at) VALUES (1, 'BOLT-1', 'business-offer', 0, 0);
INSERT INTO offer_text (offer_id, language, key, value) VALUES (1, 'lt', 'title', 'Lazerinis pjovimas'), (1, 'en', 'title', 'Laser cutting');
INSERT INTO campaign (id, key, class, offer_id, letter, languages, fallback, audience, state, source, created_at, updated_at)
	VALUES (2, 'pasiulymas', 'offer', 1, 'offer', 'lt, en', '', '', 'running', '', 0, 0);
INSERT INTO message (id, campaign_id, step, contact_id, nonce, state, due_at, at) VALUES (8, 2, 0, 7, 1008, 'sent', 0, 0);"

calendar() { # name from token partstat sequence stamp [comment]
	mail "$1" "From: $2" "To: s@centras.example" "Subject: Kvietimas priimtas: x" "Auto-Submitted: auto-generated" "MIME-Version: 1.0" \
		"Content-Type: text/calendar; method=REPLY; charset=UTF-8" -- "BEGIN:VCALENDAR" "METHOD:REPLY" "BEGIN:VEVENT" \
		"UID:$3@centras.example" "SEQUENCE:$5" "DTSTAMP:$6" "ATTENDEE;PARTSTAT=$4;CN=Jonas Petraitis:mailto:$2" ${7:+"COMMENT:$7"} \
		"END:VEVENT" "END:VCALENDAR"
}
calendar accept jonas@metalas.example "$(token 1)" ACCEPTED 0 20270201T070000Z "Atvyksime dviese"
calendar uid anna@drewno.example "e1c2-$(printf 'uid:1:2' | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(cat "$WS/kvieslys.key")" | sed 's/.*= //' | cut -c1-16)" TENTATIVE 0 20270201T070000Z
mail prose "From: mary@four.example" "To: s+$(token 4)@centras.example" -- "Please remove my address from your list and do not write again."
mail both "From: stalius@gmail.com" "To: s+$(token 3)@centras.example" "Subject: Re: x" -- "Taip, dalyvausime. Ar bus kur pastatyti automobilį?"
mail offer "From: seven@seven.example" "To: s+$(token 8)@centras.example" "Subject: Re: x" -- "We are interested, please send us more details."
ok "fetch" k fetch
is "calendar: kind, in spite of Auto-Submitted" "$(field accept kind)" calendar
is "calendar: by UID" "$(field accept matched_by)" calendar-uid
is "calendar: the comment counts" "$(state 1)" "registered 2"
is "calendar: our own UID" "$(field uid matched_by)" calendar-uid
is "calendar: tentative" "$(state 2)" "undecided 0"
is "prose: intent" "$(field prose intent)" unsubscribe
is "prose: kind" "$(field prose kind)" reply
is "prose: suppressed" "$(sql "SELECT count(*) FROM suppression WHERE email = 'mary@four.example'")" 1
is "prose: told once" "$(sql "SELECT count(*) FROM message WHERE letter = 'unsubscribed' AND contact_id = 4")" 1
is "prose: the basis is withdrawn" "$(sql "SELECT kind FROM basis WHERE contact_id = 4")" withdrawn
is "yes and a question: applied" "$(field both outcome)" applied
is "yes and a question: flagged" "$(field both also_question)" true
is "yes and a question: an open item" "$(sql "SELECT count(*) FROM review JOIN reply ON reply.id = reply_id WHERE key = 'both' AND closed_at IS NULL")" 1
is "offer: interest" "$(sql "SELECT state FROM interest WHERE contact_id = 7")" passed-on
is "offer: thanked" "$(sql "SELECT offer_id FROM message WHERE letter = 'interest' AND contact_id = 7")" 1
is "offer: nobody is registered" "$(state 7)" ""

calendar decline jonas@metalas.example "$(token 1)" DECLINED 0 20270201T080000Z
calendar stale jonas@metalas.example "$(token 1)" ACCEPTED 0 20270201T073000Z
mail again "From: stalius@gmail.com" "To: s+$(token 3)@centras.example" -- "Taip, dalyvausime."
mail loop1 "From: five@five.example" "To: s+$(token 5)@centras.example" "Return-Path: <>" -- "Yes, I will attend."
mail listed "From: six@six.example" "To: s+$(token 6)@centras.example" "List-Id: <x.list.example>" "Precedence: list" -- "Yes, I will attend."
ok "fetch changes" k fetch
is "a decline cancels" "$(state 1)" "cancelled 0"
is "an older calendar answer changes nothing" "$(field stale outcome)" ignored
is "the same answer is applied" "$(field again outcome)" applied
is "the same state is told once a day" "$(sql "SELECT count(*) FROM message WHERE contact_id = 3 AND letter = 'confirmation'")" 1
is "nobody answers a null sender" "$(sql "SELECT count(*) FROM message WHERE contact_id = 5 AND campaign_id IS NULL")" 0
is "nobody answers a list" "$(sql "SELECT count(*) FROM message WHERE contact_id = 6 AND campaign_id IS NULL")" 0
is "one digest a day" "$(sql "SELECT count(*) FROM message WHERE letter = 'digest'")" 1
is "the digest goes to staff" "$(sql "SELECT email FROM contact JOIN message ON contact.id = contact_id WHERE message.letter = 'digest'")" renginiai@centras.example

# a mail server's pipe
mail piped "From: anna@drewno.example" "To: s+$(token 2)@centras.example" -- "Tak, wezmę udział."
mv "$WS/inbox/new/piped" "$TMP/piped"
ok "fetch --stdin" k fetch --stdin <"$TMP/piped"
is "the piped mail is applied" "$(state 2)" "registered 1"
ok "fetch --stdin again" k fetch --stdin <"$TMP/piped"
is "once" "$(sql "SELECT count(*) FROM reply WHERE mailbox = 'stdin'")" 1

# bodies of mails that belong to nothing are dropped after a while, their headers stay
mail spam "From: shop@spam.example" "To: s@centras.example" "Subject: Cheap pills" -- "Thank you for reading this."
ok "fetch what belongs to nothing" k fetch
is "it is ignored" "$(field spam outcome)" ignored
KVIESLYS_NOW=2027-04-15T08:00:00Z
export KVIESLYS_NOW
ok "fetch weeks later" k fetch
is "its body is gone" "$(sql "SELECT headers_only FROM reply_raw JOIN reply ON reply.id = reply_id WHERE key = 'spam'")" 1
like "its headers stay" "$(k reply show --raw "$(sql "SELECT id FROM reply WHERE key = 'spam'")")" "Subject: Cheap pills"
is "nothing of it is left in the text" "$(k reply show --raw "$(sql "SELECT id FROM reply WHERE key = 'spam'")" | grep -c Thank)" 0
is "what belongs to an invitation is kept whole" "$(sql "SELECT headers_only FROM reply_raw JOIN reply ON reply.id = reply_id WHERE key = 'both'")" 0

# older mail is passed over: the default is the day the workspace was made
unset KVIESLYS_NOW
WS=$TMP/ws2
n_mails=0
ws_new
printf 'From: a@b.example\nSubject: old\n\nold\n' >"$WS/inbox/new/old"
touch -d "3 days ago" "$WS/inbox/new/old"
printf 'From: a@b.example\nSubject: new\n\nnew\n' >"$WS/inbox/new/new"
ok "fetch by the real clock" k fetch
is "only what came since" "$(sql "SELECT group_concat(key) FROM reply")" new
done_testing
