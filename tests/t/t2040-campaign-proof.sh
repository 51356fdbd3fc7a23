#!/bin/sh
# campaign check and preview over a database that holds one campaign.
. "$(dirname "$0")/lib.sh"
command -v sqlite3 >/dev/null || skip_all "no sqlite3"
ok "a workspace" ws_new "$WS"
sqlite3 "$WS/kvieslys.db" <<'SQL'
INSERT INTO organisation(id, name, name_key, country, created_at, updated_at) VALUES (1, 'UAB Metalas', 'metalas', 'LT', 1, 1),
 (2, 'Metal sp. z o.o.', 'metal', 'PL', 1, 1);
INSERT INTO contact(id, organisation_id, email, email_key, name, given_name, family_name, language, source, created_at, updated_at) VALUES
 (1, 1, 'jonas@x.example', 'jonas@x.example', 'Jonas Kazlauskas', 'Jonas', 'Kazlauskas', 'lt', 'mugė', 1, 1),
 (2, 2, 'anna@x.example', 'anna@x.example', 'Anna Kowalska', 'Anna', 'Kowalska', 'pl', 'mugė', 1, 1);
INSERT INTO list(id, name, created_at) VALUES (1, 'all', 1);
INSERT INTO list_member SELECT 1, id, 1 FROM contact;
INSERT INTO event(id, key, start_at, end_at, zone, capacity, party_max, created_at, updated_at)
 VALUES (1, 'e', 1805356800, 1805378400, 'Europe/Vilnius', 40, 4, 1, 1);
INSERT INTO event_text VALUES (1, 'lt', 'title', 'Metalas'), (1, 'lt', 'place', 'Alytus'), (1, 'lt', 'place-in', 'Alytuje'),
 (1, 'pl', 'title', 'Metal'), (1, 'pl', 'place', 'Olita'), (1, 'pl', 'place-in', 'w Olicie');
INSERT INTO campaign(id, key, class, event_id, letter, languages, fallback, audience, state, source, created_at, updated_at)
 VALUES (1, 'kvietimas', 'event', 1, 'invitation', 'lt, pl', '', 'list:all', 'draft', '', 1, 1);
INSERT INTO step(campaign_id,number,name,letter,after_seconds,audience) VALUES(1, 0, '', 'invitation', 0, 'all'), (1, 1, 'reminder', 'reminder', 604800, 'silent');
SQL
ok "check finds no fault" "$k" -C "$WS" campaign check kvietimas
ok "preview for a contact" "$k" -C "$WS" campaign preview kvietimas anna@x.example
like "in her language" "$(cat "$TMP/out")" "Szanowna Pani,"
like "with her time" "$(cat "$TMP/out")" "godz. 9.00 czasu polskiego"
ok "the reminder" "$k" -C "$WS" campaign preview kvietimas 1 --step reminder
like "is a reminder" "$(cat "$TMP/out")" "Subject: Primename: Metalas"
ok "files" "$k" -C "$WS" campaign preview kvietimas 1 --eml "$TMP/a.eml" --html "$TMP/a.html"
like "the HTML part" "$(cat "$TMP/a.html")" '<html lang="lt">'
like "the whole mail" "$(cat "$TMP/a.eml")" "To: Jonas Kazlauskas <jonas@x.example>"
if command -v chromium >/dev/null; then
	ok "a picture" "$k" -C "$WS" campaign preview kvietimas 1 --png "$TMP/a.png" --width 360 --dark
	is "is a PNG" "$(head -c 4 "$TMP/a.png" | tail -c 3)" PNG
else
	not_ok "no picture without chromium" "$k" -C "$WS" campaign preview kvietimas 1 --png "$TMP/a.png"
	like "says what is missing" "$(cat "$TMP/out")" "needs chromium"
fi
ok "the awkward ones" "$k" -C "$WS" campaign preview kvietimas --format json
like "as JSON" "$(cat "$TMP/out")" '"language":"lt"'
mkdir -p "$WS/templates/pl"
printf 'Subject: Moje {{TITEL}}\n\n{{SALUTATION}}\n\n{{TOWN}}\n' >"$WS/templates/pl/invitation.md"
not_ok "a misspelt variable is a fault" "$k" -C "$WS" campaign check kvietimas
like "with line and the right name" "$(cat "$TMP/out")" 'pl/invitation.md:1: unknown variable TITEL; meant is perhaps TITLE'
printf 'Subject: Moje {{TITLE}}\n\n{{SALUTATION}}\n\n{{TOWN}}\n' >"$WS/templates/pl/invitation.md"
not_ok "a value that a contact lacks is a fault" "$k" -C "$WS" campaign check kvietimas
like "with line and contact" "$(cat "$TMP/out")" 'pl/invitation.md:5: TOWN is not known for anna@x.example'
exits "who may not be written to hinders no start" 0 "$k" -C "$WS" campaign start kvietimas
sql "DELETE FROM message; UPDATE campaign SET state = 'draft'; INSERT INTO basis(contact_id, kind, source, at) VALUES (1, 'consent', 'x', 1), (2, 'consent', 'x', 1)"
exits "a start is refused before the first letter leaves" 1 "$k" -C "$WS" campaign start kvietimas
like "with line and contact" "$(cat "$TMP/out")" 'pl/invitation.md:5: TOWN is not known for anna@x.example'
printf 'Subject: Moje {{TITEL}}\n\n{{SALUTATON}}\n' >"$WS/templates/pl/invitation.md"
not_ok "several faults of a file" "$k" -C "$WS" campaign check kvietimas
is "are told once each, and not for every contact" "$(grep -c 'unknown variable' "$TMP/out")" 2
mkdir -p "$WS/templates/lt"
printf 'Version: 2\nSubject: Mano {{TITLE}}\n\n{{SALUTATION}}\n' >"$WS/templates/lt/invitation.md"
rm "$WS/templates/pl/invitation.md"
not_ok "a translation that is behind is a fault" "$k" -C "$WS" campaign check kvietimas
like "told as such" "$(cat "$TMP/out")" 'is older than the letter that it follows'
like "and for whom" "$(cat "$TMP/out")" "would get 'invitation' in 'pl', which is behind"
exits "such a campaign does not start" 1 "$k" -C "$WS" campaign start kvietimas
is "nothing was queued" "$(sql "SELECT count(*) FROM message")" 0
rm "$WS/templates/lt/invitation.md"
printf '[sender]\naddress = a@b.example\nname = House\npostal = Street 1\n[relay files]\ntransport = maildir\npath = outbox\n[mailbox files]\ntype = maildir\npath = inbox\n' >"$WS/kvieslys.conf"
ok "a campaign that is right starts" "$k" -C "$WS" campaign start kvietimas
ok "test letters" "$k" -C "$WS" campaign test kvietimas me@x.example
is "one in each language" "$(ls "$WS/outbox/new" | wc -l | tr -d ' ')" 2
"$PY" - "$WS"/outbox/new/* >"$TMP/tests" <<'EOF'
import email, email.policy, sys
for name in sys.argv[1:]:
    m = email.message_from_binary_file(open(name, "rb"), policy=email.policy.default)
    print(m["to"], "|", m["subject"], "|", m["reply-to"], "|", m["message-id"])
EOF
is "marked as tests, to me" "$(grep -c '^me@x.example | \[TEST\] ' "$TMP/tests")" 2
is "each a mail of its own" "$(sed 's/.*| //' "$TMP/tests" | sort -u | wc -l | tr -d ' ')" 2
sed -n '1s/.*<\(.*@b.example\)> |.*/To: \1/p' "$TMP/tests" >"$WS/inbox/new/1"
printf 'From: me@x.example\nSubject: Re: Metalas\nMessage-ID: <1@x.example>\n\nTaip, dalyvausime dviese.\n' >>"$WS/inbox/new/1"
"$k" -C "$WS" fetch >/dev/null
is "an answer to it answers for nobody" "$(sql "SELECT count(*) FROM registration")" 0
mkdir -p "$WS/templates/lt"
exits "no such campaign" 1 "$k" -C "$WS" campaign check none
exits "no such contact" 1 "$k" -C "$WS" campaign preview kvietimas nobody@x.example
printf 'Subject: x\n\n{{#OPEN}}\n' >"$WS/templates/lt/broken.md"
not_ok "check looks at the templates too" "$k" -C "$WS" check --no-dns
like "and names the line" "$(cat "$TMP/out")" 'lt/broken.md:3: '
done_testing
