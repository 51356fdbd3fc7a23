/* A table of recipient domains that have a limit. */
#include "outbound/limits.h"

#include "outbound/pace.h"
#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <string.h>

#define BUCKETS 4096u
#define KEEP 256u /* that nobody uses at the moment */
#define FIRST_PAUSE_MS 60000
#define LONGEST_PAUSE_MS 3600000

struct limit {
	char *domain;
	struct pace *pace;
	int64_t max_connections; /* 0: any */
	int64_t on_the_way;
	int64_t pause_ms;   /* between letters while the domain puts us off; 0: none */
	int64_t not_before; /* of pace_now() */
	int64_t interval;   /* ms between letters at the strictest rate */
	int64_t promised;
	size_t refs;
	struct limit *next;
};

struct limits {
	const struct config *config;
	char *dir;
	bool alone;
	size_t n;
	struct limit *buckets[BUCKETS];
};

static void limit_free(struct limit *l)
{
	pace_close(l->pace);
	free(l->domain);
	free(l);
}

enum status limits_open(const struct config *config, const char *dir, bool alone, struct limits **ret,
		struct error *err)
{
	struct limits *l = calloc(1, sizeof *l);

	if (l == NULL || (l->dir = strdup(dir)) == NULL) {
		free(l);
		return error_set(err, ST_NOMEM, "out of memory");
	}
	l->config = config;
	l->alone = alone;
	*ret = l;
	return ST_OK;
}

void limits_close(struct limits *limits)
{
	if (limits == NULL) {
		return;
	}
	for (size_t i = 0; i < BUCKETS; i++) {
		while (limits->buckets[i] != NULL) {
			struct limit *l = limits->buckets[i];

			limits->buckets[i] = l->next;
			limit_free(l);
		}
	}
	free(limits->dir);
	free(limits);
}

static const struct domain_config *config_of(const struct config *config, const char *domain)
{
	const struct domain_config *any = NULL;

	for (size_t i = 0; i < config->n_domains; i++) {
		if (strcasecmp(config->domains[i].name, domain) == 0) {
			return &config->domains[i];
		}
		if (strcmp(config->domains[i].name, "*") == 0) {
			any = &config->domains[i];
		}
	}
	return any;
}

static unsigned hash_of(const char *domain)
{
	unsigned h = 2166136261u;

	for (; *domain != '\0'; domain++) {
		h = (h ^ (unsigned char)ascii_lower(*domain)) * 16777619u;
	}
	return h % BUCKETS;
}

/* The file's name holds nothing that a host name has not. */
static char *file_of(const struct limits *limits, const char *domain)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;

	strbuf_adds(&sb, "pace-domain-");
	for (const char *p = domain; *p != '\0'; p++) {
		strbuf_addc(&sb, ascii_is_alnum(*p) || *p == '-' || *p == '.' ? ascii_lower(*p) : '_');
	}
	return strbuf_ok(&sb) ? fs_join(limits->dir, sb.buf) : NULL;
}

/* Forgets limits that nobody uses; what matters of them is in their files. */
static void sweep(struct limits *limits)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		struct limit **at = &limits->buckets[i];

		while (*at != NULL) {
			struct limit *l = *at;

			if (l->refs > 0 || l->pause_ms > 0) {
				at = &l->next;
				continue;
			}
			*at = l->next;
			limit_free(l);
			limits->n--;
		}
	}
}

static enum status add(struct limits *limits, const char *domain, const struct domain_config *c,
		struct limit **ret, struct error *err)
{
	CLEANUP_FREE char *file = file_of(limits, domain);
	struct limit *l = calloc(1, sizeof *l);
	unsigned h = hash_of(domain);
	enum status st;

	if (l == NULL || file == NULL || (l->domain = strdup(domain)) == NULL) {
		free(l);
		return error_set(err, ST_NOMEM, "out of memory");
	}
	if (c != NULL) {
		l->max_connections = c->connections;
		for (size_t i = 0; i < c->rate.n; i++) {
			int64_t ms = c->rate.windows[i].seconds * 1000 / c->rate.windows[i].count;

			l->interval = ms > l->interval ? ms : l->interval;
		}
		st = pace_open(file, &c->rate, limits->alone, &l->pace, err);
		if (st != ST_OK) {
			limit_free(l);
			return st;
		}
	}
	if (++limits->n > KEEP) {
		sweep(limits);
	}
	l->refs = 1;
	l->next = limits->buckets[h];
	limits->buckets[h] = l;
	*ret = l;
	return ST_OK;
}

enum status limits_find(struct limits *limits, const char *address, struct limit **ret, struct error *err)
{
	const char *at = strrchr(address, '@');
	const struct domain_config *c;

	*ret = NULL;
	if (at == NULL || (limits->config->n_domains == 0 && !limits->config->sending.ramp_up)) {
		return ST_OK;
	}
	for (struct limit *l = limits->buckets[hash_of(at + 1)]; l != NULL; l = l->next) {
		if (strcasecmp(l->domain, at + 1) == 0) {
			l->refs++;
			*ret = l;
			return ST_OK;
		}
	}
	c = config_of(limits->config, at + 1);
	if (c == NULL && !limits->config->sending.ramp_up) {
		return ST_OK;
	}
	return add(limits, at + 1, c, ret, err);
}

void limits_release(struct limit *limit)
{
	if (limit != NULL) {
		limit->refs--;
	}
}

int64_t limit_wait(struct limit *limit)
{
	int64_t now;

	if (limit == NULL) {
		return 0;
	}
	now = pace_now();
	if (limit->max_connections > 0 && limit->on_the_way >= limit->max_connections) {
		return now + 20;
	}
	if (limit->not_before > now) {
		return limit->not_before;
	}
	return pace_wait(limit->pace);
}

int64_t limit_promise(struct limit *limit)
{
	int64_t t = limit_wait(limit);
	int64_t step = limit->interval > limit->pause_ms ? limit->interval : limit->pause_ms;

	t = t > limit->promised ? t : limit->promised;
	limit->promised = t + step;
	return t;
}

int64_t limit_take(struct limit *limit, int64_t *ret_slot)
{
	int64_t until = limit_wait(limit);

	*ret_slot = -1;
	if (limit == NULL || until != 0) {
		return until;
	}
	until = pace_take(limit->pace, ret_slot);
	if (until == 0) {
		limit->on_the_way++;
		limit->not_before = limit->pause_ms > 0 ? pace_now() + limit->pause_ms : 0;
	}
	return until;
}

void limit_done(struct limit *limit, int64_t slot, bool sent)
{
	if (limit != NULL) {
		limit->on_the_way--;
		pace_done(limit->pace, slot, sent);
	}
}

void limit_slow_down(struct limit *limit)
{
	if (limit != NULL) {
		limit->pause_ms = limit->pause_ms == 0 ? FIRST_PAUSE_MS
				: limit->pause_ms * 2 < LONGEST_PAUSE_MS ? limit->pause_ms * 2 : LONGEST_PAUSE_MS;
		limit->not_before = pace_now() + limit->pause_ms;
	}
}

void limit_speed_up(struct limit *limit)
{
	if (limit != NULL && limit->pause_ms > 0) {
		limit->pause_ms = limit->pause_ms / 2 < 1000 ? 0 : limit->pause_ms / 2;
	}
}
