/* Looking for keys of ours in a mail. A token counts only when it is genuine for the row that it names, so text of strangers
 * can be searched without harm; how much is searched is bounded. */
#include "domain/match_private.h"

#include "store/db_list.h"

#include "util/ascii.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MAX_LOOKUPS 200     /* of rows, per mail */
#define MAX_HEADERS 20      /* of one name */
#define BODY_BYTES (256u << 10)

struct search {
	struct store *store;
	const struct token_key *key;
	struct match_keys *keys;
	size_t lookups;
};

static void note(struct match_found *found, const struct message_key *key)
{
	if (!found->any) {
		found->any = true;
		found->key = *key;
	} else if (found->key.contact_id != key->contact_id || found->key.event_id != key->event_id
			|| found->key.offer_id != key->offer_id) {
		found->several = true;
	}
}

/* A word that may be a token: notes its row when it is genuine. *ret_hit may be NULL. */
static enum status try_token(struct search *s, enum match_key by, const char *word, size_t len, bool *ret_hit,
		struct error *err)
{
	struct message_key row;
	int64_t id = 0;
	enum status st;

	if (!token_id(word, len, &id) || s->lookups >= MAX_LOOKUPS) {
		return ST_OK;
	}
	s->lookups++;
	st = db_message_key(s->store, id, &row, NULL);
	if (st == ST_NOT_FOUND) {
		return ST_OK;
	}
	if (st != ST_OK) {
		return error_set(err, st, "reading the ledger failed");
	}
	if (token_matches(s->key, word, len, id, row.nonce)) {
		note(&s->keys->found[by], &row);
		if (ret_hit != NULL) {
			*ret_hit = true;
		}
	}
	return ST_OK;
}

/* Every word of letters and digits in a text. */
static enum status try_words(struct search *s, enum match_key by, const char *text, size_t len, struct error *err)
{
	size_t start = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && ascii_is_alnum(text[i])) {
			continue;
		}
		if (i - start == TOKEN_LENGTH) {
			enum status st = try_token(s, by, text + start, i - start, NULL, err);

			if (st != ST_OK) {
				return st;
			}
		}
		start = i + 1;
	}
	return ST_OK;
}

/* "local+TOKEN@domain" */
static enum status try_address(struct search *s, const char *email, struct error *err)
{
	size_t len = 0;
	const char *tag = address_tag(email, &len);

	return tag != NULL ? try_token(s, MATCH_TOKEN, tag, len, NULL, err) : ST_OK;
}

/* whom the mail came to: what servers noted, and what the sender wrote */
static const char *const to_headers[] = { "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To",
	"To", "Cc", "Resent-To" };

static enum status addresses(struct search *s, struct mail *mail, struct error *err)
{
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(to_headers); i++) {
		for (size_t n = 0; n < MAX_HEADERS; n++) {
			const char *cursor = mail_header_nth(mail, to_headers[i], n);

			if (cursor == NULL) {
				break;
			}
			while (address_next(&cursor, NULL, &email)) {
				enum status st = try_address(s, email.buf, err);

				if (st != ST_OK) {
					return st;
				}
			}
		}
	}
	return ST_OK;
}

enum status match_list_find(struct store *store, struct mail *mail, int64_t *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	char key[ADDRESS_SIZE];
	size_t left = MAX_HEADERS; /* addresses looked at */
	enum status st = ST_OK;

	*ret = 0;
	for (size_t i = 0; i < ARRAY_SIZE(to_headers); i++) {
		for (size_t n = 0; n < MAX_HEADERS; n++) {
			const char *cursor = mail_header_nth(mail, to_headers[i], n);

			while (st == ST_OK && *ret == 0 && left > 0 && cursor != NULL && address_next(&cursor, NULL, &email)) {
				left--;
				st = address_fold(email.buf, email.len, key) ? db_list_of_address(store, key, ret, err) : ST_OK;
			}
			if (cursor == NULL || st != ST_OK || *ret != 0 || left == 0) {
				break;
			}
		}
	}
	return st;
}

/* The local part of a Message-ID or calendar UID of ours is the token. */
static enum status try_id(struct search *s, enum match_key by, const char *id, size_t len, bool *ret_hit,
		struct error *err)
{
	const char *at = memchr(id, '@', len);

	if (len > 0 && id[0] == '<') {
		id++;
		len--;
	}
	return at != NULL && at > id ? try_token(s, by, id, (size_t)(at - id), ret_hit, err) : ST_OK;
}

/* In-Reply-To, else the latest of References that is ours: the ones before are the thread's past. */
static enum status thread(struct search *s, struct mail *mail, struct error *err)
{
	static const char *const names[] = { "In-Reply-To", "References" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = mail_header(mail, names[i]);
		const char *end = value != NULL ? value + strlen(value) : NULL;
		bool hit = false;

		while (value != NULL && end > value && !hit) {
			const char *start = end;
			enum status st;

			while (start > value && strchr(" \t\r\n,<", start[-1]) == NULL) {
				start--;
			}
			st = try_id(s, MATCH_IN_REPLY_TO, start, (size_t)(end - start), &hit, err);
			if (st != ST_OK) {
				return st;
			}
			end = start > value ? start - 1 : value;
		}
		if (hit) {
			break;
		}
	}
	return ST_OK;
}

/* "e<event>c<contact>-<hash>@domain", domain/letter_job.c: the same in every letter about an event to a contact. */
static enum status try_uid(struct search *s, const char *uid, struct error *err)
{
	int64_t event = 0;
	int64_t contact = 0;
	struct message_key row;
	char hash[65];
	char given[17];
	char text[64];
	enum status st;

	if (sscanf(uid, "e%" SCNd64 "c%" SCNd64 "-%16[0-9a-f]@", &event, &contact, given) != 3) {
		return try_id(s, MATCH_CALENDAR_UID, uid, strlen(uid), NULL, err);
	}
	(void)snprintf(text, sizeof text, "uid:%" PRId64 ":%" PRId64, event, contact);
	token_hash(s->key, text, strlen(text), hash);
	if (strncmp(hash, given, 16) != 0) {
		return ST_OK;
	}
	st = db_message_last_to(s->store, contact, event, &row, NULL);
	if (st == ST_NOT_FOUND) {
		return ST_OK;
	}
	if (st != ST_OK) {
		return error_set(err, st, "reading the ledger failed");
	}
	note(&s->keys->found[MATCH_CALENDAR_UID], &row);
	return ST_OK;
}

static enum status from_hints(struct search *s, const struct match_hints *hints, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < hints->n_calendar_uids && i < MAX_HEADERS; i++) {
		st = hints->calendar_uids[i] != NULL ? try_uid(s, hints->calendar_uids[i], err) : ST_OK;
	}
	if (st == ST_OK && hints->original_sender != NULL) {
		st = try_address(s, hints->original_sender, err);
	}
	if (st == ST_OK && hints->original_message_id != NULL) {
		st = try_id(s, MATCH_IN_REPLY_TO, hints->original_message_id, strlen(hints->original_message_id), NULL, err);
	}
	return st;
}

/* Where hosts have no tagged addresses the token stands in the small print of the letter that is quoted. */
static enum status body(struct search *s, struct mail *mail, struct error *err)
{
	size_t left = BODY_BYTES;

	for (size_t i = 0; i < mail_n_parts(mail) && left > 0; i++) {
		const struct mail_part *part = mail_part(mail, i);
		size_t len = 0;
		const char *text;
		enum status st;

		if (strncmp(part->type, "text/", 5) != 0 || strcmp(part->type, "text/calendar") == 0) {
			continue;
		}
		text = mail_part_text(mail, i, &len);
		len = text == NULL ? 0 : len < left ? len : left;
		left -= len;
		st = try_words(s, MATCH_TOKEN, text, len, err);
		if (st != ST_OK) {
			return st;
		}
	}
	return ST_OK;
}

enum status match_keys_find(struct store *store, const struct token_key *key, struct mail *mail,
		const struct match_hints *hints, struct match_keys *ret, struct error *err)
{
	static const struct match_hints none = { .n_calendar_uids = 0 };
	const char *subject = mail_header(mail, "Subject");
	struct search s = { .store = store, .key = key, .keys = ret };
	enum status st;

	memset(ret, 0, sizeof *ret);
	st = addresses(&s, mail, err);
	if (st == ST_OK && subject != NULL) {
		st = try_words(&s, MATCH_TOKEN, subject, strlen(subject), err);
	}
	if (st == ST_OK) {
		st = thread(&s, mail, err);
	}
	if (st == ST_OK) {
		st = from_hints(&s, hints != NULL ? hints : &none, err);
	}
	if (st == ST_OK && !ret->found[MATCH_TOKEN].any && !ret->found[MATCH_IN_REPLY_TO].any
			&& !ret->found[MATCH_CALENDAR_UID].any) {
		st = body(&s, mail, err);
	}
	return st;
}
