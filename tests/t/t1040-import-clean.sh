#!/bin/sh
# What import makes of cells: addresses as people write them, slips and look-alikes told, words, telephone numbers.
. "$(dirname "$0")/lib.sh"
plan 17
ws_new
cat >"$TMP/a.csv" <<'CSV'
email;name;organisation;country;language;phone
a@gmial.com;;;Lietuva;lietuvių;8 612 34567
b@gamil.com;;;Litwa;Lietuva;8 (315) 50 011
c@gmail.con;;;LT;lt-LT;+370 315 50011
d@firma.con;;;Литва;литовский;00 370 315 50011
info@gmаil.com;;;Польша;Polish;
info@аррӏе.com;;;Lenkija;pl;
ok@įmonė.lt;;UAB Įmonė;Polska;lenkų;22 123 45 67
e1@x1.example / e2@x2.example;;;PL;en;601 234 567
f1@x3.example f2@x4.example;;;poland;;
"Jonas Jonaitis <g1@x5.example>; biuras@x5.example";;;;;
mailto:h@x6.example;Jоnas Petraitis;;;;
i@ymail.com;Иван Петров;ООО Восток;BY;ru;8 029 123-45-67
j@inbxo.lt;;;UA;ukr;067 123 45 67
k@interna.pl;;;LV;latviešu;2 612 3456
"l1@x7.example
l2@x8.example";;;;;
CSV
printf 'm@x9.example,;;;;;\nn@x10.example\302\240;;;Marsas;klingonų;abc\n' >>"$TMP/a.csv"
k import "$TMP/a.csv" --list l --basis consent --source test >"$TMP/said" 2>"$TMP/told"
told=$(cat "$TMP/told")
of() { sql "SELECT group_concat($2, ' ') FROM (SELECT c.*, o.country FROM contact c LEFT JOIN organisation o ON o.id = organisation_id WHERE email_key LIKE '$1' ORDER BY c.id)"; }
like "all went in" "$(cat "$TMP/said")" "^17 rows: 21 new, 0 changed, 0 the same, 0 rejected"
for slip in "2: a@gmial.com: did you mean a@gmail.com" "3: b@gamil.com: did you mean b@gmail.com" "4: c@gmail.con: did you mean c@gmail.com" \
	"5: d@firma.con: did you mean d@firma.com" "14: j@inbxo.lt: did you mean j@inbox.lt"; do
	like "a slip is told" "$told" "a.csv:$slip\?"
done
like "a Cyrillic letter in a Latin domain" "$told" "a.csv:6: info@gmаil.com: letters of two alphabets that look alike in the domain \(info@xn--gmil-63d.com\)"
like "a Cyrillic domain that looks Latin" "$told" "a.csv:7: info@аррӏе.com: letters of two alphabets"
like "a Cyrillic letter in a Latin name" "$told" "a.csv:12: name: letters of two alphabets in one word, 'Jоnas'"
is "nothing else is told" "$(grep -c . "$TMP/told")" 9
like "words that are none" "$told" "a.csv:19: country 'Marsas' is not known; left empty; language 'klingonų' is not known; left empty; 'abc' is no telephone number; kept as it is"
is "a domain with accents to A-labels" "$(of 'ok@%' email)" "ok@xn--mon-mra0j.lt"
is "several addresses in a cell" "$(of '%@x_.example' email_key)" "e1@x1.example e2@x2.example f1@x3.example f2@x4.example g1@x5.example biuras@x5.example h@x6.example l1@x7.example l2@x8.example m@x9.example"
is "a name beside one of them" "$(of '%@x5.example' "ifnull(name, '-') || ':' || role")" "Jonas Jonaitis:0 -:1"
is "countries in words" "$(of '%' 'country')" "LT LT LT LT PL PL PL PL PL PL PL BY UA LV"
is "languages in words" "$(of '%' 'language')" "lt lt lt lt pl pl pl en en ru uk lv"
is "telephone numbers in one form" "$(of '%' 'phone')" "+37061234567 +37031550011 +37031550011 +37031550011 +48221234567 +48601234567 +48601234567 +375291234567 +380671234567 +37126123456 abc"
