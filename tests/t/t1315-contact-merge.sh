#!/bin/sh
# One person with two contacts: merged, undone exactly, and what the rest of the program then makes of the other address.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
. "$ROOT/tests/t/lib-rights.sh"
rights_ws
# Jonas of message 1 has a second contact: invited too, asked for no letters there, registered for another event
sql "INSERT INTO contact (id, organisation_id, email, email_key, name, phone, position, language, status, source, created_at, updated_at) VALUES
		(20, 2, 'jp@gmail.com', 'jp@gmail.com', 'J. Petraitis', '+37060000000', 'engineer', 'en', 'active', 'fair', 0, 0),
		(21, NULL, 'info@office.example', 'info@office.example', NULL, NULL, NULL, NULL, 'active', 'fair', 0, 0);
	UPDATE contact SET role = 1 WHERE id = 21;
	UPDATE contact SET phone = NULL WHERE id = 1;
	INSERT INTO list (id, name, created_at) VALUES (5, 'wood', 0);
	INSERT INTO list_member VALUES (1, 20, 70), (5, 20, 80);
	INSERT INTO basis (contact_id, kind, source, at, class) VALUES (20, 'consent', 'fair', 50, 'offer'), (20, 'consent', 'old', 10, NULL);
	INSERT INTO event (id, key, start_at, end_at, zone, capacity, party_max, created_at, updated_at) SELECT 2, 'kaunas', start_at, end_at, zone, 9, 4, 0, 0 FROM event WHERE id = 1;
	INSERT INTO registration (id, event_id, contact_id, state, seats, arrived_at, source, answered_at, since, updated_at) VALUES
		(90, 2, 20, 'registered', 1, 0, 'staff', 0, 0, 0), (91, 1, 20, 'registered', 1, 0, 'staff', 0, 0, 0);
	INSERT INTO attendee (registration_id, name, email, attended) VALUES (90, 'J. Petraitis', 'jp@gmail.com', 1);
	INSERT INTO message (id, campaign_id, step, contact_id, nonce, state, due_at, at) VALUES (920, 1, 0, 20, 1920, 'sent', 0, 0),
		(921, 1, 7, 20, 1921, 'queued', 9999999999, 0);
	INSERT INTO offer (id, key, kind, created_at, updated_at) VALUES (1, 'BOLT-1', 'business-offer', 0, 0);
	INSERT INTO interest (id, offer_id, contact_id, state, at) VALUES (40, 1, 20, 'interested', 0)"
k suppression add jp@gmail.com --list wood >/dev/null
state() { sqlite3 "$WS/kvieslys.db" "SELECT id, organisation_id, email, name, phone, position, language, status, merged_into FROM contact" "SELECT * FROM list_member ORDER BY 1, 2" \
	"SELECT * FROM basis" "SELECT id, hash, list_id, reason FROM suppression" "SELECT id, contact_id FROM message" "SELECT id, contact_id FROM reply" \
	"SELECT id, contact_id, state FROM registration" "SELECT * FROM interest" "SELECT * FROM attendee"; }
state >"$TMP/before"
exits "not with itself" 1 k contact merge jonas@metalas.example Jonas@metalas.example
exits "nobody" 1 k contact merge jonas@metalas.example nobody@nowhere.example
like "no office mailbox" "$(k contact merge jonas@metalas.example info@office.example 2>&1)" "info@office.example is an office mailbox and jonas@metalas.example a person's"
k contact restrict jp@gmail.com >/dev/null
like "nor whom nobody may use" "$(k contact merge jonas@metalas.example jp@gmail.com 2>&1)" "jp@gmail.com is restricted"
k contact release jp@gmail.com >/dev/null
state | cmp -s - "$TMP/before"
result $? "nothing has changed"

like "merge tells what went over" "$(k contact merge jonas@metalas.example jp@gmail.com | tee "$TMP/said")" "^jp@gmail.com is an address of jonas@metalas.example now: 1 letters, 0 replies, 1 registrations, 1 interests, 0 answers to questionnaires, 1 lists"
like "and what did not" "$(cat "$TMP/said")" "^1 registrations or interests stay with jp@gmail.com, because both have one"
is "registrations, letters, interests are his" "$(sql "SELECT (SELECT contact_id FROM registration WHERE id = 90), (SELECT contact_id FROM registration WHERE id = 91), (SELECT contact_id FROM message WHERE id = 920), (SELECT contact_id FROM message WHERE id = 921), (SELECT contact_id FROM interest WHERE id = 40)")" "1|20|20|1|1"
is "what he lacked is filled in, what he had stays" "$(sql "SELECT name, phone, position, organisation_id, language FROM contact WHERE id = 1")" "Jonas Petraitis|+37060000000|engineer|1|lt"
is "lists" "$(sql "SELECT group_concat(list_id || ' ' || contact_id) FROM (SELECT * FROM list_member WHERE contact_id IN (1, 20) ORDER BY 1, 2)")" "1 1,5 1"
is "bases" "$(sql "SELECT group_concat(source) FROM (SELECT source FROM basis WHERE contact_id = 1 ORDER BY id)")" "the fair in Alytus,fair,old"
is "what was said against letters holds for him" "$(sql "SELECT count(*) FROM suppression WHERE email = 'jonas@metalas.example' AND list_id = 5")" 1
not_ok "not twice" k contact merge jonas@metalas.example jp@gmail.com
like "a part has no parts" "$(k contact merge jp@gmail.com mary@four.example 2>&1)" "jp@gmail.com is a part of jonas@metalas.example already"
like "nor goes on with them" "$(k contact merge mary@four.example jonas@metalas.example 2>&1)" "merge the other way round"

# the other address from now on
like "it is shown as the person's" "$(k contact show jp@gmail.com | head -9 | tr '\n' ' ')" "^jonas@metalas.example name .* also +jp@gmail.com"
is "it is in no condition" "$(k segment count 'domain = gmail.com and name ~ petraitis'; k segment count 'status = moved')" "0
0"
is "who came by it is he" "$(k contact list --where 'attended kaunas' --format csv | tail -n +2 | cut -d, -f1)" jonas@metalas.example
is "it is proposed no more" "$(k contact duplicates --format csv | grep -c 'jp@gmail')" 0
like "a registration by it is his" "$(k registration cancel kaunas jp@gmail.com 2>&1; sql "SELECT state FROM registration WHERE id = 90")" "cancelled"
mail second "From: Jonas <jp@gmail.com>" "To: seminars+$(token 1)@organiser.example" "Subject: Re: Kvietimas" "MIME-Version: 1.0" "Content-Type: text/plain; charset=utf-8" -- "Deja, negalėsime dalyvauti."
k fetch >/dev/null 2>&1
is "a mail from it is his" "$(sql "SELECT contact_id || ' ' || intent || ' ' || outcome FROM reply WHERE sender LIKE '%jp@gmail%'")" "1 no applied"
mail third "From: Jonas <jp@gmail.com>" "To: seminars+$("$HELPERS/token" "$WS/kvieslys.key" 920 1920)@organiser.example" "Subject: Re: Kvietimas" "MIME-Version: 1.0" "Content-Type: text/plain; charset=utf-8" -- "Vis dėlto dalyvausiu."
k fetch >/dev/null 2>&1
is "also one that answers the letter it got" "$(sql "SELECT contact_id || ' ' || intent || ' ' || outcome FROM reply WHERE sender LIKE '%jp@gmail%' AND key LIKE '%third%'; SELECT state FROM registration WHERE event_id = 1 AND contact_id = 1")" "1 yes applied
registered"
printf 'email,name\njonas@metalas.example,Jonas Petraitis\njp@gmail.com,Kitas Vardas\n' >"$TMP/i.csv"
like "an import that has both" "$(k import "$TMP/i.csv" --list extra --basis consent --source x 2>&1)" "^2 rows: 0 new, 0 changed, 2 the same, 0 rejected"
is "knows one person" "$(sql "SELECT group_concat(contact_id) FROM list_member WHERE list_id = (SELECT id FROM list WHERE name = 'extra')"; sql "SELECT name FROM contact WHERE id = 20")" "1
J. Petraitis"
like "it is corrected at the first" "$(k contact change jp@gmail.com name=X 2>&1)" "was merged into another contact"
like "an export of one names the other" "$(k contact export jonas@metalas.example --format json)" '"other_addresses":\[\{"email":"jp@gmail.com"'

# undone
rm -rf "$TMP/copy"
cp -r "$WS" "$TMP/copy"
sql "UPDATE contact SET position = 'director' WHERE id = 1"
like "undo" "$(k contact undo jp@gmail.com | tee "$TMP/said")" "^jp@gmail.com stands for itself again: 1 letters, 0 replies, 1 registrations, 1 interests"
like "what has changed since is told and stays" "$(cat "$TMP/said")" "^position of jonas@metalas.example has changed since and stays: director"
exits "not twice" 1 k contact undo jp@gmail.com
like "the chain holds" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'

# exactly, when nothing happened between
rm -rf "$WS"
rights_ws >/dev/null 2>&1
sql "INSERT INTO contact (id, organisation_id, email, email_key, name, phone, status, source, created_at, updated_at) VALUES (20, 2, 'jp@gmail.com', 'jp@gmail.com', 'J. P.', '+37060000000', 'bounced', 'fair', 0, 0);
	INSERT INTO list (id, name, created_at) VALUES (5, 'wood', 0); INSERT INTO list_member VALUES (1, 20, 70), (5, 20, 80);
	UPDATE contact SET phone = NULL, organisation_id = NULL WHERE id = 1;
	INSERT INTO basis (contact_id, kind, source, at) VALUES (20, 'consent', 'old', 10);
	UPDATE reply SET contact_id = 20 WHERE sender LIKE 'Mary%'"
k contact object jp@gmail.com >/dev/null
state >"$TMP/before"
k contact merge jonas@metalas.example jp@gmail.com >/dev/null
is "an objection at one address is one of the person" "$(k contact show jonas@metalas.example --format csv | grep ',letters,event,' | cut -d, -f4,5)" "blocked,objected to the use of the address (2027-02-01)"
k contact undo jp@gmail.com >/dev/null
state >"$TMP/after"
ok "undone exactly" cmp "$TMP/before" "$TMP/after" || diff "$TMP/before" "$TMP/after" | sed 's/^/# /'
k contact merge jonas@metalas.example jp@gmail.com >/dev/null
ok "erased with all addresses" k contact erase jonas@metalas.example --yes
is "in every byte" "$(grep -rliaE '(^|[^s])jonas@metalas|jp@gmail|j\. p\.|37060000000' "$WS" | grep -v 'kvieslys.conf$')" ""
is "both are erased and stay suppressed" "$(sql "SELECT group_concat(status) FROM contact WHERE id IN (1, 20)"; sql "SELECT count(*) FROM suppression WHERE email IS NULL AND list_id IS NULL")" "erased,erased
2"
done_testing
