#include "outbound/smtp_session.h"
enum status engine_libesmtp_run(struct transport *transport, const struct feed *feed, struct error *err)
{
	return engine_pipelined_run(transport, feed, err);
}
enum status engine_libesmtp_prepare(struct smtp_relay *relay, struct error *err)
{
	(void)relay; (void)err;
	return ST_OK;
}
