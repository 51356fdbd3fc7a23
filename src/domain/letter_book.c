/* All letters of a workspace, compiled. */
#include "domain/letter_private.h"

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fs.h"

#include <dirent.h>
#include <string.h>
#include <strings.h>

#define LETTERS_MAX 500

struct names {
	char **names;
	size_t n;
};

static void names_release(struct names *names)
{
	for (size_t i = 0; i < names->n; i++) {
		free(names->names[i]);
	}
	free(names->names);
}

static bool names_add(struct names *names, const char *name, size_t len)
{
	for (size_t i = 0; i < names->n; i++) {
		if (strlen(names->names[i]) == len && memcmp(names->names[i], name, len) == 0) {
			return true;
		}
	}
	if (names->n >= LETTERS_MAX) {
		return true;
	}
	if (!ARRAY_ROOM(names->names, names->n)) {
		return false;
	}
	names->names[names->n] = strndup(name, len);
	return names->names[names->n++] != NULL;
}

static void close_dir(DIR **dir)
{
	if (*dir != NULL) {
		(void)closedir(*dir);
	}
}

/* Names of the *.md files in one folder. A file without a Subject line is a partial, not a letter. */
static bool list_folder(const char *folder, struct names *names)
{
	CLEANUP(close_dir) DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) { /* NOLINT: one thread opens a book */
		size_t len = strlen(entry->d_name);

		if (len > 3 && strcmp(entry->d_name + len - 3, ".md") == 0 && entry->d_name[0] != '.'
				&& !names_add(names, entry->d_name, len - 3)) {
			return false;
		}
	}
	return true;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A letter begins with header lines, one of them the subject; anything else is a partial. */
static bool is_letter(const char *path)
{
	CLEANUP_FILE FILE *f = fopen(path, "re");
	char line[1024] = "";
	bool first = true;

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		const char *s = first && strncmp(line, "\xEF\xBB\xBF", 3) == 0 ? line + 3 : line;

		if (strncasecmp(s, "Subject:", 8) == 0) {
			return true;
		}
		if (s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")] != ':') {
			return false;
		}
		first = false;
	}
	return false;
}

static enum status compile_letters(struct letter_book *book, struct letter_language *l, const struct names *names,
		struct problems *problems, struct error *err)
{
	l->letters = calloc(names->n + 1, sizeof *l->letters);
	if (l->letters == NULL) {
		return error_set(err, ST_NOMEM, "letters: out of memory");
	}
	for (size_t i = 0; i < names->n; i++) {
		CLEANUP_STRBUF struct strbuf file = STRBUF_INIT;
		CLEANUP_FREE char *path = NULL;
		enum status st;

		strbuf_addf(&file, "%s.md", names->names[i]);
		path = languages_find_file(book->packs, l->code, file.buf);
		if (path == NULL || strcmp(names->names[i], "footer") == 0 || !is_letter(path)) {
			continue;
		}
		l->n_letters++;
		st = letter_compile(book, l, names->names[i], path, &l->letters[l->n_letters - 1], problems, err);
		if (st != ST_OK) {
			return st;
		}
	}
	return ST_OK;
}

static enum status compile_language(struct letter_book *book, struct letter_language *l, struct problems *problems,
		struct error *err)
{
	const char *const *dirs = languages_dirs(book->packs);
	CLEANUP_FREE char *footer = languages_find_file(book->packs, l->code, "footer.md");
	CLEANUP(names_release) struct names names = { NULL, 0 };

	for (size_t i = 0; dirs[i] != NULL; i++) {
		CLEANUP_STRBUF struct strbuf folder = STRBUF_INIT;

		strbuf_addf(&folder, "%s/%s", dirs[i], l->code);
		if (!strbuf_ok(&folder) || !list_folder(folder.buf, &names)) {
			return error_set(err, ST_NOMEM, "letters: out of memory");
		}
	}
	if (names.n > 0) {
		qsort(names.names, names.n, sizeof *names.names, compare_names);
	}
	if (footer != NULL) {
		enum status st;

		l->has_footer = true;
		st = letter_compile(book, l, "footer", footer, &l->footer, problems, err);
		if (st != ST_OK) {
			return st;
		}
	}
	return compile_letters(book, l, &names, problems, err);
}

static enum status load_language(struct letter_book *book, struct letter_language *l, const struct language *pack,
		struct problems *problems, struct error *err)
{
	enum status st;

	l->language = pack;
	l->code = language_code(pack);
	l->conf = languages_find_file(book->packs, l->code, "letters.conf");
	l->conf = l->conf != NULL ? l->conf : strdup(l->code);
	if (l->conf == NULL) {
		return error_set(err, ST_NOMEM, "letters: out of memory");
	}
	st = plurals_load(pack, l->conf, &l->plurals, problems, err);
	st = st == ST_OK ? date_words_load(pack, l->conf, &l->dates, problems, err) : st;
	st = st == ST_OK ? salutations_load(pack, l->conf, &l->salutations, problems, err) : st;
	return st == ST_OK ? letter_answers_load(l, problems, err) : st;
}

static bool has_letters(const struct languages *packs, const struct language *pack)
{
	CLEANUP_FREE char *conf = languages_find_file(packs, language_code(pack), "letters.conf");

	return conf != NULL;
}

static enum status load_languages(struct letter_book *book, struct problems *problems, struct error *err)
{
	size_t n = languages_count(book->packs);
	enum status st = ST_OK;

	book->languages = calloc(n + 1, sizeof *book->languages);
	book->salutations = calloc(n + 1, sizeof *book->salutations);
	if (book->languages == NULL || book->salutations == NULL) {
		return error_set(err, ST_NOMEM, "letters: out of memory");
	}
	for (size_t i = 0; i < n && st == ST_OK; i++) {
		const struct language *pack = languages_at(book->packs, i);

		if (has_letters(book->packs, pack)) {
			struct letter_language *l = &book->languages[book->n_languages++];

			st = load_language(book, l, pack, problems, err);
			book->salutations[book->n_languages - 1] = l->salutations;
		}
	}
	for (size_t i = 0; i < book->n_languages && st == ST_OK; i++) {
		st = compile_language(book, &book->languages[i], problems, err);
	}
	return st;
}

static enum status load_style(struct letter_book *book, struct problems *problems, struct error *err)
{
	CLEANUP_FREE char *path = languages_find_file(book->packs, "layout", "style.conf");

	if (path == NULL) {
		return error_set(err, ST_NOT_FOUND, "templates/layout/style.conf is missing; install the shipped templates");
	}
	return conf_read(path, &book->style, problems, err);
}

static enum status make_list_id(struct letter_book *book, struct error *err)
{
	CLEANUP_STRBUF struct strbuf id = STRBUF_INIT;

	letter_list_id(book->sender->address, &id);
	book->list_id = strbuf_detach(&id, NULL);
	return book->list_id != NULL ? ST_OK : error_set(err, ST_NOMEM, "letters: out of memory");
}

enum status letter_book_open(const struct languages *languages, const struct letter_sender *sender,
		struct letter_book **ret, struct problems *problems, struct error *err)
{
	CLEANUP_LETTER_BOOK struct letter_book *book = calloc(1, sizeof *book);
	enum status st;

	if (book == NULL) {
		return error_set(err, ST_NOMEM, "letters: out of memory");
	}
	book->packs = languages;
	book->sender = sender;
	st = template_set_new(&book->set, err);
	st = st == ST_OK ? make_list_id(book, err) : st;
	st = st == ST_OK ? letter_mailto_load(book, err) : st;
	st = st == ST_OK ? load_style(book, problems, err) : st;
	st = st == ST_OK ? letter_compile_layout(book, err) : st;
	if (st == ST_OK && sender->logo != NULL) {
		st = letter_file_read(sender->logo, "logo", &book->logo, err);
		book->has_logo = st == ST_OK;
	}
	st = st == ST_OK ? load_languages(book, problems, err) : st;
	if (st != ST_OK) {
		return st;
	}
	template_set_freeze(book->set);
	*ret = TAKE_PTR(book);
	return ST_OK;
}

static void release_language(struct letter_language *l)
{
	for (size_t i = 0; i < l->n_letters; i++) {
		letter_compiled_release(&l->letters[i]);
	}
	if (l->has_footer) {
		letter_compiled_release(&l->footer);
	}
	for (int word = 0; word < ANSWERS; word++) {
		for (int about = 0; about < ABOUTS; about++) {
			strbuf_release(&l->answer_bodies[word][about]);
		}
		strbuf_release(&l->answer_subjects[word]);
	}
	strbuf_release(&l->stop_subject);
	free(l->letters);
	free(l->conf);
	plurals_free(l->plurals);
	date_words_free(l->dates);
	salutations_free(l->salutations);
}

void letter_book_free(struct letter_book *book)
{
	if (book == NULL) {
		return;
	}
	for (size_t i = 0; i < book->n_languages; i++) {
		release_language(&book->languages[i]);
	}
	if (book->has_logo) {
		letter_file_release(&book->logo);
	}
	free(book->languages);
	free(book->salutations);
	free(book->list_id);
	strbuf_release(&book->leave_subject);
	strbuf_release(&book->mailto);
	strbuf_release(&book->mailto_end);
	conf_free(book->style);
	template_set_free(book->set);
	free(book);
}

void letter_book_cleanup(struct letter_book **book)
{
	letter_book_free(*book);
}

struct letter_language *letter_book_language(const struct letter_book *book, const char *code, size_t len)
{
	for (size_t i = 0; i < book->n_languages; i++) {
		if (strlen(book->languages[i].code) == len && memcmp(book->languages[i].code, code, len) == 0) {
			return &book->languages[i];
		}
	}
	return NULL;
}

const struct letter_compiled *letter_book_find(const struct letter_language *language, const char *name)
{
	size_t low = 0, high = language->n_letters;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(name, language->letters[mid].name);

		if (c == 0) {
			return &language->letters[mid];
		}
		if (c < 0) {
			high = mid;
		} else {
			low = mid + 1;
		}
	}
	return NULL;
}
