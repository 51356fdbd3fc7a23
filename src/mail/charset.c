/* Charset names, guesses and conversion. ICU holds the tables; UTF-8 and ASCII, nearly all mail of today, never reach it. */
#include "mail/charset.h"

#include "util/ascii.h"
#include "util/cleanup.h"

#include <stdint.h>
#include <string.h>
#include <unicode/ucnv.h>

#define REPLACEMENT "\xef\xbf\xbd"
#define NAME_MAX_LEN 40

/* Names with everything but letters and digits taken out, in lower case; "" as target is UTF-8.
 * `windows` is the page meant when bytes 80-9F occur, which ISO 8859 leaves to control characters. */
static const struct alias {
	const char *name;
	const char *target;
	const char *windows;
} aliases[] = {
	{ "utf8", "", NULL },
	{ "usascii", "", NULL },
	{ "ascii", "", NULL },
	{ "ansix341968", "", NULL },
	{ "utf8mb4", "", NULL },
	{ "unicode11utf8", "", NULL },
	{ "iso88591", "windows-1252", NULL },
	{ "latin1", "windows-1252", NULL },
	{ "l1", "windows-1252", NULL },
	{ "windows1252", "windows-1252", NULL },
	{ "cp1252", "windows-1252", NULL },
	{ "win1252", "windows-1252", NULL },
	{ "ansi", "windows-1252", NULL },
	{ "iso88592", "iso-8859-2", "windows-1250" },
	{ "latin2", "iso-8859-2", "windows-1250" },
	{ "windows1250", "windows-1250", NULL },
	{ "cp1250", "windows-1250", NULL },
	{ "win1250", "windows-1250", NULL },
	{ "iso88593", "iso-8859-3", NULL },
	{ "iso88594", "iso-8859-4", "windows-1257" },
	{ "latin4", "iso-8859-4", "windows-1257" },
	{ "iso88595", "iso-8859-5", "windows-1251" },
	{ "iso88596", "iso-8859-6", "windows-1256" },
	{ "iso88597", "iso-8859-7", "windows-1253" },
	{ "iso88598", "iso-8859-8", "windows-1255" },
	{ "iso88598i", "iso-8859-8", "windows-1255" },
	{ "iso88599", "windows-1254", NULL },
	{ "latin5", "windows-1254", NULL },
	{ "iso885910", "iso-8859-10", NULL },
	{ "iso885911", "windows-874", NULL },
	{ "iso885913", "iso-8859-13", "windows-1257" },
	{ "latin7", "iso-8859-13", "windows-1257" },
	{ "iso885914", "iso-8859-14", NULL },
	{ "iso885915", "iso-8859-15", "windows-1252" },
	{ "latin9", "iso-8859-15", "windows-1252" },
	{ "iso885916", "iso-8859-16", NULL },
	{ "windows1257", "windows-1257", NULL },
	{ "cp1257", "windows-1257", NULL },
	{ "win1257", "windows-1257", NULL },
	{ "baltic", "windows-1257", NULL },
	{ "windows1251", "windows-1251", NULL },
	{ "cp1251", "windows-1251", NULL },
	{ "win1251", "windows-1251", NULL },
	{ "windows1253", "windows-1253", NULL },
	{ "windows1254", "windows-1254", NULL },
	{ "windows1255", "windows-1255", NULL },
	{ "windows1256", "windows-1256", NULL },
	{ "windows1258", "windows-1258", NULL },
	{ "windows874", "windows-874", NULL },
	{ "tis620", "windows-874", NULL },
	{ "koi8r", "koi8-r", NULL },
	{ "koi8", "koi8-r", NULL },
	{ "koi8u", "koi8-u", NULL },
	{ "koi8ru", "koi8-u", NULL },
	{ "ibm866", "ibm-866", NULL },
	{ "cp866", "ibm-866", NULL },
	{ "ibm775", "ibm-775", NULL },
	{ "cp775", "ibm-775", NULL },
	{ "ibm852", "ibm-852", NULL },
	{ "cp852", "ibm-852", NULL },
	{ "cp437", "ibm-437", NULL },
	{ "ibm437", "ibm-437", NULL },
	{ "cp850", "ibm-850", NULL },
	{ "ibm850", "ibm-850", NULL },
	{ "macintosh", "macintosh", NULL },
	{ "macroman", "macintosh", NULL },
	{ "xmaccyrillic", "x-mac-cyrillic", NULL },
	{ "utf7", "utf-7", NULL },
	{ "unicode11utf7", "utf-7", NULL },
	{ "utf16", "utf-16", NULL },
	{ "utf16le", "utf-16le", NULL },
	{ "utf16be", "utf-16be", NULL },
	{ "utf32", "utf-32", NULL },
	{ "iso2022jp", "iso-2022-jp", NULL },
	{ "csiso2022jp", "iso-2022-jp", NULL },
	{ "shiftjis", "shift_jis", NULL },
	{ "sjis", "shift_jis", NULL },
	{ "xsjis", "shift_jis", NULL },
	{ "windows31j", "windows-31j", NULL },
	{ "cp932", "windows-31j", NULL },
	{ "eucjp", "euc-jp", NULL },
	{ "gb2312", "gb18030", NULL },
	{ "gbk", "gb18030", NULL },
	{ "cp936", "gb18030", NULL },
	{ "gb18030", "gb18030", NULL },
	{ "hzgb2312", "hz-gb-2312", NULL },
	{ "big5", "big5", NULL },
	{ "big5hkscs", "big5-hkscs", NULL },
	{ "euckr", "euc-kr", NULL },
	{ "ksc56011987", "windows-949", NULL },
	{ "ksc5601", "windows-949", NULL },
	{ "cp949", "windows-949", NULL },
	{ "iso2022kr", "iso-2022-kr", NULL },
};

static const struct alias *find_alias(const char *name, size_t name_len)
{
	char key[NAME_MAX_LEN];
	size_t n = 0;

	for (size_t i = 0; i < name_len && n + 1 < sizeof(key); i++) {
		unsigned char c = (unsigned char)name[i];

		if (c >= 'A' && c <= 'Z') {
			c = (unsigned char)(c - 'A' + 'a');
		}
		if (ascii_is_alnum(c)) {
			key[n++] = (char)c;
		}
	}
	key[n] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(aliases); i++) {
		if (strcmp(aliases[i].name, key) == 0) {
			return &aliases[i];
		}
	}
	return NULL;
}

bool charset_known(const char *name, size_t name_len)
{
	return name != NULL && find_alias(name, name_len) != NULL;
}

/* Bytes of the valid sequence at s, 0 when it is none (overlong forms, surrogates and NUL are none). */
static size_t sequence_len(const unsigned char *s, size_t len)
{
	unsigned char c = s[0];

	if (c < 0x80) {
		return c != 0;
	}
	if (c >= 0xc2 && c <= 0xdf) {
		return len >= 2 && (s[1] & 0xc0) == 0x80 ? 2 : 0;
	}
	if (c >= 0xe0 && c <= 0xef) {
		if (len < 3 || (s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80 || (c == 0xe0 && s[1] < 0xa0)
				|| (c == 0xed && s[1] > 0x9f)) {
			return 0;
		}
		return 3;
	}
	if (c >= 0xf0 && c <= 0xf4) {
		if (len < 4 || (s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80 || (s[3] & 0xc0) != 0x80
				|| (c == 0xf0 && s[1] < 0x90) || (c == 0xf4 && s[1] > 0x8f)) {
			return 0;
		}
		return 4;
	}
	return 0;
}

/* Length of the run of ASCII without NULs at s, eight bytes at a time. */
static size_t ascii_len(const unsigned char *s, size_t len)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t i = 0;

	while (i + 8 <= len) {
		uint64_t word;

		memcpy(&word, s + i, sizeof(word));
		if (((word | (word - ones)) & high) != 0) {
			break;
		}
		i += 8;
	}
	while (i < len && s[i] != 0 && s[i] < 0x80) {
		i++;
	}
	return i;
}

size_t charset_valid_utf8(const char *bytes, size_t len)
{
	const unsigned char *s = (const unsigned char *)bytes;
	size_t i = 0;

	while (i < len) {
		size_t n = ascii_len(s + i, len - i);

		if (n == 0) {
			n = sequence_len(s + i, len - i);
		}
		if (n == 0) {
			break;
		}
		i += n;
	}
	return i;
}

void charset_add_utf8(const char *bytes, size_t len, struct strbuf *out)
{
	while (len > 0) {
		size_t n = charset_valid_utf8(bytes, len);

		strbuf_add(out, bytes, n);
		bytes += n;
		len -= n;
		if (len == 0) {
			return;
		}
		if (*bytes != '\0') {
			strbuf_add(out, REPLACEMENT, 3);
		}
		bytes++;
		len--;
		/* The rest of a broken sequence is one fault, not several. */
		while (len > 0 && ((unsigned char)*bytes & 0xc0) == 0x80) {
			bytes++;
			len--;
		}
	}
}

static void add_converted(const char *target, const char *bytes, size_t len, struct strbuf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *converter = ucnv_open(target, &status);
	size_t room = len * 3 + 16; /* no page of the list has letters above three bytes for one */
	size_t kept;
	int32_t n;

	if (U_FAILURE(status) || room > INT32_MAX) {
		ucnv_close(converter);
		charset_add_utf8(bytes, len, out);
		return;
	}
	if (!strbuf_grow(out, room)) {
		ucnv_close(converter);
		return;
	}
	n = ucnv_toAlgorithmic(UCNV_UTF8, converter, out->buf + out->len, (int32_t)room, bytes, (int32_t)len, &status);
	ucnv_close(converter);
	if (U_FAILURE(status) || n < 0) {
		charset_add_utf8(bytes, len, out);
		return;
	}
	kept = out->len;
	for (size_t i = out->len, end = out->len + (size_t)n; i < end; i++) {
		if (out->buf[i] != '\0') {
			out->buf[kept++] = out->buf[i];
		}
	}
	out->buf[kept] = '\0';
	out->len = kept;
}

static bool has_c1(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c >= 0x80 && c <= 0x9f) {
			return true;
		}
	}
	return false;
}

/* The 8-bit page of bytes without a usable label: the letters of Lithuanian, Polish and Cyrillic texts sit at
 * different places of their pages, and mail is short, so counting the typical ones decides. */
static const char *guess_page(const char *bytes, size_t len)
{
	static const char lithuanian[] = "\xe0\xe8\xe6\xeb\xe1\xf0\xf8\xfb\xfe\xc0\xc8\xc6\xcb\xc1\xd0\xd8\xdb\xde";
	static const char polish[] = "\xb9\xe6\xea\xb3\xf1\xf3\x9c\x9f\xbf\xa5\xc6\xca\xa3\xd1\xd3\x8c\x8f\xaf";
	static const char polish_iso[] = "\xb1\xe6\xea\xb3\xf1\xf3\xb6\xbc\xbf\xa1\xc6\xca\xa3\xd1\xd3\xa6\xac\xaf";
	size_t lt = 0;
	size_t pl = 0;
	size_t iso = 0;
	size_t high = 0;
	size_t runs = 0;
	size_t plain = 0;

	for (size_t i = 0; i < len && i < 65536; i++) {
		if ((unsigned char)bytes[i] < 0x80) {
			plain += ((unsigned char)bytes[i] | 0x20) >= 'a' && ((unsigned char)bytes[i] | 0x20) <= 'z';
			continue;
		}
		high++;
		runs += i > 0 && (unsigned char)bytes[i - 1] >= 0xc0 && (unsigned char)bytes[i] >= 0xc0;
		lt += memchr(lithuanian, bytes[i], sizeof(lithuanian) - 1) != NULL;
		pl += memchr(polish, bytes[i], sizeof(polish) - 1) != NULL;
		iso += memchr(polish_iso, bytes[i], sizeof(polish_iso) - 1) != NULL;
	}
	if (runs * 2 > high && high > plain) {
		return "windows-1251";
	}
	if (iso > pl && iso > lt) {
		return "iso-8859-2";
	}
	if (pl > lt) {
		return "windows-1250";
	}
	return lt * 2 > high ? "windows-1257" : "windows-1252";
}

/* Text said or thought to be UTF-8. When not one of its letters is UTF-8, it is some 8-bit page with a wrong label. */
static void add_maybe_utf8(const char *bytes, size_t len, struct strbuf *out)
{
	size_t valid = charset_valid_utf8(bytes, len);
	size_t good = 0;
	size_t bad = 0;

	if (valid == len) {
		strbuf_add(out, bytes, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)bytes[i] >= 0x80) {
			size_t n = sequence_len((const unsigned char *)bytes + i, len - i);

			good += n > 1;
			bad += n == 0;
			i += n > 1 ? n - 1 : 0;
		}
	}
	if (bad > 0 && good * 4 < bad && !(bad == 1 && good == 0 && valid + 4 > len)) {
		add_converted(guess_page(bytes, len), bytes, len, out);
	} else {
		charset_add_utf8(bytes, len, out);
	}
}

bool charset_stands(const char *name, size_t name_len, const char *bytes, size_t len)
{
	const struct alias *alias = name != NULL ? find_alias(name, name_len) : NULL;

	return (alias == NULL || alias->target[0] == '\0') && charset_valid_utf8(bytes, len) == len;
}

void charset_to_utf8(const char *name, size_t name_len, const char *bytes, size_t len, struct strbuf *out)
{
	const struct alias *alias = name != NULL ? find_alias(name, name_len) : NULL;

	if (alias == NULL || alias->target[0] == '\0') {
		add_maybe_utf8(bytes, len, out);
	} else if (alias->windows != NULL && has_c1(bytes, len)) {
		add_converted(alias->windows, bytes, len, out);
	} else {
		add_converted(alias->target, bytes, len, out);
	}
}
