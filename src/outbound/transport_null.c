/* Takes every letter and keeps none: rehearsals and measuring. A dry run is this transport, not an `if`. */
#include "outbound/transport.h"

#include <stdio.h>
#include <stdlib.h>

static enum status run(struct transport *transport, const struct feed *feed, struct error *err)
{
	struct parcel *p;

	(void)transport;
	(void)err;
	while ((p = feed->next(feed->arg, true)) != NULL) {
		struct outcome o = { .delivery = DELIVERY_SENT, .code = 250 };

		feed->mark(feed->arg, p);
		(void)snprintf(o.status, sizeof o.status, "2.0.0");
		(void)snprintf(o.answer, sizeof o.answer, "rehearsed, not sent");
		feed->done(feed->arg, p, &o);
	}
	return ST_OK;
}

static void close_null(struct transport *transport)
{
	free(transport);
}

enum status transport_null_open(const struct relay_config *relay, struct transport **ret, struct error *err)
{
	static const struct transport_ops ops = { run, close_null };
	struct transport *t = calloc(1, sizeof *t);

	if (t == NULL) {
		return error_set(err, ST_NOMEM, "[relay %s]: out of memory", relay->name);
	}
	t->ops = &ops;
	t->relay = relay;
	*ret = t;
	return ST_OK;
}
