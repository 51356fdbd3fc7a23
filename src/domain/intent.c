/* Choosing the language of a reply and reading it: the likeliest pack first, the next when it finds nothing, and only
 * then with typing errors assumed. */
#include "domain/intent_form.h"
#include "domain/intent_private.h"

#include "language/latin.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LANGUAGES_MAX 64u

struct intent_reader {
	const struct languages *languages;
	const struct classifier *examples; /* or NULL */
	struct pack packs[LANGUAGES_MAX];
	size_t n;
	size_t n_plain; /* without the transliterating ones */
	struct thresholds limits;
};

const char *intent_name(enum intent intent)
{
	static const char *const names[] = { "none", "yes", "no", "maybe", "unsubscribe", "question", "other" };

	return (size_t)intent < ARRAY_SIZE(names) ? names[intent] : "none";
}

double *threshold_named(struct thresholds *t, const char *name)
{
	const struct {
		const char *name;
		double *value;
	} plain[] = {
		{ "act", &t->act }, { "act-maybe", &t->act_maybe }, { "believe", &t->believe }, { "believe-yes", &t->believe_yes }, { "believe-maybe", &t->believe_maybe },
		{ "strong", &t->strong }, { "weak", &t->weak }, { "margin", &t->margin }, { "known", &t->known },
		{ "doubt-words", &t->doubt_words }, { "doubt-text", &t->doubt_text }, { "doubt-beside", &t->doubt_beside },
	};

	for (size_t i = 0; i < ARRAY_SIZE(plain); i++) {
		if (strcmp(plain[i].name, name) == 0) {
			return plain[i].value;
		}
	}
	for (size_t i = 0; i < DOUBT_KINDS; i++) {
		if (strcmp(intent_doubts[i], name) == 0) {
			return &t->doubt[i];
		}
	}
	return NULL;
}

static void read_limits(const struct languages *languages, struct thresholds *ret)
{
	const struct phrase *p;

	*ret = (struct thresholds){ .act = 0.7, .act_maybe = 0.79, 
		.believe = 0.75, .believe_yes = 0.8, .believe_maybe = 0.8, .strong = 2.5, .weak = 2, .margin = 1.5, .known = 0.3,
		.doubt = { [DOUBT_NEGATION] = 0.3, [DOUBT_NEGATION_FAR] = 0.1, [DOUBT_BUT] = 0.3, [DOUBT_NAME] = 0.3,
			[DOUBT_EARLIER] = 0.3, [DOUBT_THIN] = 0.3, [DOUBT_WORD] = 0.3,
			[DOUBT_AGAINST] = 0.15, [DOUBT_UNKNOWN] = 0.03, [DOUBT_LONG] = 0.005 },
		.doubt_words = 5, .doubt_text = 25, .doubt_beside = 3 };
	for (size_t i = 0; i < languages_count(languages); i++) {
		size_t n = language_phrases(languages_at(languages, i), "thresholds", &p);

		for (size_t k = 0; k < n; k++) {
			double *to = threshold_named(ret, p[k].text);

			if (to != NULL) {
				*to = p[k].weight;
			}
		}
	}
}

static enum status add_pack(struct intent_reader *reader, const struct language *l, bool latin, struct problems *problems,
		struct error *err)
{
	struct pack *p = &reader->packs[reader->n];
	const struct phrase *phrases;
	enum status st;

	if (language_phrases(l, "intent.yes", &phrases) == 0 || reader->n == LANGUAGES_MAX) {
		return ST_OK; /* letters only */
	}
	st = vocabulary_new(l, intent_sections, SEC_COVERING, SEC_SOFT, latin, &p->vocabulary, problems, err);
	if (st != ST_OK) {
		return st;
	}
	for (size_t k = 0; k < WORD_CLASSES; k++) {
		p->classes[k] = vocabulary_class(p->vocabulary, intent_classes[k]);
	}
	p->code = language_code(l);
	p->letters = language_word(l, "language.letters");
	p->latin = latin;
	reader->n++;
	return ST_OK;
}

enum status intent_reader_new(const struct languages *languages, const struct classifier *examples, struct intent_reader **ret,
		struct problems *problems, struct error *err)
{
	CLEANUP_INTENT_READER struct intent_reader *reader = calloc(1, sizeof *reader);
	enum status st = ST_OK;

	if (reader == NULL) {
		return error_set(err, ST_NOMEM, "intents: out of memory");
	}
	reader->languages = languages;
	reader->examples = examples;
	read_limits(languages, &reader->limits);
	for (int latin = 0; latin < 2; latin++) {
		for (size_t i = 0; i < languages_count(languages) && st == ST_OK; i++) {
			const struct language *l = languages_at(languages, i);

			st = latin == 0 || latin_has(l) ? add_pack(reader, l, latin != 0, latin == 0 ? problems : NULL, err) : ST_OK;
		}
		reader->n_plain = latin == 0 ? reader->n : reader->n_plain;
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(reader);
	}
	return st;
}

void intent_reader_free(struct intent_reader *reader)
{
	for (size_t i = 0; reader != NULL && i < reader->n; i++) {
		vocabulary_free(reader->packs[i].vocabulary);
	}
	free(reader);
}

void intent_reader_cleanup(struct intent_reader **reader)
{
	intent_reader_free(*reader);
}

void intent_answer_release(struct intent_answer *a)
{
	free(a->reason);
	for (size_t i = 0; i < a->n_attendees; i++) {
		free(a->attendees[i].name);
		free(a->attendees[i].email);
	}
	free(a->attendees);
	for (size_t i = 0; i < a->n_evidence; i++) {
		free(a->evidence[i].rule);
		free(a->evidence[i].words);
	}
	*a = (struct intent_answer)INTENT_ANSWER_INIT;
}

/* Letters of the word that the pack claims as its own. */
static unsigned own_letters(const struct pack *p, const struct token *t)
{
	const char *s = t->text, *end = t->text + t->len;
	unsigned n = 0;

	while (p->letters != NULL && s < end) {
		const char *from = s;
		uint32_t c = utf8_next(&s, end);
		char one[8] = "";

		if (c >= 0x80) {
			(void)snprintf(one, sizeof one, "%.*s", (int)(s - from), from);
			n += strstr(p->letters, one) != NULL;
		}
	}
	return n;
}

static double language_score(const struct pack *p, const struct tokens *t, const char *invited)
{
	double score = invited != NULL && strcmp(invited, p->code) == 0 ? 0.9 : 0;

	for (size_t i = 0; i < t->n && i < SAMPLE_WORDS; i++) {
		const struct token *w = &t->items[i];

		if (w->kind == TOKEN_WORD && (!w->upper || w->line_start || w->before == '.')) {
			score += vocabulary_knows(p->vocabulary, w) ? (w->fold_len > 3 ? 1 : 0.6) : 0;
			score += 0.4 * own_letters(p, w);
		}
	}
	return score;
}

static size_t known_words(const struct pack *p, const struct tokens *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		n += t->items[i].kind == TOKEN_WORD && vocabulary_knows(p->vocabulary, &t->items[i]);
	}
	return n;
}

static enum status attempt_read(const struct intent_reader *reader, const struct pack *pack, const struct intent_input *input,
		const struct tokens *tokens, bool typos, struct attempt *ret, struct error *err)
{
	const uint32_t skip = input->offer ? 0 : 1u << SEC_OFFER_YES | 1u << SEC_OFFER_NO;

	reading_release(&ret->reading);
	*ret = (struct attempt){ .pack = pack, .reading = { .vocabulary = pack->vocabulary, .input = input, .limits = reader->limits,
		.tokens = tokens, .classes = pack->classes, .hits = HITS_INIT, .guess = typos } };
	if (vocabulary_find(pack->vocabulary, tokens, typos, skip, &ret->reading.hits, err) != ST_OK || reading_prepare(&ret->reading, err) != ST_OK) {
		return ST_NOMEM;
	}
	cues_read(&ret->reading, &ret->cues);
	if (!cues_decide(&ret->reading, &ret->cues)) {
		ret->reading.count_earlier = true;
		cues_read(&ret->reading, &ret->cues);
	}
	intent_decide(&ret->reading, &ret->cues, &ret->decision);
	intent_doubt(&ret->reading, &ret->cues, &ret->decision);
	return ST_OK;
}

/* How much an attempt says: one that may be acted upon beats one that may not. */
static double worth(const struct attempt *a)
{
	return a->decision.intent == INTENT_OTHER ? a->decision.confidence - 0.3 : a->decision.confidence;
}

static void order_packs(const struct intent_reader *reader, const struct tokens *tokens, const char *invited,
		const struct pack *order[LANGUAGES_MAX], double scores[LANGUAGES_MAX])
{
	for (size_t i = 0; i < reader->n_plain; i++) {
		double score = language_score(&reader->packs[i], tokens, invited);
		size_t k = i;

		while (k > 0 && scores[k - 1] < score) {
			scores[k] = scores[k - 1];
			order[k] = order[k - 1];
			k--;
		}
		scores[k] = score;
		order[k] = &reader->packs[i];
	}
}

/* Tries the likely languages until one says something clear. */
static enum status best_attempt(const struct intent_reader *reader, const struct intent_input *input, const struct tokens *tokens,
		struct attempt *best, struct error *err)
{
	const struct pack *order[LANGUAGES_MAX] = { NULL };
	double scores[LANGUAGES_MAX] = { 0 };
	enum status st = ST_OK;

	order_packs(reader, tokens, input->language, order, scores);
	for (int typos = 0; typos < 2 && st == ST_OK; typos++) {
		for (size_t i = 0; i < 3 && order[i] != NULL && st == ST_OK; i++) {
			struct attempt a = { .pack = NULL };

			if (i > 0 && scores[i] < 0.6 * scores[0]) {
				break;
			}
			st = attempt_read(reader, order[i], input, tokens, typos != 0, &a, err);
			if (st == ST_OK && (best->pack == NULL || worth(&a) > worth(best) + (i > 0 ? 0.1 : 0.05))) {
				reading_release(&best->reading);
				*best = a;
			} else {
				reading_release(&a.reading);
			}
			if (best->decision.intent != INTENT_OTHER && best->decision.confidence >= reader->limits.act) {
				return st;
			}
		}
		if (tokens->n > 400) {
			break; /* a long text is no hasty answer */
		}
	}
	return st;
}

static bool is_latin(const struct tokens *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->items[i].kind == TOKEN_WORD && (fold_scripts(t->items[i].text, t->items[i].len) & SCRIPT_CYRILLIC) != 0) {
			return false;
		}
	}
	return true;
}

/* "pridem vdvoem": when no language reads the text, one of those that are written in Cyrillic may, transliterated. It has to know
 * half of the words. `respelled` holds what the attempt points into. */
static enum status try_latin(const struct intent_reader *reader, const struct intent_input *input, const struct tokens *tokens,
		struct tokens *respelled, struct attempt *best, struct error *err)
{
	enum status st = ST_OK;

	if (reader->n == reader->n_plain || tokens->n > SAMPLE_WORDS || !is_latin(tokens)
			|| (best->decision.intent != INTENT_OTHER && best->decision.confidence >= reader->limits.act
			&& pack_believed(best->pack, tokens, reader->limits.known))) {
		return ST_OK;
	}
	for (size_t i = reader->n_plain; i < reader->n && st == ST_OK; i++) {
		const struct pack *p = &reader->packs[i];
		CLEANUP_TOKENS struct tokens t = TOKENS_INIT;
		struct attempt a = { .pack = NULL };

		st = latin_tokens(vocabulary_latin(p->vocabulary), tokens, &t, err);
		if (st == ST_OK && known_words(p, &t) >= 2 && pack_believed(p, &t, 0.5)) {
			st = attempt_read(reader, p, input, &t, false, &a, err);
		}
		if (st == ST_OK && a.pack != NULL && a.decision.intent != INTENT_OTHER && worth(&a) > worth(best) + 0.1) {
			reading_release(&best->reading);
			tokens_release(respelled);
			*respelled = t;
			t = (struct tokens)TOKENS_INIT;
			*best = a;
			best->reading.tokens = respelled;
		} else {
			reading_release(&a.reading);
		}
	}
	return st;
}

static enum status nothing(const char *reason, struct intent_answer *ret, struct error *err)
{
	ret->intent = INTENT_OTHER;
	ret->confidence = 0.5;
	ret->reason = strdup(reason);
	return ret->reason != NULL ? ST_OK : error_set(err, ST_NOMEM, "intents: out of memory");
}

static bool contradicts(const struct attempt *text, const struct attempt *subject, const struct thresholds *limits)
{
	enum intent a = text->decision.intent, b = subject->decision.intent;

	return subject->decision.confidence >= limits->act && a != b && (a == INTENT_YES || a == INTENT_NO)
			&& (b == INTENT_YES || b == INTENT_NO);
}

/* `examples`: what is asked besides the rules, or NULL. */
static enum status read_plain(const struct intent_reader *reader, const struct classifier *examples, const struct intent_input *input,
		struct intent_answer *ret, struct error *err)
{
	CLEANUP_TOKENS struct tokens body = TOKENS_INIT;
	CLEANUP_TOKENS struct tokens subject = TOKENS_INIT;
	CLEANUP_TOKENS struct tokens respelled = TOKENS_INIT;
	struct attempt text = { .pack = NULL }, head = { .pack = NULL };
	enum status st = tokens_read(input->text, strlen(input->text), &body, err);

	if (st == ST_OK) {
		st = tokens_read(input->subject, strlen(input->subject), &subject, err);
	}
	if (st == ST_OK && body.n > 0 && reader->n > 0) {
		st = best_attempt(reader, input, &body, &text, err);
		st = st == ST_OK ? try_latin(reader, input, &body, &respelled, &text, err) : st;
	}
	if (st == ST_OK && subject.n > 0 && reader->n > 0) {
		st = best_attempt(reader, input, &subject, &head, err);
	}
	if (st == ST_OK) {
		bool use_head = head.pack != NULL && head.decision.intent != INTENT_OTHER
				&& (text.pack == NULL || (text.decision.intent == INTENT_OTHER && text.cues.other.weight < 2));

		if (text.pack == NULL && !use_head) {
			st = nothing(body.n == 0 ? "the mail has no words of its own" : "no language pack can read it", ret, err);
		} else {
			if (!use_head && head.pack != NULL && contradicts(&text, &head, &reader->limits)) {
				text.decision.confidence = 0.5;
				text.decision.reason = "subject and text contradict one another";
				examples = NULL; /* they saw the text alone */
			}
			st = intent_answer(use_head ? &head : &text, use_head ? NULL : examples, use_head, ret, err);
		}
	}
	reading_release(&text.reading);
	reading_release(&head.reading);
	return st;
}

/* Who comes is read from the form's lines of names and numbers; whether, from its answer alone. */
static enum status read_form_people(const struct intent_reader *reader, const struct intent_input *input, const char *people,
		struct intent_answer *ret, struct error *err)
{
	CLEANUP_INTENT_ANSWER struct intent_answer who = INTENT_ANSWER_INIT;
	struct intent_input again = *input;
	enum status st;

	again.text = people;
	st = read_plain(reader, NULL, &again, &who, err);
	if (st == ST_OK && who.intent == INTENT_YES) {
		struct attendee *attendees = ret->attendees;
		size_t n = ret->n_attendees;

		ret->attendees = who.attendees;
		ret->n_attendees = who.n_attendees;
		ret->count = who.count;
		who.attendees = attendees;
		who.n_attendees = n;
	}
	return st;
}

enum status intent_read(const struct intent_reader *reader, const struct intent_input *input, struct intent_answer *ret,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf decision = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf people = STRBUF_INIT;
	struct intent_input form = *input;
	bool found = false, says_people = false;
	enum status st = intent_form_find(reader->languages, input->text, &decision, &people, &found, &says_people, err);

	if (st != ST_OK || !found) {
		return st == ST_OK ? read_plain(reader, reader->examples, input, ret, err) : st;
	}
	form.text = decision.buf;
	st = read_plain(reader, NULL, &form, ret, err);
	return st == ST_OK && ret->intent == INTENT_YES && says_people ? read_form_people(reader, input, people.buf, ret, err)
			: st;
}
