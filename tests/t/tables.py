#!/usr/bin/python3
"""Tables for t1020-import-robust.sh.

tables.py encodings FOLDER DUMP  5,000 rows in nine encodings and three separators; DUMP FILE prints rows. Tells files whose rows
                                 are not those of the UTF-8 one, and how many files there were.
tables.py faults FILE            a table with 25 faults; prints "line<TAB>what the reason must say" for each."""
import csv
import os
import random
import subprocess
import sys

LT = ["UAB „Žąsų plūkai“", "Šiaulių įrankiai", "Čekijos ėdalai", "Ąžuolų ūkis", "MB Paprasta"]
PL = ["Łódzka Stal Sp. z o.o.", "Żółta Gęś", "Śrubokręt i Źródło", "Część „Ćma”", "Prosta S.A."]
RU = ["ООО «Восток»", "Деревообработка Плюс", "Ўсход і Захад", "Їжак та Єдність", "Простая"]
NINE = {
    "utf-8": (LT, PL, RU), "utf-8-sig": (LT, PL, RU), "utf-16-le": (LT, PL, RU), "utf-16-be": (LT, PL, RU),
    "cp1257": (LT, PL, LT + PL), "iso8859-13": (LT, PL, LT + PL), "cp1250": (PL,), "iso8859-2": (PL,), "cp1251": (RU,),
}


def table(names, separator, quoted):
    rng = random.Random(5)
    lines = [separator.join(["email", "organisation", "town", "phone", "country"])]
    for i in range(5000):
        name = rng.choice(names) + " %d" % (i // 3)
        name = name.replace("”", "\"").replace("“", "\"").replace("„", "\"") if i % 7 == 0 else name
        if separator in name or '"' in name or i % quoted == 0:
            name = '"' + name.replace('"', '""') + '"'
        lines.append(separator.join(["a%d@firma%d.example" % (i, i // 3), name, rng.choice(names), "+3706%07d" % i, rng.choice(["LT", "PL", ""])]))
    return lines


def expected(lines, separator):
    """What the dump must say, by Python's own reader."""
    return "".join("%d: %s\n" % (n, "|".join(row)) for n, row in enumerate(csv.reader(lines, delimiter=separator), 1))


def dump(program, path):
    out = subprocess.run([program, path], capture_output=True, text=True, check=False)
    return out.stdout.split("\n", 1) if out.returncode == 0 else [out.stderr, ""]


def encodings(folder, program):
    n = 0
    for separator in ";,\t":
        wanted = {}
        for encoding, alphabets in NINE.items():
            for names in alphabets:
                if encoding == "iso8859-2":
                    names = [x.replace("„", '"').replace("”", '"') for x in names]
                if encoding == "iso8859-13":
                    names = [x.replace("”", "“") for x in names]
                lines = table(names, separator, 11)
                ends = "\r\n" if n % 2 else "\n"
                text = ends.join(lines) + ends
                if text not in wanted:
                    wanted[text] = expected(lines, separator)
                path = os.path.join(folder, "%s-%d.csv" % (encoding, n))
                mark = "\ufeff" if encoding.startswith("utf-16") and n % 4 < 2 else ""
                with open(path, "wb") as f:
                    f.write((mark + text).encode(encoding))
                what, rows = dump(program, path)
                if rows != wanted[text] or rows.count("\n") != 5001 or "FAULT" in rows:
                    print("%s, separator %r, %s: %s" % (encoding, separator, names[0], what.strip()))
                os.remove(path)
                n += 1
    print("%d files" % n)


FAULTS = [
    ("a@@b.example;X;LT", "is no mail address"), (";Be adreso;LT", "no address"), ("vienas;X;LT", "has no '@'"),
    ("a@b;X;LT", "domain has no dot"), ("a b@c.example;X;LT", "a blank stands before"), ("ąžuolas@c.example;X;LT", "only English letters"),
    (".a@c.example;X;LT", "a dot stands at the wrong place"), ("a..b@c.example;X;LT", "a dot stands at the wrong place"),
    ("a.@c.example;X;LT", "a dot stands at the wrong place"), ("@c.example;X;LT", "nothing stands before"), ("a@;X;LT", "nothing stands after"),
    ("a@-c.example;X;LT", "is no domain name"), ("a@c_d.example;X;LT", "is no domain name"), ("a@[127.0.0.1];X;LT", "names a machine by number"),
    ("a@c.1;X;LT", "ends in a number"), ("%s@c.example;X;LT" % ("a" * 65), "longer than 64"), ("a@%s.example;X;LT" % ("c" * 64), "is no domain name"),
    ("geras5@firma.example;Kitas;LT", "stands in line 6 already"), ("x@c.example;X;LT;per daug", "more cells than headings"),
    ('"x1@c.example;X;LT', "a quotation mark is opened and not closed"), ('"x2@c.example"y;X;LT', "text stands behind a closing quotation mark"),
    ("geras@viduje.example, blogas@@viduje.example;X;LT", "blogas@@viduje.example"), ("n/a;X;LT", "has no '@'"),
    ("a@c.example\x01;X;LT", "control character"), ("GERAS7@FIRMA.EXAMPLE;Kitas;LT", "stands in line 8 already"),
]


def faults(path):
    lines, told = ["email;organisation;country"], []
    for i in range(1, 2001):
        lines.append("geras%d@firma%s.example;Firma %d;LT" % (i, "" if i < 10 else str(i), i))
        if i % 80 == 0:
            text, reason = FAULTS[i // 80 - 1]
            lines.append(text)
            told.append("%d\t%s" % (len(lines), reason))
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    print("\n".join(told))


if sys.argv[1] == "encodings":
    encodings(sys.argv[2], sys.argv[3])
else:
    faults(sys.argv[2])
