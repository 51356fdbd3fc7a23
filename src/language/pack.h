/* Language packs: the *.conf files of templates/<code>/, data only. A new language is a new folder with a
 * language.conf, no code. The files are INI and read as one; a section is a table of phrases or words:
 *
 *	[language]            settings: locale, name …                language_word(l, "language.locale")
 *	[words]               words of letters and reports             language_word(l, "words.seats")
 *	[intent.yes]          a line each: phrase = weight             language_phrases(l, "intent.yes", …)
 *
 * What each section means is said at the top of templates/en/language.conf, for organisers who extend it. */
#ifndef KVIESLYS_LANGUAGE_PACK_H
#define KVIESLYS_LANGUAGE_PACK_H

#include "util/cleanup.h"
#include "util/conf.h"
#include "util/error.h"

#include <stddef.h>

struct language;
struct languages;

struct phrase {
	const char *text;   /* as written in the pack */
	const char *folded; /* lower case, without diacritics: what is compared (util/text.h) */
	const char *value;  /* right of '=', "" when nothing */
	double weight;      /* the value as a number, 1 when it is none */
	const char *file;   /* where it stands */
	int line;
};

/* Loads every folder with a language.conf of `dirs` (NULL-ended; a language found in an earlier folder overrides the
 * same phrases of a later one). Faults of packs go to `problems`. */
enum status languages_load(const char *const *dirs, struct languages **ret, struct problems *problems,
		struct error *err);
void languages_free(struct languages *languages);
#define CLEANUP_LANGUAGES CLEANUP(languages_cleanup)
void languages_cleanup(struct languages **languages);

size_t languages_count(const struct languages *languages);
const struct language *languages_at(const struct languages *languages, size_t index);
/* NULL when there is no such pack. */
const struct language *languages_find(const struct languages *languages, const char *code);
const char *language_code(const struct language *language);
/* The `dirs` as given, NULL-ended. Borrowed. */
const char *const *languages_dirs(const struct languages *languages);
/* The folder that letters are read from: `dirs` in order, the first that has `file`. Caller frees; NULL: nowhere. */
char *languages_find_file(const struct languages *languages, const char *code, const char *file);

/* "section.key" or NULL. */
const char *language_word(const struct language *language, const char *name);
/* The name of the section with that index, NULL behind the last. */
const char *language_section(const struct language *language, size_t index);
/* The spelling of a word in the values of a section that is a list of words ([names.given-m]), found by its folded form; NULL: it is
 * not there. It ends at a blank. Quick: the lists are put in order when the pack is loaded. */
const char *language_listed(const struct language *language, const char *section, const char *folded);
/* All lines of a section, in order; 0 when the section is not there. Borrowed. */
size_t language_phrases(const struct language *language, const char *section, const struct phrase **ret);

#endif
