/* Restoring works on a copy beside the database; only its last step touches what is there. */
#include "domain/restore.h"

#include "domain/erase.h"
#include "domain/person.h"
#include "store/db_audit.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <stdio.h>
#include <string.h>

/* The backup as it is: sound, ours, not newer, its chain whole. */
static enum status check(struct store *backup, const struct restore_options *o, struct restore_result *ret,
		struct error *err)
{
	enum status st = store_verify(backup, err);

	if (st == ST_OK) {
		st = db_audit_verify(backup, &ret->audit_rows, &ret->bad_row, err);
	}
	if (st == ST_OK && ret->bad_row != 0 && !o->broken_chain) {
		return error_set(err, ST_DB, "%s: the audit log's chain breaks at row %lld: somebody changed it; take another backup, or"
				" say --broken-chain", o->backup, (long long)ret->bad_row);
	}
	return st;
}

/* Whoever was erased since the backup is erased from it again. */
static enum status erase_again(struct store *store, const struct config *config, const struct token_key *key,
		const struct restore_options *o, int64_t *ret_n, struct error *err)
{
	const struct erase_options options = { .suppress = true, .actor = o->actor, .why = "erased since the backup" };
	char email_key[ADDRESS_SIZE];
	char hash[65];
	bool any = false;
	int64_t id = 0;
	enum status st = db_restore_any_erased(store, &any, err);

	while (st == ST_OK && any) {
		CLEANUP_PERSON struct person person = PERSON_INIT;
		bool erased = false;

		st = db_restore_next_contact(store, id, &id, email_key, sizeof email_key, err);
		if (st != ST_OK || id == 0) {
			break;
		}
		token_hash(key, email_key, strlen(email_key), hash);
		st = db_restore_is_erased(store, hash, &erased, err);
		if (st != ST_OK || !erased) {
			continue;
		}
		st = person_load(store, key, id, &person, err);
		if (st == ST_OK) {
			st = erase_person(store, config, key, &person, &options, err);
		}
		++*ret_n;
	}
	return st == ST_OK ? erase_purge(store, err) : st;
}

static enum status learn(struct store *store, const struct restore_options *o, struct restore_result *ret, struct error *err)
{
	struct error why = ERROR_INIT;

	ret->known = fs_exists(o->database) && db_restore_carry(store, o->database, &ret->carried, &why) == ST_OK;
	return ret->known ? ST_OK
			: db_restore_pause(store, "restored from a backup: look at what has left since, then resume", clock_now(),
					&ret->paused, err);
}

static enum status audit(struct store *store, const struct restore_options *o, const struct restore_result *r,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf payload = STRBUF_INIT;
	struct json_writer w = { .out = &payload };

	json_object(&w, NULL);
	json_string(&w, "backup", o->backup);
	json_int(&w, "suppressions", r->carried.suppressions);
	json_int(&w, "letters", r->carried.letters);
	json_int(&w, "erased", r->erased_again);
	json_int(&w, "paused", r->paused);
	json_end(&w, '}');
	if (!strbuf_ok(&payload)) {
		return error_set(err, ST_NOMEM, "restore: out of memory");
	}
	return audit_add(store, o->actor, "restore", "workspace", 0, "a backup took the database's place", payload.buf, err);
}

static enum status prepare(struct store *store, const struct config *config, const struct token_key *key,
		const struct restore_options *o, struct restore_result *ret, struct error *err)
{
	enum status st = learn(store, o, ret, err);

	if (st == ST_OK) {
		st = erase_again(store, config, key, o, &ret->erased_again, err);
	}
	return st == ST_OK ? audit(store, o, ret, err) : st;
}

static void remove_copy(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;

		strbuf_addf(&name, "%s%s", path, ends[i]);
		if (strbuf_ok(&name)) {
			(void)unlink(name.buf);
		}
	}
}

static enum status copy_backup(const struct restore_options *o, const char *copy, struct restore_result *ret,
		struct error *err)
{
	CLEANUP_STORE struct store *backup = NULL;
	enum status st = store_open(o->backup, STORE_INSPECT, &backup, err);

	if (st == ST_OK) {
		st = check(backup, o, ret, err);
	}
	return st == ST_OK ? store_backup(backup, copy, err) : st;
}

enum status restore_run(const struct config *config, const struct token_key *key, const struct restore_options *options,
		struct restore_result *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf copy = STRBUF_INIT;
	struct store *store = NULL;
	enum status st;

	*ret = (struct restore_result){ .known = false };
	if (!fs_exists(options->backup)) {
		return error_set(err, ST_NOT_FOUND, "%s: there is no such file", options->backup);
	}
	if (fs_exists(options->database) && !options->force) {
		return error_set(err, ST_CONFLICT, "%s: there is a database; what came in since the backup would be lost. Say --force to"
				" put the backup in its place, and make a backup of it before", options->database);
	}
	strbuf_addf(&copy, "%s.restoring", options->database);
	if (!strbuf_ok(&copy)) {
		return error_set(err, ST_NOMEM, "restore: out of memory");
	}
	remove_copy(copy.buf);
	st = copy_backup(options, copy.buf, ret, err);
	if (st == ST_OK) {
		st = store_open(copy.buf, STORE_WRITE, &store, err);
	}
	if (st == ST_OK) {
		st = prepare(store, config, key, options, ret, err);
	}
	if (st == ST_OK) {
		st = store_replace(store, options->database, err);
	}
	store_close(store);
	remove_copy(copy.buf);
	return st;
}
