#!/bin/sh
# Prints the first text/plain part of a message as UTF-8 text: quoted-printable is decoded, 8bit is copied.
set -eu
LC_ALL=C awk -v RS='\r?\n' '
	function hex(c) { return index("0123456789ABCDEF", toupper(c)) - 1 }
	function decode(line,   out, i) {
		out = ""
		while ((i = index(line, "=")) > 0) {
			out = out substr(line, 1, i - 1) sprintf("%c", hex(substr(line, i + 1, 1)) * 16 + hex(substr(line, i + 2, 1)))
			line = substr(line, i + 3)
		}
		return out line
	}
	state == 0 && /^Content-Type: text\/plain/ { state = 1; next }
	state == 1 && /^Content-Transfer-Encoding: quoted-printable/ { qp = 1; next }
	state == 1 && /^$/ { state = 2; next }
	state == 2 && /^--/ { exit }
	state == 2 {
		if (!qp) { print; next }
		if (sub(/=$/, "")) { printf "%s", decode($0) } else { print decode($0) }
	}' "$1"
