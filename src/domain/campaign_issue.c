/* Issues are campaigns: what is said here is what an issue has more. */
#include "domain/campaign_issue.h"

#include "store/db_list.h"
#include "util/cleanup.h"
#include "util/json.h"

#include <string.h>

#define ISSUE_MAX 100000

/* The first list of "list:a, segment:b" that has an address: there people join. */
static enum status find_list(struct store *store, const char *audience, struct strbuf *name, struct strbuf *address,
		struct error *err)
{
	enum status st = ST_OK;

	for (const char *p = audience; st == ST_OK && address->len == 0 && *p != '\0';) {
		size_t len = strcspn(p, ",\n");
		const char *from = p + strspn(p, " \t");
		size_t n;

		if (strncmp(from, "list:", 5) == 0) {
			from += 5;
			n = strcspn(from, ", \t\n");
			strbuf_reset(name);
			strbuf_add(name, from, n);
			st = strbuf_ok(name) ? db_list_address(store, name->buf, address, err)
					: error_set(err, ST_NOMEM, "campaign: out of memory");
		}
		p += len + (p[len] != '\0');
	}
	return st;
}

static enum status make_params(struct store *store, struct campaign *c, struct error *err)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf address = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	struct json_writer w = { .out = &params };
	enum status st = find_list(store, c->audience, &name, &address, err);

	if (st != ST_OK) {
		return st;
	}
	json_object(&w, NULL);
	if (c->issue != 0) {
		json_int(&w, "issue", c->issue);
		json_int(&w, "issued", c->issued_at);
	}
	if (address.len > 0) {
		json_string(&w, "list", name.buf);
		json_string(&w, "list-address", address.buf);
	}
	json_end(&w, '}');
	if (!strbuf_ok(&params)) {
		return error_set(err, ST_NOMEM, "campaign: out of memory");
	}
	free(c->params);
	c->params = strbuf_detach(&params, NULL);
	return ST_OK;
}

enum status campaign_issue_read(struct organiser_file *file, struct conf_section *sec, struct store *store,
		struct campaign *c, struct error *err)
{
	bool newsletter = strcmp(c->class_, "newsletter") == 0;

	c->issue = conf_get_int(file->conf, sec, "issue", 1, ISSUE_MAX, 0, &file->problems);
	c->issued_at = organiser_file_time(file, sec, "date", NULL, DAY_BEGINS, c->issue != 0);
	if (!newsletter && (c->issue != 0 || c->issued_at != 0)) {
		organiser_file_fault(file, sec, c->issue != 0 ? "issue" : "date", "only a campaign of class newsletter has issues");
	} else if (newsletter && c->issue == 0 && c->issued_at != 0) {
		organiser_file_fault(file, sec, "date", "a date is that of an issue: say 'issue = NUMBER' too");
	}
	return newsletter && c->audience != NULL ? make_params(store, c, err) : ST_OK;
}
