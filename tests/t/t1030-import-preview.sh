#!/bin/sh
# kvieslys import: the dry run's preview, maps remembered for a source, JSON.
. "$(dirname "$0")/lib.sh"
plan 17
ws_new
imp() { f=$1; shift; k import "$f" --list l --basis consent --source klasteris "$@"; }
cat >"$TMP/a.csv" <<'CSV'
Adresas;Firma;Tel.;Šalis;Sektorius
a@f1.example;UAB Viena;861234567;LT;metal
b@f2.example;UAB Dvi;861234568;LT;wood
c@f3.example;UAB Trys;861234569;Litwa;wood
CSV
like "first import: with a map" "$(imp "$TMP/a.csv" --map Adresas=email)" "^columns: Adresas = email, Firma = organisation"
cat >"$TMP/b.csv" <<'CSV'
Firma;Adresas;Tel.;Šalis;Sektorius
UAB Viena;a@f1.example;861234567;LT;metal
UAB Du;b@f2.example;861234999;LT;wood
UAB Trys;c@f3.example;;LT;metal
UAB Keturi;"Ona Ketvirtė <d@f4.example>";;LT;
UAB Penki;blogas;;LT;
CSV
before=$(sqlite3 "$WS/kvieslys.db" .dump | sha256sum)
imp "$TMP/b.csv" --dry-run >"$TMP/said" 2>"$TMP/told"
said=$(cat "$TMP/said")
is "dry run: nothing was written" "$(sqlite3 "$WS/kvieslys.db" .dump | sha256sum)" "$before"
like "the map is remembered, and told" "$said" "^columns: Firma = organisation, Adresas = email \(remembered\)"
like "for which source" "$said" "^1 column as told before for the source 'klasteris'"
like "counts" "$said" "^would be 5 rows: 1 new, 2 changed, 1 the same, 1 rejected; 2 new organisations"
like "an example of a new one" "$said" "^  line 5: d@f4.example, Ona Ketvirtė, UAB Keturi"
like "which fields change, from what to what" "$said" "^  line 3: b@f2.example: phone \+37061234568 → \+37061234999; organisation UAB Dvi → UAB Du"
like "fields of the organisation too" "$said" "^  line 4: c@f3.example: organisation.sector wood → metal"
like "what is rejected" "$(cat "$TMP/told")" "b.csv:6: not imported: 'blogas' is no mail address"
[ ! -e "$TMP/b.csv.rejects.csv" ]; result $? "dry run: no rejects file"
imp "$TMP/b.csv" --dry-run --format json >"$TMP/json" 2>/dev/null
is "JSON: counts and examples" "$("$PY" -c '
import json, sys
r = json.load(open(sys.argv[1]))
e = r["examples"]
print(r["dry_run"], r["rows"], r["new"], r["changed"], r["same"], r["rejected"], r["remembered"], e["new"][0]["email"],
      e["changed"][0]["changes"][0], e["same"][0]["line"], e["rejected"][0]["line"])' "$TMP/json")" \
	"True 5 1 2 1 1 1 d@f4.example {'field': 'phone', 'old': '+37061234568', 'new': '+37061234999'} 2 6"
imp "$TMP/b.csv" --format json >"$TMP/json" 2>/dev/null
is "what was shown is what is done" "$("$PY" -c '
import json, sys
r = json.load(open(sys.argv[1]))
print(r["dry_run"], r["new"], r["changed"], r["same"], r["rejected"], r["rejects"] is not None)' "$TMP/json")" "False 1 2 1 1 True"
like "history has the move" "$(sql "SELECT group_concat(field || ' ' || old || '>' || new, ', ') FROM change WHERE noun = 'contact'")" "phone \+37061234568>\+37061234999"
exits "another source knows nothing of the map" 1 k import "$TMP/a.csv" --list l --basis consent --source kitas
like "and it is told what to do" "$(cat "$TMP/out")" "name it with --map COLUMN=email"
like "a new map wins over the remembered" "$(imp "$TMP/b.csv" -n --map Sektorius=region 2>/dev/null)" "Sektorius = region$"
exits "no CSV of counts" 1 imp "$TMP/a.csv" --format csv
