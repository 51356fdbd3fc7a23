/* Campaigns as their organisers wrote them, with their steps. Running them is db_control's. */
#ifndef KVIESLYS_STORE_DB_CAMPAIGN_H
#define KVIESLYS_STORE_DB_CAMPAIGN_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct campaign_step {
	char *name, *letter;
	char *audience; /* all, silent, registered, undecided, came, missed */
	char *anchor;   /* first: the first letter; start, end: of the event */
	int64_t after_seconds; /* behind the anchor; negative before the start */
	int64_t survey_id;     /* the questionnaire its letter holds; 0: the campaign's or none */
};

/* Owns all it points to. */
struct campaign {
	int64_t id; /* 0: not stored yet */
	char *key, *class_, *letter, *languages, *fallback, *audience;
	char *relays; /* NULL: all */
	char *source; /* the file as it was added */
	char *state, *pause_reason; /* when read */
	int64_t event_id, offer_id, survey_id; /* 0: none */
	bool calendar;
	int64_t start_at, expires_at; /* 0: none */
	bool expires_follows; /* the expiry comes from the event and moves with it */
	int64_t issue, issued_at; /* of a newsletter; 0: none */
	char *params; /* JSON object for its letters (domain/letter.h), NULL: none */
	struct campaign_step *steps; /* the first letter is step 0 and not among them: steps[0] is step 1 */
	size_t n_steps;
};

#define CAMPAIGN_INIT { .id = 0 }
#define CLEANUP_CAMPAIGN CLEANUP(campaign_release)
void campaign_release(struct campaign *campaign);

/* The id and how many messages it has. ST_NOT_FOUND names the campaign. */
enum status db_campaign_find(struct store *store, const char *key, int64_t *ret_id, int64_t *ret_messages,
		struct error *err);
/* The whole campaign. ST_NOT_FOUND. */
enum status db_campaign_load(struct store *store, int64_t id, struct campaign *ret, struct error *err);
/* Adds the campaign (id 0) or writes what its file says; steps are replaced. */
enum status db_campaign_save(struct store *store, struct campaign *campaign, int64_t now, struct error *err);
/* The event has moved: expiries that nobody set move with it. */
enum status db_campaign_follow_event(struct store *store, int64_t event_id, int64_t seconds, struct error *err);
/* The id of an offer or survey by its key; 0 when there is none. */
enum status db_campaign_subject(struct store *store, const char *class_, const char *key, int64_t *ret_id,
		int64_t *ret_until, struct error *err);

struct campaign_line {
	const char *key, *class_, *state, *about, *letter, *audience; /* about: key of the event or offer, NULL: none */
	int64_t messages, expires_at;
};
/* All, newest first; texts are valid during the call. */
enum status db_campaign_each(struct store *store,
		enum status (*each)(void *arg, const struct campaign_line *line, struct error *err), void *arg,
		struct error *err);

/* An issue of a newsletter that was sent; texts are valid during the call. */
struct issue_row {
	int64_t campaign_id, issue, issued_at;
	const char *key, *letter, *languages, *params;
};
/* All that were started, the newest first. */
enum status db_campaign_each_issue(struct store *store,
		enum status (*each)(void *arg, const struct issue_row *row, struct error *err), void *arg, struct error *err);

#endif
