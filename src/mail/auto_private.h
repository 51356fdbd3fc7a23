/* Shared by auto_*.c. */
#ifndef KVIESLYS_MAIL_AUTO_PRIVATE_H
#define KVIESLYS_MAIL_AUTO_PRIVATE_H

#include "mail/machine_words.h"

/* The day of return that a folded text names, "2026-08-17"; left alone when there is none. */
void auto_find_return(const struct machine_words *words, const char *text, long long now, char ret[11]);

#endif
