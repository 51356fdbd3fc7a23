/* Values that were fixed when the row was made: JSON to variables and rows. */
#include "domain/letter_private.h"

#include "domain/letter_vars.h"
#include "util/ascii.h"
#include "util/fold.h"
#include "util/json.h"

#include <stdio.h>
#include <string.h>

#define PARAM_NAME_MAX 48

/* Characters that turn the direction of writing around, invisible and dangerous in a name. */
static bool turns_direction(uint32_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void letter_clean(struct strbuf *out, const char *value, bool lines)
{
	const char *s = value, *end = value + strlen(value);

	while (s < end) {
		uint32_t c = utf8_next(&s, end);

		if (c == '\n' && lines) {
			strbuf_addc(out, '\n');
		} else if (c == '\n' || c == '\t' || c == 0x2028 || c == 0x2029) {
			strbuf_addc(out, ' ');
		} else if (c >= 0x20 && !(c >= 0x7F && c < 0xA0) && !turns_direction(c) && c != 0xE000 && c != 0xE001) {
			utf8_add(out, c);
		}
	}
}

/* "old-place" is OLD_PLACE; NULL: no name. */
static const char *variable_name(struct letter_press *press, const char *key)
{
	struct strbuf *sb = letter_scratch_take(&press->scratch);

	if (sb == NULL || strlen(key) > PARAM_NAME_MAX) {
		return NULL;
	}
	for (const char *p = key; *p != '\0'; p++) {
		strbuf_addc(sb, *p == '-' ? '_' : ascii_upper(*p));
	}
	return strbuf_ok(sb) ? sb->buf : NULL;
}

static const char *clean_string(struct letter_press *press, const char *value, size_t *ret_len)
{
	struct strbuf *sb = letter_scratch_take(&press->scratch);

	if (sb == NULL) {
		return NULL;
	}
	letter_clean(sb, value, true);
	*ret_len = sb->len;
	return strbuf_ok(sb) ? sb->buf : NULL;
}

/* The text of a scalar; NULL for null and for what is no scalar. */
static const char *scalar(const struct json *v)
{
	switch (v->type) {
	case JSON_STRING:
	case JSON_NUMBER:
		return v->string;
	case JSON_BOOL:
		return v->boolean ? "1" : "";
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return NULL;
}

static bool set_scalar(struct letter_press *press, const char *key, const struct json *v, bool row)
{
	const char *text = scalar(v);
	bool waiting = !row && strcmp(key, "place") == 0; /* PLACE is the event's */
	const char *name = text == NULL ? NULL : waiting ? "WAITING_PLACE" : variable_name(press, key);
	size_t len = 0;
	const char *value = name != NULL ? clean_string(press, text, &len) : NULL;

	if (text == NULL) {
		return true;
	}
	if (value == NULL) {
		return false;
	}
	if (row) {
		template_set_row_value(press->values, name, value, len);
	} else {
		template_set_value(press->values, name, value, len);
	}
	return true;
}

static bool set_rows(struct letter_press *press, const struct json *array)
{
	const char *name = variable_name(press, array->key);
	char count[24];
	struct strbuf *count_name = letter_scratch_take(&press->scratch);
	struct strbuf *count_value = letter_scratch_take(&press->scratch);
	bool ok = name != NULL && count_name != NULL && count_value != NULL;

	for (size_t i = 0; i < array->n && ok; i++) {
		const struct json *v = &array->children[i];

		template_add_row(press->values, name);
		if (v->type == JSON_OBJECT) {
			for (size_t k = 0; k < v->n && ok; k++) {
				ok = set_scalar(press, v->children[k].key, &v->children[k], true);
			}
		} else {
			ok = set_scalar(press, "item", v, true);
		}
	}
	if (!ok) {
		return false;
	}
	(void)snprintf(count, sizeof count, "%zu", array->n);
	strbuf_addf(count_name, "%s_COUNT", name);
	strbuf_adds(count_value, count);
	template_set_value(press->values, count_name->buf, count_value->buf, count_value->len);
	return strbuf_ok(count_name) && strbuf_ok(count_value);
}

static enum status set_old_when(struct letter_press *press, const struct letter_message *m,
		const struct letter_language *language, const struct json *params, struct error *err)
{
	const struct json *start = json_get(params, "old_start"), *end = json_get(params, "old_end");
	struct strbuf *sb;
	enum status st;

	if (start == NULL || start->type != JSON_NUMBER || m->topic == NULL) {
		return ST_OK;
	}
	sb = letter_scratch_take(&press->scratch);
	if (sb == NULL) {
		return error_set(err, ST_NOMEM, "letter: out of memory");
	}
	st = date_format_when(language->dates, press->zones, m->topic->zone, (int64_t)start->number,
			end != NULL && end->type == JSON_NUMBER ? (int64_t)end->number : (int64_t)start->number, sb, err);
	if (st == ST_OK) {
		template_set_value(press->values, "OLD_WHEN", sb->buf, sb->len);
	}
	return st;
}

enum status letter_params_set(struct letter_press *press, const struct letter_message *m,
		const struct letter_language *language, struct error *err)
{
	const struct json *params = press->params;
	const struct json *count = json_get(params, "count");

	for (size_t i = 0; params != NULL && params->type == JSON_OBJECT && i < params->n; i++) {
		const struct json *v = &params->children[i];

		if (!(v->type == JSON_ARRAY ? set_rows(press, v) : set_scalar(press, v->key, v, false))) {
			return error_set(err, ST_NOMEM, "letter: out of memory");
		}
	}
	if (params != NULL && (count == NULL || count->type == JSON_NULL)) {
		template_set_value(press->values, "COUNT", "1", 1);
		template_show(press->values, "COUNT_UNKNOWN", json_get(params, "attendees") == NULL
				|| json_get(params, "attendees")->n == 0);
	}
	if (params != NULL) {
		enum status st = letter_issue_set(press, language, err);

		if (st != ST_OK) {
			return st;
		}
	}
	return set_old_when(press, m, language, params, err);
}
