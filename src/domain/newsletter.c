/* Writing the archive. Letters are read as they are now: a mistake mended in a letter's file is mended in the archive. */
#include "domain/newsletter.h"

#include "domain/proof.h"
#include "store/db_campaign.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LANGUAGES_MAX 16
#define INDEX "index.html"

struct issue {
	int64_t number, date;
	char *key, *letter, *params;
	char *languages[LANGUAGES_MAX];
	char *files[LANGUAGES_MAX]; /* "naujienos-7.lt.html" */
	char *titles[LANGUAGES_MAX];
	size_t n_languages;
};

struct archive {
	struct issue *issues;
	size_t n;
	struct proof *proof;
	const char *dir;
};

static enum status no_memory(struct error *err)
{
	return error_set(err, ST_NOMEM, "archive: out of memory");
}

static void release(struct archive *a)
{
	for (size_t i = 0; i < a->n; i++) {
		struct issue *s = &a->issues[i];

		free(s->key);
		free(s->letter);
		free(s->params);
		for (size_t k = 0; k < s->n_languages; k++) {
			free(s->languages[k]);
			free(s->files[k]);
			free(s->titles[k]);
		}
	}
	free(a->issues);
	proof_free(a->proof);
}

static bool add_language(struct issue *s, const char *code, size_t len)
{
	CLEANUP_STRBUF struct strbuf file = STRBUF_INIT;
	size_t i = s->n_languages;

	s->languages[i] = str_copy(code, len);
	strbuf_addf(&file, "%s.%.*s.html", s->key, (int)len, code);
	s->files[i] = strbuf_ok(&file) ? strbuf_detach(&file, NULL) : NULL;
	s->n_languages++; /* released even when half made */
	return s->languages[i] != NULL && s->files[i] != NULL;
}

static enum status add_issue(void *arg, const struct issue_row *row, struct error *err)
{
	struct archive *a = arg;
	struct issue *s;

	if (!ARRAY_ROOM(a->issues, a->n)) {
		return no_memory(err);
	}
	s = &a->issues[a->n++];
	*s = (struct issue){ .number = row->issue, .date = row->issued_at, .key = strdup(row->key),
		.letter = strdup(row->letter), .params = row->params != NULL ? strdup(row->params) : NULL };
	if (s->key == NULL || s->letter == NULL || (row->params != NULL && s->params == NULL)) {
		return no_memory(err);
	}
	for (const char *p = row->languages; *p != '\0' && s->n_languages < LANGUAGES_MAX;) {
		size_t len;

		p += strspn(p, ", \t\n");
		len = strcspn(p, ", \t\n");
		if (len > 0 && !add_language(s, p, len)) {
			return no_memory(err);
		}
		p += len;
	}
	return ST_OK;
}

static enum status write_file(const struct archive *a, const char *name, const struct strbuf *text, struct error *err)
{
	CLEANUP_FREE char *path = fs_join(a->dir, name);

	return path != NULL && strbuf_ok(text) ? fs_write(path, text->buf, text->len, 0644, err) : no_memory(err);
}

static enum status write_page(struct archive *a, struct issue *s, size_t which, struct error *err)
{
	CLEANUP_STRBUF struct strbuf page = STRBUF_INIT;
	struct letter_page_link links[LANGUAGES_MAX];
	struct letter_page about = { .index = INDEX, .links = links };
	struct letter_print print;
	enum status st;

	for (size_t i = 0; i < s->n_languages; i++) {
		if (i != which) {
			links[about.n_links++] = (struct letter_page_link){ s->languages[i], s->files[i] };
		}
	}
	/* the date of the issue, so that the same letters give the same pages */
	st = proof_public(a->proof, s->letter, s->languages[which], s->params, &about, s->date, &print, err);
	if (st == ST_OK) {
		s->titles[which] = strdup(print.subject);
		st = s->titles[which] != NULL ? proof_page(&print, &page, err) : no_memory(err);
	}
	return st == ST_OK ? write_file(a, s->files[which], &page, err) : st;
}

static bool has_line(const struct letter_issue *lines, size_t n, const char *language)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(lines[i].language, language) == 0) {
			return true;
		}
	}
	return false;
}

/* The lines of one language, the newest issue first. */
static void add_lines(const struct archive *a, const char *language, struct letter_issue *lines, size_t *n)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct issue *s = &a->issues[i];

		for (size_t k = 0; k < s->n_languages; k++) {
			if (strcmp(s->languages[k], language) == 0) {
				lines[(*n)++] = (struct letter_issue){ language, s->files[k], s->titles[k], s->number, s->date };
			}
		}
	}
}

static enum status write_index(const struct archive *a, size_t pages, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	CLEANUP_FREE struct letter_issue *lines = calloc(pages + 1, sizeof *lines);
	size_t n = 0;
	enum status st;

	if (lines == NULL) {
		return no_memory(err);
	}
	for (size_t i = 0; i < a->n; i++) {
		for (size_t k = 0; k < a->issues[i].n_languages; k++) {
			if (!has_line(lines, n, a->issues[i].languages[k])) {
				add_lines(a, a->issues[i].languages[k], lines, &n);
			}
		}
	}
	st = proof_index(a->proof, lines, n, &text, err);
	return st == ST_OK ? write_file(a, INDEX, &text, err) : st;
}

enum status newsletter_archive(struct store *store, const struct config *config, const struct token_key *key,
		const struct languages *languages, const char *dir, size_t *ret_pages, struct error *err)
{
	CLEANUP(release) struct archive a = { .dir = dir };
	size_t pages = 0;
	enum status st = db_campaign_each_issue(store, add_issue, &a, err);

	if (st == ST_OK && a.n == 0) {
		return error_set(err, ST_NOT_FOUND, "no newsletter was sent yet: a campaign of class newsletter with 'issue' and "
				"'date' goes into the archive once it is started");
	}
	st = st == ST_OK ? proof_open(store, config, key, languages, &a.proof, err) : st;
	st = st == ST_OK ? fs_mkdirs(dir, err) : st;
	for (size_t i = 0; st == ST_OK && i < a.n; i++) {
		for (size_t k = 0; st == ST_OK && k < a.issues[i].n_languages; k++) {
			st = write_page(&a, &a.issues[i], k, err);
			pages++;
		}
	}
	st = st == ST_OK ? write_index(&a, pages, err) : st;
	if (st == ST_OK) {
		*ret_pages = pages;
	}
	return st;
}
