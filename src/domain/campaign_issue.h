/* A newsletter's issue in a campaign's file: number, date, and the list that people join by mail. */
#ifndef KVIESLYS_DOMAIN_CAMPAIGN_ISSUE_H
#define KVIESLYS_DOMAIN_CAMPAIGN_ISSUE_H

#include "domain/organiser_file.h"
#include "store/db_campaign.h"
#include "store/store.h"
#include "util/error.h"

/* Reads `issue` and `date` of [campaign] and makes the values for the letters of them. Problems: `issue` without `date`, or
 * either in a campaign that is no newsletter. The audience must have been read. ST_NOMEM, ST_DB. */
enum status campaign_issue_read(struct organiser_file *file, struct conf_section *sec, struct store *store,
		struct campaign *campaign, struct error *err);

#endif
