# Sourced by T-scripts after lib.sh: a workspace whose ledger says that letters were sent, and mails that answer them.
#   replies_ws           makes it: event alytus (8 seats, party-max 4), 7 contacts, campaign kvietimas, messages 1..7 sent
#   token N              the token of message N
#   mail NAME HEADERS… -- LINES…   puts a mail into the inbox
#   field ID NAME        a field of a reply in `reply list --format json`
replies_ws() {
	ws_new
	: "${EVENT_START:=2027-03-18 10:00}"
	start=$(date -u -d "$EVENT_START" +%s)
	sql "INSERT INTO organisation (id, name, name_key, domain, country, created_at, updated_at) VALUES
		(1, 'UAB Metalas', 'metalas', 'metalas.example', 'LT', 0, 0), (2, 'Drewno Sp. z o.o.', 'drewno', 'drewno.example', 'PL', 0, 0),
		(3, 'Stalius', 'stalius', NULL, 'LT', 0, 0);
	INSERT INTO contact (id, organisation_id, email, email_key, name, language, status, source, created_at, updated_at) VALUES
		(1, 1, 'jonas@metalas.example', 'jonas@metalas.example', 'Jonas Petraitis', 'lt', 'active', 't', 0, 0),
		(2, 2, 'anna@drewno.example', 'anna@drewno.example', 'Anna Nowak', 'pl', 'active', 't', 0, 0),
		(3, 3, 'stalius@gmail.com', 'stalius@gmail.com', 'Petras Jonaitis', 'lt', 'active', 't', 0, 0),
		(4, NULL, 'mary@four.example', 'mary@four.example', 'Mary Smith', 'en', 'active', 't', 0, 0),
		(5, NULL, 'five@five.example', 'five@five.example', NULL, 'en', 'active', 't', 0, 0),
		(6, NULL, 'six@six.example', 'six@six.example', 'Six Sixson', 'en', 'active', 't', 0, 0),
		(7, NULL, 'seven@seven.example', 'seven@seven.example', NULL, 'en', 'active', 't', 0, 0);
	INSERT INTO event (id, key, start_at, end_at, zone, capacity, party_max, created_at, updated_at)
		VALUES (1, 'alytus', $start, $start + 21600, 'Europe/Vilnius', 8, 4, 0, 0);
	INSERT INTO event_text (event_id, language, key, value) VALUES (1, 'lt', 'title', 'Metalo seminaras'),
		(1, 'lt', 'place', 'Alytus, Pramonės g. 1'), (1, 'lt', 'place-in', 'Alytuje'),
		(1, 'pl', 'title', 'Seminarium metalowe'), (1, 'pl', 'place', 'Alytus'), (1, 'pl', 'place-in', 'w Olicie'),
		(1, 'en', 'title', 'Metal seminar'), (1, 'en', 'place', 'Alytus'), (1, 'en', 'place-in', 'in Alytus');
	INSERT INTO campaign (id, key, class, event_id, letter, languages, fallback, audience, state, source, created_at, updated_at)
		VALUES (1, 'kvietimas', 'event', 1, 'invitation', 'lt, pl, en', '', '', 'running', '', 0, 0);
	INSERT INTO step (campaign_id, number, name, letter, after_seconds, audience) VALUES (1, 0, 'first', 'invitation', 0, 'all');
	INSERT INTO message (id, campaign_id, step, contact_id, nonce, state, due_at, at)
		SELECT id, 1, 0, id, 1000 + id, 'sent', 0, 0 FROM contact;"
	n_mails=0
}
token() { "$HELPERS/token" "$WS/kvieslys.key" "$1" $((1000 + $1)); }
mail() {
	name=$1
	shift
	n_mails=$((n_mails + 1))
	{
		while [ $# -gt 0 ] && [ "$1" != -- ]; do printf '%s\n' "$1"; shift; done
		printf 'Message-ID: <%s@test.example>\n' "$name"
		printf 'Date: Mon, 1 Mar 2027 10:00:00 +0200\n'
		[ $# -gt 0 ] && shift
		printf '\n'
		[ $# -eq 0 ] || printf '%s\n' "$@"
	} >"$WS/inbox/new/$name"
	# the order of arrival is the order of the calls
	touch -d "2027-02-01 08:00:00 UTC + $n_mails seconds" "$WS/inbox/new/$name"
}
field() { k reply list --format json | "$PY" -c 'import json,sys
for line in sys.stdin:
    r = json.loads(line)
    if r["file"] == sys.argv[1]:
        v = r[sys.argv[2]]
        print(json.dumps(v, ensure_ascii=False) if isinstance(v, (list, dict)) or v is None or isinstance(v, bool) else v)' "$1" "$2"; }
state() { sql "SELECT state || ' ' || seats FROM registration WHERE contact_id = $1"; }
