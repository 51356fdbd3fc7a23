/* Matching: the ladder of keys and who writes. Finding the keys in a mail is in match_keys.c. */
#include "domain/match.h"

#include "domain/match_private.h"
#include "store/db_contact.h"
#include "store/db_match.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define TOPICS 4

const char *match_key_name(enum match_key by)
{
	static const char *const names[] = { NULL, "token", "in-reply-to", "calendar-uid", "address", "organisation" };

	return names[by];
}

static void take_key(struct match *match, enum match_key by, const struct message_key *key)
{
	match->by = by;
	match->message_id = key->id;
	match->contact_id = key->contact_id;
	match->campaign_id = key->campaign_id;
	match->event_id = key->event_id;
	match->offer_id = key->offer_id;
	match->list_id = key->list_id;
	match->consent = key->consent;
}

/* A reminder and an answer belong to the invitation that they follow. */
static bool same_invitation(const struct message_key *a, const struct message_key *b)
{
	return a->contact_id == b->contact_id && a->event_id == b->event_id && a->offer_id == b->offer_id
			&& (a->event_id != 0 || a->offer_id != 0 || a->campaign_id == b->campaign_id);
}

/* The first key of the ladder that was found; ambiguous when another one says otherwise. */
static void by_keys(const struct match_keys *keys, struct match *match)
{
	static const enum match_key order[] = { MATCH_TOKEN, MATCH_IN_REPLY_TO, MATCH_CALENDAR_UID };
	const struct match_found *first = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		const struct match_found *found = &keys->found[order[i]];

		if (!found->any) {
			continue;
		}
		if (first == NULL) {
			first = found;
			take_key(match, order[i], &found->key);
		}
		if (found->several || !same_invitation(&first->key, &found->key)) {
			match->ambiguous = true;
			(void)snprintf(match->why, sizeof match->why,
					"the mail holds keys of different invitations (%s and %s)",
					match_key_name(match->by), match_key_name(order[i]));
		}
	}
}

static void by_topics(struct match *match, enum match_key by, const struct match_topic *topics, size_t n)
{
	size_t open = 0;

	if (n == 0) {
		return;
	}
	take_key(match, by, &topics[0].key);
	for (size_t i = 0; i < n; i++) {
		open += !topics[i].over;
	}
	if (open > 1) {
		match->ambiguous = true;
		(void)snprintf(match->why, sizeof match->why, "the mail holds no key, and its sender was written to about "
				"more than one thing");
	}
}

/* The sender's address and the contact that has it: From, else Reply-To (some calendars write from a no-reply address). */
static enum status find_writer(struct store *store, struct mail *mail, struct match *match, struct error *err)
{
	static const char *const headers[] = { "From", "Reply-To", "Sender" };
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(headers); i++) {
		const char *cursor = mail_header(mail, headers[i]);
		char key[ADDRESS_SIZE];
		int64_t id = 0;
		enum status st;

		while (cursor != NULL && address_next(&cursor, NULL, &email)) {
			struct address parsed;

			if (!address_fold(email.buf, email.len, key)) {
				continue;
			}
			st = db_contact_id(store, key, &id, err);
			if (st != ST_OK) {
				return st;
			}
			if (match->writer_key[0] == '\0' || (id != 0 && match->writer_contact_id == 0)) {
				memcpy(match->writer_key, key, sizeof key);
				match->writer_contact_id = id;
				match->writer_address[0] = '\0'; /* what SMTP cannot carry is not written to */
				if (address_parse(email.buf, &parsed, NULL) == ST_OK) {
					memcpy(match->writer_address, parsed.email, sizeof parsed.email);
				}
			}
		}
	}
	return ST_OK;
}

static enum status by_address(struct store *store, int64_t now, struct match *match, struct error *err)
{
	struct match_topic topics[TOPICS];
	const char *at = strchr(match->writer_key, '@');
	size_t n = 0;
	enum status st = ST_OK;

	if (match->writer_contact_id != 0) {
		st = db_match_of_contact(store, match->writer_contact_id, now, topics, TOPICS, &n, err);
		by_topics(match, MATCH_ADDRESS, topics, st == ST_OK ? n : 0);
	}
	if (st == ST_OK && match->by == MATCH_NONE && at != NULL && !address_domain_is_free(at + 1)) {
		st = db_match_of_domain(store, at + 1, now, topics, TOPICS, &n, err);
		by_topics(match, MATCH_ORGANISATION, topics, st == ST_OK ? n : 0);
	}
	if (st == ST_OK && match->by == MATCH_NONE && match->writer_contact_id != 0) {
		match->by = MATCH_ADDRESS; /* a contact of ours who was never written to */
		match->contact_id = match->writer_contact_id;
	}
	return st;
}

/* The recipient that a report without keys names. */
static enum status by_recipient(struct store *store, const char *to, int64_t now, struct match *match,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	struct match_topic topics[TOPICS];
	char key[ADDRESS_SIZE];
	int64_t id = 0;
	size_t n = 0;
	enum status st;

	if (to == NULL || !address_next(&to, NULL, &email) || !address_fold(email.buf, email.len, key)) {
		return ST_OK;
	}
	st = db_contact_id(store, key, &id, err);
	if (st == ST_OK && id != 0) {
		st = db_match_of_contact(store, id, now, topics, TOPICS, &n, err);
		by_topics(match, MATCH_ADDRESS, topics, st == ST_OK ? n : 0);
	}
	return st;
}

/* Is `domain` the other one or below it? */
static bool within(const char *domain, const char *of)
{
	size_t n = strlen(domain);
	size_t m = strlen(of);

	return m > 0 && n >= m && strcasecmp(domain + n - m, of) == 0 && (n == m || domain[n - m - 1] == '.');
}

static enum status judge_writer(struct store *store, struct match *match, struct error *err)
{
	CLEANUP_CONTACT struct contact contact = CONTACT_INIT;
	const char *domain = strrchr(match->writer_key, '@');
	char own[ADDRESS_SIZE];
	bool same = false;
	enum status st;

	if (match->writer_key[0] == '\0' || match->contact_id == 0) {
		return ST_OK;
	}
	if (match->writer_contact_id == match->contact_id) {
		match->writer = WRITER_INVITED;
		return ST_OK;
	}
	match->writer = WRITER_FOREIGN;
	if (match->writer_contact_id != 0) {
		st = db_match_same_organisation(store, match->contact_id, match->writer_contact_id, &same, err);
		if (st != ST_OK) {
			return st;
		}
	}
	st = db_match_domain_of(store, match->contact_id, own, sizeof own, err);
	if (st == ST_OK && own[0] == '\0') {
		/* the invited address's own domain stands for the firm where none is noted */
		st = db_contact_load(store, match->contact_id, &contact, err);
		if (st == ST_OK && contact.email_key != NULL && strchr(contact.email_key, '@') != NULL) {
			(void)snprintf(own, sizeof own, "%s", strrchr(contact.email_key, '@') + 1);
		}
	}
	if (st == ST_OK && (same || (domain != NULL && !address_domain_is_free(own) && within(domain + 1, own)))) {
		match->writer = WRITER_ORGANISATION;
	}
	return st;
}

enum status match_reply(struct store *store, const struct token_key *key, struct mail *mail,
		const struct match_hints *hints, int64_t now, struct match *ret, struct error *err)
{
	struct match match = { .by = MATCH_NONE };
	struct match_keys keys;
	enum status st = match_keys_find(store, key, mail, hints, &keys, err);

	if (st == ST_OK) {
		by_keys(&keys, &match);
		st = find_writer(store, mail, &match, err);
	}
	if (st == ST_OK) {
		st = match_list_find(store, mail, &match.to_list_id, err);
	}
	if (st == ST_OK && match.by == MATCH_NONE) {
		st = hints != NULL && hints->report ? by_recipient(store, hints->original_to, now, &match, err)
				: by_address(store, now, &match, err);
	}
	if (st == ST_OK) {
		st = judge_writer(store, &match, err);
	}
	if (st == ST_OK) {
		if (match.by == MATCH_NONE) {
			(void)snprintf(match.why, sizeof match.why, "the mail belongs to nothing that was written");
		}
		*ret = match;
	}
	return st;
}
