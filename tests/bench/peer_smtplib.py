#!/usr/bin/python3
"""What a script with Python's smtplib does: a letter built by `email` for each recipient, sent over CONNECTIONS sessions, each
in a process of its own. Usage: peer_smtplib.py PORT N CONNECTIONS SIZE"""
import multiprocessing
import smtplib
import sys
from email.message import EmailMessage
from email.utils import make_msgid

PORT, N, CONNECTIONS, SIZE = (int(a) for a in sys.argv[1:5])
LINE = "Kviečiame dalyvauti seminare apie šiuolaikines technologijas.\n"
TEXT = LINE * (SIZE // 3 // len(LINE.encode()))
HTML = "<p>" + "</p>\n<p>".join([LINE.strip()] * (SIZE // 3 // len(LINE.encode()))) + "</p>\n"


def send(start):
    server = smtplib.SMTP("127.0.0.1", PORT)
    for i in range(start, N, CONNECTIONS):
        m = EmailMessage()
        m["From"] = "Pietų verslo centras <seminarai@centras.example>"
        m["To"] = f"p{i:08d}@sink.test"
        m["Subject"] = f"Kvietimas į seminarą {i}"
        m["Message-ID"] = make_msgid(domain="centras.example")
        m.set_content(TEXT + str(i), cte="quoted-printable")
        m.add_alternative(HTML + str(i), subtype="html", cte="quoted-printable")
        server.send_message(m, from_addr="bounce@centras.example")
    server.quit()


if __name__ == "__main__":
    workers = [multiprocessing.Process(target=send, args=(i,)) for i in range(CONNECTIONS)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    sys.exit(any(w.exitcode for w in workers))
