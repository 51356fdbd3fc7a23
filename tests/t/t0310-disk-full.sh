#!/bin/sh
# A disk that fills while letters are sent and answers are read: one sentence, exit 1, and after room is made everything goes on
# where it was. The workspace lies on a file system of 4 MB of the script's own.
if [ -z "${KVIESLYS_SMALL_DISK:-}" ]; then
	for options in -m -rm; do
		if unshare $options sh -c 'd=$(mktemp -d) && mount -t tmpfs -o size=64k none "$d" && umount "$d" && rmdir "$d"' 2>/dev/null; then
			KVIESLYS_SMALL_DISK=1 exec unshare $options sh "$0"
		fi
	done
	echo "1..0 # SKIP no right to mount a small file system"
	exit 0
fi
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-campaign.sh"
plan 16

mkdir "$TMP/disk" "$TMP/inbox"
mount -t tmpfs -o size=4m none "$TMP/disk"
WS=$TMP/disk/ws
N=600
fill() { dd if=/dev/zero of="$TMP/disk/filler" bs=1k 2>/dev/null; [ "$1" = 0 ] || truncate -s "-${1}k" "$TMP/disk/filler"; }
free_all() { rm -f "$TMP/disk/filler"; }
one_sentence() { [ "$(grep -c . "$TMP/stderr")" -ge 1 ] && grep -q "disk" "$TMP/stderr"; }

# --- sending ---
campaign_ws $N "transport = maildir
path = $TMP/outbox"
fill 0
campaign_send
is "nothing is sent where not even a claim can be written" "$rc $(ls "$TMP/outbox/new" 2>/dev/null | wc -l)" "1 0"
ok "and that is said" one_sentence
free_all
fill 500
campaign_send
is "it stops when the disk fills on the way" "$rc" 1
ok "and says why" one_sentence
went=$(ls "$TMP/outbox/new" | wc -l)
ok "some had gone, not all ($went of $N)" test "$went" -gt 0 -a "$went" -lt "$N"
free_all
campaign_send
is "with room it goes on to the end" "$rc" 0
sent=$(count sent) doubt=$(count in-doubt)
is "every row is sent or shown as in doubt" "$((sent + doubt))" "$N"
all() { cat "$TMP/outbox/new"/* | sed -n 's/^To:.*<\(p[0-9]*@sink.test\)>.*/\1/p'; }
is "nobody got a letter twice" "$(all | sort | uniq -d | wc -l)" 0
all | sort -u >"$TMP/got"
sql "SELECT c.email FROM message m JOIN contact c ON c.id = m.contact_id WHERE m.state = 'sent' ORDER BY 1" >"$TMP/sent"
is "who is called sent has the letter" "$(comm -13 "$TMP/got" "$TMP/sent" | wc -l)" 0
is "the database is whole" "$(sql 'PRAGMA integrity_check')" ok

# --- reading answers ---
cat >>"$WS/kvieslys.conf" <<CONF
[mailbox files]
type = maildir
path = $TMP/inbox
since = 2027-01-01
CONF
mkdir -p "$TMP/inbox/new" "$TMP/inbox/cur" "$TMP/inbox/tmp"
to=$(grep -h '^Reply-To:' "$TMP/outbox/new"/* | head -1 | sed 's/.*<\(.*\)>.*/\1/')
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	{
		printf 'From: p%04d@sink.test\nTo: %s\nSubject: Re: seminaras\nDate: Mon, 1 Feb 2027 09:00:%02d +0200\nMessage-ID: <a%d@sink.test>\n\nTaip, dalyvausiu.\n\n' $i "$to" $((i % 60)) $i
		head -c 6000 /dev/zero | tr '\0' 'x' | fold -w 70
	} >"$TMP/inbox/new/$i.mail"
done
fill 60
k fetch >"$TMP/stdout" 2>"$TMP/stderr"
is "reading stops when the disk fills" "$?" 1
ok "and says why" one_sentence
free_all
k fetch >"$TMP/stdout" 2>"$TMP/stderr"
is "with room the rest is read" "$?" 0
is "each answer is kept once" "$(sql 'SELECT count(*) = count(DISTINCT message_id) AND count(*) = 40 FROM reply')" 1
is "and each has its outcome" "$(sql "SELECT count(*) FROM reply WHERE outcome IS NULL OR outcome = ''")" 0
is "the database is whole" "$(sql 'PRAGMA integrity_check')" ok
umount "$TMP/disk"
