#!/bin/sh
# kvieslys import: the sample lists, the same file twice, encodings, rejects, strict, dry run, maps.
. "$(dirname "$0")/lib.sh"
plan 29
ws_new
imp() { f=$1; shift; k import "$f" --list l --basis consent --source "test" "$@"; }
for l in firms-lt firms-pl institutes; do
	like "$l goes in whole" "$(imp "$ROOT/lists/$l.csv" 2>&1)" " 0 rejected"
done
n=$(sql "SELECT count(*) FROM contact")
before=$(sqlite3 "$WS/kvieslys.db" "SELECT * FROM contact" "SELECT * FROM organisation" "SELECT * FROM basis" "SELECT * FROM list_member" | sha256sum)
like "the same file again changes nothing" "$(imp "$ROOT/lists/firms-lt.csv")" "0 new, 0 changed, 28 the same, 0 rejected"
is "the database is as before" "$(sqlite3 "$WS/kvieslys.db" "SELECT * FROM contact" "SELECT * FROM organisation" "SELECT * FROM basis" "SELECT * FROM list_member" | sha256sum)" "$before"
is "two people of one firm, one organisation" "$(sql "SELECT count(DISTINCT organisation_id) FROM contact WHERE email_key LIKE '%@bialmet.example'")" 1
is "countries and sectors in one form" "$(sql "SELECT group_concat(DISTINCT country) || group_concat(DISTINCT sector) FROM (SELECT * FROM organisation ORDER BY country, sector)")" "LT,PLmetal,wood"
is "one audit row for an import" "$(sql "SELECT count(*) FROM audit WHERE action = 'import'")" 4
is "one basis row for a contact" "$(sql "SELECT count(*) FROM basis")" "$n"

cat >"$TMP/a.csv" <<'CSV'
El. paštas;Vardas;Pavardė;Įmonė;Šalis;Kalba
ąžuolas@firma.example;Ąžuolas;Šimkus;UAB „Ąžuolas“;Lietuva;lt
petras@firma.example;Petras;Žukas;"UAB ""Ąžuolas""
antra eilutė";LT;lietuvių
CSV
sed -i 's/^ąžuolas@/azuolas@/' "$TMP/a.csv"
imp "$TMP/a.csv" >/dev/null 2>&1
is "a quoted line break" "$(sql "SELECT count(*) FROM contact WHERE email_key IN ('azuolas@firma.example','petras@firma.example')")" 2
names=$(sql "SELECT given_name || ' ' || family_name FROM contact WHERE email_key LIKE '%@firma.example' ORDER BY id")
for enc in WINDOWS-1257 ISO-8859-13 UTF-16LE; do
	iconv -f UTF-8 -t "$enc" <"$TMP/a.csv" >"$TMP/a.$enc.csv" 2>/dev/null || { sed 's/„/"/; s/“/"/' "$TMP/a.csv" | iconv -f UTF-8 -t "$enc//TRANSLIT" >"$TMP/a.$enc.csv"; }
	sql "DELETE FROM change; DELETE FROM list_member; DELETE FROM basis; DELETE FROM contact WHERE email_key LIKE '%@firma.example'"
	case $enc in UTF-16LE) set -- --encoding UTF-16LE ;; *) set -- ;; esac
	imp "$TMP/a.$enc.csv" "$@" >"$TMP/out" 2>&1
	is "$enc: the same names" "$(sql "SELECT given_name || ' ' || family_name FROM contact WHERE email_key LIKE '%@firma.example' ORDER BY id")" "$names"
done

cat >"$TMP/b.csv" <<'CSV'
email,name,country,language
good@one.example,Jonas Good,LT,lt
bad@@two.example,X,LT,lt
,Nobody,LT,lt
"Ona Gera <ona@three.example>, info@three.example",,PL,pl
good@one.example,Jonas Again,LT,lt
CSV
imp "$TMP/b.csv" >"$TMP/out" 2>"$TMP/err"
is "good rows go in, bad ones are counted" "$(grep -o '3 new, 0 changed, 0 the same, [0-9]* rejected' "$TMP/out")" "3 new, 0 changed, 0 the same, 3 rejected"
like "a bad address: file and line" "$(cat "$TMP/err")" "b.csv:3: not imported: 'bad@@two.example'"
like "no address" "$(cat "$TMP/err")" "b.csv:4: not imported: no address"
like "the same address twice" "$(cat "$TMP/err")" "b.csv:6: not imported: good@one.example stands in line 2 already"
is "a name beside an address" "$(sql "SELECT name FROM contact WHERE email_key = 'ona@three.example'")" "Ona Gera"
is "the rejects file" "$(wc -l <"$TMP/b.csv.rejects.csv")" 4
sed -i 's/bad@@two/good@two/g' "$TMP/b.csv.rejects.csv"
like "corrected and fed back" "$(imp "$TMP/b.csv.rejects.csv" 2>/dev/null)" "1 new"
n=$(sql "SELECT count(*) FROM contact")
printf 'email\nx@new.example\nbad\n' >"$TMP/c.csv"
exits "strict: refused" 1 imp "$TMP/c.csv" --strict
is "strict: nothing went in" "$(sql "SELECT count(*) FROM contact")" "$n"
imp "$TMP/c.csv" --dry-run >/dev/null 2>&1
is "dry run: nothing went in" "$(sql "SELECT count(*) FROM contact")" "$n"
printf 'Kontaktas1;Kažkas\nmapped@new.example;Vardenis Pavardenis\n' >"$TMP/d.csv"
exits "no column of addresses" 1 imp "$TMP/d.csv"
imp "$TMP/d.csv" --map Kontaktas1=email --map Kažkas=name >/dev/null
is "mapped" "$(sql "SELECT name FROM contact WHERE email_key = 'mapped@new.example'")" "Vardenis Pavardenis"
like "the map is remembered" "$(imp "$TMP/d.csv")" "1 the same"

printf 'email;name;organisation\n' >"$TMP/cy.csv"
for i in $(seq 1 40); do echo "p$i@cy$i.example;Иван Петрович Смирнов;Общество Металлообработка Восток"; done >>"$TMP/cy.csv"
for enc in UTF-16LE UTF-16BE; do
	iconv -f UTF-8 -t $enc <"$TMP/cy.csv" >"$TMP/cy.$enc.csv"
	imp "$TMP/cy.$enc.csv" >"$TMP/out" 2>&1
	is "$enc without a mark, Cyrillic" "$(grep -c "CSV, $enc\|^40 rows: .* 0 rejected" "$TMP/out")" 2
done
exits "more maps than are taken are refused" 1 imp "$TMP/cy.csv" $(seq -f '--map c%g=phone' 1 70)
