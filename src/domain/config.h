/* kvieslys.conf as values. One table (config_keys.c) drives parsing, `config show`, the sample file and the manual;
 * every key has a default. Relative paths are already joined to the workspace's folder. */
#ifndef KVIESLYS_DOMAIN_CONFIG_H
#define KVIESLYS_DOMAIN_CONFIG_H

#include "util/cleanup.h"
#include "util/conf.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum transport_kind { TRANSPORT_SMTP, TRANSPORT_MAILDIR, TRANSPORT_NULL };
enum tls_mode { TLS_STARTTLS, TLS_IMPLICIT, TLS_NONE };
enum engine_kind { ENGINE_LIBESMTP, ENGINE_PIPELINED };
enum auth_kind { AUTH_PASSWORD, AUTH_XOAUTH2 };
enum mailbox_kind { MAILBOX_IMAP, MAILBOX_POP3, MAILBOX_MAILDIR, MAILBOX_MBOX };

#define RATE_MAX_WINDOWS 4

/* "20/m, 1000/h": at most `count` in any `seconds`. */
struct rate {
	struct {
		int64_t count;
		int64_t seconds;
	} windows[RATE_MAX_WINDOWS];
	size_t n;
};

struct sender_config {
	char *name;
	char *address;   /* From */
	char *reply_to;  /* default: address */
	char *bounce_to; /* default: reply-to */
	char *postal;
	bool tagging; /* plus-addressing works at the mail host */
	char *staff;  /* gets the digest; NULL: nobody */
	char *url, *unsubscribe_url, *feedback_id;
	char *dkim_domain, *dkim_selector, *dkim_key; /* all or none; key: PEM file */
	char *dkim_selector2, *dkim_key2;             /* a second signature */
	char *logo;                                   /* image file for the letters, or NULL */
	char *privacy;                                /* one sentence or link for the Art. 14 notice */
};

struct relay_config {
	char *name;
	enum transport_kind transport;
	enum engine_kind engine;
	char *host;
	int64_t port; /* 0: by tls, 587, 465 or 25 */
	enum tls_mode tls;
	char *ca_file; /* NULL: the system's */
	enum auth_kind auth;
	char *user, *password_command, *password_file, *token_command;
	char *hello; /* EHLO name; NULL: the host's own name */
	int64_t connections;
	int64_t per_connection; /* messages before reconnecting */
	int64_t weight;
	int64_t timeout;         /* seconds for each answer */
	int64_t connect_timeout; /* seconds for connecting; libesmtp cannot be hurried */
	bool dsn;                /* ask for delivery status notifications where offered */
	struct rate rate;
	char *path; /* Maildir */
};

struct mailbox_config {
	char *name;
	enum mailbox_kind type;
	int64_t since; /* 0: the day the workspace was made */
	char *host;
	int64_t port; /* 0: by type and tls */
	enum tls_mode tls;
	char *ca_file;
	enum auth_kind auth;
	char *user, *password_command, *password_file, *token_command;
	char *folder;
	char *path;
	int64_t timeout;
	int64_t max_size; /* bytes of one mail that are read */
};

/* [domain gmail.com]: limits of a recipient domain; name "*" is for all without an own section. */
struct domain_config {
	char *name;
	int64_t connections; /* 0: no limit */
	struct rate rate;
};

struct sending_config {
	int64_t hours_from, hours_to; /* minutes of the day in the recipient's zone; equal: any time */
	char *days;                   /* "mon-fri", NULL: any */
	bool ramp_up;                 /* after deferrals of a domain begin slowly */
	int64_t hard_bounce_limit;    /* per cent of a campaign's last 200 that pauses it; 0: off */
	int64_t complaint_limit;      /* per mille; 0: off */
	int64_t retry_first;          /* seconds before the second attempt, doubling */
};

struct replies_config {
	int64_t threshold;      /* per cent of confidence below which a person decides */
	int64_t keep_unmatched; /* days that bodies of mails that belong to nothing are kept */
	bool confirm;           /* answer automatically */
	bool acknowledge;       /* tell who answered unclearly that a person will read it */
	bool digest;            /* write the digest to staff */
	bool suppress_hard;     /* a hard bounce suppresses the address */
	int64_t soft_limit;     /* soft bounces in a row that count as a hard one; 0: never */
};

/* [retention]: how long what names people is kept. */
struct retention_config {
	int64_t evidence_years; /* after 31 December of the event's year */
	int64_t lists;          /* days after which members who do nothing leave a list; 0: never */
	int64_t replies;        /* days after which the mails and words of decided replies go; 0: never */
};

/* [list NAME] */
struct list_config {
	char *name;
	int64_t keep; /* days; -1: as [retention] says, 0: for ever */
};

/* [funding NAME]: who pays, as an event's `funding = NAME` names it. The statements are the programme's own words. */
struct funding_text {
	char *language;  /* "lt" */
	char *statement; /* key statement-lt */
	char *alt;       /* key alt-lt: the emblem's alternative text; NULL when not given */
};

struct funding_config {
	char *name;
	int64_t keep_until; /* evidence of its events is kept until then; 0: [retention] says */
	char *emblem;  /* image file, or NULL */
	char *project; /* name and number of the project, or NULL */
	struct funding_text *texts;
	size_t n_texts;
};

struct config {
	char *file; /* as named in messages */
	char *dir;  /* the workspace */
	struct sender_config sender;
	struct sending_config sending;
	struct replies_config replies;
	struct retention_config retention;
	struct list_config *lists;
	size_t n_lists;
	struct relay_config *relays;
	size_t n_relays;
	struct mailbox_config *mailboxes;
	size_t n_mailboxes;
	struct domain_config *domains;
	size_t n_domains;
	struct funding_config *fundings;
	size_t n_fundings;
};

/* Reads `dir`/kvieslys.conf. ST_CONFIG with all faults, each as file:line; ST_NOT_FOUND, ST_NOMEM. */
enum status config_load(const char *dir, struct config **ret, struct error *err);
/* The same from text, for tests. */
enum status config_parse(const char *text, size_t len, const char *file, const char *dir,
		struct config **ret, struct error *err);
void config_free(struct config *config);
#define CLEANUP_CONFIG CLEANUP(config_cleanup)
void config_cleanup(struct config **config);

/* NULL when there is none of that name. */
const struct relay_config *config_relay(const struct config *config, const char *name);
const struct mailbox_config *config_mailbox(const struct config *config, const char *name);
const struct funding_config *config_funding(const struct config *config, const char *name);
/* The statement of a funding in that language, NULL when there is none. */
const struct funding_text *funding_text(const struct funding_config *funding, const char *language);

/* The password or token: the first line that the command prints, or of the file (mode 0600). Never logged.
 * *ret is the caller's; wipe it after use. ST_CONFIG when neither is given or the file is readable by others, ST_AUTH
 * when the command fails. `whose` is for messages ("relay main"). */
enum status config_secret(const char *command, const char *file, const char *whose, char **ret,
		struct error *err);

/* A commented kvieslys.conf with Maildir transport and mailbox, for `init`. */
void config_write_sample(struct strbuf *out);
/* One row of the key table, for `config show`, the manual and the tests; false past the end. */
struct config_key_info {
	const char *section, *key, *dflt, *help;
	bool secret;
};
bool config_key_at(size_t index, struct config_key_info *ret);
/* How many of [relay …], [mailbox …], [domain …], [funding …], [list …] there are; 1 for the other sections. */
size_t config_count(const struct config *config, const char *section);
/* Appends the value in force of key `index` in the nth section of its kind; nothing when unset, "(set)" for secrets. */
void config_value(struct config *config, size_t index, size_t nth, struct strbuf *out);

/* Parses "20/m, 1000/h"; false when it is none. */
bool rate_parse(const char *text, struct rate *ret);

#endif
