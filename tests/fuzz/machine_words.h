/* The wordings of the shipped packs for a fuzz target, loaded once: it is called many thousand times a second. */
#ifndef KVIESLYS_TESTS_FUZZ_MACHINE_WORDS_H
#define KVIESLYS_TESTS_FUZZ_MACHINE_WORDS_H

#include "mail/machine_words.h"

#include <stdio.h>
#include <stdlib.h>

static inline const struct machine_words *load_machine_words(void)
{
	static struct languages *languages;
	static struct machine_words *words;
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	const char *data = getenv("KVIESLYS_DATA");
	const char *dirs[2] = { NULL, NULL };
	char path[4096];

	if (words != NULL) {
		return words;
	}
	(void)snprintf(path, sizeof path, "%s/templates", data != NULL ? data : ".");
	dirs[0] = path;
	if (languages_load(dirs, &languages, &problems, &err) != ST_OK
			|| machine_words_load(languages, &words, &problems, &err) != ST_OK) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	problems_release(&problems);
	return words;
}

#endif
