#!/bin/sh
# Moving in from listmonk, phpList and Mailchimp: lists, consents with their dates, suppressions, nobody subscribed again.
. "$(dirname "$0")/lib.sh"
plan 37
ws_new
now() { sqlite3 "$WS/kvieslys.db" "SELECT strftime('%Y-%m-%d %H:%M', $1, 'unixepoch')"; }
lists_of() { sql "SELECT group_concat(name) FROM (SELECT l.name FROM list l JOIN list_member m ON m.list_id = l.id JOIN contact c ON c.id = m.contact_id WHERE c.email_key = '$1' ORDER BY l.name)"; }
out_of() { sql "SELECT s.reason || ' ' || strftime('%Y-%m-%d', s.at, 'unixepoch') || ' ' || ifnull(l.name, '-') FROM suppression s LEFT JOIN list l ON l.id = s.list_id WHERE s.email = '$1'"; }
has() { sql "SELECT count(*) FROM contact WHERE email_key = '$1'"; }

# listmonk: lists come by the command line, or by a column that a query put there
cat >"$TMP/lm.csv" <<'CSV'
uuid,email,name,attributes,status,created_at,updated_at
b1,Ona@firma.example,Ona Kazlienė,"{""company"": ""UAB „Firma“"", ""city"": ""Alytus"", ""country"": ""Lietuva"", ""lang"": ""lt"", ""n"": 3, ""deep"": {""x"": 1}}",enabled,2023-05-06T10:15:20.123456+03:00,2024-01-01T00:00:00Z
b2,bad@firma.example,Blokuotas,{},blocklisted,2022-01-01T00:00:00Z,2024-02-03T12:00:00Z
b3,off@firma.example,Off,{},disabled,2022-01-01 00:00:00+00,2024-02-04 12:00:00+00
b4,no address,X,{},enabled,2022-01-01T00:00:00Z,2022-01-01T00:00:00Z
b5,jonas@firma.example,Jonas,not json,enabled,,
CSV
k import --from listmonk "$TMP/lm.csv" --list news --source "our newsletter" >"$TMP/out" 2>"$TMP/err"
like "counts" "$(cat "$TMP/out")" "^5 rows: 2 new contacts, 0 changed, 0 the same, 1 rejected; [12] new organisations, 1 new lists"
like "what is rejected is told with its line" "$(cat "$TMP/err")" "lm.csv:5: not taken: "
is "consent of the day, in UTC" "$(now "(SELECT b.at FROM basis b JOIN contact c ON c.id = b.contact_id WHERE c.email_key = 'ona@firma.example' AND b.kind = 'consent')")" "2023-05-06 07:15"
is "the proof it has" "$(sql "SELECT b.source FROM basis b JOIN contact c ON c.id = b.contact_id WHERE c.email_key = 'ona@firma.example'")" "our newsletter; listmonk, id b1"
is "what the first letter tells" "$(sql "SELECT source FROM contact WHERE email_key = 'ona@firma.example'")" "our newsletter"
is "attributes become fields" "$(sql "SELECT o.name, o.town, o.country, c.language FROM contact c JOIN organisation o ON o.id = c.organisation_id WHERE c.email_key = 'ona@firma.example'")" "UAB „Firma“|Alytus|LT|lt"
is "blocklisted" "$(out_of bad@firma.example)" "unsubscribed 2024-02-03 -"
is "disabled" "$(out_of off@firma.example)" "import 2024-02-04 -"
is "no contact is made of them" "$(has bad@firma.example)$(has off@firma.example)" 00
sqlite3 "$WS/kvieslys.db" "SELECT * FROM contact" "SELECT * FROM basis" "SELECT * FROM list_member" "SELECT * FROM suppression" >"$TMP/before"
like "the same file again" "$(k import --from listmonk "$TMP/lm.csv" --list news --source "our newsletter" 2>/dev/null)" "^5 rows: 0 new contacts, 0 changed, 2 the same, 1 rejected"
sqlite3 "$WS/kvieslys.db" "SELECT * FROM contact" "SELECT * FROM basis" "SELECT * FROM list_member" "SELECT * FROM suppression" >"$TMP/after"
ok "changes nothing" cmp "$TMP/before" "$TMP/after"
cat >"$TMP/lm2.csv" <<'CSV'
subscriber_status,email,name,attribs,subscription_status,lists,created_at,updated_at
enabled,p@x.example,Petras,{},confirmed,"metal,wood",2023-01-01T00:00:00Z,2023-01-01T00:00:00Z
enabled,q@x.example,Q,{},unconfirmed,metal,2023-01-01T00:00:00Z,2023-01-01T00:00:00Z
enabled,r@x.example,R,{},unsubscribed,metal,2023-01-01T00:00:00Z,2023-06-01T00:00:00Z
CSV
k import --from listmonk "$TMP/lm2.csv" --list news --source "n" >"$TMP/out" 2>&1
is "lists by a column" "$(lists_of p@x.example)" "metal,news,wood"
like "never confirmed" "$(cat "$TMP/out")" "^1 never confirmed and were left out"
is "left one list" "$(out_of r@x.example)" "unsubscribed 2023-06-01 news"

# phpList, in both wordings, with tabs
printf '%s\n' 'ID;Email;Is this subscriber confirmed;Is this subscriber blacklisted;Did this subscriber manually confirm;Number of bounces on this subscriber;Entered;Last Modified;Unique ID for subscriber;Send this subscriber HTML emails;Country;Company;List Membership' |
	tr ';' '\t' >"$TMP/pl.csv"
printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
	1 jan@stal.example 1 0 1 2 '2019-03-04 08:09:10' '2020-01-01 00:00:00' u1 1 Polska 'Stal sp. z o.o.' 'Metal; Nowości' \
	2 zly@stal.example 1 1 1 0 '2019-03-04 08:09:10' '2020-02-02 00:00:00' u2 1 PL '' Metal \
	3 nowy@stal.example 0 0 0 0 '2021-03-04 08:09:10' '2021-03-04 08:09:10' u3 1 PL '' Metal \
	4 martwy@stal.example 0 0 0 6 '2018-03-04 08:09:10' '2022-05-05 08:09:10' u4 1 PL '' Metal >>"$TMP/pl.csv"
like "phpList" "$(k import --from phplist "$TMP/pl.csv" --list pl --source "lista" --basis soft-opt-in 2>&1)" "^4 rows: 1 new contacts, .*2 new lists|^4 rows: 1 new contacts, .*3 new lists"
is "its lists" "$(lists_of jan@stal.example)" "Metal,Nowości,pl"
is "basis as said, of the day" "$(sql "SELECT kind || ' ' || strftime('%Y-%m-%d', at, 'unixepoch') FROM basis WHERE contact_id = (SELECT id FROM contact WHERE email_key = 'jan@stal.example')")" "soft-opt-in 2019-03-04"
is "bounces are counted" "$(sql "SELECT soft_bounces FROM contact WHERE email_key = 'jan@stal.example'")" 2
is "blacklisted" "$(out_of zly@stal.example)" "unsubscribed 2020-02-02 -"
is "unconfirmed is no subscriber" "$(has nowy@stal.example)$(out_of nowy@stal.example)" 0
is "a dead address" "$(out_of martwy@stal.example)" "hard-bounce 2022-05-05 -"

# Mailchimp: a ZIP of an audience
mkdir "$TMP/mc"
cat >"$TMP/mc/subscribed_members_export_a1.csv" <<'CSV'
"Email Address","First Name","Last Name",Company,Address,"Phone Number",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS
ewa@drewno.example,Ewa,Nowak,Drewno SA,"ul. Lipowa 1, Białystok",+48601234567,4,"2020-01-02 03:04:05",192.0.2.7,"2020-01-02 03:10:00",192.0.2.7,US,NY,"2024-01-01 00:00:00",123,e1,,"""wood"",""fair 2020"""
gone@drewno.example,Gone,Man,,,,2,"2020-01-02 03:04:05",,"2020-01-02 03:10:00",,,,"2024-01-01 00:00:00",124,e2,,
stop@drewno.example,Stop,Me,,,,2,"2020-01-02 03:04:05",,"2020-01-02 03:10:00",,,,"2024-01-01 00:00:00",125,e3,,
CSV
cat >"$TMP/mc/unsubscribed_members_export_a1.csv" <<'CSV'
"Email Address","First Name","Last Name",OPTIN_TIME,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,UNSUB_REASON_OTHER,LEID,EUID
left@drewno.example,L,M,"2020-01-02 03:04:05","2023-07-08 09:10:11",News 5,"NORMAL: no longer interested",,126,e4
spam@drewno.example,S,M,"2020-01-02 03:04:05","2023-07-09 09:10:11",News 5,"SPAM: never signed up",,127,e5
gone@drewno.example,Gone,Man,"2020-01-02 03:04:05","2023-07-10 09:10:11",News 5,,,124,e2
ona@firma.example,Ona,K,"2020-01-02 03:04:05","2023-07-10 09:10:11",News 5,,,128,e6
CSV
cat >"$TMP/mc/cleaned_members_export_a1.csv" <<'CSV'
"Email Address","First Name","Last Name",OPTIN_TIME,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID
dead@drewno.example,D,M,"2020-01-02 03:04:05","2022-02-02 02:02:02",News 1,c1,129,e7
CSV
$PY - "$TMP/mc" "$TMP/mc.zip" <<'PY'
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[2], "w") as z:
    for f in sorted(os.listdir(sys.argv[1]), reverse=True):  # subscribed before unsubscribed is the hard order
        z.write(os.path.join(sys.argv[1], f), "audience/" + f)
PY
k contact suppress stop@drewno.example --why "asked by phone" >/dev/null
before=$(out_of stop@drewno.example)
like "a dry run tells" "$(k import --from mailchimp "$TMP/mc.zip" --list mc --source "mailchimp" --dry-run 2>&1)" "^would be 8 rows: 1 new contacts"
is "and does nothing" "$(has ewa@drewno.example)" 0
k import --from mailchimp "$TMP/mc.zip" --list mc --source "our Mailchimp audience" >"$TMP/out" 2>&1
like "Mailchimp" "$(cat "$TMP/out")" "^8 rows: 1 new contacts"
is "tags become lists" "$(lists_of ewa@drewno.example)" "fair 2020,mc,wood"
is "name, firm; no guess by the machine's address, no postal address as one of mail" "$(sql "SELECT c.given_name, c.family_name, c.phone, o.name, o.country, o.region FROM contact c JOIN organisation o ON o.id = c.organisation_id WHERE c.email_key = 'ewa@drewno.example'" | sed 's/|[A-Z]*|$/|?|/')" "Ewa|Nowak|+48601234567|Drewno SA|?|"
is "the day of the confirmation" "$(now "(SELECT b.at FROM basis b JOIN contact c ON c.id = b.contact_id WHERE c.email_key = 'ewa@drewno.example')")" "2020-01-02 03:10"
like "double opt-in as proof" "$(sql "SELECT b.source FROM basis b JOIN contact c ON c.id = b.contact_id WHERE c.email_key = 'ewa@drewno.example'")" "Mailchimp, id 123, agreed from 192.0.2.7, confirmed 2020-01-02 03:10:00"
is "unsubscribed" "$(out_of left@drewno.example)" "unsubscribed 2023-07-08 -"
is "a complaint" "$(out_of spam@drewno.example)" "complaint 2023-07-09 -"
is "cleaned" "$(out_of dead@drewno.example)" "hard-bounce 2022-02-02 -"
is "who stands in both files is not subscribed" "$(has gone@drewno.example)$(out_of gone@drewno.example)" "0unsubscribed 2023-07-10 -"
is "who is suppressed here stays so, with our reason and date" "$(has stop@drewno.example) $(out_of stop@drewno.example)" "0 $before"
is "a contact who left there: the basis ends" "$(sql "SELECT group_concat(kind) FROM (SELECT kind FROM basis WHERE contact_id = (SELECT id FROM contact WHERE email_key = 'ona@firma.example') ORDER BY id)")" "consent,withdrawn"
not_ok "another program's file" k import --from mailchimp "$TMP/lm.csv" --list x --source x
is "nothing of it went in" "$(sql "SELECT count(*) FROM list WHERE name = 'x'")" 0
not_ok "strict" k import --from listmonk "$TMP/lm.csv" --list y --source y --strict
