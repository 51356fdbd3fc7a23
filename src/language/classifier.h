/* What a text means, judged by its likeness to examples: multinomial logistic regression over hashed features. Knows no
 * grammar and no clauses, but thousands of ways to say the same; see domain/intent_weigh.h for how it is used. The weights
 * are learnt by contrib/learn.c while the program is built. */
#ifndef KVIESLYS_LANGUAGE_CLASSIFIER_H
#define KVIESLYS_LANGUAGE_CLASSIFIER_H

#include "language/features.h"

#define CLASSIFIER_CLASSES 6

struct classifier {
	const signed char (*weights)[CLASSIFIER_CLASSES]; /* by bucket; times `scale` */
	double scale;
	double bias[CLASSIFIER_CLASSES];
};

/* Learnt from templates/LANGUAGE/replies.tsv: yes, no, maybe, unsubscribe, question, other. */
extern const struct classifier classifier_replies;

/* The natural logarithm of each class's probability. */
void classifier_judge(const struct classifier *classifier, const struct features *features, double ret[CLASSIFIER_CLASSES]);
/* How much the buckets speak for a class, against the mean over all classes: of one word, how typical it is. */
double classifier_pull(const struct classifier *classifier, const uint32_t *buckets, size_t n, unsigned class);

#endif
