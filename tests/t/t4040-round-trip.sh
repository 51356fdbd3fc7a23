#!/bin/sh
# The whole way: an invitation goes out, its Reply-To is answered, the confirmation goes back in the thread, a second answer
# changes it, two instances that write to each other stop.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/t/lib-replies.sh"
replies_ws
sql "UPDATE message SET state = 'queued', at = NULL; INSERT INTO basis (contact_id, kind, source, at) SELECT id, 'consent', 't', 0 FROM contact"
outbox=$(find "$WS" -type d -path '*outbox/new')
header() { "$PY" -c 'import email, email.policy, sys
print(email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)[sys.argv[2]] or "")' "$1" "$2"; }
letter_to() { # address, subject pattern: the newest file
	for f in $(ls -t "$outbox"); do
		case "$(header "$outbox/$f" To) $(header "$outbox/$f" Subject)" in *$1*$2*) echo "$outbox/$f"; return ;; esac
	done
}
ok "send the invitations" k send
is "all are sent" "$(sql "SELECT count(*) FROM message WHERE state = 'sent'")" 7
f=$(letter_to jonas@metalas.example "")
like "the invitation has a tagged Reply-To" "$(header "$f" Reply-To)" '\+[a-z2-7]{21}@'
like "and a Message-ID of ours" "$(header "$f" Message-ID)" '^<[a-z2-7]{21}@'
is "no Auto-Submitted on an invitation" "$(header "$f" Auto-Submitted)" ""

reply_to=$(header "$f" Reply-To)
id=$(header "$f" Message-ID)
mail answer "From: Jonas Petraitis <jonas@metalas.example>" "To: $reply_to" "In-Reply-To: $id" "References: $id" "Subject: Re: $(header "$f" Subject)" \
	"MIME-Version: 1.0" "Content-Type: text/plain; charset=utf-8" -- "Laba diena, dalyvausime dviese: aš ir Ona Kazlauskienė." "" \
	"$("$PY" -c 'import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print("\n".join("> " + l for l in m.get_body(("plain",)).get_content().splitlines()))' "$f")"
ok "fetch" k fetch
is "registered with both names" "$(sql "SELECT group_concat(name, ', ') FROM (SELECT name FROM attendee ORDER BY name)")" "Jonas Petraitis, Ona Kazlauskienė"
ok "send the confirmation" k send
c=$(letter_to jonas@metalas.example "")
is "the confirmation answers the mail" "$(header "$c" In-Reply-To)" "<answer@test.example>"
is "and says that a machine wrote it" "$(header "$c" Auto-Submitted)" "auto-replied"

# our own letter comes back to us, and another instance answers with a confirmation of its own
cp "$c" "$WS/inbox/new/back"
mail other "From: jonas@metalas.example" "To: $(header "$c" Reply-To)" "Auto-Submitted: auto-replied" "In-Reply-To: $(header "$c" Message-ID)" -- \
	"You are registered. Thank you, see you there!"
ok "fetch what came back" k fetch
is "our own letter is a machine's" "$(field back kind) $(field back outcome)" "auto ignored"
is "so is the other's confirmation" "$(field other kind)" auto
is "nothing is answered" "$(sql "SELECT count(*) FROM message WHERE state = 'queued'")" 0

# he answers the confirmation: the same registration changes
mail change "From: jonas@metalas.example" "To: $(header "$c" Reply-To)" "In-Reply-To: $(header "$c" Message-ID)" -- "Deja, negalėsime dalyvauti."
ok "fetch the change" k fetch
is "cancelled" "$(state 1)" "cancelled 0"
ok "send" k send
is "told" "$(sql "SELECT state FROM message WHERE letter = 'cancelled'")" sent
done_testing
