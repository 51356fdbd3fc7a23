# Sourced by the T-scripts on people's rights, after lib.sh and lib-replies.sh: Jonas Petraitis of UAB Metalas was written to, said
# yes for two, asked, and was written about; Anna and Ona must not be touched by what happens to him.
#   rights_ws     makes it; the clock stands before the event
rights_ws() {
	replies_ws
	sql "UPDATE message SET state = 'queued', at = NULL;
	UPDATE contact SET phone = '+37061234567', given_name = 'Jonas', family_name = 'Petraitis' WHERE id = 1;
	INSERT INTO contact (id, organisation_id, email, email_key, name, language, status, source, created_at, updated_at) VALUES
		(8, 1, 'ona@metalas.example', 'ona@metalas.example', 'Ona Kazlienė', 'lt', 'active', 't', 0, 0),
		(9, 2, 'sjonas@metalas.example', 'sjonas@metalas.example', 'Saulius Jonas', 'lt', 'active', 't', 0, 0);
	INSERT INTO basis (contact_id, kind, source, at) SELECT id, 'consent', 'the fair in Alytus', 0 FROM contact;
	INSERT INTO list (id, name, created_at) VALUES (1, 'metal', 0);
	INSERT INTO list_member SELECT 1, id, 0 FROM contact"
	sed -i 's/^#* *staff = .*//; s/^\[sender\]/[sender]\nstaff = staff@organiser.example/' "$WS/kvieslys.conf"
	k send >"$TMP/sent" 2>&1
	mail jonas-yes "From: Jonas Petraitis <jonas@metalas.example>" "To: seminars+$(token 1)@organiser.example" \
		"Subject: Re: Kvietimas" "MIME-Version: 1.0" "Content-Type: text/plain; charset=utf-8" -- \
		"Dalyvausime dviese: aš ir Ona Kazlienė." "Ar bus kur pastatyti automobilį?" "" "Jonas Petraitis" "+370 612 34567"
	mail anna-yes "From: Anna Nowak <anna@drewno.example>" "To: seminars+$(token 2)@organiser.example" "Subject: Re: Zaproszenie" \
		"MIME-Version: 1.0" "Content-Type: text/plain; charset=utf-8" -- "Wezmę udział. Pozdrawiam, Anna Nowak"
	mail mary-asks "From: Mary Smith <mary@four.example>" "To: seminars+$(token 4)@organiser.example" "Subject: Re: Invitation" \
		"MIME-Version: 1.0" "Content-Type: text/plain; charset=utf-8" "Content-Transfer-Encoding: base64" -- \
		"$(printf 'Will jonas@metalas.example be there as well?\n' | base64)"
	k fetch >"$TMP/fetched" 2>&1
	k send >>"$TMP/sent" 2>&1
}
