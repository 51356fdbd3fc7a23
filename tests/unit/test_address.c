/* mail/address: what is taken, what is refused and why, the walk over header values. */
#include "mail/address.h"
#include "mail/address_tables.c" /* the tables are static: their order is proved here */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void good_addresses(void **state)
{
	static const struct {
		const char *text, *email, *key;
	} cases[] = {
		{ "Jonas@Firma.LT", "Jonas@firma.lt", "jonas@firma.lt" },
		{ " \xC2\xA0info@įmonė.lt\xE2\x80\x8B\n", "info@xn--mon-mra0j.lt", "info@xn--mon-mra0j.lt" },
		{ "a@żółw.pl", "a@xn--w-uga1v8h.pl", "a@xn--w-uga1v8h.pl" },
		{ "a@ПРИМЕР.рф", "a@xn--e1afmkfd.xn--p1ai", "a@xn--e1afmkfd.xn--p1ai" },
		{ "a@straße.de", "a@xn--strae-oqa.de", "a@xn--strae-oqa.de" },
		{ "a@i\xCC\xA8mone\xCC\x87.lt", "a@xn--mon-mra0j.lt", "a@xn--mon-mra0j.lt" }, /* decomposed */
		{ "o'brien+x/y=z@a-b.example", "o'brien+x/y=z@a-b.example", "o'brien+x/y=z@a-b.example" },
		{ "\"two words\"@firma.lt", "\"two words\"@firma.lt", "\"two words\"@firma.lt" },
		{ "root@localhost", "root@localhost", "root@localhost" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = ERROR_INIT;
		struct address a;

		assert_int_equal(address_parse(cases[i].text, &a, &err), ST_OK);
		assert_string_equal(a.email, cases[i].email);
		assert_string_equal(a.key, cases[i].key);
		assert_int_equal(a.email[a.at], '@');
	}
}

static void bad_addresses_say_why(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "", "empty" },
		{ "jonas", "no '@'" },
		{ "@firma.lt", "nothing stands before" },
		{ "jonas@", "nothing stands after" },
		{ "jonas@firma", "no dot" },
		{ "jonas@firma..lt", "no domain name" },
		{ "jonas@firma.lt.", "no domain name" },
		{ "jonas@-firma.lt", "no domain name" },
		{ "jonas@fir_ma.lt", "no domain name" },
		{ "jonas@fir ma.lt", "no domain name" },
		{ "jonas@10.0.0.1", "ends in a number" },
		{ "jonas@[10.0.0.1]", "by number" },
		{ "žydrūnas@firma.lt", "English letters" },
		{ "jo nas@firma.lt", "a blank" },
		{ "jo..nas@firma.lt", "dot" },
		{ ".jonas@firma.lt", "dot" },
		{ "jonas.@firma.lt", "dot" },
		{ "jo<nas@firma.lt", "cannot have" },
		{ "jo\"nas@firma.lt", "cannot have" },
		{ "\"jonas@firma.lt", "do not pair" },
		{ "\"\"@firma.lt", "do not pair" },
		{ "jonas\r\nBcc: x@y.example", "line end" },
		{ "jonas@firma.lt\nRCPT TO:<x@y.example>", "line end" },
		{ "jo\x01nas@firma.lt", "control" },
		{ "a1234567890123456789012345678901234567890123456789012345678901234@firma.lt", "64" },
		{ "a@xn--a.lt", "no domain name" },
		{ "a@\xFF\xFE.lt", "no domain name" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = ERROR_INIT;
		struct address a;

		if (address_parse(cases[i].text, &a, &err) != ST_INVALID || strstr(err.text, cases[i].why) == NULL) {
			fail_msg("'%s': %s", cases[i].text, err.text);
		}
		for (const char *p = err.text; *p != '\0'; p++) {
			assert_true((unsigned char)*p >= 0x20);
		}
	}
}

static void long_addresses(void **state)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	struct error err = ERROR_INIT;
	struct address a;

	(void)state;
	strbuf_adds(&sb, "a@");
	while (sb.len < 246) {
		strbuf_adds(&sb, "abcdefghi.");
	}
	strbuf_setlen(&sb, 242);
	strbuf_adds(&sb, "abcdefghi.lt");
	assert_int_equal(sb.len, 254);
	assert_int_equal(address_parse(sb.buf, &a, &err), ST_OK);
	strbuf_adds(&sb, "u");
	assert_int_equal(address_parse(sb.buf, &a, &err), ST_INVALID);
}

static void mailboxes_split(void **state)
{
	static const struct {
		const char *text, *email, *name;
	} cases[] = {
		{ "a@b.lt", "a@b.lt", "" },
		{ "<a@b.lt>", "a@b.lt", "" },
		{ "Jonas Petraitis <a@b.lt> ", "a@b.lt", "Jonas Petraitis" },
		{ "\"UAB \\\"Ąžuolas\\\", Alytus\" <a@b.lt>", "a@b.lt", "UAB \"Ąžuolas\", Alytus" },
		{ "Petraitis, Jonas <a@b.lt>", "a@b.lt", "Petraitis, Jonas" },
		{ "a@b.lt (Jonas)", "a@b.lt", "Jonas" },
		{ "a@b.lt <a@b.lt>", "a@b.lt", "a@b.lt" },
		{ "\"a@b.lt\" <a@b.lt>", "a@b.lt", "a@b.lt" },
		{ "Jonas\r\nBcc: x <a@b.lt>", "a@b.lt", "Jonas  Bcc: x" },
	};
	static const char *const bad[] = {
		"a@b.lt, c@d.lt", "a@b.lt; c@d.lt", "a@b.lt c@d.lt", "A <a@b.lt>, B <c@d.lt>", "a@b.lt, B <c@d.lt>",
		"A <a@b.lt", "A <>", "A <a@b.lt> tail",
	};
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct address a;

		assert_int_equal(address_parse_mailbox(cases[i].text, &a, &name, NULL), ST_OK);
		assert_string_equal(a.email, cases[i].email);
		assert_string_equal(name.buf, cases[i].name);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct address a;

		if (address_parse_mailbox(bad[i], &a, &name, NULL) != ST_INVALID) {
			fail_msg("'%s' was taken", bad[i]);
		}
	}
}

static void header_values_are_walked(void **state)
{
	static const struct {
		const char *value, *found;
	} cases[] = {
		{ "a@b.lt", "a@b.lt|;" },
		{ "Jonas <a@b.lt>, \"X, Y\" <c@d.lt>; <e@f.lt>", "a@b.lt|Jonas;c@d.lt|X, Y;e@f.lt|;" },
		{ "undisclosed-recipients:;", "" },
		{ "Grupė: a@b.lt, B <c@d.lt>;", "a@b.lt|;c@d.lt|B;" },
		{ "a@b.lt (Jonas (vadovas) P.)", "a@b.lt|Jonas vadovas P.;" },
		{ "<mailto:a@b.lt>", "a@b.lt|;" },
		{ "\"two words\"@b.lt, Name <\"q q\"@c.lt>", "\"two words\"@b.lt|;\"q q\"@c.lt|Name;" },
		{ "\"a@b.lt\" <a@b.lt>", "a@b.lt|a@b.lt;" },
		{ "a@b.lt <c@d.lt>", "c@d.lt|a@b.lt;" },
		{ "Jonas <a@b.lt", "a@b.lt|Jonas;" },
		{ ",,;;<>,\"", "" },
		{ "((((((((", "" },
	};
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_STRBUF struct strbuf found = STRBUF_INIT;
		const char *cursor = cases[i].value;

		while (address_next(&cursor, &name, &email)) {
			strbuf_addf(&found, "%s|%s;", email.buf, name.buf);
		}
		assert_string_equal(found.buf, cases[i].found);
	}
}

static void tags_and_forms(void **state)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	char key[ADDRESS_SIZE];
	size_t len = 0;

	(void)state;
	address_add_tagged(&out, "seminarai@centras.example", "abc123");
	assert_string_equal(out.buf, "seminarai+abc123@centras.example");
	assert_memory_equal(address_tag(out.buf, &len), "abc123", 6);
	assert_int_equal(len, 6);
	assert_null(address_tag("seminarai@centras.example", &len));
	assert_null(address_tag("seminarai+@centras.example", &len));
	strbuf_reset(&out);
	address_add_tagged(&out, "\"a b\"@c.lt", "t1");
	assert_string_equal(out.buf, "\"a b+t1\"@c.lt");
	assert_memory_equal(address_tag(out.buf, &len), "t1", 2);
	strbuf_reset(&out);
	address_add_unicode(&out, "info@xn--mon-mra0j.lt");
	assert_string_equal(out.buf, "info@įmonė.lt");
	assert_true(address_fold("Jonas@ĮMONĖ.lt", strlen("Jonas@ĮMONĖ.lt"), key));
	assert_string_equal(key, "jonas@xn--mon-mra0j.lt");
	assert_true(address_fold("A@not a domain", 14, key));
	assert_string_equal(key, "a@not a domain");
	assert_false(address_fold("nobody", 6, key));
}

static void tables(void **state)
{
	(void)state;
	for (size_t i = 1; i < ARRAY_SIZE(roles); i++) {
		assert_true(strcmp(roles[i - 1], roles[i]) < 0);
	}
	for (size_t i = 1; i < ARRAY_SIZE(free_domains); i++) {
		assert_true(strcmp(free_domains[i - 1], free_domains[i]) < 0);
	}
	assert_true(address_is_role("Info@firma.lt"));
	assert_true(address_is_role("biuras2+x@firma.lt"));
	assert_false(address_is_role("jonas@firma.lt"));
	assert_false(address_is_role("infor@firma.lt"));
	assert_false(address_is_role("in@firma.lt"));
	assert_true(address_domain_is_free("WP.pl"));
	assert_true(address_domain_is_free("inbox.lt"));
	assert_false(address_domain_is_free("p.pl"));
	assert_false(address_domain_is_free("firma.lt"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_addresses),
		cmocka_unit_test(bad_addresses_say_why),
		cmocka_unit_test(long_addresses),
		cmocka_unit_test(mailboxes_split),
		cmocka_unit_test(header_values_are_walked),
		cmocka_unit_test(tags_and_forms),
		cmocka_unit_test(tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
