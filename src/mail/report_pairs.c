/* What servers say whose wording nobody wrote down: somebody or something ("recipient", "domain", "mailbox") and, a few words
 * from it, what is wrong with it ("unknown", "does not exist", "full"). The words are data: [bounce.who] and its siblings. */
#include "mail/report_private.h"

#define PAIR_GAP 45 /* bytes between the two */

/* The last of each kind of word that was passed. */
struct seen {
	const struct words_hit *who, *where, *gone, *full, *writer;
};

struct pair {
	enum reason reason;
	size_t gap;
};

static void meet(struct pair *best, const struct words_hit *first, const struct words_hit *second, enum reason reason)
{
	size_t gap;

	if (first == NULL || second->at < first->at) {
		return;
	}
	gap = second->at > first->end ? second->at - first->end : 0;
	if (gap <= PAIR_GAP && (best->reason == REASON_UNDEFINED || gap < best->gap)) {
		*best = (struct pair){ reason, gap };
	}
}

/* The letter's writer is spoken of, not its recipient. */
static bool of_writer(const struct seen *seen, const struct words_hit *hit)
{
	return seen->writer != NULL && hit->at - seen->writer->at <= PAIR_GAP && (seen->who == NULL || seen->who->at < seen->writer->at
			|| seen->who->at - seen->writer->end < 3);
}

static void see(struct seen *seen, const struct words_hit *hit, struct pair *best)
{
	switch (hit->section) {
	case WORDS_WHO:
		meet(best, of_writer(seen, hit) ? NULL : seen->gone, hit, REASON_USERUNKNOWN);
		meet(best, seen->full, hit, REASON_MAILBOXFULL);
		seen->who = hit;
		break;
	case WORDS_WHERE:
		meet(best, of_writer(seen, hit) ? NULL : seen->gone, hit, REASON_HOSTUNKNOWN);
		seen->where = hit;
		break;
	case WORDS_GONE:
		meet(best, of_writer(seen, hit) ? NULL : seen->who, hit, REASON_USERUNKNOWN);
		meet(best, of_writer(seen, hit) ? NULL : seen->where, hit, REASON_HOSTUNKNOWN);
		seen->gone = hit;
		break;
	case WORDS_FULL:
		meet(best, seen->who, hit, REASON_MAILBOXFULL);
		seen->full = hit;
		break;
	case WORDS_WRITER:
		seen->writer = hit;
		break;
	default:
		break;
	}
}

enum reason report_pairs(const struct words_view *view)
{
	struct seen seen = { .who = NULL };
	struct pair best = { REASON_UNDEFINED, 0 };

	for (size_t i = 0; i < view->n && view->hits[i].end <= view->end; i++) {
		see(&seen, &view->hits[i], &best);
	}
	return best.reason;
}
