/* Ledger row to letter message. */
#include "domain/letter_job.h"

#include <stdio.h>
#include <string.h>

void letter_sender_from_config(const struct config *config, struct letter_sender *ret)
{
	const struct sender_config *s = &config->sender;

	*ret = (struct letter_sender){
		.name = s->name,
		.address = s->address,
		.reply_to = s->reply_to,
		.postal = s->postal,
		.staff = s->staff,
		.website = s->url,
		.privacy = s->privacy,
		.feedback_id = s->feedback_id,
		.unsubscribe = s->unsubscribe_url,
		.logo = s->logo,
		.tagged = s->tagging,
	};
}

void identity_maker_from_config(const struct config *config, const struct token_key *key, struct identity_maker *ret)
{
	*ret = (struct identity_maker){
		.key = key,
		.reply_to = config->sender.reply_to,
		.bounce_to = config->sender.bounce_to,
		.tagging = config->sender.tagging,
	};
}

static void fill_contact(const struct ledger_message *row, struct letter_contact *c)
{
	*c = (struct letter_contact){
		.email = row->email,
		.name = row->name,
		.given_name = row->given_name,
		.family_name = row->family_name,
		.title = row->title,
		.position = row->position,
		.gender = row->gender,
		.salutation = row->salutation,
		.language = row->language,
		.organisation = row->organisation,
		.country = row->country,
		.region = row->region,
		.town = row->town,
		.sector = row->sector,
		.kind = row->kind,
		.source = row->source,
		.informed = row->informed_at != 0,
		.role = row->role != 0,
	};
}

/* The same for every message to a contact about an event, and not to be guessed from another's. */
static void make_uid(const struct identity_maker *maker, const char *address, const struct ledger_message *row,
		char *ret, size_t size)
{
	const char *at = strrchr(address, '@');
	char text[64];
	char hash[65];

	(void)snprintf(text, sizeof text, "uid:%lld:%lld", (long long)row->event_id, (long long)row->contact_id);
	token_hash(maker->key, text, strlen(text), hash);
	(void)snprintf(ret, size, "e%lldc%lld-%.16s%s", (long long)row->event_id, (long long)row->contact_id, hash,
			at != NULL ? at : "@localhost");
}

enum status letter_job_make(const struct config *config, const struct identity_maker *maker,
		const struct ledger_message *row, const struct letter_topic *topic, int64_t date, struct letter_job *ret,
		struct error *err)
{
	enum status st = identity_make(maker, row->id, row->nonce, &ret->identity, err);

	if (st != ST_OK) {
		return st;
	}
	fill_contact(row, &ret->contact);
	(void)snprintf(ret->message_id, sizeof ret->message_id, "<%s>", ret->identity.message_id);
	ret->in_reply_to[0] = '\0';
	if (row->answers != NULL && row->answers[0] != '\0' && strlen(row->answers) < sizeof ret->in_reply_to - 2) {
		bool bare = row->answers[0] != '<';

		(void)snprintf(ret->in_reply_to, sizeof ret->in_reply_to, "%s%s%s", bare ? "<" : "", row->answers,
				bare ? ">" : "");
	}
	ret->calendar_uid[0] = '\0';
	if (row->event_id != 0) {
		make_uid(maker, config->sender.address, row, ret->calendar_uid, sizeof ret->calendar_uid);
	}
	ret->message = (struct letter_message){
		.letter = row->letter,
		.campaign = row->campaign,
		.class = row->campaign != NULL ? row->class_ : NULL,
		.languages = row->languages,
		.fallback = row->fallback,
		.contact = &ret->contact,
		.topic = topic,
		.address = row->to_other_address ? row->address : NULL,
		.token = ret->identity.token,
		.message_id = ret->message_id,
		.calendar_uid = ret->calendar_uid[0] != '\0' ? ret->calendar_uid : NULL,
		.date = date,
		.calendar = row->calendar != 0,
		.in_reply_to = ret->in_reply_to[0] != '\0' ? ret->in_reply_to : NULL,
		.references = ret->in_reply_to[0] != '\0' ? ret->in_reply_to : NULL,
		.params = row->params,
	};
	return ST_OK;
}
