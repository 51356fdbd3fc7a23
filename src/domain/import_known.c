/* What the database has, in memory, so that a row costs no lookup. Keys are kept as hashes: where the map is whole, a key
 * that is not in it is not in the database, and one that is in it is looked at by its id, which tells whether the hash
 * was right. For a small file in front of a big database the map is not filled and lookups go to the indexes. */
#include "domain/import_private.h"

#include "store/db_contact.h"
#include "store/db_import.h"
#include "store/db_organisation.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SLOTS (1u << 22) /* 64 MiB; with more keys lookups go to the indexes */
#define PAGE_BITS 12u
#define MAX_ID (INT64_C(1) << 34)

/* In parts, so that growing needs no room for the whole twice. */
#define PARTS 16u
struct key_map {
	struct key_part {
		struct key_slot {
			uint64_t hash; /* 0: free */
			int64_t id;
		} *slots;
		size_t size, n;
	} parts[PARTS];
	bool whole;
};

/* Values by id; pages that nobody wrote to are not there. */
struct id_table {
	unsigned char **pages;
	size_t n_pages, value_size;
};

struct import_known {
	struct fingerprint_key key;
	struct key_map contacts, organisations;
	struct id_table lines;  /* uint32_t: the line in which a contact stood */
	struct id_table values; /* struct fingerprint: what a row said of an organisation last */
};

/* --- tables --- */

static struct key_slot *slot_of(const struct key_part *part, uint64_t hash)
{
	size_t at = (size_t)(hash * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (part->size - 1);

	while (part->slots[at].hash != 0 && part->slots[at].hash != hash) {
		at = (at + 1) & (part->size - 1);
	}
	return &part->slots[at];
}

static void map_release(struct key_map *m)
{
	for (size_t i = 0; i < PARTS; i++) {
		free(m->parts[i].slots);
	}
	*m = (struct key_map){ .whole = false };
}

static bool grow(struct key_part *part)
{
	struct key_part more = { .size = part->size == 0 ? 256 : part->size * 2, .n = part->n };

	more.slots = more.size <= MAX_SLOTS / PARTS ? calloc(more.size, sizeof *more.slots) : NULL;
	if (more.slots == NULL) {
		return false;
	}
	for (size_t i = 0; i < part->size; i++) {
		if (part->slots[i].hash != 0) {
			*slot_of(&more, part->slots[i].hash) = part->slots[i];
		}
	}
	free(part->slots);
	*part = more;
	return true;
}

/* The first id of a key stays. A map that grows too big, or finds no memory, is given up: that is slower, not wrong. */
static void map_add(struct key_map *m, uint64_t hash, int64_t id)
{
	struct key_part *part = &m->parts[hash % PARTS];
	struct key_slot *slot;

	if (!m->whole) {
		return;
	}
	if (part->n * 3 >= part->size * 2 && !grow(part)) {
		map_release(m);
		return;
	}
	slot = slot_of(part, hash);
	if (slot->hash == 0) {
		*slot = (struct key_slot){ hash, id };
		part->n++;
	}
}

static int64_t map_find(const struct key_map *m, uint64_t hash)
{
	const struct key_part *part = &m->parts[hash % PARTS];

	return part->slots != NULL ? slot_of(part, hash)->id : 0;
}

/* The value of an id, all zeros at first. NULL when out of memory, or for an id that no database has. */
static void *table_at(struct id_table *t, int64_t id)
{
	size_t page = (size_t)id >> PAGE_BITS;

	if (id < 0 || id >= MAX_ID) {
		return NULL;
	}
	if (page >= t->n_pages) {
		size_t n = page + page / 2 + 16;
		unsigned char **more = realloc(t->pages, n * sizeof *more);

		if (more == NULL) {
			return NULL;
		}
		memset(more + t->n_pages, 0, (n - t->n_pages) * sizeof *more);
		t->pages = more;
		t->n_pages = n;
	}
	if (t->pages[page] == NULL) {
		t->pages[page] = calloc((size_t)1 << PAGE_BITS, t->value_size);
		if (t->pages[page] == NULL) {
			return NULL;
		}
	}
	return t->pages[page] + ((size_t)id & (((size_t)1 << PAGE_BITS) - 1)) * t->value_size;
}

static void table_release(struct id_table *t)
{
	for (size_t i = 0; i < t->n_pages; i++) {
		free(t->pages[i]);
	}
	free(t->pages);
}

static enum status no_memory(struct error *err)
{
	return error_set(err, ST_NOMEM, "import: out of memory");
}

/* --- keys --- */

static uint64_t contact_hash(const struct import_known *k, const char *email_key)
{
	struct fingerprint f = { { 0, 0 } };

	fingerprint_add(&k->key, &f, email_key);
	return f.lanes[0] | UINT64_C(1) << 63;
}

/* Of an organisation: by country and code, or by domain and folded name. */
static uint64_t organisation_hash(const struct import_known *k, const char *which, const char *a, const char *b)
{
	struct fingerprint f = { { 0, 0 } };

	fingerprint_add(&k->key, &f, which);
	fingerprint_add(&k->key, &f, a);
	fingerprint_add(&k->key, &f, b);
	return f.lanes[0] | UINT64_C(1) << 63;
}

static void load_contact(void *arg, int64_t id, const char *email_key)
{
	import_known_add_contact(arg, email_key, id);
}

static void load_organisation(void *arg, int64_t id, const struct organisation *o)
{
	import_known_add_organisation(arg, o, id);
}

enum status import_known_open(struct store *store, int64_t rows, struct import_known **ret, struct error *err)
{
	CLEANUP(import_known_cleanup) struct import_known *k = calloc(1, sizeof *k);
	int64_t contacts = 0;
	enum status st;

	if (k == NULL) {
		return no_memory(err);
	}
	k->lines.value_size = sizeof(uint32_t);
	k->values.value_size = sizeof(struct fingerprint);
	st = fingerprint_key_init(&k->key, err);
	if (st == ST_OK) {
		st = db_import_last_contact(store, &contacts, err);
	}
	/* Reading a key costs a tenth of looking one up. */
	if (st == ST_OK && contacts / 10 <= rows) {
		k->contacts.whole = k->organisations.whole = true;
		st = db_import_each_contact(store, load_contact, k, err);
		if (st == ST_OK) {
			st = db_import_each_organisation(store, load_organisation, k, err);
		}
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(k);
	}
	return st;
}

void import_known_free(struct import_known *known)
{
	if (known != NULL) {
		map_release(&known->contacts);
		map_release(&known->organisations);
		table_release(&known->lines);
		table_release(&known->values);
	}
	free(known);
}

void import_known_cleanup(struct import_known **known)
{
	import_known_free(*known);
}

bool import_known_has_contact(const struct import_known *k, const char *email_key, int64_t *ret_id)
{
	*ret_id = k->contacts.whole ? map_find(&k->contacts, contact_hash(k, email_key)) : 0;
	return !k->contacts.whole || *ret_id != 0;
}

void import_known_add_contact(struct import_known *k, const char *email_key, int64_t id)
{
	map_add(&k->contacts, contact_hash(k, email_key), id);
}

bool import_known_has_code(const struct import_known *k, const char *country, const char *code, int64_t *ret_id)
{
	bool whole = k->organisations.whole && country != NULL;

	*ret_id = whole ? map_find(&k->organisations, organisation_hash(k, "code", country, code)) : 0;
	return !whole || *ret_id != 0;
}

bool import_known_has_name(const struct import_known *k, const char *domain, const char *name_key, int64_t *ret_id)
{
	*ret_id = k->organisations.whole ? map_find(&k->organisations, organisation_hash(k, "name", domain, name_key)) : 0;
	return !k->organisations.whole || *ret_id != 0;
}

void import_known_add_organisation(struct import_known *k, const struct organisation *o, int64_t id)
{
	if (o->code != NULL && o->country != NULL) {
		map_add(&k->organisations, organisation_hash(k, "code", o->country, o->code), id);
	}
	if (o->domain != NULL) {
		map_add(&k->organisations, organisation_hash(k, "name", o->domain, o->name_key), id);
	}
}

enum status import_known_line(struct import_known *k, int64_t id, size_t line, size_t *ret_before, struct error *err)
{
	uint32_t *at = table_at(&k->lines, id);

	if (at == NULL) {
		return no_memory(err);
	}
	*ret_before = *at;
	*at = *at != 0 ? *at : line < UINT32_MAX ? (uint32_t)line : UINT32_MAX;
	return ST_OK;
}

struct fingerprint import_known_print(const struct import_known *k, const char *const *texts, size_t n)
{
	struct fingerprint f = { { 0, 0 } };

	for (size_t i = 0; i < n; i++) {
		fingerprint_add(&k->key, &f, texts[i]);
	}
	f.lanes[0] |= UINT64_C(1) << 63; /* not that of an organisation of which no row said anything yet */
	return f;
}

bool import_known_same(struct import_known *k, int64_t id, const struct fingerprint *print)
{
	const struct fingerprint *at = table_at(&k->values, id);

	return at != NULL && memcmp(at, print, sizeof *at) == 0;
}

enum status import_known_note(struct import_known *k, int64_t id, const struct fingerprint *print, struct error *err)
{
	struct fingerprint *at = table_at(&k->values, id);

	if (at == NULL) {
		return no_memory(err);
	}
	*at = *print;
	return ST_OK;
}
