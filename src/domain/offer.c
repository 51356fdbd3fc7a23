/* An offer's file, key by key, and the lint that keeps it anonymous. */
#include "domain/offer.h"

#include "domain/firm_name.h"
#include "domain/organiser_file.h"
#include "domain/words.h"
#include "store/db_audit.h"
#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fold.h"

#include <string.h>

#define SDGS 17 /* goals of the United Nations */

static const char *const kinds[] = { "business-offer", "business-request", "technology-offer", "technology-request",
	"research-request", NULL };

static enum status copy(const char *text, char **ret, struct error *err)
{
	if (text != NULL && (*ret = strdup(text)) == NULL) {
		return error_set(err, ST_NOMEM, "offer: out of memory");
	}
	return ST_OK;
}

/* The owner by an address or a registration code. */
static enum status read_owner(struct organiser_file *file, struct conf_section *sec, struct store *store, struct offer *o,
		char **ret_name, struct error *err)
{
	const char *text = conf_get(sec, "organisation");
	CLEANUP_STRBUF struct strbuf key = STRBUF_INIT;
	enum status st;

	if (text == NULL) {
		return ST_OK;
	}
	for (const char *p = text; *p != '\0'; p++) {
		strbuf_addc(&key, strchr(text, '@') != NULL ? ascii_lower(*p) : *p);
	}
	st = db_offer_owner(store, key.buf, &o->organisation_id, ret_name, err);
	if (st == ST_OK && o->organisation_id == 0) {
		organiser_file_fault(file, sec, "organisation",
				"no contact has the address and no organisation the code '%s'; import it first", text);
	}
	return st;
}

/* "Lithuania; PL" as "LT,PL" */
static void read_targets(struct organiser_file *file, struct conf_section *sec, struct strbuf *out)
{
	const char *text = conf_get(sec, "targets");

	for (const char *p = text; p != NULL && *p != '\0';) {
		CLEANUP_STRBUF struct strbuf word = STRBUF_INIT;
		size_t len = strcspn(p, ",;");

		strbuf_add(&word, p, len);
		strbuf_trim(&word);
		if (word.len > 0 && words_country(word.buf) == NULL) {
			organiser_file_fault(file, sec, "targets", "'%s' is no country; write codes such as LT, PL", word.buf);
		} else if (word.len > 0 && (out->len == 0 || strstr(out->buf, words_country(word.buf)) == NULL)) {
			strbuf_join(out, out->len > 0 ? "," : "", words_country(word.buf), NULL);
		}
		p += len + (p[len] != '\0');
	}
}

/* Numbers of the Sustainable Development Goals in their order. */
static void read_goals(struct organiser_file *file, struct conf_section *sec, struct strbuf *out)
{
	const char *text = conf_get(sec, "sdg");
	bool goals[SDGS + 1] = { false };

	for (const char *p = text; p != NULL && *p != '\0';) {
		size_t len = strspn(p, "0123456789");
		int n = 0;

		for (size_t i = 0; i < len && n <= SDGS; i++) {
			n = n * 10 + (p[i] - '0');
		}
		if (len == 0 || n < 1 || n > SDGS) {
			organiser_file_fault(file, sec, "sdg", "'%s' are no goals; write their numbers, 1 to %d: 9, 12", text, SDGS);
			return;
		}
		goals[n] = true;
		p += len + strspn(p + len, ",; ");
	}
	for (int n = 1; n <= SDGS; n++) {
		if (goals[n]) {
			strbuf_addf(out, "%s%d", out->len > 0 ? "," : "", n);
		}
	}
}

/* What the Enterprise Europe Network asks besides kind, country and texts. */
static enum status read_profile(struct organiser_file *file, struct conf_section *sec, struct offer *o, struct error *err)
{
	CLEANUP_STRBUF struct strbuf targets = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf goals = STRBUF_INIT;
	enum status st;

	read_targets(file, sec, &targets);
	read_goals(file, sec, &goals);
	o->coordinator = conf_get_bool(file->conf, sec, "coordinator", false, &file->problems);
	o->interest_until = organiser_file_time(file, sec, "interest-until", NULL, DAY_ENDS, false);
	if (o->interest_until != 0 && o->valid_until != 0 && o->interest_until > o->valid_until) {
		organiser_file_fault(file, sec, "interest-until", "is behind valid-until");
	}
	if (!strbuf_ok(&targets) || !strbuf_ok(&goals)) {
		return error_set(err, ST_NOMEM, "offer: out of memory");
	}
	st = copy(targets.len > 0 ? targets.buf : NULL, &o->targets, err);
	st = st == ST_OK ? copy(goals.len > 0 ? goals.buf : NULL, &o->sdgs, err) : st;
	st = st == ST_OK ? copy(conf_get(sec, "programme"), &o->programme, err) : st;
	return st == ST_OK ? copy(conf_get(sec, "call"), &o->call, err) : st;
}

static enum status read_main(struct organiser_file *file, struct conf_section *sec, struct store *store, struct offer *o,
		char **ret_owner, struct error *err)
{
	static const char *const known[] = { "id", "kind", "country", "organisation", "sector", "valid-until", "adviser", "targets",
		"sdg", "programme", "call", "coordinator", "interest-until", NULL };
	int kind = conf_get_choice(file->conf, sec, "kind", kinds, 0, &file->problems);
	const char *country = conf_get(sec, "country");
	const char *sector = conf_get(sec, "sector");
	const char *adviser = conf_get(sec, "adviser");
	enum status st = copy(organiser_file_id(file, sec), &o->key, err);

	(void)organiser_file_need(file, sec, "kind");
	if (country != NULL && words_country(country) == NULL) {
		organiser_file_fault(file, sec, "country", "'%s' is no country; write a code such as LT", country);
	}
	if (adviser != NULL && strchr(adviser, '@') == NULL) {
		organiser_file_fault(file, sec, "adviser", "'%s' is no mail address", adviser);
	}
	st = st == ST_OK ? copy(kinds[kind], &o->kind, err) : st;
	st = st == ST_OK ? copy(country != NULL ? words_country(country) : NULL, &o->country, err) : st;
	st = st == ST_OK ? copy(sector != NULL && words_sector(sector) != NULL ? words_sector(sector) : sector, &o->sector, err) : st;
	st = st == ST_OK ? copy(adviser, &o->adviser, err) : st;
	o->valid_until = organiser_file_time(file, sec, "valid-until", NULL, DAY_ENDS, false);
	if (o->valid_until != 0 && o->valid_until <= clock_now()) {
		organiser_file_fault(file, sec, "valid-until", "the offer has run out already");
	}
	st = st == ST_OK ? read_profile(file, sec, o, err) : st;
	st = st == ST_OK ? read_owner(file, sec, store, o, ret_owner, err) : st;
	conf_report_unknown(file->conf, sec, known, &file->problems);
	return st;
}

static bool names_owner(const char *value, const char *owner)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;

	if (owner == NULL) {
		return false;
	}
	fold_add(&text, value, strlen(value));
	firm_name_key(owner, &name);
	return name.len >= 4 && strstr(text.buf, name.buf) != NULL;
}

static void check_anonymous(struct organiser_file *file, const struct offer *o, const char *owner)
{
	for (size_t i = 0; i < o->texts.n; i++) {
		const struct text *t = &o->texts.items[i];
		struct conf_section *sec = conf_find(file->conf, "text", t->language);

		if (names_owner(t->value, owner)) {
			organiser_file_fault(file, sec, t->key, "names the owner '%s'; offers go out without a name", owner);
		}
		if (strchr(t->value, '@') != NULL || strstr(t->value, "www.") != NULL || strstr(t->value, "://") != NULL) {
			organiser_file_fault(file, sec, t->key, "holds an address or a web page; offers go out without them");
		}
	}
}

enum status offer_add(struct store *store, const char *path, const char *actor, bool *ret_new, struct error *err)
{
	static const char *const words[] = { "offer", "text", NULL };
	static const char *const needed[] = { "title", "summary", NULL };
	CLEANUP_ORGANISER_FILE struct organiser_file file = ORGANISER_FILE_INIT;
	CLEANUP_OFFER struct offer o = OFFER_INIT;
	CLEANUP_FREE char *owner = NULL;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct conf_section *sec = NULL;
	enum status st = organiser_file_open(&file, path, words, &sec, err);

	if (st == ST_OK && sec != NULL) {
		st = read_main(&file, sec, store, &o, &owner, err);
	}
	if (st == ST_OK) {
		st = organiser_file_texts(&file, needed, &o.texts, err);
	}
	if (st == ST_OK) {
		check_anonymous(&file, &o, owner);
		st = organiser_file_check(&file, err);
	}
	if (st == ST_OK) {
		st = store_begin(store, &tx, err);
	}
	if (st == ST_OK) {
		st = db_offer_id(store, o.key, &o.id, err);
	}
	*ret_new = o.id == 0;
	if (st == ST_OK) {
		st = db_offer_save(store, &o, clock_now(), err);
	}
	if (st == ST_OK) {
		st = audit_add(store, actor, *ret_new ? "add" : "change", "offer", o.id, NULL, NULL, err);
	}
	return st != ST_OK ? st : store_commit(&tx, err);
}
