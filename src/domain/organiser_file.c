/* Reading organisers' files, and local times: what people write is the venue's time, what is stored is UTC. */
#include "domain/organiser_file.h"

#include "render/date.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/strbuf.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

#define DAY 86400

void organiser_file_close(struct organiser_file *file)
{
	conf_free(file->conf);
	problems_release(&file->problems);
	zones_free(file->zones);
	*file = (struct organiser_file)ORGANISER_FILE_INIT;
}

enum status organiser_file_open(struct organiser_file *file, const char *path, const char *const *words,
		struct conf_section **ret_main, struct error *err)
{
	enum status st = conf_read(path, &file->conf, &file->problems, err);

	if (st == ST_OK) {
		st = zones_new(&file->zones, err);
	}
	if (st != ST_OK) {
		return st;
	}
	for (size_t i = 0; i < file->conf->n_sections; i++) {
		const struct conf_section *sec = &file->conf->sections[i];
		size_t w = 0;

		while (words[w] != NULL && strcmp(words[w], sec->word) != 0) {
			w++;
		}
		if (words[w] == NULL) {
			const char *near = nearest_word(sec->word, words);

			problems_add(&file->problems, file->conf->file, sec->line, "unknown section [%s]; %s%s%s", sec->word,
					near != NULL ? "did you mean [" : "remove it", near != NULL ? near : "",
					near != NULL ? "]?" : "");
		}
	}
	*ret_main = conf_find(file->conf, words[0], NULL);
	if (*ret_main == NULL) {
		problems_add(&file->problems, file->conf->file, 0, "there is no section [%s]", words[0]);
	}
	return ST_OK;
}

enum status organiser_file_check(struct organiser_file *file, struct error *err)
{
	return problems_to_error(&file->problems, ST_INVALID, err);
}

void organiser_file_fault(struct organiser_file *file, const struct conf_section *sec, const char *key,
		const char *fmt, ...)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	problems_add(&file->problems, file->conf->file, conf_line(sec, key), "%s%s%s", key != NULL ? key : "",
			key != NULL ? ": " : "", text.buf);
}

const char *organiser_file_need(struct organiser_file *file, struct conf_section *sec, const char *key)
{
	const char *value = conf_get(sec, key);

	if (sec != NULL && (value == NULL || value[0] == '\0')) {
		problems_add(&file->problems, file->conf->file, conf_line(sec, key), "[%s%s%s] needs '%s = …'", sec->word,
				sec->name[0] != '\0' ? " " : "", sec->name, key);
		return NULL;
	}
	return value;
}

const char *organiser_file_id(struct organiser_file *file, struct conf_section *sec)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	const char *id = organiser_file_need(file, sec, "id");

	if (id != NULL && (strlen(id) > 64 || id[strspn(id, good)] != '\0')) {
		organiser_file_fault(file, sec, "id", "'%.80s' may have letters a-z, digits, '-', '_' and '.', 64 at most", id);
		return NULL;
	}
	return id;
}

bool organiser_file_zone(struct organiser_file *file, const char *zone)
{
	int minutes;

	return zones_offset(file->zones, zone, 0, &minutes, NULL) == ST_OK;
}

enum status local_time_parse(struct zones *zones, const char *zone, const char *text, enum day_edge edge,
		int64_t *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf full = STRBUF_INIT;
	bool day = strlen(text) == 10;
	int64_t wall = 0;
	int64_t t;
	int before = 0;
	int after = 0;
	enum status st;

	strbuf_addf(&full, "%s%s", text, day ? "T00:00:00Z" : "Z");
	if (!strbuf_ok(&full)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	if (time_parse_rfc3339(full.buf, &wall, NULL) != ST_OK) {
		return error_set(err, ST_INVALID, "'%.64s' is no time; write 2027-03-18 10:00, or 2027-03-18", text);
	}
	t = wall + (day && edge == DAY_ENDS ? DAY - 1 : 0);
	if (zone == NULL) {
		*ret = t;
		return ST_OK;
	}
	wall = t;
	st = zones_offset(zones, zone, wall, &before, err);
	if (st == ST_OK) {
		st = zones_offset(zones, zone, wall - before * 60, &after, err);
	}
	if (st != ST_OK) {
		return st;
	}
	t = wall - after * 60;
	st = zones_offset(zones, zone, t, &before, err);
	if (st == ST_OK && before != after) {
		if (!day) {
			return error_set(err, ST_INVALID, "%.64s does not exist in %s: the clock is put forward then", text, zone);
		}
		t = wall - before * 60;
	}
	*ret = t;
	return st;
}

char *local_time_format(struct zones *zones, const char *zone, int64_t t, char buf[LOCAL_TIME_SIZE])
{
	int minutes = 0;
	time_t wall;
	struct tm tm;

	(void)zones_offset(zones, zone, t, &minutes, NULL);
	wall = (time_t)(t + minutes * 60);
	if (gmtime_r(&wall, &tm) == NULL || strftime(buf, LOCAL_TIME_SIZE, "%Y-%m-%d %H:%M", &tm) == 0) {
		buf[0] = '\0';
	}
	return buf;
}

int64_t organiser_file_time(struct organiser_file *file, struct conf_section *sec, const char *key, const char *zone,
		enum day_edge edge, bool needed)
{
	const char *text = needed ? organiser_file_need(file, sec, key) : conf_get(sec, key);
	struct error err = ERROR_INIT;
	int64_t t = 0;

	if (text != NULL && text[0] != '\0'
			&& local_time_parse(file->zones, zone, text, edge, &t, &err) != ST_OK) {
		organiser_file_fault(file, sec, key, "%s", err.text);
		return 0;
	}
	return t;
}

static bool is_language(const char *code)
{
	size_t n = strlen(code);

	return n >= 2 && n <= 3 && strspn(code, "abcdefghijklmnopqrstuvwxyz") == n;
}

enum status organiser_file_texts(struct organiser_file *file, const char *const *needed, struct texts *ret,
		struct error *err)
{
	bool any = false;

	for (size_t i = 0; i < file->conf->n_sections; i++) {
		struct conf_section *sec = &file->conf->sections[i];

		if (strcmp(sec->word, "text") != 0) {
			continue;
		}
		any = true;
		if (!is_language(sec->name)) {
			organiser_file_fault(file, sec, NULL, "[text %s]: name a language by its code, as [text lt]", sec->name);
			continue;
		}
		for (const char *const *key = needed; *key != NULL; key++) {
			(void)organiser_file_need(file, sec, *key);
		}
		for (size_t e = 0; e < sec->n_entries; e++) {
			enum status st = texts_add(ret, sec->name, sec->entries[e].key, sec->entries[e].value, err);

			if (st != ST_OK) {
				return st;
			}
			sec->entries[e].used = true;
		}
	}
	if (!any) {
		problems_add(&file->problems, file->conf->file, 0, "there is no text: add a section [text LANGUAGE]");
	}
	texts_sort(ret);
	return ST_OK;
}
