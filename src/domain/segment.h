/* Conditions over contacts, organisations and history: `country = PL and sector = metal and not attended since 2026`.
 *
 *	condition := term { "or" term }          term := factor { "and" factor }
 *	factor    := "not" factor | "(" condition ")" | test
 *	test      := field "=" value | field "!=" value | field "~" value        (~ : contains, without case and accents)
 *	           | field ("<" | "<=" | ">" | ">=") value                      (numbers and dates)
 *	           | field "in" "(" value { "," value } ")"
 *	           | "has" field                                                (is not empty)
 *	           | fact [ word ] [ "since" date ] [ "before" date ]           (invited, attended NAME, answered yes …)
 * Values are words or "…"; a quoted value may hold anything. Dates are 2026, 2026-03 or 2026-03-18 (UTC).
 * Texts are compared without case and accents; countries, languages, sectors and kinds also by their usual words.
 * segment_help() has the fields and facts. A condition is compiled to SQL with bound values, never pasted. */
#ifndef KVIESLYS_DOMAIN_SEGMENT_H
#define KVIESLYS_DOMAIN_SEGMENT_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/conf.h"
#include "util/error.h"
#include "util/id_set.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEGMENT_MAX_TEXT 4096
#define SEGMENT_MAX_DEPTH 32
#define SEGMENT_MAX_TESTS 100

struct segment; /* a compiled condition; belongs to no database */

/* Compiles a condition. ST_INVALID: one sentence that ends in
 * the position ("… (character 12)"); ST_NOMEM. An empty text is everybody. */
enum status segment_compile(const char *text, struct segment **ret, struct error *err);
/* Whether all lists, events, campaigns and offers that it names are there. ST_INVALID as above: a name that nothing has would
 * else be nobody, without a word. */
enum status segment_check(struct store *store, const struct segment *segment, struct error *err);
/* Both, for a condition from the command line: the error goes on in two lines, the condition and a caret under the fault. */
enum status segment_compile_line(struct store *store, const char *text, struct segment **ret, struct error *err);
void segment_free(struct segment *segment);
#define CLEANUP_SEGMENT CLEANUP(segment_cleanup)
void segment_cleanup(struct segment **segment);

/* How many contacts fit (erased ones never do). */
enum status segment_count(struct store *store, const struct segment *segment, int64_t *ret_n, struct error *err);
/* The same as a set of ids, the caller's. */
enum status segment_gather_ids(struct store *store, const struct segment *segment, struct id_set *ret, struct error *err);
/* Puts them into temp.audience (store/db_message.h, db_audience_begin). */
enum status segment_add_to_audience(struct store *store, const struct segment *segment, struct error *err);
/* Whether one contact fits: quotas ask this. */
enum status segment_has(struct store *store, const struct segment *segment, int64_t contact_id, bool *ret_fits,
		struct error *err);
typedef enum status (*segment_contact_fn)(void *arg, int64_t contact_id, struct error *err);
/* Calls `each` for everybody who fits, by id. */
enum status segment_each(struct store *store, const struct segment *segment, segment_contact_fn each, void *arg,
		struct error *err);

/* A condition that is kept under a name. Compiles it. ST_NOT_FOUND. */
enum status segment_load(struct store *store, const char *name, struct segment **ret, struct error *err);
/* Adds or changes it; the condition and its names are checked first. */
enum status segment_save(struct store *store, const char *name, const char *text, const char *actor,
		struct error *err);

/* "list:metal-lt, segment:pl-wood": puts everybody named into temp.audience, which is emptied first. `condition:` and a
 * condition to the end of the text is a third form. ST_INVALID, ST_NOT_FOUND name the part. */
enum status segment_gather(struct store *store, const char *to, int64_t *ret_n, struct error *err);
/* Checks the same text, a value of `to` in file and line, and that lists and segments exist: each fault is a problem. */
enum status segment_check_audience(struct store *store, const char *to, const char *file, int line, struct problems *problems,
		struct error *err);

/* A condition, or a campaign's audience, with another name of a list or segment in it (noun: "list", "segment"), appended to `out`;
 * *ret_named: it had the old one. to NULL: it is only looked for. A text that is no condition any more names nothing. */
enum status segment_rename_in(const char *condition, const char *noun, const char *name, const char *to, struct strbuf *out,
		bool *ret_named, struct error *err);
enum status segment_rename_in_audience(const char *audience, const char *noun, const char *name, const char *to, struct strbuf *out,
		bool *ret_named, struct error *err);

/* The fields and facts, one a line with what they mean: for --help and the manual. */
void segment_help(struct strbuf *out);

#endif
