"""How bounces of a family fare when its own wordings are unknown: every phrase of the packs that occurs in no other
family's mail is left out, then the family is read. What remains is what the general rules and the others' words know.
By mail system (family), and by where the corpus took the mails from (source).

    bounces_left_out.py CORPUS REPORT_DUMP TEMPLATES
"""
import collections
import csv
import glob
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

corpus, dump, templates = sys.argv[1:4]
sys.path.insert(0, os.path.join(corpus, "bounces"))
import grade  # noqa: E402

NAMES = ("detect", "reject", "recipient", "kind3", "delay", "reason", "status")


def run(*args):
    return subprocess.run([dump, *args], stdout=subprocess.PIPE, check=True).stdout.decode("utf-8", "replace")


def fold(s):
    s = unicodedata.normalize("NFD", s.lower().replace("ł", "l").replace("ß", "ss").replace("ё", "е"))
    s = "".join(c for c in s if not unicodedata.combining(c) or c == "\u0306")
    return " ".join(unicodedata.normalize("NFC", s).lstrip("* ").split("*")[0].split())


def without(phrases, target):
    """A copy of the packs without these phrases."""
    for conf in glob.glob(templates + "/*/*.conf"):
        copy = os.path.join(target, os.path.relpath(conf, templates))
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        if os.path.basename(conf) != "bounce.conf":
            os.symlink(os.path.abspath(conf), copy)
            continue
        kept = [x for x in open(conf, encoding="utf-8") if "=" not in x or fold(x.split("=")[0]) not in phrases]
        open(copy, "w", encoding="utf-8").writelines(kept)


def main():
    labels, _ = grade.load(os.path.join(corpus, "bounces", "labels.tsv"))
    folder = os.path.join(corpus, "bounces", "eml")
    files = sorted(labels)
    family = {f: labels[f][0][10] for f in files}
    source = {f: re.split(r"[:/]", labels[f][0][9])[0] for f in files}
    hits = collections.defaultdict(set)
    for line in run("words", templates, *[os.path.join(folder, f) for f in files]).splitlines():
        f, _, phrase = line.split("\t")
        hits[phrase].add(f)
    for name, group in (("system", family), ("source", source)):
        predicted = {}
        dropped = 0
        for g in sorted(set(group.values())):
            mine = [f for f in files if group[f] == g]
            own = {p for p, where in hits.items() if all(group[f] == g for f in where)}
            dropped += len(own)
            with tempfile.TemporaryDirectory() as tmp:
                without(own, tmp + "/packs")
                for line in run(tmp + "/packs", *[os.path.join(folder, f) for f in mine]).splitlines():
                    cells = line.split("\t")
                    predicted.setdefault(cells[0], []).append(cells)
        def table(which, chosen):
            score, _ = grade.grade(labels, predicted, chosen)
            print("%-34s %4d  " % (which, len(chosen)) + " ".join("%s %.1f%%" % (n, 100.0 * score[n][0] / score[n][1]) for n in NAMES if score[n][1]))
        if "--misses" in sys.argv:
            for miss in grade.grade(labels, predicted, files)[1]:
                print(*miss, sep="\t")
        table("each %s's own words left out" % name, files)
        table("  the same, FRESH", [f for f in files if family[f].startswith("fresh")])


main()
