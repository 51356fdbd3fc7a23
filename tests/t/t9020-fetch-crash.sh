#!/bin/sh
# kill -9 just before and just after every commit of fetch: the next fetch makes good what is missing and does nothing twice.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
replies_ws
mail a "From: jonas@metalas.example" "To: s+$(token 1)@centras.example" -- "Taip, dalyvausime dviese."
mail b "From: anna@drewno.example" "To: s+$(token 2)@centras.example" -- "Tak, wezmę udział."
mail c "From: five@five.example" "To: s+$(token 5)@centras.example" -- "Is parking available?"
mail d "From: six@six.example" "To: s+$(token 6)@centras.example" "Subject: unsubscribe" --
mail e "From: jonas@metalas.example" "To: s+$(token 1)@centras.example" -- "Nedalyvausime."
mv "$WS" "$TMP/made"

dump() {
	sql "SELECT contact_id, state, seats, source FROM registration ORDER BY contact_id;
	SELECT registration_id, name FROM attendee ORDER BY registration_id, name;
	SELECT contact_id, letter, state, event_id FROM message WHERE campaign_id IS NULL ORDER BY contact_id, letter, id;
	SELECT key, outcome, intent, kind FROM reply ORDER BY key;
	SELECT reply.key, review.reason FROM review JOIN reply ON reply.id = reply_id ORDER BY 1;
	SELECT email, reason FROM suppression; SELECT contact_id, kind FROM basis; SELECT actor, action, noun, noun_id FROM audit ORDER BY id"
}
cp -r "$TMP/made" "$WS"
ok "fetch without a crash" k fetch
dump >"$TMP/want"
is "five mails have outcomes" "$(sql 'SELECT count(*) FROM reply WHERE outcome IS NOT NULL')" 5

points=0
bad=0
n=1
sign=
while :; do
	rm -rf "$WS"
	cp -r "$TMP/made" "$WS"
	KVIESLYS_CRASH_AT=$sign$n k fetch >"$TMP/out" 2>&1
	rc=$?
	if [ $rc = 0 ]; then
		# past the last commit
		[ -z "$sign" ] && { sign=-; n=1; continue; }
		break
	fi
	[ $rc = 137 ] || { echo "# crash at $sign$n: exit $rc"; show "$TMP/out"; bad=$((bad + 1)); break; }
	points=$((points + 1))
	k fetch >"$TMP/out" 2>&1 || { echo "# no fetch after a crash at $sign$n"; show "$TMP/out"; bad=$((bad + 1)); }
	dump >"$TMP/got"
	cmp -s "$TMP/want" "$TMP/got" || { echo "# crash at $sign$n"; diff "$TMP/want" "$TMP/got" | sed 's/^/# /'; bad=$((bad + 1)); }
	n=$((n + 1))
done
is "after every crash the same as without one" $bad 0
like "crash points before and after commits" "$points" '^([4-9]|[0-9]{2,})$'
echo "# $points crash points"
done_testing
