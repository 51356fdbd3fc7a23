#!/bin/sh
# Includes point downwards only: util, language, {mail, render, store}, domain, {outbound, inbound, report},
# {web, cli}, main. Siblings never include each other.
cd "$(dirname "$0")/.." || exit 1
rank() {
	case $1 in
	util) echo 0 ;; language) echo 1 ;; mail | render | store) echo 2 ;; domain) echo 3 ;;
	outbound | inbound | report) echo 4 ;; web | cli) echo 5 ;; *) echo 9 ;;
	esac
}
bad=0
for f in src/*/*.[ch] src/*/*.cc; do
	[ -e "$f" ] || continue
	own=${f#src/}
	own=${own%%/*}
	for inc in $(sed -n 's/^#[[:space:]]*include "\([a-z]*\)\/.*/\1/p' "$f" | sort -u); do
		[ "$inc" = "$own" ] && continue
		if [ "$(rank "$inc")" -ge "$(rank "$own")" ]; then
			echo "$f: '$own' may not include '$inc/'"
			bad=1
		fi
	done
done
dup=$(for f in src/*/*.c src/*/*.cc src/*.c; do [ -e "$f" ] && basename "$f"; done | sort | uniq -d)
[ -z "$dup" ] || { echo "the same file name twice: $dup"; bad=1; }
exit $bad
