#!/bin/sh
# Cooperation offers: the file and its faults, and a yes that reaches the owner's adviser as a letter.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-replies.sh"
EOFFER=$TMP/offer.conf
plan 30
replies_ws
printf '[sender]\naddress = a@b.example\nname = House\npostal = Street 1, Town\nprivacy = https://b.example/privacy\nstaff = staff@b.example\n[relay files]\ntransport = maildir\npath = outbox\n[mailbox files]\ntype = maildir\npath = inbox\n' >"$WS/kvieslys.conf"
offer() { # description
	printf '[offer]\nid = BOLT-1\nkind = business-offer\ncountry = LT\norganisation = jonas@metalas.example\nsector = metal\nvalid-until = 2027-12-31\nadviser = adviser@een.example\n' >"$EOFFER"
	for l in lt pl en; do printf '[text %s]\ntitle = Title %s\nsummary = Summary\ndescription = %s\npartner-sought = A partner\n' $l $l "$1" >>"$EOFFER"; done
}
offer "UAB Metalas makes stairs"
exits "an offer that names its owner is refused" 1 k offer add "$EOFFER"
offer "See www.metalas.example"
exits "so is one with a web page" 1 k offer add "$EOFFER"
offer "A firm makes stairs"
ok "an anonymous one is added" k offer add "$EOFFER"
# The other fields of a profile of the Enterprise Europe Network.
cp "$EOFFER" "$TMP/een.conf"
for l in lt pl en; do sed -i "s/^title = Title $l/&\\nmarket-keywords = machines\\ntechnology-keywords = cutting/" "$TMP/een.conf"; done
profile() { sed "s/^sector = .*/&\\n$1/" "$TMP/een.conf" >"$EOFFER"; }
profile 'targets = PL, Narnia\nsdg = 9, 18\ninterest-until = 2028-01-01'
exits "unknown countries and goals, and a date behind the last are refused" 1 k offer add "$EOFFER"
like "the country with its line" "$(cat "$TMP/out")" "offer.conf:7: .*'Narnia' is no country"
like "the goal" "$(cat "$TMP/out")" "offer.conf:8: .*1 to 17"
like "the date" "$(cat "$TMP/out")" "offer.conf:9: .*behind valid-until"
profile 'targets = Polska; vokietija, PL\nsdg = 12, 9\nprogramme = Horizon Europe\ncall = HORIZON-1\ncoordinator = yes\ninterest-until = 2027-11-30'
ok "known ones are taken" k offer add "$EOFFER"
like "in their order" "$(k offer show BOLT-1 --format csv | tr '\n' ' ')" "BOLT-1,,targets,\"PL,DE\" BOLT-1,,sdg,\"9,12\""
sql "UPDATE campaign SET class = 'offer', event_id = NULL, offer_id = 1, letter = 'offer'; UPDATE step SET letter = 'offer'"
mail yes "From: Anna Nowak <anna@drewno.example>" "To: a+$(token 2)@b.example" "Subject: Re: Title pl" -- "Tak, jestesmy zainteresowani oferta." "" "Anna Nowak"
mail no "From: Jonas Petraitis <jonas@metalas.example>" "To: a+$(token 1)@b.example" "Subject: Re: Title lt" -- "Ne, nedomina."
mail yes-en "From: Mary Smith <mary@four.example>" "To: a+$(token 4)@b.example" "Subject: Re: Title en" -- "Yes, we are interested in the offer."
k campaign preview "$(sql "SELECT key FROM campaign")" anna@drewno.example >"$TMP/preview" 2>&1
like "a letter tells them in its reader's language" "$(tr '\n' ' ' <"$TMP/preview")" "Polska, Niemcy.*9 Innowacyjność, przemysł.*nabór HORIZON-1; poszukiwany koordynator.*do 30 listopada 2027"
like "and the keywords" "$(cat "$TMP/preview")" "Rynki.* machines"
ok "replies are fetched" k fetch
is "the Polish yes is passed on" "$(sql "SELECT state FROM interest WHERE contact_id = 2")" passed-on
is "the English yes too" "$(sql "SELECT state FROM interest WHERE contact_id = 4")" passed-on
is "the Lithuanian no is declined" "$(sql "SELECT state FROM interest WHERE contact_id = 1")" declined
is "the adviser gets a letter for each yes" "$(sql "SELECT count(*) FROM message m JOIN contact c ON c.id = m.contact_id WHERE m.letter = 'interest-adviser' AND c.email = 'adviser@een.example'")" 2
mail again "From: Anna Nowak <anna@drewno.example>" "To: a+$(token 2)@b.example" "Subject: Re: Title pl" -- "Tak, jestesmy zainteresowani oferta!"
ok "a second yes is fetched" k fetch
is "and is no second letter" "$(sql "SELECT count(*) FROM message WHERE letter = 'interest-adviser'")" 2
ok "letters are sent" k send
letter=$(grep -l 'adviser@een.example' "$WS"/outbox/new/* | xargs grep -l 'anna@drewno.example' | head -1)
like "the adviser's letter is in the outbox" "$letter" outbox
"$PY" -c 'import email,email.policy,sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(m["subject"]); print(m.get_body(("plain",)).get_content())' "${letter:-/dev/null}" >"$TMP/letter"
like "it names the offer" "$(cat "$TMP/letter")" BOLT-1
like "the firm" "$(cat "$TMP/letter")" "Drewno Sp. z o.o."
like "and the words" "$(cat "$TMP/letter")" "zainteresowani"
like "the report counts it" "$(k report offers --format json)" '"passed_on": ?2'
is "both yeses are thanked for" "$(sql "SELECT count(*) FROM message WHERE letter = 'interest' AND state = 'sent'")" 2
not_ok "thanks do not name the owner" grep -rl -e 'UAB Metalas' "$WS/outbox/new"
mail later "From: Anna Nowak <anna@drewno.example>" "To: a+$(token 2)@b.example" "Subject: Re: Title pl" -- "Niestety rezygnujemy, oferta nas juz nie interesuje."
ok "a later no is fetched" k fetch
is "it is declined" "$(sql "SELECT state FROM interest WHERE contact_id = 2")" declined
is "and the adviser is told" "$(sql "SELECT count(*) FROM message m JOIN contact c ON c.id = m.contact_id WHERE m.letter = 'interest-withdrawn' AND c.email = 'adviser@een.example'")" 1
is "not of a no that came first" "$(sql "SELECT count(*) FROM message WHERE letter = 'interest-withdrawn' AND params LIKE '%jonas%'")" 0
