/* What letters may name. */
#include "domain/letter_vars.h"

#include "util/cleanup.h"
#include "util/conf.h"

#include <string.h>

static const struct letter_variable variables[] = {
	/* who is written to */
	{ "SALUTATION", LETTER_VARIABLE, "all", "how the letter begins: by name where the gender is sure, else neutral" },
	{ "NAME", LETTER_VARIABLE, "all", "name of the contact" },
	{ "GIVEN_NAME", LETTER_VARIABLE, "all", "given name" },
	{ "FAMILY_NAME", LETTER_VARIABLE, "all", "surname" },
	{ "CONTACT_TITLE", LETTER_VARIABLE, "all", "title of the contact (dr.)" },
	{ "POSITION", LETTER_VARIABLE, "all", "position in the organisation" },
	{ "EMAIL", LETTER_VARIABLE, "all", "address that the letter goes to" },
	{ "ORGANISATION", LETTER_VARIABLE, "all", "name of the organisation" },
	{ "COUNTRY", LETTER_VARIABLE, "all", "country of the organisation, two letters" },
	{ "REGION", LETTER_VARIABLE, "all", "region" },
	{ "TOWN", LETTER_VARIABLE, "all", "town" },
	{ "SECTOR", LETTER_VARIABLE, "all", "sector" },
	{ "SOURCE", LETTER_VARIABLE, "all", "where the address came from" },
	{ "MALE", LETTER_SECTION, "all", "shown to men" },
	{ "FEMALE", LETTER_SECTION, "all", "shown to women" },
	/* who writes */
	{ "SENDER", LETTER_VARIABLE, "all", "name of the organiser" },
	{ "SENDER_EMAIL", LETTER_VARIABLE, "all", "address of the organiser" },
	{ "SENDER_POSTAL", LETTER_VARIABLE, "all", "postal address of the organiser" },
	{ "SENDER_PHONE", LETTER_VARIABLE, "all", "telephone of the organiser" },
	{ "SENDER_WEBSITE", LETTER_VARIABLE, "all", "web page of the organiser" },
	{ "SENDER_PRIVACY", LETTER_VARIABLE, "all", "notice on personal data: a link or a sentence" },
	{ "CODE", LETTER_VARIABLE, "all", "code of this message, by which an answer is recognised" },
	{ "LANGUAGE", LETTER_VARIABLE, "all", "language of the letter: lt" },
	{ "SUBJECT", LETTER_VARIABLE, "layout, answer", "subject of the letter; in `answer` that of the question" },
	{ "SUMMARY_LINE", LETTER_VARIABLE, "layout", "the letter's Summary: line, shown above it" },
	{ "CAMPAIGN", LETTER_SECTION, "all", "shown in letters of a campaign, hidden in service letters" },
	{ "FIRST", LETTER_SECTION, "all", "shown in the first letter to a contact: the notice of Art. 14 GDPR" },
	{ "HTML", LETTER_SECTION, "all", "shown in the HTML part only" },
	{ "TEXT", LETTER_SECTION, "all", "shown in the text part only" },
	{ "LOGO", LETTER_SECTION, "layout", "shown when the organiser has a logo" },
	/* how to answer */
	{ "MAILTO_YES", LETTER_VARIABLE, "all", "mail link with a prepared yes" },
	{ "MAILTO_NO", LETTER_VARIABLE, "all", "mail link with a prepared no" },
	{ "MAILTO_MAYBE", LETTER_VARIABLE, "all", "mail link with a prepared maybe" },
	{ "MAILTO_STOP", LETTER_VARIABLE, "all", "mail link that ends the letters" },
	{ "REPLY_ADDRESS", LETTER_VARIABLE, "all", "address that answers go to" },
	{ "UNSUBSCRIBE_URL", LETTER_VARIABLE, "all", "web page that ends the letters, when there is one" },
	{ "MAILTO_JOIN", LETTER_VARIABLE, "newsletter", "mail link by which people join the list" },
	{ "MAILTO_LEAVE", LETTER_VARIABLE, "newsletter", "mail link by which the reader leaves the list" },
	{ "LIST", LETTER_VARIABLE, "newsletter, subscription …", "name of the list" },
	{ "LIST_ADDRESS", LETTER_VARIABLE, "newsletter, subscription …", "address by which people join and leave" },
	{ "ISSUE", LETTER_NUMBER, "newsletter", "number of the issue" },
	{ "ISSUE_DATE", LETTER_VARIABLE, "newsletter", "day of the issue" },
	{ "ARCHIVE", LETTER_SECTION, "newsletter", "shown on the archive's page, hidden in mails" },
	{ "ARCHIVE_INDEX", LETTER_VARIABLE, "layout", "link to all issues" },
	{ "ARCHIVE_ALL", LETTER_VARIABLE, "layout", "words of that link" },
	{ "ARCHIVE_JOIN", LETTER_VARIABLE, "layout", "words of the link MAILTO_JOIN" },
	{ "ARCHIVE_LANGUAGES", LETTER_ROWS, "layout", "the page in other languages: CODE, HREF, WORD" },
	/* an event */
	{ "TITLE", LETTER_VARIABLE, "event, offer", "title" },
	{ "PLACE", LETTER_VARIABLE, "event", "place: town, street" },
	{ "PLACE_IN", LETTER_VARIABLE, "event", "place in a sentence: Alytuje, w Olicie, in Alytus" },
	{ "WHEN", LETTER_VARIABLE, "event", "day and hours, or days, at the venue" },
	{ "DAYS", LETTER_VARIABLE, "event", "the day or days without hours" },
	{ "DATE", LETTER_VARIABLE, "event", "first day, without the weekday" },
	{ "START_TIME", LETTER_VARIABLE, "event", "hour of the beginning at the venue" },
	{ "BEGINS", LETTER_VARIABLE, "event", "START_TIME where WHEN has no hours: an event of several days" },
	{ "ZONE", LETTER_VARIABLE, "event", "whose time: Lietuvos laiku" },
	{ "TIME_LOCAL", LETTER_VARIABLE, "event", "hour of the beginning in the contact's country, where it differs" },
	{ "ZONE_LOCAL", LETTER_VARIABLE, "event", "whose time that is" },
	{ "ANSWER_BY", LETTER_VARIABLE, "event", "day until which an answer is wanted" },
	{ "CAPACITY", LETTER_NUMBER, "event", "seats" },
	{ "PARTY_MAX", LETTER_NUMBER, "event", "people of one organisation" },
	{ "DESCRIPTION", LETTER_LINES, "event, offer", "description" },
	{ "PROGRAMME", LETTER_ROWS, "event", "lines of the programme" },
	{ "TIME", LETTER_VARIABLE, "in PROGRAMME", "the hour a line begins with; may be empty" },
	{ "SPEAKERS", LETTER_ROWS, "event", "lines of the speakers" },
	{ "ITEM", LETTER_VARIABLE, "in PROGRAMME, SPEAKERS, ATTENDEES", "the line" },
	{ "LANGUAGES", LETTER_VARIABLE, "event", "languages of the event and interpreting" },
	{ "FEE", LETTER_VARIABLE, "event", "what it costs" },
	{ "FUNDING", LETTER_SECTION, "event", "shown when the event is funded" },
	{ "FUNDING_STATEMENT", LETTER_LINES, "event", "the funder's statement" },
	{ "FUNDING_PROJECT", LETTER_VARIABLE, "event", "number of the project" },
	{ "FUNDING_EMBLEM", LETTER_SECTION, "layout", "shown when there is an emblem (cid:funding)" },
	{ "FUNDING_ALT", LETTER_VARIABLE, "layout", "text for the emblem" },
	/* an offer */
	{ "OFFER_ID", LETTER_VARIABLE, "offer", "the organiser's reference" },
	{ "OFFER_KIND", LETTER_VARIABLE, "offer", "kind of offer in words" },
	{ "OFFER_COUNTRY", LETTER_VARIABLE, "offer", "country of origin by name" },
	{ "OFFER_TARGETS", LETTER_VARIABLE, "offer", "countries where a partner is sought, by name" },
	{ "OFFER_SDGS", LETTER_VARIABLE, "offer", "Sustainable Development Goals: number and name" },
	{ "OFFER_PROGRAMME", LETTER_VARIABLE, "offer", "framework programme of a research-request" },
	{ "OFFER_CALL", LETTER_VARIABLE, "offer", "its call" },
	{ "OFFER_COORDINATOR", LETTER_VARIABLE, "offer", "words that a coordinator is sought; absent when none is" },
	{ "INTEREST_UNTIL", LETTER_VARIABLE, "offer", "last day for expressions of interest" },
	{ "SUMMARY", LETTER_LINES, "offer", "summary" },
	{ "ADVANTAGES", LETTER_LINES, "offer", "advantages and innovations" },
	{ "PARTNER_SOUGHT", LETTER_LINES, "offer", "what partner is sought" },
	{ "VALID_UNTIL", LETTER_VARIABLE, "offer", "last day of the offer" },
	/* a questionnaire */
	{ "SURVEY_TITLE", LETTER_VARIABLE, "survey", "title of the questionnaire" },
	{ "SURVEY_INTRO", LETTER_LINES, "survey", "what stands above the questions" },
	{ "SURVEY_CLOSES", LETTER_VARIABLE, "survey", "last day for answers" },
	{ "QUESTIONS", LETTER_ROWS, "survey", "the questions as a form" },
	{ "NUMBER", LETTER_VARIABLE, "in QUESTIONS", "number of the question" },
	{ "QUESTION", LETTER_VARIABLE, "in QUESTIONS", "the question" },
	{ "HINT", LETTER_VARIABLE, "in QUESTIONS", "how it is answered: one of them, a number …" },
	{ "CHOICES", LETTER_LINES, "in QUESTIONS", "what can be chosen, with letters; may be empty" },
	{ "ANSWER_LABEL", LETTER_VARIABLE, "in QUESTIONS", "the words that the answer is written behind" },
	/* what happened: service letters */
	{ "COUNT", LETTER_NUMBER, "confirmation, waiting …", "people of the party" },
	{ "COUNT_UNKNOWN", LETTER_SECTION, "confirmation …", "shown when the number was not said: one seat is booked" },
	{ "ATTENDEES", LETTER_ROWS, "confirmation …", "names of the party" },
	{ "SAID", LETTER_LINES, "confirmation …", "the words of the reply" },
	{ "WAITING_PLACE", LETTER_NUMBER, "waiting", "place on the waiting list" },
	{ "BY", LETTER_VARIABLE, "confirmation …", "address of another who wrote" },
	{ "OLD_WHEN", LETTER_VARIABLE, "event-moved", "when it was to be" },
	{ "OLD_PLACE", LETTER_VARIABLE, "event-moved", "where it was to be" },
	{ "REASON", LETTER_LINES, "event-called-off, digest", "why" },
	{ "ANSWER", LETTER_LINES, "answer", "what staff answer" },
	{ "ITEMS", LETTER_ROWS, "digest", "what waits for a person" },
	{ "ITEMS_COUNT", LETTER_NUMBER, "digest", "how many that are" },
	{ "FROM", LETTER_VARIABLE, "in ITEMS", "who wrote" },
	{ "ABOUT", LETTER_VARIABLE, "in ITEMS", "subject of the mail" },
	{ "PROPOSAL", LETTER_VARIABLE, "in ITEMS", "what the program proposes" },
	{ "ID", LETTER_VARIABLE, "in ITEMS", "number for `reply show`" },
	{ "WHO_NAME", LETTER_VARIABLE, "interest-adviser", "who is interested" },
	{ "WHO_ORGANISATION", LETTER_VARIABLE, "interest-adviser", "the organisation" },
	{ "WHO_COUNTRY", LETTER_VARIABLE, "interest-adviser", "the organisation's country, two letters" },
	{ "WHO_EMAIL", LETTER_VARIABLE, "interest-adviser", "the address" },
	{ "WHO_PHONE", LETTER_VARIABLE, "interest-adviser", "the telephone" },
	{ "QUESTIONNAIRE", LETTER_VARIABLE, "thanks", "link to a questionnaire" },
	{ "MATERIALS", LETTER_VARIABLE, "thanks, missed-you", "link to the event's materials" },
	{ "TEXT_", LETTER_LINES, "event, offer", "TEXT_KEY: the text `key` of the event's or offer's file" },
};

static const struct letter_variable *find_exact(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		if (strcmp(variables[i].name, name) == 0) {
			return &variables[i];
		}
	}
	return strncmp(name, "TEXT_", 5) == 0 && name[5] != '\0' ? find_exact("TEXT_") : NULL;
}

const struct letter_variable *letter_variable_find(const char *name)
{
	const struct letter_variable *v = find_exact(name);

	if (v == NULL && strncmp(name, "NO_", 3) == 0) {
		v = find_exact(name + 3);
	}
	if (v == NULL && strncmp(name, "HAS_", 4) == 0) {
		v = find_exact(name + 4);
	}
	return v;
}

const char *letter_variable_nearest(const char *name)
{
	const char *names[ARRAY_SIZE(variables) + 1];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		names[n++] = variables[i].name;
	}
	names[n] = NULL;
	return nearest_word(name, names);
}
