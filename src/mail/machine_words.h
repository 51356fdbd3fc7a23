/* The wordings by which machines are known: bounce phrases by reason, subjects of reports and of automatic replies.
 * They are data of the language packs (sections [bounce.*] and [auto.*]; templates/en/bounce.conf says what each
 * means), compiled once into one searchable table. Read only after loading, so threads may share it. */
#ifndef KVIESLYS_MAIL_MACHINE_WORDS_H
#define KVIESLYS_MAIL_MACHINE_WORDS_H

#include "language/pack.h"
#include "util/cleanup.h"
#include "util/conf.h"
#include "util/error.h"

struct machine_words;

/* Compiles the phrases of all packs. A phrase that cannot be used goes to `problems`. ST_NOMEM. */
enum status machine_words_load(const struct languages *languages, struct machine_words **ret,
		struct problems *problems, struct error *err);
void machine_words_free(struct machine_words *words);
#define CLEANUP_MACHINE_WORDS CLEANUP(machine_words_cleanup)
void machine_words_cleanup(struct machine_words **words);

#endif
