/* JSON out and in. */
#include "util/json.h"

#include "util/ascii.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define JSON_MAX_DEPTH 32
#define JSON_MAX_BYTES (1u << 20)

/* Bytes of the UTF-8 sequence at s, 0 when it is none (overlong, surrogate, too high, cut). */
static size_t utf8_len(const unsigned char *s, size_t len)
{
	static const unsigned char lowest[] = { 0, 0, 0x80, 0xA0, 0x90 };
	size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : s[0] >= 0xE0 && s[0] < 0xF0 ? 3
			: s[0] >= 0xF0 && s[0] < 0xF5 ? 4 : 0;

	if (n == 0 || n > len) {
		return 0;
	}
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xC0) != 0x80) {
			return 0;
		}
	}
	if (((s[0] == 0xE0 || s[0] == 0xF0) && s[1] < lowest[n]) || (s[0] == 0xED && s[1] > 0x9F)
			|| (s[0] == 0xF4 && s[1] > 0x8F)) {
		return 0;
	}
	return n;
}

static void write_string(struct strbuf *out, const char *value, size_t len)
{
	const unsigned char *s = (const unsigned char *)value;

	strbuf_addc(out, '"');
	for (size_t i = 0; i < len;) {
		size_t n = utf8_len(s + i, len - i);

		if (n == 0) {
			strbuf_adds(out, "\xEF\xBF\xBD");
			n = 1;
		} else if (s[i] == '"' || s[i] == '\\') {
			strbuf_addc(out, '\\');
			strbuf_addc(out, (char)s[i]);
		} else if (s[i] == '\n') {
			strbuf_adds(out, "\\n");
		} else if (s[i] < 0x20 || s[i] == 0x7F) {
			strbuf_addf(out, "\\u%04x", s[i]);
		} else {
			strbuf_add(out, s + i, n);
		}
		i += n;
	}
	strbuf_addc(out, '"');
}

static void before(struct json_writer *w, const char *key)
{
	if (w->comma) {
		strbuf_addc(w->out, ',');
	}
	if (key != NULL) {
		write_string(w->out, key, strlen(key));
		strbuf_addc(w->out, ':');
	}
	w->comma = true;
}

void json_object(struct json_writer *w, const char *key)
{
	before(w, key);
	strbuf_addc(w->out, '{');
	w->comma = false;
}

void json_array(struct json_writer *w, const char *key)
{
	before(w, key);
	strbuf_addc(w->out, '[');
	w->comma = false;
}

void json_end(struct json_writer *w, char bracket)
{
	strbuf_addc(w->out, bracket);
	w->comma = true;
}

void json_string_n(struct json_writer *w, const char *key, const char *value, size_t len)
{
	before(w, key);
	write_string(w->out, value, len);
}

void json_string(struct json_writer *w, const char *key, const char *value)
{
	if (value == NULL) {
		json_null(w, key);
		return;
	}
	json_string_n(w, key, value, strlen(value));
}

void json_int(struct json_writer *w, const char *key, int64_t value)
{
	before(w, key);
	strbuf_addf(w->out, "%" PRId64, value);
}

void json_double(struct json_writer *w, const char *key, double value)
{
	int64_t hundredths = (int64_t)(value * 100 + (value < 0 ? -0.5 : 0.5));

	/* not printf's %f: its decimal point follows the locale */
	before(w, key);
	strbuf_addf(w->out, "%s%" PRId64 ".%02d", hundredths < 0 ? "-" : "",
			(hundredths < 0 ? -hundredths : hundredths) / 100,
			(int)((hundredths < 0 ? -hundredths : hundredths) % 100));
}

void json_bool(struct json_writer *w, const char *key, bool value)
{
	before(w, key);
	strbuf_adds(w->out, value ? "true" : "false");
}

void json_null(struct json_writer *w, const char *key)
{
	before(w, key);
	strbuf_adds(w->out, "null");
}

void json_raw(struct json_writer *w, const char *key, const char *json)
{
	before(w, key);
	strbuf_adds(w->out, json != NULL && json[0] != '\0' ? json : "null");
}

/* --- reading --- */

struct reader {
	const char *p;
	const char *end;
	int depth;
};

static bool read_value(struct reader *r, struct json *v);

static void skip_blank(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r')) {
		r->p++;
	}
}

static bool take(struct reader *r, char c)
{
	skip_blank(r);
	if (r->p < r->end && *r->p == c) {
		r->p++;
		return true;
	}
	return false;
}

static bool take_word(struct reader *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0) {
		return false;
	}
	r->p += n;
	return true;
}

static void add_utf8(struct strbuf *sb, uint32_t c)
{
	if (c < 0x80) {
		strbuf_addc(sb, (char)(c != 0 ? c : ' '));
	} else if (c < 0x800) {
		strbuf_addc(sb, (char)(0xC0 | c >> 6));
		strbuf_addc(sb, (char)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		strbuf_addc(sb, (char)(0xE0 | c >> 12));
		strbuf_addc(sb, (char)(0x80 | (c >> 6 & 0x3F)));
		strbuf_addc(sb, (char)(0x80 | (c & 0x3F)));
	} else {
		strbuf_addc(sb, (char)(0xF0 | c >> 18));
		strbuf_addc(sb, (char)(0x80 | (c >> 12 & 0x3F)));
		strbuf_addc(sb, (char)(0x80 | (c >> 6 & 0x3F)));
		strbuf_addc(sb, (char)(0x80 | (c & 0x3F)));
	}
}

static bool read_hex4(struct reader *r, uint32_t *ret)
{
	uint32_t v = 0;

	if (r->end - r->p < 4) {
		return false;
	}
	for (int i = 0; i < 4; i++) {
		int digit = ascii_hex(r->p[i]);

		if (digit < 0) {
			return false;
		}
		v = v * 16 + (uint32_t)digit;
	}
	r->p += 4;
	*ret = v;
	return true;
}

static bool read_escape(struct reader *r, struct strbuf *sb)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	uint32_t c;
	uint32_t low;

	if (r->p >= r->end) {
		return false;
	}
	if (*r->p == 'u') {
		r->p++;
		if (!read_hex4(r, &c)) {
			return false;
		}
		if (c >= 0xD800 && c < 0xDC00 && take_word(r, "\\u") && read_hex4(r, &low)) {
			c = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
		}
		add_utf8(sb, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
		return true;
	}
	at = memchr(from, *r->p, sizeof from - 1);
	if (at == NULL) {
		return false;
	}
	strbuf_addc(sb, to[at - from]);
	r->p++;
	return true;
}

static char *read_string(struct reader *r)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;

	if (!take(r, '"')) {
		return NULL;
	}
	while (r->p < r->end && *r->p != '"') {
		if (*r->p == '\\') {
			r->p++;
			if (!read_escape(r, &sb)) {
				return NULL;
			}
		} else if ((unsigned char)*r->p < 0x20) {
			return NULL;
		} else {
			strbuf_addc(&sb, *r->p++);
		}
	}
	return take(r, '"') ? strbuf_detach(&sb, NULL) : NULL;
}

/* "e-3" behind a number. */
static bool read_exponent(struct reader *r, double *number)
{
	bool negative;
	int n = 0;

	r->p++;
	negative = r->p < r->end && *r->p == '-';
	r->p += r->p < r->end && (*r->p == '-' || *r->p == '+');
	if (r->p == r->end || !ascii_is_digit(*r->p)) {
		return false;
	}
	for (; r->p < r->end && ascii_is_digit(*r->p); r->p++) {
		n = n < 1000 ? n * 10 + (*r->p - '0') : n;
	}
	for (; n > 0; n--) { /* no double is beyond 10^308 */
		*number = negative ? *number / 10 : *number * 10;
	}
	return true;
}

static bool read_number(struct reader *r, struct json *v)
{
	const char *start = r->p;
	double scale = 1;
	bool negative = false;

	if (*r->p == '-') {
		negative = true;
		r->p++;
	}
	while (r->p < r->end && ascii_is_digit(*r->p)) {
		v->number = v->number * 10 + (*r->p++ - '0');
	}
	if (r->p < r->end && *r->p == '.') {
		r->p++;
		while (r->p < r->end && ascii_is_digit(*r->p)) {
			scale /= 10;
			v->number += (*r->p++ - '0') * scale;
		}
	}
	if (r->p == start + (negative ? 1 : 0)) {
		return false;
	}
	if (r->p < r->end && (*r->p == 'e' || *r->p == 'E') && !read_exponent(r, &v->number)) {
		return false;
	}
	v->number = negative ? -v->number : v->number;
	v->type = JSON_NUMBER;
	v->string = strndup(start, (size_t)(r->p - start));
	return v->string != NULL;
}

static bool read_children(struct reader *r, struct json *v, char close)
{
	if (++r->depth > JSON_MAX_DEPTH) {
		return false;
	}
	while (!take(r, close)) {
		struct json *child;

		if (v->n > 0 && !take(r, ',')) {
			return false;
		}
		if (!ARRAY_ROOM(v->children, v->n)) {
			return false;
		}
		child = &v->children[v->n++];
		memset(child, 0, sizeof *child);
		if (close == '}') {
			child->key = read_string(r);
			if (child->key == NULL || !take(r, ':')) {
				return false;
			}
		}
		if (!read_value(r, child)) {
			return false;
		}
	}
	r->depth--;
	return true;
}

static bool read_value(struct reader *r, struct json *v)
{
	skip_blank(r);
	if (r->p >= r->end) {
		return false;
	}
	if (*r->p == '{' || *r->p == '[') {
		v->type = *r->p == '{' ? JSON_OBJECT : JSON_ARRAY;
		r->p++;
		return read_children(r, v, v->type == JSON_OBJECT ? '}' : ']');
	}
	if (*r->p == '"') {
		v->type = JSON_STRING;
		v->string = read_string(r);
		return v->string != NULL;
	}
	if (take_word(r, "null")) {
		v->type = JSON_NULL;
		return true;
	}
	if (take_word(r, "true") || take_word(r, "false")) {
		v->type = JSON_BOOL;
		v->boolean = r->p[-2] == 'u'; /* tr-u-e, fal-s-e */
		return true;
	}
	return read_number(r, v);
}

static void release(struct json *v)
{
	for (size_t i = 0; i < v->n; i++) {
		release(&v->children[i]);
	}
	free(v->children);
	free(v->key);
	free(v->string);
}

struct json *json_read(const char *text, size_t len)
{
	CLEANUP_JSON struct json *v = calloc(1, sizeof *v);
	struct reader r = { text, text + len, 0 };

	if (v == NULL || len > JSON_MAX_BYTES || !read_value(&r, v)) {
		return NULL;
	}
	skip_blank(&r);
	return r.p == r.end ? TAKE_PTR(v) : NULL;
}

void json_free(struct json *json)
{
	if (json != NULL) {
		release(json);
		free(json);
	}
}

void json_cleanup(struct json **json)
{
	json_free(*json);
}

const struct json *json_get(const struct json *json, const char *key)
{
	if (json == NULL || json->type != JSON_OBJECT) {
		return NULL;
	}
	for (size_t i = 0; i < json->n; i++) {
		if (strcmp(json->children[i].key, key) == 0) {
			return &json->children[i];
		}
	}
	return NULL;
}

const char *json_get_string(const struct json *json, const char *key)
{
	const struct json *v = json_get(json, key);

	return v != NULL && v->type == JSON_STRING ? v->string : NULL;
}
