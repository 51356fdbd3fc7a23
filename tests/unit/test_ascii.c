/* util/ascii: every byte, signed or not. */
#include "util/ascii.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool is_in(const char *set, int c)
{
	return c > 0 && c < 0x80 && strchr(set, c) != NULL;
}

static void every_byte(void **state)
{
	static const char small[] = "abcdefghijklmnopqrstuvwxyz";
	static const char large[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char digits[] = "0123456789";

	(void)state;
	for (int c = -128; c < 256; c++) { /* as char gives them where it is signed, and where it is not */
		bool letter = is_in(small, c) || is_in(large, c);

		assert_int_equal(ascii_is_digit(c), is_in(digits, c));
		assert_int_equal(ascii_is_letter(c), letter);
		assert_int_equal(ascii_is_alnum(c), letter || is_in(digits, c));
	}
	for (int c = 0; c < 256; c++) {
		const char ch = (char)c;

		assert_int_equal(ascii_lower(ch), is_in(large, c) ? small[c - 'A'] : ch);
		assert_int_equal(ascii_upper(ch), is_in(small, c) ? large[c - 'a'] : ch);
	}
}

static void hexadecimal(void **state)
{
	static const char all[] = "0123456789abcdef0123456789ABCDEF";

	(void)state;
	for (int c = -128; c < 256; c++) {
		assert_int_equal(ascii_hex(c), is_in(all, c) ? (int)(strchr(all, c) - all) % 16 : -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte),
		cmocka_unit_test(hexadecimal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
