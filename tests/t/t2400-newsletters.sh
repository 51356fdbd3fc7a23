#!/bin/sh
# Newsletters: an issue in three languages to two lists, one copy for who is on both, and the archive's pages.
. "$(dirname "$0")/lib.sh"
plan 34
ws_new
printf '[sender]\naddress = a@b.example\nname = House <b>& Co</b>\npostal = Street 1, Town\n[relay files]\ntransport = maildir\npath = outbox\n[mailbox files]\ntype = maildir\npath = inbox\n' >"$WS/kvieslys.conf"
printf 'email,name,language,country\njonas@lt.example,Jonas Petraitis,lt,LT\nanna@pl.example,Anna Nowak,pl,PL\nmary@en.example,Mary Smith,en,GB\nnobody@lang.example,,,\n' >"$TMP/a.csv"
printf 'email,name,language,country\nanna@pl.example,Anna Nowak,pl,PL\n' >"$TMP/b.csv"
ok "import" k import "$TMP/a.csv" --list news --basis consent --source form
ok "import of the second list" k import "$TMP/b.csv" --list more --basis consent --source form
ok "the list gets an address" k list address news news@b.example
exits "not that of the sender" 1 k list address more a@b.example
exits "nor that of another list" 1 k list address more News@b.example
for l in lt pl en; do
	mkdir -p "$WS/templates/$l"
	printf 'Subject: Issue {{ISSUE}} %s <i>&</i>\n\n{{^ARCHIVE}}{{SALUTATION}} {{EMAIL}}{{/ARCHIVE}}\n\n## Machines\n\nOf {{ISSUE_DATE}}.\n\n{{#MAILTO_JOIN}}[join]({{MAILTO_JOIN}}){{/MAILTO_JOIN}}\n\n![plan](plan.png)\n' $l >"$WS/templates/$l/issue-7.md"
	printf '\211PNG\r\n\032\n' >"$WS/templates/$l/plan.png"
done
campaign() { # lines
	printf '[campaign]\nid = news-7\nclass = newsletter\nletter = issue-7\nto = list:news, list:more\nlanguages = lt, pl, en\n' >"$TMP/c.conf"
	printf '%b' "$1" >>"$TMP/c.conf"
}
campaign 'issue = 7\n'
exits "an issue needs a date" 1 k campaign add "$TMP/c.conf"
campaign 'date = 2027-02-01\n'
exits "a date needs an issue" 1 k campaign add "$TMP/c.conf"
campaign 'issue = 7\ndate = 2027-02-01\n'
ok "the campaign is added" k campaign add "$TMP/c.conf"
sed 's/class = newsletter/class = offer/' "$TMP/c.conf" >"$TMP/d.conf"
exits "an offer has no issue" 1 k campaign add "$TMP/d.conf"
exits "nothing is in the archive before it is sent" 1 k newsletter archive "$TMP/archive"
ok "check" k campaign check news-7
ok "start" k campaign start news-7
ok "send" k send
is "one copy each" "$(find "$WS/outbox/new" -type f | wc -l | tr -d ' ')" 4
is "also for who is on both lists" "$(grep -l 'anna@pl.example' "$WS"/outbox/new/* | wc -l | tr -d ' ')" 1
"$PY" - "$WS"/outbox/new/* >"$TMP/letters" <<'EOF'
import email, email.policy, sys
for name in sys.argv[1:]:
    m = email.message_from_binary_file(open(name, "rb"), policy=email.policy.default)
    print(m["to"], "|", m["subject"], "|", m["list-unsubscribe"], "|", m["list-id"])
    print(m.get_body(("plain",)).get_content())
EOF
like "number in the subject" "$(cat "$TMP/letters")" 'Issue 7 lt'
like "the date in Lithuanian" "$(cat "$TMP/letters")" '2027 m. vasario 1 d.'
like "and in Polish" "$(cat "$TMP/letters")" '1 lutego 2027'
like "the letter ends the letters by its header" "$(cat "$TMP/letters")" 'mailto:a[+][a-z0-9]{20,}@b.example'
ok "the archive is written" k newsletter archive "$TMP/archive"
is "a page for each language and an index" "$(ls "$TMP/archive" | tr '\n' ' ')" "index.html news-7.en.html news-7.lt.html news-7.pl.html "
page=$(cat "$TMP/archive/news-7.lt.html")
like "the page links the other languages" "$page" 'href="news-7.pl.html"'
like "and the index" "$page" 'href="index.html"'
like "it tells how to join" "$page" 'mailto:news@b.example\?subject=PRENUMERUOTI'
like "its image is in it" "$page" 'src="data:image/png;base64,'
like "markup in values is escaped" "$page" 'House &lt;b&gt;&amp; Co'
is "nothing of a recipient is in any page" "$(grep -liE 'jonas@|petraitis|anna@|nowak|mary@|\+[a-z0-9]{10,}@' "$TMP"/archive/* | wc -l | tr -d ' ')" 0
index=$(cat "$TMP/archive/index.html")
like "the index escapes titles" "$index" 'Issue 7 lt &lt;i&gt;&amp;&lt;/i&gt;'
like "and groups by language" "$index" '<h2 lang="pl">Biuletyny</h2>'
cp -r "$TMP/archive" "$TMP/before"
ok "the archive is written again" k newsletter archive "$TMP/archive"
ok "same letters, same pages" diff -r "$TMP/before" "$TMP/archive"
printf 'Subject: S\n\n{{NAME}}\n' >"$WS/templates/lt/issue-7.md"
exits "a letter that names its reader is refused" 1 k newsletter archive "$TMP/archive"
like "with file and line" "$(cat "$TMP/out")" 'issue-7.md:3: NAME is not known for the archive.s page'
if command -v tidy >/dev/null; then
	tidy -q -e --drop-empty-elements no "$TMP/before/index.html" "$TMP/before/news-7.pl.html" 2>&1 | grep -v 'attribute "align"' >"$TMP/out"
	is "tidy finds the pages clean" "$(cat "$TMP/out")" ""
else
	result 0 "tidy finds the pages clean # SKIP no tidy"
fi
