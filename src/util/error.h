/* The one way in which functions fail. A function that can fail returns an enum status and takes a
 * struct error as its last parameter: set once (the first error wins), untouched on success.
 * The text is one sentence for people, without a final full stop or newline. */
#ifndef KVIESLYS_UTIL_ERROR_H
#define KVIESLYS_UTIL_ERROR_H

enum status {
	ST_OK = 0,
	ST_NOMEM,     /* out of memory */
	ST_INVALID,   /* bad input: the text says file, line, what and what to do */
	ST_NOT_FOUND, /* the thing asked for is not there */
	ST_CONFLICT,  /* it is there already, or another process holds it */
	ST_IO,        /* a file or a socket failed */
	ST_DB,        /* SQLite failed */
	ST_CONFIG,    /* the configuration must be mended first */
	ST_AUTH,      /* wrong password, certificate not trusted */
	ST_TEMP,      /* try again later */
	ST_PERM,      /* refused for good */
	ST_CANCELED   /* stopped on request */
};

struct error {
	enum status code; /* ST_OK until the first error is set */
	char text[1024];
};

#define ERROR_INIT { ST_OK, "" }

/* error_set(err, code, fmt, ...) stores the first error only and returns `code`. `err` may be NULL: then nothing is
 * stored. A macro, so that static analysis sees that a constant `code` comes back. */
#define error_set(err, code, ...) \
	__extension__({ \
		enum status error_code_ = (code); \
		error_store(err, error_code_, __VA_ARGS__); \
		error_code_; \
	})
void error_store(struct error *err, enum status code, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));

/* Puts "prefix: " before the text of an error that is set; returns err->code. */
enum status error_prefix(struct error *err, const char *fmt, ...)
		__attribute__((format(printf, 2, 3)));

/* Makes `err` empty, so that it can be set again. */
void error_clear(struct error *err);

/* A short English word for the status, for logs and tests; never NULL. */
const char *status_name(enum status st);

#endif
