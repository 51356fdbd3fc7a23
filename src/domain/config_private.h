/* The key table, shared by the files of the configuration. */
#ifndef KVIESLYS_DOMAIN_CONFIG_PRIVATE_H
#define KVIESLYS_DOMAIN_CONFIG_PRIVATE_H

#include "domain/config.h"

enum config_type { K_TEXT, K_PATH, K_INT, K_BOOL, K_CHOICE, K_DURATION, K_RATE, K_DATE, K_HOURS };

struct config_key {
	const char *section;
	const char *key;
	enum config_type type;
	size_t offset; /* in the section's struct */
	const char *dflt;
	const char *const *choices; /* K_CHOICE, and K_BOOL with words of its own: {no, yes} */
	int64_t min, max;
	bool secret; /* never shown */
	const char *help;
};

extern const struct config_key config_keys[];
extern const size_t config_n_keys;
extern const char *const config_sections[]; /* NULL-ended */

/* config_funding.c: the statements of one [funding NAME]; marks their keys as used. False when out of memory. */
bool config_load_funding_texts(struct conf_section *sec, struct funding_config *funding);
void config_release_funding_texts(struct funding_config *funding);

/* The nth struct of that section, NULL past the end. */
void *config_section_base(struct config *config, const char *section, size_t nth);

#endif
