/* Finds the filled-in form of our letters in a reply. */
#include "domain/intent_form.h"

#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

enum label { LABEL_ANSWER, LABEL_COUNT, LABEL_NAMES, LABEL_QUESTIONS, LABELS };

static const char *const label_names[LABELS] = { "answer.label-answer", "answer.label-count", "answer.label-names",
	"answer.label-questions" };

#define LANGUAGES_MAX 64u
#define LABEL_MAX 80 /* bytes of a label; longer lines are no form */

struct line {
	const char *start, *end; /* without the line end */
	const char *value;       /* behind the colon and blanks */
	enum label label;        /* LABELS: none */
};

/* The labels of all packs, looked up once for a text. */
struct labels {
	struct {
		const char *word;
		size_t letters;
		enum label label;
	} items[LANGUAGES_MAX * LABELS];
	size_t n;
};

static void gather_labels(const struct languages *languages, struct labels *ret)
{
	ret->n = 0;
	for (size_t i = 0; i < languages_count(languages) && i < LANGUAGES_MAX; i++) {
		for (int k = 0; k < LABELS; k++) {
			const char *word = language_word(languages_at(languages, i), label_names[k]);

			if (word != NULL) {
				ret->items[ret->n].word = word;
				ret->items[ret->n].letters = utf8_count(word, strlen(word));
				ret->items[ret->n++].label = (enum label)k;
			}
		}
	}
}

static enum label find_label(const struct labels *labels, const char *s, size_t len)
{
	char have[LABEL_MAX * 2], want[LABEL_MAX * 2];
	size_t n = fold_into(s, len, have, sizeof have), letters = utf8_count(s, len);

	for (size_t i = 0; i < labels->n; i++) {
		const char *word = labels->items[i].word;

		/* Labels fold letter by letter: another number of letters is another text. */
		if (labels->items[i].letters == letters && fold_into(word, strlen(word), want, sizeof want) == n
				&& memcmp(have, want, n) == 0) {
			return labels->items[i].label;
		}
	}
	return LABELS;
}

/* The line at *cursor, which moves behind it; false at the end. Marks of lists and quotes before a label do not count. */
static bool next_line(const struct labels *labels, const char **cursor, struct line *ret)
{
	const char *s = *cursor, *colon;

	if (*s == '\0') {
		return false;
	}
	*ret = (struct line){ .start = s, .end = s + strcspn(s, "\n"), .label = LABELS };
	*cursor = *ret->end == '\n' ? ret->end + 1 : ret->end;
	while (ret->end > s && (ret->end[-1] == '\r' || ret->end[-1] == ' ')) {
		ret->end--;
	}
	s += strspn(s, " \t>*-");
	colon = s < ret->end ? memchr(s, ':', (size_t)(ret->end - s)) : NULL;
	if (colon != NULL && colon > s && colon - s <= LABEL_MAX) {
		ret->label = find_label(labels, s, (size_t)(colon - s));
		ret->value = colon + 1 + strspn(colon + 1, " \t");
		ret->value = ret->value > ret->end ? ret->end : ret->value;
	}
	return true;
}

static void blank(struct strbuf *out, const char *text, const char *from, const char *to)
{
	if (to > from) {
		memset(out->buf + (from - text), ' ', (size_t)(to - from));
	}
}

enum status intent_form_find(const struct languages *languages, const char *text, struct strbuf *decision,
		struct strbuf *people, bool *ret_found, bool *ret_says_people, struct error *err)
{
	const char *cursor = text;
	struct labels labels;
	struct line line;
	int seen = 0;

	gather_labels(languages, &labels);
	*ret_says_people = false;
	strbuf_reset(decision);
	strbuf_reset(people);
	strbuf_adds(decision, text);
	strbuf_adds(people, text);
	if (!strbuf_ok(decision) || !strbuf_ok(people)) {
		return error_set(err, ST_NOMEM, "form: out of memory");
	}
	while (next_line(&labels, &cursor, &line)) {
		bool about_people = line.label == LABEL_COUNT || line.label == LABEL_NAMES;

		if (line.label == LABELS) {
			continue;
		}
		seen++;
		blank(decision, text, line.start, about_people ? line.end : line.value);
		if (!about_people || line.value == line.end) {
			blank(people, text, line.start, line.value);
		} else {
			*ret_says_people = true;
		}
	}
	*ret_found = seen >= 2;
	return ST_OK;
}
