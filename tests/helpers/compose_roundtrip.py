"""Reads back with Python's email package (strict policy) what tests/helpers/compose makes of random fields.
usage: compose_roundtrip.py COMPOSE COUNT [SEED]; prints TAP."""
import base64
import email
import email.header
import email.policy
import quopri
import random
import re
import subprocess
import sys
import unicodedata

COMPOSE, COUNT = sys.argv[1], int(sys.argv[2])
rnd = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20270318)
POLICY = email.policy.SMTP.clone(raise_on_defect=True, utf8=False)

WORDS = {
    "lt": "Šiuolaikinės metalo apdirbimo technologijos įmonėms Žąsinas Ūkininkė Čiurlionis „Ąžuolas“ kvietimas į seminarą 2027 UAB",
    "pl": "Nowoczesne technologie obróbki metalu Łapiński Żółw gęślą jaźń zaproszenie Źdźbło Sp. z o.o. Białystok",
    "ru": "Приглашение на семинар современные технологии обработки металла Щербавичене объём",
    "uk": "Запрошення семінар її ґанок підприємство з об'єднання Ющенко",
    "be": "Запрашэнне на семінар сучасныя тэхналогіі ўдзельнікаў Лявонь",
    "en": "Invitation to the seminar: \"Modern\" (metal) working; 100% free, = value =?UTF-8?Q?x?= a,b <x@y> \\ . .. From",
    "emoji": "👍 👩‍👩‍👧 🇱🇹 ✅ 🤝🏽 é ﬁ ①",
}
WORDS = {k: v.split(" ") for k, v in WORDS.items()}


def phrase(most):
    words = WORDS[rnd.choice(list(WORDS))]
    n = rnd.randint(1, most)
    out = []
    for _ in range(n):
        r = rnd.random()
        if r < 0.02:
            out.append(rnd.choice(words) * rnd.randint(5, 40))
        elif r < 0.04:
            out.append("x" * rnd.randint(60, 200))
        elif r < 0.10:
            out.append("".join(chr(rnd.choice([rnd.randint(33, 126), rnd.randint(0xa1, 0x17f),
                rnd.randint(0x400, 0x45f), rnd.randint(0x1f300, 0x1f5ff)])) for _ in range(rnd.randint(1, 12))))
        else:
            out.append(rnd.choice(words))
    sep = " " if rnd.random() < 0.95 else rnd.choice(["  ", "\t", " \r\n "])
    return sep.join(out)


def text():
    lines = []
    for _ in range(rnd.randint(0, 30)):
        r = rnd.random()
        line = phrase(12).replace("\r\n", " ") if r < 0.9 else rnd.choice(
            ["", ".", "..", "From me", ".hidden", "-- ", "a=b", "=_0123456789abcdefa", "--=_x", "tail \t", "x" * 2000, "=" * 90])
        lines.append(line)
    return "\n".join(lines) + rnd.choice(["", "\n"])


def inject(s):
    """What somebody may try to add to a header."""
    return s + rnd.choice(["\r\nBcc: evil@evil.example", "\nX-Evil: 1", "\r\n\r\nbody", "\r", "\x01"]) if rnd.random() < 0.03 else s


def flat(s):
    """What the contract makes of a name or subject: control characters are blanks."""
    return re.sub(r"[\x00-\x1f\x7f]", " ", s)


def one_blank(s):
    """Python folds the blanks of display names."""
    return re.sub(r" +", " ", flat(s)).strip()


def fail(what, raw, want=None, got=None):
    print("not ok -", what)
    print("# want", repr(want)[:600])
    print("# got ", repr(got)[:600])
    sys.stdout.write("".join("# " + l + "\n" for l in raw.decode("ascii", "replace").split("\r\n")[:60]))
    sys.exit(1)


def same_text(part, want, raw, what):
    got = part.get_content().replace("\r\n", "\n")
    # the line end before a boundary belongs to the boundary (RFC 2046)
    want = want.replace("\r\n", "\n")
    if got not in (want, want.removesuffix("\n"), want + "\n"):
        fail(what, raw, want, got)


def names_of(msg, person):
    """The display name; Python 3.11 leaves a blank between the encoded-words of a phrase, so
    a name of several is also decoded as plain RFC 2047 says."""
    yield person.display_name
    raw = dict(msg.raw_items())["To"].rsplit("<", 1)[0]
    if raw.count("=?") > 1:
        yield str(email.header.make_header(email.header.decode_header(raw.strip())))


def check(raw, fields):
    to, subject, filename, plain, html, summary = fields
    head = raw.split(b"\r\n\r\n", 1)[0]
    if re.search(rb"(?<!\r)\n|\r(?!\n)|[\x00\x80-\xff]", raw):
        fail("strict CRLF and 7 bits", raw)
    for line in raw.split(b"\r\n"):
        if len(line) > 78 and not re.match(rb"^(Message-ID|List-Unsubscribe|Reply-To)", line):
            fail("no line above 78", raw, None, line)
    for line in head.split(b"\r\n"):
        if not line.strip():
            fail("no empty folded line", raw)
    for word in re.findall(rb"=\?UTF-8\?[QB]\?([^?]*)\?=", head):
        if len(word) + 12 > 75:
            fail("encoded-words of 75", raw, None, word)
    for kind, word in re.findall(rb"=\?UTF-8\?([QB])\?([^?]*)\?=", head):
        bits = base64.b64decode(word, validate=True) if kind == b"B" else quopri.decodestring(word, header=True)
        bits.decode("utf-8")  # no letter is split
    msg = email.message_from_bytes(raw, policy=POLICY)
    names = [k.lower() for k in msg.keys()]
    if len(set(names)) != len(names) or "bcc" in names or "x-evil" in names:
        fail("each header once", raw, None, names)
    if str(msg["subject"]) != flat(subject):
        fail("subject", raw, flat(subject), str(msg["subject"]))
    people = msg["to"].addresses
    if len(people) != 1 or people[0].addr_spec != "jonas@xn--mon-mra0j.lt" or one_blank(to) not in map(one_blank, names_of(msg, people[0])):
        fail("recipient", raw, flat(to), [str(p) for p in people])
    for header in msg.values():
        if header.defects:
            fail("no defects", raw, None, header.defects)
    same_text(msg.get_body(("plain",)), plain, raw, "text part")
    if html:
        same_text(msg.get_body(("html",)), html, raw, "html part")
    files = [p for p in msg.walk() if p.get_content_disposition() == "attachment"]
    if filename:
        part = files.pop()
        if part.get_filename() != flat(filename):
            fail("file name", raw, flat(filename), part.get_filename())
        if part.get_content() != b"\x89PNG\r\n\x1a\n\x00\xff":
            fail("file content", raw)
    calendars = [p for p in msg.walk() if p.get_content_type() == "text/calendar"]
    if summary:
        part = calendars[0]
        body = part.get_payload(decode=True)
        check_calendar(part, body, fields, raw)
        if files.pop().get_payload(decode=True) != body:
            fail("calendar file", raw)
    if files or (calendars and not summary):
        fail("no part too many", raw)


def summary_of(body):
    """The event's SUMMARY as RFC 5545 says: unfolded (3.1), each escape taken off once (3.3.11)."""
    value = re.search(r"^SUMMARY(?:;[^:]*)?:(.*)\r$", body.decode("utf-8").replace("\r\n ", ""), re.M).group(1)
    return re.sub(r"\\(.)", lambda m: "\n" if m.group(1) in "nN" else m.group(1), value)


def check_calendar(part, body, fields, raw):
    if part.get_param("method") != "REQUEST":
        fail("calendar method", raw)
    for line in body.split(b"\r\n"):
        line.decode("utf-8")  # folding splits no letter
        if len(line) > 75:
            fail("calendar line of 75", raw, None, line)
    try:
        import icalendar
    except ImportError:
        return
    event = icalendar.Calendar.from_ical(body).walk("VEVENT")[0]
    want = re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", fields[5].replace("\r\n", "\n").replace("\r", "\n"))
    if summary_of(body) != want:
        fail("calendar summary", raw, want, summary_of(body))
    # icalendar takes the escapes off twice: a row of backslashes comes back as half of it
    if "\\" not in want and str(event["SUMMARY"]) != want:
        fail("calendar summary as icalendar reads it", raw, want, str(event["SUMMARY"]))
    want = re.sub(r"[\x00-\x1f\x7f]", " ", fields[0]).replace('"', "'").replace("\\", "/")
    if fields[0] and event["ATTENDEE"].params["CN"] != want:
        fail("calendar guest", raw, want, event["ATTENDEE"].params["CN"])


def batch(records):
    feed = b""
    for fields in records:
        for f in fields:
            bits = f.encode("utf-8")
            feed += b"%d\n%b" % (len(bits), bits)
    run = subprocess.run([COMPOSE], input=feed, stdout=subprocess.PIPE, check=True)
    out = run.stdout
    for fields in records:
        size, out = out.split(b"\n", 1)
        if int(size) < 0:
            fail("every letter is composed", b"", None, fields)
        check(out[:int(size)], fields)
        out = out[int(size):]


done = 0
while done < COUNT:
    n = min(1000, COUNT - done)
    records = []
    for _ in range(n):
        full = rnd.random() < 0.15
        records.append((
            inject(phrase(4)) if rnd.random() < 0.95 else "",
            inject(phrase(12)),
            (flat(phrase(5)) + ".pdf") if rnd.random() < 0.6 else "",
            text() if full else phrase(3) + "\n",
            text().strip() and ("<p>" + text()) if full else "",
            inject(phrase(6)) if rnd.random() < 0.1 else "",
        ))
    batch(records)
    done += n
print("ok - %d letters read back" % done)
print("1..1")
