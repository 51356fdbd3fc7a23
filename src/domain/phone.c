/* Ways of writing telephone numbers in Lithuania and Poland. */
#include "domain/phone.h"

#include "util/ascii.h"
#include "util/cleanup.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Where a number has so many digits behind what is dialled within the country. */
static const struct plan {
	const char *country, *prefix, *trunk;
	size_t least, most;
} neighbours[] = { { "LV", "+371", "", 8, 8 }, { "EE", "+372", "", 7, 8 }, { "UA", "+380", "0", 9, 9 }, { "BY", "+375", "80", 9, 9 },
	{ "RU", "+7", "8", 10, 10 }, { "CZ", "+420", "", 9, 9 }, { "SK", "+421", "0", 9, 9 }, { "DE", "+49", "0", 7, 11 } };

/* Digits of the first number of the text, up to an extension or a second number; a '+' in front stays. */
static size_t first_number(const char *text, char *digits, size_t size)
{
	size_t n = 0;

	for (; *text != '\0' && n + 1 < size; text++) {
		if (ascii_is_digit(*text)) {
			digits[n++] = *text;
		} else if (*text == '+' && n == 0) {
			digits[n++] = '+';
		} else if (*text == '+' || *text == ',' || *text == ';' || *text == '\n' || (*text >= 'a' && *text <= 'z')
				|| (*text >= 'A' && *text <= 'Z')) {
			if (n > 4) {
				break; /* a second number, "vid. 12", "wew. 5" */
			}
		}
	}
	digits[n] = '\0';
	return n;
}

static void as_written(const char *text, char ret[PHONE_SIZE])
{
	size_t n = 0;

	for (; *text != '\0' && n + 1 < PHONE_SIZE; text++) {
		if (*text != ' ' || (n > 0 && ret[n - 1] != ' ')) {
			ret[n++] = *text;
		}
	}
	/* Not in the middle of a character. */
	while (*text != '\0' && n > 0 && ((unsigned char)*text & 0xC0) == 0x80) {
		text--;
		n--;
	}
	ret[n] = '\0';
}

bool phone_normalize(const char *text, const char *country, char ret[PHONE_SIZE])
{
	char digits[40];
	size_t n = first_number(text, digits, sizeof digits);
	const char *d = digits;
	const char *prefix = NULL;
	bool lt = country != NULL && strcmp(country, "LT") == 0;
	bool pl = country != NULL && strcmp(country, "PL") == 0;

	if (n < 5 || n > 18) {
		as_written(text, ret);
		return false;
	}
	if (d[0] == '+') {
		prefix = "";
	} else if (d[0] == '0' && d[1] == '0') {
		d += 2;
		prefix = "+";
	} else if ((strncmp(d, "370", 3) == 0 && n == 11) || (strncmp(d, "48", 2) == 0 && n == 11 && pl)) {
		prefix = "+";
	} else if (lt && n == 9 && (d[0] == '8' || d[0] == '0')) { /* 8 or 0: the prefix within the country */
		d += 1;
		prefix = "+370";
	} else if (lt && n == 8) {
		prefix = "+370";
	} else if (pl && n == 9) {
		prefix = "+48";
	} else if (pl && n == 10 && d[0] == '0') {
		d += 1;
		prefix = "+48";
	}
	for (size_t i = 0; prefix == NULL && country != NULL && i < ARRAY_SIZE(neighbours); i++) {
		const struct plan *p = &neighbours[i];
		size_t trunk = strlen(p->trunk);

		if (strcmp(country, p->country) != 0) {
			continue;
		}
		if (trunk > 0 && strncmp(d, p->trunk, trunk) == 0 && n - trunk >= p->least && n - trunk <= p->most) {
			d += trunk;
			prefix = p->prefix;
		} else if (n >= p->least && n <= p->most && (trunk == 0 || d[0] != p->trunk[0])) {
			prefix = p->prefix;
		}
	}
	if (prefix == NULL) {
		as_written(text, ret);
		return n <= 15;
	}
	(void)snprintf(ret, PHONE_SIZE, "%s%s", prefix, d);
	n = strlen(ret);
	return n >= 8 && n <= 16;
}
