/* kvieslys newsletter archive: the issues as static pages. */
#include "cli/commands.h"

#include "domain/newsletter.h"

#include <stdio.h>

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	const char *dir = args_at(args, 0) != NULL ? args_at(args, 0) : "archive";
	size_t pages = 0;
	enum status st = newsletter_archive(app->ws.store, app->ws.config, &app->ws.key, app->ws.languages, dir, &pages, err);

	if (st == ST_OK) {
		printf("%s: %zu pages and index.html\n", dir, pages);
	}
	return st;
}

const struct command cmd_newsletter_archive = {
	.words = "newsletter archive",
	.arguments = "[DIR]",
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE_READ | NEED_KEY | NEED_LANGUAGES,
	.help = "write the issues that were sent as static pages, with an index",
	.more = "An issue is a campaign of class newsletter with 'issue = NUMBER' and 'date = YYYY-MM-DD'; it goes into the archive "
		"once it is started. Each language of it is a page ID.LANGUAGE.html in DIR ('archive' when not given), linked with the "
		"others and with index.html. Pages hold their images and nothing about any recipient: a letter that names one (as "
		"{{NAME}}) keeps that in {{^ARCHIVE}}…{{/ARCHIVE}}. Put the folder on any web server, and run it again after an issue.",
	.run = run,
};
