/* Learns the weights of language/classifier from examples and writes them as C. Run by `make`.
 *
 *	learn --write WEIGHTS FILE…  writes the weights to a file, and the C that includes it to standard output
 *	learn --cross FILE… -- FILE… what would be said of the second files' lines, each by weights that were learnt from all
 *	                             lines but a fifth that holds it: the natural logarithm of each class's probability
 *	learn --test FILE… -- FILE…  the same by weights learnt from the first files alone
 *
 * A line holds, between tabs: language, class of the letter (seminar or offer), intent, count, names, text; `#` begins a
 * comment. Stochastic gradient descent with AdaGrad's steps; the order is shuffled in a way that is the same everywhere. */
#include "language/classifier.h"
#include "util/array.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 6
#define FOLDS 5u
#define EPOCHS 20
#define STEP 0.5f
#define DECAY 1e-5f

static const char *const classes[CLASSIFIER_CLASSES] = { "yes", "no", "maybe", "unsubscribe", "question", "other" };

struct example {
	uint32_t *buckets;
	size_t n;
	int class;
	bool tested; /* of the second files */
};

struct examples {
	struct example *items;
	size_t n;
};

struct model {
	float (*weights)[CLASSIFIER_CLASSES];
	float (*squares)[CLASSIFIER_CLASSES]; /* of all slopes so far */
	float bias[CLASSIFIER_CLASSES];
	float bias_squares[CLASSIFIER_CLASSES];
};

static _Noreturn void die(const char *file, size_t line, const char *what)
{
	fprintf(stderr, "learn: %s:%zu: %s\n", file, line, what);
	exit(1);
}

static void *must(void *p)
{
	if (p == NULL) {
		die("learn", 0, "out of memory");
	}
	return p;
}

static int class_of(const char *name)
{
	for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
		if (strcmp(classes[k], name) == 0) {
			return k;
		}
	}
	return -1;
}

static void unescape(char *s)
{
	char *to = s;

	while (*s != '\0') {
		bool lf = s[0] == '\\' && s[1] == 'n';

		*to++ = lf ? '\n' : *s;
		s += lf ? 2 : 1;
	}
	*to = '\0';
}

static void add(struct examples *e, char *columns[COLUMNS], bool tested, const char *file, size_t line)
{
	struct tokens tokens = TOKENS_INIT;
	struct features *features = must(malloc(sizeof *features));
	struct error err = ERROR_INIT;
	struct example x = { .class = class_of(columns[2]), .tested = tested };

	if (x.class < 0) {
		die(file, line, "the third column is none of yes, no, maybe, unsubscribe, question, other");
	}
	unescape(columns[5]);
	if (tokens_read(columns[5], strlen(columns[5]), &tokens, &err) != ST_OK) {
		die(file, line, err.text);
	}
	features_read(&tokens, columns[1], features);
	x.buckets = must(calloc(features->n, sizeof *x.buckets));
	for (uint32_t b = features_next(features, 0); b < FEATURE_BUCKETS; b = features_next(features, b + 1)) {
		x.buckets[x.n++] = b;
	}
	if (!ARRAY_ROOM(e->items, e->n)) {
		die(file, line, "out of memory");
	}
	e->items[e->n++] = x;
	tokens_release(&tokens);
	free(features);
}

static void read_file(struct examples *e, const char *path, bool tested)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t alloc = 0, number = 0;

	if (f == NULL) {
		die(path, 0, "cannot be opened");
	}
	while (getline(&line, &alloc, f) > 0) {
		char *rest = line, *columns[COLUMNS] = { NULL };

		number++;
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0') {
			continue;
		}
		for (size_t i = 0; i < COLUMNS; i++) {
			columns[i] = strsep(&rest, "\t");
		}
		if (columns[COLUMNS - 1] == NULL || rest != NULL) {
			die(path, number, "a line has six columns between tabs");
		}
		add(e, columns, tested, path, number);
	}
	free(line);
	fclose(f);
}

static void judge(const struct model *m, const struct example *x, float p[CLASSIFIER_CLASSES])
{
	float norm = 1 / sqrtf((float)x->n), most = -1e30f, all = 0;

	memset(p, 0, CLASSIFIER_CLASSES * sizeof *p);
	for (size_t i = 0; i < x->n; i++) {
		for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
			p[k] += m->weights[x->buckets[i]][k];
		}
	}
	for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
		p[k] = p[k] * norm + m->bias[k];
		most = p[k] > most ? p[k] : most;
	}
	for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
		p[k] = expf(p[k] - most);
		all += p[k];
	}
	for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
		p[k] /= all;
	}
}

static void step(float *weight, float *squares, float slope)
{
	*squares += slope * slope;
	*weight -= STEP * slope / sqrtf(*squares + 1e-4f);
}

static void learn_one(struct model *m, const struct example *x)
{
	float slope[CLASSIFIER_CLASSES], norm = 1 / sqrtf((float)x->n);

	judge(m, x, slope);
	slope[x->class] -= 1;
	for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
		step(&m->bias[k], &m->bias_squares[k], slope[k]);
	}
	for (size_t i = 0; i < x->n; i++) {
		float *w = m->weights[x->buckets[i]], *s = m->squares[x->buckets[i]];

		for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
			step(&w[k], &s[k], slope[k] * norm + DECAY * w[k]);
		}
	}
}

/* From all examples whose fold is another; fold FOLDS: from all that are not tested. */
static void learn(struct model *m, const struct examples *e, size_t fold)
{
	size_t *order = must(calloc(e->n + 1, sizeof *order)), n = 0;
	uint64_t random = 1;

	memset(m->weights, 0, FEATURE_BUCKETS * sizeof *m->weights);
	memset(m->squares, 0, FEATURE_BUCKETS * sizeof *m->squares);
	memset(m->bias, 0, sizeof m->bias);
	memset(m->bias_squares, 0, sizeof m->bias_squares);
	for (size_t i = 0; i < e->n; i++) {
		if (!e->items[i].tested || (fold < FOLDS && i % FOLDS != fold)) {
			order[n++] = i;
		}
	}
	for (int epoch = 0; epoch < EPOCHS; epoch++) {
		for (size_t i = n; i > 1; i--) {
			random = random * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
			size_t k = (size_t)((random >> 33) % i), other = order[i - 1];

			order[i - 1] = order[k];
			order[k] = other;
		}
		for (size_t i = 0; i < n; i++) {
			learn_one(m, &e->items[order[i]]);
		}
	}
	free(order);
}

static void print_judgements(struct model *m, const struct examples *e, bool cross)
{
	float (*p)[CLASSIFIER_CLASSES] = must(calloc(e->n + 1, sizeof *p));

	for (size_t fold = cross ? 0 : FOLDS; fold < (cross ? FOLDS : FOLDS + 1); fold++) {
		learn(m, e, fold);
		for (size_t i = 0; i < e->n; i++) {
			if (e->items[i].tested && (!cross || i % FOLDS == fold)) {
				judge(m, &e->items[i], p[i]);
			}
		}
	}
	for (size_t i = 0; i < e->n; i++) {
		for (int k = 0; k < CLASSIFIER_CLASSES && e->items[i].tested; k++) {
			printf("%.4f%c", (double)logf(p[i][k] + 1e-9f), k + 1 < CLASSIFIER_CLASSES ? '\t' : '\n');
		}
	}
	free(p);
}

static void write_model(const struct model *m, const char *path)
{
	FILE *f = fopen(path, "wb");
	float most = 1e-9f;

	for (size_t b = 0; b < FEATURE_BUCKETS; b++) {
		for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
			most = fabsf(m->weights[b][k]) > most ? fabsf(m->weights[b][k]) : most;
		}
	}
	for (size_t b = 0; b < FEATURE_BUCKETS && f != NULL; b++) {
		for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
			(void)putc((int)lrintf(m->weights[b][k] * 127 / most) & 0xff, f);
		}
	}
	if (f == NULL || fflush(f) != 0 || ferror(f) || fclose(f) != 0) {
		die(path, 0, "cannot be written");
	}
	printf("/* Learnt by contrib/learn.c. */\n#include \"language/classifier.h\"\n\n"
		"__asm__(\".section .rodata\\n.hidden classifier_replies_weights\\n.global classifier_replies_weights\\n\"\n"
		"\t\"classifier_replies_weights: .incbin \\\"%s\\\"\\n.previous\");\n\n"
		"extern const signed char classifier_replies_weights[FEATURE_BUCKETS][CLASSIFIER_CLASSES];\n\n"
		"const struct classifier classifier_replies = { .weights = classifier_replies_weights, .scale = %.9g, .bias = {", path, (double)(most / 127));
	for (int k = 0; k < CLASSIFIER_CLASSES; k++) {
		printf("%s%.6f", k > 0 ? ", " : " ", (double)m->bias[k]);
	}
	printf(" } };\n");
}

int main(int argc, char **argv)
{
	struct examples e = { NULL, 0 };
	struct model m = { .weights = must(calloc(FEATURE_BUCKETS, sizeof *m.weights)),
		.squares = must(calloc(FEATURE_BUCKETS, sizeof *m.squares)) };
	const char *mode = argc > 1 ? argv[1] : "";
	const bool write = strcmp(mode, "--write") == 0, cross = strcmp(mode, "--cross") == 0, test = strcmp(mode, "--test") == 0;
	bool second = false;

	for (int i = write ? 3 : 2; i < argc && (write || cross || test); i++) {
		if (strcmp(argv[i], "--") == 0) {
			second = true;
		} else {
			read_file(&e, argv[i], second);
		}
	}
	if (e.n == 0 || second == write) {
		fputs("usage: learn --write WEIGHTS FILE… | learn --cross|--test FILE… -- FILE…\n", stderr);
		return 2;
	}
	if (write) {
		learn(&m, &e, FOLDS);
		write_model(&m, argv[2]);
	} else {
		print_judgements(&m, &e, cross);
	}
	for (size_t i = 0; i < e.n; i++) {
		free(e.items[i].buckets);
	}
	free(e.items);
	free(m.weights);
	free(m.squares);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
