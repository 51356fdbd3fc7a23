/* Contacts: people and office mailboxes of organisations. An address is compared by its key (lower case, domain in A-label
 * form: address_parse() or address_fold() of mail/address.h make it). An erased contact keeps its row and id, its
 * address and names are gone; it is never found by key. */
#ifndef KVIESLYS_STORE_DB_CONTACT_H
#define KVIESLYS_STORE_DB_CONTACT_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A contact as it is read or written. When read, the texts belong to the struct (contact_release()); NULL is absent. */
struct contact {
	int64_t id;
	int64_t organisation_id; /* 0: none */
	int64_t merged_into;     /* the contact that this is another address of; 0: it stands for itself. Read only */
	int64_t informed_at;     /* first letter that told where the address is from; 0: not yet */
	int64_t away_until;      /* from an out-of-office answer; 0: none */
	int64_t hard_bounces, soft_bounces;
	int64_t created_at, updated_at;
	bool role;          /* an office mailbox (info@, biuras@) */
	const char *email;     /* as written */
	const char *email_key; /* what is compared */
	const char *name, *given_name, *family_name, *title, *position;
	const char *gender; /* "m", "f" */
	const char *salutation, *language, *phone;
	const char *status; /* active, bounced, erased, moved, restricted; NULL when written: active */
	const char *source; /* where the address came from */
	char *texts;        /* the memory of all of the above when read */
};

#define CONTACT_INIT { .id = 0 }
#define CLEANUP_CONTACT CLEANUP(contact_release)
void contact_release(struct contact *contact);

/* One contact by id or by the key of its address. ST_NOT_FOUND, ST_NOMEM, ST_DB. */
enum status db_contact_load(struct store *store, int64_t id, struct contact *ret, struct error *err);
enum status db_contact_find(struct store *store, const char *email_key, struct contact *ret, struct error *err);
/* The id alone, of the person: for an address that was merged into another contact the id of that. *ret_id is 0 when there is none (no
 * error). */
enum status db_contact_id(struct store *store, const char *email_key, int64_t *ret_id, struct error *err);

/* Adds a row; created_at and updated_at are clock_now() where 0. ST_CONFLICT when the address is there already. */
enum status db_contact_add(struct store *store, const struct contact *contact, int64_t *ret_id, struct error *err);
/* Writes all fields of contact->id but created_at, informed_at, away_until and the counts of bounces. ST_NOT_FOUND,
 * ST_CONFLICT (another has the address). History is the caller's (db_history.h). */
enum status db_contact_update(struct store *store, const struct contact *contact, struct error *err);

/* "active", "bounced", "moved" ("erased" is contact_erase's alone). A restricted contact stays so. The caller writes the audit row. */
enum status db_contact_set_status(struct store *store, int64_t id, const char *status, struct error *err);
/* Restricts the use of a contact, or gives it its status before back. The caller writes audit and history. */
enum status db_contact_restrict(struct store *store, int64_t id, struct error *err);
enum status db_contact_release(struct store *store, int64_t id, const char *status, struct error *err);
/* Counts a bounce and tells both counts after it. */
enum status db_contact_add_bounce(struct store *store, int64_t id, bool hard, int64_t *ret_hard, int64_t *ret_soft,
		struct error *err);
/* Both counts back to 0: a letter was delivered, or a person answered. */
enum status db_contact_clear_bounces(struct store *store, int64_t id, struct error *err);
enum status db_contact_set_away(struct store *store, int64_t id, int64_t until, struct error *err);
/* Notes that the contact was told where its address is from, unless that is noted already. */
enum status db_contact_set_informed(struct store *store, int64_t id, int64_t at, struct error *err);

#endif
