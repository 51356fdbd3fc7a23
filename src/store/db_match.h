/* Which invitations an address or a firm has had: for matching replies that carry no key of ours. */
#ifndef KVIESLYS_STORE_DB_MATCH_H
#define KVIESLYS_STORE_DB_MATCH_H

#include "store/db_message.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The newest message of each event or offer that a contact was written to about, newest first; at most `max`.
 * `over`: the event has ended, the offer has expired. */
struct match_topic {
	struct message_key key;
	bool over;
};
enum status db_match_of_contact(struct store *store, int64_t contact_id, int64_t now, struct match_topic *ret, size_t max,
		size_t *ret_n, struct error *err);
/* The same for all contacts of organisations that own a mail domain (A-label, lower case). */
enum status db_match_of_domain(struct store *store, const char *domain, int64_t now, struct match_topic *ret, size_t max,
		size_t *ret_n, struct error *err);
/* Whether two contacts are of one organisation. */
enum status db_match_same_organisation(struct store *store, int64_t contact_id, int64_t other_id, bool *ret,
		struct error *err);
/* The mail domain of a contact's organisation into `buf`, "" when it has none of its own. */
enum status db_match_domain_of(struct store *store, int64_t contact_id, char *buf, size_t size, struct error *err);

#endif
