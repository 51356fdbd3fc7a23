/* Letters looked at before they are sent. */
#include "domain/proof.h"

#include "domain/consent.h"
#include "domain/letter_job.h"
#include "domain/letter_load.h"
#include "domain/segment.h"
#include "store/db_proof.h"
#include "util/cleanup.h"

#include <stdio.h>
#include <string.h>

_Static_assert(PROOF_CONTACTS == PROOF_AWKWARD, "one number, said in two layers");

struct proof {
	struct store *store;
	const struct config *config;
	struct letter_sender sender;
	struct identity_maker maker;
	struct letter_book *book;
	struct letter_press *press;
	struct problems problems; /* of all templates */
	struct letter_topic *topic; /* of `ids` */
	struct letter_topic_ids ids;
};

enum status proof_open(struct store *store, const struct config *config, const struct token_key *key,
		const struct languages *languages, struct proof **ret, struct error *err)
{
	CLEANUP_PROOF struct proof *p = calloc(1, sizeof *p);
	enum status st;

	if (p == NULL) {
		return error_set(err, ST_NOMEM, "proof: out of memory");
	}
	p->store = store;
	p->config = config;
	letter_sender_from_config(config, &p->sender);
	identity_maker_from_config(config, key, &p->maker);
	/* Faults of letters that this campaign does not use are not its affair: those it uses tell their own. */
	st = letter_book_open(languages, &p->sender, &p->book, &p->problems, err);
	st = st == ST_OK ? letter_press_new(p->book, &p->press, err) : st;
	if (st == ST_OK) {
		*ret = TAKE_PTR(p);
	}
	return st;
}

void proof_free(struct proof *p)
{
	if (p == NULL) {
		return;
	}
	problems_release(&p->problems);
	letter_press_free(p->press);
	letter_topic_free(p->topic);
	letter_book_free(p->book);
	free(p);
}

void proof_cleanup(struct proof **proof)
{
	proof_free(*proof);
}

static enum status want_topic(struct proof *p, int64_t event_id, int64_t offer_id, int64_t survey_id, struct error *err)
{
	const struct letter_topic_ids ids = { event_id, offer_id, survey_id };

	if (p->topic != NULL && letter_topic_ids_equal(&p->ids, &ids)) {
		return ST_OK;
	}
	letter_topic_free(p->topic);
	p->topic = NULL;
	p->ids = ids;
	return letter_topic_load(p->book, p->store, p->config, &ids, &p->topic, err);
}

enum status proof_print(struct proof *p, const struct ledger_message *row, int64_t now, struct letter_print *ret,
		struct error *err)
{
	struct letter_job job;
	enum status st = want_topic(p, row->event_id, row->offer_id, row->survey_id, err);

	st = st == ST_OK ? letter_job_make(p->config, &p->maker, row, p->topic, now, &job, err) : st;
	return st == ST_OK ? letter_press_print(p->press, &job.message, ret, err) : st;
}

enum status proof_public(struct proof *p, const char *letter, const char *language, const char *params,
		const struct letter_page *page, int64_t now, struct letter_print *ret, struct error *err)
{
	/* a mail has to go to somebody: the sender himself, whom nobody is told of */
	const struct ledger_message row = { .letter = letter, .class_ = "newsletter", .campaign = "archive", .languages = language,
		.language = language, .params = params, .email = p->config->sender.address, .role = 1, .informed_at = 1 };
	struct letter_job job;
	enum status st = letter_job_make(p->config, &p->maker, &row, NULL, now, &job, err);

	job.message.page = page;
	return st == ST_OK ? letter_press_print(p->press, &job.message, ret, err) : st;
}

enum status proof_index(struct proof *p, const struct letter_issue *issues, size_t n, struct strbuf *out, struct error *err)
{
	return letter_press_index(p->press, issues, n, out, err);
}

enum status proof_preview(struct proof *p, int64_t campaign_id, int64_t step, int64_t contact_id, int64_t now,
		struct letter_print *ret, struct error *err)
{
	CLEANUP_LEDGER_MESSAGE struct ledger_message row = LEDGER_MESSAGE_INIT;
	enum status st = db_message_draft(p->store, campaign_id, step, contact_id, &row, err);

	return st == ST_OK ? proof_print(p, &row, now, ret, err) : st;
}

enum status proof_test(struct proof *p, int64_t campaign_id, int64_t step, int64_t contact_id, const char *to, int64_t now,
		struct letter_print *ret, struct error *err)
{
	CLEANUP_LEDGER_MESSAGE struct ledger_message row = LEDGER_MESSAGE_INIT;
	struct letter_job job;
	enum status st = db_message_draft(p->store, campaign_id, step, contact_id, &row, err);

	row.id = 0; /* no row has it */
	row.nonce = (now << 20) ^ contact_id; /* yet a Message-ID of its own, or mail programs take it for a copy */
	row.contact_id = 0;
	st = st == ST_OK ? want_topic(p, row.event_id, row.offer_id, row.survey_id, err) : st;
	st = st == ST_OK ? letter_job_make(p->config, &p->maker, &row, p->topic, now, &job, err) : st;
	job.message.test_to = to;
	return st == ST_OK ? letter_press_print(p->press, &job.message, ret, err) : st;
}

static enum status check_contact(struct proof *p, struct letter_checker *checker, int64_t campaign_id, int64_t step,
		int64_t contact_id, int64_t now, struct findings *findings, struct error *err)
{
	CLEANUP_LEDGER_MESSAGE struct ledger_message row = LEDGER_MESSAGE_INIT;
	struct letter_job job;
	enum status st = db_message_draft(p->store, campaign_id, step, contact_id, &row, err);

	st = st == ST_OK ? want_topic(p, row.event_id, row.offer_id, row.survey_id, err) : st;
	st = st == ST_OK ? letter_job_make(p->config, &p->maker, &row, p->topic, now, &job, err) : st;
	return st == ST_OK ? letter_check_contact(checker, &job.message, findings, err) : st;
}

static enum status check_contacts(struct proof *p, struct letter_checker *checker, int64_t campaign_id,
		const struct proof_campaign *c, int64_t now, struct findings *findings, struct error *err)
{
	CLEANUP_FREE int64_t *contacts = NULL;
	size_t n = 0;
	enum status st = db_proof_contacts(p->store, &contacts, &n, err);

	for (size_t step = 0; step < c->n_letters && st == ST_OK; step++) {
		for (size_t i = 0; i < n && st == ST_OK; i++) {
			st = check_contact(p, checker, campaign_id, c->steps[step], contacts[i], now, findings, err);
		}
	}
	return st;
}

/* The campaign and its audience. */
static enum status gather(struct proof *p, int64_t campaign_id, struct proof_campaign *ret, struct error *err)
{
	int64_t n = 0;
	enum status st = db_proof_campaign(p->store, campaign_id, ret, err);

	return st == ST_OK ? segment_gather(p->store, ret->audience, &n, err) : st;
}

enum status proof_check(struct proof *p, int64_t campaign_id, int64_t now, struct findings *findings,
		struct letter_check_counts *ret_counts, struct error *err)
{
	CLEANUP_PROOF_CAMPAIGN struct proof_campaign c = PROOF_CAMPAIGN_INIT;
	CLEANUP_LETTER_CHECKER struct letter_checker *checker = NULL;
	CLEANUP_FREE const char **letters = NULL;
	struct letter_plan plan = { .languages = NULL };
	enum status st = gather(p, campaign_id, &c, err);

	st = st == ST_OK ? want_topic(p, c.event_id, c.offer_id, c.survey_id, err) : st;
	st = st == ST_OK ? letter_checker_new(p->book, &checker, err) : st;
	if (st != ST_OK) {
		return st;
	}
	letters = calloc(c.n_letters + 1, sizeof *letters);
	if (letters == NULL) {
		return error_set(err, ST_NOMEM, "proof: out of memory");
	}
	for (size_t i = 0; i < c.n_letters; i++) {
		letters[i] = c.letters[i];
	}
	plan = (struct letter_plan){ .letters = letters, .languages = c.languages, .topic = p->topic, .problems = &p->problems };
	letter_check_letters(checker, &plan, findings);
	st = check_contacts(p, checker, campaign_id, &c, now, findings, err);
	if (st == ST_OK) {
		letter_check_counts(checker, ret_counts);
	}
	return st;
}

struct readiness {
	struct proof *proof;
	struct consent *consent;
	int64_t campaign_id, now;
	size_t faults;
	struct error first;
};

static void note_fault(struct readiness *r, enum status st, const char *text)
{
	r->faults++;
	(void)error_set(&r->first, st, "%s", text); /* the first stays */
}

/* Who may not be written to needs no letter. */
static enum status try_contact(struct readiness *r, int64_t contact_id, struct error *err)
{
	CLEANUP_LEDGER_MESSAGE struct ledger_message row = LEDGER_MESSAGE_INIT;
	struct error fault = ERROR_INIT;
	struct letter_print print;
	const char *why = NULL;
	bool may = false;
	enum status st = db_message_draft(r->proof->store, r->campaign_id, 0, contact_id, &row, err);

	if (st != ST_OK) {
		return st;
	}
	st = proof_print(r->proof, &row, r->now, &print, &fault);
	if (st == ST_OK) {
		return ST_OK;
	}
	if (st != ST_INVALID && st != ST_NOT_FOUND) {
		return error_set(err, st, "%s", fault.text);
	}
	st = consent_may_write(r->consent, &row, r->now, &may, &why, err);
	if (st == ST_OK && may) {
		note_fault(r, ST_INVALID, fault.text);
	}
	return st;
}

enum status proof_ready(struct proof *p, struct consent *consent, int64_t campaign_id, int64_t now, struct error *err)
{
	CLEANUP_PROOF_CAMPAIGN struct proof_campaign c = PROOF_CAMPAIGN_INIT;
	CLEANUP_LETTER_CHECKER struct letter_checker *checker = NULL;
	CLEANUP_FINDINGS struct findings stale = FINDINGS_INIT;
	CLEANUP_FREE int64_t *contacts = NULL;
	struct readiness r = { .proof = p, .consent = consent, .campaign_id = campaign_id, .now = now, .first = ERROR_INIT };
	size_t n = 0;
	enum status st = gather(p, campaign_id, &c, err);

	st = st == ST_OK ? letter_checker_new(p->book, &checker, err) : st;
	if (st == ST_OK && c.n_letters > 0) {
		letter_check_stale(checker, c.letters[0], c.languages, &stale);
	}
	for (size_t i = 0; i < stale.n; i++) {
		note_fault(&r, ST_INVALID, stale.items[i].text);
	}
	st = st == ST_OK ? db_proof_contacts(p->store, &contacts, &n, err) : st;
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		st = try_contact(&r, contacts[i], err);
	}
	if (st == ST_OK && r.faults > 0) {
		return error_set(err, ST_INVALID, "%s%s; 'kvieslys campaign check' tells all of it", r.first.text,
				r.faults > 1 ? " (and more)" : "");
	}
	return st;
}

enum status proof_contacts(struct proof *p, int64_t campaign_id, int64_t ret[PROOF_CONTACTS], size_t *ret_n, struct error *err)
{
	CLEANUP_PROOF_CAMPAIGN struct proof_campaign c = PROOF_CAMPAIGN_INIT;
	enum status st = gather(p, campaign_id, &c, err);

	return st == ST_OK ? db_proof_awkward(p->store, ret, ret_n, err) : st;
}

enum status proof_step(struct proof *p, int64_t campaign_id, const char *step, int64_t *ret, struct error *err)
{
	CLEANUP_PROOF_CAMPAIGN struct proof_campaign c = PROOF_CAMPAIGN_INIT;
	CLEANUP_STRBUF struct strbuf names = STRBUF_INIT;
	enum status st = db_proof_campaign(p->store, campaign_id, &c, err);

	for (size_t i = 0; st == ST_OK && i < c.n_letters; i++) {
		char number[24];

		(void)snprintf(number, sizeof number, "%lld", (long long)c.steps[i]);
		if (strcmp(step, number) == 0 || strcmp(step, c.names[i]) == 0 || strcmp(step, c.letters[i]) == 0) {
			*ret = c.steps[i];
			return ST_OK;
		}
		strbuf_addf(&names, "%s%s", i > 0 ? ", " : "", i > 0 ? c.names[i] : "0");
	}
	return st != ST_OK ? st : error_set(err, ST_NOT_FOUND, "there is no step '%s'; there are: %s", step, names.buf);
}

enum status proof_check_templates(const struct config *config, const struct languages *languages, struct findings *findings,
		struct error *err)
{
	CLEANUP_LETTER_BOOK struct letter_book *book = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	struct error fault = ERROR_INIT;
	struct letter_sender sender;
	enum status st;

	letter_sender_from_config(config, &sender);
	st = letter_book_open(languages, &sender, &book, &problems, &fault);
	if (st == ST_NOMEM) {
		return error_set(err, st, "%s", fault.text);
	}
	if (st != ST_OK) {
		findings_add(findings, FINDING_FAULT, "templates", NULL, "%s", fault.text);
	}
	for (size_t i = 0; i < problems.n; i++) {
		findings_add(findings, FINDING_FAULT, "templates", "mend the file", "%s",
				problems.texts[i] != NULL ? problems.texts[i] : "out of memory");
	}
	if (st == ST_OK && problems.n == 0) {
		findings_add(findings, FINDING_OK, "templates", NULL, "letters of %zu languages have no faults",
				languages_count(languages));
	}
	return ST_OK;
}
