/* Reading and checking one address. Lists of addresses are in address_list.c, the tables of role mailboxes and free
 * mail domains in address_tables.c. */
#include "mail/address.h"

#include "util/ascii.h"

#include <idn2.h>
#include <string.h>

/* What a message about a bad address shows of it: enough to find it, without control characters. */
#define SHOWN_MAX 80

static bool is_atext(unsigned char c)
{
	return ascii_is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static const char *shown(const char *text, size_t len, char buf[SHOWN_MAX + 1])
{
	size_t n = len < SHOWN_MAX ? len : SHOWN_MAX;

	for (size_t i = 0; i < n; i++) {
		buf[i] = (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i];
	}
	while (n > 0 && n < len && ((unsigned char)text[n] & 0xc0) == 0x80) {
		n--; /* cut between letters */
	}
	buf[n] = '\0';
	return buf;
}

/* Length of a blank at `s`: ASCII white space, no-break space, zero-width space, byte order mark. */
static size_t blank_at(const char *s, size_t len)
{
	if (len >= 1 && strchr(" \t\r\n", s[0]) != NULL && s[0] != '\0') {
		return 1;
	}
	if (len >= 2 && memcmp(s, "\xC2\xA0", 2) == 0) {
		return 2;
	}
	if (len >= 3 && (memcmp(s, "\xE2\x80\x8B", 3) == 0 || memcmp(s, "\xEF\xBB\xBF", 3) == 0)) {
		return 3;
	}
	return 0;
}

static void trim(const char **text, size_t *len)
{
	size_t n;

	while ((n = blank_at(*text, *len)) > 0) {
		*text += n;
		*len -= n;
	}
	for (;;) {
		for (n = 1; n <= 3 && n <= *len; n++) {
			if (blank_at(*text + *len - n, n) == n) {
				break;
			}
		}
		if (n > 3 || n > *len) {
			return;
		}
		*len -= n;
	}
}

static bool is_host_letter(char c)
{
	return ascii_is_alnum(c) || c == '-';
}

/* A host name of ASCII letters, digits and hyphens. `plain`: IDNA would leave it as it is, no need to ask the library. */
static bool host_name(const char *s, size_t len, bool plain)
{
	size_t label = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i == len || s[i] == '.') {
			size_t start = i - label;

			if (label == 0 || label > 63 || s[start] == '-' || s[i - 1] == '-'
					|| (plain && label >= 4 && s[start + 2] == '-' && s[start + 3] == '-')) {
				return false;
			}
			label = 0;
		} else if (is_host_letter(s[i])) {
			label++;
		} else {
			return false;
		}
	}
	return len <= ADDRESS_MAX;
}

/* libidn2 lets some ASCII characters pass in spite of STD3 and drops others: they are refused here. */
static bool has_foreign_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)s[i] < 0x80 && s[i] != '.' && !is_host_letter(s[i])) {
			return true;
		}
	}
	return false;
}

enum status address_domain_to_ascii(const char *text, size_t len, struct strbuf *out, struct error *err)
{
	char buf[1024];
	char show[SHOWN_MAX + 1];
	char *ascii = NULL;
	int rc;

	if (host_name(text, len, true)) {
		for (size_t i = 0; i < len; i++) {
			strbuf_addc(out, ascii_lower(text[i]));
		}
		return strbuf_ok(out) ? ST_OK : error_set(err, ST_NOMEM, "domain: out of memory");
	}
	if (len == 0 || len >= sizeof buf || has_foreign_ascii(text, len)) {
		return error_set(err, ST_INVALID, "'%s' is no domain name", shown(text, len, show));
	}
	memcpy(buf, text, len);
	buf[len] = '\0';
	rc = idn2_to_ascii_8z(buf, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES);
	if (rc == IDN2_MALLOC) {
		return error_set(err, ST_NOMEM, "domain: out of memory");
	}
	if (rc != IDN2_OK) {
		return error_set(err, ST_INVALID, "'%s' is no domain name: %s", shown(text, len, show),
				idn2_strerror(rc));
	}
	/* UTS 46 maps exotic letters to dots and ASCII: judge what came out. */
	rc = host_name(ascii, strlen(ascii), false);
	for (size_t i = 0; rc && ascii[i] != '\0'; i++) {
		strbuf_addc(out, ascii_lower(ascii[i]));
	}
	idn2_free(ascii);
	if (!rc) {
		return error_set(err, ST_INVALID, "'%s' is no domain name", shown(text, len, show));
	}
	return strbuf_ok(out) ? ST_OK : error_set(err, ST_NOMEM, "domain: out of memory");
}

/* "jonas.petraitis" or, where that does not do, a quoted string of printable ASCII. NULL when good, else what is wrong. */
static const char *local_fault(const char *s, size_t len)
{
	bool dot = true; /* as if one stood before the first letter */

	if (len == 0) {
		return "nothing stands before the '@'";
	}
	if (len > ADDRESS_LOCAL_MAX) {
		return "the part before the '@' is longer than 64 bytes";
	}
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)s[i] >= 0x80) {
			return "mail servers take only English letters before the '@'; ask for an address without accents";
		}
	}
	if (s[0] == '"') {
		for (size_t i = 1; i + 1 < len; i++) {
			if (s[i] == '"' || (unsigned char)s[i] < 0x20 || s[i] == 0x7f
					|| (s[i] == '\\' && ++i + 1 >= len)) {
				return "the quotation marks before the '@' do not pair";
			}
		}
		return len > 2 && s[len - 1] == '"' ? NULL : "the quotation marks before the '@' do not pair";
	}
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.') {
			if (dot) {
				return "a dot stands at the wrong place before the '@'";
			}
			dot = true;
		} else if (is_atext((unsigned char)s[i])) {
			dot = false;
		} else if (s[i] == ' ') {
			return "a blank stands before the '@'";
		} else {
			return "a character before the '@' that an address cannot have";
		}
	}
	return dot ? "a dot stands at the wrong place before the '@'" : NULL;
}

/* Of an ASCII domain: what the rules of host names let pass but mail does not. */
static const char *domain_fault(const char *domain)
{
	const char *top = strrchr(domain, '.');

	if (top == NULL) {
		/* one machine's own mail, for rehearsals */
		return strcmp(domain, "localhost") == 0 ? NULL
							: "the domain has no dot; write it whole (firma.lt)";
	}
	if (strspn(top + 1, "0123456789") == strlen(top + 1)) {
		return "the domain ends in a number";
	}
	return NULL;
}

static enum status fault(struct error *err, const char *text, size_t len, const char *what)
{
	char show[SHOWN_MAX + 1];

	return error_set(err, ST_INVALID, "'%s' is no mail address: %s", shown(text, len, show), what);
}

static enum status parse(const char *text, size_t len, struct address *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf domain = STRBUF_INIT;
	struct error why = ERROR_INIT;
	const char *at;
	const char *bad;
	size_t local;

	trim(&text, &len);
	if (len == 0) {
		return error_set(err, ST_INVALID, "the mail address is empty");
	}
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f) {
			return fault(err, text, len, "it holds a line end or a control character");
		}
	}
	at = memrchr(text, '@', len);
	if (at == NULL) {
		return fault(err, text, len, "it has no '@'");
	}
	local = (size_t)(at - text);
	bad = local_fault(text, local);
	if (bad != NULL) {
		return fault(err, text, len, bad);
	}
	if (at + 1 < text + len && at[1] == '[') {
		return fault(err, text, len, "it names a machine by number; a domain name is needed");
	}
	if (address_domain_to_ascii(at + 1, len - local - 1, &domain, &why) != ST_OK) {
		if (why.code == ST_NOMEM) {
			return error_set(err, ST_NOMEM, "%s", why.text);
		}
		return fault(err, text, len, local + 1 == len ? "nothing stands after the '@'" : why.text);
	}
	bad = domain_fault(domain.buf);
	if (bad != NULL) {
		return fault(err, text, len, bad);
	}
	if (local + 1 + domain.len > ADDRESS_MAX) {
		return fault(err, text, len, "it is longer than 254 bytes");
	}
	memcpy(ret->email, text, local + 1);
	memcpy(ret->email + local + 1, domain.buf, domain.len + 1);
	ret->at = local;
	for (size_t i = 0; i <= local + 1 + domain.len; i++) {
		ret->key[i] = ascii_lower(ret->email[i]);
	}
	return ST_OK;
}

enum status address_parse(const char *text, struct address *ret, struct error *err)
{
	return parse(text, strlen(text), ret, err);
}

/* A name without the quotation marks around it and the backslashes inside. */
static void add_name(struct strbuf *name, const char *s, size_t len)
{
	trim(&s, &len);
	if (len >= 2 && s[0] == '"' && s[len - 1] == '"') {
		s++;
		len -= 2;
		for (size_t i = 0; i < len; i++) {
			if (s[i] == '\\' && i + 1 < len) {
				i++;
			}
			strbuf_addc(name, s[i]);
		}
	} else {
		strbuf_add(name, s, len);
	}
	for (size_t i = 0; i < name->len; i++) {
		if ((unsigned char)name->buf[i] < 0x20 || name->buf[i] == 0x7f) {
			name->buf[i] = ' ';
		}
	}
	strbuf_trim(name);
}

/* More than one '@' outside quotation marks and comments, with something between that parts addresses. */
static bool several(const char *s, size_t len)
{
	bool quoted = false;
	bool seen = false;
	bool parted = false;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"') {
			quoted = !quoted;
		} else if (quoted) {
			continue;
		} else if (s[i] == '@') {
			if (seen && parted) {
				return true;
			}
			seen = true;
		} else if (seen && strchr(",; \t\r\n/|", s[i]) != NULL) {
			parted = true;
		}
	}
	return false;
}

/* "a@b, B <c@d>": the part before the last address is more than a name. A name that repeats its address is one. */
static bool holds_address(const char *name, size_t len)
{
	return memchr(name, '@', len) != NULL && (memchr(name, ',', len) != NULL
			|| memchr(name, ';', len) != NULL || memchr(name, '<', len) != NULL);
}

enum status address_parse_mailbox(const char *text, struct address *ret, struct strbuf *name,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf own = STRBUF_INIT;
	struct address address;
	size_t len = strlen(text);
	const char *open;
	const char *addr = text;
	size_t addr_len;
	const char *called = text;
	size_t called_len = 0;
	enum status st;

	trim(&text, &len);
	addr = text;
	addr_len = len;
	if (len > 0 && text[len - 1] == '>' && (open = memrchr(text, '<', len)) != NULL) {
		called = text;
		called_len = (size_t)(open - text);
		addr = open + 1;
		addr_len = len - called_len - 2;
	} else if (len > 0 && text[len - 1] == ')' && (open = memrchr(text, '(', len)) != NULL && open > text) {
		called = open + 1;
		called_len = (size_t)(text + len - 1 - called);
		addr_len = (size_t)(open - text);
	}
	if (several(text, len) && (called_len == 0 || several(addr, addr_len) || holds_address(called, called_len))) {
		return fault(err, text, len, "it holds more than one address; give each a row of its own");
	}
	if (called_len > ADDRESS_NAME_MAX) {
		return fault(err, text, len, "the name is longer than 1000 bytes");
	}
	add_name(&own, called, called_len);
	st = parse(addr, addr_len, &address, err);
	if (st != ST_OK) {
		return st;
	}
	if (name != NULL) {
		strbuf_reset(name);
		strbuf_add(name, own.buf, own.len);
	}
	if (!strbuf_ok(&own) || (name != NULL && !strbuf_ok(name))) {
		return error_set(err, ST_NOMEM, "address: out of memory");
	}
	*ret = address;
	return ST_OK;
}

bool address_fold(const char *text, size_t len, char ret[ADDRESS_SIZE])
{
	CLEANUP_STRBUF struct strbuf domain = STRBUF_INIT;
	const char *at;
	size_t local;

	trim(&text, &len);
	at = len > 0 ? memrchr(text, '@', len) : NULL;
	if (at == NULL || memchr(text, '\0', len) != NULL) {
		return false;
	}
	local = (size_t)(at - text) + 1;
	if (address_domain_to_ascii(text + local, len - local, &domain, NULL) != ST_OK) {
		strbuf_reset(&domain);
		strbuf_add(&domain, text + local, len - local);
	}
	if (!strbuf_ok(&domain) || local + domain.len > ADDRESS_MAX) {
		return false;
	}
	memcpy(ret, text, local);
	memcpy(ret + local, domain.buf, domain.len + 1);
	for (size_t i = 0; ret[i] != '\0'; i++) {
		ret[i] = ascii_lower(ret[i]);
	}
	return true;
}

void address_add_tagged(struct strbuf *out, const char *email, const char *tag)
{
	const char *at = strrchr(email, '@');

	if (at == NULL || tag == NULL || tag[0] == '\0') {
		strbuf_adds(out, email);
	} else if (at > email && at[-1] == '"') {
		strbuf_add(out, email, (size_t)(at - email) - 1);
		strbuf_join(out, "+", tag, "\"", at, NULL);
	} else {
		strbuf_add(out, email, (size_t)(at - email));
		strbuf_join(out, "+", tag, at, NULL);
	}
}

const char *address_tag(const char *email, size_t *ret_len)
{
	const char *at = strrchr(email, '@');
	const char *plus = at != NULL ? memrchr(email, '+', (size_t)(at - email)) : NULL;
	size_t len;

	if (plus == NULL) {
		return NULL;
	}
	len = (size_t)(at - plus) - 1;
	if (len > 0 && at[-1] == '"') {
		len--;
	}
	*ret_len = len;
	return len > 0 ? plus + 1 : NULL;
}

void address_add_unicode(struct strbuf *out, const char *email)
{
	const char *at = strrchr(email, '@');
	char *unicode = NULL;

	if (at != NULL && strstr(at, "xn--") != NULL
			&& idn2_to_unicode_8z8z(at + 1, &unicode, IDN2_NONTRANSITIONAL) == IDN2_OK) {
		strbuf_add(out, email, (size_t)(at - email) + 1);
		strbuf_adds(out, unicode);
		idn2_free(unicode);
		return;
	}
	strbuf_adds(out, email);
}
