/* Shared by calendar_in*.c. */
#ifndef KVIESLYS_MAIL_CALENDAR_IN_PRIVATE_H
#define KVIESLYS_MAIL_CALENDAR_IN_PRIVATE_H

#include "mail/calendar_in.h"
#include "util/strbuf.h"

/* A content line: NAME;PARAMS:VALUE, unfolded. Borrowed. */
struct calendar_line {
	const char *name;
	size_t name_len;
	const char *params; /* behind the name, begins with ';' when there are any */
	size_t params_len;
	const char *value;
	size_t value_len;
};

/* calendar_in_line.c */

/* Reads the next line at *pos, unfolded into `buf` when it is folded; false at the end. */
bool calendar_next_line(const char *text, size_t len, size_t *pos, struct strbuf *buf, struct calendar_line *ret);
bool calendar_is(const struct calendar_line *line, const char *name);
/* A parameter's value, quotes and RFC 6868 escapes resolved, appended to `out`; false when absent. */
bool calendar_param(const struct calendar_line *line, const char *name, struct strbuf *out);
/* Appends a TEXT value, its escapes resolved. */
void calendar_text(const char *value, size_t len, struct strbuf *out);
/* "mailto:a@b", "MAILTO:Name <a@b>": appends the address; nothing when there is none. */
void calendar_address(const char *value, size_t len, struct strbuf *out);
/* "20260902T064500Z" as seconds, 0 when it is none; a time without zone is taken for UTC. */
int64_t calendar_time(const char *value, size_t len);

/* A new item, or NULL when there are too many or no memory is left (*ret_nomem). */
struct calendar_in_item *calendar_in_add(struct calendar_in *calendar, bool *ret_nomem);
struct calendar_in_attendee *calendar_in_add_attendee(struct calendar_in_item *item, bool *ret_nomem);
enum calendar_in_method calendar_in_method_of(const char *text, size_t len);
void calendar_in_item_release(struct calendar_in_item *item);

#endif
