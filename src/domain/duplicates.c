/* Which organisations may be one. */
#include "domain/duplicates_private.h"

#include "domain/firm_name.h"
#include "store/db_organisation.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

#define NEAR_MIN 7    /* letters of a name that may differ by one */
#define NEAR_PASSES 8 /* each name has a key for each of its letters */

static bool same(const struct finder *f, const struct duplicate_row *a, const struct duplicate_row *b, int which)
{
	return a->text[which] != 0 && b->text[which] != 0 && strcmp(row_text(f, a, which), row_text(f, b, which)) == 0;
}

static bool differ(const struct finder *f, const struct duplicate_row *a, const struct duplicate_row *b, int which)
{
	return a->text[which] != 0 && b->text[which] != 0 && strcmp(row_text(f, a, which), row_text(f, b, which)) != 0;
}

/* One letter more, less or another. */
static bool one_apart(const char *a, const char *b)
{
	size_t na = strlen(a);
	size_t nb = strlen(b);
	size_t front = 0;
	size_t back = 0;

	if (na > nb + 1 || nb > na + 1) {
		return false;
	}
	while (front < na && front < nb && a[front] == b[front]) {
		front++;
	}
	while (back + front < na && back + front < nb && a[na - 1 - back] == b[nb - 1 - back]) {
		back++;
	}
	return na - front - back <= 1 && nb - front - back <= 1;
}

static double same_name(const struct finder *f, const struct duplicate_row *a, const struct duplicate_row *b, const char **ret)
{
	bool written = same(f, a, b, TEXT_NAME);

	if (same(f, a, b, TEXT_DOMAIN)) {
		*ret = written ? "the same name and domain" : "names that sound the same, and the same domain";
		return written ? 0.97 : 0.95;
	}
	if (differ(f, a, b, TEXT_COUNTRY)) {
		*ret = "the same name in another country";
		return 0.55;
	}
	if (same(f, a, b, TEXT_TOWN)) {
		*ret = written ? "the same name in the same town" : "names that sound the same, in the same town";
		return written ? 0.93 : 0.9;
	}
	*ret = written ? "the same name" : "names that sound the same";
	return (written ? 0.82 : 0.78) - (strlen(row_text(f, a, TEXT_SOUND)) < 5 ? 0.15 : 0.0) - (differ(f, a, b, TEXT_TOWN) ? 0.1 : 0.0);
}

static double score_firms(const struct finder *f, const struct duplicate_row *a, const struct duplicate_row *b, const char **ret)
{
	double likeness;

	if (same(f, a, b, TEXT_CODE) && !differ(f, a, b, TEXT_COUNTRY)) {
		*ret = "the same registration code";
		return 0.99;
	}
	if (differ(f, a, b, TEXT_CODE) && !differ(f, a, b, TEXT_COUNTRY)) {
		return 0.0; /* two firms by law */
	}
	if (same(f, a, b, TEXT_SOUND) || same(f, a, b, TEXT_WHOLE)) {
		return same_name(f, a, b, ret);
	}
	likeness = firm_name_likeness(row_text(f, a, TEXT_SOUND), row_text(f, b, TEXT_SOUND));
	if (same(f, a, b, TEXT_DOMAIN)) {
		*ret = "the same domain, similar names";
		return likeness >= 0.5 ? 0.65 + 0.25 * likeness : 0.0;
	}
	if (same(f, a, b, TEXT_TOWN) && !differ(f, a, b, TEXT_COUNTRY) && strlen(row_text(f, a, TEXT_SOUND)) >= NEAR_MIN
			&& one_apart(row_text(f, a, TEXT_SOUND), row_text(f, b, TEXT_SOUND))) {
		*ret = "names that differ by a letter, in the same town";
		return 0.72;
	}
	return 0.0;
}

/* "Stal-Bud" as "stalbud": the sound of the name written in one word. */
static void add_whole(const char *name_key, struct strbuf *out)
{
	CLEANUP_STRBUF struct strbuf whole = STRBUF_INIT;

	for (const char *s = name_key; *s != '\0'; s++) {
		if (*s != ' ') {
			strbuf_addc(&whole, *s);
		}
	}
	firm_name_sound(whole.buf, out);
	out->failed = out->failed || whole.failed;
}

static enum status add_firm(void *arg, const struct organisation *o, struct error *err)
{
	struct finder *f = arg;
	CLEANUP_STRBUF struct strbuf sound = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf town = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf whole = STRBUF_INIT;
	struct duplicate_row *row;

	if (o->name_key[0] == '\0' && o->code == NULL) {
		return ST_OK; /* people without a firm */
	}
	row = finder_row(f, o->id);
	firm_name_sound(o->name, &sound);
	add_whole(o->name_key, &whole);
	fold_add(&town, o->town != NULL ? o->town : "", o->town != NULL ? strlen(o->town) : 0);
	if (row == NULL || !strbuf_ok(&sound) || !strbuf_ok(&town) || !strbuf_ok(&whole)) {
		return error_set(err, ST_NOMEM, "duplicates: out of memory");
	}
	row->text[TEXT_SOUND] = finder_text(f, sound.buf);
	row->text[TEXT_WHOLE] = finder_text(f, whole.buf);
	row->text[TEXT_NAME] = finder_text(f, o->name_key);
	row->text[TEXT_CODE] = finder_text(f, o->code);
	row->text[TEXT_DOMAIN] = finder_text(f, o->domain);
	row->text[TEXT_COUNTRY] = finder_text(f, o->country);
	row->text[TEXT_TOWN] = finder_text(f, town.buf);
	return ST_OK;
}

static bool add_key(struct finder *f, size_t row, char kind, int which)
{
	const char *text = row_text(f, &f->rows[row], which);

	return text[0] == '\0' || finder_key(f, key_add(key_begin(kind), text, strlen(text)), row);
}

/* The name with each letter left out in turn, and whole: two that differ by one letter share one of these. */
static bool add_near_keys(struct finder *f, size_t row)
{
	const char *sound = row_text(f, &f->rows[row], TEXT_SOUND);
	const char *town = row_text(f, &f->rows[row], TEXT_TOWN);
	size_t n = strlen(sound);
	char left[64];
	bool ok = true;

	if (town[0] == '\0' || n < NEAR_MIN - 1 || n >= sizeof left) {
		return true;
	}
	for (size_t i = 0; i <= n && ok; i++) {
		memcpy(left, sound, i);
		memcpy(left + i, sound + i + 1, i < n ? n - i - 1 : 0);
		ok = finder_key(f, key_add(key_add(key_begin('N'), town, strlen(town)), left, i < n ? n - 1 : n), row);
	}
	return ok;
}

enum status duplicates_organisations(struct store *store, double min, duplicate_fn each, void *arg, struct error *err)
{
	CLEANUP(finder_release) struct finder f = { .texts = STRBUF_INIT, .score = score_firms, .min = min, .n_passes = 1 };
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin_read(store, &tx, err);
	bool ok = true;

	st = st == ST_OK ? db_organisation_each(store, add_firm, &f, err) : st;
	for (size_t i = 0; i < f.n_rows && ok; i++) {
		ok = add_key(&f, i, 'C', TEXT_CODE) && add_key(&f, i, 'S', TEXT_SOUND) && add_key(&f, i, 'D', TEXT_DOMAIN)
				&& add_key(&f, i, 'W', TEXT_WHOLE);
	}
	st = st == ST_OK && ok ? finder_compare(&f, err) : st;
	f.n_passes = NEAR_PASSES;
	for (f.pass = 0; f.pass < NEAR_PASSES && st == ST_OK && ok; f.pass++) {
		for (size_t i = 0; i < f.n_rows && ok; i++) {
			ok = add_near_keys(&f, i);
		}
		st = finder_compare(&f, err);
	}
	if (!ok) {
		return error_set(err, ST_NOMEM, "duplicates: out of memory");
	}
	return st == ST_OK ? finder_tell(&f, store, "organisation", each, arg, err) : st;
}
