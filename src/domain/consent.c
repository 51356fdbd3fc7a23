/* The decision, in the order in which a no is most final: state of the contact, suppression, basis by the rule. */
#include "domain/consent.h"

#include "domain/consent_rules.h"
#include "domain/words.h"
#include "mail/address.h"
#include "store/db_basis.h"
#include "store/db_contact.h"
#include "store/db_organisation.h"
#include "store/db_suppression.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <string.h>

struct consent {
	struct store *store;
	const struct token_key *key;
	struct consent_rules rules;
	char why[640]; /* of the last no */
};

/* What the decision looks at. */
struct question {
	const char *email_key;
	const char *address_key; /* where it really goes; NULL: there */
	const char *status;      /* of the contact */
	const char *country;     /* NULL: not known */
	int64_t contact_id;
	int64_t campaign_id; /* 0: none */
	bool office;
	enum letter_class class_;
};

enum status consent_open(struct store *store, const struct token_key *key, const char *data_dir,
		const char *workspace_dir, struct consent **ret, struct error *err)
{
	CLEANUP_CONSENT struct consent *consent = calloc(1, sizeof *consent);
	enum status st;

	if (consent == NULL) {
		return error_set(err, ST_NOMEM, "consent: out of memory");
	}
	consent->store = store;
	consent->key = key;
	st = consent_rules_read(data_dir, workspace_dir, &consent->rules, err);
	if (st == ST_OK) {
		*ret = TAKE_PTR(consent);
	}
	return st;
}

void consent_free(struct consent *consent)
{
	if (consent != NULL) {
		consent_rules_release(&consent->rules);
		free(consent);
	}
}

void consent_cleanup(struct consent **consent)
{
	consent_free(*consent);
}

/* --- suppression --- */

static const char *reason_sentence(enum suppression_reason reason)
{
	switch (reason) {
	case SUPPRESSED_UNSUBSCRIBED:
		return "asked for no more mail";
	case SUPPRESSED_OBJECTION:
		return "objected to the use of the address";
	case SUPPRESSED_HARD_BOUNCE:
		return "the mailbox does not exist";
	case SUPPRESSED_COMPLAINT:
		return "complained of spam";
	case SUPPRESSED_STAFF:
		return "suppressed by staff";
	case SUPPRESSED_IMPORT:
		return "on an imported suppression list";
	case SUPPRESSED_ERASED:
		return "asked to be erased";
	case SUPPRESSION_REASONS:
		break;
	}
	return "suppressed";
}

/* A letter that the recipient's own act calls for is stopped only by what makes it useless or unlawful at all. */
static bool stops(enum suppression_reason reason, enum letter_class class_)
{
	return class_ != LETTER_SERVICE || reason == SUPPRESSED_HARD_BOUNCE || reason == SUPPRESSED_COMPLAINT
			|| reason == SUPPRESSED_ERASED;
}

static enum status check_suppression(struct consent *c, const struct question *q, const char *email_key,
		bool *ret_may, struct error *err)
{
	struct suppression s;
	bool found = false;
	char day[TIME_RFC3339_SIZE];
	enum status st = db_suppression_find_campaign(c->store, c->key, email_key, q->campaign_id, &s, &found, err);

	/* who wanted no letters and then joined a newsletter gets that and nothing else */
	if (st == ST_OK && found && s.list_id == 0 && q->class_ == LETTER_NEWSLETTER && (s.reason == SUPPRESSED_UNSUBSCRIBED
			|| s.reason == SUPPRESSED_OBJECTION || s.reason == SUPPRESSED_IMPORT)) {
		bool joined = false;

		st = db_basis_joined_since(c->store, q->contact_id, q->campaign_id, s.at, &joined, err);
		found = !joined;
	}
	if (st == ST_OK && found && stops(s.reason, q->class_)) {
		*ret_may = false;
		(void)snprintf(c->why, sizeof c->why, "%s (%.10s%s)", reason_sentence(s.reason),
				time_format_rfc3339(s.at, day), s.list_id != 0 ? ", this list only" : "");
	}
	return st;
}

/* --- basis --- */

static void describe_bases(unsigned kinds, char *buf, size_t size)
{
	size_t n = 0;

	buf[0] = '\0';
	for (int i = 0; i < BASIS_WITHDRAWN; i++) { /* a confirmed consent is a consent */
		if ((kinds & 1u << i) != 0 && n < size) {
			n += (size_t)snprintf(buf + n, size - n, "%s%s", n > 0 ? ", " : "", basis_kind_name((enum basis_kind)i));
		}
	}
}

static enum status check_basis(struct consent *c, const struct question *q, const char *class_, int64_t now,
		bool *ret_may, struct error *err)
{
	const char *at = strrchr(q->email_key, '@');
	const char *country = q->country != NULL ? q->country : at != NULL ? words_country_of_domain(at + 1) : NULL;
	const struct consent_country *rules = consent_rules_of(&c->rules, country);
	const struct consent_rule *rule = consent_rule_find(rules, q->class_, q->office, now);
	unsigned in_force = 0;
	char bases[128];
	enum status st = db_basis_in_force(c->store, q->contact_id, class_, q->campaign_id, &in_force, err);

	if (st != ST_OK) {
		return st;
	}
	if (q->class_ == LETTER_CONSENT && (in_force & BASIS_CONFIRMED) != 0) {
		*ret_may = false;
		(void)snprintf(c->why, sizeof c->why, "the consent is confirmed already");
		return ST_OK;
	}
	if (rule != NULL && (rule->needs & in_force) != 0) {
		return ST_OK;
	}
	*ret_may = false;
	if (rule == NULL) {
		(void)snprintf(c->why, sizeof c->why, "no rule of %s allows a letter of class %s",
				rules != NULL ? rules->file : "templates/rules", class_);
		return ST_OK;
	}
	describe_bases(in_force, bases, sizeof bases);
	(void)snprintf(c->why, sizeof c->why, "%s; on record: %s (%s, rule %s)", rule->why,
			bases[0] != '\0' ? bases : "nothing", rules->file, rule->name);
	return ST_OK;
}

static enum status decide(struct consent *c, const struct question *q, const char *class_, int64_t now, bool *ret_may,
		const char **ret_why, struct error *err)
{
	bool may = true;
	enum status st = ST_OK;

	if (strcmp(q->status, "erased") == 0) {
		may = false;
		(void)snprintf(c->why, sizeof c->why, "the contact was erased");
	} else if (q->class_ != LETTER_SERVICE && strcmp(q->status, "restricted") == 0) {
		may = false;
		(void)snprintf(c->why, sizeof c->why, "the use of the person's data is restricted");
	} else if (q->address_key == NULL && q->class_ != LETTER_SERVICE && strcmp(q->status, "active") != 0) {
		may = false;
		(void)snprintf(c->why, sizeof c->why, "%s", strcmp(q->status, "bounced") == 0
				? "the mailbox does not exist: earlier letters came back" : "the person has moved");
	}
	if (may) {
		st = check_suppression(c, q, q->address_key != NULL ? q->address_key : q->email_key, &may, err);
	}
	if (st == ST_OK && may && q->address_key != NULL && q->class_ != LETTER_SERVICE) {
		st = check_suppression(c, q, q->email_key, &may, err);
	}
	if (st == ST_OK && may && q->class_ != LETTER_SERVICE) {
		st = check_basis(c, q, class_, now, &may, err);
	}
	if (st == ST_OK) {
		*ret_may = may;
		*ret_why = may ? NULL : c->why;
	}
	return st;
}

enum status consent_may_write(struct consent *consent, const struct ledger_message *message, int64_t now,
		bool *ret_may, const char **ret_why, struct error *err)
{
	char key[ADDRESS_SIZE];
	struct question q = { .email_key = message->email_key != NULL ? message->email_key : "",
		.status = message->contact_status != NULL ? message->contact_status : "active", .country = message->country,
		.contact_id = message->contact_id, .campaign_id = message->campaign_id, .office = message->role != 0,
		.class_ = LETTER_SERVICE };
	const char *class_ = message->class_ != NULL ? message->class_ : "service";

	if (message->campaign_id != 0 && !letter_class_of(class_, &q.class_)) {
		return error_set(err, ST_INVALID, "'%s' is no class of letters", class_);
	}
	if (message->to_other_address && message->address != NULL
			&& address_fold(message->address, strlen(message->address), key)) {
		q.address_key = key;
	}
	return decide(consent, &q, class_, now, ret_may, ret_why, err);
}

enum status consent_may_write_contact(struct consent *consent, int64_t contact_id, const char *class_, int64_t now,
		bool *ret_may, const char **ret_why, struct error *err)
{
	CLEANUP_CONTACT struct contact contact = CONTACT_INIT;
	CLEANUP_ORGANISATION struct organisation organisation = ORGANISATION_INIT;
	struct question q = { .contact_id = contact_id };
	enum status st;

	if (!letter_class_of(class_, &q.class_)) {
		return error_set(err, ST_INVALID, "'%s' is no class of letters: event, offer, newsletter, survey", class_);
	}
	st = db_contact_load(consent->store, contact_id, &contact, err);
	if (st == ST_OK && contact.organisation_id != 0) {
		st = db_organisation_load(consent->store, contact.organisation_id, &organisation, err);
	}
	if (st != ST_OK) {
		return st;
	}
	q.email_key = contact.email_key;
	q.status = contact.status;
	q.country = organisation.country;
	q.office = contact.role;
	return decide(consent, &q, class_, now, ret_may, ret_why, err);
}
