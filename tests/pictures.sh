#!/bin/sh
# Pictures of every letter in every language, at 360 and 800 px, light and dark, by headless Chromium, to be looked at: a sheet
# for each letter, width and scheme, its languages side by side.
#	make pictures [OUT=build/pictures] [ONLY=invitation]
set -eu
cd "$(dirname "$0")/.."
OUT=${OUT:-build/pictures}
BUILD=${BUILD:-build/release}
chromium=$(command -v chromium || command -v chromium-browser) || { echo "chromium is missing: contrib/deps.sh slow" >&2; exit 1; }
rm -rf "$OUT/letters"
mkdir -p "$OUT/letters"

# An emblem and a logo of our own, so that the pictures show where they stand: plain PNGs from Python's zlib.
/usr/bin/python3 - "$OUT/letters" <<'PY'
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
cp tests/data/letters/lt/plan.png "$OUT/letters"
"$BUILD/tests/helpers/print_letters" "$OUT/letters" templates "$OUT/letters/emblem.png" "$OUT/letters/logo.png" tests/data/letters
# cid: images become files beside the page
sed -i -e 's|cid:funding|emblem.png|; s|cid:logo|logo.png|; s|cid:plan-png|plan.png|' "$OUT"/letters/*.html

# sheet LETTER WIDTH: a page with the letter in each language; its script makes every frame as high as its letter.
sheet() {
	printf '<!DOCTYPE html><meta charset="utf-8"><style>:root{color-scheme:light dark}body{margin:0;display:flex;flex-wrap:wrap;align-items:flex-start;'
	printf 'width:%dpx}div{margin:4px;font:12px sans-serif}iframe{border:1px solid #888;width:%dpx}</style>' "$(($2 * $3 + 10 * $3))" "$2"
	for l in lt pl en ru uk be xx; do
		[ ! -e "$OUT/letters/$l-$1.html" ] || printf '<div>%s<br><iframe src="letters/%s-%s.html"></iframe></div>' "$l" "$l" "$1"
	done
	printf '<script>onload = () => { for (const f of document.querySelectorAll("iframe")) f.style.height = '
	printf 'f.contentDocument.documentElement.scrollHeight + "px"; document.title = "height=" + document.body.offsetHeight }</script>'
}
chrome() { # dark?, arguments
	preferred=$1
	shift
	"$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files \
		--blink-settings=preferredColorScheme="$preferred" "$@" 2>/dev/null
}
for letter in $(for f in "$OUT"/letters/lt-*"${ONLY:-}"*.html; do basename "$f" .html | sed 's/^lt-//'; done) xx-index; do
	case $letter in *'*'*) echo "no letter is called ${ONLY:-}" >&2; exit 1 ;; xx-index) continue ;; esac
	for width in 360 800; do
		page="$OUT/$letter-$width.html"
		columns=$([ $width = 360 ] && echo 4 || echo 2)
		sheet "$letter" $width "$columns" >"$page"
		height=$(chrome 1 --dump-dom --window-size=$((width * columns + 10 * columns)),1000 "file://$(realpath "$page")" |
			sed -n 's/.*<title>height=\([0-9]*\).*/\1/p')
		for scheme in dark light; do # 0 and 1 for Chromium
			chrome "$([ $scheme = dark ] && echo 0 || echo 1)" --window-size=$((width * columns + 10 * columns)),"${height:-3000}" \
				--screenshot="$OUT/$letter-$width-$scheme.png" "file://$(realpath "$page")" >/dev/null ||
				echo "no picture of $letter" >&2
		done
		rm "$page"
	done
done
echo "pictures: $OUT/*.png"
