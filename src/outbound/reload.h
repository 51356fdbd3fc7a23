/* A changed kvieslys.conf while letters are being sent. */
#ifndef KVIESLYS_OUTBOUND_RELOAD_H
#define KVIESLYS_OUTBOUND_RELOAD_H

#include "domain/config.h"

#include <stdbool.h>
#include <sys/stat.h>

struct reload {
	const char *dir;  /* the workspace */
	const char *file; /* its kvieslys.conf */
	struct stat used; /* what the file was when it was last read */
	struct stat seen; /* and when it was last looked at */
	struct config *fresh;
};

/* Begins to watch the file that `config` came from; the arguments must outlive it. */
void reload_begin(struct reload *r, const char *dir, const struct config *config);
/* For send_options.leave, with a struct reload: true when the file has changed, has stayed as it is since the last look (an
 * editor may be writing it) and can be read; the new configuration is then the caller's to take from `fresh`. A faulty
 * file is logged once and the old configuration stays in force. */
bool reload_wanted(void *reload);

#endif
