/* Collation by ICU. */
#include "render/collate.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>

struct collator {
	UCollator *icu;
};

enum status collator_new(const char *language, struct collator **ret, struct error *err)
{
	struct collator *c = calloc(1, sizeof *c);
	UErrorCode code = U_ZERO_ERROR;

	if (c == NULL) {
		return error_set(err, ST_NOMEM, "collation: out of memory");
	}
	c->icu = ucol_open(language != NULL ? language : "", &code);
	if (U_FAILURE(code)) {
		free(c);
		return error_set(err, code == U_MEMORY_ALLOCATION_ERROR ? ST_NOMEM : ST_INVALID, "collation of '%s': %s",
				language != NULL ? language : "", u_errorName(code));
	}
	*ret = c;
	return ST_OK;
}

void collator_free(struct collator *c)
{
	if (c != NULL) {
		ucol_close(c->icu);
		free(c);
	}
}

void collator_cleanup(struct collator **collator)
{
	collator_free(*collator);
}

int collator_compare(struct collator *c, const char *a, const char *b)
{
	UErrorCode code = U_ZERO_ERROR;
	UCollationResult r;

	if (a == NULL || b == NULL) {
		return (a == NULL) - (b == NULL);
	}
	r = ucol_strcollUTF8(c->icu, a, -1, b, -1, &code);
	if (U_FAILURE(code) || r == UCOL_EQUAL) {
		return strcmp(a, b); /* the same order every time */
	}
	return r == UCOL_LESS ? -1 : 1;
}

static const char *last_word(const char *name)
{
	const char *blank = name != NULL ? strrchr(name, ' ') : NULL;

	return blank != NULL && blank[1] != '\0' ? blank + 1 : name;
}

int collator_compare_names(struct collator *c, const char *a, const char *b)
{
	int order = collator_compare(c, last_word(a), last_word(b));

	return order != 0 ? order : collator_compare(c, a, b);
}
