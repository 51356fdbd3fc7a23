/* What is odd in a row and goes in all the same: addresses that look misspelt, letters of two alphabets in one word (an а
 * that is Cyrillic looks the same and is another address, another name). */
#include "domain/import_private.h"

#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

/* Letters of other alphabets, which all Latin text of our languages lacks: a quick look before the slow one. */
static bool may_be_mixed(const char *text)
{
	for (const unsigned char *s = (const unsigned char *)text; *s != '\0'; s++) {
		if (*s >= 0xCE && *s <= 0xD4) {
			return true;
		}
	}
	return false;
}

/* Cyrillic that could be read as Latin, letter for letter. */
static bool looks_latin(const char *s, size_t len)
{
	static const char twins[] = "асеорхуіјѕһԛԝԁӏАСЕОРХУІЈЅНКМТВ";
	const char *end = s + len;
	bool any = false;

	while (s < end) {
		uint32_t c = utf8_next(&s, end);
		bool twin = false;

		for (const char *t = twins; *t != '\0' && !twin;) {
			twin = utf8_next(&t, twins + sizeof twins - 1) == c;
		}
		if (c >= 0x80 && !twin) {
			return false;
		}
		any = any || twin;
	}
	return any;
}

/* The first word with letters of two alphabets; words end at any of `ends`. NULL: none. *ret_len its length. */
static const char *mixed_word(const char *text, const char *ends, size_t *ret_len)
{
	while (*text != '\0') {
		size_t n = strcspn(text, ends);
		unsigned scripts = fold_scripts(text, n);

		if ((scripts & (scripts - 1)) != 0) {
			*ret_len = n;
			return text;
		}
		text += n + (text[n] != '\0');
	}
	return NULL;
}

static void check_domain(struct clean_row *c, const struct address *a)
{
	CLEANUP_STRBUF struct strbuf shown = STRBUF_INIT;
	char near[ADDRESS_SIZE];
	const char *domain;
	size_t len;

	if (address_domain_suggest(address_domain(a), near)) {
		import_tell(&c->notes, "%s: did you mean %.*s%s?", a->email, (int)a->at + 1, a->email, near);
	}
	if (strstr(address_domain(a), "xn--") == NULL) {
		return;
	}
	address_add_unicode(&shown, a->email);
	c->notes.failed = c->notes.failed || shown.failed;
	domain = strrchr(shown.buf, '@');
	if (domain == NULL) {
		return;
	}
	len = strcspn(domain + 1, ".");
	if (mixed_word(domain + 1, ".", &len) != NULL
			|| (fold_scripts(domain + 1 + len, strlen(domain + 1 + len)) == SCRIPT_LATIN && looks_latin(domain + 1, len))) {
		import_tell(&c->notes, "%s: letters of two alphabets that look alike in the domain (%s)", shown.buf, a->email);
	}
}

void import_suspect(struct clean_row *c)
{
	static const enum import_field names[] = { FIELD_NAME, FIELD_GIVEN_NAME, FIELD_FAMILY_NAME, FIELD_ORGANISATION };

	for (size_t i = 0; i < c->n_addresses; i++) {
		check_domain(c, &c->addresses[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *text = c->values[names[i]];
		const char *word;
		size_t len = 0;

		if (text != NULL && may_be_mixed(text) && (word = mixed_word(text, " -.,\"'/()", &len)) != NULL) {
			import_tell(&c->notes, "%s: letters of two alphabets in one word, '%.*s'", import_field_name(names[i]),
					(int)(len < 80 ? len : 80), word);
		}
	}
}
