/* A condition over contacts as a tree, and what the database makes of it: one SELECT of fixed pieces of SQL whose values
 * are all bound. The language that people write is domain/segment.h; here are the fields and facts there are. */
#ifndef KVIESLYS_STORE_DB_CONDITION_H
#define KVIESLYS_STORE_DB_CONDITION_H

#include "store/store.h"
#include "util/error.h"
#include "util/id_set.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How values of a field are written and compared. */
enum condition_type {
	CONDITION_TEXT,     /* without case and accents */
	CONDITION_COUNTRY,  /* ISO code */
	CONDITION_LANGUAGE, /* ISO code */
	CONDITION_KIND,     /* enterprise, research, university, public, other */
	CONDITION_SECTOR,   /* a word, compared as text */
	CONDITION_EXACT,    /* as it is */
	CONDITION_NUMBER,
	CONDITION_DATE,
	CONDITION_YES_NO,
	CONDITION_MEMBER /* of a list, has a basis: = and != only */
};

#define CONDITION_MAX_CHAIN 128 /* parts of one "a and b and …" */

struct condition_field {
	const char *name;
	enum condition_type type;
	const char *help;
	const char *sql; /* expression over c (contact) or o (organisation); CONDITION_MEMBER: behind FROM, with one value */
	const char *who; /* CONDITION_MEMBER: the contact's id in it */
	const char *all; /* CONDITION_MEMBER: the same as sql, written to be quick for everybody; NULL: sql is */
	const char *const *words; /* the values there are, NULL-ended; NULL: any, or names of the database (condition_noun()) */
};

/* Something that happened to a contact, with an optional word and a time. */
struct condition_fact {
	const char *name;
	const char *word;      /* what the word names ("event"), NULL: takes none */
	const char *help;
	const char *from;      /* behind FROM, with its WHERE: everything of that kind that happened */
	const char *who;       /* the contact's id in it */
	const char *near;      /* more of the WHERE when it is asked for one contact, c */
	const char *word_sql;  /* " AND e.key = ?" */
	const char *time_sql;  /* "m.at"; NULL: has no time */
	const char *all;       /* the same as from, written to be quick for everybody; NULL: from is */
	const char *const *words; /* as above, of the word */
};

/* Tables that end with a NULL name. */
extern const struct condition_field condition_fields[];
extern const struct condition_fact condition_facts[];

enum condition_kind { CONDITION_ALL, CONDITION_AND, CONDITION_OR, CONDITION_NOT, CONDITION_FIELD, CONDITION_FACT };
enum condition_op {
	CONDITION_EQ,
	CONDITION_NE,
	CONDITION_CONTAINS,
	CONDITION_LT,
	CONDITION_LE,
	CONDITION_GT,
	CONDITION_GE,
	CONDITION_HAS
};

struct condition {
	enum condition_kind kind;
	struct condition *left, *right; /* NOT: left alone */
	const struct condition_field *field;
	const struct condition_fact *fact;
	enum condition_op op;
	char *value;    /* as compared (folded for texts); NULL: a fact without word */
	int64_t number; /* numbers, dates, yes = 1 */
	int64_t since;  /* facts; 0: none */
	int64_t before;
	size_t at; /* where the value stands in the text, in bytes */
};
void condition_free(struct condition *condition);

/* What the value of a test names: "list", "event", "campaign", "offer"; NULL: nothing of the kind, or there is no value. */
const char *condition_noun(const struct condition *test);
/* Whether there is one of that name; when there is not, the nearest that there is is appended to `near`, if any. */
enum status db_condition_name(struct store *store, const char *noun, const char *name, bool *ret_found, struct strbuf *near,
		struct error *err);

/* All of these leave erased contacts out, and those merged into others. `condition` NULL: everybody. ST_NOMEM, ST_DB, ST_TEMP. */

/* Everybody who fits. Costs a walk over each table that the condition asks about, whatever fits. */
enum status db_condition_gather(struct store *store, const struct condition *condition, struct id_set *ret,
		struct error *err);
/* Whether one contact fits: a few looks into indexes. */
enum status db_condition_has(struct store *store, const struct condition *condition, int64_t contact_id,
		bool *ret_fits, struct error *err);
/* Puts them into temp.audience. */
enum status db_condition_add_to_audience(struct store *store, const struct condition *condition,
		struct error *err);

#endif
