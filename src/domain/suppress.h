/* Never write to an address: for everything, or for the letters of one list. Suppressions are keyed hashes: they hold for
 * addresses we do not know (yet), after erasure, and when the address is imported again. They are obeyed at the moment of writing
 * (consent.h). Every change is in the audit log; what staff say about it goes into the payload, which erasure removes. */
#ifndef KVIESLYS_DOMAIN_SUPPRESS_H
#define KVIESLYS_DOMAIN_SUPPRESS_H

#include "store/db_suppression.h"
#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stdint.h>

struct suppress_order {
	const char *address; /* or the 64 digits of a hash */
	const char *list;    /* NULL: everything */
	enum suppression_reason reason;
	const char *why;     /* what staff say, or NULL */
	const char *actor;
};

/* *ret_added: it is new (else the first reason and date stay). An objection or unsubscription for everything also withdraws every basis
 * of the contact. ST_INVALID: no address; ST_NOT_FOUND: no such list. */
enum status suppress_add(struct store *store, const struct token_key *key, const struct suppress_order *order,
		bool *ret_added, struct error *err);
/* Lifts it; basis that was withdrawn is not given back by it. ST_NOT_FOUND: it is not suppressed. */
enum status suppress_remove(struct store *store, const struct token_key *key, const struct suppress_order *order,
		struct error *err);

/* --- files: tables with the columns address or hash, list, reason, date, source, in any order --- */

struct suppress_import {
	const char *file;
	const char *list;    /* for rows that name none; NULL: everything */
	enum suppression_reason reason; /* for rows that name none that is known */
	bool dry_run, strict;
	const char *actor;
	void (*note)(void *arg, size_t line, const char *text); /* a row that was not taken */
	void *arg;
};
struct suppress_counts {
	int64_t rows, added, same, rejected;
	char description[160]; /* what the file was taken for */
};
/* One transaction, one audit row. A table without headings is one of addresses. ST_INVALID: no column of addresses or hashes, or
 * strict and rows are bad; ST_NOT_FOUND, ST_IO, ST_TEMP, ST_DB, ST_NOMEM. */
enum status suppress_import(struct store *store, const struct token_key *key, const struct suppress_import *options,
		struct suppress_counts *ret, struct error *err);

/* The mark of a key: hashes of another workspace's key would match nobody, so that files carry it. */
#define SUPPRESS_MARK_SIZE 9
void suppress_key_mark(const struct token_key *key, char ret[SUPPRESS_MARK_SIZE]);
/* 64 hexadecimal digits, made lower case; false when it is none. */
bool suppress_is_hash(const char *text, char ret[65]);

#endif
