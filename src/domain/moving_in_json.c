/* listmonk's subscribers as JSON. The text is cut into its objects first and each is read by itself, so that memory is that of the
 * file and one subscriber, and a bad one spoils no other. */
#include "domain/moving_in_private.h"

#include "util/cleanup.h"
#include "util/fs.h"

#include <string.h>
#include <strings.h>

#define FILE_MAX ((size_t)512 << 20)
#define BLANKS " \t\r\n"

bool moving_json_is(const char *path)
{
	CLEANUP_FILE FILE *file = fopen(path, "rbe");
	int c = file != NULL ? fgetc(file) : EOF;

	if (c == 0xEF && fgetc(file) == 0xBB && fgetc(file) == 0xBF) {
		c = fgetc(file);
	}
	while (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
		c = fgetc(file);
	}
	return c == '{' || c == '[';
}

/* Behind the object that begins at `s`; NULL when it does not end. */
static const char *end_of_object(const char *s)
{
	int depth = 0;
	bool quoted = false;

	for (; *s != '\0'; s++) {
		if (quoted) {
			s += *s == '\\' && s[1] != '\0';
			quoted = *s != '"';
		} else if (*s == '"') {
			quoted = true;
		} else {
			depth += *s == '{' || *s == '[' ? 1 : *s == '}' || *s == ']' ? -1 : 0;
			if (depth == 0 && (*s == '}' || *s == ']')) {
				return s + 1;
			}
		}
	}
	return NULL;
}

/* The first of the objects: of an array, or of the array "results" that an answer of listmonk has. *ret_array: they end with ']'. */
static const char *find_first(const char *text, bool *ret_array)
{
	const char *results = strstr(text, "\"results\"");
	const char *email = strstr(text, "\"email\"");

	text += strspn(text, BLANKS);
	*ret_array = *text == '[';
	if (*text == '{' && results != NULL && (email == NULL || results < email)) {
		results += strlen("\"results\"");
		results += strspn(results, BLANKS ":");
		*ret_array = *results == '[';
		return *ret_array ? results + 1 : text;
	}
	return *ret_array ? text + 1 : text;
}

enum status moving_json_each(const char *path, moving_object_fn each, void *arg, struct error *err)
{
	CLEANUP_STRBUF struct strbuf file = STRBUF_INIT;
	enum status st = fs_read(path, FILE_MAX, &file, err);
	const char *text = file.buf;
	bool array = false;

	if (st != ST_OK) {
		return st;
	}
	if (strlen(text) != file.len) {
		return error_set(err, ST_INVALID, "%s: no JSON: it has a NUL byte", path);
	}
	text = find_first(strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text, &array);
	for (size_t number = 1; st == ST_OK; number++) {
		CLEANUP_JSON struct json *object = NULL;
		const char *end;

		text += strspn(text, BLANKS ",");
		if (array ? *text == ']' : *text == '\0') {
			return ST_OK;
		}
		end = *text == '{' ? end_of_object(text) : NULL;
		if (end == NULL) {
			return error_set(err, ST_INVALID, "%s: no list of subscribers: behind %zu of them %s", path, number - 1,
					*text == '{' ? "one does not end" : *text == '\0' ? "it breaks off" : "something else stands");
		}
		object = json_read(text, (size_t)(end - text));
		st = each(arg, number, text, (size_t)(end - text), object, err);
		text = end;
	}
	return st;
}

/* --- a subscriber --- */

static void take_text(const struct json *object, const char *key, const char **ret)
{
	const char *text = json_get_string(object, key);

	*ret = text != NULL ? text : *ret;
}

static void add_name(struct strbuf *to, const char *name)
{
	strbuf_adds(to, to->len > 0 ? "," : "");
	for (; *name != '\0'; name++) {
		strbuf_addc(to, strchr(",;|\r\n", *name) != NULL ? ' ' : *name);
	}
}

static void add_list(const struct json *list, struct strbuf *joined, struct strbuf *left, bool *waits)
{
	const char *name = json_get_string(list, "name");
	const char *status = json_get_string(list, "subscription_status");
	const char *optin = json_get_string(list, "optin");

	if (name == NULL) {
		return;
	}
	if (status != NULL && strcasecmp(status, "unsubscribed") == 0) {
		add_name(left, name);
	} else if (status != NULL && strcasecmp(status, "unconfirmed") == 0 && (optin == NULL || strcasecmp(optin, "single") != 0)) {
		*waits = true; /* on a list of single opt-in everybody is unconfirmed and gets letters */
	} else {
		add_name(joined, name);
	}
}

/* On no list any more, or on none yet. */
static enum status read_lists(const struct json *lists, struct moving_person *p, struct error *err)
{
	CLEANUP_STRBUF struct strbuf left = STRBUF_INIT;
	size_t at;
	bool waits = false;

	for (size_t i = 0; lists != NULL && i < lists->n; i++) {
		add_list(&lists->children[i], &p->texts, &left, &waits);
	}
	at = p->texts.len + 1;
	strbuf_addc(&p->texts, '\0');
	strbuf_add(&p->texts, left.buf, left.len);
	if (!strbuf_ok(&left) || !strbuf_ok(&p->texts)) {
		return error_set(err, ST_NOMEM, "moving in: out of memory");
	}
	p->lists = p->texts.buf;
	p->left = p->texts.buf + at;
	if (p->lists[0] == '\0' && (waits || left.len > 0)) {
		p->state = MOVING_UNCONFIRMED;
	}
	return ST_OK;
}

enum status moving_json_person(const struct json *o, struct moving_person *p, struct error *err)
{
	const struct json *attributes = json_get(o, "attribs");
	const char *status = "";
	const char *created = "";
	const char *updated = "";
	const char *name = "";
	enum status st;

	moving_person_init(p);
	if (o == NULL || o->type != JSON_OBJECT || json_get_string(o, "email") == NULL) {
		return error_set(err, ST_INVALID, "no subscriber: it has no \"email\"");
	}
	take_text(o, "email", &p->email);
	take_text(o, "name", &name);
	take_text(o, "uuid", &p->id);
	take_text(o, "status", &status);
	take_text(o, "created_at", &created);
	take_text(o, "updated_at", &updated);
	p->cells[FIELD_EMAIL] = json_get(o, "email")->string;
	p->cells[FIELD_NAME] = name[0] != '\0' ? json_get(o, "name")->string : p->cells[FIELD_NAME];
	p->agreed_at = moving_read_time(created);
	p->gone_at = moving_read_time(updated);
	st = read_lists(json_get(o, "lists"), p, err);
	moving_read_status(p, status);
	moving_take_attributes(p, attributes != NULL ? attributes : json_get(o, "attributes"));
	return st;
}
