/* SQL of the lawful basis. */
#include "store/db_basis.h"

#include "store/store_private.h"

#include <string.h>

static const char *const kinds[] = {
	[BASIS_CONSENT] = "consent",
	[BASIS_LEGITIMATE_INTEREST] = "legitimate-interest",
	[BASIS_SOFT_OPT_IN] = "soft-opt-in",
	[BASIS_CONTRACT] = "contract",
	[BASIS_WITHDRAWN] = "withdrawn",
};

const char *basis_kind_name(enum basis_kind kind)
{
	return kinds[kind];
}

bool basis_kind_of(const char *name, enum basis_kind *ret)
{
	for (int i = 0; i < BASIS_KINDS; i++) {
		if (strcmp(kinds[i], name) == 0) {
			*ret = (enum basis_kind)i;
			return true;
		}
	}
	return false;
}

#define SQL_ADD \
	"INSERT INTO basis(contact_id, kind, class, source, at, text_shown, proof_reply_id, asked_id," \
	" list_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"

enum status db_basis_add(struct store *store, const struct basis *basis, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, basis->contact_id);
	db_bind_text(stmt, 2, kinds[basis->kind]);
	db_bind_text(stmt, 3, basis->class_);
	db_bind_text(stmt, 4, basis->source);
	(void)sqlite3_bind_int64(stmt, 5, basis->at);
	db_bind_text(stmt, 6, basis->text_shown);
	db_bind_id(stmt, 7, basis->proof_reply_id);
	db_bind_id(stmt, 8, basis->asked_id);
	db_bind_id(stmt, 9, basis->list_id);
	return db_run(store, stmt, "writing a basis", err);
}

#define SQL_HAS "SELECT 1 FROM basis WHERE contact_id = ?1 AND kind = ?2 AND class IS ?3 AND source = ?4"

enum status db_basis_has(struct store *store, int64_t contact_id, enum basis_kind kind, const char *class_,
		const char *source, bool *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_HAS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact_id);
	db_bind_text(stmt, 2, kinds[kind]);
	db_bind_text(stmt, 3, class_);
	db_bind_text(stmt, 4, source);
	return db_step(store, stmt, ret, "reading the basis", err);
}

/* A consent to one list counts for campaigns that name the list, and until the list is left. ?2: campaign, 0: any list. */
#define SQL_OWN_LIST \
	"(?2 = 0 OR EXISTS (SELECT 1 FROM campaign k JOIN list l ON l.id = b.list_id WHERE k.id = ?2" \
	"  AND " SQL_CAMPAIGN_NAMES_LIST("k", "l") "))" \
	" AND NOT EXISTS (SELECT 1 FROM basis w WHERE w.contact_id = b.contact_id AND w.kind = 'withdrawn'" \
	"  AND w.list_id = b.list_id AND w.id > b.id)"
/* ?1 contact, ?2 campaign or 0, ?3 class */
#define SQL_IN_FORCE \
	"SELECT kind, proof_reply_id IS NOT NULL FROM basis b WHERE contact_id = ?1 AND ifnull(class, ?3) = ?3" \
	" AND (list_id IS NULL OR (kind <> 'withdrawn' AND " SQL_OWN_LIST ")) ORDER BY id"

enum status db_basis_in_force(struct store *store, int64_t contact_id, const char *class_, int64_t campaign_id,
		unsigned *ret_kinds, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	unsigned found = 0;
	bool more = true;
	enum status st = db_prepare(store, SQL_IN_FORCE, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, contact_id);
		(void)sqlite3_bind_int64(stmt, 2, campaign_id);
		db_bind_text(stmt, 3, class_);
	}
	while (st == ST_OK && (st = db_step(store, stmt, &more, "reading the basis", err)) == ST_OK && more) {
		const char *name = (const char *)sqlite3_column_text(stmt, 0);
		enum basis_kind kind;

		if (name == NULL || !basis_kind_of(name, &kind)) {
			return error_set(err, ST_DB, "a basis of an unknown kind");
		}
		if (kind == BASIS_WITHDRAWN) {
			found &= 1u << BASIS_CONTRACT; /* a contract is not withdrawn by asking for no more mail */
		} else {
			found |= 1u << kind;
			found |= kind == BASIS_CONSENT && sqlite3_column_int(stmt, 1) != 0 ? BASIS_CONFIRMED : 0;
		}
	}
	if (st == ST_OK) {
		*ret_kinds = found;
	}
	return st;
}

#define SQL_JOINED_SINCE \
	"SELECT 1 FROM basis b WHERE contact_id = ?1 AND kind = 'consent' AND proof_reply_id IS NOT NULL AND at >= ?3" \
	" AND list_id IS NOT NULL AND " SQL_OWN_LIST \
	" AND NOT EXISTS (SELECT 1 FROM basis w WHERE w.contact_id = b.contact_id AND w.kind = 'withdrawn' AND w.list_id IS NULL" \
	"  AND w.id > b.id)"

enum status db_basis_joined_since(struct store *store, int64_t contact_id, int64_t campaign_id, int64_t since, bool *ret,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_JOINED_SINCE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact_id);
	(void)sqlite3_bind_int64(stmt, 2, campaign_id);
	(void)sqlite3_bind_int64(stmt, 3, since);
	return db_step(store, stmt, ret, "reading the basis", err);
}
