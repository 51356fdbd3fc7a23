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
mkdir -p "$WS/templates/lt"
printf 'Version: 2\nSubject: Mano {{TITLE}}\n\n{{SALUTATION}}\n' >"$WS/templates/lt/invitation.md"
rm "$WS/templates/pl/invitation.md"
not_ok "a translation that is behind is a fault" "$k" -C "$WS" campaign check kvietimas
like "told as such" "$(cat "$TMP/out")" 'is older than the letter that it follows'
exits "no such campaign" 1 "$k" -C "$WS" campaign check none
exits "no such contact" 1 "$k" -C "$WS" campaign preview kvietimas nobody@x.example
printf 'Subject: x\n\n{{#OPEN}}\n' >"$WS/templates/lt/broken.md"
not_ok "check looks at the templates too" "$k" -C "$WS" check --no-dns
like "and names the line" "$(cat "$TMP/out")" 'lt/broken.md:3: '
done_testing
