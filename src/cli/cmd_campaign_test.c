/* kvieslys campaign test: letters of a campaign to an address of ours, one in each language of its audience. */
#include "cli/commands.h"

#include "domain/proof.h"
#include "mail/address.h"
#include "outbound/transport.h"
#include "store/db_proof.h"
#include "util/clock.h"

#include <string.h>

struct one {
	struct parcel parcel;
	struct outcome outcome;
	bool given;
};

static struct parcel *next(void *arg, bool wait)
{
	struct one *o = arg;

	(void)wait;
	if (o->given) {
		return NULL;
	}
	o->given = true;
	return &o->parcel;
}

static void mark(void *arg, struct parcel *parcel)
{
	(void)arg;
	(void)parcel;
}

static void done(void *arg, struct parcel *parcel, const struct outcome *outcome)
{
	struct one *o = arg;

	(void)parcel;
	o->outcome = *outcome;
}

static enum status deliver(struct app *app, struct transport *transport, const struct letter_print *p, const char *to,
		const char *like, size_t number, struct error *err)
{
	char envid[48];
	struct one one = { .parcel = { .id = 1, .from = app->ws.config->sender.bounce_to, .to = to, .envid = envid,
			.bytes = p->bytes, .len = p->len } };
	const struct feed feed = { next, mark, done, &one };
	enum status st;

	(void)snprintf(envid, sizeof envid, "test-%lld-%zu", (long long)clock_now(), number);
	st = transport_run(transport, &feed, err);

	if (st == ST_OK && one.outcome.delivery != DELIVERY_SENT) {
		return error_set(err, ST_PERM, "the relay did not take the letter: %s %s", one.outcome.status, one.outcome.answer);
	}
	if (st == ST_OK) {
		printf("%s: the letter to %s, in %s\n", to, like, p->language);
	}
	return st;
}

static enum status each_language(struct app *app, struct proof *proof, int64_t campaign, struct transport *transport,
		const char *to, struct error *err)
{
	char seen[512] = ",";
	int64_t contacts[PROOF_CONTACTS];
	size_t n = 0;
	enum status st = proof_contacts(proof, campaign, contacts, &n, err);

	if (st == ST_OK && n == 0) {
		return error_set(err, ST_NOT_FOUND, "the campaign's lists hold nobody; import firms first");
	}
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		struct letter_print p;
		char word[32], like[ADDRESS_SIZE];

		st = proof_preview(proof, campaign, 0, contacts[i], clock_now(), &p, err);
		(void)snprintf(like, sizeof like, "%s", st == ST_OK ? p.to : "");
		st = st == ST_OK ? proof_test(proof, campaign, 0, contacts[i], to, clock_now(), &p, err) : st;
		if (st != ST_OK) {
			return st;
		}
		(void)snprintf(word, sizeof word, ",%s,", p.language);
		if (strstr(seen, word) == NULL && strlen(seen) + strlen(word) < sizeof seen) {
			(void)snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s", word + 1);
			st = deliver(app, transport, &p, to, like, i, err);
		}
	}
	return st;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PROOF struct proof *proof = NULL;
	struct transport *transport = NULL;
	struct address to;
	int64_t id;
	enum status st = address_parse(args_at(args, 1), &to, err);

	if (st == ST_OK && app->ws.config->n_relays == 0) {
		return error_set(err, ST_CONFIG, "%s: no [relay NAME] section; letters cannot leave", app->ws.config->file);
	}
	st = st == ST_OK ? db_proof_find(app->ws.store, args_at(args, 0), &id, err) : st;
	st = st == ST_OK ? proof_open(app->ws.store, app->ws.config, &app->ws.key, app->ws.languages, &proof, err) : st;
	st = st == ST_OK ? transport_open(&app->ws.config->relays[0], cli_stop_flag(), &transport, err) : st;
	if (st == ST_OK) {
		st = each_language(app, proof, id, transport, to.email, err);
	}
	if (transport != NULL) {
		transport_close(transport);
	}
	return st;
}

const struct command cmd_campaign_test = {
	.words = "campaign test",
	.arguments = "ID ADDRESS",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE | NEED_CONFIG | NEED_KEY | NEED_LANGUAGES,
	.help = "send the letter to yourself, one in each language",
	.more = "What a real contact of each language would get, through the first relay, to ADDRESS alone; its subject begins with "
		"[TEST], and its answer links and calendar entry belong to nobody. Nothing is written into the ledger.",
	.run = run,
};
