/* One write per line, so that lines of several threads do not mix. */
#include "util/log.h"

#include <stdarg.h>
#include <stdio.h>

static enum log_level log_level = LOG_LEVEL_WARNING;

void log_set_level(enum log_level level)
{
	log_level = level;
}

void log_at(enum log_level level, const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	if (level > log_level) {
		return;
	}
	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	(void)fprintf(stderr, "kvieslys: %s\n", line);
}
