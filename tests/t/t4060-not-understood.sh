#!/bin/sh
# Unclear answers: a person reads them, and the invited writer is told so, once for an event.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
plan 6
replies_ws
unclear() { mail "$1" "From: $2" "To: s@centras.example" "Subject: Re: Metal seminar" "In-Reply-To: <$(token 6)@centras.example>" -- "$3"; }
unclear one six@six.example "Yes, we cannot attend."
unclear two six@six.example "Yes, we cannot attend."
unclear stranger stranger@else.example "Yes, we cannot attend."
mail auto "From: four <mary@four.example>" "To: s@centras.example" "Subject: Re: Metal seminar" "In-Reply-To: <$(token 4)@centras.example>" \
	"Precedence: bulk" -- "Yes, we cannot attend."
mail question "From: five@five.example" "To: s@centras.example" "Subject: Re: Metal seminar" "In-Reply-To: <$(token 5)@centras.example>" -- \
	"Is there parking at the venue?"
ok "unclear answers are fetched" k fetch
is "they wait for a person" "$(field one outcome) $(field two outcome) $(field stranger outcome)" "review review review"
is "who was invited is told so, once, and nobody else" "$(sql "SELECT group_concat(contact_id) FROM message WHERE letter = 'not-understood'")" 6
k send >/dev/null
like "his words are in it" "$("$PY" - "$WS"/outbox/new/* <<'EOF'
import email, email.policy, sys
for name in sys.argv[1:]:
    m = email.message_from_binary_file(open(name, "rb"), policy=email.policy.default)
    print(m["to"], m["auto-submitted"], m.get_body(("plain",)).get_content())
EOF
)" "  Yes, we cannot attend"
sed -i 's/^\[replies\]/[replies]\nacknowledge = no/' "$WS/kvieslys.conf"
mail three "From: Jonas <jonas@metalas.example>" "To: s@centras.example" "Subject: Re: x" "In-Reply-To: <$(token 1)@centras.example>" -- "Yes, we cannot attend."
ok "with acknowledge = no" k fetch
is "nobody is told" "$(sql "SELECT count(*) FROM message WHERE letter = 'not-understood'")" 1
