/* Parameters of structured fields: "type/sub; name=value; name*0*=charset'lang'%41; name*1=more". One pass over the
 * field, comments skipped by a counter (libetpan recurses into them and can be crashed by "(((((…"). */
#include "mail/charset.h"
#include "mail/parse_private.h"

#include "util/ascii.h"

#include <string.h>
#include <strings.h>

#define MAX_PASSES 4

/* A parameter as written. */
struct param {
	const char *name;
	size_t name_len; /* without the "*…" suffix */
	int piece;       /* of "name*2*", -1 when whole */
	bool extended;   /* percent-encoded */
	struct strbuf value;
};

static size_t skip_blanks(const char *s, size_t pos, size_t len)
{
	int depth = 0;

	for (; pos < len; pos++) {
		char c = s[pos];

		if (c == '\\' && depth > 0) {
			pos++;
		} else if (c == '(') {
			depth++;
		} else if (c == ')' && depth > 0) {
			depth--;
		} else if (depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n') {
			break;
		}
	}
	return pos < len ? pos : len;
}

static bool is_token_end(char c)
{
	return c == ';' || c == '=' || c == '"' || c == '(' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A quoted string or a bare value. Bare values run to ';' (file names with blanks are not always quoted). */
static size_t read_value(const char *s, size_t pos, size_t len, struct strbuf *out)
{
	if (pos < len && s[pos] == '"') {
		for (pos++; pos < len && s[pos] != '"'; pos++) {
			if (s[pos] == '\\' && pos + 1 < len) {
				pos++;
			}
			if (s[pos] != '\r' && s[pos] != '\n') {
				strbuf_addc(out, s[pos]);
			}
		}
		return pos < len ? pos + 1 : len;
	}
	while (pos < len && s[pos] != ';' && s[pos] != '\r' && s[pos] != '\n' && s[pos] != '"') {
		strbuf_addc(out, s[pos]);
		pos++;
	}
	strbuf_rtrim(out);
	return pos;
}

static void split_name(struct param *p)
{
	const char *star = memchr(p->name, '*', p->name_len);
	size_t i;
	size_t len = p->name_len;

	p->piece = -1;
	p->extended = false;
	if (star == NULL) {
		return;
	}
	p->name_len = (size_t)(star - p->name);
	i = p->name_len + 1;
	if (i < len && ascii_is_digit(p->name[i])) {
		p->piece = 0;
		for (; i < len && ascii_is_digit(p->name[i]) && p->piece < MAIL_MAX_PARAMS; i++) {
			p->piece = p->piece * 10 + p->name[i] - '0';
		}
	}
	p->extended = p->name[len - 1] == '*';
}

static bool token_before_equals(const char *s, size_t pos, size_t len)
{
	size_t limit = len - pos > 40 ? pos + 40 : len;
	size_t start = pos;

	while (pos < limit && !is_token_end(s[pos])) {
		pos++;
	}
	return pos > start && pos < limit && s[pos] == '=';
}

/* Reads the next parameter at `pos`; false at the end of the field. p->value is filled. */
static bool next_param(const char *s, size_t *pos, size_t len, struct param *p)
{
	size_t start;

	while (*pos < len && s[*pos] != ';') { /* stray words and comments between parameters */
		size_t at = skip_blanks(s, *pos, len);

		if (at > *pos && token_before_equals(s, at, len)) {
			*pos = at; /* the ';' was forgotten */
			break;
		}
		*pos = at == *pos ? at + 1 : at;
	}
	while (*pos < len && (s[*pos] == ';' || skip_blanks(s, *pos, len) != *pos)) {
		*pos = s[*pos] == ';' ? *pos + 1 : skip_blanks(s, *pos, len);
	}
	if (*pos >= len) {
		return false;
	}
	start = *pos;
	while (*pos < len && !is_token_end(s[*pos])) {
		(*pos)++;
	}
	p->name = s + start;
	p->name_len = *pos - start;
	strbuf_reset(&p->value);
	*pos = skip_blanks(s, *pos, len);
	if (*pos < len && s[*pos] == '=') {
		*pos = skip_blanks(s, *pos + 1, len);
		*pos = read_value(s, *pos, len, &p->value);
	} else if (*pos == start) {
		(*pos)++;
	}
	split_name(p);
	return true;
}

static void add_percent(const char *s, size_t len, struct strbuf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '%' && i + 2 < len && ascii_hex(s[i + 1]) >= 0 && ascii_hex(s[i + 2]) >= 0) {
			strbuf_addc(out, (char)(ascii_hex(s[i + 1]) * 16 + ascii_hex(s[i + 2])));
			i += 2;
		} else {
			strbuf_addc(out, s[i]);
		}
	}
}

/* Takes "charset'language'" off the first extended piece. */
static void add_piece(const struct param *p, struct strbuf *charset, struct strbuf *bytes)
{
	const char *text = p->value.buf;
	size_t len = p->value.len;
	const char *q1 = p->extended && p->piece <= 0 ? memchr(text, '\'', len) : NULL;
	const char *q2 = q1 != NULL ? memchr(q1 + 1, '\'', len - (size_t)(q1 + 1 - text)) : NULL;

	if (q2 != NULL) {
		strbuf_add(charset, text, (size_t)(q1 - text));
		len -= (size_t)(q2 + 1 - text);
		text = q2 + 1;
	}
	if (p->extended) {
		add_percent(text, len, bytes);
	} else {
		strbuf_add(bytes, text, len);
	}
}

static char *finish(struct mail *mail, const struct strbuf *charset, const struct strbuf *bytes, bool encoded)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	if (encoded) {
		charset_to_utf8(charset->len > 0 ? charset->buf : NULL, charset->len, bytes->buf, bytes->len, &text);
	} else {
		mail_decode_words(bytes->buf, bytes->len, &text);
	}
	strbuf_trim(&text);
	if (charset->failed || bytes->failed || text.failed) {
		mail->failed = true;
		return NULL;
	}
	return mail_strndup(mail, text.buf, text.len);
}

/* Pieces come in order nearly always; for others the field is read again, a few times at most. */
static bool gather_pieces(const struct field *field, const char *name, struct strbuf *charset, struct strbuf *bytes)
{
	struct param p = { .value = STRBUF_INIT };
	size_t name_len = strlen(name);
	int want = 0;
	bool any = false;

	for (int pass = 0; pass < MAX_PASSES; pass++) {
		size_t pos = 0;
		int before = want;
		int n = 0;

		while (n++ < MAIL_MAX_PARAMS && next_param(field->value, &pos, field->value_len, &p)) {
			if (p.piece == want && p.name_len == name_len && strncasecmp(p.name, name, name_len) == 0) {
				add_piece(&p, charset, bytes);
				any = true;
				want++;
			}
		}
		if (want == before) {
			break;
		}
	}
	strbuf_release(&p.value);
	return any;
}

char *mail_field_param(struct mail *mail, const struct field *field, const char *name)
{
	CLEANUP_STRBUF struct strbuf charset = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
	struct param p = { .value = STRBUF_INIT };
	size_t name_len = strlen(name);
	size_t pos = 0;
	int n = 0;
	bool whole = false;
	bool encoded = false;
	bool pieces = false;

	while (n++ < MAIL_MAX_PARAMS && next_param(field->value, &pos, field->value_len, &p)) {
		if (p.name_len != name_len || strncasecmp(p.name, name, name_len) != 0) {
			continue;
		}
		if (p.piece >= 0) {
			pieces = true;
		} else if (!whole || (p.extended && !encoded)) {
			strbuf_reset(&charset);
			strbuf_reset(&bytes);
			add_piece(&p, &charset, &bytes);
			whole = true;
			encoded = p.extended;
		}
	}
	strbuf_release(&p.value);
	if (pieces && !encoded) {
		CLEANUP_STRBUF struct strbuf joined = STRBUF_INIT;

		strbuf_reset(&charset);
		if (gather_pieces(field, name, &charset, &joined)) {
			return finish(mail, &charset, &joined, charset.len > 0);
		}
	}
	return whole ? finish(mail, &charset, &bytes, encoded) : NULL;
}

char *mail_field_token(struct mail *mail, const struct field *field)
{
	CLEANUP_STRBUF struct strbuf token = STRBUF_INIT;
	size_t pos = 0;

	while (token.len < 200) {
		size_t at = skip_blanks(field->value, pos, field->value_len);
		bool blank = at > pos && token.len > 0 && strchr(token.buf, '/') != NULL && token.buf[token.len - 1] != '/';

		pos = at;
		if (pos >= field->value_len || field->value[pos] == ';' || (blank && field->value[pos] != '/')) {
			break; /* also "text/plain charset=…", where the ';' was forgotten */
		}
		char c = field->value[pos++];

		if (c == '"') {
			continue;
		}
		strbuf_addc(&token, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
	return finish(mail, &(struct strbuf)STRBUF_INIT, &token, false);
}
