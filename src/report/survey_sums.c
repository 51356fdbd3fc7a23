/* Gathers the answers that count into groups, then walks over them. */
#include "report/survey_sums.h"

#include "store/db_survey_answer.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

struct tally {
	int64_t respondents;
	int64_t choices[SURVEY_MAX_CHOICES + 1];
	double *amounts;
	size_t n_amounts;
};

struct group {
	const char *by;
	char *name;
	struct tally tallies[SURVEY_MAX_QUESTIONS];
};

struct sums {
	struct survey survey;
	struct group *groups;
	size_t n;
	int64_t contact, number; /* of the last row: rows of several choices stand together */
};

static enum status no_memory(struct error *err)
{
	return error_set(err, ST_NOMEM, "report: out of memory");
}

static void sums_release(struct sums *s)
{
	for (size_t i = 0; i < s->n; i++) {
		for (size_t q = 0; q < SURVEY_MAX_QUESTIONS; q++) {
			free(s->groups[i].tallies[q].amounts);
		}
		free(s->groups[i].name);
	}
	free(s->groups);
	survey_release(&s->survey);
}

static struct group *find_group(struct sums *s, const char *by, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->groups[i].by, by) == 0 && strcmp(s->groups[i].name, name) == 0) {
			return &s->groups[i];
		}
	}
	if (!ARRAY_ROOM(s->groups, s->n)) {
		return NULL;
	}
	s->groups[s->n] = (struct group){ .by = by, .name = strdup(name) };
	return s->groups[s->n].name != NULL ? &s->groups[s->n++] : NULL;
}

static bool add_amount(struct tally *t, double amount)
{
	if (!ARRAY_ROOM(t->amounts, t->n_amounts)) {
		return false;
	}
	t->amounts[t->n_amounts++] = amount;
	return true;
}

static enum status count(void *arg, const struct survey_answer_row *row, struct error *err)
{
	struct sums *s = arg;
	const char *const groups[][2] = { { "all", "" }, { "country", row->country }, { "sector", row->sector } };
	bool again = s->contact == row->contact_id && s->number == row->number;

	if (row->number < 1 || (size_t)row->number > s->survey.n_questions) {
		return ST_OK;
	}
	s->contact = row->contact_id;
	s->number = row->number;
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		const char *name = groups[i][1] != NULL ? groups[i][1] : "?";
		struct group *g = find_group(s, groups[i][0], name);
		struct tally *t = g != NULL ? &g->tallies[row->number - 1] : NULL;

		if (t == NULL || (row->has_amount && !add_amount(t, row->amount))) {
			return no_memory(err);
		}
		t->respondents += again ? 0 : 1;
		if (row->choice >= 1 && row->choice <= SURVEY_MAX_CHOICES) {
			t->choices[row->choice]++;
		}
	}
	return ST_OK;
}

static int by_name(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int order = strcmp(x->by, y->by); /* all, country, sector */

	return order != 0 ? order : strcmp(x->name, y->name);
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void add_figures(struct tally *t, struct survey_sum *sum)
{
	double total = 0;
	size_t n = t->n_amounts;

	if (n == 0) {
		return;
	}
	qsort(t->amounts, n, sizeof *t->amounts, by_size);
	for (size_t i = 0; i < n; i++) {
		total += t->amounts[i];
	}
	sum->minimum = t->amounts[0];
	sum->maximum = t->amounts[n - 1];
	sum->mean = total / (double)n;
	sum->median = n % 2 == 1 ? t->amounts[n / 2] : (t->amounts[n / 2 - 1] + t->amounts[n / 2]) / 2;
}

static enum status tell(struct sums *s, const struct survey_question *q, struct group *g,
		enum status (*each)(void *arg, const struct survey_sum *sum, struct error *err), void *arg, struct error *err)
{
	struct tally *t = &g->tallies[q->number - 1];
	struct survey_sum sum = { .survey = &s->survey, .question = q, .by = g->by, .group = g->name, .respondents = t->respondents,
		.answers = t->respondents };
	enum status st = ST_OK;

	if (t->respondents == 0 && strcmp(g->by, "all") != 0) {
		return ST_OK;
	}
	add_figures(t, &sum);
	if (q->n_choices == 0) {
		return each(arg, &sum, err);
	}
	for (sum.choice = 1; st == ST_OK && sum.choice <= q->n_choices; sum.choice++) {
		sum.answers = t->choices[sum.choice];
		st = each(arg, &sum, err);
	}
	return st;
}

enum status survey_sums(struct store *store, const char *key,
		enum status (*each)(void *arg, const struct survey_sum *sum, struct error *err), void *arg, struct error *err)
{
	CLEANUP(sums_release) struct sums s = { .survey = SURVEY_INIT };
	enum status st = db_survey_find(store, key, &s.survey, err);

	if (st == ST_OK && find_group(&s, "all", "") == NULL) {
		st = no_memory(err);
	}
	st = st == ST_OK ? db_survey_answer_each(store, s.survey.id, false, count, &s, err) : st;
	if (st != ST_OK) {
		return st;
	}
	qsort(s.groups, s.n, sizeof *s.groups, by_name);
	for (size_t q = 0; st == ST_OK && q < s.survey.n_questions; q++) {
		for (size_t g = 0; st == ST_OK && g < s.n; g++) {
			st = tell(&s, &s.survey.questions[q], &s.groups[g], each, arg, err);
		}
	}
	return st;
}
