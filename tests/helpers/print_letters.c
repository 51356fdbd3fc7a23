/* Prints every letter in every language for sample contacts, through the product's own press.
 *
 *	print_letters DIR TEMPLATES EMBLEM.png LOGO.png OWN   writes DIR/<language>-<letter>.eml, .html, .txt; OWN: the folder with
 *	                                                      the sample newsletter, whose archive pages are written too
 *	print_letters bench N TEMPLATES [LETTER]   prints N letters, tells how many a second, bytes, memory */
#include "helpers/letter_samples.h"

#include "domain/letter.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct workshop {
	struct letter_book *book;
	struct letter_press *press;
	struct letter_topic *topics[ABOUT_NOTHING]; /* by enum sample_about */
	const char *dir;
};

static const struct letter_sample *find_sample(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(letter_samples); i++) {
		if (strcmp(letter_samples[i].name, name) == 0) {
			return &letter_samples[i];
		}
	}
	(void)fprintf(stderr, "no sample is called %s\n", name);
	exit(2);
}

static struct letter_message sample(const struct workshop *w, const struct letter_sample *s, const struct letter_contact *contact)
{
	return (struct letter_message){ .letter = s->letter != NULL ? s->letter : s->name,
		.campaign = s->class != NULL ? "alytus-kvietimas" : NULL, .class = s->class,
		.languages = s->class != NULL ? "lt, pl, en, ru, uk, be" : NULL, .fallback = "be:ru:en, uk:en", .contact = contact,
		.topic = s->about != ABOUT_NOTHING ? w->topics[s->about] : NULL, .token = "k7q2m4x9a3b5c8d1e6f0g",
		.message_id = "<k7q2m4x9a3b5c8d1e6f0g@centras.example>", .calendar_uid = "e1c2-0123456789abcdef@centras.example",
		.date = 1804000000, .calendar = true, .in_reply_to = s->class != NULL ? NULL : "<reply@metalas.example>",
		.references = s->class != NULL ? NULL : "<reply@metalas.example>", .params = s->params };
}

static void save(const char *dir, const char *base, const char *ending, const char *data, size_t len)
{
	CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;
	struct error err = ERROR_INIT;

	strbuf_addf(&path, "%s/%s.%s", dir, base, ending);
	if (fs_write(path.buf, data, len, 0644, &err) != ST_OK) {
		(void)fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
}

static int print_one(struct workshop *w, const struct letter_sample *s, const struct letter_contact *contact)
{
	struct letter_message m = sample(w, s, contact);
	struct letter_print print;
	struct error err = ERROR_INIT;
	char base[80];

	if (letter_press_print(w->press, &m, &print, &err) != ST_OK) {
		(void)fprintf(stderr, "%s for %s: %s\n", s->name, contact->email, err.text);
		return 1;
	}
	(void)snprintf(base, sizeof base, "%s-%s", contact->language != NULL ? contact->language : "xx", s->name);
	save(w->dir, base, "eml", print.bytes, print.len);
	save(w->dir, base, "html", print.html, strlen(print.html));
	save(w->dir, base, "txt", print.text, strlen(print.text));
	return 0;
}

/* The newsletter as the archive shows it. */
static int print_pages(struct workshop *w)
{
	static const struct letter_page_link links[] = { { "lt", "lt.html" }, { "pl", "pl.html" } };
	const struct letter_page page = { .index = "index.html", .links = links, .n_links = ARRAY_SIZE(links) };
	struct letter_issue issues[ARRAY_SIZE(contacts)];
	CLEANUP_STRBUF struct strbuf index = STRBUF_INIT;
	struct error err = ERROR_INIT;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(contacts); i++) {
		const struct letter_contact nobody = { .email = "seminarai@centras.example", .language = contacts[i].language };
		struct letter_message m = sample(w, find_sample("newsletter"), &nobody);
		struct letter_print print;
		char base[80];

		if (contacts[i].language == NULL) {
			continue;
		}
		m.page = &page;
		m.languages = contacts[i].language;
		if (letter_press_print(w->press, &m, &print, &err) != ST_OK) {
			(void)fprintf(stderr, "page of %s: %s\n", contacts[i].language, err.text);
			return 1;
		}
		(void)snprintf(base, sizeof base, "%s-archive", contacts[i].language);
		save(w->dir, base, "html", print.html, strlen(print.html));
		issues[n++] = (struct letter_issue){ contacts[i].language, "lt.html", "Title & <title>", 7, 1804000000 };
	}
	if (letter_press_index(w->press, issues, n, &index, &err) != ST_OK) {
		(void)fprintf(stderr, "index: %s\n", err.text);
		return 1;
	}
	save(w->dir, "xx-index", "html", index.buf, index.len);
	return 0;
}

static int print_all(struct workshop *w)
{
	int bad = print_pages(w);

	for (size_t n = 0; n < ARRAY_SIZE(letter_samples); n++) {
		for (size_t i = 0; i < ARRAY_SIZE(contacts); i++) {
			bad |= print_one(w, &letter_samples[n], &contacts[i]);
		}
	}
	return bad;
}

/* Time of the processor, not of the clock: other work on the machine does not count. */
static double cpu_seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int bench(struct workshop *w, const char *letter, size_t n)
{
	const struct letter_sample *s = find_sample(letter);
	double start = cpu_seconds(), seconds;
	struct rusage before, after;
	size_t bytes = 0;

	for (size_t i = 0; i < n; i++) {
		struct letter_message m = sample(w, s, &contacts[i % 2]);
		struct letter_print print;
		struct error err = ERROR_INIT;

		if (letter_press_print(w->press, &m, &print, &err) != ST_OK) {
			(void)fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		bytes += print.len;
		if (i == n / 10) {
			(void)getrusage(RUSAGE_SELF, &before);
		}
	}
	seconds = cpu_seconds() - start;
	(void)getrusage(RUSAGE_SELF, &after);
	printf("%-12s %zu letters of %zu bytes: %.0f a second of one core, %.1f us each; memory grew by %ld KB after the first tenth\n",
			letter, n, bytes / n, (double)n / seconds, seconds * 1e6 / (double)n, after.ru_maxrss - before.ru_maxrss);
	return after.ru_maxrss - before.ru_maxrss > 64; /* KB: noise of the allocator, and no byte per letter */
}

static enum status add_survey_texts(struct survey *survey, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; i < ARRAY_SIZE(survey_questions); i++) {
		survey->questions[survey->n_questions++] = survey_questions[i];
	}
	for (size_t l = 0; l < ARRAY_SIZE(survey_texts); l++) {
		for (size_t k = 0; k < ARRAY_SIZE(survey_keys) && st == ST_OK; k++) {
			st = texts_add(&survey->texts, survey_texts[l][0], survey_keys[k], survey_texts[l][k + 1], err);
		}
	}
	texts_sort(&survey->texts);
	return st;
}

/* emblem NULL: for the bench, with a shorter offer. */
static enum status make_topics(struct workshop *w, const char *emblem, struct error *err)
{
	static const struct letter_event event = { .key = "alytus-2027", .start = 1805356800, .end = 1805378400, .zone = "Europe/Vilnius",
		.answer_by = 1804752000, .capacity = 40, .party_max = 4 };
	static const struct letter_offer short_offer = { .key = "BOLT-2027-003", .kind = "business-offer", .country = "LT", .sector = "metal",
		.valid_until = 1814313600 };
	static const struct letter_offer long_offer = { .key = "BOLT-2027-003", .kind = "business-offer", .country = "LT", .sector = "metal",
		.targets = "PL,DE,UA", .sdgs = "9,12", .programme = "Horizon Europe", .call = "HORIZON-CL4-2027-TWIN-01", .coordinator = true,
		.valid_until = 1814313600, .interest_until = 1812000000 };
	const struct letter_funding funding = { .emblem = emblem, .project = "LT-PL-012", .texts = funding_texts,
		.n_texts = ARRAY_SIZE(funding_texts) };
	CLEANUP_SURVEY struct survey survey = SURVEY_INIT;
	enum status st = add_survey_texts(&survey, err);

	survey.key = strdup("needs-2027");
	survey.closes_at = 1806000000;
	for (int i = 0; i < ABOUT_NOTHING && st == ST_OK; i++) {
		bool event_too = i == ABOUT_THE_EVENT || i == ABOUT_BOTH;
		const struct letter_subject subject = { .event = event_too ? &event : NULL, .offer = i != ABOUT_THE_OFFER ? NULL : emblem != NULL ? &long_offer : &short_offer,
			.funding = event_too ? &funding : NULL, .survey = i == ABOUT_THE_SURVEY || i == ABOUT_BOTH ? &survey : NULL,
			.texts = event_texts, .n_texts = i == ABOUT_THE_SURVEY ? 0 : ARRAY_SIZE(event_texts) - (emblem == NULL ? LONG_OFFER_TEXTS : 0) };

		st = letter_topic_new(w->book, &subject, &w->topics[i], err);
	}
	return st;
}

static void workshop_close(struct workshop *w)
{
	for (int i = 0; i < ABOUT_NOTHING; i++) {
		letter_topic_free(w->topics[i]);
	}
	letter_press_free(w->press);
	letter_book_free(w->book);
}

static int bench_all(struct workshop *w, const char *count, const char *only)
{
	static const char *const benched[] = { "invitation", "offer", "confirmation" };
	long n = 0;
	int rc = sscanf(count, "%ld", &n) == 1 && n > 10 ? 0 : 2;

	for (size_t i = 0; i < ARRAY_SIZE(benched) && rc == 0; i++) {
		if (only == NULL || strcmp(only, benched[i]) == 0) {
			rc = bench(w, benched[i], (size_t)n);
		}
	}
	return rc;
}

static int run(int argc, char **argv, struct error *err)
{
	bool benching = strcmp(argv[1], "bench") == 0;
	const char *dirs[] = { argv[benching ? 3 : 5], benching ? NULL : argv[2], NULL };
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	__attribute__((cleanup(workshop_close))) struct workshop w = { .dir = argv[1] };

	if (!benching) {
		sender.logo = argv[4];
	}
	if (languages_load(dirs, &languages, &problems, err) != ST_OK
			|| letter_book_open(languages, &sender, &w.book, &problems, err) != ST_OK
			|| make_topics(&w, benching ? NULL : argv[3], err) != ST_OK || letter_press_new(w.book, &w.press, err) != ST_OK) {
		return 1;
	}
	for (size_t i = 0; i < problems.n; i++) {
		(void)fprintf(stderr, "%s\n", problems.texts[i]);
	}
	if (benching) {
		return bench_all(&w, argv[2], argc > 4 ? argv[4] : NULL);
	}
	return print_all(&w) != 0 || problems.n > 0;
}

int main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	int rc;

	if (argc < 4 || (strcmp(argv[1], "bench") != 0 && argc != 6)) {
		(void)fprintf(stderr, "usage: print_letters DIR TEMPLATES EMBLEM.png LOGO.png OWN | bench N TEMPLATES [LETTER]\n");
		return 2;
	}
	rc = run(argc, argv, &err);
	if (err.text[0] != '\0') {
		(void)fprintf(stderr, "%s\n", err.text);
	}
	return rc;
}
