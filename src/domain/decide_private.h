/* For decide*.c alone. */
#ifndef KVIESLYS_DOMAIN_DECIDE_PRIVATE_H
#define KVIESLYS_DOMAIN_DECIDE_PRIVATE_H

#include "domain/decide.h"
#include "domain/sent.h"

struct decider {
	struct store *store;
	const struct config *config;
	const struct token_key *key;
	const struct languages *languages;
	struct verdict_reader *reader;
	struct sent_reader *sent;
	const char *own_domain;
};

enum status decide_load(struct decider *d, int64_t reply_id, struct strbuf *raw, struct mail **ret, struct error *err);
/* Verdict and match of a mail. */
enum status decide_read(struct decider *d, struct mail *mail, int64_t arrived_at, struct match *match,
		struct verdict *verdict, struct error *err);
/* What mails that have to do with a list need beside match and verdict; nothing for others. `name` is the memory of the
 * writer's name, what else is set is borrowed until the next letter is read. */
enum status decide_about_list(struct decider *d, struct mail *mail, struct strbuf *name, struct apply_input *input,
		struct error *err);
bool decide_is_quiet(const struct config *config, struct mail *mail, const struct match *match,
		const struct verdict *verdict);
/* Writes the reply's row and, where something is left for a person, the item in the queue. */
enum status decide_note(struct decider *d, int64_t reply_id, struct mail *mail, const struct match *match,
		const struct verdict *v, const struct apply_result *result, struct error *err);

#endif
