/* Cooperation offers, their texts, and who is interested. */
#ifndef KVIESLYS_STORE_DB_OFFER_H
#define KVIESLYS_STORE_DB_OFFER_H

#include "store/db_text.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Owns all it points to. */
struct offer {
	int64_t id; /* 0: not stored yet */
	char *key, *kind, *country, *sector;
	char *adviser;           /* address that is told of interest; NULL: staff */
	char *targets;           /* countries where a partner is sought: "LT,PL"; NULL: not said */
	char *sdgs;              /* Sustainable Development Goals by number: "9,12"; NULL: not said */
	char *programme, *call;  /* framework programme and call of a research-request */
	int64_t organisation_id; /* whose it is; never shown; 0: not said */
	int64_t valid_until;     /* 0: no end */
	int64_t interest_until;  /* last moment of interest; 0: valid_until */
	int64_t created_at, updated_at; /* when read */
	bool coordinator;        /* a coordinator is sought */
	struct texts texts;
};

#define OFFER_INIT { .id = 0, .texts = TEXTS_INIT }
#define CLEANUP_OFFER CLEANUP(offer_release)
void offer_release(struct offer *offer);

/* ST_NOT_FOUND names the offer. */
enum status db_offer_load(struct store *store, const char *key, struct offer *ret, struct error *err);
/* The id of a key; 0 when there is none (no error). */
enum status db_offer_id(struct store *store, const char *key, int64_t *ret_id, struct error *err);
/* Adds the offer (id 0) or writes all of it. */
enum status db_offer_save(struct store *store, struct offer *offer, int64_t now, struct error *err);
/* The organisation of a contact's address or of a registration code; 0 when there is none. *ret_name is the caller's. */
enum status db_offer_owner(struct store *store, const char *text, int64_t *ret_id, char **ret_name, struct error *err);

struct offer_line {
	const char *key, *kind, *country, *sector, *title;
	int64_t valid_until;
	int64_t sent, bounced, interested, maybe, declined, passed_on; /* contacts */
};
/* All by key (NULL: all offers); texts are valid during the call. `language` of the title, else any. */
enum status db_offer_each(struct store *store, const char *key, const char *language,
		enum status (*each)(void *arg, const struct offer_line *line, struct error *err), void *arg,
		struct error *err);

#endif
