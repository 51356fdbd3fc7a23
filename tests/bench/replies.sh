#!/bin/sh
# Mails understood a second on one core, beside libetpan's bare mailmime_parse of the same mails in the same run.
# With ../shared/corpus also the corpus' bounces and answers; without it the golden mails of the tests.
cd "$(dirname "$0")/../.." || exit 1
speed=${BUILD:-build/release}/tests/helpers/verdict_speed
corpus=${CORPUS:-$PWD/../shared/corpus}
echo "golden mails:"
"$speed" templates 9 tests/mail/*/*.eml
[ -d "$corpus" ] || exit 0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
echo "bounces of the corpus:"
"$speed" templates 9 "$corpus"/bounces/eml/* | tee "$tmp/bounces"
if perl -MSisimai -e 1 2>/dev/null; then
	sed -n 's/.*whole verdict \([0-9]*\).*/\1/p' "$tmp/bounces" | awk -v peer="$(perl tests/bench/sisimai.pl 3 "$corpus/bounces/eml")" \
		'{ printf "Sisimai on the same mails %d/s: we are %.1f times as fast\n", peer, $1 / peer }'
else
	echo "Sisimai is not installed (libsisimai-perl): no comparison"
fi
/usr/bin/python3 - "$corpus/intents" "$tmp" <<'PYTHON'
import json, os, subprocess, sys
corpus, tmp = sys.argv[1:3]
cases = [json.loads(x) for x in open(corpus + "/cases.jsonl", encoding="utf-8") if x.strip()]
para = "Kviečiame Jūsų įmonę į seminarą apie šiuolaikines metalo apdirbimo technologijas. Programoje pranešimai, pokalbiai ir pietūs. "
text = "\n\n".join(para * 6 for _ in range(12))
html = "<html><body>" + "".join("<p>%s</p>" % p for p in text.split("\n\n")) + "</body></html>"
inv = {c["participant"]["email"]: {"message_id": "<t%d@centras.example>" % i, "reply_to": "s+t%d@centras.example" % i,
       "subject": "Kvietimas į seminarą", "text": text, "html": html} for i, c in enumerate(cases)}
json.dump(inv, open(tmp + "/inv.json", "w"))
subprocess.run([sys.executable, corpus + "/build.py", corpus + "/cases.jsonl", tmp + "/inv.json", tmp + "/eml"], check=True, stdout=subprocess.DEVNULL)
PYTHON
echo "answers of the corpus with a long invitation quoted:"
"$speed" templates 9 "$tmp"/eml/*.eml
