/* A campaign's file, key by key, checked against what is known: the event, the lists, the letters, the relays. */
#include "domain/campaign.h"

#include "domain/campaign_issue.h"
#include "domain/organiser_file.h"
#include "domain/segment.h"
#include "store/db_audit.h"
#include "store/db_event_step.h"
#include "store/db_event.h"
#include "store/db_survey.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <string.h>

static const char *const classes[] = { "event", "offer", "newsletter", "survey", "consent", NULL };
static const char *const audiences[] = { "silent", "registered", "undecided", "all", "came", "missed", NULL };

struct reader {
	struct organiser_file *file;
	struct store *store;
	const struct config *config;
	const struct languages *languages;
	struct campaign *campaign;
};

static enum status copy(const char *text, char **ret, struct error *err)
{
	if (text != NULL && (*ret = strdup(text)) == NULL) {
		return error_set(err, ST_NOMEM, "campaign: out of memory");
	}
	return ST_OK;
}

/* Calls `each` for the words of "a, b, c". */
static enum status each_word(const char *list, enum status (*each)(struct reader *r, const char *word, struct error *err),
		struct reader *r, struct error *err)
{
	enum status st = ST_OK;

	for (const char *p = list; st == ST_OK && p != NULL && *p != '\0';) {
		size_t len = strcspn(p, ",\n");
		const char *from = p + strspn(p, " \t");
		CLEANUP_FREE char *word = from < p + len ? str_copy(from, (size_t)(p + len - from)) : NULL;

		if (word != NULL) {
			word[strcspn(word, " \t")] = '\0';
			st = word[0] != '\0' ? each(r, word, err) : ST_OK;
		}
		p += len + (p[len] != '\0');
	}
	return st;
}

static void check_letter(struct reader *r, struct conf_section *sec, const char *language, const char *letter)
{
	CLEANUP_STRBUF struct strbuf file = STRBUF_INIT;
	CLEANUP_FREE char *md = NULL;
	CLEANUP_FREE char *html = NULL;

	strbuf_addf(&file, "%s.md", letter);
	md = languages_find_file(r->languages, language, file.buf);
	strbuf_reset(&file);
	strbuf_addf(&file, "%s.html", letter);
	html = languages_find_file(r->languages, language, file.buf);
	if (md == NULL && html == NULL) {
		organiser_file_fault(r->file, sec, "letter", "there is no letter '%s' in language '%s': write templates/%s/%s.md", letter,
				language, language, letter);
	}
}

static enum status check_language(struct reader *r, const char *word, struct error *err)
{
	struct conf_section *sec = conf_find(r->file->conf, "campaign", NULL);

	(void)err;
	if (languages_find(r->languages, word) == NULL) {
		organiser_file_fault(r->file, sec, "languages", "'%s' is no language that has a pack in templates/", word);
		return ST_OK;
	}
	check_letter(r, sec, word, r->campaign->letter);
	for (size_t i = 0; i < r->campaign->n_steps; i++) {
		check_letter(r, conf_find(r->file->conf, "step", r->campaign->steps[i].name), word, r->campaign->steps[i].letter);
	}
	return ST_OK;
}

/* One chain, "be:ru:en": each is a language with a pack, or one of people who get the next. */
static enum status check_chain(struct reader *r, const char *word, struct error *err)
{
	struct conf_section *sec = conf_find(r->file->conf, "campaign", NULL);
	const char *next = strchr(word, ':');

	(void)err;
	if (next == NULL || next == word || next[1] == '\0') {
		organiser_file_fault(r->file, sec, "fallback", "'%s' is no chain; write it as be:ru:en", word);
	}
	while (next != NULL && next[1] != '\0') {
		size_t len = strcspn(next + 1, ":");
		CLEANUP_FREE char *code = str_copy(next + 1, len);

		if (code != NULL && languages_find(r->languages, code) == NULL) {
			organiser_file_fault(r->file, sec, "fallback", "'%s' is no language that has a pack in templates/", code);
		}
		next = next[1 + len] == ':' ? next + 1 + len : NULL;
	}
	return ST_OK;
}

static enum status check_relay(struct reader *r, const char *word, struct error *err)
{
	(void)err;
	if (config_relay(r->config, word) == NULL) {
		organiser_file_fault(r->file, conf_find(r->file->conf, "campaign", NULL), "relays",
				"kvieslys.conf has no section [relay %s]", word);
	}
	return ST_OK;
}

/* Thanks may be written when the event is over. */
static bool has_step_after_event(struct conf *conf)
{
	bool has = false;

	for (size_t i = 0; i < conf->n_sections; i++) {
		has |= strcmp(conf->sections[i].word, "step") == 0 && conf_get(&conf->sections[i], "after-event") != NULL;
	}
	return has;
}

/* What the campaign is about: it must be known and lie ahead. */
static enum status read_subject(struct reader *r, struct conf_section *sec, struct error *err)
{
	struct campaign *c = r->campaign;
	const char *word = c->class_ == NULL || strcmp(c->class_, "newsletter") == 0 || strcmp(c->class_, "consent") == 0 ? NULL : c->class_;
	const char *key;
	int64_t id = 0;
	int64_t until = 0;
	enum status st;

	if (word == NULL) {
		return ST_OK;
	}
	key = organiser_file_need(r->file, sec, word);
	if (key == NULL) {
		return ST_OK;
	}
	st = db_campaign_subject(r->store, c->class_, key, &id, &until, err);
	if (st == ST_OK && id == 0) {
		organiser_file_fault(r->file, sec, word, "there is no %s '%s'; add it first: kvieslys %s add FILE", word, key, word);
	} else if (st == ST_OK && until != 0 && until <= clock_now() && !(until > 1 && has_step_after_event(r->file->conf))) {
		organiser_file_fault(r->file, sec, word, "%s '%s' is past or called off; nobody can be invited to it", word, key);
	}
	if (strcmp(word, "event") == 0) {
		c->event_id = id;
		c->expires_follows = c->expires_at == 0;
		c->expires_at = c->expires_follows ? until : c->expires_at;
	} else if (strcmp(word, "offer") == 0) {
		c->offer_id = id;
		c->expires_at = c->expires_at == 0 ? until : c->expires_at;
	} else {
		c->survey_id = id;
	}
	return st;
}

/* The zone of the file's times: its own, the event's, else UTC. */
static enum status read_zone(struct reader *r, struct conf_section *sec, char **ret, struct error *err)
{
	CLEANUP_EVENT struct event event = EVENT_INIT;
	const char *own = conf_get(sec, "zone");
	const char *key = conf_get(sec, "event");
	struct error none = ERROR_INIT;
	int64_t id = 0;
	enum status st;

	if (own != NULL) {
		if (!organiser_file_zone(r->file, own)) {
			organiser_file_fault(r->file, sec, "zone", "there is no time zone '%s'; write one like Europe/Vilnius", own);
			return ST_OK;
		}
		return copy(own, ret, err);
	}
	if (key == NULL || db_event_id(r->store, key, &id, &none) != ST_OK) {
		return ST_OK; /* that there is no such event is told where it is read */
	}
	st = db_event_load(r->store, id, &event, err);
	return st == ST_OK ? copy(event.zone, ret, err) : st;
}

static enum status read_times(struct reader *r, struct conf_section *sec, struct error *err)
{
	struct campaign *c = r->campaign;
	CLEANUP_FREE char *zone = NULL;
	enum status st = read_zone(r, sec, &zone, err);

	if (st != ST_OK) {
		return st;
	}
	c->start_at = organiser_file_time(r->file, sec, "start", zone, DAY_BEGINS, false);
	c->expires_at = organiser_file_time(r->file, sec, "expires", zone, DAY_ENDS, false);
	if (c->expires_at != 0 && c->expires_at <= clock_now()) {
		organiser_file_fault(r->file, sec, "expires", "the campaign has expired already");
	}
	return ST_OK;
}

static enum status read_main(struct reader *r, struct conf_section *sec, struct error *err)
{
	static const char *const known[] = { "id", "class", "event", "offer", "survey", "letter", "to", "languages", "fallback",
		"expires", "start", "zone", "relays", "calendar", "issue", "date", NULL };
	struct campaign *c = r->campaign;
	int class_ = conf_get_choice(r->file->conf, sec, "class", classes, 0, &r->file->problems);
	enum status st = copy(organiser_file_id(r->file, sec), &c->key, err);

	(void)organiser_file_need(r->file, sec, "class");
	st = st == ST_OK ? copy(classes[class_], &c->class_, err) : st;
	st = st == ST_OK ? copy(organiser_file_need(r->file, sec, "letter"), &c->letter, err) : st;
	st = st == ST_OK ? copy(organiser_file_need(r->file, sec, "to"), &c->audience, err) : st;
	st = st == ST_OK ? copy(organiser_file_need(r->file, sec, "languages"), &c->languages, err) : st;
	st = st == ST_OK ? copy(conf_get(sec, "fallback") != NULL ? conf_get(sec, "fallback") : "", &c->fallback, err) : st;
	st = st == ST_OK ? copy(conf_get(sec, "relays"), &c->relays, err) : st;
	st = st == ST_OK ? read_times(r, sec, err) : st;
	if (st != ST_OK) {
		return st;
	}
	c->calendar = conf_get_bool(r->file->conf, sec, "calendar", false, &r->file->problems);
	st = read_subject(r, sec, err);
	st = st == ST_OK ? campaign_issue_read(r->file, sec, r->store, c, err) : st;
	conf_report_unknown(r->file->conf, sec, known, &r->file->problems);
	return st;
}

/* When a step is due: `after` the first letter, `before` the event, or `after-event`; whom it goes to, where the file does not say. */
static int read_time(struct reader *r, struct conf_section *sec, struct campaign_step *s, const char **ret_anchor)
{
	static const char *const keys[] = { "after", "before", "after-event" };
	static const char *const anchors[] = { "first", "start", "end" };
	size_t found = 0, n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (conf_get(sec, keys[i]) != NULL) {
			found = i;
			n++;
		}
	}
	if (n != 1) {
		organiser_file_fault(r->file, sec, NULL, "[step %s] needs one of 'after = 7d' (behind the first letter), 'before = 1d' (the event)"
				" and 'after-event = 1d'", sec->name);
	}
	if (found > 0 && strcmp(r->campaign->class_, "event") != 0) {
		organiser_file_fault(r->file, sec, keys[found], "only a campaign of class event has an event");
	}
	s->after_seconds = conf_get_duration(r->file->conf, sec, keys[found], 0, &r->file->problems);
	s->after_seconds = found == 1 ? -s->after_seconds : s->after_seconds;
	*ret_anchor = anchors[found];
	return found == 0 ? 0 : found == 1 ? 1 : 4; /* of `audiences` */
}

/* Who came is known when the door has been kept; nobody is silent any more then. */
static void check_when(struct reader *r, struct conf_section *sec, const char *anchor, const char *audience)
{
	bool after = strcmp(anchor, "end") == 0;
	bool attendance = strcmp(audience, "came") == 0 || strcmp(audience, "missed") == 0;

	if (attendance && !after) {
		organiser_file_fault(r->file, sec, "when", "'%s' is known after the event: use 'after-event = …'", audience);
	} else if (after && !attendance && strcmp(audience, "registered") != 0) {
		organiser_file_fault(r->file, sec, "when", "after the event there are came, missed and registered");
	}
}

/* A questionnaire in the letter of one step. */
static enum status read_questionnaire(struct reader *r, struct conf_section *sec, struct campaign_step *s, struct error *err)
{
	const char *key = conf_get(sec, "survey");
	enum status st = key != NULL ? db_survey_id(r->store, key, &s->survey_id, err) : ST_OK;

	if (st == ST_OK && key != NULL && s->survey_id == 0) {
		organiser_file_fault(r->file, sec, "survey", "there is no questionnaire '%s'; add it first: kvieslys survey add FILE", key);
	}
	return st;
}

static enum status read_step(struct reader *r, struct conf_section *sec, struct error *err)
{
	static const char *const known[] = { "letter", "after", "before", "after-event", "when", "survey", NULL };
	struct campaign *c = r->campaign;
	struct campaign_step *s;
	const char *anchor = "first";
	enum status st;
	int who;

	if (!ARRAY_ROOM(c->steps, c->n_steps)) {
		return error_set(err, ST_NOMEM, "campaign: out of memory");
	}
	s = &c->steps[c->n_steps++];
	*s = (struct campaign_step){ .name = NULL };
	if (sec->name[0] == '\0') {
		organiser_file_fault(r->file, sec, NULL, "a step needs a name, as [step reminder]");
	}
	who = read_time(r, sec, s, &anchor);
	st = copy(sec->name, &s->name, err);
	st = st == ST_OK ? copy(anchor, &s->anchor, err) : st;
	st = st == ST_OK ? copy(organiser_file_need(r->file, sec, "letter"), &s->letter, err) : st;
	st = st == ST_OK ? copy(audiences[conf_get_choice(r->file->conf, sec, "when", audiences, who, &r->file->problems)],
			&s->audience, err) : st;
	st = st == ST_OK ? read_questionnaire(r, sec, s, err) : st;
	if (st == ST_OK) {
		check_when(r, sec, s->anchor, s->audience);
	}
	conf_report_unknown(r->file->conf, sec, known, &r->file->problems);
	return st == ST_OK && s->letter == NULL ? copy("", &s->letter, err) : st;
}

/* Nobody said when the campaign ends: with the event, or when its last letters of thanks are out. */
static enum status extend(struct reader *r, struct error *err)
{
	CLEANUP_EVENT struct event event = EVENT_INIT;
	struct campaign *c = r->campaign;
	int64_t last = -1;
	enum status st;

	for (size_t i = 0; i < c->n_steps; i++) {
		if (strcmp(c->steps[i].anchor, "end") == 0 && c->steps[i].after_seconds > last) {
			last = c->steps[i].after_seconds;
		}
	}
	if (last < 0 || !c->expires_follows || c->event_id == 0) {
		return ST_OK;
	}
	st = db_event_load(r->store, c->event_id, &event, err);
	if (st == ST_OK) {
		c->expires_at = event.end_at + last + EVENT_STEP_GRACE;
	}
	return st;
}

static enum status read_all(struct reader *r, struct conf_section *sec, struct error *err)
{
	struct campaign *c = r->campaign;
	enum status st = read_main(r, sec, err);

	for (size_t i = 0; st == ST_OK && i < r->file->conf->n_sections; i++) {
		if (strcmp(r->file->conf->sections[i].word, "step") == 0) {
			st = read_step(r, &r->file->conf->sections[i], err);
		}
	}
	st = st == ST_OK ? extend(r, err) : st;
	if (st == ST_OK) {
		st = segment_check_audience(r->store, c->audience, r->file->conf->file, conf_line(sec, "to"), &r->file->problems, err);
	}
	if (st == ST_OK && c->letter != NULL) {
		st = each_word(c->languages, check_language, r, err);
	}
	if (st == ST_OK) {
		st = each_word(c->fallback, check_chain, r, err);
	}
	return st == ST_OK && c->relays != NULL ? each_word(c->relays, check_relay, r, err) : st;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* What letters that are in the ledger already rest on must stay. Steps are known by their number: those there are keep their
 * place, new ones come behind them. */
static enum status check_started(struct store *store, const struct campaign *c, struct error *err)
{
	CLEANUP_CAMPAIGN struct campaign was = CAMPAIGN_INIT;
	enum status st = db_campaign_load(store, c->id, &was, err);
	const char *what = NULL;

	if (st != ST_OK) {
		return st;
	}
	if (!same(was.class_, c->class_) || was.event_id != c->event_id || was.offer_id != c->offer_id
			|| was.survey_id != c->survey_id) {
		what = "its subject";
	} else if (!same(was.letter, c->letter) || was.calendar != c->calendar) {
		what = "its letter";
	} else if (!same(was.languages, c->languages) || !same(was.fallback, c->fallback)) {
		what = "its languages";
	} else if (!same(was.audience, c->audience)) {
		what = "whom it goes to";
	}
	for (size_t i = 0; what == NULL && i < was.n_steps; i++) {
		if (i >= c->n_steps || !same(was.steps[i].name, c->steps[i].name)) {
			what = "the order of its steps (add new ones at the end)";
		}
	}
	return what == NULL ? ST_OK : error_set(err, ST_CONFLICT,
			"campaign '%s' was started: %s cannot change any more; give the changed one another id", c->key, what);
}

/* The campaign of that id that is there already. */
static enum status find_present(struct store *store, struct campaign *c, bool *ret_new, struct error *err)
{
	struct error found = ERROR_INIT;
	int64_t messages = 0;
	enum status st = db_campaign_find(store, c->key, &c->id, &messages, &found);

	*ret_new = st == ST_NOT_FOUND;
	if (st == ST_NOT_FOUND) {
		return ST_OK;
	}
	if (st != ST_OK) {
		return error_set(err, st, "%s", found.text);
	}
	return messages > 0 ? check_started(store, c, err) : ST_OK;
}

enum status campaign_add(struct store *store, const struct config *config, const struct languages *languages,
		const char *path, const char *actor, struct campaign_added *ret, struct error *err)
{
	static const char *const words[] = { "campaign", "step", NULL };
	CLEANUP_ORGANISER_FILE struct organiser_file file = ORGANISER_FILE_INIT;
	CLEANUP_CAMPAIGN struct campaign c = CAMPAIGN_INIT;
	CLEANUP_STRBUF struct strbuf source = STRBUF_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct reader r = { &file, store, config, languages, &c };
	struct conf_section *sec = NULL;
	enum status st = organiser_file_open(&file, path, words, &sec, err);

	if (st == ST_OK && sec != NULL) {
		st = read_all(&r, sec, err);
	}
	if (st == ST_OK) {
		st = organiser_file_check(&file, err);
	}
	if (st == ST_OK) {
		st = fs_read(path, CONF_MAX_BYTES, &source, err);
	}
	if (st == ST_OK) {
		st = copy(source.buf, &c.source, err);
	}
	if (st == ST_OK) {
		st = store_begin(store, &tx, err);
	}
	if (st == ST_OK) {
		st = find_present(store, &c, &ret->is_new, err);
	}
	if (st == ST_OK) {
		st = db_campaign_save(store, &c, clock_now(), err);
	}
	if (st == ST_OK) {
		st = audit_add(store, actor, ret->is_new ? "add" : "change", "campaign", c.id, NULL, c.source, err);
	}
	ret->id = c.id;
	return st != ST_OK ? st : store_commit(&tx, err);
}
