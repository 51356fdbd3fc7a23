/* kvieslys config show: the settings in force. */
#include "cli/commands.h"

#include "util/strbuf.h"

#include <string.h>

static const char *section_name(const struct config *c, const char *section, size_t nth)
{
	if (strcmp(section, "relay") == 0) {
		return c->relays[nth].name;
	}
	if (strcmp(section, "mailbox") == 0) {
		return c->mailboxes[nth].name;
	}
	if (strcmp(section, "funding") == 0) {
		return c->fundings[nth].name;
	}
	return strcmp(section, "domain") == 0 ? c->domains[nth].name : "";
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "section", 8 }, { "name", 8 }, { "key", 24 }, { "value", 0 }, { NULL, 0 },
	};
	CLEANUP_PRINTER struct printer *p = NULL;
	CLEANUP_STRBUF struct strbuf value = STRBUF_INIT;
	struct config_key_info key;
	enum status st = printer_open(stdout, app->format, columns, &p, err);

	(void)args;
	for (size_t i = 0; st == ST_OK && config_key_at(i, &key); i++) {
		for (size_t n = 0; st == ST_OK && n < config_count(app->ws.config, key.section); n++) {
			strbuf_reset(&value);
			config_value(app->ws.config, i, n, &value);
			printer_string(p, key.section);
			printer_string(p, section_name(app->ws.config, key.section, n));
			printer_string(p, key.key);
			printer_string(p, value.buf);
			st = printer_row(p, err);
		}
	}
	return st;
}

const struct command cmd_config_show = {
	.words = "config show",
	.arguments = "",
	.needs = NEED_CONFIG,
	.formats = true,
	.help = "print the settings in force",
	.run = run,
};
