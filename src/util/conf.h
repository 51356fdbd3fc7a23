/* INI files as organisers write them: UTF-8, with or without BOM.
 * A section is a word and, after a space, a name. A comment starts a line or follows a blank ('#' or ';');
 * "…" protects '#' and ';'; indented lines continue a value; '=' may stand in a value.
 * All faults of a file are gathered, each as "file:line: what is wrong and what to do". */
#ifndef KVIESLYS_UTIL_CONF_H
#define KVIESLYS_UTIL_CONF_H

#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits: a file of at most 4 MiB, CONF_MAX_ENTRIES keys and sections together. */
#define CONF_MAX_BYTES (4u << 20)
#define CONF_MAX_ENTRIES 100000u

struct conf_entry {
	char *key;   /* lower case as written */
	char *value; /* never NULL; continued lines joined by '\n' */
	int line;
	bool used; /* set by conf_get*(); conf_unused() reports the rest */
};

struct conf_section {
	char *word; /* "relay" */
	char *name; /* "main", or "" */
	int line;
	struct conf_entry *entries;
	size_t n_entries;
};

struct conf {
	char *file; /* as it is named in messages */
	struct conf_section *sections;
	size_t n_sections;
};

/* Faults found so far, in the order found. */
struct problems {
	char **texts;
	size_t n;
};

#define PROBLEMS_INIT { NULL, 0 }
#define CLEANUP_PROBLEMS CLEANUP(problems_release)
void problems_release(struct problems *p);
/* Adds "file:line: text" (line 0: "file: text"). Out of memory drops the text but never the fact: n grows. */
void problems_add(struct problems *p, const char *file, int line, const char *fmt, ...)
		__attribute__((format(printf, 4, 5)));
/* ST_OK when there is none; else sets err to all of them, one a line, and returns `code`. */
enum status problems_to_error(const struct problems *p, enum status code, struct error *err);

/* Parses `len` bytes; faults go to `problems`, what could be read is in *ret. ST_NOMEM only. */
enum status conf_parse(const char *text, size_t len, const char *file, struct conf **ret,
		struct problems *problems, struct error *err);
/* Reads a file. ST_NOT_FOUND, ST_IO, ST_NOMEM; faults inside it go to `problems`. */
enum status conf_read(const char *path, struct conf **ret, struct problems *problems,
		struct error *err);
void conf_free(struct conf *conf);
#define CLEANUP_CONF CLEANUP(conf_cleanup)
void conf_cleanup(struct conf **conf);

/* First section of that word and name (name NULL: the first of the word), or NULL. */
struct conf_section *conf_find(const struct conf *conf, const char *word, const char *name);
/* Value of a key, NULL when absent (sec may be NULL). The last of repeated keys wins; the parser reports the repetition. */
const char *conf_get(struct conf_section *sec, const char *key);
/* Line of a key, or of the section when the key is absent or NULL; 0 without section. */
int conf_line(const struct conf_section *sec, const char *key);
/* Typed values: absent gives `dflt`; a value that does not fit is a problem and gives `dflt`.
 * Booleans: yes no true false on off. Durations: 30s 5m 2h 7d 2w, a bare number is seconds. */
int64_t conf_get_int(const struct conf *conf, struct conf_section *sec, const char *key, int64_t min,
		int64_t max, int64_t dflt, struct problems *problems);
bool conf_get_bool(const struct conf *conf, struct conf_section *sec, const char *key, bool dflt,
		struct problems *problems);
int64_t conf_get_duration(const struct conf *conf, struct conf_section *sec, const char *key,
		int64_t dflt, struct problems *problems);
/* Index of the value in the NULL-ended list of words, or dflt. */
int conf_get_choice(const struct conf *conf, struct conf_section *sec, const char *key,
		const char *const *words, int dflt, struct problems *problems);
/* A problem for every key that no conf_get*() asked for, with the nearest of `known` (NULL-ended). */
void conf_report_unknown(const struct conf *conf, struct conf_section *sec, const char *const *known,
		struct problems *problems);
/* The nearest word of a NULL-ended list by edit distance, or NULL when none is near (distance <= 1/3). */
const char *nearest_word(const char *word, const char *const *words);

#endif
