/* Walks over the lines of a reply: which are our form, which are the sender's own, and which question they stand at. */
#include "domain/survey_read.h"

#include "domain/survey_private.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/json.h"

#include <stdio.h>
#include <string.h>

/* What was found at a question of the form. */
struct place {
	struct strbuf fresh;  /* the sender's new words */
	struct strbuf quoted; /* words behind a label inside the quote */
	uint32_t ticks;
	uint32_t lines; /* choices that stand there as new lines, word for word */
	uint32_t seen, twice; /* choices whose lines stand there, new or quoted */
	char doubt[160];
};

struct walker {
	struct survey_task task;
	struct place places[SURVEY_MAX_QUESTIONS];
	struct strbuf loose; /* new words outside of the form */
	int at;              /* the question we stand at; 0: outside */
	bool labelled;       /* its label was there: what comes is its answer until the next question begins */
};

static enum status no_memory(struct error *err)
{
	return error_set(err, ST_NOMEM, "questionnaire: out of memory");
}

void survey_reading_release(struct survey_reading *reading)
{
	for (size_t i = 0; i < reading->n; i++) {
		free(reading->given[i].words);
	}
	free(reading->remarks);
	*reading = (struct survey_reading)SURVEY_READING_INIT;
}

static void walker_release(struct walker *w)
{
	for (size_t i = 0; i < SURVEY_MAX_QUESTIONS; i++) {
		strbuf_release(&w->places[i].fresh);
		strbuf_release(&w->places[i].quoted);
	}
	strbuf_release(&w->loose);
	survey_task_close(&w->task);
}

static void walker_init(struct walker *w)
{
	for (size_t i = 0; i < SURVEY_MAX_QUESTIONS; i++) {
		strbuf_init(&w->places[i].fresh);
		strbuf_init(&w->places[i].quoted);
	}
	strbuf_init(&w->loose);
}

static void add_to(struct strbuf *sb, const char *s, const char *end)
{
	if (end > s && sb->len < SURVEY_MAX_WORDS) {
		strbuf_adds(sb, sb->len > 0 ? "\n" : "");
		strbuf_add(sb, s, (size_t)(end - s));
	}
}

/* --- the walk --- */

/* Words behind a choice in the quote: a mark, a refusal, or something that a person must read. */
static void take_choice(struct walker *w, int choice, const char *rest, const char *end, bool tick)
{
	struct place *place = &w->places[w->at - 1];
	char folded[80];
	size_t len = fold_into(rest, (size_t)(end - rest), folded, sizeof folded);

	while (len > 0 && strchr(" <-=>.!*", folded[len - 1]) != NULL) {
		folded[--len] = '\0';
	}
	if (len == 0 && rest < end) {
		tick = tick || memchr(rest, '<', (size_t)(end - rest)) != NULL;
	} else if (len > 0 && (survey_is_word(w->task.r, WORD_TICK, folded, len) || (unsigned char)folded[0] >= 0xE2)) {
		tick = true;
	} else if (len > 0 && survey_is_word(w->task.r, WORD_BUT, folded, len)) {
		tick = false; /* "a) Laser cutting - no" */
	} else if (len > 0) {
		tick = true;
		if (place->doubt[0] == '\0') {
			(void)snprintf(place->doubt, sizeof place->doubt, "'%s' is written behind a choice", folded);
		}
	}
	if (tick) {
		place->ticks |= UINT32_C(1) << (choice - 1);
	}
}

/* New words: at the question they stand at, unless they bring a number of their own. */
static void take_new(struct walker *w, const struct form_line *line)
{
	const struct survey_question *q = survey_task_question(&w->task, w->at);
	CLEANUP_FREE char *copy = str_copy(line->s, (size_t)(line->end - line->s));
	const char *value = NULL;
	int number = copy != NULL && q != NULL ? survey_mark_at(&w->task, copy, &value) : 0;

	if (copy == NULL) {
		w->loose.failed = true;
	} else if (q == NULL || (number != 0 && number != w->at && q->kind != SURVEY_TEXT)) {
		add_to(&w->loose, line->s, line->end);
	} else if (number == w->at) {
		add_to(&w->places[w->at - 1].fresh, line->s + (value - copy), line->end);
	} else {
		add_to(&w->places[w->at - 1].fresh, line->s, line->end);
	}
}

static void take_line(struct walker *w, const struct form_line *line)
{
	const char *rest = line->end;
	bool tick = false;
	int n = survey_line_label(&w->task, line, &rest);

	w->labelled = n != 0 || w->labelled;
	if (n == 0) {
		n = survey_line_question(&w->task, line, &rest);
		w->labelled = n == 0 && w->labelled;
	}
	if (n != 0) {
		w->at = n;
		add_to(line->cut ? &w->places[n - 1].quoted : &w->places[n - 1].fresh, rest, line->end);
		return;
	}
	n = survey_line_choice(&w->task, w->at, line, &rest, &tick);
	if (n != 0) {
		w->places[w->at - 1].twice |= w->places[w->at - 1].seen & UINT32_C(1) << (n - 1);
		w->places[w->at - 1].seen |= UINT32_C(1) << (n - 1);
	}
	if (n != 0 && (line->cut || tick || rest < line->end)) {
		take_choice(w, n, rest, line->end, tick);
	} else if (n != 0) {
		w->places[w->at - 1].lines |= UINT32_C(1) << (n - 1);
	} else if (w->at != 0 && !w->labelled && w->places[w->at - 1].fresh.len == 0 && survey_line_goes_on(&w->task, w->at, line)) {
		return; /* the rest of a question */
	} else if (!line->cut || (w->labelled && !line->marked && (size_t)w->at < w->task.survey->n_questions)) {
		take_new(w, line); /* unmarked between our label and our next question: new, whatever it was taken for */
	} else {
		w->at = 0; /* the form is over */
		w->labelled = false;
	}
}

static bool is_trailer(enum reply_cut_why why)
{
	return why == REPLY_CUT_SIGNATURE || why == REPLY_CUT_FOOTER || why == REPLY_CUT_DISCLAIMER;
}

static void walk(struct walker *w, const struct reply_text *reply)
{
	size_t cut = 0;

	for (const char *p = reply->source; *p != '\0';) {
		size_t len = strcspn(p, "\n");
		size_t at = (size_t)(p - reply->source);
		struct form_line line = { .s = p, .end = p + len };

		while (cut < reply->n_cuts && reply->cuts[cut].end <= at) {
			cut++;
		}
		line.cut = cut < reply->n_cuts && reply->cuts[cut].start <= at;
		line.marked = line.s < line.end && ((unsigned char)*line.s < ' ' || *line.s == '>' || *line.s == '|');
		while (line.s < line.end && ((unsigned char)*line.s < ' ' || strchr(" >|*", *line.s) != NULL)) {
			line.s++;
		}
		line.s = survey_skip(line.s, line.end);
		while (line.end > line.s && strchr(" \t\r*", line.end[-1]) != NULL) {
			line.end--;
		}
		if (line.end > line.s && !(line.cut && is_trailer(reply->cuts[cut].why))) {
			take_line(w, &line);
		} else if (line.end == line.s && w->at == 0) {
			strbuf_adds(&w->loose, w->loose.len > 0 && !line.cut ? "\n" : "");
		}
		p += len + (p[len] == '\n');
	}
}

/* --- putting it together --- */

static bool same(const struct survey_given *a, const struct survey_given *b)
{
	return a->choices == b->choices && a->has_amount == b->has_amount && (!a->has_amount || a->amount == b->amount)
			&& (a->choices != 0 || a->has_amount || strcmp(a->words, b->words) == 0);
}

static struct survey_given *find(struct survey_reading *r, int number)
{
	for (size_t i = 0; i < r->n; i++) {
		if (r->given[i].number == number) {
			return &r->given[i];
		}
	}
	return NULL;
}

/* Adds what was given; the same question answered twice is in doubt unless both say the same. */
static enum status give(struct survey_reading *r, struct survey_given *g, const char *words, size_t len, struct error *err)
{
	struct survey_given *was = find(r, g->number);

	len = len > SURVEY_MAX_WORDS ? SURVEY_MAX_WORDS : len;
	while (len > 0 && len == SURVEY_MAX_WORDS && ((unsigned char)words[len] & 0xC0) == 0x80) {
		len--;
	}
	g->words = str_copy(words, len);
	if (g->words == NULL) {
		return no_memory(err);
	}
	if (was == NULL) {
		r->given[r->n++] = *g;
		return ST_OK;
	}
	if (!same(was, g) && was->doubt[0] == '\0') {
		(void)snprintf(was->doubt, sizeof was->doubt, "the question is answered twice, not in the same way");
	}
	free(g->words);
	return ST_OK;
}

static enum status give_words(struct walker *w, struct survey_reading *r, int number, const char *words, size_t len,
		const char *doubt, bool *ret_found, struct error *err)
{
	CLEANUP_FREE char *copy = str_copy(words, len);
	struct survey_given g = { .number = number };

	(void)snprintf(g.doubt, sizeof g.doubt, "%s", doubt);

	if (copy == NULL) {
		return no_memory(err);
	}
	*ret_found = survey_value(&w->task, survey_task_question(&w->task, number), copy, &g) == FOUND_ANSWER;
	return *ret_found ? give(r, &g, words, len, err) : ST_OK;
}

/* What stands at the questions of the form. */
static enum status give_places(struct walker *w, struct survey_reading *r, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < w->task.survey->n_questions; i++) {
		struct place *p = &w->places[i];
		const struct survey_question *q = &w->task.survey->questions[i];
		bool found = false;

		/* a line of our choices is an answer where it stands alone or once more; all of them are our form */
		p->ticks |= p->lines & (p->seen == (UINT32_C(1) << q->n_choices) - 1 ? p->twice : p->seen);
		strbuf_trim(&p->fresh);
		if (p->fresh.len > 0) {
			st = give_words(w, r, q->number, p->fresh.buf, p->fresh.len, p->doubt, &found, err);
		}
		if (st == ST_OK && p->ticks != 0) {
			struct survey_given g = { .number = q->number, .choices = p->ticks };

			(void)snprintf(g.doubt, sizeof g.doubt, "%s", q->kind == SURVEY_CHOICE && (p->ticks & (p->ticks - 1)) != 0
					? "several choices where one is asked for" : p->doubt);
			st = give(r, &g, "", 0, err);
			found = true;
		}
		if (st == ST_OK && !found && find(r, q->number) == NULL && p->quoted.len > 0) {
			st = give_words(w, r, q->number, p->quoted.buf, p->quoted.len, p->doubt, &found, err);
		}
	}
	return st;
}

static void add_remark(struct strbuf *remarks, const char *s, size_t len)
{
	if (len > 0) {
		strbuf_adds(remarks, remarks->len > 0 ? "\n" : "");
		strbuf_add(remarks, s, len);
	}
}

/* New words outside of the form, taken apart by the numbers in them. */
static enum status give_loose(struct walker *w, struct survey_reading *r, struct strbuf *remarks, struct error *err)
{
	CLEANUP_FREE struct survey_piece *pieces = calloc(SURVEY_MAX_PIECES, sizeof *pieces);
	size_t n;
	enum status st = ST_OK;

	if (pieces == NULL) {
		return no_memory(err);
	}
	n = survey_marks(&w->task, w->loose.buf, pieces);
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		bool found = false;

		if (pieces[i].number != 0) {
			st = give_words(w, r, pieces[i].number, pieces[i].start, pieces[i].len,
					pieces[i].back ? "it may belong to the list in another answer" : "", &found, err);
		} else {
			add_remark(remarks, pieces[i].start, pieces[i].len);
		}
	}
	return st;
}

/* Lines without numbers, as many as there are questions: what they seem to say, in doubt. A single question needs no number. */
static enum status give_in_order(struct walker *w, struct survey_reading *r, struct strbuf *remarks, struct error *err)
{
	const struct survey *s = w->task.survey;
	size_t lines = 0, i = 0;
	enum status st = ST_OK;

	for (const char *p = remarks->buf; *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		lines += *p != '\n';
	}
	if (s->n_questions == 1 && remarks->len > 0) {
		bool found = false;

		st = give_words(w, r, 1, remarks->buf, remarks->len, "", &found, err);
		strbuf_reset(remarks);
		return st;
	}
	if (lines != s->n_questions) {
		return ST_OK;
	}
	for (const char *p = remarks->buf; st == ST_OK && *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		bool found = false;

		if (*p != '\n') {
			st = give_words(w, r, (int)++i, p, strcspn(p, "\n"), "", &found, err);
		}
	}
	for (size_t k = 0; k < r->n; k++) {
		(void)snprintf(r->given[k].doubt, sizeof r->given[k].doubt, "the answers have no numbers; they are taken in the order of the questions");
	}
	strbuf_reset(remarks);
	return st;
}

static void sort(struct survey_reading *r)
{
	for (size_t i = 1; i < r->n; i++) {
		for (size_t k = i; k > 0 && r->given[k - 1].number > r->given[k].number; k--) {
			struct survey_given g = r->given[k];

			r->given[k] = r->given[k - 1];
			r->given[k - 1] = g;
		}
	}
}

static enum status finish(struct walker *w, struct survey_reading *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf remarks = STRBUF_INIT;
	enum status st;

	strbuf_trim(&w->loose);
	if (!strbuf_ok(&w->loose)) {
		return no_memory(err);
	}
	st = give_places(w, ret, err);
	st = st == ST_OK ? give_loose(w, ret, &remarks, err) : st;
	if (st == ST_OK && ret->n == 0) {
		st = give_in_order(w, ret, &remarks, err);
	}
	if (st != ST_OK) {
		return st;
	}
	sort(ret);
	for (size_t i = 0; i < ret->n; i++) {
		ret->n_doubtful += ret->given[i].doubt[0] != '\0';
	}
	ret->remarks = strbuf_ok(&remarks) ? strbuf_detach(&remarks, NULL) : NULL;
	return ret->remarks != NULL ? ST_OK : no_memory(err);
}

static enum status read_with(struct walker *w, const struct reply_text *reply, const char *words, struct survey_reading *ret,
		struct error *err)
{
	CLEANUP_SURVEY_READING struct survey_reading reading = SURVEY_READING_INIT;
	enum status st;

	if (reply != NULL) {
		walk(w, reply);
	} else {
		strbuf_adds(&w->loose, words);
	}
	st = finish(w, &reading, err);
	walker_release(w);
	if (st == ST_OK) {
		*ret = reading;
		reading = (struct survey_reading)SURVEY_READING_INIT;
	}
	return st;
}

enum status survey_read(const struct survey_reader *reader, const struct survey *survey, const char *language,
		const struct reply_text *reply, struct survey_reading *ret, struct error *err)
{
	CLEANUP_FREE struct walker *w = calloc(1, sizeof *w);

	if (w == NULL) {
		return no_memory(err);
	}
	walker_init(w);
	return survey_task_open(&w->task, reader, survey, language) ? read_with(w, reply, NULL, ret, err) : no_memory(err);
}

enum status survey_read_words(const struct survey_reader *reader, const struct survey *survey, const char *words,
		struct survey_reading *ret, struct error *err)
{
	CLEANUP_FREE struct walker *w = calloc(1, sizeof *w);

	if (w == NULL) {
		return no_memory(err);
	}
	walker_init(w);
	return survey_task_open(&w->task, reader, survey, NULL) ? read_with(w, NULL, words, ret, err) : no_memory(err);
}

void survey_reading_json(const struct survey_reading *reading, struct strbuf *out)
{
	struct json_writer w = { .out = out };

	json_array(&w, NULL);
	for (size_t i = 0; i < reading->n; i++) {
		const struct survey_given *g = &reading->given[i];

		json_object(&w, NULL);
		json_int(&w, "question", g->number);
		json_array(&w, "choices");
		for (int c = 0; c < SURVEY_MAX_CHOICES; c++) {
			if ((g->choices >> c & 1) != 0) {
				json_int(&w, NULL, c + 1);
			}
		}
		json_end(&w, ']');
		if (g->has_amount) {
			json_double(&w, "amount", g->amount);
		} else {
			json_null(&w, "amount");
		}
		json_string(&w, "words", g->words);
		json_string(&w, "doubt", g->doubt[0] != '\0' ? g->doubt : NULL);
		json_end(&w, '}');
	}
	json_end(&w, ']');
}
