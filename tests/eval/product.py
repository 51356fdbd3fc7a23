"""The intents corpus through the whole product: firms imported, two campaigns sent into a Maildir, the corpus' replies
built on the letters really sent, fetched, listed and scored with the corpus' own score.py.

    product.py CORPUS WORKFOLDER [CASES.jsonl]      (the program is $KVIESLYS)
"""
import csv
import email
import email.policy
import glob
import json
import os
import shutil
import subprocess
import sys
import time

corpus, work = sys.argv[1], sys.argv[2]
cases_file = sys.argv[3] if len(sys.argv) > 3 else os.path.join(corpus, "cases.jsonl")
program = os.environ["KVIESLYS"]
ws = os.path.join(work, "ws")
env = dict(os.environ, KVIESLYS_NOW="2027-03-01T08:00:00Z")

EVENT = """[event]
id = seminar
start = 2027-03-18 10:00
end = 2027-03-18 16:00
zone = Europe/Vilnius
capacity = 2000
party-max = 50
"""
TEXTS = {
    "lt": ("Šiuolaikinės metalo apdirbimo technologijos", "Alytus, Pramonės g. 1", "Alytuje"),
    "pl": ("Nowoczesne technologie obróbki metalu", "Alytus (Olita), Pramonės g. 1", "w Olicie"),
    "en": ("Modern metal processing technologies", "Alytus, Pramonės g. 1", "in Alytus"),
    "ru": ("Современные технологии обработки металла", "Алитус, Pramonės g. 1", "в Алитусе"),
    "uk": ("Сучасні технології обробки металу", "Алітус, Pramonės g. 1", "в Алітусі"),
    "be": ("Сучасныя тэхналогіі апрацоўкі металу", "Алітус, Pramonės g. 1", "у Алітусе"),
}
OFFER = {
    "lt": ("Lazerinio pjovimo paslaugos", "Siūlome lazerinio pjovimo paslaugas nerūdijančiam plienui."),
    "pl": ("Usługi cięcia laserowego", "Oferujemy usługi cięcia laserowego stali nierdzewnej."),
    "en": ("Laser cutting services", "We offer laser cutting of stainless steel."),
    "ru": ("Услуги лазерной резки", "Предлагаем услуги лазерной резки нержавеющей стали."),
    "uk": ("Послуги лазерного різання", "Пропонуємо послуги лазерного різання нержавіючої сталі."),
    "be": ("Паслугі лазернай рэзкі", "Прапануем паслугі лазернай рэзкі нержавеючай сталі."),
}


def run(*args, **kw):
    p = subprocess.run([program, "-C", ws, *args], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kw)
    if p.returncode != 0:
        sys.exit("kvieslys %s: exit %d\n%s" % (" ".join(args), p.returncode, p.stderr[-2000:]))
    return p.stdout


def write(name, text):
    path = os.path.join(work, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def main():
    cases = [json.loads(x) for x in open(cases_file, encoding="utf-8-sig") if x.strip()]
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    subprocess.run([program, "init", ws], env=env, check=True, stdout=subprocess.DEVNULL)
    write("ws/kvieslys.conf", "[sender]\nname = Pietų verslo centras\naddress = seminarai@centras.example\n"
          "postal = Pramonės g. 1, Alytus\n[relay files]\ntransport = maildir\npath = outbox\n"
          "[mailbox files]\ntype = maildir\npath = inbox\n")
    for campaign in ("seminar", "offer"):
        rows = {c["participant"]["email"]: c["participant"] for c in cases if c["campaign"] == campaign}
        with open(os.path.join(work, campaign + ".csv"), "w", encoding="utf-8", newline="") as f:
            w = csv.writer(f)
            w.writerow(["email", "name", "organisation", "country", "language"])
            for p in rows.values():
                w.writerow([p["email"], p.get("name") or "", p.get("company") or "", p.get("country") or "", p.get("lang") or ""])
        run("import", os.path.join(work, campaign + ".csv"), "--list", campaign, "--basis", "consent", "--source", "corpus")
    write("event.conf", EVENT + "".join("[text %s]\ntitle = %s\nplace = %s\nplace-in = %s\n" % (k, *v) for k, v in TEXTS.items()))
    write("offer.conf", "[offer]\nid = BOLT-1\nkind = business-offer\ncountry = LT\nsector = metal\nvalid-until = 2027-06-30\n"
          + "".join("[text %s]\ntitle = %s\nsummary = %s\ndescription = %s\npartner-sought = %s\n" % (k, *v, v[1], v[1]) for k, v in OFFER.items()))
    run("event", "add", os.path.join(work, "event.conf"))
    run("offer", "add", os.path.join(work, "offer.conf"))
    common = "languages = lt, pl, en, ru, uk, be\nfallback = de:en\nexpires = 2027-03-18\n"
    write("c1.conf", "[campaign]\nid = seminar\nclass = event\nevent = seminar\nletter = invitation\nto = list:seminar\n" + common)
    write("c2.conf", "[campaign]\nid = offer\nclass = offer\noffer = BOLT-1\nletter = offer\nto = list:offer\n" + common)
    for c in ("c1.conf", "c2.conf"):
        run("campaign", "add", os.path.join(work, c))
    for c in ("seminar", "offer"):
        run("campaign", "start", c)
    run("send")
    invites = {}
    for path in glob.glob(os.path.join(ws, "outbox", "new", "*")):
        m = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
        text = m.get_body(("plain",))
        html = m.get_body(("html",))
        to = m["To"].addresses[0].addr_spec
        invites[to] = {"message_id": m["Message-ID"].strip(), "reply_to": m["Reply-To"].addresses[0].addr_spec, "subject": str(m["Subject"]),
                       "text": text.get_content().replace("\r\n", "\n"), "html": html.get_content().replace("\r\n", "\n") if html else "",
                       "from_name": m["From"].addresses[0].display_name}
    missing = {c["participant"]["email"] for c in cases} - set(invites)
    if missing:
        sys.exit("no letter was sent to %d participants, such as %s" % (len(missing), sorted(missing)[0]))
    write("invites.json", json.dumps(invites))
    out = os.path.join(work, "eml")
    subprocess.run([sys.executable, os.path.join(corpus, "build.py"), cases_file, os.path.join(work, "invites.json"), out], check=True, stdout=subprocess.DEVNULL)
    ids = {}
    for i, c in enumerate(cases):
        raw = open(os.path.join(out, c["id"] + ".eml"), "rb").read()
        ids[email.message_from_bytes(raw, policy=email.policy.default)["Message-ID"].strip()] = c["id"]
        with open(os.path.join(ws, "inbox", "new", "%06d.%s" % (i, c["id"])), "wb") as f:
            f.write(raw)
    env["KVIESLYS_NOW"] = "2027-03-10T08:00:00Z"
    start = time.time()
    run("fetch")
    seconds = time.time() - start
    results = []
    for line in run("reply", "list", "--format", "json").splitlines():
        r = json.loads(line)
        case = ids.get(r["message_id"])
        if case is None:
            continue
        outcome = r["outcome"]
        if outcome == "applied":
            outcome = "auto" if r["kind"] in ("auto", "bounce", "complaint") else r["intent"]
        if outcome == "ignored" and r["kind"] in ("auto", "bounce"):
            outcome = "auto"
        if outcome not in ("yes", "no", "maybe", "unsubscribe", "auto", "review", "ignored"):
            outcome = "review"
        results.append({"id": case, "outcome": outcome, "count": r.get("count"), "attendees": r.get("attendees") or [], "also_question": bool(r.get("also_question"))})
    write("results.jsonl", "".join(json.dumps(r) + "\n" for r in results))
    subprocess.run([sys.executable, os.path.join(corpus, "score.py"), os.path.join(work, "results.jsonl"), cases_file])
    print("\nfetched and applied: %d replies in %.2f s" % (len(cases), seconds))


main()
