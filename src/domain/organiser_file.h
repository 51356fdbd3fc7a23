/* The small INI files that organisers write for events, offers, campaigns and questionnaires: what reading all of them has
 * in common. Faults are gathered; nothing is stored from a file that has any. */
#ifndef KVIESLYS_DOMAIN_ORGANISER_FILE_H
#define KVIESLYS_DOMAIN_ORGANISER_FILE_H

#include "store/db_text.h"
#include "util/cleanup.h"
#include "util/conf.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zones;

struct organiser_file {
	struct conf *conf;
	struct problems problems;
	struct zones *zones;
};

#define ORGANISER_FILE_INIT { NULL, PROBLEMS_INIT, NULL }
#define CLEANUP_ORGANISER_FILE CLEANUP(organiser_file_close)
void organiser_file_close(struct organiser_file *file);

/* Reads the file and finds its main section; sections other than `words` (NULL-ended, the main one first) are
 * problems. *ret_main is NULL when the file has none (that is a problem too). ST_NOT_FOUND, ST_IO, ST_NOMEM. */
enum status organiser_file_open(struct organiser_file *file, const char *path, const char *const *words,
		struct conf_section **ret_main, struct error *err);
/* Keys nobody asked for are problems; then ST_OK, or ST_INVALID with all problems. */
enum status organiser_file_check(struct organiser_file *file, struct error *err);

void organiser_file_fault(struct organiser_file *file, const struct conf_section *sec, const char *key,
		const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Value of a key that must be there: else a problem, and NULL. */
const char *organiser_file_need(struct organiser_file *file, struct conf_section *sec, const char *key);
/* `id`: letters, digits, '-', '_' and '.', at most 64; else a problem, and NULL. */
const char *organiser_file_id(struct organiser_file *file, struct conf_section *sec);

enum day_edge { DAY_BEGINS, DAY_ENDS };
/* "2027-03-18 10:00" in `zone`, or a day: its first or its last second by `edge`. 0 when absent; a problem when it is
 * no time, a time that the zone leaves out in spring, or an unknown zone. `needed`: absent is a problem. */
int64_t organiser_file_time(struct organiser_file *file, struct conf_section *sec, const char *key, const char *zone,
		enum day_edge edge, bool needed);
/* Whether the zone is known. */
bool organiser_file_zone(struct organiser_file *file, const char *zone);

/* All keys of all [text LANGUAGE] sections, copied. Problems: a language that is none, no text at all, and keys of
 * `needed` (NULL-ended) that a language lacks. ST_NOMEM. */
enum status organiser_file_texts(struct organiser_file *file, const char *const *needed, struct texts *ret,
		struct error *err);

/* Reads "2027-03-18[ 10:00]" of the zone (NULL: UTC) outside of a file. ST_INVALID. */
enum status local_time_parse(struct zones *zones, const char *zone, const char *text, enum day_edge edge,
		int64_t *ret, struct error *err);
/* Writes "2027-03-18 10:00" in the zone's time; UTC when the zone is not known. Returns buf. */
#define LOCAL_TIME_SIZE 20
char *local_time_format(struct zones *zones, const char *zone, int64_t t, char buf[LOCAL_TIME_SIZE]);

#endif
