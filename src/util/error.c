/* The error type's few functions. Printing is done at the edge (cli/), never here. */
#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void error_store(struct error *err, enum status code, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL || err->code != ST_OK) {
		return;
	}
	err->code = code;
	va_start(ap, fmt);
	(void)vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
}

enum status error_prefix(struct error *err, const char *fmt, ...)
{
	char prefix[256];
	char text[sizeof err->text];
	va_list ap;

	if (err == NULL) {
		return ST_INVALID;
	}
	if (err->code == ST_OK) {
		return ST_OK;
	}
	va_start(ap, fmt);
	(void)vsnprintf(prefix, sizeof prefix, fmt, ap);
	va_end(ap);
	memcpy(text, err->text, sizeof text);
	(void)snprintf(err->text, sizeof err->text, "%s: %.*s", prefix,
			(int)(sizeof err->text - sizeof prefix - 3), text);
	return err->code;
}

void error_clear(struct error *err)
{
	if (err != NULL) {
		err->code = ST_OK;
		err->text[0] = '\0';
	}
}

const char *status_name(enum status st)
{
	switch (st) {
	case ST_OK: return "ok";
	case ST_NOMEM: return "out of memory";
	case ST_INVALID: return "invalid";
	case ST_NOT_FOUND: return "not found";
	case ST_CONFLICT: return "conflict";
	case ST_IO: return "input/output";
	case ST_DB: return "database";
	case ST_CONFIG: return "configuration";
	case ST_AUTH: return "authentication";
	case ST_TEMP: return "try again later";
	case ST_PERM: return "refused";
	case ST_CANCELED: return "canceled";
	}
	return "unknown";
}
