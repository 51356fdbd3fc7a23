/* Letters and digits of ASCII, whatever the locale and whether `char` is signed or not: bytes above 127 are none of them. */
#ifndef KVIESLYS_UTIL_ASCII_H
#define KVIESLYS_UTIL_ASCII_H

#include <stdbool.h>

static inline bool ascii_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ascii_is_alnum(int c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

/* The letter in its small, or capital, form; every other byte as it is. */
static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline char ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* The value of a hexadecimal digit of either case, -1 for anything else. */
static inline int ascii_hex(int c)
{
	int letter = c | 0x20;

	if (ascii_is_digit(c)) {
		return c - '0';
	}
	return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

#endif
