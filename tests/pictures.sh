#!/bin/sh
# Pictures of every letter in every language, at 360 and 800 px, light and dark, by headless Chromium, to be looked at.
#	make pictures [OUT=build/pictures] [ONLY=lt-invitation]
set -eu
cd "$(dirname "$0")/.."
OUT=${OUT:-build/pictures}
BUILD=${BUILD:-build/release}
chromium=$(command -v chromium || command -v chromium-browser) || { echo "chromium is missing: contrib/deps.sh slow" >&2; exit 1; }
mkdir -p "$OUT/letters"

# An emblem and a logo of our own, so that the pictures show where they stand: plain PNGs from Python's zlib.
/usr/bin/python3 - "$OUT" <<'PY'
import struct, sys, zlib
def png(path, w, h, colour):
    raw = b''.join(b'\0' + bytes(c for x in range(w) for c in colour(x, y)) for y in range(h))
    chunk = lambda t, d: struct.pack('>I', len(d)) + t + d + struct.pack('>I', zlib.crc32(t + d))
    with open(path, 'wb') as f:
        f.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, 8, 2, 0, 0, 0))
                + chunk(b'IDAT', zlib.compress(raw, 9)) + chunk(b'IEND', b''))
png(sys.argv[1] + '/emblem.png', 480, 96, lambda x, y: (0, 51, 153) if x < 144 else (230, 235, 245))
png(sys.argv[1] + '/logo.png', 320, 96, lambda x, y: (29, 79, 145) if (x // 32 + y // 32) % 2 else (110, 168, 220))
PY
"$BUILD/tests/helpers/print_letters" "$OUT/letters" templates "$OUT/emblem.png" "$OUT/logo.png" tests/data/letters
# cid: images become files beside the page; the page of a dark letter asks for the dark scheme.
for html in "$OUT"/letters/*${ONLY:-}*.html; do
	case $html in *.page.html) continue ;; esac # of a run before
	[ -e "$html" ] || { echo "no letter is called ${ONLY:-}" >&2; exit 1; }
	base=$(basename "$html" .html)
	sed -e "s|cid:funding|../emblem.png|; s|cid:logo|../logo.png|" "$html" >"$OUT/letters/$base.page.html"
	for width in 360 800; do
		for scheme in light dark; do
			feature=$([ $scheme = dark ] && echo --force-dark-mode || echo --hide-scrollbars)
			"$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars "$feature" \
				--blink-settings=preferredColorScheme=$([ $scheme = dark ] && echo 0 || echo 1) \
				--window-size=$width,1500 --screenshot="$OUT/$base-$width-$scheme.png" \
				"file://$(realpath "$OUT/letters/$base.page.html")" >/dev/null 2>&1 || echo "no picture of $base" >&2
		done
	done
done
echo "pictures: $OUT/*.png"
