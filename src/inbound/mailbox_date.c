/* When a mail arrived, where the mailbox does not tell: the time in the topmost Received field, which the receiver's own
 * server wrote. */
#include "inbound/mailbox_private.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* "Thu, 18 Mar 2027 10:00:00 +0200 (EET)"; the day's name may be missing. 0 when it is none. */
static int64_t parse_date(const char *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *comma = strchr(s, ',');
	char month[4] = "";
	char sign[2] = "+";
	unsigned zone = 0;
	struct tm tm = { 0 };
	const char *found;
	int64_t offset;

	if (comma != NULL && comma - s < 8) {
		s = comma + 1;
	}
	if (sscanf(s, " %2d %3[A-Za-z] %4d %2d:%2d:%2d %1[+-]%4u", &tm.tm_mday, month, &tm.tm_year, &tm.tm_hour,
			&tm.tm_min, &tm.tm_sec, sign, &zone) < 6) {
		return 0;
	}
	found = strlen(month) == 3 ? strstr(months, month) : NULL;
	if (found == NULL || (found - months) % 3 != 0 || tm.tm_year < 1990 || tm.tm_mday < 1 || tm.tm_mday > 31
			|| tm.tm_hour < 0 || tm.tm_hour > 23 || tm.tm_min < 0 || tm.tm_min > 59 || zone > 1400) {
		return 0;
	}
	tm.tm_mon = (int)(found - months) / 3;
	tm.tm_year -= 1900;
	offset = (int64_t)(zone / 100) * 3600 + (int64_t)(zone % 100) * 60;
	return (int64_t)timegm(&tm) - (sign[0] == '-' ? -offset : offset);
}

int64_t mailbox_received_at(const char *bytes, size_t len)
{
	const char *p = bytes;
	const char *end = bytes + (len < 16384 ? len : 16384);

	while (p < end && *p != '\n' && *p != '\r') {
		const char *field = p;
		char text[1024];
		size_t n = 0;

		/* one field, unfolded into `text` as far as it fits */
		do {
			const char *lf = memchr(p, '\n', (size_t)(end - p));

			for (const char *q = p; q < (lf != NULL ? lf : end); q++) {
				if (n < sizeof text - 1 && *q != '\0') {
					text[n++] = *q == '\r' || *q == '\t' ? ' ' : *q;
				}
			}
			p = lf != NULL ? lf + 1 : end;
		} while (p < end && (*p == ' ' || *p == '\t'));
		text[n] = '\0';
		if (end - field >= 9 && strncasecmp(field, "Received:", 9) == 0) {
			const char *semicolon = strrchr(text, ';');

			return semicolon != NULL ? parse_date(semicolon + 1) : 0;
		}
	}
	return 0;
}
