/* Tables of endings, looked up from the longest possible one down. */
#include "render/affix.h"

#include "util/cleanup.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

bool affix_lower(const char *word, size_t len, char ret[AFFIX_WORD_MAX], size_t *ret_len)
{
	UChar buf[AFFIX_WORD_MAX];
	UErrorCode code = U_ZERO_ERROR;
	int32_t n = 0;

	if (len >= AFFIX_WORD_MAX) {
		return false;
	}
	u_strFromUTF8(buf, AFFIX_WORD_MAX, &n, word, (int32_t)len, &code);
	if (U_FAILURE(code)) {
		return false;
	}
	for (int32_t i = 0; i < n; i++) { /* all letters of our languages are in the BMP */
		buf[i] = U16_IS_SURROGATE(buf[i]) ? buf[i] : (UChar)u_tolower(buf[i]);
	}
	u_strToUTF8(ret, AFFIX_WORD_MAX, &n, buf, n, &code);
	if (U_FAILURE(code) || n >= AFFIX_WORD_MAX) {
		return false;
	}
	*ret_len = (size_t)n;
	ret[n] = '\0';
	return true;
}

static int compare_keys(const char *a, size_t a_len, bool a_ending, const char *b, size_t b_len, bool b_ending)
{
	int c = (a_ending ? 1 : 0) - (b_ending ? 1 : 0);
	size_t n = a_len < b_len ? a_len : b_len;

	if (c != 0) {
		return c;
	}
	c = memcmp(a, b, n);
	return c != 0 ? c : (a_len > b_len) - (a_len < b_len);
}

static int compare_rows(const void *a, const void *b)
{
	const struct affix *x = a, *y = b;

	return compare_keys(x->key, x->len, x->ending, y->key, y->len, y->ending);
}

enum status affix_load(const struct language *language, const char *section, struct affix_table *ret, struct error *err)
{
	const struct phrase *lines = NULL;
	size_t n = language_phrases(language, section, &lines);

	*ret = (struct affix_table){ .rows = calloc(n + 1, sizeof *ret->rows) };
	if (ret->rows == NULL) {
		return error_set(err, ST_NOMEM, "[%s]: out of memory", section);
	}
	for (size_t i = 0; i < n; i++) {
		struct affix *row = &ret->rows[ret->n];
		const char *text = lines[i].text;
		char lower[AFFIX_WORD_MAX];

		row->ending = *text == '-';
		if (!affix_lower(text + row->ending, strlen(text) - row->ending, lower, &row->len)) {
			continue;
		}
		row->key = strdup(lower);
		if (row->key == NULL) {
			affix_release(ret);
			return error_set(err, ST_NOMEM, "[%s]: out of memory", section);
		}
		row->value = lines[i].value;
		row->line = lines[i].line;
		if (row->ending && row->len > ret->longest) {
			ret->longest = row->len;
		}
		ret->n++;
	}
	qsort(ret->rows, ret->n, sizeof *ret->rows, compare_rows);
	return ST_OK;
}

void affix_release(struct affix_table *table)
{
	for (size_t i = 0; i < table->n; i++) {
		free(table->rows[i].key);
	}
	free(table->rows);
	*table = (struct affix_table){ 0 };
}

static const struct affix *lookup(const struct affix_table *table, const char *key, size_t len, bool ending)
{
	size_t low = 0, high = table->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct affix *row = &table->rows[mid];
		int c = compare_keys(key, len, ending, row->key, row->len, row->ending);

		if (c == 0) {
			return row;
		}
		if (c < 0) {
			high = mid;
		} else {
			low = mid + 1;
		}
	}
	return NULL;
}

const struct affix *affix_find(const struct affix_table *table, const char *word, size_t len)
{
	const struct affix *row = table->n > 0 ? lookup(table, word, len, false) : NULL;

	for (size_t n = len < table->longest ? len : table->longest; row == NULL && n > 0; n--) {
		if (((unsigned char)word[len - n] & 0xC0) != 0x80) {
			row = lookup(table, word + len - n, n, true);
		}
	}
	return row;
}
