#!/bin/sh
# fetch: mails are matched, decided, applied; once; what is doubtful waits for a person; who resolves, answers.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
replies_ws

mail yes "From: Jonas <jonas@metalas.example>" "To: s+$(token 1)@centras.example" "Subject: Re: Kvietimas" -- "Taip, dalyvausime dviese."
mail no "From: anna@drewno.example" "To: s@centras.example" "In-Reply-To: <$(token 2)@centras.example>" "Subject: Odp" -- "Niestety nie weźmiemy udziału."
mail free "From: stalius@gmail.com" "To: s@centras.example" "Subject: Dalyvausiu" -- "Dalyvausiu."
mail foreign "From: Friend <friend@elsewhere.example>" "To: s+$(token 4)@centras.example" "Subject: Re" -- "Yes, I will attend."
mail stranger "From: who@nowhere.example" "To: s@centras.example" "Subject: hello" -- "Yes, I will attend."
mail question "From: five@five.example" "To: s+$(token 5)@centras.example" "Subject: Re" -- "Is parking available?"
mail stop "From: six@six.example" "To: s+$(token 6)@centras.example" "Subject: unsubscribe" --
mail away "From: seven@seven.example" "To: s+$(token 7)@centras.example" "Subject: Automatic reply: x" "Auto-Submitted: auto-replied" -- "I am out of the office."
printf '' >"$WS/inbox/new/empty"
touch -d "2027-02-01 08:10:00 UTC" "$WS/inbox/new/empty"

ok "fetch" k fetch
is "yes: applied" "$(field yes outcome)" applied
is "yes: by token" "$(field yes matched_by)" token
is "yes: count" "$(field yes count)" 2
is "yes: the contact" "$(field yes contact)" jonas@metalas.example
is "yes: the event" "$(field yes event)" alytus
is "yes: message_id" "$(field yes message_id)" "<yes@test.example>"
is "yes: registered" "$(state 1)" "registered 2"
is "no: by thread" "$(field no matched_by)" in-reply-to
is "no: declined" "$(state 2)" "declined 0"
is "free-mail: by address" "$(field free matched_by)" address
is "free-mail: registered" "$(state 3)" "registered 1"
is "foreign with a token: applied" "$(field foreign outcome)" applied
is "foreign: both are told" "$(sql "SELECT count(*) FROM message WHERE contact_id = 4 AND campaign_id IS NULL")" 2
is "stranger: waits for a person" "$(field stranger outcome)" review
is "question: waits for a person" "$(field question outcome)" review
is "unsubscribe header: kind" "$(field stop kind)" unsubscribe
is "unsubscribe: suppressed" "$(sql "SELECT reason FROM suppression WHERE email = 'six@six.example'")" unsubscribed
is "out of office: a machine" "$(field away kind)" auto
is "out of office: never in review" "$(sql "SELECT count(*) FROM review JOIN reply ON reply.id = reply_id WHERE kind = 'auto'")" 0
is "empty file: no mail" "$(field empty kind)" unknown
is "empty file: ignored" "$(field empty outcome)" ignored
is "every mail has an outcome" "$(sql "SELECT count(*) FROM reply WHERE outcome IS NULL")" 0
is "confirmations are queued, nothing is sent" "$(sql "SELECT count(*) FROM message WHERE letter = 'confirmation' AND state = 'queued'")" 4

before=$(sql "SELECT count(*) FROM message; SELECT count(*) FROM reply; SELECT group_concat(state || seats) FROM registration")
ok "fetch again" k fetch
is "a re-fetch changes nothing" "$(sql "SELECT count(*) FROM message; SELECT count(*) FROM reply; SELECT group_concat(state || seats) FROM registration")" "$before"
cp "$WS/inbox/new/yes" "$WS/inbox/new/yes-copied"
sed 's/^To:/Received: from x\nTo:/' "$WS/inbox/new/yes" >"$WS/inbox/new/yes-second-way"
ok "fetch copies" k fetch
is "the same bytes are stored once" "$(sql "SELECT count(*) FROM reply WHERE key = 'yes-copied'")" 0
is "the same mail another way is ignored" "$(field yes-second-way outcome)" ignored

# changes and doubts
mail cancel-foreign "From: friend@elsewhere.example" "To: s+$(token 1)@centras.example" "Subject: Re" -- "We will not come."
mail conflict "From: x@metalas.example" "To: s+$(token 1)@centras.example" "In-Reply-To: <$(token 2)@centras.example>" -- "Taip, dalyvausime."
mail many "From: stalius@gmail.com" "To: s+$(token 3)@centras.example" "Subject: Re" -- "Dalyvausime 9 žmonės."
mail bounce "From: MAILER-DAEMON@mx.example" "Return-Path: <>" "To: s+$(token 5)@centras.example" "Subject: Undelivered Mail Returned to Sender" \
	"MIME-Version: 1.0" 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"' -- "--b" "" "failed" "--b" \
	"Content-Type: message/delivery-status" "" "Reporting-MTA: dns; mx.example" "" "Final-Recipient: rfc822; five@five.example" \
	"Action: failed" "Status: 5.1.1" "Diagnostic-Code: smtp; 550 5.1.1 no such user" "" "--b--"
ok "fetch doubts" k fetch
is "a foreign address may not cancel" "$(field cancel-foreign outcome)" review
is "the registration stands" "$(state 1)" "registered 2"
is "keys of different invitations" "$(field conflict outcome)" review
is "a party too big" "$(field many outcome)" review
is "bounce: kind" "$(field bounce kind)" bounce
is "bounce: applied" "$(field bounce outcome)" applied
like "bounce: JSON" "$(field bounce bounce)" '"permanence": "hard".*"status": "5.1.1".*"reason": "userunknown".*"address": "five@five.example"'
is "bounce: suppressed" "$(sql "SELECT reason FROM suppression WHERE email = 'five@five.example'")" hard-bounce

# what a person does
id=$(sql "SELECT id FROM reply WHERE key = 'many'")
not_ok "a party too big cannot be resolved either" k reply resolve "$id" yes
ok "resolve with another count" k reply resolve "$id" yes --count 3 --attendee "Petras Jonaitis" --attendee "Ona <ona@x.example>"
is "registered by staff" "$(state 3)" "registered 3"
is "resolved" "$(field many outcome)" resolved
id=$(sql "SELECT id FROM reply WHERE key = 'stranger'")
not_ok "a stranger is nobody" k reply resolve "$id" yes
ok "unless somebody says who is meant" k reply resolve "$id" yes --contact seven@seven.example
is "registered" "$(state 7)" "registered 1"
id=$(sql "SELECT id FROM reply WHERE key = 'question'")
ok "answer" k reply answer "$id" --text "Yes, behind the house."
is "the answer is queued" "$(sql "SELECT contact_id || ' ' || state FROM message WHERE letter = 'answer'")" "5 queued"
is "the item is closed" "$(field question outcome)" resolved
not_ok "a machine is not answered" k reply answer "$(sql "SELECT id FROM reply WHERE key = 'bounce'")" --text x
like "show" "$(k reply show "$(sql "SELECT id FROM reply WHERE key = 'yes'")")" "dalyvausime dviese"
is "show --raw" "$(k reply show "$(sql "SELECT id FROM reply WHERE key = 'yes'")" --raw | sha256sum)" "$(sha256sum <"$WS/inbox/new/yes")"
is "nothing is different when read anew" "$(k reply reprocess --format json | wc -l)" 0
like "list --open" "$(k reply list --open --format csv)" "cancel-foreign"
exits "an unknown reply" 1 k reply show 999
exits "no number" 1 k reply show x
ok "the audit chain holds" k check
done_testing
