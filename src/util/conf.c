/* The INI reader. What keys mean is the caller's affair. */
#include "util/conf.h"

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

void problems_release(struct problems *p)
{
	if (p->texts != NULL) {
		for (size_t i = 0; i < p->n; i++) {
			free(p->texts[i]);
		}
	}
	free(p->texts);
	p->texts = NULL;
	p->n = 0;
}

void problems_add(struct problems *p, const char *file, int line, const char *fmt, ...)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	va_list ap;

	if (line > 0) {
		strbuf_addf(&sb, "%s:%d: ", file, line);
	} else {
		strbuf_addf(&sb, "%s: ", file);
	}
	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	if (!ARRAY_ROOM(p->texts, p->n)) {
		return;
	}
	p->texts[p->n] = strbuf_detach(&sb, NULL);
	p->n++;
}

enum status problems_to_error(const struct problems *p, enum status code, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;

	if (p->n == 0) {
		return ST_OK;
	}
	for (size_t i = 0; i < p->n; i++) {
		const char *text = p->texts[i] != NULL ? p->texts[i] : "out of memory";

		if (i > 0 && sb.len + strlen(text) > sizeof err->text - 40) {
			strbuf_addf(&sb, "\nand %zu more", p->n - i);
			break;
		}
		strbuf_addf(&sb, "%s%s", i > 0 ? "\n" : "", text);
	}
	return error_set(err, code, "%s", sb.buf);
}

void conf_free(struct conf *conf)
{
	if (conf == NULL) {
		return;
	}
	for (size_t i = 0; i < conf->n_sections; i++) {
		struct conf_section *sec = &conf->sections[i];

		for (size_t k = 0; k < sec->n_entries; k++) {
			free(sec->entries[k].key);
			free(sec->entries[k].value);
		}
		free(sec->entries);
		free(sec->word);
		free(sec->name);
	}
	free(conf->sections);
	free(conf->file);
	free(conf);
}

void conf_cleanup(struct conf **conf)
{
	conf_free(*conf);
}

static char *copy_trimmed(const char *s, size_t len)
{
	while (len > 0 && isspace((unsigned char)s[0])) {
		s++;
		len--;
	}
	while (len > 0 && isspace((unsigned char)s[len - 1])) {
		len--;
	}
	return str_copy(s, len);
}

/* Where the value proper ends: a comment follows a blank, outside quotes. */
static size_t value_length(const char *s, size_t len)
{
	bool quoted = false;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"') {
			quoted = !quoted;
		} else if (!quoted && (s[i] == '#' || s[i] == ';')
				&& (i == 0 || s[i - 1] == ' ' || s[i - 1] == '\t')) {
			return i;
		}
	}
	return len;
}

/* The value without the quotes that only protect it: a pair around the whole, when nothing else is quoted. */
static char *copy_value(const char *s, size_t len)
{
	char *v = copy_trimmed(s, value_length(s, len));
	size_t n;

	if (v == NULL) {
		return NULL;
	}
	n = strlen(v);
	if (n >= 2 && v[0] == '"' && v[n - 1] == '"' && memchr(v + 1, '"', n - 2) == NULL) {
		memmove(v, v + 1, n - 2);
		v[n - 2] = '\0';
	}
	return v;
}

struct reader {
	struct conf *conf;
	struct problems *problems;
	size_t n_things;
	int line;
	bool nomem;
};

static struct conf_section *current_section(const struct reader *r)
{
	return r->conf->n_sections > 0 ? &r->conf->sections[r->conf->n_sections - 1] : NULL;
}

static void add_section(struct reader *r, const char *s, size_t len)
{
	struct conf_section sec = { 0 };
	size_t word_len = 0;
	const char *close = memchr(s, ']', len);

	if (close == NULL) {
		problems_add(r->problems, r->conf->file, r->line,
				"section without ']'; write it as [word] or [word name]");
		return;
	}
	len = (size_t)(close - s);
	while (word_len < len && s[word_len] != ' ' && s[word_len] != '\t') {
		word_len++;
	}
	sec.word = str_copy(s, word_len);
	sec.name = copy_trimmed(s + word_len, len - word_len);
	sec.line = r->line;
	if (sec.word == NULL || sec.name == NULL || !ARRAY_ROOM(r->conf->sections, r->conf->n_sections)) {
		free(sec.word);
		free(sec.name);
		r->nomem = true;
		return;
	}
	if (conf_find(r->conf, sec.word, sec.name) != NULL) {
		problems_add(r->problems, r->conf->file, r->line,
				"section [%s%s%s] is there already; join the two", sec.word,
				sec.name[0] != '\0' ? " " : "", sec.name);
	}
	r->conf->sections[r->conf->n_sections++] = sec;
}

static void add_entry(struct reader *r, const char *s, size_t len, const char *eq)
{
	struct conf_section *sec = current_section(r);
	struct conf_entry e = { 0 };

	if (sec == NULL) {
		problems_add(r->problems, r->conf->file, r->line,
				"a key before the first [section]; move it into one");
		return;
	}
	if (!ARRAY_ROOM(sec->entries, sec->n_entries)) {
		r->nomem = true;
		return;
	}
	e.key = copy_trimmed(s, (size_t)(eq - s));
	e.value = copy_value(eq + 1, len - (size_t)(eq - s) - 1);
	e.line = r->line;
	if (e.key == NULL || e.value == NULL) {
		free(e.key);
		free(e.value);
		r->nomem = true;
		return;
	}
	for (size_t i = 0; i < sec->n_entries; i++) {
		if (strcmp(sec->entries[i].key, e.key) == 0) {
			problems_add(r->problems, r->conf->file, r->line,
					"'%s' is set already on line %d; keep one of them", e.key,
					sec->entries[i].line);
			break;
		}
	}
	sec->entries[sec->n_entries++] = e;
}

static void continue_entry(struct reader *r, const char *s, size_t len)
{
	struct conf_section *sec = current_section(r);
	CLEANUP_FREE char *more = copy_value(s, len);
	struct conf_entry *e;
	size_t old;
	char *v;

	if (sec == NULL || sec->n_entries == 0) {
		problems_add(r->problems, r->conf->file, r->line,
				"an indented line continues a value, but there is none above it");
		return;
	}
	if (more == NULL) {
		r->nomem = true;
		return;
	}
	e = &sec->entries[sec->n_entries - 1];
	old = strlen(e->value);
	v = realloc(e->value, old + strlen(more) + 2);
	if (v == NULL) {
		r->nomem = true;
		return;
	}
	e->value = v;
	(void)snprintf(v + old, strlen(more) + 2, "%s%s", old > 0 ? "\n" : "", more);
}

static void read_line(struct reader *r, const char *s, size_t len)
{
	bool indented = len > 0 && (s[0] == ' ' || s[0] == '\t');
	const char *eq;

	while (len > 0 && isspace((unsigned char)s[len - 1])) {
		len--;
	}
	while (len > 0 && isspace((unsigned char)s[0])) {
		s++;
		len--;
	}
	if (len == 0 || s[0] == '#' || s[0] == ';') {
		return;
	}
	if (memchr(s, '\0', len) != NULL) {
		problems_add(r->problems, r->conf->file, r->line, "a NUL byte; the file is no text");
		return;
	}
	if (++r->n_things > CONF_MAX_ENTRIES) {
		if (r->n_things == CONF_MAX_ENTRIES + 1) {
			problems_add(r->problems, r->conf->file, r->line,
					"more than %u keys; the rest is not read", CONF_MAX_ENTRIES);
		}
		return;
	}
	if (indented && s[0] != '[') {
		continue_entry(r, s, len);
		return;
	}
	if (s[0] == '[') {
		add_section(r, s + 1, len - 1);
		return;
	}
	eq = memchr(s, '=', len);
	if (eq == NULL || eq == s) {
		problems_add(r->problems, r->conf->file, r->line,
				"neither [section] nor 'key = value'; comments begin with #");
		return;
	}
	add_entry(r, s, len, eq);
}

enum status conf_parse(const char *text, size_t len, const char *file, struct conf **ret,
		struct problems *problems, struct error *err)
{
	CLEANUP_CONF struct conf *conf = calloc(1, sizeof *conf);
	struct reader r = { .conf = conf, .problems = problems };
	size_t at = 0;

	if (conf == NULL || (conf->file = strdup(file)) == NULL) {
		return error_set(err, ST_NOMEM, "%s: out of memory", file);
	}
	if (len > CONF_MAX_BYTES) {
		problems_add(problems, file, 0, "larger than 4 MiB; this is no configuration");
		len = 0;
	}
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		at = 3;
	}
	while (at < len) {
		const char *nl = memchr(text + at, '\n', len - at);
		size_t n = nl != NULL ? (size_t)(nl - (text + at)) : len - at;

		r.line++;
		read_line(&r, text + at, n);
		at += n + 1;
	}
	if (r.nomem) {
		return error_set(err, ST_NOMEM, "%s: out of memory", file);
	}
	*ret = TAKE_PTR(conf);
	return ST_OK;
}

enum status conf_read(const char *path, struct conf **ret, struct problems *problems,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	enum status st = fs_read(path, CONF_MAX_BYTES, &sb, err);

	if (st != ST_OK) {
		return st;
	}
	return conf_parse(sb.buf, sb.len, path, ret, problems, err);
}

struct conf_section *conf_find(const struct conf *conf, const char *word, const char *name)
{
	for (size_t i = 0; i < conf->n_sections; i++) {
		struct conf_section *sec = &conf->sections[i];

		if (strcmp(sec->word, word) == 0 && (name == NULL || strcmp(sec->name, name) == 0)) {
			return sec;
		}
	}
	return NULL;
}

static struct conf_entry *find_entry(const struct conf_section *sec, const char *key)
{
	if (sec == NULL) {
		return NULL;
	}
	for (size_t i = sec->n_entries; i > 0; i--) {
		if (strcmp(sec->entries[i - 1].key, key) == 0) {
			return &sec->entries[i - 1];
		}
	}
	return NULL;
}

const char *conf_get(struct conf_section *sec, const char *key)
{
	struct conf_entry *e = find_entry(sec, key);

	if (e == NULL) {
		return NULL;
	}
	e->used = true;
	return e->value;
}

int conf_line(const struct conf_section *sec, const char *key)
{
	const struct conf_entry *e = key != NULL ? find_entry(sec, key) : NULL;

	if (e != NULL) {
		return e->line;
	}
	return sec != NULL ? sec->line : 0;
}

int64_t conf_get_int(const struct conf *conf, struct conf_section *sec, const char *key, int64_t min,
		int64_t max, int64_t dflt, struct problems *problems)
{
	const char *v = conf_get(sec, key);
	char *end;
	long long n;

	if (v == NULL) {
		return dflt;
	}
	errno = 0;
	n = strtoll(v, &end, 10);
	if (v[0] == '\0' || *end != '\0' || errno != 0 || n < min || n > max) {
		problems_add(problems, conf->file, conf_line(sec, key),
				"'%s = %s' is no whole number from %lld to %lld", key, v, (long long)min,
				(long long)max);
		return dflt;
	}
	return n;
}

bool conf_get_bool(const struct conf *conf, struct conf_section *sec, const char *key, bool dflt,
		struct problems *problems)
{
	static const char *const words[] = { "no", "yes", "false", "true", "off", "on", NULL };
	int i = conf_get_choice(conf, sec, key, words, -1, problems);

	return i < 0 ? dflt : i % 2 == 1;
}

int64_t conf_get_duration(const struct conf *conf, struct conf_section *sec, const char *key,
		int64_t dflt, struct problems *problems)
{
	static const struct {
		const char *unit;
		int64_t seconds;
	} units[] = { { "", 1 }, { "s", 1 }, { "m", 60 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 },
		{ "w", 604800 } };
	const char *v = conf_get(sec, key);
	char *end;
	long long n;

	if (v == NULL) {
		return dflt;
	}
	errno = 0;
	n = strtoll(v, &end, 10);
	for (size_t i = 0; end != v && errno == 0 && n >= 0 && n <= 100000000 && i < ARRAY_SIZE(units); i++) {
		if (strcmp(end + strspn(end, " "), units[i].unit) == 0) {
			return n * units[i].seconds;
		}
	}
	problems_add(problems, conf->file, conf_line(sec, key),
			"'%s = %s' is no duration; write 90s, 30m, 2h, 7d or 2w", key, v);
	return dflt;
}

int conf_get_choice(const struct conf *conf, struct conf_section *sec, const char *key,
		const char *const *words, int dflt, struct problems *problems)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	const char *v = conf_get(sec, key);

	if (v == NULL) {
		return dflt;
	}
	for (int i = 0; words[i] != NULL; i++) {
		if (strcasecmp(v, words[i]) == 0) {
			return i;
		}
		strbuf_addf(&sb, "%s%s", i > 0 ? ", " : "", words[i]);
	}
	problems_add(problems, conf->file, conf_line(sec, key), "'%s = %s' is none of: %s", key, v, sb.buf);
	return dflt;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

static size_t edit_distance(const char *a, const char *b)
{
	size_t row[65];
	size_t na = strlen(a);
	size_t nb = strlen(b);

	if (na > 64 || nb > 64) {
		return 64;
	}
	for (size_t j = 0; j <= nb; j++) {
		row[j] = j;
	}
	for (size_t i = 1; i <= na; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t up = row[j];

			row[j] = min3(up + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
			diagonal = up;
		}
	}
	return row[nb];
}

const char *nearest_word(const char *word, const char *const *words)
{
	const char *best = NULL;
	size_t best_distance = strlen(word) / 3 + 1;

	for (size_t i = 0; words[i] != NULL; i++) {
		size_t d = edit_distance(word, words[i]);

		if (d <= best_distance && (best == NULL || d < best_distance)) {
			best = words[i];
			best_distance = d;
		}
	}
	return best;
}

void conf_report_unknown(const struct conf *conf, struct conf_section *sec, const char *const *known,
		struct problems *problems)
{
	for (size_t i = 0; sec != NULL && i < sec->n_entries; i++) {
		const struct conf_entry *e = &sec->entries[i];
		const char *near;

		if (e->used) {
			continue;
		}
		near = nearest_word(e->key, known);
		if (near != NULL && strcmp(near, e->key) == 0) {
			continue;
		}
		problems_add(problems, conf->file, e->line, "unknown key '%s' in [%s]; %s%s%s", e->key,
				sec->word, near != NULL ? "did you mean '" : "remove it",
				near != NULL ? near : "", near != NULL ? "'?" : "");
	}
}
