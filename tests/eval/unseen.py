"""How labelled replies are read: by language the share decided rightly, wrongly and left to a person, then numbers and names.

    unseen.py INTENTS TEMPLATES FILE [--rules] [-v]

INTENTS is the helper of that name; --rules leaves the examples out; -v prints what was not read rightly."""
import collections
import json
import subprocess
import sys

ME = "Jonas Petrauskas"


def read(helper, templates, rows, how):
    lines = "".join("\t".join([str(i), r[1], r[0], ME, "jonas@firma.example", ME, "jonas@firma.example", "", "", r[5]]) + "\n"
                    for i, r in enumerate(rows))
    out = subprocess.run([helper, templates, *how], input=lines, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def fate(want, answer):
    acts = answer["sure"] and answer["intent"] not in ("question", "other", "none")
    if want in ("question", "other"):
        return "wrong" if acts else "right"
    return "review" if not acts else "right" if answer["intent"] == want else "wrong"


class People:
    """Of the registrations that were rightly acted upon."""

    def __init__(self):
        self.n = self.counted = self.hit = self.extra = self.missed = 0

    def add(self, count, names, answer):
        given = {a["name"] for a in answer["attendees"]}
        want = {ME if n == "@" else n for n in names.split(";") if n and n != "@?"}
        if "@?" in names or not names:
            given.discard(ME)
        got = answer["count"] or 0
        right = got == count or (count == 0 and got <= 1)
        self.n += 1
        self.counted += right
        self.hit += len(want & given)
        self.extra += len(given - want)
        self.missed += len(want - given)
        return right and want == given

    def __str__(self):
        return (f"numbers right {self.counted} of {self.n}, names F1 "
                f"{2 * self.hit / max(1, 2 * self.hit + self.extra + self.missed):.3f}")


def main():
    helper, templates, path, *how = sys.argv[1:]
    rows = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8") if line.strip() and line[0] != "#"]
    tally, people, false, left = collections.Counter(), People(), 0, [0, 0]
    for r, a in zip(rows, read(helper, templates, rows, [h for h in how if h != "-v"])):
        f = fate(r[2], a)
        tally[r[0], f] += 1
        tally["all", f] += 1
        false += f == "wrong" and a["intent"] == "yes" and r[1] == "seminar"
        left[0] += r[2] == "unsubscribe" and f == "right"
        left[1] += r[2] == "unsubscribe"
        fine = people.add(int(r[3]), r[4], a) if f == "right" and r[2] == "yes" and r[1] == "seminar" else True
        if "-v" in how and (f != "right" or not fine):
            print(f if f != "right" else "PEOPLE", r[:5], "->", a["intent"], a["sure"], a["confidence"], a["count"],
                  [x["name"] for x in a["attendees"]], "|", r[5], "|", a["reason"])
    print("rules alone" if "--rules" in how else "rules and examples")
    for lang in ["all", *dict.fromkeys(r[0] for r in rows)]:
        n = sum(tally[lang, f] for f in ("right", "wrong", "review"))
        print(f"  {lang:4}{n:5}  " + ", ".join(f"{f} {100 * tally[lang, f] / n:.1f} %" for f in ("right", "wrong", "review")))
    print(f"  false registrations {false}, unsubscribe found {left[0]} of {left[1]}, {people}")


main()
