#!/bin/sh
# The project's own lint: calls that this house does not use, and libraries outside their one place.
cd "$(dirname "$0")/.." || exit 1
bad=0
forbid() { # reason, pattern, files…
	reason=$1 pattern=$2
	shift 2
	found=$(grep -nE "$pattern" "$@" 2>/dev/null | grep -v 'lint: allow')
	[ -z "$found" ] || { echo "$reason:"; echo "$found"; bad=1; }
}
all=$(find src -name '*.c' -o -name '*.h' -o -name '*.cc')
# shellcheck disable=SC2086 # lists of files
{
	forbid "unbounded or locale-bound C calls" '(^|[^a-z_])(sprintf|strcpy|strcat|atoi|atol|strtol|gets|strtok)\(' $all
	forbid "letters by the locale (util/ascii.h)" '(^|[^a-z_])(isalnum|isalpha|isdigit|isxdigit|tolower|toupper)\(' $all
	forbid "SQLite outside store/" 'sqlite3_[a-z]+ *\(' $(echo "$all" | grep -v '^src/store/')
	forbid "libESMTP outside its engine" 'include <libesmtp.h>' $(echo "$all" | grep -v '^src/outbound/')
	forbid "libetpan outside mail/parse and inbound/mailbox" 'include <libetpan' \
		$(echo "$all" | grep -vE '^src/(mail/parse|inbound/mailbox)')
	forbid "ctemplate outside the shim" 'include <ctemplate' $(echo "$all" | grep -v '^src/render/.*\.cc')
	forbid "a transaction or an audit entry in cli/ or web/: use cases are a layer below" \
		'(store_begin|store_begin_read|store_commit|audit_add)\(' $(echo "$all" | grep -E '^src/(cli|web)/')
	forbid "goto" '^[[:space:]]*goto ' $all
}
long=$(find src -name '*.[ch]' -o -name '*.cc' | xargs wc -l | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 " lines, above 600" }')
[ -z "$long" ] || { echo "$long"; bad=1; }
exit $bad
