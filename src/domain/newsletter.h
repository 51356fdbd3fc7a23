/* The archive of newsletters: a static page for each issue and language, and an index of all. */
#ifndef KVIESLYS_DOMAIN_NEWSLETTER_H
#define KVIESLYS_DOMAIN_NEWSLETTER_H

#include "domain/config.h"
#include "language/pack.h"
#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stddef.h>

/* Writes KEY.LANGUAGE.html for every issue that was started, and index.html, into `dir` (made when it is not there). Pages hold
 * nothing of any recipient; images are in them. *ret_pages: how many. ST_INVALID names file and line when a letter needs what
 * only a recipient has; ST_NOT_FOUND when there is no issue; ST_IO, ST_NOMEM, ST_DB. */
enum status newsletter_archive(struct store *store, const struct config *config, const struct token_key *key,
		const struct languages *languages, const char *dir, size_t *ret_pages, struct error *err);

#endif
