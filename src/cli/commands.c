/* The table of commands, in the order of the help. */
#include "cli/commands.h"

const struct command *const commands[] = {
	/* workspace */
	&cmd_init,
	&cmd_config_show,
	&cmd_check,
	&cmd_manual,
	&cmd_completion,
	/* firms */
	&cmd_import,
	/* events, offers */
	&cmd_event_add,
	&cmd_event_list,
	&cmd_event_show,
	&cmd_event_cancel,
	&cmd_event_checkin,
	&cmd_offer_add,
	&cmd_offer_list,
	&cmd_offer_show,
	/* campaigns */
	&cmd_campaign_add,
	&cmd_campaign_list,
	&cmd_campaign_show,
	&cmd_campaign_check,
	&cmd_campaign_preview,
	&cmd_campaign_start,
	&cmd_campaign_status,
	&cmd_campaign_messages,
	&cmd_campaign_pause,
	&cmd_campaign_resume,
	&cmd_campaign_cancel,
	&cmd_campaign_retry,
	/* sending and receiving */
	&cmd_run,
	&cmd_send,
	&cmd_fetch,
	&cmd_reply_list,
	&cmd_reply_show,
	&cmd_reply_resolve,
	&cmd_reply_answer,
	&cmd_reply_explain,
	&cmd_reply_reprocess,
	/* registrations */
	&cmd_registration_list,
	&cmd_registration_add,
	&cmd_registration_change,
	&cmd_registration_cancel,
	/* reports */
	&cmd_report_attendance,
	&cmd_report_campaign,
	&cmd_report_evidence,
	&cmd_report_offers,
	NULL,
};
