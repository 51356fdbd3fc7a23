/* The names by which people know what a reply belongs to, for a reply that is not stored. */
#ifndef KVIESLYS_STORE_DB_REPLY_NAMES_H
#define KVIESLYS_STORE_DB_REPLY_NAMES_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdint.h>

struct reply_names {
	struct strbuf contact;  /* address */
	struct strbuf campaign; /* keys of the organiser */
	struct strbuf event;
	struct strbuf offer;
};

#define REPLY_NAMES_INIT { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT, STRBUF_INIT }
#define CLEANUP_REPLY_NAMES CLEANUP(reply_names_release)
void reply_names_release(struct reply_names *names);
/* Ids of 0, or that are not there, give "". *ret must be REPLY_NAMES_INIT. ST_DB, ST_NOMEM. */
enum status db_reply_names(struct store *store, int64_t contact_id, int64_t campaign_id, int64_t event_id,
		int64_t offer_id, struct reply_names *ret, struct error *err);

#endif
