#!/bin/sh
# Backup, also while sending, and restore: checked first, never over a database unasked, and what was known since is not forgotten.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
. "$ROOT/tests/t/lib-rights.sh"
rights_ws
db=$WS/kvieslys.db
is "only the owner may read the database" "$(stat -c %a "$db")" 600
ok "backup" k backup "$TMP/b.db"
is "and the backup" "$(stat -c %a "$TMP/b.db")" 600
like "an existing file is not written over" "$(k backup "$TMP/b.db" 2>&1)" "b.db: is there already"
exits "nor is a folder that is not there made" 1 k backup "$TMP/none/b.db"
printf 'email\nc@three.example\n' >"$TMP/g.csv"
k import "$TMP/g.csv" --list metal --basis consent --source s >/dev/null
is "more came in" "$(sql "SELECT count(*) FROM contact WHERE email LIKE 'c@three%'")" 1
exits "a database is not overwritten unasked" 1 k restore "$TMP/b.db"
is "and nothing was changed" "$(sql "SELECT count(*) FROM contact WHERE email LIKE 'c@three%'")" 1

# what happens between backup and restore must not be forgotten
sql "UPDATE message SET state = 'queued' WHERE id = 6"
k backup "$TMP/b2.db" >/dev/null
k suppression add five@five.example --why "rang up" >/dev/null
k suppression add six@six.example --list metal >/dev/null
k contact erase jonas@metalas.example --yes >/dev/null
k send >/dev/null
ok "restore" k restore "$TMP/b2.db" --force
like "it says what it took over" "$(cat "$TMP/out")" '3 suppressions, 1 letters that have left since; 1 people erased again'
is "suppressions hold" "$(sql "SELECT group_concat(ifnull(email, '-') || ' ' || ifnull(list_id, 0) || ' ' || reason, ', ') FROM suppression")" "five@five.example 0 staff, six@six.example 1 staff, - 0 erased"
is "who was erased stays so" "$(grep -liaE '(^|[^s])jonas@metalas|jonas petraitis' "$WS"/kvieslys.db*)" ""
is "what has left is not sent again" "$(sql "SELECT state FROM message WHERE id = 6")" sent
is "it is in the audit log" "$(sql "SELECT action FROM audit ORDER BY id DESC LIMIT 1")" restore
like "the restored database is sound" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'
is "nothing is left beside it" "$(ls "$WS" | grep -c 'restoring\|\.new')" 0

# backups that are refused
n=$(sql "SELECT count(*) FROM contact")
head -c 30000 "$TMP/b.db" >"$TMP/cut.db"
exits "a damaged backup is refused" 1 k restore "$TMP/cut.db" --force
echo text >"$TMP/t.db"
exits "what is no database is refused" 1 k restore "$TMP/t.db" --force
sqlite3 "$TMP/other.db" "CREATE TABLE x(y)"
exits "a database that is not ours" 1 k restore "$TMP/other.db" --force
exits "no such file" 1 k restore "$TMP/nothing.db" --force
cp "$TMP/b.db" "$TMP/newer.db"
sqlite3 "$TMP/newer.db" "PRAGMA user_version = 9999"
exits "a newer program's" 1 k restore "$TMP/newer.db" --force
like "with the reason" "$(cat "$TMP/out")" 'newer Kvieslys'
cp "$TMP/b.db" "$TMP/tampered.db"
sqlite3 "$TMP/tampered.db" "UPDATE audit SET actor = 'nobody' WHERE id = 2"
exits "one whose audit log was changed" 1 k restore "$TMP/tampered.db" --force
like "with the row" "$(cat "$TMP/out")" 'chain breaks at row 2'
is "none of them changed anything" "$(sql "SELECT count(*) FROM contact")" "$n"
ok "unless one insists" k restore "$TMP/tampered.db" --force --broken-chain
like "check tells it too" "$(k check --no-dns 2>&1)" 'chain breaks at row 2'

# the database is lost, or no database any more
rm -f "$db" "$db-wal" "$db-shm"
ok "into a workspace without one" k restore "$TMP/b.db"
like "campaigns are paused: nobody knows what has left since" "$(cat "$TMP/out")" '1 running campaign is paused'
is "they are" "$(sql "SELECT state FROM campaign")" paused
head -c 20000 /dev/urandom >"$db"
ok "over a ruined one" k restore "$TMP/b.db" --force
like "which cannot be asked" "$(cat "$TMP/out")" 'no readable database'
like "sound again" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'

# while `run` has the database open: it goes on with the restored one
background "$k" -C "$WS" run
runner=$!
wait_for "run to begin" sh -c "[ \"\$(sqlite3 '$db' \"SELECT count(*) FROM setting WHERE key = 'tidy-at'\")\" = 1 ]"
ok "restore beside run" k restore "$TMP/b.db" --force
mail late "From: Six <six@six.example>" "To: seminars+$(token 6)@organiser.example" "Subject: Re: x" -- "Yes, I will come."
wait_for "the mail" sh -c "[ \"\$(sqlite3 '$db' \"SELECT count(*) FROM registration WHERE contact_id = 6\")\" = 1 ]"
is "run works on with it" "$(state 6)" "registered 1"
kill $runner
wait $runner
like "sound" "$(k check --no-dns 2>&1)" 'the chain of [0-9]+ rows holds'

# while sending
sql "UPDATE campaign SET state = 'running'"
"$PY" - "$db" <<'P'
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
for i in range(100, 2100):
    c.execute("INSERT INTO contact(id, email, email_key, language, status, source, created_at, updated_at) VALUES (?, ?, ?, 'en', 'active', 't', 0, 0)", (i, f"p{i}@many.example", f"p{i}@many.example"))
    c.execute("INSERT INTO basis(contact_id, kind, source, at) VALUES (?, 'consent', 't', 0)", (i,))
    c.execute("INSERT INTO message(campaign_id, step, contact_id, nonce, state, due_at) VALUES (1, 0, ?, ?, 'queued', 0)", (i, i))
c.commit()
P
sed -i 's/^transport = maildir/transport = null/' "$WS/kvieslys.conf"
background "$k" -C "$WS" send
sender=$!
i=0
while [ $i -lt 4 ]; do
	i=$((i + 1))
	k backup "$TMP/s$i.db" >/dev/null || echo "backup $i failed" >>"$TMP/bad"
done
wait $sender
is "every backup while sending was made" "$(cat "$TMP/bad" 2>/dev/null)" ""
is "and is whole" "$(for i in 1 2 3 4; do sqlite3 "$TMP/s$i.db" "PRAGMA integrity_check; SELECT count(*) FROM message WHERE contact_id >= 100"; done | sort -u | tr '\n' ' ')" "2000 ok "
is "all letters were sent" "$(sql "SELECT count(*) FROM message WHERE contact_id >= 100 AND state = 'sent'")" 2000
k restore "$TMP/s1.db" --force >/dev/null
is "restored: sent letters are known as sent" "$(sql "SELECT count(*) FROM message WHERE contact_id >= 100 AND state = 'sent'")" 2000
done_testing
