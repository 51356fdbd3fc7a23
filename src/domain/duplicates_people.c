/* Which contacts may be one person with two addresses. */
#include "domain/duplicates_private.h"

#include "domain/firm_name.h"
#include "store/db_duplicates.h"
#include "util/ascii.h"
#include "util/cleanup.h"

#include <string.h>

#define LOCAL_MIN 5 /* letters in front of the @ that say something */

static bool same(const struct finder *f, const struct duplicate_row *a, const struct duplicate_row *b, int which)
{
	return a->text[which] != 0 && b->text[which] != 0 && strcmp(row_text(f, a, which), row_text(f, b, which)) == 0;
}

static double score_people(const struct finder *f, const struct duplicate_row *a, const struct duplicate_row *b, const char **ret)
{
	bool name = same(f, a, b, TEXT_NAME);
	bool phone = same(f, a, b, TEXT_PHONE);
	bool local = same(f, a, b, TEXT_LOCAL) && strlen(row_text(f, a, TEXT_LOCAL)) >= LOCAL_MIN;

	if (a->text[TEXT_NAME] != 0 && b->text[TEXT_NAME] != 0 && !name) {
		return 0.0;
	}
	if (name && phone) {
		*ret = "the same name and telephone";
		return 0.96;
	}
	if (name && a->group != 0 && a->group == b->group) {
		*ret = "the same name in the same organisation";
		return 0.9;
	}
	if (local && same(f, a, b, TEXT_DOMAIN)) {
		*ret = "addresses that differ by dots or digits alone";
		return name ? 0.9 : 0.75;
	}
	if (name && local) {
		*ret = "the same name, and the same in front of the @";
		return 0.85;
	}
	return 0.0;
}

/* What stands in front of the @ without dots, digits and a +tag. */
static void add_local(const char *email, struct strbuf *out)
{
	for (const char *s = email; *s != '\0' && *s != '@' && *s != '+'; s++) {
		if (strchr("._-", *s) == NULL && !ascii_is_digit(*s)) {
			strbuf_addc(out, *s);
		}
	}
}

static enum status add_person(void *arg, const struct duplicate_person *p, struct error *err)
{
	struct finder *f = arg;
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf local = STRBUF_INIT;
	const char *at = strchr(p->email_key, '@');
	struct duplicate_row *row = finder_row(f, p->id);

	firm_name_sound(p->name, &name); /* across scripts and spellings, the words in any order */
	add_local(p->email_key, &local);
	if (row == NULL || !strbuf_ok(&name) || !strbuf_ok(&local)) {
		return error_set(err, ST_NOMEM, "duplicates: out of memory");
	}
	row->group = p->organisation_id;
	row->text[TEXT_NAME] = strchr(name.buf, ' ') != NULL ? finder_text(f, name.buf) : 0; /* two words at least */
	row->text[TEXT_LOCAL] = finder_text(f, local.buf);
	row->text[TEXT_DOMAIN] = finder_text(f, at != NULL ? at + 1 : "");
	row->text[TEXT_PHONE] = finder_text(f, p->phone);
	return ST_OK;
}

/* A key over two texts, when there are both. */
static bool add_key(struct finder *f, size_t row, char kind, const char *a, const char *b)
{
	return a[0] == '\0' || b[0] == '\0' || finder_key(f, key_add(key_add(key_begin(kind), a, strlen(a)), b, strlen(b)), row);
}

static bool add_keys(struct finder *f, size_t i)
{
	const struct duplicate_row *r = &f->rows[i];
	const char *name = row_text(f, r, TEXT_NAME);
	const char *local = row_text(f, r, TEXT_LOCAL);
	char group[24] = "";

	if (r->group != 0) {
		(void)snprintf(group, sizeof group, "%lld", (long long)r->group);
	}
	return add_key(f, i, 'O', group, name) && add_key(f, i, 'P', row_text(f, r, TEXT_PHONE), name)
			&& add_key(f, i, 'L', strlen(local) >= LOCAL_MIN ? local : "", name)
			&& add_key(f, i, 'E', strlen(local) >= LOCAL_MIN ? local : "", row_text(f, r, TEXT_DOMAIN));
}

enum status duplicates_contacts(struct store *store, double min, duplicate_fn each, void *arg, struct error *err)
{
	CLEANUP(finder_release) struct finder f = { .texts = STRBUF_INIT, .score = score_people, .min = min, .n_passes = 1 };
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin_read(store, &tx, err);
	bool ok = true;

	st = st == ST_OK ? db_duplicate_people_each(store, add_person, &f, err) : st;
	for (size_t i = 0; i < f.n_rows && ok; i++) {
		ok = add_keys(&f, i);
	}
	if (!ok) {
		return error_set(err, ST_NOMEM, "duplicates: out of memory");
	}
	st = st == ST_OK ? finder_compare(&f, err) : st;
	return st == ST_OK ? finder_tell(&f, store, "contact", each, arg, err) : st;
}
