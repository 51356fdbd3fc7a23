/* Shared by the files of erasure alone. */
#ifndef KVIESLYS_DOMAIN_ERASE_PRIVATE_H
#define KVIESLYS_DOMAIN_ERASE_PRIVATE_H

#include "domain/erase.h"

#include <stddef.h>

#define ERASED_WORD "(erased)"

struct erase_boxes;

struct erase_work {
	struct store *store;
	const struct config *config;
	const struct person *person;
	const struct erase_options *options;
	int64_t now;
	int64_t *letters; /* ids of those that go from Maildir relays */
	size_t n_letters;
	struct erase_boxes *boxes; /* mailboxes with the person's mails */
};

void erase_tell(const struct erase_work *w, enum erase_fate fate, int64_t n, const char *what, const char *detail);

/* erase_text.c: what others' letters, replies and mails say. */
enum status erase_mentions(struct erase_work *w, struct error *err);
/* erase_seats.c */
enum status erase_seats(struct erase_work *w, struct error *err);
/* erase_files.c: looks before the rows are cleared, and deletes at the end; what is in mailboxes elsewhere is told. */
enum status erase_find_files(struct erase_work *w, struct error *err);
enum status erase_delete_files(struct erase_work *w, struct error *err);
void erase_release_files(struct erase_work *w);

#endif
