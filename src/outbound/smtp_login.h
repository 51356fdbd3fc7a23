/* Logging in (RFC 4954): PLAIN, LOGIN, XOAUTH2; and single commands, for the opening of a session and for `check`. */
#ifndef KVIESLYS_OUTBOUND_SMTP_LOGIN_H
#define KVIESLYS_OUTBOUND_SMTP_LOGIN_H

#include "outbound/smtp_session.h"

/* ST_AUTH: refused, the text has the server's words but never the secret. ST_TEMP: try later. */
enum status smtp_login(struct smtp_session *session, struct error *err);

/* One line with its line end, and its answer. */
enum status smtp_session_command(struct smtp_session *session, const char *line, size_t len, struct smtp_reply *ret,
		struct error *err);
/* An error with the server's words: ST_TEMP for 4xx, else `permanent`. */
enum status smtp_session_refused(const struct smtp_session *session, const struct smtp_reply *r, const char *what,
		enum status permanent, struct error *err);

#endif
