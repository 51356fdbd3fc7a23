#!/bin/sh
# The whole first letter quoted back without marks, its notice of personal data and STOP line too: never read as the answer.
. "$(dirname "$0")/lib.sh"
plan 8
ws_new
printf '[sender]\nname = Centras\naddress = s@centras.example\npostal = Gatvė 1\n[relay f]\ntransport = maildir\npath = outbox\n[mailbox f]\ntype = maildir\npath = inbox\n' >"$WS/kvieslys.conf"
printf 'email,name,organisation,country,language\njonas@firma.example,Jonas Petraitis,UAB Firma,LT,lt\nanna@zaklad.example,Anna Nowak,Zakład,PL,pl\njohn@works.example,John Smith,Works,LT,en\n' >"$TMP/f.csv"
k import "$TMP/f.csv" --list l --basis consent --source "klasterio narių sąrašas" >/dev/null
k event add "$ROOT/contrib/demo/alytus-2027.conf" >/dev/null
sed 's/^to = .*/to = list:l/' "$ROOT/contrib/demo/alytus-kvietimas.conf" >"$TMP/c.conf"
k campaign add "$TMP/c.conf" >/dev/null && k campaign start alytus-kvietimas >/dev/null && k send >/dev/null
answer() { # address, words, header block
	sent=$(grep -lix "To:.*$1.*" "$WS"/outbox/new/* | head -1)
	reply_to=$(sed -n 's/.*<\(s+[a-z0-9]*@centras.example\)>.*/\1/p' "$sent" | head -1)
	{
		printf 'From: <%s>\nTo: <%s>\nSubject: Re: X\nMessage-ID: <r.%s>\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n%s\n\n%s\n\n' "$1" "$reply_to" "$1" "$2" "$3"
		"$ROOT/contrib/demo/text-part.sh" "$sent"
	} >"$WS/inbox/new/$1"
}
answer jonas@firma.example "Ačiū už kvietimą, bet dalyvauti negalėsime." "________________________________
Nuo: Centras <s@centras.example>
Išsiųsta: 2027 m. vasario 1 d., pirmadienis 09:15
Kam: jonas@firma.example
Tema: Kvietimas"
answer anna@zaklad.example "Tym razem nie przyjedziemy." "-----Wiadomość oryginalna-----"
answer john@works.example "I will be there." "-----Original Message-----
From: Centras <s@centras.example>
Sent: Monday, February 1, 2027 9:15 AM
To: john@works.example
Subject: Invitation"
KVIESLYS_NOW=2027-02-03T08:00:00Z k fetch >/dev/null
intent() { sql "SELECT intent FROM reply WHERE key LIKE '%$1%'"; }
is "lt" "$(intent jonas@firma.example)" no
is "pl" "$(intent anna@zaklad.example)" no
is "en" "$(intent john@works.example)" yes
is "nobody is suppressed" "$(sql "SELECT count(*) FROM suppression")" 0

# As HTML alone, the letter below it whole: no-break spaces of its dates and numbers are no other words.
"$PY" - "$WS" <<'PY'
import email, email.policy, glob, sys
words = {'jonas@firma.example': 'Dalyvausime trise.', 'anna@zaklad.example': 'Niestety nie przyjedziemy.', 'john@works.example': 'I will be there.'}
for f in glob.glob(sys.argv[1] + '/outbox/new/*'):
    m = email.message_from_bytes(open(f, 'rb').read(), policy=email.policy.default)
    to, html = m['to'].addresses[0].addr_spec, m.get_body(('html',)).get_content()
    r = email.message.EmailMessage(policy=email.policy.default)
    r['From'], r['To'], r['Subject'], r['Message-ID'] = to, m['reply-to'], 'Re: ' + m['subject'], '<html.%s>' % to
    quoted = html[html.index('<body'):html.index('</body>')].replace('<body', '<div') + '</div>'
    r.set_content('<html><body><p>%s</p><br>%s</body></html>' % (words[to], quoted), subtype='html')
    open(sys.argv[1] + '/inbox/new/html-' + to, 'wb').write(bytes(r))
PY
KVIESLYS_NOW=2027-02-04T08:00:00Z k fetch >/dev/null
is "lt, HTML" "$(intent html-jonas)" yes
is "pl, HTML" "$(intent html-anna)" no
is "en, HTML" "$(intent html-john)" yes
is "only the new words are the answer" "$(sql "SELECT group_concat(text, '|') FROM (SELECT text FROM reply WHERE key LIKE '%html-%' ORDER BY key)")" "Niestety nie przyjedziemy.|I will be there.|Dalyvausime trise."
