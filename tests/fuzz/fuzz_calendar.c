/* Any bytes as a calendar object, as winmail.dat, and as a mail that holds one. */
#include "mail/calendar_in.h"
#include "mail/charset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *s)
{
	if (s != NULL && charset_valid_utf8(s, strlen(s)) != strlen(s)) {
		abort();
	}
}

static void check_all(const struct calendar_in *calendar)
{
	for (size_t i = 0; i < calendar->n; i++) {
		const struct calendar_in_item *item = &calendar->items[i];

		check(item->uid);
		check(item->comment);
		check(item->summary);
		check(item->organizer);
		for (size_t k = 0; k < item->n_attendees; k++) {
			check(item->attendees[k].email);
			check(item->attendees[k].name);
			check(item->attendees[k].sent_by);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_CALENDAR_IN struct calendar_in calendar = CALENDAR_IN_INIT;
	CLEANUP_CALENDAR_IN struct calendar_in inside = CALENDAR_IN_INIT;
	CLEANUP_MAIL struct mail *mail = NULL;

	(void)calendar_in_parse((const char *)data, size, NULL, 0, &calendar, NULL);
	(void)calendar_in_parse_tnef((const char *)data, size, 0, &calendar, NULL);
	check_all(&calendar);
	if (mail_parse(data, size, &mail, NULL) == ST_OK) {
		(void)calendar_in_read(mail, &inside, NULL);
		check_all(&inside);
	}
	return 0;
}
