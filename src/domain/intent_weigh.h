/* Two opinions about a reply made into one: what the rules read in the words (language packs), and what its likeness to
 * thousands of labelled replies says (language/classifier). They err in different places, so that each is the other's
 * second reader: log-linear pooling with a weight for each thing the rules may say. */
#ifndef KVIESLYS_DOMAIN_INTENT_WEIGH_H
#define KVIESLYS_DOMAIN_INTENT_WEIGH_H

#include "domain/intent.h"
#include "language/classifier.h"
#include "language/tokens.h"

struct weighed {
	enum intent intent;  /* the likeliest */
	double probability;  /* of it, in the light of both */
	enum intent likest;  /* what examples alone say */
	double likeness;     /* how probable they make it */
	const struct token *telling; /* the word that is most typical of `likest`, NULL: none stands out */
};

/* `rules` is what the rules read, `sure` whether they would act upon it, `confidence` (0..1) how gladly. Linear in the words. */
void intent_weigh(const struct classifier *classifier, const struct tokens *tokens, bool offer, enum intent rules, bool sure,
		double confidence, struct weighed *ret);

#endif
