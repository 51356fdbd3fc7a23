/* Checks of a campaign's letters and of what each contact would get. */
#include "domain/letter_check.h"

#include "domain/letter_check_private.h"
#include "domain/letter_private.h"
#include "util/cleanup.h"

#include <string.h>

#define STALE_TOLD 20 /* contacts that are named */
#define SEEN_MAX 200 /* letters times languages that were linted */

struct letter_checker {
	const struct letter_book *book;
	struct letter_press *press;
	char seen[SEEN_MAX][64];
	size_t n_seen;
	char first[64]; /* the letter that was checked first: people are counted and greeted once */
	struct letter_check_counts counts;
};

enum status letter_checker_new(const struct letter_book *book, struct letter_checker **ret, struct error *err)
{
	CLEANUP_LETTER_CHECKER struct letter_checker *c = calloc(1, sizeof *c);
	enum status st;

	if (c == NULL) {
		return error_set(err, ST_NOMEM, "check: out of memory");
	}
	c->book = book;
	st = letter_press_new(book, &c->press, err);
	if (st == ST_OK) {
		*ret = TAKE_PTR(c);
	}
	return st;
}

void letter_checker_free(struct letter_checker *c)
{
	if (c != NULL) {
		letter_press_free(c->press);
		free(c);
	}
}

void letter_checker_cleanup(struct letter_checker **c)
{
	letter_checker_free(*c);
}

static void check_sender(const struct letter_sender *s, struct findings *findings)
{
	if (s->name == NULL || *s->name == '\0') {
		findings_add(findings, FINDING_FAULT, "sender", "set [sender] name", "the letters do not say who sends them");
	}
	if (s->postal == NULL || *s->postal == '\0') {
		findings_add(findings, FINDING_FAULT, "sender", "set [sender] postal",
				"the letters have no postal address of the sender");
	}
	if (s->unsubscribe == NULL || *s->unsubscribe == '\0') {
		findings_add(findings, FINDING_WARNING, "sender", "set [sender] unsubscribe-url when you write to thousands",
				"letters can be ended by mail only; Gmail wants one-click unsubscribing from bulk senders");
	}
}

static void check_texts(const struct topic_language *t, const struct letter_topic *topic, struct findings *findings)
{
	static const char *const event_keys[][2] = { { "TITLE", "title" }, { "PLACE", "place" }, { "PLACE_IN", "place-in" } };
	static const char *const offer_keys[][2] = { { "TITLE", "title" }, { "SUMMARY", "summary" } };
	size_t n = topic->is_event ? ARRAY_SIZE(event_keys) : topic->is_offer ? ARRAY_SIZE(offer_keys) : 0;

	for (size_t i = 0; i < n; i++) {
		const char *const *key = topic->is_event ? event_keys[i] : offer_keys[i];

		if (topic_value(t, key[0]) == NULL) {
			findings_add(findings, FINDING_FAULT, topic->key, "add it to the file and add the file again",
					"[text %s] lacks '%s'", t->language->code, key[1]);
		}
	}
	if (topic->is_survey && topic_value(t, "SURVEY_TITLE") == NULL) {
		findings_add(findings, FINDING_FAULT, topic->key, "add [text] in that language to the questionnaire's file",
				"the questionnaire has no texts in '%s'", t->language->code);
	}
	if (topic->funded && topic_value(t, "FUNDING_STATEMENT") == NULL) {
		findings_add(findings, FINDING_FAULT, topic->key, "add the programme's own wording to [funding] in kvieslys.conf",
				"the funder's statement is missing in '%s'", t->language->code);
	}
	if (topic->is_event && topic_value(t, "ZONE") == NULL) {
		findings_add(findings, FINDING_WARNING, topic->key, "add the zone to [zone] of letters.conf",
				"letters in '%s' do not say whose time it is (%s)", t->language->code, topic->zone);
	}
}

/* Every fault of the file, not its first alone. */
static void tell_faults(const struct letter_compiled *letter, const char *name, const struct problems *problems,
		struct findings *findings)
{
	size_t len = strlen(letter->path);
	bool told = false;

	for (size_t i = 0; problems != NULL && i < problems->n; i++) {
		const char *text = problems->texts[i];

		if (text != NULL && strncmp(text, letter->path, len) == 0 && text[len] == ':') {
			findings_add(findings, FINDING_FAULT, name, "mend the file", "%s", text);
			told = told || strcmp(text, letter->fault) == 0;
		}
	}
	if (!told) { /* it stands in a file that the letter draws in */
		findings_add(findings, FINDING_FAULT, name, "mend the file", "%s", letter->fault);
	}
}

static void check_version(const struct letter_compiled *letter, const char *name, int wanted, struct findings *findings)
{
	if (letter->version < wanted) {
		findings_add(findings, FINDING_FAULT, name, "translate what has changed and raise its 'Version:'",
				"%s is older than the letter that it follows (version %d, wanted %d)", letter->path, letter->version,
				wanted);
	}
}

static void check_one(const char *name, const struct letter_language *l, int version, const struct problems *problems,
		struct findings *findings)
{
	const struct letter_compiled *letter = letter_book_find(l, name);

	if (letter == NULL) {
		CLEANUP_STRBUF struct strbuf remedy = STRBUF_INIT;

		strbuf_addf(&remedy, "write templates/%s/%s.md", l->code, name);
		findings_add(findings, FINDING_FAULT, name, remedy.buf, "there is no letter '%s' in '%s'", name, l->code);
		return;
	}
	if (letter->fault != NULL) {
		tell_faults(letter, name, problems, findings);
	}
	if (l->has_footer && l->footer.fault != NULL) {
		tell_faults(&l->footer, "footer", problems, findings);
	}
	check_version(letter, name, version, findings);
}

static int version_of(const struct letter_language *l, const char *name)
{
	const struct letter_compiled *letter = letter_book_find(l, name);

	return letter != NULL ? letter->version : 0;
}

static void check_language(const struct letter_checker *c, const struct letter_plan *plan, const char *code, size_t len,
		const struct letter_language *first, struct findings *findings)
{
	const struct letter_language *l = letter_book_language(c->book, code, len);
	const struct topic_language *t;

	if (l == NULL) {
		findings_add(findings, FINDING_FAULT, "languages", "take it out of `languages`, or add a language pack",
				"there is no language '%.*s'", (int)len, code);
		return;
	}
	for (size_t i = 0; plan->letters[i] != NULL; i++) {
		check_one(plan->letters[i], l, first != NULL ? version_of(first, plan->letters[i]) : 0, plan->problems, findings);
	}
	t = letter_topic_language(plan->topic, l);
	if (t != NULL) {
		check_texts(t, plan->topic, findings);
	}
}

void letter_check_letters(const struct letter_checker *c, const struct letter_plan *plan, struct findings *findings)
{
	const struct letter_language *first = NULL;

	check_sender(c->book->sender, findings);
	for (const char *s = plan->languages; s != NULL && *s != '\0';) {
		size_t n;

		s += strspn(s, ", \t");
		n = strcspn(s, ", \t");
		if (n > 0) {
			check_language(c, plan, s, n, first, findings);
			first = first != NULL ? first : letter_book_language(c->book, s, n);
		}
		s += n;
	}
	if (plan->topic != NULL && plan->topic->funded && !plan->topic->has_emblem) {
		findings_add(findings, FINDING_WARNING, plan->topic->key, "set `emblem` in [funding]",
				"the letters show no emblem of the funder");
	}
}

void letter_check_stale(const struct letter_checker *c, const char *name, const char *languages, struct findings *findings)
{
	int wanted = 0;

	for (const char *s = languages; *s != '\0';) {
		const struct letter_language *l;
		size_t n;

		s += strspn(s, ", \t");
		n = strcspn(s, ", \t");
		l = n > 0 ? letter_book_language(c->book, s, n) : NULL;
		if (l != NULL && letter_book_find(l, name) != NULL) {
			check_version(letter_book_find(l, name), name, wanted, findings);
			wanted = wanted > 0 ? wanted : version_of(l, name);
		}
		s += n;
	}
}

/* True the first time that a letter is seen in a language. */
static bool first_seen(struct letter_checker *c, const char *subject)
{
	for (size_t i = 0; i < c->n_seen; i++) {
		if (strcmp(c->seen[i], subject) == 0) {
			return false;
		}
	}
	if (c->n_seen < SEEN_MAX) {
		(void)snprintf(c->seen[c->n_seen++], sizeof c->seen[0], "%s", subject);
	}
	return true;
}

/* How the contact is greeted, and whether that was a guess. */
static void check_salutation(struct letter_checker *c, const struct letter_message *m, struct findings *findings)
{
	struct letter_choice choice;
	const struct letter_contact *k = m->contact;
	const struct salutation_person person = { .name = k->name, .given_name = k->given_name, .family_name = k->family_name,
		.title = k->title, .position = k->position, .gender = k->gender, .salutation = k->salutation, .role = k->role };
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	struct salutation_guess guess;

	if (letter_choose(c->book, m, &choice, NULL) != ST_OK) {
		return;
	}
	salutation_write(choice.languages[0]->salutations, c->book->salutations, &person, &text, &guess);
	c->counts.neutral += strcmp(guess.pattern, "neutral") == 0 ? 1 : 0;
	if (guess.guessed) {
		c->counts.guessed++;
		findings_add(findings, FINDING_OK, k->email, "kvieslys contact change ADDRESS gender=f (or salutation=…) sets it", "%s: %s (%s, %.0f%%)",
				k->name != NULL ? k->name : k->email, text.buf,
				guess.gender == 'm' ? "man" : guess.gender == 'f' ? "woman" : "gender not sure",
				guess.certainty * 100);
	}
}

/* Is the letter, or the footer under it, one that cannot be printed for anybody? */
static bool is_broken(const struct letter_checker *c, const struct letter_message *m)
{
	struct letter_choice choice;
	bool broken = false;

	if (letter_choose(c->book, m, &choice, NULL) != ST_OK) {
		return false;
	}
	for (size_t i = 0; i < choice.n; i++) {
		const struct letter_compiled *letter = letter_book_find(choice.languages[i], m->letter);

		broken = broken || letter->fault != NULL
				|| (choice.languages[i]->has_footer && choice.languages[i]->footer.fault != NULL);
	}
	return broken;
}

/* Who would get a translation that is behind: the first ones by address, all in the counts. */
static void check_stale(struct letter_checker *c, const struct letter_message *m, const char *languages, struct findings *findings)
{
	size_t len = m->languages != NULL ? strcspn(m->languages, ", ") : 0;
	const struct letter_language *first = len > 0 ? letter_book_language(c->book, m->languages, len) : NULL;
	int wanted = first != NULL ? version_of(first, m->letter) : 0;

	for (const char *p = languages; *p != '\0'; p += *p == '+') {
		size_t n = strcspn(p, "+");
		const struct letter_language *l = letter_book_language(c->book, p, n);

		if (l != NULL && version_of(l, m->letter) < wanted) {
			if (c->counts.stale++ < STALE_TOLD) {
				findings_add(findings, FINDING_FAULT, m->contact->email, "", "would get '%s' in '%s', which is behind",
						m->letter, l->code);
			}
			return;
		}
		p += n;
	}
}

enum status letter_check_contact(struct letter_checker *c, const struct letter_message *m, struct findings *findings,
		struct error *err)
{
	struct letter_print print;
	struct error fault = ERROR_INIT;
	char subject[64];
	bool first;
	enum status st = letter_press_print(c->press, m, &print, &fault);

	if (c->first[0] == '\0') {
		(void)snprintf(c->first, sizeof c->first, "%s", m->letter);
	}
	first = strcmp(c->first, m->letter) == 0;
	c->counts.contacts += first ? 1 : 0;
	if (st == ST_NOMEM) {
		return error_set(err, st, "%s", fault.text);
	}
	if (st != ST_OK) {
		c->counts.faults++;
		if (!is_broken(c, m)) {
			findings_add(findings, FINDING_FAULT, m->contact->email, "", "%s", fault.text);
		}
		return ST_OK;
	}
	(void)snprintf(subject, sizeof subject, "%s/%s", print.language, m->letter);
	if (first_seen(c, subject)) {
		letter_lint(&print, subject, m->campaign != NULL, findings);
	}
	if (first) {
		check_salutation(c, m, findings);
	}
	check_stale(c, m, print.language, findings);
	return ST_OK;
}

void letter_check_counts(const struct letter_checker *c, struct letter_check_counts *ret)
{
	*ret = c->counts;
}
