#!/bin/sh
# Questionnaires: the file and its faults, the letter, answers by reply in several ways, doubts, later answers, the sums.
. "$(dirname "$0")/lib.sh"
plan 48
ws_new
cat >"$WS/kvieslys.conf" <<'CONF'
[sender]
name = Centras
address = seminarai@centras.example
postal = Street 1, Town
privacy = https://centras.example/privacy
[relay files]
transport = maildir
path = outbox
[mailbox files]
type = maildir
path = inbox
CONF
cat >"$TMP/firms.csv" <<'CSV'
email;name;organisation;country;language;sector
jonas@metalas.example;Jonas Petraitis;UAB Metalas;LT;lt;metal
rasa@medis.example;Rasa Kazlauskienė;UAB Medis;LT;lt;wood
anna@drewno.example;Anna Nowak;Drewno Sp. z o.o.;PL;pl;wood
mary@four.example;Mary Smith;Four Ltd;GB;en;metal
john@five.example;John Brown;Five Ltd;GB;en;metal
kate@six.example;Kate White;Six Ltd;GB;en;wood
CSV
ok "firms are imported" k import "$TMP/firms.csv" --list all --basis consent --source form
S=$TMP/needs.conf
questions() {
	printf '[survey]\nid = needs\ncloses = 2027-05-01\n[question 1]\nkind = choices\n[question 2]\nkind = number\nmin = 0\nmax = 5000\n'
	printf '[question 3]\nkind = choice\n[question 4]\nkind = text\n'
}
texts() { # language title q1 c1 c2 c3 q2 q3 yes no later q4
	printf '[text %s]\ntitle = %s\n1 = %s\n1.1 = %s\n1.2 = %s\n1.3 = %s\n2 = %s\n3 = %s\n3.1 = %s\n3.2 = %s\n3.3 = %s\n4 = %s\n' "$@"
}
{
	questions
	texts en "What firms need" "Which technologies do you use in production?" "Laser cutting" "Bending" "Welding" \
		"How many people work in the firm?" "Would you come in autumn?" Yes No "We do not know yet" "What should come next?"
	texts lt "Ko reikia įmonėms" "Kokias technologijas naudojate gamyboje?" "Lazerinis pjovimas" "Lenkimas" "Suvirinimas" \
		"Kiek žmonių dirba įmonėje?" "Ar atvyktumėte rudenį?" Taip Ne "Dar nežinome" "Kas turėtų būti kitą kartą?"
	texts pl "Czego potrzebują firmy" "Jakich technologii używają Państwo w produkcji?" "Cięcie laserowe" "Gięcie" "Spawanie" \
		"Ile osób pracuje w firmie?" "Czy przyjechaliby Państwo jesienią?" Tak Nie "Jeszcze nie wiemy" "Co powinno być następnym razem?"
} >"$S"
# --- the file ---
sed 's/^1\.3 = Welding$//' "$S" >"$TMP/bad.conf"
exits "a choice that a language lacks is refused" 1 k survey add "$TMP/bad.conf"
like "with file and line" "$(cat "$TMP/out")" "bad.conf:[0-9]+: .*1\.3"
sed 's/^\[question 3\]/[question 5]/' "$S" >"$TMP/bad.conf"
exits "so is a gap in the numbers" 1 k survey add "$TMP/bad.conf"
sed 's/^max = 5000/max = -1/' "$S" >"$TMP/bad.conf"
exits "and a range that is none" 1 k survey add "$TMP/bad.conf"
sed 's/^4 = What.*/&\n5 = More?/' "$S" >"$TMP/bad.conf"
exits "and a text that belongs to no question" 1 k survey add "$TMP/bad.conf"
ok "the questionnaire is added" k survey add "$S"
like "added again it is changed" "$(k survey add "$S")" changed
is "it has four questions" "$(k survey list --format json | grep -c '"questions":4')" 1
like "they can be looked at" "$(k survey show needs --format csv)" 'needs,pl,1,choices,3,Spawanie'
cat >"$TMP/campaign.conf" <<'CONF'
[campaign]
id = k
class = survey
survey = needs
letter = survey
to = list:all
languages = lt, pl, en
[step reminder]
letter = survey-reminder
after = 7d
when = silent
CONF
ok "a campaign of class survey is added" k campaign add "$TMP/campaign.conf"
ok "its letters have no faults" k campaign check k
like "the letter prints the form" "$(k campaign preview k anna@drewno.example)" "^Odpowiedź 3:"
ok "it is started" k campaign start k
ok "and sent" k send
is "to everybody" "$(ls "$WS/outbox/new" | wc -l)" 6

# --- replies ---
n=0
reply() { # address how words
	n=$((n + 1))
	"$PY" tests/t/survey_reply.py "$WS/outbox" "$1" "$2" "$WS/inbox/new/r$n" "${3:-}" || return 1
	touch -d "2027-02-01 09:00:00 UTC + $n seconds" "$WS/inbox/new/r$n"
}
answers() { sql "SELECT group_concat(number || coalesce(':' || choice, '=' || cast(amount AS INTEGER), '~' || text) || CASE WHEN doubt IS NULL THEN '' ELSE '?' END, ' ')
	FROM (SELECT a.* FROM survey_answer a JOIN contact c ON c.id = a.contact_id WHERE c.email = '$1' ORDER BY batch, number, choice)"; }
cd "$ROOT" || exit 1
reply jonas@metalas.example labels "1=a, c|2=15|3=taip|4=Robotai"
reply rasa@medis.example top "1) b 2. 120 3: c"
reply anna@drewno.example below "1=gięcie|2=okolo 40 osób|3=b"
reply mary@four.example html "1=all|2=7"
reply john@five.example top "1) a\n2) 10-20\n3) yes, if there is time\n\nWhen will you publish the results?"
reply kate@six.example bare "STOP"
export KVIESLYS_NOW=2027-02-02T10:00:00Z
k reply explain "$WS/inbox/new/r5" >"$TMP/explained"
like "explain shows what was understood" "$(cat "$TMP/explained")" 'question 1: choice 1'
like "and what is in doubt, and why" "$(cat "$TMP/explained")" 'question 2: .*in doubt: there are several numbers'
like "as JSON, too" "$(k reply explain "$WS/inbox/new/r2" --format json)" '"answers":\[\{"question":1,"choices":\[2\],"amount":null,"words":"b","doubt":null\}'
ok "replies are fetched" k fetch
is "answers behind our labels" "$(answers jonas@metalas.example)" "1:1 1:3 2=15 3:1 4~Robotai"
is "numbered words above the quote" "$(answers rasa@medis.example)" "1:2 2=120 3:3"
is "lines below our labels, with words" "$(answers anna@drewno.example)" "1:2 2=40 3:2"
is "an HTML reply" "$(answers mary@four.example)" "1:1 1:2 1:3 2=7"
is "doubts are stored as such" "$(answers john@five.example)" "0~When will you publish the results? 1:1 2=10? 3:1?"
is "the doubtful reply waits for a person" "$(sql "SELECT count(*) FROM review v JOIN reply r ON r.id = v.reply_id WHERE v.closed_at IS NULL AND v.reason LIKE '%question 2: there are several numbers; question 3:%'")" 1
is "a plain STOP is an unsubscribe" "$(sql "SELECT intent || ' ' || outcome FROM reply WHERE sender LIKE '%kate%'")" "unsubscribe applied"
is "and answers nothing" "$(answers kate@six.example)" ""
is "nobody was registered" "$(sql "SELECT count(*) FROM registration")" 0
is "the list tells who answered" "$(k survey list --format json | grep -oE '"(sent|answered|in_doubt)":[0-9]+' | tr '\n' ' ')" '"sent":6 "answered":5 "in_doubt":1 '

# --- later answers ---
reply jonas@metalas.example top "2) 20"
reply anna@drewno.example top "Thank you, it was interesting."
export KVIESLYS_NOW=2027-02-03T10:00:00Z
ok "later replies are fetched" k fetch
counts() { sql "SELECT amount FROM survey_answer a WHERE number = 2 AND contact_id = (SELECT id FROM contact WHERE email = '$1')
	AND doubt IS NULL ORDER BY at DESC, batch DESC LIMIT 1"; }
is "the later answer counts" "$(counts jonas@metalas.example)" 20.0
is "the earlier one is kept" "$(k survey answers needs --history --format csv | grep '^needs,jonas' | grep -c ',2,')" 2
like "a remark is kept, too" "$(k survey answers needs --format csv)" 'anna@drewno.example.*,0,.*it was interesting'
is "the other answers stay" "$(k survey answers needs --format csv | grep '^needs,jonas' | grep -c ',1,1,')" 1

# --- a person decides ---
id=$(sql "SELECT id FROM reply WHERE sender LIKE '%john%'")
ok "the answers are taken as they were read" k reply resolve "$id" yes
is "and count" "$(sql "SELECT count(*) FROM survey_answer WHERE reply_id = $id AND doubt IS NOT NULL")" 0
exits "staff cannot enter what is in doubt" 1 k survey answer needs kate@six.example "2) 10-20"
like "nor what answers nothing" "$(k survey answer needs kate@six.example "Sorry, no time." 2>&1)" "no answer was found in it"
ok "but what was told on the telephone" k survey answer needs kate@six.example "1) b 2) 30"
is "which is one more answer" "$(counts kate@six.example)" 30.0

# --- the sums ---
sum() { k report survey needs --format csv | grep "^needs,$1" | head -1; }
is "a choice in all" "$(sum "1,choices,all,,2,")" "needs,1,choices,all,,2,6,4,0.67,,,,,Bending"
is "in a country" "$(sum "1,choices,country,LT,1,")" "needs,1,choices,country,LT,1,2,1,0.50,,,,,Laser cutting"
is "numbers" "$(sum "2,number,all")" "needs,2,number,all,,,6,6,1.00,7.00,37.83,25.00,120.00,How many people work in the firm?"
like "per sector" "$(k report survey needs --format json)" '"question":2,"kind":"number","by":"sector","group":"wood".*"respondents":3'
like "as text in Lithuanian" "$(k report survey needs --lang lt)" "Lazerinis pjovimas"
# --- what has answers keeps its meaning ---
sed 's/^kind = number$/kind = text/; s/^min.*//; s/^max.*//' "$S" >"$TMP/bad.conf"
exits "a question with answers cannot become another" 1 k survey add "$TMP/bad.conf"
sed 's/^1.1 = Laser cutting$/1.1 = Laser cutting of metal/' "$S" >"$TMP/good.conf"
ok "but its words may change" k survey add "$TMP/good.conf"
