#!/bin/sh
# Backup and restore.
. "$(dirname "$0")/lib.sh"
plan 9
ws_new
printf 'email,name\na@one.example,A\nb@two.example,B\n' >"$TMP/f.csv"
k import "$TMP/f.csv" --list l --basis consent --source s >/dev/null
ok "backup" k backup "$TMP/b.db"
exits "an existing file is not written over" 1 k backup "$TMP/b.db"
printf 'email\nc@three.example\n' >"$TMP/g.csv"
k import "$TMP/g.csv" --list l --basis consent --source s >/dev/null
is "more came in" "$(sql "SELECT count(*) FROM contact")" 3
ok "restore" k restore "$TMP/b.db"
is "as it was" "$(sql "SELECT count(*) FROM contact")" 2
ok "the restored database is sound" k check --no-dns
head -c 30000 "$TMP/b.db" >"$TMP/cut.db"
exits "a damaged backup is refused" 1 k restore "$TMP/cut.db"
is "and nothing was changed" "$(sql "SELECT count(*) FROM contact")" 2
echo text >"$TMP/t.db"
exits "what is no database is refused" 1 k restore "$TMP/t.db"
