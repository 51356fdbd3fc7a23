/* Enumerations: items between commas and "and", of which one is the writer. An item is a name, a number with a noun, or a
 * word for a person. */
#include "domain/people_party.h"

#define ITEMS_MAX 20u
#define ITEM_WORDS 5u

struct finder {
	const struct reading *r;
	struct found_name *names;
	size_t n_names;
};

struct item {
	uint32_t end;
	int value;
	struct found_name *name; /* or NULL */
	bool writer, number;
};

static bool is(const struct finder *f, uint32_t i, enum word_class what)
{
	return reading_is(f->r, i, what);
}

static struct found_name *name_at(const struct finder *f, uint32_t i)
{
	for (size_t k = 0; k < f->n_names; k++) {
		if (f->names[k].first == i) {
			return &f->names[k];
		}
	}
	return NULL;
}

/* Whether nothing parts the word from the one before it: a line may have been wrapped. */
static bool close_to(const struct finder *f, uint32_t i)
{
	const struct token *t = f->r->tokens->items;

	return t[i].before == ' ' || (t[i].before == '\n' && !t[i].item && i > 0 && t[i - 1].sentence == t[i].sentence);
}

/* The end of "I", "me", "the undersigned" at i, 0 when it is none. */
static uint32_t writer_end(const struct finder *f, uint32_t i, uint32_t stop)
{
	const struct hits *hits = &f->r->hits;

	for (size_t k = hits_near(hits, i); k < hits->n && hits->items[k].first <= i; k++) {
		const struct hit *h = &hits->items[k];

		if (h->section == SEC_SELF && h->first == i && h->end > i + 1 && h->end <= stop && h->phrase->weight == 2) {
			return h->end;
		}
	}
	if (is(f, i, WORD_WE) && i + 1 < stop && is(f, i + 1, WORD_WITH)) {
		return i + 1;
	}
	if (!is(f, i, WORD_WRITER) || (i > 0 && (is(f, i - 1, WORD_INSTEAD_OF) || is(f, i - 1, WORD_NOT)))) {
		return 0;
	}
	do {
		i++;
	} while (i < stop && is(f, i, WORD_WRITER) && close_to(f, i)); /* "aš pats" */
	return i;
}

/* Whether a phrase that speaks of coming, or a number that is none of people, begins at the word. */
static bool ends_item(const struct finder *f, uint32_t i, bool number)
{
	const struct hits *hits = &f->r->hits;

	for (size_t k = hits_near(hits, i); k < hits->n && hits->items[k].first <= i; k++) {
		const struct hit *h = &hits->items[k];

		if (h->first == i && ((h->section < SEC_COVERING && !number) || h->section == SEC_OLD)) {
			return true;
		}
	}
	return false;
}

/* "dwóch spawaczy", "mano draugė Aistė", "analityk". */
static bool read_noun(const struct finder *f, uint32_t i, uint32_t stop, struct item *ret)
{
	const struct token *t = f->r->tokens->items;
	bool person = false, mine = false;
	uint32_t k = i;

	*ret = (struct item){ .value = 1 };
	for (; k < stop && k < i + ITEM_WORDS; k++) {
		int number = vocabulary_number(f->r->vocabulary, &t[k]);

		if ((number > 0 && ends_item(f, k, true)) || (k > i && (!close_to(f, k) || ends_item(f, k, false))) || is(f, k, WORD_AND) || (is(f, k, WORD_WITH) && k > i)
				|| is(f, k, WORD_BUT) || is(f, k, WORD_INCLUDING) || (k > i && (is(f, k, WORD_WE) || is(f, k, WORD_WRITER))) || (t[k].kind != TOKEN_WORD && number == 0) || is(f, k, WORD_NOT)) {
			break;
		}
		ret->name = name_at(f, k);
		if (ret->name != NULL) {
			ret->end = ret->name->end;
			return true;
		}
		/* a number stands before its noun: not "my brother, we make three", not "the 17th" */
		if (number > 0 && !ret->number && !person && k + 1 < stop && close_to(f, k + 1)) {
			ret->value = number;
			ret->number = true;
		}
		mine = mine || is(f, k, WORD_MY);
		person = person || is(f, k, WORD_COMPANION) || is(f, k, WORD_PERSON) || is(f, k, WORD_ROLE) || is(f, k, WORD_TITLE);
	}
	ret->end = k;
	return k > i && (person || (k > i + 1 && (mine || ret->number)));
}

static bool read_item(const struct finder *f, uint32_t i, uint32_t stop, struct item *ret)
{
	const struct token *t = &f->r->tokens->items[i];
	uint32_t end = writer_end(f, i, stop);

	if (end > 0) {
		*ret = (struct item){ .end = end, .value = 1, .writer = true };
		return true;
	}
	if (t->kind == TOKEN_PLUS && t->number > 0) {
		*ret = (struct item){ .end = i + 1, .value = t->number, .number = true };
		return true;
	}
	return read_noun(f, i, stop, ret);
}

/* Where the next item begins behind `i`, 0: nowhere. "(…)" behind an item is passed over. */
static uint32_t next_item(const struct finder *f, uint32_t i, uint32_t stop, bool *ret_and, bool *ret_within)
{
	const struct token *t = f->r->tokens->items;
	uint32_t from = i;

	*ret_and = *ret_within = false;
	if (i < stop && t[i].before == '(') {
		do {
			i++;
		} while (i < stop && i < from + 8 && t[i].before != ')');
	}
	if (i >= stop) {
		return 0;
	}
	if (is(f, i, WORD_INCLUDING)) { /* "three of us, including me" */
		*ret_and = *ret_within = true;
		i += is(f, i, WORD_INCLUDING);
		i += i < stop && is(f, i, WORD_WITH);
		return i < stop ? i : 0;
	}
	if (is(f, i, WORD_AND) || is(f, i, WORD_WITH) || (t[i].kind == TOKEN_PLUS && t[i].number == 0)) {
		*ret_and = true;
		return i + 1 < stop ? i + 1 : 0;
	}
	if (t[i].kind == TOKEN_PLUS) {
		return i;
	}
	return t[i].before == ',' || t[i].before == ';' || t[i].before == '/' || (i > from && t[i].before == ')') ? i : 0;
}

struct sum {
	int total;
	size_t items;
	int pending; /* people counted by a noun whose names may follow: "two colleagues, Jan and Piotr" */
	bool writer;
};

static void add_item(struct sum *sum, struct item *item, const struct item *last, bool joined, bool more)
{
	bool behind_writer = sum->items > 0 && last->writer && !joined && !more && item->name != NULL && sum->items == 1;

	if (item->name != NULL && (behind_writer || (last->writer && sum->items > 2 && !joined && !more))) {
		item->name->writer = true; /* "me, Anna Nowak" */
		return;
	}
	if (sum->items > 0 && !joined && last->name != NULL && item->name == NULL && !item->number && !item->writer) {
		return; /* "Anna, my wife" */
	}
	if (item->name != NULL && !item->number && sum->pending > 0) {
		sum->pending--;
		sum->items++;
		return;
	}
	sum->pending = item->writer ? 0 : item->name == NULL ? item->value : item->value - 1;
	sum->total += item->value;
	sum->writer = sum->writer || item->writer;
	sum->items++;
}

/* "Su Inga", "będziemy z Nikolą": the writer is in the verb, or understood. */
static bool with_at(const struct finder *f, uint32_t i, uint32_t first, uint32_t stop)
{
	const struct hits *hits = &f->r->hits;
	bool they = false, spoken = i == first;

	if (!is(f, i, WORD_WITH) || i + 1 >= stop) {
		return false;
	}
	for (uint32_t k = i; k > first && i - k < 4; k--) {
		they = they || is(f, k - 1, WORD_ATTEND_THEY) || is(f, k - 1, WORD_REGISTER) || (k < i && name_at(f, k - 1) != NULL);
	}
	for (size_t k = hits_near(hits, i > 4 ? i - 4 : 0); k < hits->n && hits->items[k].first < i; k++) {
		const struct hit *h = &hits->items[k];

		spoken = spoken || (h->end + 3 > i && h->first >= first && (h->section == SEC_YES || h->section == SEC_SELF || h->section == SEC_WISH
				|| h->section == SEC_GROUP));
	}
	return spoken && !they;
}

/* The enumeration that begins at the word. */
static bool read_enumeration(const struct finder *f, uint32_t i, uint32_t first, uint32_t stop, struct enumeration *ret)
{
	struct sum sum = { .total = 0 };
	struct item item, last = { .end = i };
	bool joined = false, within = false, with = with_at(f, i, first, stop);
	uint32_t at = i + with, n = 0;
	int head = 0; /* "three people, me, my wife and …" counts them twice */

	if (with) { /* [people.plus] knows "with a colleague" */
		sum = (struct sum){ .total = 1, .items = 1, .writer = true };
		joined = true;
	}
	while ((at > 0 || n == 0) && n < ITEMS_MAX && read_item(f, at, stop, &item)) {
		bool next_joined = false, next_within = false;
		uint32_t next = next_item(f, item.end, stop, &next_joined, &next_within);
		struct item after = { .end = 0 };
		bool more = next > 0 && read_item(f, next, stop, &after) && !(after.writer && sum.writer);

		if (item.writer && (sum.writer || (n > 0 && !joined && next == 0 && item.end < stop && close_to(f, item.end)))) {
			break; /* "Anna, Jan, I stay at home" */
		}
		if (with && n == 0 && item.name == NULL && !item.number && after.name == NULL) {
			break;
		}
		item.value -= within && item.writer && last.number;
		head = item.writer && !joined && n == 1 && last.number ? last.value : head;
		add_item(&sum, &item, &last, joined, more);
		last = item;
		at = next;
		joined = next_joined;
		within = next_within;
		n++;
	}
	if (head * 2 == sum.total) {
		sum.total = head;
	}
	*ret = (struct enumeration){ .first = i, .end = last.end, .total = sum.total };
	return sum.writer && sum.items > 1 && last.end > i + 1;
}

size_t enumerations_find(const struct reading *r, struct found_name *names, size_t n_names, struct enumeration ret[ENUMERATIONS_MAX])
{
	struct finder f = { .r = r, .names = names, .n_names = n_names };
	size_t n = 0;

	for (size_t s = 0; s < r->tokens->n_sentences; s++) {
		uint32_t first = r->tokens->sentences[s].first, stop = r->tokens->sentences[s].end;

		for (uint32_t i = first; i < stop && n < ENUMERATIONS_MAX; i++) {
			bool found = read_enumeration(&f, i, first, stop, &ret[n]);

			/* what was read without the writer is not read again from its middle */
			i = ret[n].end > i + 1 ? ret[n].end - 1 : i;
			n += found;
		}
	}
	return n;
}
