/* Reading kvieslys.conf: every fault is gathered, then told at once. */
#include "domain/config.h"

#include "domain/config_private.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <string.h>

bool rate_parse(const char *text, struct rate *ret)
{
	struct rate rate = { .n = 0 };
	const char *p = text;

	while (*p != '\0') {
		char *end;
		long long count = strtoll(p, &end, 10);
		int64_t unit;

		if (end == p || count < 1 || count > 1000000000 || *end != '/' || rate.n == RATE_MAX_WINDOWS) {
			return false;
		}
		switch (end[1]) {
		case 's': unit = 1; break;
		case 'm': unit = 60; break;
		case 'h': unit = 3600; break;
		case 'd': unit = 86400; break;
		default: return false;
		}
		rate.windows[rate.n].count = count;
		rate.windows[rate.n].seconds = unit;
		rate.n++;
		p = end + 2 + strspn(end + 2, " ,\n");
	}
	*ret = rate;
	return rate.n > 0;
}

struct loader {
	const struct conf *conf;
	struct problems *problems;
	const char *dir;
	bool nomem;
};

static void load_text(struct loader *l, const struct config_key *k, struct conf_section *sec, char **field)
{
	const char *v = conf_get(sec, k->key);

	if (v == NULL) {
		v = k->dflt;
	}
	if (v == NULL) {
		return;
	}
	*field = k->type == K_PATH ? fs_join(l->dir, v) : strdup(v);
	if (*field == NULL) {
		l->nomem = true;
	}
}

static bool parse_hours(const char *v, int64_t *pair)
{
	int h1, m1, h2, m2;
	char rest;

	if (sscanf(v, "%2d:%2d-%2d:%2d%c", &h1, &m1, &h2, &m2, &rest) != 4 || h1 < 0 || m1 < 0 || h2 < 0
			|| m2 < 0 || h1 > 24 || h2 > 24 || m1 > 59 || m2 > 59) {
		return false;
	}
	pair[0] = h1 * 60 + m1;
	pair[1] = h2 * 60 + m2;
	return pair[0] < pair[1] && pair[1] <= 1440;
}

static int choice_index(const char *const *choices, const char *word)
{
	for (int i = 0; word != NULL && choices[i] != NULL; i++) {
		if (strcmp(choices[i], word) == 0) {
			return i;
		}
	}
	return 0;
}

static int64_t duration_default(const struct config_key *k)
{
	char *end;
	int64_t n = strtoll(k->dflt, &end, 10);

	return *end == 'm' ? n * 60 : *end == 'h' ? n * 3600 : *end == 'd' ? n * 86400 : n;
}

static void load_special(struct loader *l, const struct config_key *k, struct conf_section *sec, void *field)
{
	const char *v = conf_get(sec, k->key);
	const char *want = NULL;

	if (v == NULL) {
		return;
	}
	if (k->type == K_RATE && !rate_parse(v, field)) {
		want = "is no rate; write 20/m or 20/m, 1000/h";
	} else if (k->type == K_DATE && time_parse_rfc3339(v, field, NULL) != ST_OK) {
		want = "is no date; write 2026-12-01";
	} else if (k->type == K_HOURS && !parse_hours(v, field)) {
		want = "are no hours; write 08:00-18:00";
	}
	if (want != NULL) {
		problems_add(l->problems, l->conf->file, conf_line(sec, k->key), "'%s = %s' %s", k->key, v, want);
	}
}

static void load_bool(struct loader *l, const struct config_key *k, struct conf_section *sec, bool *field)
{
	if (k->choices != NULL) {
		*field = conf_get_choice(l->conf, sec, k->key, k->choices, choice_index(k->choices, k->dflt),
				l->problems) != 0;
	} else {
		*field = conf_get_bool(l->conf, sec, k->key, strcmp(k->dflt, "yes") == 0, l->problems);
	}
}

static void load_key(struct loader *l, const struct config_key *k, struct conf_section *sec, void *base)
{
	void *field = (char *)base + k->offset;

	switch (k->type) {
	case K_TEXT:
	case K_PATH:
		load_text(l, k, sec, field);
		break;
	case K_INT:
		*(int64_t *)field = conf_get_int(l->conf, sec, k->key, k->min, k->max,
				k->dflt != NULL ? strtoll(k->dflt, NULL, 10) : 0, l->problems);
		break;
	case K_BOOL:
		load_bool(l, k, sec, field);
		break;
	case K_CHOICE:
		*(unsigned *)field = (unsigned)conf_get_choice(l->conf, sec, k->key, k->choices,
				choice_index(k->choices, k->dflt), l->problems);
		break;
	case K_DURATION:
		*(int64_t *)field = conf_get_duration(l->conf, sec, k->key, duration_default(k), l->problems);
		break;
	case K_RATE:
	case K_DATE:
	case K_HOURS:
		load_special(l, k, sec, field);
		break;
	}
}

static void load_section(struct loader *l, const char *word, struct conf_section *sec, void *base)
{
	const char *known[128];
	size_t n = 0;

	for (size_t i = 0; i < config_n_keys && n < ARRAY_SIZE(known) - 1; i++) {
		if (strcmp(config_keys[i].section, word) == 0) {
			load_key(l, &config_keys[i], sec, base);
			known[n++] = config_keys[i].key;
		}
	}
	known[n] = NULL;
	conf_report_unknown(l->conf, sec, known, l->problems);
}

/* One more zeroed item at the end; NULL when out of memory. */
#define ADDED(items, n) (ARRAY_ROOM(items, n) ? memset(&(items)[(n)++], 0, sizeof *(items)) : NULL)

static void add_named(struct loader *l, struct config *c, struct conf_section *sec)
{
	void *p = NULL;

	if (sec->name[0] == '\0') {
		problems_add(l->problems, l->conf->file, sec->line, "[%s] needs a name, such as [%s main]",
				sec->word, sec->word);
	}
	if (sec->word[0] == 'r') {
		p = ADDED(c->relays, c->n_relays);
	} else if (sec->word[0] == 'm') {
		p = ADDED(c->mailboxes, c->n_mailboxes);
	} else if (sec->word[0] == 'f') {
		p = ADDED(c->fundings, c->n_fundings);
	} else if (sec->word[0] == 'l') {
		p = ADDED(c->lists, c->n_lists);
	} else {
		p = ADDED(c->domains, c->n_domains);
	}
	if (p == NULL || (sec->word[0] == 'f' && !config_load_funding_texts(sec, p))) {
		l->nomem = true;
		return;
	}
	load_section(l, sec->word, sec, p);
	*(char **)p = strdup(sec->name); /* `name` is the first member of all */
	if (*(char **)p == NULL) {
		l->nomem = true;
	}
}

static void relay_problem(struct loader *l, const struct relay_config *r, const char *key, const char *text)
{
	problems_add(l->problems, l->conf->file, conf_line(conf_find(l->conf, "relay", r->name), key),
			"[relay %s] %s", r->name, text);
}

static bool is_loopback(const char *host)
{
	return host != NULL && (strncmp(host, "127.", 4) == 0 || strcmp(host, "localhost") == 0
			|| strcmp(host, "::1") == 0);
}

static void check_relay(struct loader *l, const struct relay_config *r)
{
	if (r->transport != TRANSPORT_SMTP) {
		return;
	}
	if (r->host == NULL) {
		relay_problem(l, r, "host", "has no host; name the server, or set transport = maildir");
	}
	if (r->engine == ENGINE_LIBESMTP && r->tls == TLS_IMPLICIT) {
		relay_problem(l, r, "tls", "libesmtp cannot do 'tls = implicit'; add 'engine = pipelined'");
	}
	if (r->engine == ENGINE_LIBESMTP && r->auth == AUTH_XOAUTH2) {
		relay_problem(l, r, "auth", "libesmtp cannot do 'auth = xoauth2'; add 'engine = pipelined'");
	}
	if (r->user != NULL && r->password_command == NULL && r->password_file == NULL && r->token_command == NULL) {
		relay_problem(l, r, "user", "has a user but no password-command or password-file");
	}
	if (r->user != NULL && r->tls == TLS_NONE && !is_loopback(r->host)) {
		relay_problem(l, r, "tls", "would send its password unencrypted; use tls = starttls or implicit");
	}
}

static void check_mailbox(struct loader *l, const struct mailbox_config *m)
{
	struct conf_section *sec = conf_find(l->conf, "mailbox", m->name);
	const char *want = NULL;

	if (m->type != MAILBOX_IMAP && m->type != MAILBOX_POP3) {
		return;
	}
	if (m->host == NULL) {
		want = "has no host; name the server, or set type = maildir";
	} else if (m->user == NULL) {
		want = "has no user";
	} else if (m->password_command == NULL && m->password_file == NULL && m->token_command == NULL) {
		want = "has no password-command or password-file";
	} else if (m->tls == TLS_NONE && !is_loopback(m->host)) {
		want = "would send its password unencrypted; use tls = implicit or starttls";
	}
	if (want != NULL) {
		problems_add(l->problems, l->conf->file, conf_line(sec, "host"), "[mailbox %s] %s", m->name, want);
	}
}

static void check_address(struct loader *l, struct conf_section *sec, const char *key, const char *address)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;

	if (address != NULL && (at == NULL || at == address || at[1] == '\0'
			|| strpbrk(address, " <>,;\n") != NULL)) {
		problems_add(l->problems, l->conf->file, conf_line(sec, key), "'%s = %s' is no mail address", key,
				address);
	}
}

static void check_sender(struct loader *l, struct config *c)
{
	struct sender_config *s = &c->sender;
	struct conf_section *sec = conf_find(l->conf, "sender", NULL);
	bool dkim = s->dkim_domain != NULL;

	check_address(l, sec, "address", s->address);
	check_address(l, sec, "reply-to", s->reply_to);
	check_address(l, sec, "bounce-to", s->bounce_to);
	check_address(l, sec, "staff", s->staff);
	if (s->name != NULL && strchr(s->name, '\n') != NULL) {
		problems_add(l->problems, l->conf->file, conf_line(sec, "name"), "the name must be one line");
	}
	if (dkim != (s->dkim_key != NULL) || dkim != (s->dkim_selector != NULL)) {
		problems_add(l->problems, l->conf->file, conf_line(sec, "dkim-domain"),
				"dkim-domain, dkim-selector and dkim-key belong together; set all three or none");
	}
	if (s->reply_to == NULL && s->address != NULL) {
		s->reply_to = strdup(s->address);
	}
	if (s->bounce_to == NULL && s->reply_to != NULL) {
		s->bounce_to = strdup(s->reply_to);
	}
	if (s->bounce_to == NULL) {
		l->nomem = true;
	}
}

static bool is_named_section(const char *word)
{
	return strcmp(word, "relay") == 0 || strcmp(word, "mailbox") == 0 || strcmp(word, "domain") == 0
			|| strcmp(word, "funding") == 0 || strcmp(word, "list") == 0;
}

static void check_section_word(struct loader *l, const struct conf_section *sec)
{
	const char *near = nearest_word(sec->word, config_sections);

	if (near != NULL && strcmp(near, sec->word) == 0) {
		return;
	}
	problems_add(l->problems, l->conf->file, sec->line, "unknown section [%s]; %s%s%s", sec->word,
			near != NULL ? "did you mean [" : "remove it", near != NULL ? near : "",
			near != NULL ? "]?" : "");
}

static void load_all(struct loader *l, struct config *c)
{
	for (size_t i = 0; i < l->conf->n_sections; i++) {
		if (is_named_section(l->conf->sections[i].word)) {
			add_named(l, c, &l->conf->sections[i]);
		} else {
			check_section_word(l, &l->conf->sections[i]);
		}
	}
	load_section(l, "sender", conf_find(l->conf, "sender", NULL), &c->sender);
	load_section(l, "sending", conf_find(l->conf, "sending", NULL), &c->sending);
	load_section(l, "replies", conf_find(l->conf, "replies", NULL), &c->replies);
	load_section(l, "retention", conf_find(l->conf, "retention", NULL), &c->retention);
	if (l->nomem) {
		return;
	}
	for (size_t i = 0; i < c->n_relays; i++) {
		check_relay(l, &c->relays[i]);
	}
	for (size_t i = 0; i < c->n_mailboxes; i++) {
		check_mailbox(l, &c->mailboxes[i]);
	}
	check_sender(l, c);
}

enum status config_parse(const char *text, size_t len, const char *file, const char *dir,
		struct config **ret, struct error *err)
{
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_CONF struct conf *conf = NULL;
	CLEANUP_CONFIG struct config *c = calloc(1, sizeof *c);
	struct loader l = { .problems = &problems, .dir = dir };
	enum status st;

	if (c == NULL || (c->file = strdup(file)) == NULL || (c->dir = strdup(dir)) == NULL) {
		return error_set(err, ST_NOMEM, "%s: out of memory", file);
	}
	st = conf_parse(text, len, file, &conf, &problems, err);
	if (st != ST_OK) {
		return st;
	}
	l.conf = conf;
	load_all(&l, c);
	if (l.nomem) {
		return error_set(err, ST_NOMEM, "%s: out of memory", file);
	}
	st = problems_to_error(&problems, ST_CONFIG, err);
	if (st == ST_OK) {
		*ret = TAKE_PTR(c);
	}
	return st;
}

enum status config_load(const char *dir, struct config **ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	CLEANUP_FREE char *path = fs_join(dir, "kvieslys.conf");
	enum status st;

	if (path == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	st = fs_read(path, CONF_MAX_BYTES, &sb, err);
	if (st != ST_OK) {
		return st;
	}
	return config_parse(sb.buf, sb.len, path, dir, ret, err);
}

void config_free(struct config *c)
{
	if (c == NULL) {
		return;
	}
	for (size_t i = 0; i < config_n_keys; i++) {
		const struct config_key *k = &config_keys[i];
		char *base;

		for (size_t n = 0; (base = config_section_base(c, k->section, n)) != NULL; n++) {
			if (k->type == K_TEXT || k->type == K_PATH) {
				free(*(char **)(void *)(base + k->offset));
			}
		}
	}
	for (size_t i = 0; i < c->n_relays; i++) {
		free(c->relays[i].name);
	}
	for (size_t i = 0; i < c->n_mailboxes; i++) {
		free(c->mailboxes[i].name);
	}
	for (size_t i = 0; i < c->n_domains; i++) {
		free(c->domains[i].name);
	}
	for (size_t i = 0; i < c->n_fundings; i++) {
		free(c->fundings[i].name);
		config_release_funding_texts(&c->fundings[i]);
	}
	for (size_t i = 0; i < c->n_lists; i++) {
		free(c->lists[i].name);
	}
	free(c->lists);
	free(c->fundings);
	free(c->relays);
	free(c->mailboxes);
	free(c->domains);
	free(c->file);
	free(c->dir);
	free(c);
}

void config_cleanup(struct config **config)
{
	config_free(*config);
}

const struct relay_config *config_relay(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->n_relays; i++) {
		if (strcmp(config->relays[i].name, name) == 0) {
			return &config->relays[i];
		}
	}
	return NULL;
}

const struct mailbox_config *config_mailbox(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->n_mailboxes; i++) {
		if (strcmp(config->mailboxes[i].name, name) == 0) {
			return &config->mailboxes[i];
		}
	}
	return NULL;
}
