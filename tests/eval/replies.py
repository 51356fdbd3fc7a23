#!/usr/bin/python3
"""Reply reading measured on a corpus: labels.tsv (name, file, suite, lang, client, mode, n_expected, …), cases/NAME.txt or
.eml, cases/NAME.expected, .expected2 …  A case is right when the text equals one of its expectations after every run
of white space is made one blank.

  replies.py CORPUS REPLY_CUT [--packs DIR] [--misses] [--leave-out]

--leave-out reads every case again without the pack of its own language: what structure and the other languages say
alone about a language nobody described. That is the cross-check: words of a language are never needed for its score."""
import csv, json, os, re, shutil, subprocess, sys, tempfile
from collections import defaultdict


def fold(text):
    return re.sub(r'\s+', ' ', (text or '').replace('\u200b', '').replace('\ufeff', '')).strip()


def read_labels(corpus):
    with open(os.path.join(corpus, 'labels.tsv'), encoding='utf-8') as f:
        return list(csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE))


def run(program, packs, corpus, rows):
    args = [program, '--packs', packs]
    args += ['%s:%s:%s' % (r['mode'], r['name'], os.path.join(corpus, 'cases', r['file'])) for r in rows]
    return json.loads(subprocess.run(args, check=True, stdout=subprocess.PIPE).stdout) if rows else {}


def without_pack(packs, lang):
    """A copy of the packs in which the language, and every line of foreign words in its script, is missing."""
    copy = tempfile.mkdtemp()
    for name in os.listdir(packs):
        if name != lang and os.path.isdir(os.path.join(packs, name)):
            shutil.copytree(os.path.join(packs, name), os.path.join(copy, name))
    if lang not in os.listdir(packs):  # a language of the foreign words: all of them go
        foreign = os.path.join(copy, 'en', 'quotes-foreign.conf')
        if os.path.exists(foreign):
            os.remove(foreign)
    return copy


def grade(corpus, rows, texts, misses):
    table = defaultdict(lambda: [0, 0, 0, 0])
    for r in rows:
        wants = []
        for i in range(int(r['n_expected'])):
            path = os.path.join(corpus, 'cases', '%s.expected%s' % (r['name'], '' if i == 0 else i + 1))
            with open(path, encoding='utf-8') as f:
                wants.append(fold(f.read()))
        got = fold(texts.get(r['name']))
        right = got in wants
        leak = not right and any(w and got.startswith(w) for w in wants)
        loss = not right and not leak and any(got in w for w in wants)
        kind = 'localized' if r['suite'].startswith('composed') else 'found'
        for key in ('all', kind, 'suite ' + r['suite'], 'lang ' + r['lang']):
            table[key][0] += 1
            table[key][1] += right
            table[key][2] += leak
            table[key][3] += loss
        if not right and misses:
            print('MISS', r['name'], r['mode'], 'leak' if leak else 'loss' if loss else 'other')
            print('   want', wants[0][-200:])
            print('   got ', got[-200:])
    return table


def show(title, table):
    print('%-28s %5s %6s %7s %5s %5s' % (title, 'cases', 'exact', '%', 'leak', 'loss'))
    for key in sorted(table, key=lambda k: (k.startswith('suite'), k.startswith('lang'), k)):
        n, right, leak, loss = table[key]
        print('%-28s %5d %6d %6.1f%% %5d %5d' % (key, n, right, 100.0 * right / n, leak, loss))


def main():
    argv = sys.argv[1:]
    corpus, program = argv[0], argv[1]
    packs = argv[argv.index('--packs') + 1] if '--packs' in argv else 'templates'
    rows = read_labels(corpus)
    show('reply text', grade(corpus, rows, run(program, packs, corpus, rows), '--misses' in argv))
    if '--leave-out' not in argv:
        return
    texts = {}
    for lang in sorted({r['lang'] for r in rows}):
        copy = without_pack(packs, lang)
        texts.update(run(program, copy, corpus, [r for r in rows if r['lang'] == lang]))
        shutil.rmtree(copy)
    show('own language left out', grade(corpus, rows, texts, False))


main()
