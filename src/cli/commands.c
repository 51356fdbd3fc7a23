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
	/* events, offers */
	/* campaigns */
	/* sending and receiving */
	/* registrations */
	/* reports */
	&cmd_report_attendance,
	&cmd_report_campaign,
	&cmd_report_evidence,
	NULL,
};
