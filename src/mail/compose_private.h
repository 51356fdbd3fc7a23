/* For compose*.c alone. */
#ifndef KVIESLYS_MAIL_COMPOSE_PRIVATE_H
#define KVIESLYS_MAIL_COMPOSE_PRIVATE_H

#include "mail/compose.h"

/* Appends all fields but those of MIME. */
enum status compose_fields(const struct compose_letter *letter, struct strbuf *out, struct error *err);
/* Printable ASCII without blanks, brackets and quotation marks, at most 900 long. */
bool compose_is_plain_word(const char *s);

#endif
