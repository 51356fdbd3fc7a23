/* Renaming and removing lists and segments. A new name is brought into all that names the old one (segments, quotas, audiences of
 * campaigns); what names a thing stands in the way of its removal as long as it may still be asked. All in one transaction with one
 * audit row. The organiser's own files and the sections of kvieslys.conf are his to change. */
#ifndef KVIESLYS_DOMAIN_NAMING_H
#define KVIESLYS_DOMAIN_NAMING_H

#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

/* A name that lists and segments may have. ST_INVALID: empty, longer than 120 bytes, no UTF-8, with a comma, a colon or a control
 * character, or blanks at its ends. what: "list", "segment". */
enum status naming_check(const char *what, const char *name, struct error *err);

struct naming_counts {
	int64_t segments, quotas, campaigns; /* that named it and name the new one now */
	int64_t members; /* of the list that was removed */
	int64_t alone;   /* of those: are in no list any more */
};

/* ST_NOT_FOUND; ST_CONFLICT: the new name is taken; ST_INVALID. */
enum status naming_rename_list(struct store *store, const char *name, const char *to, const char *actor, struct naming_counts *ret,
		struct error *err);
enum status naming_rename_segment(struct store *store, const char *name, const char *to, const char *actor, struct naming_counts *ret,
		struct error *err);
/* ST_CONFLICT tells what names it: segments, quotas of events ahead, campaigns that are neither cancelled nor expired; or that letters
 * about joining the list wait. Contacts, proofs of consent and suppressions stay. */
enum status naming_remove_list(struct store *store, const char *name, const char *actor, struct naming_counts *ret, struct error *err);
enum status naming_remove_segment(struct store *store, const char *name, const char *actor, struct error *err);

#endif
