"""Verifies with dkimpy what tests/helpers/sign signs. usage: dkim_verify.py SIGN COMPOSE; prints TAP."""
import os
import subprocess
import sys
import tempfile

import dkim

SIGN, COMPOSE = sys.argv[1:3]
tmp = tempfile.TemporaryDirectory()
n = failed = 0


def ok(good, what):
    global n, failed
    n += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", n, what))


def run(*args, **kw):
    return subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kw)


def path(name, data=None, mode=0o600):
    p = os.path.join(tmp.name, name)
    if data is not None:
        with open(p, "wb") as f:
            f.write(data)
    os.chmod(p, mode)
    return p


fields = ["Jonas Žąsinas, UAB", "Kvietimas į seminarą „Šiuolaikinės technologijos“", "programa ąč.pdf",
          "Labas \t rytas  \n\n.\nFrom me\n" * 40 + "\n\n\n", "<p>ąčę</p>\n" * 50, "Seminaras"]
feed = b"".join(b"%d\n%b" % (len(f.encode()), f.encode()) for f in fields)
mail = run(COMPOSE, input=feed).stdout.split(b"\n", 1)[1]
letters = {"letter": mail, "no body": b"From: a@centras.example\r\n\r\n",
           "odd blanks": b"Subject:  a \r\n\t b  \r\nFROM:   x@centras.example\r\nTo:y@z.example\r\n\r\n \t\r\n a  b \t\r\n\r\n \r\n"}

for kind in ("rsa", "ed25519"):
    key = path(kind + ".pem", b"")
    args = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"] if kind == "rsa" else ["-algorithm", "ed25519"]
    run("openssl", "genpkey", *args, "-out", key, check=True)
    os.chmod(key, 0o600)
    name, record = run(SIGN, "record", key, "Centras.example", "k1").stdout.decode().split("\n")[:2]
    zone = {name.encode() + b".": record.encode(), name.encode(): record.encode()}

    def verify(bits):
        try:
            return dkim.verify(bits, dnsfunc=lambda n, timeout=5: zone.get(n))
        except dkim.DKIMException:
            return False

    for what, letter in letters.items():
        p = path("mail", letter)
        signed = run(SIGN, key, "centras.example", "k1", p).stdout
        ok(verify(signed), "%s: dkimpy verifies: %s" % (kind, what))
        ok(all(len(line) <= 78 for line in signed.split(b"\r\n\r\n")[0].split(b"\r\n")), "%s: no long line: %s" % (kind, what))
    signed = run(SIGN, key, "centras.example", "k1", path("mail", mail)).stdout
    head, body = signed.split(b"\r\n\r\n", 1)
    names = head.replace(b"\r\n ", b" ").split(b" h=")[1].split(b";")[0].lower().replace(b" ", b"").split(b":")
    want = b"from to subject date message-id reply-to mime-version content-type list-unsubscribe list-unsubscribe-post".split()
    ok(all(names.count(w) == 2 for w in want), kind + ": the headers nobody may add are oversigned")
    ok(all(w in names for w in (b"list-id", b"content-language")), kind + ": the others are signed")
    for header in ("List-Unsubscribe-Post: List-Unsubscribe=One-Click", "From: b@evil.example", "To: b@evil.example",
                   "Cc: b@evil.example", "Subject: x", "Reply-To: b@evil.example", "List-Unsubscribe: <https://evil.example/>"):
        ok(not verify(head + b"\r\n" + header.encode() + b"\r\n\r\n" + body), "%s: adding %s breaks it" % (kind, header.split(":")[0]))
    lines = head.split(b"\r\n")
    for gone in (b"List-Unsubscribe-Post", b"Subject", b"Content-Language"):
        kept = [l for l in lines if not l.startswith(gone + b":")]
        ok(len(kept) < len(lines) and not verify(b"\r\n".join(kept) + b"\r\n\r\n" + body), "%s: removing %s breaks it" % (kind, gone.decode()))
    ok(not verify(signed.replace(b"Labas", b"Sveik", 1)), kind + ": a changed body breaks it")
    ok(not verify(signed[:-4] + b"x\r\n"), kind + ": an added line breaks it")
    threads = run(SIGN, "threads", key, "centras.example", "k1", path("mail", mail), "200")
    ok(threads.returncode == 0, kind + ": four threads share the key")
    print("#", kind, threads.stdout.decode().strip())
    os.chmod(key, 0o644)
    bad = run(SIGN, key, "centras.example", "k1", path("mail", mail))
    ok(bad.returncode == 1 and b"chmod 600" in bad.stderr, kind + ": a key that others may read is refused")

for what, args, text in (("a small key", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:768"], b"768 bits"),
                         ("a curve", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], b"RSA or an Ed25519")):
    key = path("bad.pem", b"")
    run("openssl", "genpkey", *args, "-out", key)
    os.chmod(key, 0o600)
    bad = run(SIGN, key, "centras.example", "k1", path("mail", mail))
    ok(bad.returncode == 1 and text in bad.stderr, what + " is refused")
bad = run(SIGN, path("bad.pem", b"nonsense"), "centras.example", "k1", path("mail", mail))
ok(bad.returncode == 1 and b"no private key" in bad.stderr, "a file without a key is refused")
bad = run(SIGN, os.path.join(tmp.name, "none.pem"), "centras.example", "k1", path("mail", mail))
ok(bad.returncode == 1 and b"cannot be read" in bad.stderr, "a missing file is told")
key = path("rsa.pem")
bad = run(SIGN, key, "centras.example", "k1; x", path("mail", mail))
ok(bad.returncode == 1 and b"selector" in bad.stderr, "a bad selector is refused")
bad = run(SIGN, key, "centras.example", "k1", path("mail", b"Subject: x\r\n\r\n"))
ok(bad.returncode == 1 and b"From" in bad.stderr, "a letter without From is refused")
print("1..%d" % n)
sys.exit(failed > 0)
