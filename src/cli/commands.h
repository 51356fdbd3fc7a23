/* Every command, one line each, alphabetical. */
#ifndef KVIESLYS_CLI_COMMANDS_H
#define KVIESLYS_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct command cmd_backup;
extern const struct command cmd_campaign_add;
extern const struct command cmd_campaign_blocked;
extern const struct command cmd_campaign_cancel;
extern const struct command cmd_campaign_check;
extern const struct command cmd_campaign_list;
extern const struct command cmd_campaign_messages;
extern const struct command cmd_campaign_pause;
extern const struct command cmd_campaign_preview;
extern const struct command cmd_campaign_resume;
extern const struct command cmd_campaign_retry;
extern const struct command cmd_newsletter_archive;
extern const struct command cmd_campaign_show;
extern const struct command cmd_campaign_start;
extern const struct command cmd_campaign_status;
extern const struct command cmd_campaign_test;
extern const struct command cmd_check;
extern const struct command cmd_completion;
extern const struct command cmd_config_show;
extern const struct command cmd_contact_change;
extern const struct command cmd_contact_erase;
extern const struct command cmd_contact_export;
extern const struct command cmd_contact_list;
extern const struct command cmd_contact_object;
extern const struct command cmd_contact_show;
extern const struct command cmd_contact_suppress;
extern const struct command cmd_event_add;
extern const struct command cmd_event_cancel;
extern const struct command cmd_event_checkin;
extern const struct command cmd_event_list;
extern const struct command cmd_event_show;
extern const struct command cmd_fetch;
extern const struct command cmd_import;
extern const struct command cmd_init;
extern const struct command cmd_list;
extern const struct command cmd_list_address;
extern const struct command cmd_manual;
extern const struct command cmd_offer_add;
extern const struct command cmd_offer_list;
extern const struct command cmd_offer_show;
extern const struct command cmd_survey_add;
extern const struct command cmd_survey_list;
extern const struct command cmd_survey_show;
extern const struct command cmd_survey_answers;
extern const struct command cmd_survey_answer;
extern const struct command cmd_registration_add;
extern const struct command cmd_registration_cancel;
extern const struct command cmd_registration_change;
extern const struct command cmd_registration_list;
extern const struct command cmd_reply_answer;
extern const struct command cmd_reply_explain;
extern const struct command cmd_reply_list;
extern const struct command cmd_reply_reprocess;
extern const struct command cmd_reply_resolve;
extern const struct command cmd_reply_show;
extern const struct command cmd_report_attendance;
extern const struct command cmd_report_campaign;
extern const struct command cmd_report_evidence;
extern const struct command cmd_report_offers;
extern const struct command cmd_report_survey;
extern const struct command cmd_restore;
extern const struct command cmd_run;
extern const struct command cmd_segment_add;
extern const struct command cmd_segment_count;
extern const struct command cmd_segment_help;
extern const struct command cmd_segment_list;
extern const struct command cmd_send;
extern const struct command cmd_suppression_add;
extern const struct command cmd_suppression_export;
extern const struct command cmd_suppression_import;
extern const struct command cmd_suppression_list;
extern const struct command cmd_suppression_remove;
extern const struct command cmd_tidy;

#endif
