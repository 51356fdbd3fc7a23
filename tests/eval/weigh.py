#!/usr/bin/python3
"""Fits the weights of src/domain/intent_weigh.c: how far the examples' opinion is believed, and what each outcome of the
rules speaks for.

    weigh.py SEEN… -- FRESH…

SEEN are labelled replies on which the rules were made or mended, FRESH such that the rules have never been tried on: only
those tell how often the rules are right. The examples' opinion of a fresh reply comes from weights learnt without its
fifth (contrib/learn.c). Prints the table as C, and how the fresh replies would then be decided."""
import collections
import json
import math
import os
import subprocess
import sys

CLASSES = ["yes", "no", "maybe", "unsubscribe", "question", "other"]
LEAST = -6.9
CERTAIN = 0.9
BUILD = os.environ.get("BUILD", "build/release")


def rows(paths):
    for path in paths:
        for line in open(path, encoding="utf-8"):
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def rules_say(fresh):
    lines = "".join("\t".join([str(i), r[1], r[0], "Jonas Petrauskas", "jonas@firma.example", "Jonas Petrauskas",
                               "jonas@firma.example", "", "", r[5]]) + "\n" for i, r in enumerate(fresh))
    out = subprocess.run([f"{BUILD}/tests/helpers/intents", "templates", "--rules"], input=lines, capture_output=True,
                         text=True, check=True).stdout
    for line in out.splitlines():
        o = json.loads(line)
        said = CLASSES.index(o["intent"]) if o["intent"] in CLASSES else CLASSES.index("other")
        yield said + len(CLASSES) * (0 if not o["sure"] else 1 if o["confidence"] < CERTAIN else 2)


def probabilities(a, table, outcome, log_p):
    s = [a * max(p, LEAST) + w for p, w in zip(log_p, table[outcome])]
    most = max(s)
    e = [math.exp(x - most) for x in s]
    return [x / sum(e) for x in e]


def fit(outcomes, log_ps, labels, rounds=300, step=0.3, pull=0.5):
    a, a_squares = 1.0, 1e-6
    table = [[0.0] * 6 for _ in range(18)]
    squares = [[1e-6] * 6 for _ in range(18)]
    for _ in range(rounds):
        slopes = [[pull * w for w in line] for line in table]
        a_slope = 0.0
        for o, lp, y in zip(outcomes, log_ps, labels):
            for k, p in enumerate(probabilities(a, table, o, lp)):
                d = p - (k == y)
                slopes[o][k] += d
                a_slope += d * max(lp[k], LEAST)
        a_squares += a_slope ** 2
        a -= step * a_slope / math.sqrt(a_squares)
        for o in range(18):
            for k in range(6):
                squares[o][k] += slopes[o][k] ** 2
                table[o][k] -= step * slopes[o][k] / math.sqrt(squares[o][k])
    return a, table


def main():
    cut = sys.argv.index("--")
    fresh = list(rows(sys.argv[cut + 1:]))
    cross = subprocess.run(["build/learnt/learn", "--cross", *sys.argv[1:]], capture_output=True, text=True, check=True).stdout
    log_ps = [[float(x) for x in line.split("\t")] for line in cross.splitlines()]
    outcomes = list(rules_say(fresh))
    labels = [CLASSES.index(r[2]) for r in fresh]
    a, table = fit(outcomes, log_ps, labels)
    print(f"static const double examples_weight = {a:.2f};")
    for o, line in enumerate(table):
        seen = outcomes.count(o)
        print("\t{ " + ", ".join(f"{w:.2f}" for w in line) + f" }}, /* {seen} */")
    for limit in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        tally, false = collections.Counter(), 0
        for o, lp, y in zip(outcomes, log_ps, labels):
            p = probabilities(a, table, o, lp)
            k = p.index(max(p))
            acts = p[k] >= limit and k < 4
            tally["right" if (acts and k == y) or (not acts and y > 3) else "wrong" if acts else "review"] += 1
            false += acts and k == 0 and y != 0
        n = len(labels)
        print(f"at {limit}: " + ", ".join(f"{w} {100 * tally[w] / n:.1f} %" for w in ("right", "wrong", "review")) +
              f", false registrations {false}")


main()
