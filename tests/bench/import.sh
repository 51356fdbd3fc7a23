#!/bin/sh
# How fast lists come in: SCALE rows (default 100,000) with checks, folding, organisations and basis rows, beside
# `sqlite3 .import` of the same file into a table with a unique index; rounds interleaved, medians of ratios, of CPU time and
# of elapsed time (the second says little on a busy machine). Then the same file once more. SCALE=1000000 for the targets:
# at most 4 times, at most 200 MB.
cd "$(dirname "$0")/../.." || exit 1
exec /usr/bin/python3 - "${KVIESLYS:-$PWD/build/release/kvieslys}" "${SCALE:-100000}" "${ROUNDS:-3}" <<'PYTHON'
import os, random, resource, shutil, statistics, subprocess, sys, tempfile, time

program, rows, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
os.environ.setdefault("KVIESLYS_DATA", os.getcwd())
tmp = tempfile.mkdtemp(prefix="kvieslys-bench.")
table, ws, db = tmp + "/firms.csv", tmp + "/ws", tmp + "/plain.db"
GIVEN = "Jonas Ona Petras Rūta Jan Ewa Łukasz Małgorzata Žygimantas Eglė Wojciech Agnieszka".split()
FAMILY = "Petraitis Kazlauskienė Žukas Kowalski Wiśniewska Wójcik Šimkutė Stankevičius Dąbrowski Jankauskas".split()
FIRMS = ["UAB „%s“", "%s, UAB", "%s Sp. z o.o.", "MB %s", "P.P.H.U. %s", "AB „%s“"]
STEMS = "Metalas Baldai Drewno Stalmet Medis Technika Plienas Okna Meblopol Suvirinimas".split()
PLAIN = str.maketrans("ąčęėįšųūžłńóśźż", "aceeisuuzlnoszz")


def measure(*command):
    before, t = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    # a process of its own, so that the peak is its own
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit("failed: " + " ".join(command))
    return usage.ru_utime + usage.ru_stime, time.time() - t, usage.ru_maxrss / 1024


try:
    rng = random.Random(7)
    with open(table, "w", encoding="utf-8") as f:
        f.write("email;given_name;family_name;organisation;country;town;sector;language;phone\n")
        people = list(range(rows))
        rng.shuffle(people)
        for i in people:
            firm = i * 2 // 5
            g, n, lt = GIVEN[i % 12], FAMILY[i * 7 % 10], firm % 2
            f.write("%s.%s%d@%s%d.example;%s;%s;%s;%s;%s;%s;%s;%s\n" % (
                g.lower().translate(PLAIN), n.lower().translate(PLAIN), i, STEMS[firm % 10].lower(), firm, g, n,
                FIRMS[firm % 6] % ("%s %d" % (STEMS[firm % 10], firm)), ("Polska", "Lietuva")[lt], ("Białystok", "Alytus")[lt],
                ("metal", "drewno", "mediena", "metalo apdirbimas")[firm % 4], ("pl", "lt")[lt], "+3706%07d" % (i % 10000000)))
    print("%d rows, %.0f MB" % (rows, os.path.getsize(table) / 1e6))
    sqlite3 = shutil.which("sqlite3")
    load = [program, "-C", ws, "import", table, "--list", "all", "--basis", "consent", "--source", "bench"]
    cpu, wall = [], []
    for r in range(rounds):
        shutil.rmtree(ws, ignore_errors=True)
        if os.path.exists(db):
            os.remove(db)
        subprocess.run([program, "init", ws], check=True, stdout=subprocess.DEVNULL)
        plain = measure(sqlite3, db, "CREATE TABLE t(email TEXT, given_name TEXT, family_name TEXT, organisation TEXT, country TEXT, town TEXT,"
                        " sector TEXT, language TEXT, phone TEXT)", "CREATE UNIQUE INDEX u ON t(email)", ".mode csv", ".separator ;",
                        ".import --skip 1 %s t" % table)
        ours, again = measure(*load), measure(*load)
        cpu.append(ours[0] / plain[0])
        wall.append(ours[1] / plain[1])
        print("sqlite3 .import %.1f s CPU, %.1f s; import %.1f s CPU, %.1f s, %.0f MB; the same file again %.1f s CPU, %.1f s, %.0f MB"
              % (plain[:2] + ours + again))
    print("import ÷ sqlite3 .import: %.2f (CPU), %.2f (elapsed)" % (statistics.median(cpu), statistics.median(wall)))
finally:
    shutil.rmtree(tmp)
PYTHON
