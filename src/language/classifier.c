#include "language/classifier.h"

#include <math.h>

void classifier_judge(const struct classifier *classifier, const struct features *features, double ret[CLASSIFIER_CLASSES])
{
	int sums[CLASSIFIER_CLASSES] = { 0 }; /* at most 2^18 times 127 */
	double norm = classifier->scale / sqrt((double)features->n);
	double all = 0;

	for (uint32_t b = features_next(features, 0); b < FEATURE_BUCKETS; b = features_next(features, b + 1)) {
		for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
			sums[k] += classifier->weights[b][k];
		}
	}
	for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
		ret[k] = sums[k] * norm + classifier->bias[k];
		all += exp(ret[k]);
	}
	for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
		ret[k] -= log(all);
	}
}

double classifier_pull(const struct classifier *classifier, const uint32_t *buckets, size_t n, unsigned class)
{
	int pull = 0;

	for (size_t i = 0; i < n; i++) {
		for (unsigned k = 0; k < CLASSIFIER_CLASSES; k++) {
			int weight = classifier->weights[buckets[i]][k];

			pull += k == class ? (CLASSIFIER_CLASSES - 1) * weight : -weight;
		}
	}
	return pull * classifier->scale / CLASSIFIER_CLASSES;
}
