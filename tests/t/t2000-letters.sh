#!/bin/sh
# Every letter in every language, read back by others: Python's strict email policy, an iCalendar parser, tidy, dkimpy.
. "$(dirname "$0")/lib.sh"
[ -x "$PY" ] || skip_all "no python3"
"$PY" -c 'import icalendar' 2>/dev/null || skip_all "no python3-icalendar"
out=$TMP/letters
mkdir "$out"
emblem=$TMP/emblem.png
printf '\211PNG\r\n\032\n' >"$emblem"
print_letters() { "$HELPERS/print_letters" "$1" "$KVIESLYS_DATA/templates" "$emblem" "$emblem" "$ROOT/tests/data/letters"; }
print_letters "$out" >"$TMP/log" 2>&1
is "all letters print without a fault" "$?$(cat "$TMP/log")" 0
is "30 letters, six languages and a stacked one" "$(ls "$out"/*.eml | wc -l)" 210
for l in lt pl en ru uk be; do # of the shipped letters none is left out
	for f in "$KVIESLYS_DATA/templates/$l"/*.md; do
		case $(basename "$f" .md) in answer-event | event-facts | footer | questions) continue ;; esac # partials
		[ -e "$out/$l-$(basename "$f" .md).eml" ] || echo "$l-$(basename "$f" .md)"
	done
done >"$TMP/missing"
is "every shipped letter is among them" "$(cat "$TMP/missing")" ""

cat >"$TMP/read.py" <<'PY'
import email, email.policy, glob, re, sys, html.parser, icalendar
bad = 0
def fault(f, text):
    global bad
    bad += 1
    print(f, text)
class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.hrefs, self.srcs, self.lang, self.alts = [], [], None, []
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == 'html': self.lang = a.get('lang')
        if tag == 'a': self.hrefs.append(a.get('href'))
        if tag == 'img': self.srcs.append(a.get('src')); self.alts.append(a.get('alt'))
for f in sorted(glob.glob(sys.argv[1] + '/*.eml')):
    raw = open(f, 'rb').read()
    name = f.rsplit('/', 1)[1][:-4]
    language, letter = name.split('-', 1)
    if raw.replace(b'\r\n', b'').count(b'\n') or raw.replace(b'\r\n', b'').count(b'\r'): fault(name, 'line ends')
    if max(len(l) for l in raw.split(b'\r\n')) > 998: fault(name, 'a line above 998')
    if any(c > 126 for c in raw): fault(name, 'not 7-bit')
    m = email.message_from_bytes(raw, policy=email.policy.strict)
    if m.defects: fault(name, m.defects)
    for word in re.findall(rb'=\?[^? ]+\?[QqBb]\?[^? ]*\?=', raw):
        if len(word) > 75: fault(name, 'an encoded word above 75')
    if len(m['to'].addresses) != 1: fault(name, 'recipients')
    if m['from'].addresses[0].addr_spec != 'seminarai@centras.example': fault(name, 'from')
    if language != 'xx' and m['content-language'] != language: fault(name, 'language')
    for h in ('Date', 'Message-ID', 'Subject', 'Reply-To', 'MIME-Version'):
        if len(m.get_all(h, [])) != 1: fault(name, h)
    text = html_part = None
    calendars, cids = [], []
    for part in m.walk():
        if part.defects: fault(name, part.defects)
        t = part.get_content_type()
        if t == 'text/plain': text = part.get_content().replace('\r\n', '\n')
        if t == 'text/html': html_part = part.get_content().replace('\r\n', '\n')
        if t in ('text/calendar', 'application/ics'): calendars.append(part)
        if part['content-id']: cids.append(part['content-id'].strip('<>'))
    if text.rstrip() != open(f[:-4] + '.txt').read().rstrip(): fault(name, 'the text part is not what the preview shows')
    if html_part.rstrip() != open(f[:-4] + '.html').read().rstrip(): fault(name, 'the HTML part is not what the preview shows')
    for i, line in enumerate(text.split('\n')):
        if len(line) > 72 and ' ' in line.strip(): fault(name, 'text line %d above 72: %s' % (i, line))
        if line != line.rstrip(): fault(name, 'blanks at the end of line %d' % i)
    if re.search(r'[\x00-\x08\x0b-\x1f]', text): fault(name, 'marks left in the text')
    if '{{' in text or '{{' in html_part: fault(name, 'markers left')
    links = Links()
    links.feed(html_part)
    if language != 'xx' and links.lang != language: fault(name, 'lang attribute')
    if [s for s in links.srcs if not s.startswith('cid:')]: fault(name, 'an image from the net')
    if sorted(s[4:] for s in links.srcs) != sorted(cids): fault(name, 'images %s and parts %s' % (links.srcs, cids))
    if not all(links.alts): fault(name, 'an image without text')
    if [h for h in links.hrefs if not re.match(r'(https://|mailto:)', h)]: fault(name, 'links %s' % links.hrefs)
    campaign = letter in ('invitation', 'reminder', 'offer', 'consent', 'survey', 'survey-reminder', 'newsletter')
    answers = {'invitation': 4, 'reminder': 4, 'offer': 4, 'consent': 3, 'survey': 1, 'survey-reminder': 1, 'newsletter': 2}
    mailto = [h for h in links.hrefs if h.startswith('mailto:')]
    if campaign and len(mailto) < answers[letter] * (2 if language == 'xx' else 1): fault(name, 'answer links')
    if letter in ('survey', 'survey-reminder', 'thanks-survey') and not re.search(r'^4\. .*\n\n.* 4:$', text, re.M): fault(name, 'questions')
    for h in mailto:
        if not re.fullmatch(r"mailto:[A-Za-z0-9.+@-]+(\?subject=[A-Za-z0-9%._~-]+(&body=[A-Za-z0-9%._~-]*)?)?", h): fault(name, h)
    if campaign and not m['list-unsubscribe']: fault(name, 'List-Unsubscribe')
    if campaign and ('Art. 14' in text): fault(name, 'jargon')
    for part in calendars:
        c = icalendar.Calendar.from_ical(part.get_payload(decode=True))
        e = c.walk('VEVENT')[0]
        if part.get_content_type() == 'text/calendar' and part.get_param('method') != c['METHOD']: fault(name, 'method')
        if c['METHOD'] not in ('REQUEST', 'CANCEL'): fault(name, 'method')
        if not str(e['UID']) or not isinstance(e['ATTENDEE'], icalendar.vCalAddress): fault(name, 'attendee')
        if e['DTSTART'].dt.strftime('%Y-%m-%dT%H:%M%z') != '2027-03-18T08:00+0000': fault(name, 'start')
        if letter == 'confirmation' and e['ATTENDEE'].params['PARTSTAT'] != 'ACCEPTED': fault(name, 'partstat')
    wanted = letter in ('invitation', 'reminder', 'confirmation', 'promoted', 'event-moved', 'cancelled', 'event-called-off')
    if bool(calendars) != wanted: fault(name, 'calendar parts: %d' % len(calendars))
sys.exit(bad > 0)
PY
ok "Python's strict policy and icalendar read every letter" "$PY" "$TMP/read.py" "$out"

if command -v tidy >/dev/null; then
	bad=
	for f in "$out"/*.html; do
		tidy -q -e "$f" >"$TMP/tidy" 2>&1
		[ $? -lt 2 ] || { bad="$bad $f"; show "$TMP/tidy"; }
	done
	is "tidy finds no fault in the HTML of letters, archive pages and their index" "$bad" ""
fi

if "$PY" -c 'import dkim, nacl' 2>/dev/null; then
	openssl genpkey -algorithm ed25519 -out "$TMP/key.pem" 2>/dev/null && chmod 600 "$TMP/key.pem"
	mkdir "$TMP/signed"
	for f in "$out"/*.eml; do "$HELPERS/sign" "$TMP/key.pem" centras.example k1 "$f" >"$TMP/signed/$(basename "$f")" || break; done
	"$HELPERS/sign" record "$TMP/key.pem" centras.example k1 >"$TMP/record"
	cat >"$TMP/dkim_all.py" <<'PY'
import dkim, glob, sys
name, record = (line.encode() for line in open(sys.argv[2]).read().split('\n')[:2])
files = sorted(glob.glob(sys.argv[1] + '/*.eml'))
bad = [f for f in files if not dkim.verify(open(f, 'rb').read(), dnsfunc=lambda n, timeout=5: record if n.rstrip(b'.') == name else None)]
print(len(files), *bad)
sys.exit(bool(bad) or not files)
PY
	ok "dkimpy verifies the signature of every letter" "$PY" "$TMP/dkim_all.py" "$TMP/signed" "$TMP/record"
fi
print_letters "$TMP" >/dev/null 2>&1
bad=
for f in "$out"/*.eml; do cmp -s "$f" "$TMP/$(basename "$f")" || bad="$bad $(basename "$f")"; done
is "the same input gives the same bytes" "$bad" ""
done_testing
