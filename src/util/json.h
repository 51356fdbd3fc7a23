/* JSON (RFC 8259): writing into a strbuf, and reading small documents (a message's params, an attendee list). */
#ifndef KVIESLYS_UTIL_JSON_H
#define KVIESLYS_UTIL_JSON_H

#include "util/cleanup.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writer: commas are its own affair. Keys are NULL inside arrays and at the top.
 *	struct json_writer w = { .out = &sb };
 *	json_object(&w, NULL); json_string(&w, "name", name); json_end(&w, '}');
 */
struct json_writer {
	struct strbuf *out;
	bool comma; /* something stands before at this level */
};

void json_object(struct json_writer *w, const char *key); /* '{' */
void json_array(struct json_writer *w, const char *key);  /* '[' */
void json_end(struct json_writer *w, char bracket);       /* '}' or ']' */
/* NULL writes null. Bytes that are no UTF-8 become U+FFFD. */
void json_string(struct json_writer *w, const char *key, const char *value);
void json_string_n(struct json_writer *w, const char *key, const char *value, size_t len);
void json_int(struct json_writer *w, const char *key, int64_t value);
void json_double(struct json_writer *w, const char *key, double value); /* two decimals */
void json_bool(struct json_writer *w, const char *key, bool value);
void json_null(struct json_writer *w, const char *key);
/* Text that is JSON already; NULL or "" writes null. */
void json_raw(struct json_writer *w, const char *key, const char *json);

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* A value read; children in order. */
struct json {
	enum json_type type;
	char *key;    /* in an object, else NULL */
	char *string; /* JSON_STRING; numbers as written */
	double number;
	bool boolean;
	struct json *children;
	size_t n;
};

/* Limits: depth 32, 1 MiB. NULL when it is no JSON (or out of memory). */
struct json *json_read(const char *text, size_t len);
void json_free(struct json *json);
#define CLEANUP_JSON CLEANUP(json_cleanup)
void json_cleanup(struct json **json);
/* Child of an object by key, NULL when absent; accepts NULL. */
const struct json *json_get(const struct json *json, const char *key);
/* The string of a child, or NULL. */
const char *json_get_string(const struct json *json, const char *key);

#endif
