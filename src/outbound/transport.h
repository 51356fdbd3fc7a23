/* What carries printed letters away: SMTP (two engines), a Maildir, or nothing at all.
 *
 * A transport is opened once per relay and shared by its connections. A connection belongs to one thread: it runs one
 * transport_run() after another, each from connecting to QUIT, and pulls what it sends from a feed. Pulling
 * lets an engine look one letter ahead and send the next envelope behind the final dot of the last letter. */
#ifndef KVIESLYS_OUTBOUND_TRANSPORT_H
#define KVIESLYS_OUTBOUND_TRANSPORT_H

#include "domain/config.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A printed letter with its envelope: one recipient. Borrowed from the feed until done() is called for it. */
struct parcel {
	int64_t id;
	const char *from;  /* envelope sender, parsed address */
	const char *to;    /* recipient, parsed address */
	const char *envid; /* letters and digits, for DSN */
	const char *bytes; /* a whole mail: strict CRLF, ends with CRLF */
	size_t len;
};

enum delivery {
	DELIVERY_SENT,      /* taken over by the server */
	DELIVERY_LATER,     /* 4xx: an attempt that counts */
	DELIVERY_REFUSED,   /* 5xx that is the recipient's or the message's own */
	DELIVERY_IN_DOUBT,  /* the final dot went out and no answer came */
	DELIVERY_UNTRIED,   /* nothing was decided: the server went away; costs no attempt */
	DELIVERY_OUR_FAULT  /* policy, reputation, authentication, size: never the recipient's fault */
};

#define OUTCOME_STATUS_SIZE 16
#define OUTCOME_ANSWER_SIZE 400

struct outcome {
	enum delivery delivery;
	int code;                         /* of the reply that decided; 0: none */
	char status[OUTCOME_STATUS_SIZE]; /* "5.1.1"; the code when the server gave none; "" */
	char answer[OUTCOME_ANSWER_SIZE]; /* the server's text, UTF-8, one line; or what happened */
};

struct feed {
	/* The next letter, printed; NULL when there is none. With `wait` it may block until there is one; NULL then means
	 * that the connection is to be closed. The limits of relay and domain are kept inside. */
	struct parcel *(*next)(void *arg, bool wait);
	/* Called just before bytes go out after which the server may have the letter. */
	void (*mark)(void *arg, struct parcel *parcel);
	/* The end of a parcel, whatever came of it. Called once for each that next() gave. */
	void (*done)(void *arg, struct parcel *parcel, const struct outcome *outcome);
	void *arg;
};

struct transport;

struct transport_ops {
	enum status (*run)(struct transport *transport, const struct feed *feed, struct error *err);
	void (*close)(struct transport *transport);
};

/* Each implementation has this as its first member. */
struct transport {
	const struct transport_ops *ops;
	const struct relay_config *relay;
	const volatile int *stop; /* nonzero: end soon; may be NULL */
};

/* Opens the transport of a relay; `relay` and `stop` must outlive it. Secrets are read here, once.
 * ST_CONFIG, ST_AUTH (no password), ST_IO, ST_NOMEM. */
enum status transport_open(const struct relay_config *relay, const volatile int *stop, struct transport **ret,
		struct error *err);
void transport_close(struct transport *transport);

/* One connection's life: takes the first parcel, connects, sends until the feed ends or the relay's limit of messages
 * per connection is reached (ST_OK). May be run by several threads at once.
 * ST_TEMP: the relay is away or went away. ST_AUTH, ST_CONFIG, ST_PERM: it will not have us until a person
 * mends something; the text says what. ST_NOMEM, ST_IO. */
enum status transport_run(struct transport *transport, const struct feed *feed, struct error *err);

/* The implementations. */
enum status transport_null_open(const struct relay_config *relay, struct transport **ret, struct error *err);
enum status transport_maildir_open(const struct relay_config *relay, struct transport **ret, struct error *err);
enum status transport_smtp_open(const struct relay_config *relay, struct transport **ret, struct error *err);

#endif
