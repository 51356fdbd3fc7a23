/* What a check found: a subject, good or bad, a sentence, and the remedy. */
#ifndef KVIESLYS_DOMAIN_FINDING_H
#define KVIESLYS_DOMAIN_FINDING_H

#include "util/cleanup.h"

#include <stdbool.h>
#include <stddef.h>

enum finding_level { FINDING_OK, FINDING_WARNING, FINDING_FAULT };

struct finding {
	enum finding_level level;
	char *subject; /* "dkim", "relay main" */
	char *text;    /* one sentence */
	char *remedy;  /* what to do, or lines to paste; "" when nothing */
};

struct findings {
	struct finding *items;
	size_t n;
};

#define FINDINGS_INIT { NULL, 0 }
#define CLEANUP_FINDINGS CLEANUP(findings_release)
void findings_release(struct findings *findings);
/* Adds one; the remedy may be NULL. Out of memory drops it silently: a check changes nothing. */
void findings_add(struct findings *findings, enum finding_level level, const char *subject, const char *remedy,
		const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* The worst level found. */
enum finding_level findings_worst(const struct findings *findings);
/* "ok", "warning", "fault" */
const char *finding_level_name(enum finding_level level);

#endif
