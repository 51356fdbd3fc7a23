"""Answers a letter of the outbox as a mail program does.
   survey_reply.py OUTBOX ADDRESS HOW TARGET [WORDS]
HOW: top (words above the quote), labels (words behind our labels, "1=b|2=15"), below (the same on lines of their own),
bare (words without a quote), html (the same as labels, in an HTML part alone)."""
import email, email.policy, glob, html, os, re, sys

outbox, address, how, target = sys.argv[1:5]
words = sys.argv[5].replace("\\n", "\n") if len(sys.argv) > 5 else ""
letter = None
for path in sorted(glob.glob(outbox + "/*/*")):
    m = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
    if address in m["To"] and (letter is None or m["Date"].datetime > letter["Date"].datetime):
        letter = m  # the newest
if letter is None:
    sys.exit("no letter to " + address)
lines = letter.get_body(("plain",)).get_content().splitlines()
given = dict(p.split("=", 1) for p in words.split("|")) if how in ("labels", "below", "html") else {}

def filled(mark):
    for line in lines:
        label = re.match(r"\S+ (\d+):$", line)
        value = given.get(label.group(1), "") if label else ""
        if value and how == "below":
            yield mark + line
            yield value
        else:
            yield (mark + line + " " + value).rstrip() if value else (mark + line).rstrip()

answer = email.message.EmailMessage(policy=email.policy.default)
answer["From"] = address
answer["To"] = letter["Reply-To"] or letter["From"]
answer["Subject"] = "Re: " + letter["Subject"]
answer["Date"] = "Tue, 02 Feb 2027 10:00:00 +0200"
answer["Message-ID"] = "<%s@test.example>" % os.path.basename(target)
answer["In-Reply-To"] = letter["Message-ID"]
quote = ["", "On Mon, 1 Feb 2027 at 10:00, Centras <seminarai@centras.example> wrote:"]
if how == "html":
    body = "".join("<p>%s</p>" % html.escape(l) for l in filled(""))
    answer.set_content('<html><body><div></div><blockquote type="cite">%s</blockquote></body></html>' % body, subtype="html")
elif how == "bare":
    answer.set_content(words + "\n")
elif how == "top":
    answer.set_content("\n".join([words] + quote + ["> " + l for l in lines]) + "\n")
else:
    answer.set_content("\n".join(quote + list(filled("> "))) + "\n")
open(target, "wb").write(answer.as_bytes())
