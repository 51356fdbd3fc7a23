/* What others' rows say of the person is taken out of them: an address wherever it stands, a name within the organisation. */
#include "domain/erase_private.h"

#include "mail/parse.h"
#include "store/db_erase.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/json.h"
#include "util/mention.h"
#include "util/strbuf.h"

#include <stdlib.h>
#include <string.h>

/* The name as it may be written: the program stores it as people gave it, and compares it folded. */
static bool names_by_name(const struct person *p, const char *text)
{
	CLEANUP_STRBUF struct strbuf folded = STRBUF_INIT;

	if (p->name_key == NULL || text == NULL) {
		return false;
	}
	fold_add(&folded, text, strlen(text));
	return !strbuf_ok(&folded) || mention_in(folded.buf, p->name_key);
}

static bool names_by_address(const struct person *p, const char *text)
{
	return mention_in(text, p->address.key) || mention_in(text, p->address.email);
}

/* Appends a text without the person. What cannot be cut out exactly goes as a whole. */
static void clean_text(const struct person *p, const char *text, bool by_name, struct strbuf *out)
{
	CLEANUP_STRBUF struct strbuf first = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf second = STRBUF_INIT;

	(void)mention_replace(&first, text, p->address.key, ERASED_WORD);
	(void)mention_replace(&second, first.buf, by_name && p->name != NULL ? p->name : "", ERASED_WORD);
	if (!strbuf_ok(&first) || !strbuf_ok(&second) || names_by_address(p, second.buf)
			|| (by_name && names_by_name(p, second.buf))) {
		strbuf_adds(out, ERASED_WORD);
	} else {
		strbuf_add(out, second.buf, second.len);
	}
}

static bool object_names(const struct person *p, const struct json *object)
{
	for (size_t i = 0; i < object->n; i++) {
		const struct json *c = &object->children[i];

		if (c->type == JSON_STRING && names_by_address(p, c->string)) {
			return true;
		}
	}
	return false;
}

/* An object with the address in it is about the person: all its words go. Elsewhere the mention alone. */
static void clean_json(const struct person *p, const struct json *v, bool his, struct json_writer *w)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	switch (v->type) {
	case JSON_NULL:
		json_null(w, v->key);
		break;
	case JSON_BOOL:
		json_bool(w, v->key, v->boolean);
		break;
	case JSON_NUMBER:
		json_raw(w, v->key, v->string);
		break;
	case JSON_STRING:
		if (!his) {
			clean_text(p, v->string, true, &text);
		}
		json_string(w, v->key, his || !strbuf_ok(&text) ? ERASED_WORD : text.buf);
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		if (v->type == JSON_ARRAY) {
			json_array(w, v->key);
		} else {
			json_object(w, v->key);
			his = object_names(p, v);
		}
		for (size_t i = 0; i < v->n; i++) {
			clean_json(p, &v->children[i], his, w);
		}
		json_end(w, v->type == JSON_ARRAY ? ']' : '}');
		break;
	}
}

/* *ret stays NULL when the text is no JSON: then nothing of it is kept. */
static enum status clean_document(const struct person *p, const char *text, char **ret, struct error *err)
{
	CLEANUP_JSON struct json *json = json_read(text, strlen(text));
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	struct json_writer w = { .out = &out };

	if (json == NULL) {
		return ST_OK;
	}
	clean_json(p, json, false, &w);
	*ret = strbuf_ok(&out) ? strbuf_detach(&out, NULL) : NULL;
	return *ret != NULL ? ST_OK : error_set(err, ST_NOMEM, "erasing: out of memory");
}

static enum status clean_letters(struct erase_work *w, struct error *err)
{
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	int64_t id = 0;
	int64_t n = 0;
	enum status st = db_erase_next_letter(w->store, &w->person->ref, 0, &id, &params, err);

	while (st == ST_OK && id != 0) {
		CLEANUP_FREE char *clean = NULL;

		st = clean_document(w->person, params.buf, &clean, err);
		if (st == ST_OK) {
			st = db_erase_set_letter(w->store, id, clean, err);
		}
		n++;
		if (st == ST_OK) {
			st = db_erase_next_letter(w->store, &w->person->ref, id, &id, &params, err);
		}
	}
	erase_tell(w, ERASE_REMOVED, n, "mentions in letters to others", NULL);
	return st;
}

static enum status clean_reply(struct erase_work *w, const struct erase_reply *r, struct error *err)
{
	const char *texts[ERASE_TEXTS];
	char *made[ERASE_TEXTS] = { NULL };
	enum status st = ST_OK;

	for (int i = 0; i < ERASE_TEXTS; i++) {
		CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

		if (st == ST_OK && r->texts[i] != NULL && i >= ERASE_ATTENDEES) {
			st = clean_document(w->person, r->texts[i], &made[i], err);
		} else if (st == ST_OK && r->texts[i] != NULL) {
			clean_text(w->person, r->texts[i], true, &text);
			made[i] = strbuf_detach(&text, NULL);
			st = made[i] != NULL ? ST_OK : error_set(err, ST_NOMEM, "erasing: out of memory");
		}
		texts[i] = made[i];
	}
	if (st == ST_OK) {
		st = db_erase_set_reply(w->store, r->id, texts, err);
	}
	for (int i = 0; i < ERASE_TEXTS; i++) {
		free(made[i]);
	}
	return st;
}

static enum status clean_replies(struct erase_work *w, struct error *err)
{
	CLEANUP(erase_reply_release) struct erase_reply r = ERASE_REPLY_INIT;
	int64_t n = 0;
	enum status st = db_erase_next_reply(w->store, &w->person->ref, 0, &r, err);

	while (st == ST_OK && r.id != 0) {
		st = clean_reply(w, &r, err);
		n++;
		if (st == ST_OK) {
			st = db_erase_next_reply(w->store, &w->person->ref, r.id, &r, err);
		}
	}
	erase_tell(w, ERASE_REMOVED, n, "mentions in others' replies", NULL);
	return st;
}

static bool text_names(const struct person *p, const char *text, bool by_name)
{
	return names_by_address(p, text) || (by_name && names_by_name(p, text));
}

/* Headers and texts are looked at as their reader sees them, whatever they are encoded in. */
static bool mail_names(const struct person *p, struct mail *mail, bool by_name)
{
	const char *name;
	const char *value;
	size_t len;

	for (size_t i = 0; mail_header_at(mail, i, &name, &value); i++) {
		if (text_names(p, value, by_name)) {
			return true;
		}
	}
	for (size_t i = 0; i < mail_n_parts(mail); i++) {
		const char *type = mail_part(mail, i)->type;
		bool is_text = strncmp(type, "text/", 5) == 0 || strncmp(type, "message/", 8) == 0;

		if (is_text && text_names(p, mail_part_text(mail, i, &len), by_name)) {
			return true;
		}
	}
	return mention_find(mail_raw(mail, &len), len, p->address.key) != NULL;
}

/* Others' mails that name the person keep their verdict; the mail itself goes. */
static enum status drop_mails(struct erase_work *w, struct error *err)
{
	CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
	bool colleague = false;
	int64_t id = 0;
	int64_t n = 0;
	enum status st = db_erase_next_mail(w->store, &w->person->ref, 0, &id, &colleague, &raw, err);

	while (st == ST_OK && id != 0) {
		CLEANUP_MAIL struct mail *mail = NULL;

		st = mail_parse(raw.buf, raw.len, &mail, err);
		if (st == ST_OK && mail_names(w->person, mail, colleague)) {
			st = db_erase_drop_mail(w->store, id, err);
			n++;
		}
		if (st == ST_OK) {
			st = db_erase_next_mail(w->store, &w->person->ref, id, &id, &colleague, &raw, err);
		}
	}
	erase_tell(w, ERASE_REMOVED, n, "stored mails of others", "they named the person; what they meant is kept");
	return st;
}

enum status erase_mentions(struct erase_work *w, struct error *err)
{
	enum status st = clean_letters(w, err);

	if (st == ST_OK) {
		st = clean_replies(w, err);
	}
	return st == ST_OK ? drop_mails(w, err) : st;
}
