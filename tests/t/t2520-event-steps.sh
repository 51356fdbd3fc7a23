#!/bin/sh
# Steps whose time is the event's: the day before to those registered, thanks with a questionnaire to those who came, "sorry" to
# those who did not; in the venue's business hours, once, not to who cancelled, moved with the event, dropped with it.
. "$(dirname "$0")/lib.sh"
plan 43
setup() {
	rm -rf "$WS"
	ws_new
	printf '[sender]\naddress = s@centras.example\npostal = Street 1\nprivacy = https://centras.example/p\n[relay f]\ntransport = maildir\npath = outbox\n[mailbox f]\ntype = maildir\npath = inbox\n%s\n' "${1:-}" >"$WS/kvieslys.conf"
	k import "$TMP/firms.csv" --list all --basis consent --source form >/dev/null
	k import "$TMP/other.csv" --basis consent --source form --list other >/dev/null
	event "2027-03-18 10:00" "2027-03-18 16:00" >/dev/null
	k survey add "$TMP/survey.conf" >/dev/null
	k campaign add "$TMP/campaign.conf" >/dev/null && k campaign start k >/dev/null && k send >/dev/null
}
event() { # start end
	sed -e "s/^start = .*/start = $1/; s/^end = .*/end = $2/; /^answer-by/d; /^release/d; s/^capacity = .*/capacity = 50/" "$ROOT/contrib/demo/alytus-2027.conf" >"$TMP/event.conf"
	k event add "$TMP/event.conf"
}
at() { KVIESLYS_NOW=$1 k send >/dev/null; }
# who got step N so far: "jonas anna"
got() { sql "SELECT ifnull(group_concat(n, ' '), '') FROM (SELECT substr(c.email, 1, instr(c.email, '@') - 1) AS n FROM message m JOIN contact c ON c.id = m.contact_id
	WHERE m.campaign_id = 1 AND m.step = $1 AND m.state = '${2:-sent}' ORDER BY c.id)"; }
printf 'email,name,organisation,country,language\njonas@one.example,Jonas Petraitis,UAB Vienas,LT,lt\nanna@two.example,Anna Nowak,Dwa,PL,pl\nmary@three.example,Mary Smith,Three,GB,en\nsilent@four.example,John Brown,Four,GB,en\n' >"$TMP/firms.csv"
printf 'email,name,organisation,country,language\nkate@five.example,Kate White,Five,GB,en\n' >"$TMP/other.csv"
printf '[survey]\nid = q\n[question 1]\nkind = choice\n[text lt]\ntitle = Klausimai\n1 = Ar patiko?\n1.1 = Taip\n1.2 = Ne\n[text pl]\ntitle = Pytania\n1 = Podobało się?\n1.1 = Tak\n1.2 = Nie\n[text en]\ntitle = Questions\n1 = Did you like it?\n1.1 = Yes\n1.2 = No\n' >"$TMP/survey.conf"
cat >"$TMP/campaign.conf" <<'CONF'
[campaign]
id = k
class = event
event = alytus-2027
letter = invitation
to = list:all
languages = lt, pl, en
[step day-before]
letter = reminder-day-before
before = 1d
[step thanks]
letter = thanks
after-event = 1d
survey = q
[step sorry]
letter = missed-you
after-event = 2d
when = missed
CONF
setup
# --- faults ---
bad() { sed "$1" "$TMP/campaign.conf" >"$TMP/bad.conf"; k campaign add "$TMP/bad.conf" 2>&1; }
like "two times are one too many" "$(bad 's/^before = 1d/&\nafter = 1d/')" "bad.conf:[0-9]+: \[step day-before\] needs one of"
like "who came is known after the event" "$(bad 's/^before = 1d/&\nwhen = came/')" "'came' is known after the event"
like "and nobody is silent then" "$(bad 's/^after-event = 1d/&\nwhen = silent/')" "after the event there are came, missed"
like "the questionnaire must be there" "$(bad 's/^survey = q/survey = z/')" "no questionnaire 'z'"
like "an offer has no event" "$(bad 's/^class = event/class = newsletter/')" "only a campaign of class event"
ok "the letters of all steps are checked" k campaign check k
like "campaign show tells the times" "$(k campaign show k --format csv)" 'k,day-before,reminder-day-before,-86400,registered'
k campaign preview k anna@two.example --step thanks >"$TMP/preview"
like "thanks hold the questionnaire" "$(cat "$TMP/preview")" "Odpowiedź 1:"
# --- registrations ---
k registration add alytus-2027 jonas@one.example --name "Jonas Petraitis" --name "Rasa Kazlauskienė" >/dev/null
k registration add alytus-2027 anna@two.example --name "Anna Nowak" >/dev/null
k registration add alytus-2027 mary@three.example --name "Mary Smith" >/dev/null
k registration add alytus-2027 kate@five.example --name "Kate White" >/dev/null
k registration cancel alytus-2027 mary@three.example >/dev/null
at 2027-03-17T07:30:00Z
is "before its time there is none" "$(got 1)" ""
at 2027-03-17T08:00:00Z
is "the day before: who is registered, also by telephone" "$(got 1)" "jonas anna kate"
at 2027-03-17T09:00:00Z
is "once" "$(sql "SELECT count(*) FROM message WHERE step = 1")" 3
letter=$(grep -l "jonas@one" "$WS"/outbox/new/* | xargs grep -l "Subject:.*Primename" | head -1)
"$PY" -c 'import email,email.policy,sys
print(email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default).get_body(("plain",)).get_content())' "$letter" >"$TMP/text"
like "it names the party" "$(cat "$TMP/text")" "Rasa Kazlauskienė"
like "and how many" "$(cat "$TMP/text")" "2 žmonės"
KVIESLYS_NOW=2027-03-17T10:00:00Z k registration add alytus-2027 silent@four.example --name "John Brown" >/dev/null
at 2027-03-17T11:00:00Z
is "who registers after that has just been told" "$(got 1)" "jonas anna kate"
# --- the door ---
export KVIESLYS_NOW=2027-03-18T09:00:00Z
k event checkin alytus-2027 "Jonas Petraitis" >/dev/null
k event checkin alytus-2027 "Kate White" >/dev/null
at 2027-03-19T15:00:00Z
is "the day after: who came is thanked, in the evening no more" "$(got 2)$(got 2 queued)" "jonas kate"
is "who did not is not yet known" "$(got 3)$(got 3 queued)" ""
at 2027-03-20T08:00:00Z
KVIESLYS_NOW=2027-03-20T08:00:00Z k event checkin alytus-2027 --close >/dev/null
is "thanks were sent" "$(got 2)" "jonas kate"
at 2027-03-20T14:30:00Z
is "two days after, the door being closed: who did not come" "$(got 3)" "anna silent"
at 2027-03-25T10:00:00Z
is "each once" "$(sql "SELECT count(*) FROM message WHERE step IN (2, 3)")" 4
is "not to who cancelled" "$(sql "SELECT count(*) FROM message m JOIN contact c ON c.id = m.contact_id WHERE c.email LIKE 'mary%' AND step > 0")" 0
# --- answers to the questionnaire in the thanks ---
"$PY" "$ROOT/tests/t/survey_reply.py" "$WS/outbox" jonas@one.example labels "$WS/inbox/new/r1" "1=a"
"$PY" "$ROOT/tests/t/survey_reply.py" "$WS/outbox" kate@five.example top "$WS/inbox/new/r2" "Yes, it was very useful, thank you!"
touch -d 2027-03-26T08:00:00Z "$WS"/inbox/new/r*
KVIESLYS_NOW=2027-03-26T08:00:00Z k fetch >/dev/null
is "an answer is noted" "$(sql "SELECT choice FROM survey_answer WHERE number = 1 AND doubt IS NULL")" 1
is "words of thanks register nobody" "$(sql "SELECT state FROM registration g JOIN contact c ON c.id = g.contact_id WHERE c.email LIKE 'kate%'")" registered
like "they are kept, in doubt whether they answer the question" "$(k survey answers q --history --format csv)" "kate@five.example.*very useful"
# --- a step that is added when the event is over ---
printf '[step late]\nletter = thanks\nafter-event = 3d\nwhen = registered\n' >"$TMP/more"
sed "\$r $TMP/more" "$TMP/campaign.conf" >"$TMP/late.conf"
KVIESLYS_NOW=2027-03-26T08:00:00Z ok "a step may be added after the event" k campaign add "$TMP/late.conf"
at 2027-03-26T09:00:00Z
is "and is due" "$(got 4)" "jonas anna silent kate"
at 2027-05-30T09:00:00Z
is "long after the event nothing is made any more" "$(sql "SELECT count(*) FROM message")" "$(sql "SELECT count(*) FROM message WHERE state IN ('sent', 'skipped')")"

# --- the event moves ---
export KVIESLYS_NOW=2027-02-01T08:00:00Z
setup
k registration add alytus-2027 jonas@one.example --name "Jonas Petraitis" >/dev/null
k registration add alytus-2027 anna@two.example --name "Anna Nowak" >/dev/null
event "2027-04-15 10:00" "2027-04-15 16:00" >/dev/null
is "the campaign's end moves along" "$(sql "SELECT expires_at - (SELECT end_at FROM event) FROM campaign")" $((2 * 86400 + 30 * 86400))
at 2027-03-17T09:00:00Z
is "nothing on the old day" "$(got 1)$(got 1 queued)" ""
at 2027-04-14T07:00:00Z
is "the letter comes on the new one" "$(got 1)" "jonas anna"
# --- it moves while letters wait; one cancels ---
setup
k registration add alytus-2027 jonas@one.example --name "Jonas Petraitis" >/dev/null
k registration add alytus-2027 anna@two.example --name "Anna Nowak" >/dev/null
printf 'rate = 1/d\n' >"$TMP/rate"
sed -i "/^path = outbox/r $TMP/rate" "$WS/kvieslys.conf"
KVIESLYS_NOW=2027-03-17T08:30:00Z timeout 20 "$k" -C "$WS" send >/dev/null 2>&1
is "a slow relay leaves rows behind" "$(sql "SELECT count(*) FROM message WHERE step = 1 AND state = 'queued'") $(sql "SELECT count(*) > 0 FROM message WHERE step = 1")" "$(sql "SELECT 2 - count(*) FROM message WHERE step = 1 AND state = 'sent'") 1"
KVIESLYS_NOW=2027-03-17T09:00:00Z event "2027-04-15 10:00" "2027-04-15 16:00" >/dev/null
sed -i '/^rate/d' "$WS/kvieslys.conf"
at 2027-03-17T10:00:00Z
waiting=$(got 1 queued)
like "a letter that waits goes on waiting" "$waiting" "anna|jonas"
KVIESLYS_NOW=2027-04-13T09:00:00Z k registration cancel alytus-2027 "${waiting%% *}@$([ "${waiting%% *}" = jonas ] && echo one.example || echo two.example)" >/dev/null
at 2027-04-14T07:00:00Z
like "and is not sent to who cancelled" "$(got 1 skipped)" "${waiting%% *}"
like "with the reason" "$(sql "SELECT answer FROM message WHERE step = 1 AND state = 'skipped'")" "not registered any more"
# --- called off ---
setup
k registration add alytus-2027 jonas@one.example --name "Jonas Petraitis" >/dev/null
k event cancel alytus-2027 --why "snow" >/dev/null
at 2027-03-17T09:00:00Z
at 2027-03-20T09:00:00Z
is "an event that is called off has no day before and no thanks" "$(sql "SELECT count(*) FROM message WHERE step > 0")" 0
# --- business hours ---
setup
event "2027-03-18 20:00" "2027-03-18 21:00" >/dev/null
k registration add alytus-2027 jonas@one.example --name "Jonas Petraitis" >/dev/null
at 2027-03-17T14:59:00Z
is "an evening's letter is not due before the venue's office closes" "$(got 1)" ""
at 2027-03-17T15:00:00Z
is "but an hour before that: 17:00 in Vilnius" "$(got 1)" jonas
setup
event "2027-03-22 07:00" "2027-03-22 12:00" >/dev/null
printf '[sending]\nhours = 09:00-17:00\ndays = mon-fri\n' >>"$WS/kvieslys.conf"
k registration add alytus-2027 jonas@one.example --name "Jonas Petraitis" >/dev/null
at 2027-03-19T08:00:00Z
is "a Monday's letter" "$(got 1)" ""
at 2027-03-19T14:30:00Z
is "goes on Friday" "$(got 1)" jonas
KVIESLYS_NOW=2027-03-22T08:00:00Z k event checkin alytus-2027 "Jonas Petraitis" >/dev/null
at 2027-03-23T19:00:00Z
is "thanks that are due at night" "$(got 2)" ""
at 2027-03-24T07:00:00Z
is "go in the morning" "$(got 2)" jonas
# --- two campaigns about one event ---
setup
printf '[campaign]\nid = k2\nclass = event\nevent = alytus-2027\nletter = invitation\nto = list:other\nlanguages = lt, pl, en\n[step day-before]\nletter = reminder-day-before\nbefore = 1d\n' >"$TMP/k2.conf"
k campaign add "$TMP/k2.conf" >/dev/null && k campaign start k2 >/dev/null && k send >/dev/null
k registration add alytus-2027 jonas@one.example --name "Jonas Petraitis" >/dev/null
k registration add alytus-2027 kate@five.example --name "Kate White" >/dev/null
k registration add alytus-2027 anna@two.example --maybe >/dev/null
at 2027-03-17T09:00:00Z
is "each firm is reminded by the campaign that invited it" "$(sql "SELECT group_concat(k.key || ' ' || c.email, ', ') FROM message m JOIN campaign k ON k.id = m.campaign_id JOIN contact c ON c.id = m.contact_id WHERE m.step = 1")" "k jonas@one.example, k2 kate@five.example"
is "which ends with the event" "$(sql "SELECT expires_at = event.start_at FROM campaign, event WHERE campaign.key = 'k2'")" 1
is "nothing is left over" "$(sql "SELECT count(*) FROM message WHERE state NOT IN ('sent', 'skipped')")" 0
