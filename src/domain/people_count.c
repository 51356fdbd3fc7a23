/* How many come, and who: numbers that the text says, names, the writer and those who come along. */
#include "domain/people_party.h"

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <stdlib.h>
#include <string.h>

struct party {
	const struct reading *r;
	struct found_name names[NAMES_MAX];
	size_t n_names;
	struct enumeration lists[ENUMERATIONS_MAX];
	size_t n_lists;
	int group;      /* a total that was said, 0: none */
	int plus;       /* people beside those named and the writer */
	bool writer;    /* the writer comes */
	bool singular;  /* "I" was said */
};

/* "on the 18-ą": an ordinal, its ending behind a dash. */
static bool ordinal(const struct reading *r, const struct hit *h)
{
	const struct token *t = r->tokens->items;

	for (uint32_t i = h->first; i < h->end; i++) {
		if (t[i].kind == TOKEN_NUMBER && t[i].text[t[i].len] == '-' && i + 1 < r->tokens->n && t[i + 1].kind == TOKEN_WORD
				&& t[i + 1].text == t[i].text + t[i].len + 1 && t[i + 1].fold_len <= 4) {
			return true;
		}
	}
	return false;
}

/* A number inside another kind of phrase is no total: "with two colleagues", "instead of three". */
static bool overridden(const struct reading *r, const struct hit *h)
{
	if (h->section == SEC_GROUP && h->end == h->first + 2 && h->end < r->tokens->n && r->tokens->items[h->end].before == ':'
			&& r->tokens->items[h->first].line_start) {
		return true; /* "Participant 2: …" */
	}
	for (size_t i = hits_near(&r->hits, h->first); i < r->hits.n && r->hits.items[i].first < h->end; i++) {
		const struct hit *o = &r->hits.items[i];
		bool overlap = o->first < h->end && h->first < o->end;

		bool within = h->first <= o->first && o->end <= h->end && o->end - o->first < h->end - h->first;
		bool wider = o->section == SEC_GROUP && o->first <= h->first && h->end <= o->end && o->end - o->first > h->end - h->first;

		if (o != h && overlap && ((o->section == SEC_OLD && !(within && h->section == SEC_GROUP))
				|| (h->section == SEC_GROUP && (o->section == SEC_PLUS || wider)))) {
			return true;
		}
	}
	return false;
}

static int value_of(const struct reading *r, const struct hit *h)
{
	if (h->phrase->value[0] == 'n') {
		return h->number;
	}
	if (h->number > 0 && h->section == SEC_GROUP && h->phrase->weight <= 1) {
		return h->number;
	}
	if (h->section == SEC_GROUP && h->number == 0 && h->phrase->weight <= 1) {
		int number = 0;

		for (uint32_t i = h->first; i < h->end && number == 0; i++) {
			number = vocabulary_number(r->vocabulary, &r->tokens->items[i]);
		}
		return number;
	}
	return (int)h->phrase->weight;
}

/* Whether an enumeration with the writer in it reaches over the words. */
static const struct enumeration *listed(const struct party *p, uint32_t first, uint32_t end)
{
	for (size_t i = 0; i < p->n_lists; i++) {
		if (p->lists[i].first < end && first < p->lists[i].end) {
			return &p->lists[i];
		}
	}
	return NULL;
}

static void read_numbers(struct party *p)
{
	const struct reading *r = p->r;
	uint32_t plus_end = 0;
	int first = 0, last = 0;

	for (size_t i = 0; i < r->hits.n; i++) {
		const struct hit *h = &r->hits.items[i];
		int value;

		if ((h->section != SEC_GROUP && h->section != SEC_PLUS) || overridden(r, h) || ordinal(r, h) || reading_asked(r, h)
				|| listed(p, h->first, h->end) != NULL) {
			continue;
		}
		value = value_of(r, h);
		if (h->section == SEC_PLUS && h->first >= plus_end) {
			p->plus += value;
			plus_end = h->end;
		} else if (h->section == SEC_GROUP && value > 0 && value < 1000) {
			first = first == 0 ? value : first;
			last = value;
		}
	}
	for (size_t i = 0; i < r->tokens->n; i++) {
		if (r->tokens->items[i].kind == TOKEN_PLUS && r->tokens->items[i].number > 0 && r->tokens->items[i].number <= 30 && i >= plus_end
				&& listed(p, (uint32_t)i, (uint32_t)i + 1) == NULL) {
			*(i == 0 ? &last : &p->plus) += r->tokens->items[i].number; /* "+2 from us" is all */
		}
	}
	p->group = p->plus > 0 ? first : last;
}

static bool self_declined(const struct reading *r, const struct hit *h)
{
	for (size_t k = hits_near(&r->hits, h->first); k < r->hits.n && r->hits.items[k].first <= h->first + 3; k++) {
		const struct hit *o = &r->hits.items[k];

		if ((o->section == SEC_NO || o->section == SEC_CANCEL) && !o->covered && h->first < o->end
				&& r->tokens->items[o->first].sentence == r->tokens->items[h->first].sentence) {
			return true;
		}
	}
	return false;
}

/* Whether the part of the sentence around the phrase, between commas, speaks of coming. */
static bool comes_there(const struct party *p, const struct hit *h)
{
	const struct reading *r = p->r;
	const struct token *t = r->tokens->items;
	const struct sentence *sn = &r->tokens->sentences[t[h->first].sentence];
	uint32_t from = h->first, to = h->end;

	while (from > sn->first && h->first - from < 12 && t[from].before != ',' && t[from].before != ';' && t[from].before != ':'
			&& t[from].before != '-' && !reading_is(r, from, WORD_BUT)) {
		from--;
	}
	while (to < sn->end && to - h->end < 12 && t[to].before != ',' && t[to].before != ';' && t[to].before != ':' && t[to].before != '-'
			&& !reading_is(r, to, WORD_BUT)) {
		to++;
	}
	for (uint32_t i = from; i < to; i++) {
		if (reading_is(r, i, WORD_NOT)) {
			return false;
		}
	}
	/* "I confirm that Anna Nowak comes": the verb alone is not the writer's coming */
	for (size_t i = 0; i < p->n_names && h->phrase->weight < 2; i++) {
		if (p->names[i].first >= from && p->names[i].first < to) {
			return false;
		}
	}
	for (size_t i = hits_near(&r->hits, from); i < r->hits.n && r->hits.items[i].first < to; i++) {
		const struct hit *o = &r->hits.items[i];

		if (o->first >= from && !o->covered && (o->section <= SEC_WISH || o->section == SEC_GROUP || o->section == SEC_PLUS)) {
			return true;
		}
	}
	return false;
}

/* How clearly the writer speaks of himself: 1 by a form of the verb, 2 by a word such as "me", 3 "I come too"; 0: not. */
static double self_said(const struct party *p)
{
	const struct reading *r = p->r;
	double best = 0;

	for (size_t i = 0; i < r->hits.n; i++) {
		const struct hit *h = &r->hits.items[i];

		/* "you may register Anna, I stay at home": beside others' names the word alone says nothing */
		if (h->section == SEC_SELF && h->phrase->weight > best && !self_declined(r, h) && !overridden(r, h)
				&& (p->n_names == 0 || h->phrase->weight >= 3 || comes_there(p, h))) {
			best = h->phrase->weight;
		}
	}
	return best;
}

/* Whether what accepts includes the writer: any yes that is no order to register. */
static bool we_said(const struct cues *c, const struct reading *r)
{
	const struct hit *h = c->yes.hit;

	if (h == NULL) {
		return true; /* the text as a whole accepts */
	}
	for (uint32_t i = h->first; i < h->end; i++) {
		if (reading_is(r, i, WORD_REGISTER) || reading_is(r, i, WORD_ATTEND_THEY)) {
			return false;
		}
	}
	return true;
}

static bool writer_name(const struct reading *r, char *buf, size_t size)
{
	const struct intent_input *in = r->input;
	bool own = in->from_address == NULL || in->contact_address == NULL || strcasecmp(in->from_address, in->contact_address) == 0;

	if (own && in->contact_name != NULL && person_of_display(r->vocabulary, in->contact_name, buf, size)) {
		return true;
	}
	if (in->from_name != NULL && person_of_display(r->vocabulary, in->from_name, buf, size)) {
		return true;
	}
	if (in->signature != NULL) {
		CLEANUP_FREE char *line = strndup(in->signature, strcspn(in->signature, "\n,|"));

		return line != NULL && person_of_display(r->vocabulary, line, buf, size);
	}
	return false;
}

static bool writer_named(const struct party *p, const char *name)
{
	for (size_t i = 0; i < p->n_names; i++) {
		if (person_same(p->names[i].text, name)) {
			return true;
		}
	}
	return false;
}

static enum status add_attendee(struct intent_answer *a, const char *name, const char *email, size_t email_len, struct error *err)
{
	if (!ARRAY_ROOM(a->attendees, a->n_attendees)) {
		return error_set(err, ST_NOMEM, "attendees: out of memory");
	}
	a->attendees[a->n_attendees] = (struct attendee){ .name = strdup(name), .email = email != NULL ? strndup(email, email_len) : NULL };
	if (a->attendees[a->n_attendees].name == NULL || (email != NULL && a->attendees[a->n_attendees].email == NULL)) {
		free(a->attendees[a->n_attendees].name);
		free(a->attendees[a->n_attendees].email);
		return error_set(err, ST_NOMEM, "attendees: out of memory");
	}
	a->n_attendees++;
	return ST_OK;
}

/* Without names. */
static int count_party(const struct party *p)
{
	if (p->group > 0) {
		return p->group;
	}
	if (p->plus > 0) {
		return p->plus + (p->writer ? 1 : 0);
	}
	return p->singular && p->writer ? 1 : 0;
}

/* Those who come along are often named at once: "with my colleague Jonas Petraitis" is one person, not two. */
static int unnamed_plus(const struct party *p)
{
	const struct reading *r = p->r;
	int plus = p->plus;

	for (size_t i = 0; i < r->hits.n; i++) {
		const struct hit *h = &r->hits.items[i];

		for (size_t k = 0; k < p->n_names && h->section == SEC_PLUS && !overridden(r, h); k++) {
			if (p->names[k].first >= h->end && p->names[k].first <= h->end + 1) {
				plus -= value_of(r, h);
				break;
			}
		}
	}
	return plus > 0 ? plus : 0;
}

/* Names that only say who "I" is are none of others. */
static bool drop_own_names(struct party *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n_names; i++) {
		if (!p->names[i].writer) {
			p->names[n++] = p->names[i];
		}
	}
	n = p->n_names - n;
	p->n_names -= n;
	return n > 0;
}

static bool text_has(const struct reading *r, enum word_class what)
{
	for (size_t i = 0; i < r->tokens->n; i++) {
		if (reading_is(r, i, what)) {
			return true;
		}
	}
	return false;
}

/* Whether the writer is one of those who come. */
static bool writer_comes(const struct party *p, const struct cues *c, double spoken, bool instead, bool named)
{
	const struct reading *r = p->r;
	/* "Please register." means the writer, when nobody else is spoken of */
	bool alone = p->n_names == 0 && p->group == 0 && p->plus == 0 && !text_has(r, WORD_PLURAL) && !text_has(r, WORD_COMPANION)
			&& !text_has(r, WORD_PERSON);
	bool comes = spoken >= 3 || p->n_lists > 0 || (alone && !instead)
			|| (!instead && (spoken >= 2 || (p->singular && (p->n_names == 0 || we_said(c, r)))
			|| ((p->n_names == 0 || p->plus > 0) && we_said(c, r))));

	if (p->group > 0 && p->n_names > 0 && !named && p->n_lists == 0) {
		/* "Both of us come, Robert and I" counts the writer; "two people: Anna and Jan" does not. */
		return (comes && p->group > (int)p->n_names) || (!instead && p->group == (int)p->n_names + 1 && we_said(c, r));
	}
	return comes;
}

/* Those of the longest enumeration and whoever is named elsewhere. */
static int count_lists(const struct party *p)
{
	int total = 0;

	for (size_t i = 0; i < p->n_lists; i++) {
		total = p->lists[i].total > total ? p->lists[i].total : total;
	}
	if (p->group >= total) {
		return p->group;
	}
	for (size_t i = 0; i < p->n_names; i++) {
		total += listed(p, p->names[i].first, p->names[i].end) == NULL;
	}
	return total + unnamed_plus(p);
}

static int count_people(const struct party *p, bool instead, bool named)
{
	int count;

	if (p->n_lists > 0) {
		return count_lists(p);
	}
	if (p->n_names > 0) {
		return p->group > 0 ? p->group : (int)p->n_names + unnamed_plus(p) + (p->writer && !named ? 1 : 0);
	}
	count = count_party(p);
	if (count == 0 && (instead || (p->writer && !text_has(p->r, WORD_PLURAL)))) {
		return 1;
	}
	return count;
}

enum status people_read(const struct reading *r, const struct cues *c, struct intent_answer *ret, struct error *err)
{
	struct party p = { .r = r };
	char writer[PERSON_MAX_BYTES];
	bool known = writer_name(r, writer, sizeof writer), named, instead = c->instead.hit != NULL, own;
	enum status st = ST_OK;
	double spoken;

	if (r->input->offer) {
		return ST_OK;
	}
	p.n_names = names_coming(r, p.names);
	p.n_lists = enumerations_find(r, p.names, p.n_names, p.lists);
	own = drop_own_names(&p);
	read_numbers(&p);
	spoken = own ? 2 : self_said(&p);
	p.singular = spoken > 0;
	named = known && writer_named(&p, writer);
	/* "I would like to register our director": who speaks is not who comes */
	p.writer = writer_comes(&p, c, spoken, instead, named);
	ret->count = count_people(&p, instead, named);
	if (p.writer && known && !named) {
		st = add_attendee(ret, writer, r->input->from_address, r->input->from_address != NULL ? strlen(r->input->from_address) : 0, err);
	}
	for (size_t i = 0; i < p.n_names && st == ST_OK; i++) {
		const struct token *e = p.names[i].email;
		bool self = named && person_same(p.names[i].text, writer);

		if (self && (e == NULL || strchr(p.names[i].text, ' ') == NULL) && r->input->from_address != NULL) {
			const char *name = strchr(p.names[i].text, ' ') != NULL ? p.names[i].text : writer;

			st = add_attendee(ret, name, r->input->from_address, strlen(r->input->from_address), err);
		} else {
			st = add_attendee(ret, p.names[i].text, e != NULL ? e->text : NULL, e != NULL ? e->len : 0, err);
		}
	}
	return st;
}
