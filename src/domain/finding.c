/* The list of findings. */
#include "domain/finding.h"

#include "util/array.h"
#include "util/strbuf.h"

#include <stdlib.h>
#include <string.h>

void findings_release(struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		free(findings->items[i].subject);
		free(findings->items[i].text);
		free(findings->items[i].remedy);
	}
	free(findings->items);
	*findings = (struct findings)FINDINGS_INIT;
}

void findings_add(struct findings *findings, enum finding_level level, const char *subject, const char *remedy,
		const char *fmt, ...)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	struct finding f = { .level = level };
	va_list ap;

	if (!ARRAY_ROOM(findings->items, findings->n)) {
		return;
	}
	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	f.subject = strdup(subject);
	f.text = strbuf_detach(&text, NULL);
	f.remedy = strdup(remedy != NULL ? remedy : "");
	if (f.subject == NULL || f.text == NULL || f.remedy == NULL) {
		free(f.subject);
		free(f.text);
		free(f.remedy);
		return;
	}
	findings->items[findings->n++] = f;
}

enum finding_level findings_worst(const struct findings *findings)
{
	enum finding_level worst = FINDING_OK;

	for (size_t i = 0; i < findings->n; i++) {
		if (findings->items[i].level > worst) {
			worst = findings->items[i].level;
		}
	}
	return worst;
}

const char *finding_level_name(enum finding_level level)
{
	static const char *const names[] = { "ok", "warning", "fault" };

	return names[level];
}
