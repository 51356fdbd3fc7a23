/* Rule files (templates/rules/lt.conf explains their keys). */
#include "domain/consent_rules.h"

#include "store/db_basis.h"
#include "util/ascii.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/conf.h"
#include "util/fs.h"

#include <dirent.h>
#include <string.h>
#include <strings.h>

static const char *const class_names[] = { [LETTER_EVENT] = "event", [LETTER_OFFER] = "offer",
	[LETTER_NEWSLETTER] = "newsletter", [LETTER_SURVEY] = "survey", [LETTER_CONSENT] = "consent", [LETTER_SERVICE] = "service",
	[LETTER_CLASSES] = NULL };

#define ALL_BASES (1u << BASIS_CONSENT | 1u << BASIS_LEGITIMATE_INTEREST | 1u << BASIS_SOFT_OPT_IN | 1u << BASIS_CONTRACT)

bool letter_class_of(const char *name, enum letter_class *ret)
{
	for (int i = 0; i < LETTER_CLASSES; i++) {
		if (strcmp(class_names[i], name) == 0) {
			*ret = (enum letter_class)i;
			return true;
		}
	}
	return false;
}

static bool class_bit(const char *word, unsigned *bits)
{
	enum letter_class class_;
	bool known = letter_class_of(word, &class_);

	if (known) {
		*bits |= 1u << class_;
	}
	return known;
}

static bool basis_bit(const char *word, unsigned *bits)
{
	enum basis_kind kind;
	bool known = strcmp(word, "any") == 0;

	if (known) {
		*bits |= ALL_BASES;
	} else if (strcmp(word, "confirmed-consent") == 0) {
		*bits |= BASIS_CONFIRMED;
		known = true;
	} else if (basis_kind_of(word, &kind) && kind != BASIS_WITHDRAWN) {
		*bits |= 1u << kind;
		known = true;
	}
	return known;
}

/* "consent, soft-opt-in" as bits. */
static unsigned read_words(const struct conf *conf, struct conf_section *sec, const char *key,
		bool (*add)(const char *word, unsigned *bits), struct problems *problems)
{
	const char *value = conf_get(sec, key);
	unsigned bits = 0;
	char word[64];

	if (value == NULL) {
		problems_add(problems, conf->file, sec->line, "[rule %s] needs '%s'", sec->name, key);
		return 0;
	}
	while (*value != '\0') {
		size_t n = strcspn(value, ", \t\n");

		(void)snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), value);
		if (n > 0 && !add(word, &bits)) {
			problems_add(problems, conf->file, conf_line(sec, key), "%s: '%s' is not known", key, word);
		}
		value += n;
		value += strspn(value, ", \t\n");
	}
	return bits;
}

static int64_t read_date(const struct conf *conf, struct conf_section *sec, const char *key, int64_t dflt,
		struct problems *problems)
{
	const char *value = conf_get(sec, key);
	struct error err = ERROR_INIT;
	int64_t t = dflt;

	if (value != NULL && time_parse_rfc3339(value, &t, &err) != ST_OK) {
		problems_add(problems, conf->file, conf_line(sec, key), "%s: %s", key, err.text);
	}
	return t;
}

static enum status read_rule(const struct conf *conf, struct conf_section *sec, struct consent_rule *ret,
		struct problems *problems, struct error *err)
{
	static const char *const recipients[] = { "any", "office", "person", NULL };
	static const char *const known[] = { "from", "until", "recipients", "classes", "needs", "why", NULL };
	int who = conf_get_choice(conf, sec, "recipients", recipients, 0, problems);
	const char *why = conf_get(sec, "why");

	if (why == NULL) {
		problems_add(problems, conf->file, sec->line, "[rule %s] needs 'why': a sentence for whoever is not written to",
				sec->name);
		why = "";
	}
	*ret = (struct consent_rule){ .name = strdup(sec->name), .why = strdup(why),
		.from = read_date(conf, sec, "from", INT64_MIN, problems),
		.until = read_date(conf, sec, "until", INT64_MAX, problems), .office = who != 2, .person = who != 1,
		.classes = read_words(conf, sec, "classes", class_bit, problems),
		.needs = read_words(conf, sec, "needs", basis_bit, problems) };
	conf_report_unknown(conf, sec, known, problems);
	return ret->name != NULL && ret->why != NULL ? ST_OK : error_set(err, ST_NOMEM, "rules: out of memory");
}

static void country_release(struct consent_country *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->rules[i].name);
		free(c->rules[i].why);
	}
	free(c->rules);
	free(c->file);
}

void consent_rules_release(struct consent_rules *rules)
{
	for (size_t i = 0; i < rules->n; i++) {
		country_release(&rules->countries[i]);
	}
	free(rules->countries);
	*rules = (struct consent_rules){ 0 };
}

static enum status read_file(const char *path, const char *name, struct consent_country *ret,
		struct problems *problems, struct error *err)
{
	CLEANUP_CONF struct conf *conf = NULL;
	enum status st = conf_read(path, &conf, problems, err);
	size_t n = strcspn(name, ".");

	if (st != ST_OK) {
		return st;
	}
	if (strcmp(name, "default.conf") != 0) {
		for (size_t i = 0; i < n && i + 1 < sizeof ret->country; i++) {
			ret->country[i] = ascii_upper(name[i]);
		}
	}
	ret->file = strdup(name);
	ret->rules = calloc(conf->n_sections + 1, sizeof *ret->rules);
	if (ret->file == NULL || ret->rules == NULL) {
		return error_set(err, ST_NOMEM, "rules: out of memory");
	}
	for (size_t i = 0; i < conf->n_sections && st == ST_OK; i++) {
		struct conf_section *sec = &conf->sections[i];

		if (strcmp(sec->word, "rule") == 0) {
			st = read_rule(conf, sec, &ret->rules[ret->n++], problems, err);
		} else if (strcmp(sec->word, "country") != 0) {
			problems_add(problems, path, sec->line, "[%s]: only [country XX] and [rule NAME] stand here", sec->word);
		}
	}
	return st;
}

/* Adds the file's rules, or puts them in the place of those of the same country. */
static enum status add_file(struct consent_rules *rules, const char *path, const char *name,
		struct problems *problems, struct error *err)
{
	struct consent_country country = { .n = 0 };
	enum status st = read_file(path, name, &country, problems, err);

	if (st != ST_OK) {
		country_release(&country);
		return st;
	}
	for (size_t i = 0; i < rules->n; i++) {
		if (strcmp(rules->countries[i].country, country.country) == 0) {
			country_release(&rules->countries[i]);
			rules->countries[i] = country;
			return ST_OK;
		}
	}
	if (!ARRAY_ROOM(rules->countries, rules->n)) {
		country_release(&country);
		return error_set(err, ST_NOMEM, "rules: out of memory");
	}
	rules->countries[rules->n++] = country;
	return ST_OK;
}

static void close_dir(DIR **dir)
{
	if (*dir != NULL) {
		(void)closedir(*dir);
	}
}

static enum status read_dir(struct consent_rules *rules, const char *base, struct problems *problems,
		struct error *err)
{
	CLEANUP_FREE char *folder = fs_join(base, "templates/rules");
	CLEANUP(close_dir) DIR *dir = folder != NULL ? opendir(folder) : NULL;
	const struct dirent *entry;
	enum status st = ST_OK;

	if (folder == NULL) {
		return error_set(err, ST_NOMEM, "rules: out of memory");
	}
	while (dir != NULL && st == ST_OK && (entry = readdir(dir)) != NULL) {
		CLEANUP_FREE char *path = fs_join(folder, entry->d_name);
		size_t n = strlen(entry->d_name);

		if (path == NULL) {
			return error_set(err, ST_NOMEM, "rules: out of memory");
		}
		if (n > 5 && entry->d_name[0] != '.' && strcmp(entry->d_name + n - 5, ".conf") == 0) {
			st = add_file(rules, path, entry->d_name, problems, err);
		}
	}
	return st;
}

enum status consent_rules_read(const char *data_dir, const char *workspace_dir, struct consent_rules *ret,
		struct error *err)
{
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	struct consent_rules rules = { 0 };
	enum status st = read_dir(&rules, data_dir, &problems, err);

	if (st == ST_OK && workspace_dir != NULL) {
		st = read_dir(&rules, workspace_dir, &problems, err);
	}
	if (st == ST_OK) {
		st = problems_to_error(&problems, ST_CONFIG, err);
	}
	if (st == ST_OK && rules.n == 0) {
		st = error_set(err, ST_NOT_FOUND, "%s/templates/rules: no rules of any country; is the installation whole?",
				data_dir);
	}
	if (st != ST_OK) {
		consent_rules_release(&rules);
		return st;
	}
	*ret = rules;
	return ST_OK;
}

const struct consent_country *consent_rules_of(const struct consent_rules *rules, const char *country)
{
	const struct consent_country *dflt = NULL;

	for (size_t i = 0; i < rules->n; i++) {
		if (rules->countries[i].country[0] == '\0') {
			dflt = &rules->countries[i];
		} else if (country != NULL && strcasecmp(rules->countries[i].country, country) == 0) {
			return &rules->countries[i];
		}
	}
	return dflt;
}

const struct consent_rule *consent_rule_find(const struct consent_country *country, enum letter_class class_, bool office,
		int64_t now)
{
	for (size_t i = 0; country != NULL && i < country->n; i++) {
		const struct consent_rule *r = &country->rules[i];

		if ((r->classes & 1u << class_) != 0 && (office ? r->office : r->person) && now >= r->from && now < r->until) {
			return r;
		}
	}
	return NULL;
}
