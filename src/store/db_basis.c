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

#define SQL_EACH \
	"SELECT id, contact_id, at, proof_reply_id, kind, class, source, text_shown, asked_id, list_id FROM basis" \
	" WHERE contact_id = ?1 ORDER BY id"

enum status db_basis_each(struct store *store, int64_t contact_id, basis_fn each, void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, contact_id);
	}
	while (st == ST_OK) {
		const char *kind;

		st = db_step(store, stmt, &more, "reading the basis", err);
		if (st != ST_OK || !more) {
			break;
		}
		struct basis b = { .id = sqlite3_column_int64(stmt, 0), .contact_id = sqlite3_column_int64(stmt, 1),
			.at = sqlite3_column_int64(stmt, 2), .proof_reply_id = sqlite3_column_int64(stmt, 3),
			.class_ = (const char *)sqlite3_column_text(stmt, 5), .source = (const char *)sqlite3_column_text(stmt, 6),
			.text_shown = (const char *)sqlite3_column_text(stmt, 7), .asked_id = sqlite3_column_int64(stmt, 8),
			.list_id = sqlite3_column_int64(stmt, 9) };

		kind = (const char *)sqlite3_column_text(stmt, 4);
		if (kind == NULL || !basis_kind_of(kind, &b.kind)) {
			return error_set(err, ST_DB, "a basis of an unknown kind");
		}
		st = each(arg, &b, err);
	}
	return st;
}

struct in_force {
	const char *class_;
	unsigned kinds;
};

static enum status gather(void *arg, const struct basis *b, struct error *err)
{
	struct in_force *f = arg;

	(void)err;
	if (b->class_ != NULL && (f->class_ == NULL || strcmp(b->class_, f->class_) != 0)) {
		return ST_OK;
	}
	if (b->kind == BASIS_WITHDRAWN) {
		f->kinds &= 1u << BASIS_CONTRACT; /* a contract is not withdrawn by asking for no more mail */
	} else {
		f->kinds |= 1u << b->kind;
	}
	return ST_OK;
}

enum status db_basis_in_force(struct store *store, int64_t contact_id, const char *class_, unsigned *ret_kinds,
		struct error *err)
{
	struct in_force f = { .class_ = class_, .kinds = 0 };
	enum status st = db_basis_each(store, contact_id, gather, &f, err);

	if (st == ST_OK) {
		*ret_kinds = f.kinds;
	}
	return st;
}
