#include "domain/intent_weigh.h"

#include <math.h>

#define OUTCOMES 18u /* unsure of each class, then sure, then certain of it */
#define CERTAIN 0.9  /* confidence of the rules */
#define LEAST -6.9 /* a likeness below one in a thousand is no smaller: examples are few */
#define TELLING_MAX 60u /* words of a text that are asked for the most typical one */

/* How far the examples' opinion is believed, and how much (in nats) each thing the rules may say speaks for each intent: yes, no,
 * maybe, unsubscribe, question, other. Fitted by tests/eval/weigh.py on replies that the rules had never been tried on. */
static const double examples_weight = 0.81;
static const double rules_weights[OUTCOMES][CLASSIFIER_CLASSES] = {
	{ 0.74, -0.58, 0.10, -0.31, -0.21, 0.26 },
	{ -0.84, 0.11, 0.47, 0.23, 0.17, -0.13 },
	{ -0.29, -0.54, 0.47, -0.07, 0.41, 0.02 },
	{ -0.70, 0.60, -0.35, 1.52, -0.57, -0.49 },
	{ -0.28, -0.99, -0.49, -0.26, 0.88, 0.78 },
	{ -0.40, 0.12, -0.17, -0.23, -0.17, 0.82 },
	{ 1.70, -1.51, -0.12, -1.11, 0.07, 0.78 },
	{ -0.82, 0.53, 0.64, -0.62, -0.09, 0.36 },
	{ 0.22, 0.01, 1.59, -0.41, -1.03, -0.38 },
	{ -0.88, 0.14, -0.30, 2.37, -1.18, -0.15 },
	{ 0.00, 0.00, 0.00, 0.00, 0.00, 0.00 },
	{ 0.00, 0.00, 0.00, 0.00, 0.00, 0.00 },
	{ 1.38, -0.50, -0.54, -0.16, -1.11, 0.18 },
	{ -1.05, 1.17, -0.75, 0.55, 0.02, -0.13 },
	{ 0.05, -1.15, 1.90, -0.70, -0.57, 0.16 },
	{ -1.74, -0.55, -0.62, 2.69, -1.19, -0.18 },
	{ 0.00, 0.00, 0.00, 0.00, 0.00, 0.00 },
	{ 0.00, 0.00, 0.00, 0.00, 0.00, 0.00 },
};

/* Classes stand in the order of enum intent, from INTENT_YES on. */
static enum intent intent_of(unsigned class)
{
	return (enum intent)(class + INTENT_YES);
}

static unsigned likeliest(const double p[CLASSIFIER_CLASSES])
{
	unsigned best = 0;

	for (unsigned k = 1; k < CLASSIFIER_CLASSES; k++) {
		best = p[k] > p[best] ? k : best;
	}
	return best;
}

static const struct token *most_telling(const struct classifier *classifier, const struct tokens *tokens, unsigned class)
{
	const struct token *best = NULL;
	double most = 0;

	for (size_t i = 0; i < tokens->n && i < TELLING_MAX; i++) {
		uint32_t buckets[FEATURES_OF_WORD];
		double pull;

		if (tokens->items[i].kind == TOKEN_WORD) {
			size_t n = features_of_word(&tokens->items[i], buckets);

			pull = classifier_pull(classifier, buckets, n, class) / sqrt((double)n);
			best = pull > most ? &tokens->items[i] : best;
			most = pull > most ? pull : most;
		}
	}
	return best;
}

void intent_weigh(const struct classifier *classifier, const struct tokens *tokens, bool offer, enum intent rules, bool sure,
		double confidence, struct weighed *ret)
{
	const unsigned said = rules == INTENT_NONE ? INTENT_OTHER - INTENT_YES : (unsigned)(rules - INTENT_YES);
	const double *row = rules_weights[said + CLASSIFIER_CLASSES * (!sure ? 0u : confidence < CERTAIN ? 1u : 2u)];
	double learnt[CLASSIFIER_CLASSES], both[CLASSIFIER_CLASSES], all = 0;
	struct features features;
	unsigned best, likest;

	features_read(tokens, offer ? "offer" : "seminar", &features);
	classifier_judge(classifier, &features, learnt);
	for (unsigned k = 0; k < CLASSIFIER_CLASSES; k++) {
		learnt[k] = learnt[k] > LEAST ? learnt[k] : LEAST;
		both[k] = examples_weight * learnt[k] + row[k];
		all += exp(both[k]);
	}
	best = likeliest(both);
	likest = likeliest(learnt);
	*ret = (struct weighed){ .intent = intent_of(best), .probability = exp(both[best]) / all, .likest = intent_of(likest),
		.likeness = exp(learnt[likest]), .telling = NULL };
	if (intent_of(best) != rules || !sure) {
		ret->telling = most_telling(classifier, tokens, likest);
	}
}
