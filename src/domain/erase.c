/* The order of erasure: seats first (their rules need the contact), then the person's own rows, then what others' rows say, the
 * contact last. Files go just before the commit: copies of letters are no loss when it fails. */
#include "domain/erase.h"

#include "domain/erase_private.h"
#include "store/db_audit.h"
#include "store/db_erase.h"
#include "store/db_merge_contact.h"
#include "store/db_organisation.h"
#include "store/db_setting.h"
#include "store/db_suppression.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fold.h"

#include <string.h>

#define SETTING_PURGE_DUE "purge-due" /* something was erased and the database not rewritten since */
#define ADDRESSES_MAX 64u /* of one person */
#define STEM_MIN 5u /* letters of a family name that tell a firm of its owner's name */

void erase_tell(const struct erase_work *w, enum erase_fate fate, int64_t n, const char *what, const char *detail)
{
	if (w->options->each != NULL && (n > 0 || fate != ERASE_REMOVED)) {
		w->options->each(w->options->arg, &(struct erase_line){ fate, n, what, detail });
	}
}

static void tell_rows(void *arg, const char *what, int64_t n)
{
	erase_tell(arg, ERASE_REMOVED, n, what, NULL);
}

/* A firm that is called as its owner is ("Jan Nowak Usługi", "Petraičio IĮ") and has nobody else: names decline, so that the
 * beginning of the family name counts. */
static bool is_owners_firm(const struct person *p, const struct organisation *o)
{
	char folded[512];
	char stem[64];
	const char *family = p->name_key != NULL ? strrchr(p->name_key, ' ') : NULL;
	size_t len;

	if (family == NULL || o->name == NULL) {
		return false;
	}
	family++;
	len = strlen(family);
	len = len > STEM_MIN + 2 ? len - 2 : len > STEM_MIN ? STEM_MIN : len;
	if (len < 3 || len >= sizeof stem) {
		return false;
	}
	(void)snprintf(stem, sizeof stem, "%.*s", (int)len, family);
	(void)fold_into(o->name, strlen(o->name), folded, sizeof folded);
	return strstr(folded, stem) != NULL;
}

static enum status erase_firm(struct erase_work *w, struct error *err)
{
	CLEANUP_ORGANISATION struct organisation o = ORGANISATION_INIT;
	bool alone = false;
	enum status st;

	if (w->person->ref.organisation_id == 0) {
		return ST_OK;
	}
	st = db_organisation_load(w->store, w->person->ref.organisation_id, &o, err);
	if (st != ST_OK) {
		return st;
	}
	if (is_owners_firm(w->person, &o)) {
		st = db_erase_organisation(w->store, o.id, &alone, w->now, err);
	}
	if (alone) {
		erase_tell(w, ERASE_REMOVED, 1, "organisation", "it bore the person's name");
	} else if (o.name[0] != '\0') {
		erase_tell(w, ERASE_KEPT, 1, "organisation", "a firm is no person");
	}
	return st;
}

static enum status suppress(struct erase_work *w, const struct token_key *key, struct error *err)
{
	bool added = false;
	enum status st;

	if (!w->options->suppress) {
		return ST_OK;
	}
	st = db_suppression_add(w->store, key, w->person->address.key, 0, SUPPRESSED_ERASED, "erased", w->now, &added, err);
	erase_tell(w, ERASE_KEPT, 1, "suppression", "as a keyed hash: an import that brings the address again does not make us write");
	return st;
}

static enum status erase_contact(struct erase_work *w, struct error *err)
{
	enum status st;

	if (w->person->contact.id == 0) {
		return ST_OK;
	}
	st = db_erase_contact(w->store, w->person->contact.id, w->now, err);
	erase_tell(w, ERASE_REMOVED, 1, "contact", "address, names, phone, source");
	erase_tell(w, ERASE_KEPT, 0, "rows of letters, replies and registrations", "without a name: reports count them");
	return st == ST_OK ? erase_firm(w, err) : st;
}

static void tell_text(void *arg, const char *where)
{
	erase_tell(arg, ERASE_ELSEWHERE, 1, where, "its texts name the person: change its file");
}

static enum status erase_all(struct erase_work *w, const struct token_key *key, struct error *err)
{
	int64_t claimed = 0;
	enum status st = db_erase_count_claimed(w->store, &w->person->ref, &claimed, err);

	if (st == ST_OK && claimed > 0) {
		return error_set(err, ST_TEMP, "a letter to the person is on its way just now; try again when 'kvieslys send' has ended");
	}
	if (st == ST_OK) {
		st = erase_find_files(w, err);
	}
	if (st == ST_OK) {
		st = erase_seats(w, err);
	}
	if (st == ST_OK) {
		st = db_erase_rows(w->store, &w->person->ref, w->options->own_rows, w->now, tell_rows, w, err);
	}
	if (st == ST_OK && !w->options->own_rows) {
		st = db_erase_each_text(w->store, &w->person->ref, tell_text, w, err);
	}
	if (st == ST_OK && !w->options->own_rows) {
		st = erase_mentions(w, err);
	}
	if (st == ST_OK) {
		st = erase_contact(w, err);
	}
	if (st == ST_OK) {
		st = suppress(w, key, err);
	}
	return st == ST_OK ? erase_delete_files(w, err) : st;
}

/* The organiser's own mailboxes are no person's: every letter and reply bears them. */
static bool is_our_own(const struct config *config, const char *email_key)
{
	const char *const ours[] = { config->sender.address, config->sender.reply_to, config->sender.bounce_to,
		config->sender.staff };
	char key[ADDRESS_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(ours); i++) {
		if (ours[i] != NULL && address_fold(ours[i], strlen(ours[i]), key) && strcmp(key, email_key) == 0) {
			return true;
		}
	}
	return false;
}

static enum status erase_address(struct store *store, const struct config *config, const struct token_key *key,
		const struct person *person, const struct erase_options *options, struct error *err)
{
	struct erase_work w = { .store = store, .config = config, .person = person, .options = options, .now = clock_now() };
	enum status st = erase_all(&w, key, err);

	erase_release_files(&w);
	if (st == ST_OK) {
		erase_tell(&w, ERASE_ELSEWHERE, 0, "backups, files that were imported, mails that were sent",
				"look yourself; a restored backup is cleaned of it again");
		st = audit_add(store, options->actor, "erase", "contact", person->contact.id, options->why, NULL, err);
	}
	return st;
}

/* The person's other contacts, which were merged with this one. */
static enum status erase_others(struct store *store, const struct config *config, const struct token_key *key,
		const int64_t *ids, size_t n, const struct erase_options *options, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; i < n && st == ST_OK; i++) {
		CLEANUP_PERSON struct person other = PERSON_INIT;

		st = person_load(store, key, ids[i], &other, err);
		if (st == ST_OK && strcmp(other.contact.status, "erased") != 0) {
			st = erase_address(store, config, key, &other, options, err);
		}
	}
	return st;
}

enum status erase_person(struct store *store, const struct config *config, const struct token_key *key,
		const struct person *person, const struct erase_options *options, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t others[ADDRESSES_MAX];
	size_t n = 0;
	enum status st = is_our_own(config, person->address.key)
			? error_set(err, ST_INVALID, "%s is an address of kvieslys.conf: name another one there first",
					person->address.email)
			: store_begin(store, &tx, err);

	if (st == ST_OK && person->contact.id != 0) {
		st = db_merge_contact_others(store, person->contact.id, others, ARRAY_SIZE(others), &n, err);
	}
	st = st == ST_OK ? erase_address(store, config, key, person, options, err) : st;
	st = st == ST_OK ? erase_others(store, config, key, others, n, options, err) : st;
	if (st == ST_OK) {
		st = erase_purge_later(store, err);
	}
	return st == ST_OK && !options->dry_run ? store_commit(&tx, err) : st;
}

enum status erase_purge_later(struct store *store, struct error *err)
{
	return db_setting_set_int(store, SETTING_PURGE_DUE, 1, err);
}

enum status erase_purge(struct store *store, struct error *err)
{
	int64_t due = 0;
	enum status st = db_setting_get_int(store, SETTING_PURGE_DUE, 0, &due, err);

	if (st != ST_OK || due == 0) {
		return st;
	}
	st = db_setting_set_int(store, SETTING_PURGE_DUE, 0, err);
	if (st == ST_OK) {
		st = store_purge(store, err);
	}
	if (st != ST_OK) {
		(void)db_setting_set_int(store, SETTING_PURGE_DUE, 1, NULL);
	}
	return st;
}
