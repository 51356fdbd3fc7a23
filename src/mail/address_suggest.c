/* Domains that are nearly those where everybody has a mailbox: gmial.com. Only where a slip is likelier than a firm of that
 * name: any slip for the great ones, swapped, dropped or doubled letters for those of one country. */
#include "mail/address.h"

#include "util/cleanup.h"
#include "util/text.h"

#include <stdio.h>
#include <string.h>

static const char *const great[] = { "gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "googlemail.com",
	"protonmail.com", "yandex.ru", "rambler.ru" };
static const char *const local[] = { "inbox.lt", "takas.lt", "interia.pl", "gazeta.pl", "seznam.cz", "bigmir.net" };
/* No top-level domains; what was meant. */
static const char *const tops[][2] = { { "con", "com" }, { "cmo", "com" }, { "ocm", "com" }, { "comm", "com" }, { "vom", "com" },
	{ "xom", "com" }, { "coml", "com" }, { "ltt", "lt" }, { "llt", "lt" }, { "pll", "pl" }, { "ppl", "pl" }, { "nett", "net" } };

/* Whether letters were only swapped, dropped or doubled: at most one letter is there more often in one of them. */
static bool same_letters(const char *a, const char *b)
{
	int counts[128] = { 0 };
	int differ = 0;

	for (; *a != '\0'; a++) {
		counts[*a & 127]++;
	}
	for (; *b != '\0'; b++) {
		counts[*b & 127]--;
	}
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		differ += counts[i] > 0 ? counts[i] : -counts[i];
	}
	return differ <= 1;
}

bool address_domain_suggest(const char *domain, char ret[ADDRESS_SIZE])
{
	size_t len = strlen(domain);
	const char *top = strrchr(domain, '.');

	if (top == NULL || len >= ADDRESS_SIZE - 4 || address_domain_is_free(domain)) {
		return false;
	}
	for (size_t i = 0; i < ARRAY_SIZE(great) && len <= 16; i++) {
		if (text_distance(domain, len, great[i], strlen(great[i]), strlen(great[i]) > 10 ? 2 : 1) <= (strlen(great[i]) > 10 ? 2 : 1)) {
			(void)snprintf(ret, ADDRESS_SIZE, "%s", great[i]);
			return true;
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(local) && len <= 12; i++) {
		if (text_distance(domain, len, local[i], strlen(local[i]), 1) <= 1 && same_letters(domain, local[i])) {
			(void)snprintf(ret, ADDRESS_SIZE, "%s", local[i]);
			return true;
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(tops); i++) {
		if (strcmp(top + 1, tops[i][0]) == 0) {
			(void)snprintf(ret, ADDRESS_SIZE, "%.*s%s", (int)(top + 1 - domain), domain, tops[i][1]);
			return true;
		}
	}
	return false;
}
