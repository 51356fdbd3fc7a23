/* Loading language packs: every *.conf of a folder that has a language.conf. Strings live in blocks that are freed
 * with the pack; a pack never changes after loading, so threads share it. */
#include "language/pack.h"

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/fs.h"
#include "util/text.h"

#include <dirent.h>
#include <string.h>

#define BLOCK_BYTES 65536
#define LANGUAGE_MAX 64u
#define FILE_MAX 64u

struct block {
	struct block *next;
	size_t used, size;
	char bytes[];
};

struct section {
	char *name; /* in a block, as all strings */
	struct phrase *phrases;
	size_t n;
	size_t from_earlier; /* phrases that came from an earlier folder: these win */
	size_t next; /* as heads: the next section whose name has the same hash */
};

/* A word of a list, to be found by its folded form. */
struct listed {
	const char *folded;
	const char *spelled;
};

struct list {
	const char *section;
	struct listed *items;
	size_t n;
};

#define LISTS 2u
#define HEADS 128u /* a power of two; a pack has about a hundred sections */

struct language {
	struct list lists[LISTS]; /* in order of the folded words */
	char *code;
	struct section *sections;
	size_t n_sections;
	size_t heads[HEADS]; /* by the hash of a name: the section's index + 1, 0: none. Rules ask for sections by name for every word. */
	struct block *blocks;
};

struct languages {
	struct language *items;
	size_t n;
	char **dirs; /* NULL-ended */
};

/* A copy in the pack's memory; NULL when out of memory. */
static char *keep(struct language *l, const char *s, size_t len)
{
	struct block *b = l->blocks;
	char *p;

	if (b == NULL || b->size - b->used < len + 1) {
		size_t size = len + 1 > BLOCK_BYTES ? len + 1 : BLOCK_BYTES;

		b = malloc(sizeof *b + size);
		if (b == NULL) {
			return NULL;
		}
		*b = (struct block){ .next = l->blocks, .used = 0, .size = size };
		l->blocks = b;
	}
	p = b->bytes + b->used;
	memcpy(p, s, len);
	p[len] = '\0';
	b->used += len + 1;
	return p;
}

static struct section *section_find(const struct language *l, const char *name, size_t len)
{
	for (size_t at = l->heads[text_hash(name, len) % HEADS]; at != 0; at = l->sections[at - 1].next) {
		struct section *s = &l->sections[at - 1];

		if (strncmp(s->name, name, len) == 0 && s->name[len] == '\0') {
			return s;
		}
	}
	return NULL;
}

static struct section *section_add(struct language *l, const char *name)
{
	size_t len = strlen(name);
	size_t *head = &l->heads[text_hash(name, len) % HEADS];
	struct section *s = section_find(l, name, len);

	if (s != NULL) {
		return s;
	}
	if (!ARRAY_ROOM(l->sections, l->n_sections)) {
		return NULL;
	}
	s = &l->sections[l->n_sections];
	*s = (struct section){ .name = keep(l, name, len), .next = *head };
	if (s->name == NULL) {
		return NULL;
	}
	*head = ++l->n_sections;
	return s;
}

static bool overridden(const struct section *s, const char *text)
{
	for (size_t i = 0; i < s->from_earlier; i++) {
		if (strcmp(s->phrases[i].text, text) == 0) {
			return true;
		}
	}
	return false;
}

static bool phrase_add(struct language *l, struct section *s, const struct conf_entry *e, const char *file)
{
	CLEANUP_STRBUF struct strbuf folded = STRBUF_INIT;
	struct phrase p = { .file = file, .line = e->line, .weight = 1 };
	char *end;
	double weight;

	if (overridden(s, e->key)) {
		return true;
	}
	if (!ARRAY_ROOM(s->phrases, s->n)) {
		return false;
	}
	fold_add(&folded, e->key, strlen(e->key));
	p.text = keep(l, e->key, strlen(e->key));
	p.folded = strbuf_ok(&folded) ? keep(l, folded.buf, folded.len) : NULL;
	p.value = keep(l, e->value, strlen(e->value));
	if (p.text == NULL || p.folded == NULL || p.value == NULL) {
		return false;
	}
	weight = strtod(e->value, &end);
	if (end != e->value && *end == '\0') {
		p.weight = weight;
	}
	s->phrases[s->n++] = p;
	return true;
}

static enum status load_file(struct language *l, const char *path, struct problems *problems, struct error *err)
{
	CLEANUP_CONF struct conf *conf = NULL;
	enum status st = conf_read(path, &conf, problems, err);
	const char *file = st == ST_OK ? keep(l, path, strlen(path)) : NULL;

	if (st != ST_OK) {
		return st;
	}
	if (file == NULL) {
		return error_set(err, ST_NOMEM, "%s: out of memory", path);
	}
	for (size_t i = 0; i < conf->n_sections; i++) {
		const struct conf_section *sec = &conf->sections[i];
		struct section *s = section_add(l, sec->word);

		for (size_t k = 0; s != NULL && k < sec->n_entries; k++) {
			if (!phrase_add(l, s, &sec->entries[k], file)) {
				s = NULL;
			}
		}
		if (s == NULL) {
			return error_set(err, ST_NOMEM, "%s: out of memory", path);
		}
	}
	return ST_OK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_release(char ***names)
{
	for (size_t i = 0; *names != NULL && (*names)[i] != NULL; i++) {
		free((*names)[i]);
	}
	free(*names);
}

static bool is_conf(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && name[0] != '.' && strcmp(name + n - 5, ".conf") == 0;
}

static bool is_code(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz");

	return n >= 2 && n <= 8 && (name[n] == '\0' || name[n] == '-' || name[n] == '_');
}

/* The names in a folder that `want` accepts, sorted, so that loading does not depend on the file system. */
static enum status list_names(const char *dir, bool (*want)(const char *), size_t max, char ***ret,
		struct error *err)
{
	CLEANUP(names_release) char **names = calloc(max + 1, sizeof *names);
	DIR *d = names != NULL ? opendir(dir) : NULL;
	struct dirent *de;
	size_t n = 0;
	bool nomem = names == NULL;

	while (d != NULL && !nomem && n < max && (de = readdir(d)) != NULL) {
		if (want(de->d_name)) {
			names[n] = strdup(de->d_name);
			nomem = names[n++] == NULL;
		}
	}
	if (d != NULL) {
		(void)closedir(d);
	}
	if (names == NULL || nomem) {
		return error_set(err, ST_NOMEM, "%s: out of memory", dir);
	}
	qsort(names, n, sizeof *names, by_name);
	*ret = TAKE_PTR(names);
	return ST_OK;
}

static enum status load_folder(struct language *l, const char *dir, struct problems *problems, struct error *err)
{
	CLEANUP(names_release) char **names = NULL;
	enum status st = list_names(dir, is_conf, FILE_MAX, &names, err);

	for (size_t i = 0; i < l->n_sections; i++) {
		l->sections[i].from_earlier = l->sections[i].n;
	}
	for (size_t i = 0; st == ST_OK && names[i] != NULL; i++) {
		CLEANUP_FREE char *path = fs_join(dir, names[i]);

		st = path != NULL ? load_file(l, path, problems, err) : error_set(err, ST_NOMEM, "out of memory");
	}
	return st;
}

static struct language *language_add(struct languages *ls, const char *code)
{
	for (size_t i = 0; i < ls->n; i++) {
		if (strcmp(ls->items[i].code, code) == 0) {
			return &ls->items[i];
		}
	}
	if (!ARRAY_ROOM(ls->items, ls->n)) {
		return NULL;
	}
	ls->items[ls->n] = (struct language){ .code = strdup(code) };
	return ls->items[ls->n].code != NULL ? &ls->items[ls->n++] : NULL;
}

static enum status load_dir(struct languages *ls, const char *dir, struct problems *problems, struct error *err)
{
	CLEANUP(names_release) char **codes = NULL;
	enum status st = list_names(dir, is_code, LANGUAGE_MAX, &codes, err);

	for (size_t i = 0; st == ST_OK && codes[i] != NULL; i++) {
		CLEANUP_FREE char *folder = fs_join(dir, codes[i]);
		CLEANUP_FREE char *main_file = folder != NULL ? fs_join(folder, "language.conf") : NULL;
		struct language *l = NULL;

		if (main_file == NULL) {
			return error_set(err, ST_NOMEM, "out of memory");
		}
		if (!fs_exists(main_file) && languages_find(ls, codes[i]) == NULL) {
			continue;
		}
		l = language_add(ls, codes[i]);
		st = l != NULL ? load_folder(l, folder, problems, err) : error_set(err, ST_NOMEM, "out of memory");
	}
	return st;
}

static const char *const list_sections[LISTS] = { "names.given-m", "names.given-f" };

static int by_folded(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	return strcmp(x->folded, y->folded);
}

static bool list_word(struct language *l, struct list *list, const char *word, size_t len)
{
	CLEANUP_STRBUF struct strbuf folded = STRBUF_INIT;

	if (!ARRAY_ROOM(list->items, list->n)) {
		return false;
	}
	fold_add(&folded, word, len);
	list->items[list->n] = (struct listed){ .folded = strbuf_ok(&folded) ? keep(l, folded.buf, folded.len) : NULL, .spelled = word };
	return list->items[list->n++].folded != NULL;
}

/* Puts the lists of names in order. */
static enum status index_lists(struct language *l, struct error *err)
{
	for (size_t k = 0; k < LISTS; k++) {
		struct list *list = &l->lists[k];
		const struct phrase *p;
		size_t n = language_phrases(l, list_sections[k], &p);

		list->section = list_sections[k];
		for (size_t i = 0; i < n; i++) {
			for (const char *s = p[i].value + strspn(p[i].value, " \n\t"); *s != '\0';) {
				size_t len = strcspn(s, " \n\t");

				if (!list_word(l, list, s, len)) {
					return error_set(err, ST_NOMEM, "out of memory");
				}
				s += len + strspn(s + len, " \n\t");
			}
		}
		if (list->n > 1) {
			qsort(list->items, list->n, sizeof *list->items, by_folded);
		}
	}
	return ST_OK;
}

const char *language_listed(const struct language *l, const char *section, const char *folded)
{
	const struct listed key = { .folded = folded };

	for (size_t k = 0; k < LISTS; k++) {
		const struct listed *found = strcmp(l->lists[k].section, section) == 0 && l->lists[k].n > 0
				? bsearch(&key, l->lists[k].items, l->lists[k].n, sizeof key, by_folded) : NULL;

		if (found != NULL) {
			return found->spelled;
		}
	}
	return NULL;
}

/* Shipped packs come last in `dirs` but define which languages exist; own folders that only override a few phrases need no
 * language.conf: they are loaded when the language is known from any folder. */
static bool exists_anywhere(const char *const *dirs, const char *code)
{
	for (size_t i = 0; dirs[i] != NULL; i++) {
		CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;

		strbuf_addf(&path, "%s/%s/language.conf", dirs[i], code);
		if (fs_exists(path.buf)) {
			return true;
		}
	}
	return false;
}

static enum status announce(struct languages *ls, const char *const *dirs, const char *dir, struct error *err)
{
	CLEANUP(names_release) char **codes = NULL;
	enum status st = list_names(dir, is_code, LANGUAGE_MAX, &codes, err);

	for (size_t i = 0; st == ST_OK && codes[i] != NULL; i++) {
		if (exists_anywhere(dirs, codes[i]) && language_add(ls, codes[i]) == NULL) {
			st = error_set(err, ST_NOMEM, "out of memory");
		}
	}
	return st;
}

enum status languages_load(const char *const *dirs, struct languages **ret, struct problems *problems,
		struct error *err)
{
	CLEANUP_LANGUAGES struct languages *ls = calloc(1, sizeof *ls);
	enum status st = ST_OK;
	size_t n = 0;

	while (dirs[n] != NULL) {
		n++;
	}
	if (ls == NULL || (ls->dirs = calloc(n + 1, sizeof *ls->dirs)) == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		ls->dirs[i] = strdup(dirs[i]);
		st = ls->dirs[i] != NULL ? announce(ls, dirs, dirs[i], err) : error_set(err, ST_NOMEM, "out of memory");
	}
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		st = load_dir(ls, dirs[i], problems, err);
	}
	for (size_t i = 0; i < ls->n && st == ST_OK; i++) {
		st = index_lists(&ls->items[i], err);
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(ls);
	}
	return st;
}

void languages_free(struct languages *ls)
{
	if (ls == NULL) {
		return;
	}
	for (size_t i = 0; i < ls->n; i++) {
		struct language *l = &ls->items[i];

		while (l->blocks != NULL) {
			struct block *next = l->blocks->next;

			free(l->blocks);
			l->blocks = next;
		}
		for (size_t k = 0; k < l->n_sections; k++) {
			free(l->sections[k].phrases);
		}
		free(l->sections);
		for (size_t k = 0; k < LISTS; k++) {
			free(l->lists[k].items);
		}
		free(l->code);
	}
	free(ls->items);
	names_release(&ls->dirs);
	free(ls);
}

void languages_cleanup(struct languages **languages)
{
	languages_free(*languages);
}

size_t languages_count(const struct languages *languages)
{
	return languages->n;
}

const struct language *languages_at(const struct languages *languages, size_t index)
{
	return index < languages->n ? &languages->items[index] : NULL;
}

const struct language *languages_find(const struct languages *languages, const char *code)
{
	for (size_t i = 0; i < languages->n; i++) {
		if (strcmp(languages->items[i].code, code) == 0) {
			return &languages->items[i];
		}
	}
	return NULL;
}

const char *language_code(const struct language *language)
{
	return language->code;
}

const char *const *languages_dirs(const struct languages *languages)
{
	return (const char *const *)languages->dirs;
}

char *languages_find_file(const struct languages *languages, const char *code, const char *file)
{
	for (size_t i = 0; languages->dirs[i] != NULL; i++) {
		CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;

		strbuf_addf(&path, "%s/%s/%s", languages->dirs[i], code, file);
		if (fs_exists(path.buf)) {
			return strbuf_detach(&path, NULL);
		}
	}
	return NULL;
}

const char *language_section(const struct language *language, size_t index)
{
	return index < language->n_sections ? language->sections[index].name : NULL;
}

size_t language_phrases(const struct language *language, const char *section, const struct phrase **ret)
{
	const struct section *s = section_find(language, section, strlen(section));

	*ret = s != NULL ? s->phrases : NULL;
	return s != NULL ? s->n : 0;
}

const char *language_word(const struct language *language, const char *name)
{
	const char *dot = strrchr(name, '.');
	const struct section *s = dot != NULL ? section_find(language, name, (size_t)(dot - name)) : NULL;

	for (size_t k = 0; s != NULL && k < s->n; k++) {
		if (strcmp(s->phrases[k].text, dot + 1) == 0) {
			return s->phrases[k].value;
		}
	}
	return NULL;
}
