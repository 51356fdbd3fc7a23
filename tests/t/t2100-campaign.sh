#!/bin/sh
# Campaigns from files: faults at once, what may change after the start, the reminder to the silent.
. "$(dirname "$0")/lib.sh"
plan 22
ws_new
printf '[sender]\naddress = s@centras.example\npostal = Gatvė 1\n[relay f]\ntransport = maildir\npath = outbox\n[mailbox f]\ntype = maildir\npath = inbox\n' >"$WS/kvieslys.conf"
printf 'email,name,organisation,country,language\na@one.example,Jonas A,UAB A,LT,lt\nb@two.example,Anna B,B,PL,pl\n' >"$TMP/f.csv"
k import "$TMP/f.csv" --list l --basis consent --source s >/dev/null
k event add "$ROOT/contrib/demo/alytus-2027.conf" >/dev/null
c() { # lines to change: sed script
	sed -e 's/^to = .*/to = list:l/' -e "${1:-}" "$ROOT/contrib/demo/alytus-kvietimas.conf" >"$TMP/c.conf"
	k campaign add "$TMP/c.conf"
}
out=$(c 's/^to = .*/to = list:none, sausage/; s/^event = .*/event = nothing/; s/^languages = .*/languages = lt, xx/; s/^fallback = .*/fallback = be:zz, uk/; s/^letter = reminder/letter = no-such/' 2>&1)
like "unknown list" "$out" "c.conf:[0-9]+: to: no list 'none'"
like "neither list nor segment" "$out" "'sausage': write list:NAME, segment:NAME"
like "unknown event" "$out" "there is no event 'nothing'"
like "unknown language" "$out" "'xx' is no language"
like "unknown language of a chain" "$out" "'zz' is no language"
like "no chain" "$out" "'uk' is no chain"
like "a letter that is missing" "$out" "no letter 'no-such' in language 'lt'"
is "nothing was added" "$(sql "SELECT count(*) FROM campaign")" 0
not_ok "an event that is past" env KVIESLYS_NOW=2028-01-01T00:00:00Z "$k" -C "$WS" campaign add "$TMP/c.conf"
ok "a good file" c
like "again: a change" "$(c 's/7d/6d/')" changed
k campaign start alytus-kvietimas >/dev/null
k send >/dev/null
is "both are written to" "$(k campaign status alytus-kvietimas --format json | sed 's/.*"sent":\([0-9]*\).*/\1/')" 2
ok "after the start: when reminders go out may change" c 's/7d/5d/'
for change in 's/^letter = invitation/letter = reminder/' 's/^languages = .*/languages = lt, pl/' 's/^to = .*/to = list:l, list:l/' 's/^calendar = .*/calendar = no/'; do
	exits "after the start: refused ($change)" 1 c "$change"
done
exits "after the start: a step before the others" 1 c 's/^\[step reminder\]/[step earlier]\nletter = reminder\nafter = 3d\n[step reminder]/'
printf '[step last]\nletter = reminder\nafter = 60d\n' >"$TMP/last"
ok "after the start: a step behind the others" c "\$r $TMP/last"
reply_to=$(sed -n 's/.*<\(s+[a-z0-9]*@centras.example\)>.*/\1/p' "$(grep -lix 'To:.*a@one.example.*' "$WS"/outbox/new/*)" | head -1)
printf 'From: <a@one.example>\nTo: <%s>\nSubject: Re\nMessage-ID: <r1@one.example>\nContent-Type: text/plain; charset=UTF-8\n\nDalyvausiu.\n' "$reply_to" >"$WS/inbox/new/r1"
KVIESLYS_NOW=2027-02-02T08:00:00Z k fetch >/dev/null
reminders() { sql "SELECT group_concat(c.email) FROM message m JOIN contact c ON c.id = m.contact_id WHERE m.step = 1"; }
KVIESLYS_NOW=2027-02-07T08:00:00Z k send >/dev/null
is "before its time: no reminder" "$(reminders)" ""
KVIESLYS_NOW=2027-02-09T08:00:00Z k send >/dev/null
is "then: to the silent only" "$(reminders)" b@two.example
KVIESLYS_NOW=2027-02-10T08:00:00Z k send >/dev/null
is "and once" "$(sql "SELECT count(*) FROM message WHERE step = 1 AND state = 'sent'")" 1
