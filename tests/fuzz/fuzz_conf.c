/* INI files: whatever the bytes, sections and faults; what was read is text and within bounds. */
#include "util/conf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	struct conf *conf = NULL;
	struct error err = ERROR_INIT;
	size_t n = 0;

	if (conf_parse((const char *)data, size, "fuzz.conf", &conf, &problems, &err) != ST_OK) {
		return 0;
	}
	for (size_t i = 0; i < conf->n_sections; i++) {
		const struct conf_section *s = &conf->sections[i];

		n += 1 + s->n_entries + strlen(s->word) + strlen(s->name);
		for (size_t k = 0; k < s->n_entries; k++) {
			if (s->entries[k].line < s->line || s->entries[k].key[0] == '\0') {
				abort();
			}
			n += strlen(s->entries[k].value);
		}
	}
	(void)problems_to_error(&problems, ST_CONFIG, &err);
	conf_free(conf);
	return n == SIZE_MAX;
}
