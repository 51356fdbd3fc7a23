#!/bin/sh
# Lawful basis: dated rules of countries, the reason for each who is not written to, the notice of Art. 14 in the first letter alone.
. "$(dirname "$0")/lib.sh"
ws_new
cat >"$TMP/f.csv" <<'C'
email,name,organisation,country,language
info@dirbtuve.example,,UAB Dirbtuvė,LT,lt
ona@dirbtuve.example,Ona Kazlienė,UAB Dirbtuvė,LT,lt
biuro@huta.example,,Huta Sp. z o.o.,PL,pl
anna@huta.example,Anna Nowak,Huta Sp. z o.o.,PL,pl
C
printf 'email,name,organisation,country,language\nzofia@tartak.example,Zofia Lis,Tartak,PL,pl\nrasa@lentos.example,Rasa Petraitė,UAB Lentos,LT,lt\n' >"$TMP/g.csv"
printf 'email,name,country,language\nkarl@werk.example,Karl Braun,DE,en\n' >"$TMP/h.csv"
exits "an import must say where addresses are from" 1 k import "$TMP/f.csv" --list firms --basis legitimate-interest
k import "$TMP/f.csv" --list firms --basis legitimate-interest --source "the register of metal firms" >/dev/null
k import "$TMP/g.csv" --list firms --basis consent --class offer --source "the fair in Kielce" >/dev/null
k import "$TMP/h.csv" --list firms --basis legitimate-interest --source "his web page" >/dev/null
is "basis rows say why, for what, from where" "$(sql "SELECT group_concat(DISTINCT kind || ' ' || ifnull(class, 'any') || ' ' || source) FROM basis")" \
	"legitimate-interest any the register of metal firms,consent offer the fair in Kielce,legitimate-interest any his web page"
cat >"$TMP/o.conf" <<'C'
[offer]
id = BOLT-1
kind = business-offer
country = LT
sector = metal
valid-until = 2028-06-30
[text lt]
title = Lazerinio pjovimo paslaugos
summary = Pjauname iki 20 mm.
[text pl]
title = Cięcie laserowe
summary = Tniemy do 20 mm.
[text en]
title = Laser cutting
summary = We cut up to 20 mm.
C
ok "an offer" k offer add "$TMP/o.conf"
campaign() { # id
	cat >"$TMP/$1.conf" <<C
[campaign]
id = $1
class = offer
offer = BOLT-1
letter = offer
to = list:firms
languages = lt, pl, en
C
	k campaign add "$TMP/$1.conf" >/dev/null
}
campaign may
blocked() { KVIESLYS_NOW=$1 "$k" -C "$WS" campaign blocked may --format json | "$PY" -c 'import json,sys
for d in map(json.loads, sys.stdin): print(d["contact"], d["reason"])'; }
before=$(blocked 2026-06-30T12:00:00Z)
after=$(blocked 2026-07-01T12:00:00Z)
like "Lithuania, a firm, the day before" "$before" '^info@dirbtuve.example Lithuania: before 2026-07-01 an offer to a firm needs its consent .*on record: legitimate-interest \(lt.conf, rule firms-before\)'
is "and the day after" "$(echo "$after" | grep -c info@dirbtuve)" 0
like "a named person is asked for consent" "$after" '^ona@dirbtuve.example Lithuania: an offer to a named person needs'
like "Poland: a firm's office too" "$after" '^biuro@huta.example Poland: an offer needs consent given beforehand, also by a firm \(PKE article 398\); on record: legitimate-interest'
like "and a person" "$after" '^anna@huta.example Poland'
is "who consented is not blocked" "$(echo "$after" | grep -c 'zofia\|rasa')" 0
like "a country without rules" "$after" '^karl@werk.example an offer needs consent where no rules'
like "the text says how many" "$(k campaign blocked may | tail -1)" '^4 of 7 may not be written to'
like "check warns of it" "$(k campaign check may 2>&1)" 'warning +consent +4 of 7 contacts may not be written to'
like "a contact's page tells it" "$(k contact show anna@huta.example)" 'letters +offer +blocked +Poland: an offer needs consent'
like "by class" "$(k contact show anna@huta.example)" 'letters +event +allowed'

# an own rule wins, file by file
mkdir -p "$WS/templates/rules"
printf '[country PL]\nchecked = 2027-01-01\n[rule all]\nclasses = offer, event, newsletter, survey\nneeds = any\nwhy = own rule\n' >"$WS/templates/rules/pl.conf"
is "the workspace's own rules win" "$(k campaign blocked may --format csv | grep -c huta)" 0
printf '[country PL]\n[rule all]\nclasses = offer\nneeds = luck\nwhy = x\n' >"$WS/templates/rules/pl.conf"
exits "a faulty rule is told" 1 k campaign blocked may
like "with file and line" "$(cat "$TMP/out")" 'pl.conf:4: '
rm -r "$WS/templates/rules"

# sent: every one who is skipped has the reason
k campaign start may >/dev/null
k send >/dev/null 2>&1
is "who may be written to is" "$(sql "SELECT group_concat(email) FROM (SELECT c.email FROM message m JOIN contact c ON c.id = m.contact_id WHERE m.state = 'sent' ORDER BY c.email)")" \
	"info@dirbtuve.example,rasa@lentos.example,zofia@tartak.example"
is "and each of the others has the reason in the ledger" "$(k campaign messages may --format json | "$PY" -c 'import json,sys
print(sum(1 for d in map(json.loads, sys.stdin) if d["state"] == "skipped" and d["answer"] and "on record" in d["answer"]))')" 4

# Art. 14: the first letter tells where the address is from; the next one does not
words() { "$PY" -c 'import email, email.policy, glob, sys
for f in sorted(glob.glob(sys.argv[1] + "/outbox/new/*"), key=lambda f: int(f.rsplit("/", 1)[1].split(".")[0])):
    m = email.message_from_binary_file(open(f, "rb"), policy=email.policy.default)
    if sys.argv[2] in m["To"]:
        print(" ".join(m.get_body(("plain",)).get_content().split()))' "$WS" "$1"; }
like "the notice names the source, in the reader's language" "$(words zofia@tartak.example)" 'the fair in Kielce'
like "and the rights" "$(words zofia@tartak.example)" 'sprzeciw'
is "that the contact was told is noted" "$(sql "SELECT count(*) FROM contact WHERE informed_at IS NOT NULL")" 3
campaign june
k campaign start june >/dev/null
k send >/dev/null 2>&1
is "a second letter went out" "$(words zofia@tartak.example | wc -l)" 2
is "without the notice" "$(words zofia@tartak.example | grep -c 'the fair in Kielce')" 1

# a withdrawal ends it at once
k contact object zofia@tartak.example >/dev/null
campaign july
k campaign start july >/dev/null
k send >/dev/null 2>&1
like "who objected is not written to" "$(sql "SELECT m.state || ' ' || m.answer FROM message m JOIN campaign k ON k.id = m.campaign_id JOIN contact c ON c.id = m.contact_id WHERE k.key = 'july' AND c.email LIKE 'zofia%'")" \
	'^skipped objected'
k suppression remove zofia@tartak.example >/dev/null
like "nor when the suppression alone is lifted: consent is withdrawn" "$(k contact show zofia@tartak.example)" 'letters +offer +blocked +Poland.*on record: nothing'
done_testing
