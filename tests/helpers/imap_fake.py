"""A hostile IMAP server for tests. usage: imap_fake.py MODE; prints its port, serves one connection.
inject    answers STARTTLS and sends more in the clear behind it
nostls    knows no STARTTLS
endless   sends a mail that never ends
garbage   speaks no IMAP
hang      says nothing after the greeting
refuse    greets with BYE
xoauth2   is friendly: prints what AUTHENTICATE says, then an empty mailbox"""
import base64
import socket
import sys

mode = sys.argv[1]
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(1)
print(s.getsockname()[1], flush=True)
c, _ = s.accept()
f = c.makefile("rwb", buffering=0)


def say(text):
    f.write(text.encode() + b"\r\n")


try:
    if mode == "garbage":
        f.write(bytes(range(256)) * 400)
    elif mode == "refuse":
        say("* BYE too busy")
    else:
        say("* OK ready")
    uid = 1
    while mode != "hang":
        line = f.readline()
        if not line:
            break
        tag, word = (line.decode("latin-1").split() + ["", ""])[:2]
        word = word.upper()
        rest = line.decode("latin-1").upper()
        if word == "STARTTLS":
            if mode == "nostls":
                say(tag + " BAD unknown command")
            else:
                f.write((tag + " OK go\r\n* OK injected\r\n").encode())
        elif word == "AUTHENTICATE":
            print(base64.b64decode(line.split()[3]).replace(b"\1", b"|").decode(), flush=True)
            say(tag + " OK come in")
        elif word == "CAPABILITY":
            say("* CAPABILITY IMAP4rev1 IDLE AUTH=XOAUTH2")
            say(tag + " OK done")
        elif word == "EXAMINE":
            say("* 1 EXISTS")
            say("* OK [UIDVALIDITY 7] x")
            say("* OK [UIDNEXT 2] x")
            say(tag + " OK [READ-ONLY] done")
        elif "SEARCH" in rest:
            say("* SEARCH" if mode == "xoauth2" else "* SEARCH 1")
            say(tag + " OK done")
        elif "BODY.PEEK" in rest:
            f.write(b"* 1 FETCH (UID 1 BODY[] {4000000000}\r\n")
            while True:
                f.write(b"x" * 65536)
        elif "FETCH" in rest:
            say('* 1 FETCH (UID 1 RFC822.SIZE 100 INTERNALDATE "01-Mar-2027 10:00:00 +0200")')
            say(tag + " OK done")
        else:
            say(tag + " OK done")
    if mode == "hang":
        f.readline()
        while f.readline():
            pass
except OSError:
    pass
