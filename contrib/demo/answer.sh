#!/bin/sh
# Puts answers into the inbox of a workspace, as mail clients would write them: answer.sh WORKSPACE FOLDER
# Each file of FOLDER begins with "Invitation: ADDRESS", the invitation that it answers. In the rest these stand for
# what was really sent: @REPLY_TO@ @BOUNCE_TO@ @MESSAGE_ID@ @SUBJECT@ @UID@ @QUOTE@ (a line: the quoted letter).
set -eu
ws=$1
here=$(dirname "$0")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

header() { # file, name: the header's value, unfolded
	LC_ALL=C awk -v RS='\r?\n' -v want="$(echo "$2" | tr 'A-Z' 'a-z'):" '
		/^$/ { exit }
		/^[ \t]/ { if (on) printf "%s", $0; next }
		{ on = index(tolower($0), want) == 1; if (on) printf "%s", substr($0, length(want) + 2) }' "$1"
}
escape() { printf '%s' "$1" | sed 's/[&\\|]/\\&/g'; }
n=0
for answer in "$2"/*.eml; do
	n=$((n + 1))
	address=$(sed -n '1s/^Invitation: *//p' "$answer")
	sent=$(grep -lix "To:.*$address.*" "$ws"/outbox/new/* | head -1)
	[ -n "$sent" ] || { echo "$answer: no letter was sent to $address" >&2; exit 1; }
	"$here/text-part.sh" "$sent" | sed 's/^/> /; s/ *$//' >"$tmp/quote"
	reply_to=$(header "$sent" Reply-To | sed 's/.*<//; s/>.*//')
	bounce_to=$(header "$sent" Return-Path | sed 's/.*<//; s/>.*//')
	id=$(header "$sent" Message-ID | sed 's/.*<//; s/>.*//')
	uid=$(LC_ALL=C tr -d '\r' <"$sent" | sed -n 's/^UID://p' | head -1)
	sed -e 1d -e "s|@REPLY_TO@|$(escape "$reply_to")|g" -e "s|@BOUNCE_TO@|$(escape "$bounce_to")|g" \
		-e "s|@MESSAGE_ID@|$(escape "$id")|g" -e "s|@SUBJECT@|$(escape "$(header "$sent" Subject)")|g" \
		-e "s|@UID@|$(escape "$uid")|g" -e "/^@QUOTE@\$/{r $tmp/quote
d}" "$answer" >"$ws/inbox/tmp/answer.$n"
	# the order of arrival is the order of the names
	mv "$ws/inbox/tmp/answer.$n" "$ws/inbox/new/$(printf '18000000%02d' "$n").answer.demo"
done
echo "$n answers in $ws/inbox"
