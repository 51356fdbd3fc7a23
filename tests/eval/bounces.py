"""Bounces, complaints and automatic replies of the corpus through `kvieslys reply explain --format json`, graded by the
corpus' own grade.py; people and machines by the labels. By family too: the figure that counts is the one on mail that
no bounce parser has in its own tests (fresh).

    bounces.py CORPUS PROGRAM
"""
import csv
import glob
import json
import os
import subprocess
import sys
import tempfile
import time

corpus, program = sys.argv[1:3]


def explain(files):
    out = []
    for i in range(0, len(files), 200):
        p = subprocess.run([program, "reply", "explain", "--format", "json", *files[i:i + 200]], stdout=subprocess.PIPE, check=True, cwd="/")
        out += [json.loads(x) for x in p.stdout.decode().splitlines()]
    return out


def rows(r):
    """The lines that grade.py wants of one mail."""
    name = os.path.basename(r["file"])
    if r["kind"] == "auto":
        return [(name, "auto-reply", "-", "-", "-", "-", "-")]
    if r["kind"] not in ("bounce", "complaint"):
        return [(name, "none", "-", "-", "-", "-", "-")]
    b = r["bounce"] or {}
    out = []
    for x in b.get("recipients") or [{"address": None, **b}]:
        kind = "complaint" if r["kind"] == "complaint" else x.get("permanence") or "soft"
        out.append((name, kind, x.get("address") or "-", x.get("status") or "-", x.get("reason") or "-", "-", "delayed" if kind == "delayed" else "failed"))
    return out


def main():
    files = sorted(glob.glob(os.path.join(corpus, "bounces", "eml", "*")))
    start = time.time()
    found = explain(files)
    seconds = time.time() - start
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", delete=False) as f:
        for r in found:
            for row in rows(r):
                f.write("\t".join(row) + "\n")
    print("peers, development half: found / recipient / kind / reason / status")
    print("  Sisimai 5.1  97.1 / 96.5 / 93.2 / 95.4 / 96.6    Sisimai 4.25  95.5 / 95.1 / 91.0 / 86.9 / 93.4    flufl  75.9 / 74.0 / 76.0 / - / -")
    graded = subprocess.run([sys.executable, os.path.join(corpus, "bounces", "grade.py"), os.path.join(corpus, "bounces", "labels.tsv"), f.name,
                             "--by", "family"], stdout=subprocess.PIPE, text=True).stdout
    for line in graded.splitlines():
        if line.startswith(("group", "ALL", "FRESH", "safety")):
            print(line.rstrip())
    os.unlink(f.name)
    print("%d mails in %.2f s: %.0f a second (Sisimai 1,650-1,850)\n" % (len(files), seconds, len(files) / seconds))

    labels = list(csv.DictReader(open(os.path.join(corpus, "autoreplies", "labels.tsv"), encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    got = {os.path.basename(r["file"]): r for r in explain([os.path.join(corpus, "autoreplies", "eml", x["file"]) for x in labels])}
    auto = [x["file"] for x in labels if x["label"] == "auto"]
    human = [x["file"] for x in labels if x["label"] == "human"]
    machine = ("auto", "bounce", "complaint")
    print("automatic replies found %d of %d, people kept %d of %d   (Discourse 14/17, 70/70; Sisimai 11/17, 70/70)" % (
        sum(got[x]["kind"] in machine for x in auto), len(auto), sum(got[x]["kind"] not in machine for x in human), len(human)))
    for x in auto:
        if got[x]["kind"] not in machine:
            print("  missed: %s (%s)" % (x, got[x]["kind"]))
    for x in human:
        if got[x]["kind"] in machine:
            print("  lost: %s (%s, %s)" % (x, got[x]["kind"], got[x]["reason"]))


main()
