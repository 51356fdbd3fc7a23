#!/bin/sh
# Prints the headers that matter and the text part of the letter to an address: show-letter.sh MAILDIR ADDRESS
set -eu
file=$(grep -lix "To:.*$2.*" "$1"/new/* | head -1)
awk -v RS='\r?\n' '
	!body && /^$/ { if (!seen) { seen = 1 } }
	!seen && /^(From|To|Subject|Reply-To|List-Unsubscribe|Content-Language):/ { keep = 1; print; next }
	!seen && /^[ \t]/ && keep { print; next }
	!seen { keep = 0 }' "$file"
echo
"$(dirname "$0")/text-part.sh" "$file"
