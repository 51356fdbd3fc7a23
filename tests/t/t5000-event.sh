#!/bin/sh
# An event's life after the invitations: a party cancels and comes back, the event moves, people come to the door, another
# event is called off. What the letters' calendar parts say is read by Python's email and icalendar.
. "$(dirname "$0")/lib.sh"
"$PY" -c 'import icalendar' 2>/dev/null || skip_all "python3-icalendar is not installed"
plan 29

ws_new
cp "$ROOT/contrib/demo/kvieslys.conf" "$WS/kvieslys.conf"
cp "$ROOT/contrib/demo/alytus-2027.conf" "$TMP/event.conf"
k event add "$TMP/event.conf" >/dev/null
cat >"$TMP/firms.csv" <<'CSV'
email,name,organisation,country,language,sector
ona@vartai.example,Ona Petraitienė,UAB Vartai,LT,lt,metal
jan@brama.example,Jan Kowalski,Brama sp. z o.o.,PL,pl,metal
rita@ratas.example,Rita Kalnė,UAB Ratas,LT,lt,wood
CSV
k import "$TMP/firms.csv" --list all --basis consent --source test >/dev/null
cat >"$TMP/entry.py" <<'PY'
"""The last letter to an address: METHOD SEQUENCE start PARTSTAT of its calendar part, or 'none'."""
import email, email.policy, glob, icalendar, os, sys
letters = []
for path in glob.glob(sys.argv[1] + "/new/*"):
    with open(path, "rb") as f:
        m = email.message_from_binary_file(f, policy=email.policy.default)
    if m["To"].addresses[0].addr_spec == sys.argv[2]:
        letters.append((os.stat(path).st_mtime_ns, m))
said = "none"
for part in max(letters, key=lambda l: l[0])[1].walk():
    if part.get_content_type() == "text/calendar":
        c = icalendar.Calendar.from_ical(part.get_content())
        e = c.walk("VEVENT")[0]
        said = f"{c['METHOD']} {e['SEQUENCE']} {e['DTSTART'].dt:%m-%dT%H} {e['ATTENDEE'].params['PARTSTAT']}"
print(said)
PY
last() { "$PY" "$TMP/entry.py" "$WS/outbox" "$1"; }
letters() { ls "$WS/outbox/new" | wc -l; }

# --- a party cancels and comes back: every calendar takes the newest word ---
k registration add alytus-2027 ona@vartai.example --count 2 >/dev/null && k send >/dev/null 2>&1
is "the confirmation's entry is accepted" "$(last ona@vartai.example)" "REQUEST 0 03-18T08 ACCEPTED"
k registration cancel alytus-2027 ona@vartai.example >/dev/null && k send >/dev/null 2>&1
is "the cancellation takes it out of the calendar" "$(last ona@vartai.example)" "CANCEL 1 03-18T08 DECLINED"
k registration add alytus-2027 ona@vartai.example --count 2 >/dev/null && k send >/dev/null 2>&1
is "who comes back gets an entry that is newer than the cancellation" "$(last ona@vartai.example)" "REQUEST 2 03-18T08 ACCEPTED"
k registration cancel alytus-2027 ona@vartai.example >/dev/null && k send >/dev/null 2>&1
is "and it can be cancelled again" "$(last ona@vartai.example)" "CANCEL 3 03-18T08 DECLINED"
k registration add alytus-2027 ona@vartai.example --count 2 --name "Ona Petraitienė" >/dev/null && k send >/dev/null 2>&1

# --- the event moves ---
k registration add alytus-2027 jan@brama.example --count 1 --name "Jan Kowalski" >/dev/null && k send >/dev/null 2>&1
n=$(letters)
k event add "$TMP/event.conf" >/dev/null && k send >/dev/null 2>&1
is "the same file again writes to nobody" "$(letters)" "$n"
sed 's/2027-03-18/2027-03-25/; s/2027-03-11/2027-03-18/; s/2027-03-16/2027-03-20/' "$TMP/event.conf" >"$TMP/moved.conf"
sed -i 's/2027-03-18 16:00/2027-03-25 16:00/' "$TMP/moved.conf"
ok "a changed start is an update" k event add "$TMP/moved.conf"
k send >/dev/null 2>&1
is "both parties are told, nobody else" "$(($(letters) - n))" 2
is "the calendar entry moves" "$(last jan@brama.example)" "REQUEST 1 03-25T08 NEEDS-ACTION"
is "also where the party was cancelled twice before" "$(last ona@vartai.example)" "REQUEST 5 03-25T08 NEEDS-ACTION"
is "registrations are kept" "$(sql "SELECT count(*) FROM registration WHERE state = 'registered'")" 2
is "the move is in the audit log" "$(sql "SELECT count(*) FROM audit WHERE action = 'move' AND noun = 'event'")" 1
is "told in the reader's language" "$("$PY" - "$WS/outbox" <<'PY'
import email, email.policy, glob, sys
n = 0
for path in glob.glob(sys.argv[1] + "/new/*"):
    with open(path, "rb") as f:
        m = email.message_from_binary_file(f, policy=email.policy.default)
    text = m.get_body(("plain",)).get_content()
    n += m["To"].addresses[0].addr_spec == "jan@brama.example" and "25 marca 2027" in text and "18 marca 2027" in text
print(n)
PY
)" 1
sed 's/2027-03-25/2027-01-20/' "$TMP/moved.conf" >"$TMP/past.conf"
not_ok "an event cannot move into the past" k event add "$TMP/past.conf"
like "and the file and the remedy are told" "$(cat "$TMP/out")" "past.conf:.*(past|before)"

# --- the door ---
export KVIESLYS_NOW=2027-03-25T12:00:00+02:00
code=$(sql "SELECT code FROM attendee WHERE name = 'Jan Kowalski'")
ok "checked in by door code" k event checkin alytus-2027 "$code"
ok "checked in by name, without the accents" k event checkin alytus-2027 "Ona Petraitiene"
not_ok "a stranger is no registered person" k event checkin alytus-2027 "Antanas Niekas"
like "and the way for walk-ins is told" "$(cat "$TMP/out")" "walk-in|not registered"
ok "a walk-in is let in" k event checkin alytus-2027 --walk-in "Petras Praeivis <petras@praeivis.example>" --organisation "UAB Praeivis" --country LT
k event checkin alytus-2027 --walk-in "Petras Praeivis <petras@praeivis.example>" --organisation "UAB Praeivis" --country LT >/dev/null 2>&1
get() { k report attendance alytus-2027 --format json | "$PY" -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
is "a walk-in counts once, whatever the door writes down twice" "$(get "d['counts']['walk_in']")" 1
ok "afterwards the door is closed" k event checkin alytus-2027 --close
is "who came, who did not" "$(get "(d['counts']['attended'], d['counts']['no_show'])")" "(2, 1)"
ok "a mark can be taken back" k event checkin alytus-2027 --undo "$code"
is "then nothing is known of that person" "$(get "(d['counts']['attended'], d['counts']['no_show'])")" "(1, 1)"

# --- called off ---
export KVIESLYS_NOW=2027-02-01T08:00:00Z
sed 's/alytus-2027/kaunas-2027/' "$ROOT/contrib/demo/alytus-2027.conf" >"$TMP/second.conf"
k event add "$TMP/second.conf" >/dev/null
k registration add kaunas-2027 rita@ratas.example --count 1 >/dev/null && k send >/dev/null 2>&1
cat >"$TMP/second-campaign.conf" <<'CONF'
[campaign]
id = kaunas
class = event
event = kaunas-2027
letter = invitation
to = list:all
languages = lt, pl
CONF
k campaign add "$TMP/second-campaign.conf" >/dev/null && k campaign start kaunas >/dev/null
ok "called off with its reason" k event cancel kaunas-2027 --why "the hall is flooded"
k send >/dev/null 2>&1
is "the registered party is told and the entry goes" "$(last rita@ratas.example)" "CANCEL 2 03-18T08 NEEDS-ACTION"
is "invitations that waited do not leave" "$(sql "SELECT count(*) FROM message m JOIN campaign c ON c.id = m.campaign_id WHERE c.key = 'kaunas' AND m.state = 'sent'")" 0
not_ok "it cannot be called off twice" k event cancel kaunas-2027
not_ok "nobody registers for it any more" k registration add kaunas-2027 jan@brama.example --count 1
