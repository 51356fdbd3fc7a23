"""Plays the people of t2410: reads the newest letter to an address out of the outbox and answers it.
usage: subscribers.py OUTBOX INBOX ADDRESS yes|no|reply|show [TEXT] [FROM]"""
import email, email.policy, email.utils, os, re, sys, urllib.parse

outbox, inbox, address, how = sys.argv[1:5]
text = sys.argv[5] if len(sys.argv) > 5 else ""
sender = sys.argv[6] if len(sys.argv) > 6 else address
letters = []
for name in os.listdir(outbox):
    path = os.path.join(outbox, name)
    with open(path, "rb") as f:
        m = email.message_from_binary_file(f, policy=email.policy.default)
    if email.utils.parseaddr(str(m["to"]))[1] == address:
        letters.append((os.stat(path).st_mtime_ns, path, m))
if not letters:
    sys.exit("no letter to " + address)
m = max(letters, key=lambda l: (l[0], l[1]))[2]
plain = m.get_body(("plain",)).get_content()
if how == "show":
    for h in ("from", "to", "reply-to", "subject", "auto-submitted", "in-reply-to", "list-id", "content-language"):
        print(h + ":", m[h])
    print(plain)
    sys.exit()
answer = email.message.EmailMessage(policy=email.policy.SMTP)
answer["From"] = sender
answer["Message-ID"] = email.utils.make_msgid(domain="people.example")
if how == "reply":
    answer["To"] = str(m["reply-to"])
    answer["Subject"] = "Re: " + str(m["subject"])
    answer["In-Reply-To"] = answer["References"] = str(m["message-id"])
    answer.set_content(text + "\n\nOn Monday someone wrote:\n" + "".join("> " + l + "\n" for l in plain.splitlines()))
else:
    html = m.get_body(("html",)).get_content()
    links = [l.replace("&amp;", "&") for l in re.findall(r'href="(mailto:[^"]+)"', html)]
    links = [l for l in links if "body=" in l]
    to, query = links[0 if how == "yes" else 1][7:].split("?", 1)
    fields = dict(urllib.parse.parse_qsl(query))
    answer["To"] = urllib.parse.unquote(to)
    answer["Subject"] = fields["subject"]
    answer.set_content(fields["body"].replace("\r\n", "\n"))
path = os.path.join(inbox, "%d.answer" % len(os.listdir(inbox)))
with open(path + ".tmp", "wb") as f:
    f.write(bytes(answer))
os.rename(path + ".tmp", path)
