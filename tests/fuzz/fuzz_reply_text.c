/* Any bytes as a text, as HTML, and as a mail that answers a known letter. The first byte chooses mode and knowledge. */
#include "mail/charset.h"
#include "mail/reply_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sent_text sent = {
	"Kviečiame į seminarą Alytuje 2027 m. kovo 18 d. Prašome atsakyti: TAIP arba NE.\nVardas:\nTelefonas:\nAtsisakyti "
	"laiškų galite parašę STOP.", NULL, "Kvietimas",
};

static void check(const struct reply_text *reply)
{
	size_t end = 0;

	if (charset_valid_utf8(reply->text, strlen(reply->text)) != strlen(reply->text)) {
		abort();
	}
	for (size_t i = 0; i < reply->n_cuts; i++) {
		if (reply->cuts[i].start < end || reply->cuts[i].end > strlen(reply->source)) {
			abort();
		}
		end = reply->cuts[i].end;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct reply_rules *rules; /* made once: libFuzzer has no set-up that the replay has, too */
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
	CLEANUP_REPLY_TEXT struct reply_text read = REPLY_TEXT_INIT;
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_MAIL struct mail *mail = NULL;
	const char *dirs[] = { "templates", NULL };
	unsigned choice = size > 0 ? data[0] : 0;

	if (rules == NULL && (languages_load(dirs, &languages, &problems, NULL) != ST_OK
			|| reply_rules_new(languages, &rules, NULL) != ST_OK)) {
		return 0;
	}
	if (size > 0) {
		data++;
		size--;
	}
	if (reply_text_cut((const char *)data, size, (choice & 1) != 0, (enum reply_mode)(choice >> 1 & 3) % 3,
			(choice & 8) != 0 ? &sent : NULL, rules, &reply, NULL) == ST_OK) {
		check(&reply);
	}
	if (mail_parse(data, size, &mail, NULL) == ST_OK
			&& reply_text_read(mail, &sent, rules, &read, NULL) == ST_OK) {
		check(&read);
	}
	return 0;
}
