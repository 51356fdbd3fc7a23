#!/bin/sh
# The program without a workspace and with a fresh one.
. "$(dirname "$0")/lib.sh"
plan 16
like "help lists commands" "$("$k" --help)" "init +make a workspace"
exits "no command is wrong usage" 2 "$k"
exits "an unknown command is wrong usage" 2 "$k" inti
like "the nearest command is named" "$("$k" inti 2>&1)" "did you mean 'init'"
exits "an unknown option is wrong usage" 2 "$k" init --foo x
cd "$TMP" || exit 1
exits "no workspace" 1 "$k" config show
like "the remedy is told" "$("$k" config show 2>&1)" "kvieslys init"
ok "init" "$k" init "$WS"
exits "init again changes nothing" 1 "$k" init "$WS"
ok "the fresh configuration is good" k config show
like "JSON, one object a line" "$(k config show --format json | head -1)" '^\{"section":"sender","name":"","key":"name","value":"Kvieslys"\}$'
mkdir -p "$WS/deep/er" && cd "$WS/deep/er" || exit 1
ok "the workspace is found upwards" "$k" config show
printf '[sender]\nnme = x\naddress = nobody\n[relay a]\nhost = h\nrate = often\n[realy b]\n' >"$WS/kvieslys.conf"
out=$(k config show 2>&1)
like "unknown key: file and line" "$out" "kvieslys.conf:2: unknown key 'nme' in \[sender\]; did you mean 'name'"
like "all faults at once" "$out" "kvieslys.conf:3: 'address = nobody' is no mail address"
like "unknown section" "$out" "kvieslys.conf:7: unknown section \[realy\]; did you mean \[relay\]"
like "bad rate" "$out" "kvieslys.conf:6: 'rate = often' is no rate"
