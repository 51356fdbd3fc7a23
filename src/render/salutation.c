/* Salutations by the tables of language packs. */
#include "render/salutation.h"

#include "render/affix.h"
#include "util/ascii.h"
#include "util/cleanup.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum name_kind { GIVEN, FAMILY, PATRONYMIC, KINDS };

static const char *const kind_names[KINDS] = { "given", "family", "patronymic" };

enum pattern {
	P_MALE_PATRONYMIC, P_FEMALE_PATRONYMIC, P_MALE_TITLE, P_FEMALE_TITLE, P_MALE, P_FEMALE, P_MALE_GIVEN, P_FEMALE_GIVEN,
	P_PERSON, P_NEUTRAL, PATTERNS
};

static const char *const pattern_names[PATTERNS] = { "male-patronymic", "female-patronymic", "male-title", "female-title",
	"male", "female", "male-given", "female-given", "person", "neutral" };

struct salutations {
	const char *patterns[PATTERNS]; /* NULL when the pack has none */
	struct affix_table gender[KINDS];
	struct affix_table vocative[KINDS][2]; /* m, f */
	struct affix_table titles;
};

struct span {
	const char *s;
	size_t len;
};

struct parts {
	struct span name[KINDS];
	struct span whole;
	const char *title; /* the form in the vocative, from the table, NULL: none */
	size_t title_len;
};

static void salutations_cleanup(struct salutations **s)
{
	salutations_free(*s);
}

static void check_genders(const struct affix_table *t, const char *section, const char *file, struct problems *problems)
{
	for (size_t i = 0; i < t->n; i++) {
		char c = t->rows[i].value[0];

		if (c != 'm' && c != 'f') {
			problems_add(problems, file, t->rows[i].line, "[%s] '%s': write m or f", section, t->rows[i].key);
		}
	}
}

enum status salutations_load(const struct language *language, const char *file, struct salutations **ret,
		struct problems *problems, struct error *err)
{
	CLEANUP(salutations_cleanup) struct salutations *s = calloc(1, sizeof *s);
	char name[48];
	enum status st = ST_OK;

	if (s == NULL) {
		return error_set(err, ST_NOMEM, "salutations: out of memory");
	}
	for (int i = 0; i < PATTERNS; i++) {
		(void)snprintf(name, sizeof name, "salutation.%s", pattern_names[i]);
		s->patterns[i] = language_word(language, name);
	}
	if (s->patterns[P_NEUTRAL] == NULL) {
		problems_add(problems, file, 0, "[salutation] lacks 'neutral'");
		s->patterns[P_NEUTRAL] = "";
	}
	for (int kind = 0; kind < KINDS && st == ST_OK; kind++) {
		(void)snprintf(name, sizeof name, "gender.%s", kind_names[kind]);
		st = affix_load(language, name, &s->gender[kind], err);
		check_genders(&s->gender[kind], name, file, problems);
		for (int g = 0; g < 2 && st == ST_OK; g++) {
			(void)snprintf(name, sizeof name, "vocative.%s.%s", kind_names[kind], g == 0 ? "m" : "f");
			st = affix_load(language, name, &s->vocative[kind][g], err);
		}
	}
	st = st == ST_OK ? affix_load(language, "title", &s->titles, err) : st;
	if (st == ST_OK) {
		*ret = TAKE_PTR(s);
	}
	return st;
}

void salutations_free(struct salutations *s)
{
	if (s == NULL) {
		return;
	}
	for (int kind = 0; kind < KINDS; kind++) {
		affix_release(&s->gender[kind]);
		affix_release(&s->vocative[kind][0]);
		affix_release(&s->vocative[kind][1]);
	}
	affix_release(&s->titles);
	free(s);
}

static struct span next_word(const char **cursor)
{
	struct span w;

	*cursor += strspn(*cursor, " \t");
	w.s = *cursor;
	w.len = strcspn(w.s, " \t");
	*cursor += w.len;
	return w;
}

static bool in_table(const struct affix_table *t, struct span w, char *ret_gender, double *ret_weight)
{
	char lower[AFFIX_WORD_MAX];
	const struct affix *row;
	size_t len;

	if (w.len == 0 || !affix_lower(w.s, w.len, lower, &len)) {
		return false;
	}
	row = affix_find(t, lower, len);
	if (row == NULL || (row->ending && row->len == len)) { /* an ending alone is no name */
		return false;
	}
	*ret_gender = row->value[0];
	*ret_weight = row->ending ? 0.9 : 0.98;
	if (row->value[1] == ' ') { /* "f 0.6" */
		double w2 = 0;
		const char *p = row->value + 2;

		for (double scale = 0; *p != '\0'; p++) {
			if (*p == '.') {
				scale = 1;
			} else if (ascii_is_digit(*p)) {
				scale = scale > 0 ? scale / 10 : 0;
				w2 = scale > 0 ? w2 + (*p - '0') * scale : w2 * 10 + (*p - '0');
			}
		}
		*ret_weight = w2;
	}
	return true;
}

/* What the tables say of a name; other packs count for less. */
static char ask(const struct salutations *s, const struct salutations *const *all, enum name_kind kind, struct span w,
		double *ret_weight)
{
	char found = 0;
	double weight = 0;

	*ret_weight = 0;
	if (in_table(&s->gender[kind], w, &found, ret_weight)) {
		return found;
	}
	for (size_t i = 0; all != NULL && all[i] != NULL; i++) {
		char g;

		if (all[i] == s || !in_table(&all[i]->gender[kind], w, &g, &weight)) {
			continue;
		}
		weight *= 0.85;
		if (found != 0 && found != g) {
			*ret_weight = 0;
			return 0; /* two packs disagree */
		}
		found = g;
		*ret_weight = weight > *ret_weight ? weight : *ret_weight;
	}
	return found;
}

static char combine(char a, double wa, char b, double wb, double *ret)
{
	if (a == 0 || b == 0) {
		*ret = a != 0 ? wa : wb;
		return a != 0 ? a : b;
	}
	if (a == b) {
		*ret = 1 - (1 - wa) * (1 - wb);
		return a;
	}
	/* They disagree: only a certain one against a weak one counts, and for less. */
	if (wa >= SALUTATION_CERTAIN && wb < 0.7) {
		*ret = wa - 0.1;
		return a;
	}
	if (wb >= SALUTATION_CERTAIN && wa < 0.7) {
		*ret = wb - 0.1;
		return b;
	}
	*ret = 0;
	return 0;
}

static struct span last_part(struct span w)
{
	for (size_t i = w.len; i > 0; i--) {
		if (w.s[i - 1] == '-' || w.s[i - 1] == ' ') {
			return (struct span){ w.s + i, w.len - i };
		}
	}
	return w;
}

static struct span first_part(struct span w)
{
	return (struct span){ w.s, strcspn(w.s, " -") < w.len ? strcspn(w.s, " -") : w.len };
}

static char guess_gender(const struct salutations *s, const struct salutations *const *all, const struct parts *p,
		double *ret)
{
	double wg, wf, wp;
	char given = ask(s, NULL, GIVEN, first_part(p->name[GIVEN]), &wg);
	char family = ask(s, NULL, FAMILY, last_part(p->name[FAMILY]), &wf);
	char patronymic = ask(s, all, PATRONYMIC, p->name[PATRONYMIC], &wp);
	char both;

	/* What other languages say of a name counts only where this one is not sure: "Thomas" is no Lithuanian. */
	if ((given == 0 || wg < SALUTATION_CERTAIN) && (family == 0 || wf < SALUTATION_CERTAIN)) {
		given = given != 0 ? given : ask(s, all, GIVEN, first_part(p->name[GIVEN]), &wg);
		family = family != 0 ? family : ask(s, all, FAMILY, last_part(p->name[FAMILY]), &wf);
	}
	both = combine(given, wg, family, wf, ret);

	/* A patronymic is the surest sign there is. */
	if (patronymic != 0 && both != 0 && both != patronymic && *ret >= SALUTATION_CERTAIN) {
		*ret = 0;
		return 0;
	}
	if (patronymic != 0) {
		*ret = wp > *ret ? wp : *ret;
		return patronymic;
	}
	return both;
}

static bool is_patronymic(const struct salutations *s, const struct salutations *const *all, struct span w)
{
	double weight;

	return ask(s, all, PATRONYMIC, w, &weight) != 0;
}

/* "Иван Петрович" kept as one given name: the patronymic is its second word. */
static void split_given(const struct salutations *s, const struct salutations *const *all, struct parts *p)
{
	struct span w = p->name[GIVEN];
	const char *blank = memchr(w.s, ' ', w.len);

	if (blank != NULL && p->name[PATRONYMIC].len == 0) {
		struct span second = { blank + 1, (size_t)(w.s + w.len - blank - 1) };

		if (is_patronymic(s, all, second)) {
			p->name[PATRONYMIC] = second;
			p->name[GIVEN].len = (size_t)(blank - w.s);
		}
	}
}

/* A whole name: "Given Family", "Given Patronymic Family", "Family Given Patronymic", "Given Patronymic". */
static void split_whole(const struct salutations *s, const struct salutations *const *all, const char *name, struct parts *p)
{
	const char *cursor = name;
	struct span words[4];
	size_t n = 0;

	while (n < 4 && (words[n] = next_word(&cursor)).len > 0) {
		n++;
	}
	if (n == 0 || n > 3) {
		return;
	}
	p->name[GIVEN] = words[0];
	if (n == 1) {
		return;
	}
	if (n == 3 && is_patronymic(s, all, words[2])) {
		p->name[FAMILY] = words[0];
		p->name[GIVEN] = words[1];
		p->name[PATRONYMIC] = words[2];
	} else if (is_patronymic(s, all, words[1])) {
		p->name[PATRONYMIC] = words[1];
		p->name[FAMILY] = n == 3 ? words[2] : (struct span){ "", 0 };
	} else {
		p->name[FAMILY] = words[n - 1];
	}
}

static void find_parts(const struct salutations *s, const struct salutations *const *all,
		const struct salutation_person *person, struct parts *p)
{
	const char *given = person->given_name != NULL ? person->given_name : "";
	const char *family = person->family_name != NULL ? person->family_name : "";
	const char *name = person->name != NULL ? person->name : "";

	*p = (struct parts){ .whole = { name, strlen(name) } };
	for (int i = 0; i < KINDS; i++) {
		p->name[i].s = "";
	}
	if (*given != '\0' || *family != '\0') {
		p->name[GIVEN] = (struct span){ given, strlen(given) };
		p->name[FAMILY] = (struct span){ family, strlen(family) };
		split_given(s, all, p);
	} else {
		split_whole(s, all, name, p);
	}
}

/* "Dyrektorze | Dyrektor" */
static void find_title(const struct salutations *s, const char *text, char gender, struct parts *p)
{
	char lower[AFFIX_WORD_MAX];
	const struct affix *row;
	const char *bar;
	size_t len;

	if (text == NULL || p->title != NULL || !affix_lower(text, strlen(text), lower, &len)) {
		return;
	}
	row = affix_find(&s->titles, lower, len);
	if (row == NULL) {
		return;
	}
	bar = strchr(row->value, '|');
	p->title = bar != NULL && gender == 'f' ? bar + 1 : row->value;
	p->title_len = bar != NULL && gender != 'f' ? (size_t)(bar - row->value) : strlen(p->title);
	while (p->title_len > 0 && *p->title == ' ') {
		p->title++;
		p->title_len--;
	}
	while (p->title_len > 0 && p->title[p->title_len - 1] == ' ') {
		p->title_len--;
	}
}

/* "KAZLAUSKAS" is written "Kazlauskas", or the ending would be in another case. */
static void add_cased(struct strbuf *out, struct span w)
{
	bool shouting = true;
	int32_t i = 0, letters = 0;

	while (i < (int32_t)w.len) {
		UChar32 c;

		U8_NEXT(w.s, i, (int32_t)w.len, c);
		letters++;
		shouting = shouting && c >= 0 && !u_islower(c);
	}
	if (!shouting || letters < 2) {
		strbuf_add(out, w.s, w.len);
		return;
	}
	for (i = 0, letters = 0; i < (int32_t)w.len; letters++) {
		char buf[4];
		int32_t n = 0;
		UChar32 c;

		U8_NEXT(w.s, i, (int32_t)w.len, c);
		if (c < 0) {
			continue;
		}
		c = letters == 0 ? c : u_tolower(c);
		U8_APPEND_UNSAFE(buf, n, c);
		strbuf_add(out, buf, (size_t)n);
	}
}

static void decline(const struct affix_table *t, struct span w, struct strbuf *out)
{
	char lower[AFFIX_WORD_MAX];
	const struct affix *row = NULL;
	size_t len = 0, keep;

	if (t->n > 0 && affix_lower(w.s, w.len, lower, &len) && len == w.len) {
		row = affix_find(t, lower, len);
	}
	if (row == NULL) {
		add_cased(out, w);
		return;
	}
	if (!row->ending) {
		strbuf_adds(out, row->value);
		return;
	}
	keep = w.len - row->len;
	add_cased(out, (struct span){ w.s, keep });
	strbuf_adds(out, *row->value == '-' ? row->value + 1 : row->value);
}

/* Each word of "Petraitienė-Kazlauskienė" by itself. */
static void add_vocative(const struct salutations *s, enum name_kind kind, char gender, struct span w, struct strbuf *out)
{
	const struct affix_table *t = &s->vocative[kind][gender == 'f'];

	while (w.len > 0) {
		size_t n = 0;

		while (n < w.len && w.s[n] != '-' && w.s[n] != ' ') {
			n++;
		}
		decline(t, (struct span){ w.s, n }, out);
		if (n < w.len) {
			strbuf_addc(out, w.s[n]);
			n++;
		}
		w.s += n;
		w.len -= n;
	}
}

/* True when all that the pattern names is known. */
static bool fits(const char *pattern, const struct parts *p)
{
	return pattern != NULL && (strstr(pattern, "{given}") == NULL || p->name[GIVEN].len > 0)
			&& (strstr(pattern, "{family}") == NULL || p->name[FAMILY].len > 0)
			&& (strstr(pattern, "{patronymic}") == NULL || p->name[PATRONYMIC].len > 0)
			&& (strstr(pattern, "{title}") == NULL || p->title != NULL)
			&& (strstr(pattern, "{name}") == NULL || p->whole.len > 0 || p->name[FAMILY].len > 0);
}

static void fill(const struct salutations *s, const char *pattern, const struct parts *p, char gender, struct strbuf *out)
{
	while (*pattern != '\0') {
		const char *close = *pattern == '{' ? strchr(pattern, '}') : NULL;
		size_t len = close != NULL ? (size_t)(close - pattern - 1) : 0;

		if (close == NULL) {
			strbuf_addc(out, *pattern++);
			continue;
		}
		for (int i = 0; i < KINDS; i++) {
			if (strlen(kind_names[i]) == len && memcmp(pattern + 1, kind_names[i], len) == 0) {
				add_vocative(s, (enum name_kind)i, gender, p->name[i], out);
			}
		}
		if (len == 5 && memcmp(pattern + 1, "title", 5) == 0) {
			strbuf_add(out, p->title, p->title_len);
		}
		if (len == 4 && memcmp(pattern + 1, "name", 4) == 0) {
			strbuf_add(out, p->whole.s, p->whole.len);
		}
		pattern = close + 1;
	}
}

static enum pattern choose(const struct salutations *s, const struct parts *p, char gender)
{
	static const enum pattern male[] = { P_MALE_TITLE, P_MALE_PATRONYMIC, P_MALE, P_MALE_GIVEN, P_PERSON };
	static const enum pattern female[] = { P_FEMALE_TITLE, P_FEMALE_PATRONYMIC, P_FEMALE, P_FEMALE_GIVEN, P_PERSON };
	const enum pattern *order = gender == 'f' ? female : male;

	for (size_t i = gender != 0 ? 0 : ARRAY_SIZE(male) - 1; i < ARRAY_SIZE(male); i++) {
		if (fits(s->patterns[order[i]], p)) {
			return order[i];
		}
	}
	return P_NEUTRAL;
}

static void find_gender(const struct salutations *s, const struct salutations *const *all,
		const struct salutation_person *person, struct parts *p, struct salutation_guess *g)
{
	if (person->gender != NULL && (*person->gender == 'm' || *person->gender == 'f')) {
		g->gender = *person->gender;
		g->certainty = 1;
	} else {
		g->gender = guess_gender(s, all, p, &g->certainty);
		g->guessed = p->name[GIVEN].len > 0 || p->name[FAMILY].len > 0;
		g->gender = g->certainty >= SALUTATION_CERTAIN ? g->gender : 0;
	}
	if (g->gender != 0) {
		find_title(s, person->title, g->gender, p);
		find_title(s, person->position, g->gender, p);
	}
}

void salutation_write(const struct salutations *s, const struct salutations *const *all,
		const struct salutation_person *person, struct strbuf *out, struct salutation_guess *guess)
{
	struct salutation_guess g = { .pattern = "neutral" };
	const char *said = person->salutation != NULL && *person->salutation != '\0' ? person->salutation : NULL;
	struct parts p;

	if (said != NULL && strchr(said, '{') == NULL) {
		strbuf_adds(out, said);
		g.pattern = "override";
		g.certainty = 1;
	} else if (person->role && said == NULL) {
		strbuf_adds(out, s->patterns[P_NEUTRAL]);
	} else {
		enum pattern pattern;

		find_parts(s, all, person, &p);
		find_gender(s, all, person, &p, &g);
		pattern = choose(s, &p, g.gender);
		if (said != NULL && fits(said, &p)) {
			fill(s, said, &p, g.gender, out);
			g.pattern = "override";
		} else {
			fill(s, s->patterns[pattern], &p, g.gender, out);
			g.pattern = pattern_names[pattern];
		}
	}
	if (guess != NULL) {
		*guess = g;
	}
}
