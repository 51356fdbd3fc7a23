/* The statements of a funder, per language: keys statement-LANGUAGE and alt-LANGUAGE of [funding NAME]. */
#include "domain/config_private.h"

#include "util/array.h"
#include "util/cleanup.h"

#include <string.h>

static struct funding_text *text_of(struct funding_config *funding, const char *language)
{
	for (size_t i = 0; i < funding->n_texts; i++) {
		if (strcmp(funding->texts[i].language, language) == 0) {
			return &funding->texts[i];
		}
	}
	if (!ARRAY_ROOM(funding->texts, funding->n_texts)) {
		return NULL;
	}
	funding->texts[funding->n_texts] = (struct funding_text){ .language = strdup(language) };
	return funding->texts[funding->n_texts].language != NULL ? &funding->texts[funding->n_texts++] : NULL;
}

bool config_load_funding_texts(struct conf_section *sec, struct funding_config *funding)
{
	for (size_t i = 0; i < sec->n_entries; i++) {
		const char *key = sec->entries[i].key;
		bool statement = strncmp(key, "statement-", 10) == 0;
		struct funding_text *text;
		char **field;

		if (!statement && strncmp(key, "alt-", 4) != 0) {
			continue;
		}
		text = text_of(funding, key + (statement ? 10 : 4));
		if (text == NULL) {
			return false;
		}
		field = statement ? &text->statement : &text->alt;
		free(*field);
		*field = strdup(sec->entries[i].value);
		if (*field == NULL) {
			return false;
		}
		sec->entries[i].used = true;
	}
	return true;
}

void config_release_funding_texts(struct funding_config *funding)
{
	for (size_t i = 0; i < funding->n_texts; i++) {
		free(funding->texts[i].language);
		free(funding->texts[i].statement);
		free(funding->texts[i].alt);
	}
	free(funding->texts);
}

const struct funding_config *config_funding(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->n_fundings; i++) {
		if (strcmp(config->fundings[i].name, name) == 0) {
			return &config->fundings[i];
		}
	}
	return NULL;
}

const struct funding_text *funding_text(const struct funding_config *funding, const char *language)
{
	for (size_t i = 0; i < funding->n_texts; i++) {
		if (strcmp(funding->texts[i].language, language) == 0) {
			return &funding->texts[i];
		}
	}
	return NULL;
}
