/* Countries by ICU. */
#include "render/place.h"

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include <stdio.h>
#include <string.h>

#define NAME_SIZE 120

void place_country(const char *language, const char *country, struct strbuf *out)
{
	UChar name[NAME_SIZE];
	char text[NAME_SIZE * 3];
	char locale[16];
	UErrorCode code = U_ZERO_ERROR;
	int32_t n;

	if (strlen(country) == 2) {
		(void)snprintf(locale, sizeof locale, "und_%s", country);
		n = uloc_getDisplayCountry(locale, language, name, NAME_SIZE, &code);
		(void)u_strToUTF8(text, sizeof text, NULL, name, n, &code);
		if (U_SUCCESS(code) && n > 0) {
			strbuf_adds(out, text);
			return;
		}
	}
	strbuf_adds(out, country);
}
