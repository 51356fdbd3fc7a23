/* The last look at a letter before the wire: lines, dots, addresses. Guards against SMTP smuggling by construction. */
#ifndef KVIESLYS_OUTBOUND_SMTP_BODY_H
#define KVIESLYS_OUTBOUND_SMTP_BODY_H

#include "outbound/transport.h"
#include "util/strbuf.h"

struct smtp_body_facts {
	bool eight_bit; /* bytes above 127 */
	bool dots;      /* a line begins with a dot */
};

/* ST_INVALID: a CR or LF that is no line end, a NUL, a line above 998 bytes, no line end at the end. */
enum status smtp_body_check(const char *bytes, size_t len, struct smtp_body_facts *ret, struct error *err);
/* Appends the letter with its dots doubled and the final dot. Out of memory shows in out->failed. */
void smtp_body_add(struct strbuf *out, const char *bytes, size_t len, bool dots);
/* True when both addresses can stand in a command as they are: no blanks, controls, brackets, nothing above ASCII. */
bool smtp_envelope_check(const struct parcel *parcel);

#endif
