/* The dated rules of countries: reading them and finding the one that fits. Shared by the files of consent alone. */
#ifndef KVIESLYS_DOMAIN_CONSENT_RULES_H
#define KVIESLYS_DOMAIN_CONSENT_RULES_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum letter_class { LETTER_EVENT, LETTER_OFFER, LETTER_NEWSLETTER, LETTER_SURVEY, LETTER_CONSENT, LETTER_SERVICE, LETTER_CLASSES };
/* False when there is no such class. */
bool letter_class_of(const char *name, enum letter_class *ret);

struct consent_rule {
	char *name;
	char *why;
	int64_t from, until; /* INT64_MIN, INT64_MAX: open */
	bool office, person;
	unsigned classes; /* bits 1u << enum letter_class */
	unsigned needs;   /* bits 1u << enum basis_kind, BASIS_CONFIRMED: one of them suffices */
};

/* The rules of one file. */
struct consent_country {
	char country[8]; /* "LT"; "" for default.conf */
	char *file;      /* its name, for reasons */
	struct consent_rule *rules;
	size_t n;
};

struct consent_rules {
	struct consent_country *countries;
	size_t n;
};

/* Reads data_dir/templates/rules/ *.conf and those of workspace_dir (may be NULL), which win file by file. */
enum status consent_rules_read(const char *data_dir, const char *workspace_dir, struct consent_rules *ret,
		struct error *err);
void consent_rules_release(struct consent_rules *rules);
/* The rules of a country (NULL: not known), else those of default.conf; NULL when there are none. */
const struct consent_country *consent_rules_of(const struct consent_rules *rules, const char *country);
/* The first rule that fits, or NULL. */
const struct consent_rule *consent_rule_find(const struct consent_country *country, enum letter_class class_, bool office,
		int64_t now);

#endif
