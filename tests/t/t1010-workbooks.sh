#!/bin/sh
# Workbooks: XLSX and ODS as usual programs write them, as only a few do, damaged ones and such as mean harm.
. "$(dirname "$0")/lib.sh"
plan 44
ws_new
imp() { f=$1; shift; k import "$f" --list l --basis consent --source "test" "$@"; }
dump() { f=$1; shift; "$HELPERS/sheet_dump" "$TMP/$f" "$@" 2>&1; }
peers=$("$PY" "$ROOT/tests/t/workbooks.py" "$TMP")

usual='info@metalas.example|UAB „Metalas“|37061234567|000123456|2026-05-03|2026-05-03 14:30|0.3|TRUE'
for kind in xlsx ods; do
	if [ -n "$peers" ]; then
		for i in 1 2 3 4 5 6; do result 0 "$kind of another program # SKIP $peers"; done
		continue
	fi
	other=; [ $kind = xlsx ] && other=", 'Kita'"
	is "$kind: the first sheet that is not hidden" "$(dump usual.$kind | head -1)" "$(echo $kind | tr a-z A-Z), sheet 'Įmonės'; not read: 'Slapta' (hidden)$other"
	is "$kind: texts, digits of numbers, dates" "$(dump usual.$kind | sed -n 3p)" "2: $usual"
	is "$kind: another sheet" "$(dump usual.$kind kita | sed -n 2p)" "1: email"
	like "$kind: no such sheet" "$(dump usual.$kind Nėra)" "usual.$kind: no sheet 'Nėra'; there are 'Slapta' \(hidden\), 'Įmonės', 'Kita'"
	like "$kind: imported" "$(imp "$TMP/usual.$kind" --list "$kind" 2>/dev/null)" "(3|1) new|3 the same"
	is "$kind: telephone and code whole" "$(sql "SELECT phone || ' ' || code FROM contact JOIN organisation o ON o.id = organisation_id WHERE email_key = 'info@metalas.example'")" "+37061234567 000123456"
done

is "xlsx: shared, rich and inline strings" "$(dump odd.xlsx | sed -n 2,4p)" "1: email||po du
2: jonas@firma.example|37061234567|rezultatas
5: Tarpai||viena\\r\\ndu _x"
is "xlsx: a formula's error is told and empty" "$(dump odd.xlsx | sed -n 5p)" "6: |1 NOTE Lapas!A6: the formula gives an error; taken for empty"
is "xlsx: a text that is missing is the row's fault" "$(dump odd.xlsx | sed -n 6p)" "7:  FAULT Lapas!A7: the text of this cell is missing in the file"
is "xlsx: dates by format" "$(dump odd.xlsx | sed -n 7p)" "8: 2026-03-17|2026-03-17 12:00|46098|2026-03-17 14:30|14:30|1900-02-29|2026-03-17"
is "xlsx: numbers" "$(dump odd.xlsx | sed -n 8p)" "9: 1234.57|-0.000012|123456789012345678901|150000000000000000000|10|ne skaičius|0|FALSE"
is "xlsx: dates since 1904" "$(dump since1904.xlsx | tail -1)" "1: 2026-03-17"
is "xlsx: tags with a prefix" "$(dump prefix.xlsx | tail -1)" "1: 5"
is "xlsx: a row of a million, a column too far" "$(dump wide.xlsx | tail -2)" "1048576:  FAULT Lapas!XFD1048576: more than 1024 columns
1048577: |2"
is "xlsx: a cell too long is the row's fault alone" "$(dump long.xlsx | tail -2 | sed 's/xx*//')" "3:  FAULT Lapas!A3: the row is longer than 65536 bytes
4: 1"
is "ods: repeated, covered, nested, annotated cells" "$(dump odd.ods | sed -n 2,3p)" "1: email
5: jonas@firma.example\\nantra   eil\\nx	y||+370 612 34567|+370 612 34567 NOTE Lapas!E5: the formula gives an error; taken for empty"
is "ods: a row repeated a million times is told once" "$(dump odd.ods | tail -1)" "6: |LT NOTE Lapas!A6: 1048576 rows are the same; taken once"
like "ods: a cell repeated for ever" "$(dump wide.ods | sed -n 2p)" "FAULT L!AMK1: more than 1024 columns"
like "ods: blanks for ever" "$(dump wide.ods | sed -n 3p)" "FAULT L!A2: the row is longer than 65536 bytes"
is "ods: an empty sheet" "$(dump empty.ods)" "ODS, sheet 'L'"

bad() { # file, sentence
	like "$1: $2" "$(dump "$1")" "^$TMP/$1: $2"
}
bad hidden.xlsx "no sheet with rows that is not hidden; there are 'Lapas' \(hidden\)"
bad row.xlsx "Lapas!B1: behind row 1 stands a row with the number '9{20}'"
bad cell.xlsx "Lapas!A1: row 1 has a cell with the name '.A1'"
bad cut.xlsx "Lapas!A2: xl/worksheets/s1.xml is damaged"
bad entity.xlsx "Lapas!A1: xl/worksheets/s1.xml: a document type"
bad deep.xlsx "Lapas!A1: .*nested deeper than 64"
bad tag.xlsx "Lapas!A1: .*has a tag longer"
bad comment.xlsx "Lapas!A1: .*has a tag longer"
bad many.xlsx "a ZIP file with more entries"
bad bomb-strings.xlsx "more than 256 MiB of shared texts"
bad half.xlsx "a workbook that is damaged"
bad spoilt.xlsx "Lapas!A1: .*is damaged"
bad other.zip "a ZIP file that is no workbook"
bad secret.ods "the workbook is protected by a password"
exits "a damaged workbook: nothing goes in" 1 imp "$TMP/cut.xlsx" --map 1=email
printf '\320\317\021\340xxxx' >"$TMP/old.xls"
exits "an old workbook is named" 1 imp "$TMP/old.xls"
like "and what to do" "$(cat "$TMP/out")" "save it as .xlsx"
printf 'email\na@b.example\n' >"$TMP/a.csv"
exits "--sheet of a CSV file" 1 imp "$TMP/a.csv" --sheet x
