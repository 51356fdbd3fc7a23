/* Reads replies as bare texts and prints what the intent reader makes of them: one line in, one JSON object out. Input
 * lines have tabs between: id, class (seminar or offer), language of the invitation, from name, from address, contact
 * name, contact address, own words of the subject, signature, text; \n and \t are written so. The first argument
 * is the templates folder; with a second one, --rules, the rules read without the examples. */
#include "domain/intent.h"
#include "util/cleanup.h"
#include "util/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 10

static void unescape(char *s)
{
	char *to = s;

	while (*s != '\0') {
		if (s[0] == '\\' && (s[1] == 'n' || s[1] == 't')) {
			*to++ = s[1] == 'n' ? '\n' : '\t';
			s += 2;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

static const char *or_null(const char *s)
{
	return s[0] != '\0' ? s : NULL;
}

static void quoted(const char *s)
{
	putchar('"');
	for (; s != NULL && *s != '\0'; s++) {
		if (*s == '"' || *s == '\\') {
			putchar('\\');
		}
		putchar((unsigned char)*s < ' ' ? ' ' : *s);
	}
	putchar('"');
}

static void print(const char *id, const struct intent_answer *a)
{
	printf("{\"id\":\"%s\",\"intent\":\"%s\",\"sure\":%s,\"confidence\":%.2f,\"also_question\":%s,\"also_unsubscribe\":%s,\"language\":\"%s\",\"count\":",
		id, intent_name(a->intent), a->sure ? "true" : "false", a->confidence, a->also_question ? "true" : "false",
		a->also_unsubscribe ? "true" : "false", a->language);
	if (a->count > 0) {
		printf("%d", a->count);
	} else {
		printf("null");
	}
	printf(",\"reason\":\"%s\",\"attendees\":[", a->reason);
	for (size_t i = 0; i < a->n_attendees; i++) {
		printf("%s{\"name\":", i > 0 ? "," : "");
		quoted(a->attendees[i].name);
		printf("}");
	}
	printf("],\"evidence\":[");
	for (size_t i = 0; i < a->n_evidence; i++) {
		printf("%s{\"rule\":", i > 0 ? "," : "");
		quoted(a->evidence[i].rule);
		printf(",\"words\":");
		quoted(a->evidence[i].words);
		printf("}");
	}
	printf("]}\n");
}

int main(int argc, char **argv)
{
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_INTENT_READER struct intent_reader *reader = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_FREE char *line = NULL;
	struct error err = ERROR_INIT;
	size_t alloc = 0;

	const bool rules = argc == 3 && strcmp(argv[2], "--rules") == 0;

	if ((argc != 2 && !rules) || languages_load((const char *const[]){ argv[1], NULL }, &languages, &problems, &err) != ST_OK
			|| intent_reader_new(languages, rules ? NULL : &classifier_replies, &reader, &problems, &err) != ST_OK) {
		fprintf(stderr, "intents TEMPLATES [--rules]: %s\n", err.text);
		return 1;
	}
	for (size_t i = 0; i < problems.n; i++) {
		fprintf(stderr, "%s\n", problems.texts[i]);
	}
	while (getline(&line, &alloc, stdin) > 0) {
		CLEANUP_INTENT_ANSWER struct intent_answer a = INTENT_ANSWER_INIT;
		char *rest = line, *f[FIELDS];

		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 0; i < FIELDS; i++) {
			char *field = strsep(&rest, "\t");

			f[i] = field != NULL ? field : line + strlen(line);
			unescape(f[i]);
		}
		struct intent_input in = { .text = f[9], .subject = f[7], .signature = or_null(f[8]), .language = or_null(f[2]),
			.offer = strcmp(f[1], "offer") == 0, .from_name = or_null(f[3]), .from_address = or_null(f[4]),
			.contact_name = or_null(f[5]), .contact_address = or_null(f[6]) };

		if (intent_read(reader, &in, &a, &err) != ST_OK) {
			return 1;
		}
		print(f[0], &a);
	}
	return 0;
}
