/* Which implementation a relay gets. */
#include "outbound/transport.h"

enum status transport_open(const struct relay_config *relay, const volatile int *stop, struct transport **ret,
		struct error *err)
{
	enum status st = ST_CONFIG;

	switch (relay->transport) {
	case TRANSPORT_SMTP:
		st = transport_smtp_open(relay, ret, err);
		break;
	case TRANSPORT_MAILDIR:
		st = transport_maildir_open(relay, ret, err);
		break;
	case TRANSPORT_NULL:
		st = transport_null_open(relay, ret, err);
		break;
	}
	if (st == ST_OK) {
		(*ret)->stop = stop;
	}
	return st;
}

void transport_close(struct transport *transport)
{
	if (transport != NULL) {
		transport->ops->close(transport);
	}
}

enum status transport_run(struct transport *transport, const struct feed *feed, struct error *err)
{
	return transport->ops->run(transport, feed, err);
}
