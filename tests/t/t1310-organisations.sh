#!/bin/sh
# One firm, many people: what import merges by itself, what is only proposed, merging by hand and undoing it exactly.
. "$(dirname "$0")/lib.sh"
plan 36
ws_new
imp() { cat >"$TMP/i.csv"; k import "$TMP/i.csv" --list l --basis consent --source "test" 2>&1; }
id_of() { sql "SELECT organisation_id FROM contact WHERE email_key = '$1'"; }

imp >/dev/null <<'CSV'
email,name,organisation,code,country,town
ona@zalgiris.example,Ona Kazlienė,"UAB „Žalgiris“",,LT,Alytus
jonas@zalgiris.example,Jonas Petraitis,"Zalgiris, UAB",,LT,
piotr@zalgiris.example,Piotr Nowak,"Жальгирис",,LT,Alytus
petras@kitas.example,Petras Kitas,"Žalgiris",,LT,Alytus
a@gmail.com,Ana Viena,"UAB „Beržas“",,LT,Alytus
b@gmail.com,Bena Antra,"Beržas, UAB",,LT,Alytus
x@kodas.example,Xenia Kodienė,"UAB Kodas",301,LT,Kaunas
y@gmail.com,Yra Kodaitė,"Kodas plius",301,LT,Kaunas
z@kodas.example,Zita Kitokia,"UAB Kodų kodas",302,LT,Kaunas
m@stal.example,Marek Stal,"Stal-Bud sp. z o.o.",,PL,Ełk
n@stalbud.example,Nina Stal,"Stalbud Spółka z o.o.",,PL,Ełk
CSV
is "UAB „Žalgiris“ is Zalgiris, UAB of the same domain" "$(id_of ona@zalgiris.example)" "$(id_of jonas@zalgiris.example)"
not_ok "another script is not merged silently" test "$(id_of ona@zalgiris.example)" = "$(id_of piotr@zalgiris.example)"
not_ok "the same name at another domain is not merged" test "$(id_of ona@zalgiris.example)" = "$(id_of petras@kitas.example)"
not_ok "free mail makes no firm" test "$(id_of a@gmail.com)" = "$(id_of b@gmail.com)"
is "the same code, whatever domain and name" "$(id_of x@kodas.example)" "$(id_of y@gmail.com)"
not_ok "the same domain with another name and code are two" test "$(id_of x@kodas.example)" = "$(id_of z@kodas.example)"

k organisation duplicates --format csv >"$TMP/dup"
like "across scripts, with the reason" "$(cat "$TMP/dup")" "^0.95,.*Žalgiris.*Жальгирис.*names that sound the same, and the same domain"
like "the same name in the same town" "$(cat "$TMP/dup")" "^0.93,.*Beržas.*the same name in the same town"
like "another spelling and legal form" "$(cat "$TMP/dup")" "Stal-Bud sp. z o.o..*Stalbud"
is "never two with different codes" "$(grep -c Kodas "$TMP/dup")" 0
is "the surest first" "$(tail -n +2 "$TMP/dup" | cut -d, -f1 | sort -rn | tr '\n' ' ')" "$(tail -n +2 "$TMP/dup" | cut -d, -f1 | tr '\n' ' ')"

# merging and undoing
event_add e1
k registration add e1 piotr@zalgiris.example >/dev/null
A=$(id_of ona@zalgiris.example) B=$(id_of piotr@zalgiris.example) C=$(id_of petras@kitas.example)
sql "UPDATE organisation SET town = NULL WHERE id = $A; UPDATE organisation SET code = '777', sector = 'metal' WHERE id = $B"
state() { sqlite3 "$WS/kvieslys.db" "SELECT id, name, code, domain, country, town, sector, kind, merged_into FROM organisation" "SELECT id, organisation_id, email FROM contact" "SELECT id, organisation_id FROM registration" "SELECT id, organisation_id FROM offer"; }
state >"$TMP/before"
like "a merge tells what went over" "$(k organisation merge "$A" "$B")" "^$B is a part now of $A: 1 contacts, 1 registrations"
is "people and registrations belong to the first" "$(sql "SELECT count(*) FROM contact WHERE organisation_id = $B; SELECT organisation_id FROM registration")" "0
$A"
is "it learns what it did not know" "$(sql "SELECT code, town, sector FROM organisation WHERE id = $A")" "777|Alytus|metal"
not_ok "not twice" k organisation merge "$A" "$B"
not_ok "not with itself" k organisation merge "$A" "$A"
imp >/dev/null <<'CSV'
email,name,organisation,code,country
nauja@zalgiris.example,Nauja Moteris,Жальгирис,777,LT
CSV
is "an import that names the merged one finds the first" "$(id_of nauja@zalgiris.example)" "$A"
sql "DELETE FROM list_member; DELETE FROM basis; DELETE FROM change WHERE noun = 'contact' AND noun_id = (SELECT id FROM contact WHERE email_key = 'nauja@zalgiris.example'); DELETE FROM contact WHERE email_key = 'nauja@zalgiris.example'"
like "undo" "$(k organisation undo "$B")" "^$B stands for itself again: 1 contacts, 1 registrations, 0 offers came back"
state >"$TMP/after"
ok "undone exactly" cmp "$TMP/before" "$TMP/after"
not_ok "not undone twice" k organisation undo "$B"
is "both are in the audit log and the chain holds" "$(sql "SELECT group_concat(action) FROM audit WHERE noun = 'organisation'"; k check 2>&1 | grep -ci 'audit.*broken')" "merge,undo
0"

# chains and later changes
k organisation merge "$A" "$B" >/dev/null
k organisation merge "$C" "$A" >/dev/null
is "no chains" "$(sql "SELECT DISTINCT merged_into FROM organisation WHERE id IN ($A, $B)")" "$C"
like "what stands in the way is told" "$(k organisation undo "$B" 2>&1)" "merged into $A, which is itself a part of $C since; undo that first: kvieslys organisation undo $A"
ok "undo that first" k organisation undo "$A"
sql "UPDATE organisation SET sector = 'wood' WHERE id = $A; UPDATE contact SET organisation_id = $C WHERE email_key = 'piotr@zalgiris.example'"
k organisation undo "$B" >"$TMP/out"
like "a field that changed since stays and is told" "$(cat "$TMP/out")" "^sector of $A has changed since and stays: wood"
like "a contact that went elsewhere stays and is told" "$(cat "$TMP/out")" "^1 contacts went to other organisations since"
is "the rest came back" "$(sql "SELECT code FROM organisation WHERE id = $B; SELECT organisation_id FROM registration")" "777
$B"
like "two codes are two firms" "$(k organisation merge 'UAB Kodas' 'kodų KODAS' 2>&1)" "different registration codes \(301, 302\)"
K1=$(id_of x@kodas.example) K2=$(id_of z@kodas.example)
not_ok "unless forced" k organisation merge "$K1" "$K2"
ok "a wrong code is overruled by force" k organisation merge --force "$K1" "$K2"
k organisation apart "$(id_of a@gmail.com)" "$(id_of b@gmail.com)" >/dev/null
is "what was said to be two is not proposed again" "$(k organisation duplicates --format csv | grep -c Beržas)" 0
not_ok "one is not two" k organisation apart "$A" "$A"
like "show" "$(k organisation show "$A")" "contact +ona@zalgiris.example +Ona Kazlienė"

imp >/dev/null <<'CSV'
email,name,organisation,country,phone
jan.nowak@firma.example,Jan Nowak,Firma,PL,+48601234567
jnowak2@gmail.com,Nowak Jan,,PL,+48601234567
CSV
like "one person, two addresses" "$(k contact duplicates --format csv)" "^0.96,.*jan.nowak@firma.example,jnowak2@gmail.com,the same name and telephone"
k contact apart Jan.Nowak@FIRMA.example jnowak2@gmail.com >/dev/null
is "nor are people who are two" "$(k contact duplicates --format csv | grep -c nowak)" 0
is "with an entry in the audit log that names nobody" "$(sql "SELECT noun || ' ' || why FROM audit WHERE action = 'apart' ORDER BY id DESC LIMIT 1")" \
	"contact is another than $(sql "SELECT id FROM contact WHERE email_key = 'jnowak2@gmail.com'")"
