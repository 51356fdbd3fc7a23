/* Any words in any language, read as an answer. The first byte chooses whether it answers an offer, and which language it
 * was asked in. */
#include "domain/intent.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct intent_reader *open_reader(void)
{
	static struct languages *languages; /* lives as long as the process */
	static struct intent_reader *reader;
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	char *dir = NULL, *data = NULL;

	if (reader == NULL && fs_data_dir(&data, &err) == ST_OK) {
		dir = fs_join(data, "templates");
		if (dir == NULL || languages_load((const char *const[]){ dir, NULL }, &languages, &problems, &err) != ST_OK
				|| intent_reader_new(languages, &classifier_replies, &reader, &problems, &err) != ST_OK) {
			abort();
		}
		problems_release(&problems);
	}
	free(dir);
	free(data);
	return reader;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = { "lt", "pl", "en", "ru", "uk", "be", "de", NULL };
	struct intent_answer a = INTENT_ANSWER_INIT;
	struct intent_reader *reader = open_reader();
	char *text = size > 0 ? str_copy((const char *)data + 1, size - 1) : NULL;
	char *subject;

	if (reader == NULL || text == NULL) {
		free(text);
		return 0;
	}
	subject = strchr(text, '\x01'); /* what stands behind is the subject */
	if (subject != NULL) {
		*subject++ = '\0';
	}
	const struct intent_input in = { .text = text, .subject = subject != NULL ? subject : "", .offer = (data[0] & 8) != 0,
		.language = languages[data[0] & 7], .from_name = subject != NULL ? subject : "Jonas Petraitis",
		.from_address = "a@b.example", .signature = text };

	if (intent_read(reader, &in, &a, NULL) != ST_OK) {
		abort();
	}
	intent_answer_release(&a);
	free(text);
	return 0;
}
