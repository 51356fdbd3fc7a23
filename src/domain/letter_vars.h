/* The variables and sections that letters may name: one table for checking, for nearest-name errors and for the manual. */
#ifndef KVIESLYS_DOMAIN_LETTER_VARS_H
#define KVIESLYS_DOMAIN_LETTER_VARS_H

#include <stdbool.h>
#include <stddef.h>

enum letter_variable_kind {
	LETTER_VARIABLE, /* {{NAME}}; {{#NAME}} is shown when it is there */
	LETTER_LINES,    /* the same, may have several lines */
	LETTER_SECTION,  /* {{#NAME}} only: shown or hidden */
	LETTER_ROWS,     /* {{#NAME}} repeated; its variables are in the table too */
	LETTER_NUMBER    /* {{NAME}} and {{NAME|people}}: a counted noun of the pack's [plural] */
};

struct letter_variable {
	const char *name;
	enum letter_variable_kind kind;
	const char *letters; /* where it is known: "all", "event", "offer", "answer" …, for the manual */
	const char *meaning;
};

/* By name; a text of the organiser's own ("TEXT_PARKING" for the key "parking") is known as "TEXT_". NULL: unknown. */
const struct letter_variable *letter_variable_find(const char *name);
/* The nearest known name, or NULL. */
const char *letter_variable_nearest(const char *name);

#endif
