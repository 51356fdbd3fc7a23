"""Verdicts on the corpus of answers: builds each mail with a made-up invitation (the corpus' own build.py), reads it
knowing that invitation, and prints the corpus' own score.

    intents.py CORPUS/intents VERDICTS TEMPLATES [--leave-out]

--leave-out also reads each mail with the pack of its own language left out: nothing may then be acted upon wrongly.
"""
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile


def module(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    m = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(m)
    return m


def outcome(v):
    """The score's words: what was done with the mail."""
    if v["kind"] in ("auto", "bounce"):
        return "auto"
    if v["outcome"] == "applied":
        return v["intent"]
    return v["outcome"]


def read_all(verdicts, templates, lines):
    p = subprocess.run([verdicts, templates], input="".join(lines), capture_output=True, text=True,
                       env=dict(os.environ, KVIESLYS_NOW="2027-03-02T09:00:00Z"))
    if p.returncode:
        sys.exit(p.stderr)
    return {v["id"]: v for v in map(json.loads, p.stdout.splitlines())}


def build(corpus, cases, tmp):
    maker = module(os.path.join(corpus, "build.py"), "build")
    invites, lines = {}, []
    for c in cases:
        inv = maker.made_up_invite(c)
        invites[c["participant"]["email"]] = inv
        text = os.path.join(tmp, c["id"] + ".sent")
        with open(text, "w", encoding="utf-8") as f:
            f.write(inv["text"])
        who = c["participant"]
        lines.append("\t".join([c["id"], os.path.join(tmp, c["id"] + ".eml"), c["campaign"], who["lang"], inv["subject"], text,
                                who["name"], who["email"]]) + "\n")
    path = os.path.join(tmp, "invites.json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(invites, f)
    subprocess.run([sys.executable, os.path.join(corpus, "build.py"), os.path.join(corpus, "cases.jsonl"), path, tmp],
                   check=True, stdout=subprocess.DEVNULL)
    return lines


def main(argv):
    corpus, verdicts, templates = argv[:3]
    with open(os.path.join(corpus, "cases.jsonl"), encoding="utf-8") as f:
        cases = [json.loads(x) for x in f if x.strip()]
    with tempfile.TemporaryDirectory() as tmp:
        lines = build(corpus, cases, tmp)
        got = read_all(verdicts, templates, lines)
        results = os.path.join(tmp, "results.jsonl")
        with open(results, "w", encoding="utf-8") as f:
            for c in cases:
                v = got[c["id"]]
                f.write(json.dumps({"id": c["id"], "outcome": outcome(v), "count": v["count"], "attendees": v["attendees"],
                                    "also_question": v["also_question"]}) + "\n")
        subprocess.run([sys.executable, os.path.join(corpus, "score.py"), results, os.path.join(corpus, "cases.jsonl")], check=True)
        if "--why" in argv:
            for c in cases:
                v = got[c["id"]]
                print(c["id"], c["expect"]["intent"], outcome(v), v["intent"], v["confidence"], v["reason"], repr(v["text"][:100]), v["evidence"])
        if "--leave-out" in argv:
            leave_out(cases, lines, verdicts, templates, tmp)
    return 0


def leave_out(cases, lines, verdicts, templates, tmp):
    acted = wrong = n = 0
    for lang in sorted({c["lang"] for c in cases}):
        packs = os.path.join(tmp, "packs-" + lang)
        shutil.copytree(templates, packs, ignore=lambda d, names: [lang] if d == templates else [])
        mine = [(c, x) for c, x in zip(cases, lines) if c["lang"] == lang]
        got = read_all(verdicts, packs, [x for _, x in mine])
        for c, _ in mine:
            o = outcome(got[c["id"]])
            n += 1
            if o in ("yes", "no", "maybe", "unsubscribe"):
                acted += 1
                wrong += o != c["expect"]["intent"]
    print("\nwith the pack of the mail's own language left out: of %d, %d acted upon, %d of them wrongly" % (n, acted, wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
