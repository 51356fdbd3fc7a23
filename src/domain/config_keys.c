/* The one table of configuration keys, and what is derived from it: names, defaults, help, the sample file. */
#include "domain/config_private.h"

#include "util/cleanup.h"
#include "util/clock.h"

#include <inttypes.h>
#include <string.h>

static const char *const transports[] = { "smtp", "maildir", "null", NULL };
static const char *const engines[] = { "libesmtp", "pipelined", NULL };
static const char *const tls_modes[] = { "starttls", "implicit", "none", NULL };
static const char *const auths[] = { "password", "xoauth2", NULL };
static const char *const mailbox_types[] = { "imap", "pop3", "maildir", "mbox", NULL };
static const char *const taggings[] = { "none", "plus", NULL };

const char *const config_sections[] = { "sender", "relay", "mailbox", "domain", "funding", "list", "sending", "replies",
	"retention", NULL };

#define AT(type, field) offsetof(struct type##_config, field)
#define FREE NULL, 0, 0, false /* no choices, no range, no secret */
#define SECRET NULL, 0, 0, true
#define OF(list) list, 0, 0, false
#define RANGE(min, max) NULL, min, max, false

const struct config_key config_keys[] = {
	{ "sender", "name", K_TEXT, AT(sender, name), "Kvieslys", FREE, "the organiser's name, shown in From" },
	{ "sender", "address", K_TEXT, AT(sender, address), "seminars@organiser.example", FREE,
			"From; must be an address of yours" },
	{ "sender", "reply-to", K_TEXT, AT(sender, reply_to), NULL, FREE,
			"where answers come, as local+TOKEN@domain; default: address" },
	{ "sender", "bounce-to", K_TEXT, AT(sender, bounce_to), NULL, FREE,
			"envelope sender, as local+TOKEN@domain; default: reply-to" },
	{ "sender", "postal", K_TEXT, AT(sender, postal), NULL, FREE, "postal address: identification in every letter" },
	{ "sender", "tagging", K_BOOL, AT(sender, tagging), "plus", OF(taggings),
			"plus | none: for mail hosts without plus-addressing" },
	{ "sender", "staff", K_TEXT, AT(sender, staff), NULL, FREE, "gets a digest of what waits for a person" },
	{ "sender", "url", K_TEXT, AT(sender, url), NULL, FREE, "web address of the organiser" },
	{ "sender", "unsubscribe-url", K_TEXT, AT(sender, unsubscribe_url), NULL, FREE,
			"https address of one-click unsubscribing; the token is appended" },
	{ "sender", "feedback-id", K_TEXT, AT(sender, feedback_id), NULL, FREE, "sender part of Feedback-ID" },
	{ "sender", "privacy", K_TEXT, AT(sender, privacy), NULL, FREE,
			"a sentence or link on data protection for the first letter" },
	{ "sender", "logo", K_PATH, AT(sender, logo), NULL, FREE, "PNG or JPEG shown at the top of letters" },
	{ "sender", "dkim-domain", K_TEXT, AT(sender, dkim_domain), NULL, FREE,
			"signing domain; with dkim-selector and dkim-key" },
	{ "sender", "dkim-selector", K_TEXT, AT(sender, dkim_selector), NULL, FREE, "selector of the key in DNS" },
	{ "sender", "dkim-key", K_PATH, AT(sender, dkim_key), NULL, FREE, "private key, PEM, RSA or Ed25519" },
	{ "sender", "dkim-selector2", K_TEXT, AT(sender, dkim_selector2), NULL, FREE, "selector of a second key" },
	{ "sender", "dkim-key2", K_PATH, AT(sender, dkim_key2), NULL, FREE,
			"a second private key: both signatures are made" },

	{ "relay", "transport", K_CHOICE, AT(relay, transport), "smtp", OF(transports), "smtp | maildir | null" },
	{ "relay", "engine", K_CHOICE, AT(relay, engine), "libesmtp", OF(engines),
			"libesmtp | pipelined (TLS 1.3, implicit TLS, XOAUTH2, faster)" },
	{ "relay", "host", K_TEXT, AT(relay, host), NULL, FREE, "name of the server" },
	{ "relay", "port", K_INT, AT(relay, port), NULL, RANGE(0, 65535),
			"default: 587, 465 with implicit, 25 with none" },
	{ "relay", "tls", K_CHOICE, AT(relay, tls), "starttls", OF(tls_modes), "starttls (verified) | implicit | none" },
	{ "relay", "ca-file", K_PATH, AT(relay, ca_file), NULL, FREE,
			"certificates that are trusted; default: the system's" },
	{ "relay", "auth", K_CHOICE, AT(relay, auth), "password", OF(auths), "password | xoauth2" },
	{ "relay", "user", K_TEXT, AT(relay, user), NULL, FREE, "login name; none: no login" },
	{ "relay", "password-command", K_TEXT, AT(relay, password_command), NULL, SECRET,
			"a command that prints the password" },
	{ "relay", "password-file", K_PATH, AT(relay, password_file), NULL, SECRET, "a file of mode 0600 that holds it" },
	{ "relay", "token-command", K_TEXT, AT(relay, token_command), NULL, SECRET,
			"a command that prints the XOAUTH2 token" },
	{ "relay", "hello", K_TEXT, AT(relay, hello), NULL, FREE, "name given in EHLO; default: this machine's" },
	{ "relay", "connections", K_INT, AT(relay, connections), "4", RANGE(1, 64), "at the same time" },
	{ "relay", "messages-per-connection", K_INT, AT(relay, per_connection), "500", RANGE(1, 1000000),
			"before reconnecting" },
	{ "relay", "weight", K_INT, AT(relay, weight), "1", RANGE(0, 1000),
			"share among several relays; 0: only when others fail" },
	{ "relay", "timeout", K_DURATION, AT(relay, timeout), "300s", FREE, "for each answer" },
	{ "relay", "connect-timeout", K_DURATION, AT(relay, connect_timeout), "30s", FREE, "for connecting" },
	{ "relay", "dsn", K_BOOL, AT(relay, dsn), "yes", FREE, "ask for delivery status notifications where offered" },
	{ "relay", "rate", K_RATE, AT(relay, rate), NULL, FREE, "sliding windows, such as 20/m, 1000/h" },
	{ "relay", "path", K_PATH, AT(relay, path), "outbox", FREE, "the Maildir of transport maildir" },

	{ "mailbox", "type", K_CHOICE, AT(mailbox, type), "imap", OF(mailbox_types), "imap | pop3 | maildir | mbox" },
	{ "mailbox", "since", K_DATE, AT(mailbox, since), NULL, FREE,
			"older mail is not read; default: the day of init" },
	{ "mailbox", "host", K_TEXT, AT(mailbox, host), NULL, FREE, "name of the server" },
	{ "mailbox", "port", K_INT, AT(mailbox, port), NULL, RANGE(0, 65535), "default: 993 or 143, 995 or 110" },
	{ "mailbox", "tls", K_CHOICE, AT(mailbox, tls), "implicit", OF(tls_modes), "implicit | starttls | none" },
	{ "mailbox", "ca-file", K_PATH, AT(mailbox, ca_file), NULL, FREE,
			"certificates that are trusted; default: the system's" },
	{ "mailbox", "auth", K_CHOICE, AT(mailbox, auth), "password", OF(auths), "password | xoauth2" },
	{ "mailbox", "user", K_TEXT, AT(mailbox, user), NULL, FREE, "login name" },
	{ "mailbox", "password-command", K_TEXT, AT(mailbox, password_command), NULL, SECRET,
			"a command that prints the password" },
	{ "mailbox", "password-file", K_PATH, AT(mailbox, password_file), NULL, SECRET,
			"a file of mode 0600 that holds it" },
	{ "mailbox", "token-command", K_TEXT, AT(mailbox, token_command), NULL, SECRET,
			"a command that prints the XOAUTH2 token" },
	{ "mailbox", "folder", K_TEXT, AT(mailbox, folder), "INBOX", FREE, "IMAP folder" },
	{ "mailbox", "path", K_PATH, AT(mailbox, path), "inbox", FREE, "the Maildir or mbox file" },
	{ "mailbox", "timeout", K_DURATION, AT(mailbox, timeout), "60s", FREE, "for each answer" },
	{ "mailbox", "max-size", K_INT, AT(mailbox, max_size), "31457280", RANGE(65536, 1073741824),
			"bytes of one mail that are read" },

	{ "domain", "connections", K_INT, AT(domain, connections), "0", RANGE(0, 64),
			"to one recipient domain; 0: no limit" },
	{ "domain", "rate", K_RATE, AT(domain, rate), NULL, FREE, "sliding windows for one recipient domain" },

	{ "funding", "emblem", K_PATH, AT(funding, emblem), NULL, FREE, "image file of the funder's emblem" },
	{ "funding", "project", K_TEXT, AT(funding, project), NULL, FREE,
			"name and number of the project; besides: statement-LANGUAGE and alt-LANGUAGE, the programme's words" },
	{ "funding", "keep-until", K_DATE, AT(funding, keep_until), NULL, FREE,
			"evidence of attendance is kept until then; default: as [retention] says" },

	{ "list", "keep-days", K_INT, AT(list, keep), "-1", RANGE(-1, 36500),
			"members who did nothing for so long leave it; 0: never; default: lists-days of [retention]" },

	{ "sending", "hours", K_HOURS, AT(sending, hours_from), NULL, FREE,
			"such as 08:00-18:00 in the recipient's zone; default: any time" },
	{ "sending", "days", K_TEXT, AT(sending, days), NULL, FREE, "such as mon-fri; default: any day" },
	{ "sending", "ramp-up", K_BOOL, AT(sending, ramp_up), "no", FREE,
			"begin slowly again after a domain deferred us" },
	{ "sending", "hard-bounce-limit", K_INT, AT(sending, hard_bounce_limit), "0", RANGE(0, 100),
			"per cent of the last 200 that pauses a campaign; 0: off" },
	{ "sending", "complaint-limit", K_INT, AT(sending, complaint_limit), "0", RANGE(0, 1000),
			"per mille of complaints that pauses a campaign; 0: off" },
	{ "sending", "retry-first", K_DURATION, AT(sending, retry_first), "30m", FREE,
			"before the second attempt; doubles" },

	{ "replies", "threshold", K_INT, AT(replies, threshold), "60", RANGE(0, 100),
			"per cent of confidence below which a person decides" },
	{ "replies", "keep-unmatched", K_INT, AT(replies, keep_unmatched), "30", RANGE(0, 36500),
			"days that bodies of foreign mails are kept" },
	{ "replies", "confirm", K_BOOL, AT(replies, confirm), "yes", FREE, "answer with a confirmation" },
	{ "replies", "acknowledge", K_BOOL, AT(replies, acknowledge), "yes", FREE,
			"tell who answered an invitation unclearly that a person will read it, once" },
	{ "replies", "digest", K_BOOL, AT(replies, digest), "yes", FREE, "write to staff what waits for a person" },
	{ "replies", "suppress-hard-bounces", K_BOOL, AT(replies, suppress_hard), "yes", FREE,
			"a hard bounce suppresses the address" },
	{ "replies", "soft-bounce-limit", K_INT, AT(replies, soft_limit), "0", RANGE(0, 1000),
			"soft bounces in a row that count as a hard one; 0: never" },

	{ "retention", "evidence-years", K_INT, AT(retention, evidence_years), "5", RANGE(0, 100),
			"names of erased people stay in attendance lists so long after 31 December of the event's year" },
	{ "retention", "lists-days", K_INT, AT(retention, lists), "0", RANGE(0, 36500),
			"members who did nothing for so long leave their list, and go when they are in no other; 0: never" },
	{ "retention", "replies-days", K_INT, AT(retention, replies), "0", RANGE(0, 36500),
			"stored mails and words of decided replies go so long after, when the event is over too; 0: never" },
};

const size_t config_n_keys = ARRAY_SIZE(config_keys);

bool config_key_at(size_t index, struct config_key_info *ret)
{
	if (index >= config_n_keys) {
		return false;
	}
	*ret = (struct config_key_info){ config_keys[index].section, config_keys[index].key,
		config_keys[index].dflt, config_keys[index].help, config_keys[index].secret };
	return true;
}

size_t config_count(const struct config *config, const char *section)
{
	if (strcmp(section, "relay") == 0) {
		return config->n_relays;
	}
	if (strcmp(section, "mailbox") == 0) {
		return config->n_mailboxes;
	}
	if (strcmp(section, "funding") == 0) {
		return config->n_fundings;
	}
	if (strcmp(section, "list") == 0) {
		return config->n_lists;
	}
	return strcmp(section, "domain") == 0 ? config->n_domains : 1;
}

void *config_section_base(struct config *config, const char *section, size_t nth)
{
	if (nth >= config_count(config, section)) {
		return NULL;
	}
	switch (section[0]) {
	case 'r': return section[2] == 'l' ? (void *)&config->relays[nth]
			: section[2] == 't' ? (void *)&config->retention : (void *)&config->replies;
	case 'l': return &config->lists[nth];
	case 'm': return &config->mailboxes[nth];
	case 'd': return &config->domains[nth];
	case 'f': return &config->fundings[nth];
	default: return strcmp(section, "sender") == 0 ? (void *)&config->sender : (void *)&config->sending;
	}
}

static void rate_write(const struct rate *rate, struct strbuf *out)
{
	for (size_t i = 0; i < rate->n; i++) {
		int64_t s = rate->windows[i].seconds;

		strbuf_addf(out, "%s%" PRId64 "/%c", i > 0 ? ", " : "", rate->windows[i].count,
				s == 1 ? 's' : s == 60 ? 'm' : s == 3600 ? 'h' : 'd');
	}
}

void config_value(struct config *config, size_t index, size_t nth, struct strbuf *out)
{
	const struct config_key *k = &config_keys[index];
	char *base = config_section_base(config, k->section, nth);
	char when[TIME_RFC3339_SIZE];
	const int64_t *n;
	const char *text;

	if (base == NULL) {
		return;
	}
	n = (const int64_t *)(void *)(base + k->offset);
	switch (k->type) {
	case K_TEXT:
	case K_PATH:
		text = *(char **)(void *)(base + k->offset);
		strbuf_adds(out, text == NULL ? "" : k->secret ? "(set)" : text);
		break;
	case K_INT:
		strbuf_addf(out, "%" PRId64, *n);
		break;
	case K_DURATION:
		strbuf_addf(out, "%" PRId64 "s", *n);
		break;
	case K_BOOL:
		if (k->choices != NULL) {
			strbuf_adds(out, k->choices[*(bool *)(base + k->offset) ? 1 : 0]);
		} else {
			strbuf_adds(out, *(bool *)(base + k->offset) ? "yes" : "no");
		}
		break;
	case K_CHOICE:
		strbuf_adds(out, k->choices[*(unsigned *)(void *)(base + k->offset)]);
		break;
	case K_RATE:
		rate_write((const struct rate *)(void *)(base + k->offset), out);
		break;
	case K_DATE:
		strbuf_adds(out, *n != 0 ? time_format_rfc3339(*n, when) : "");
		break;
	case K_HOURS:
		if (n[0] != n[1]) {
			strbuf_addf(out, "%02d:%02d-%02d:%02d", (int)(n[0] / 60), (int)(n[0] % 60),
					(int)(n[1] / 60), (int)(n[1] % 60));
		}
		break;
	}
}

static void sample_keys(struct strbuf *out, const char *section)
{
	for (size_t i = 0; i < config_n_keys; i++) {
		if (strcmp(config_keys[i].section, section) == 0) {
			strbuf_addf(out, "# %s =%s%s   # %s\n", config_keys[i].key, config_keys[i].dflt != NULL ? " " : "",
					config_keys[i].dflt != NULL ? config_keys[i].dflt : "", config_keys[i].help);
		}
	}
}

void config_write_sample(struct strbuf *out)
{
	strbuf_adds(out,
			"# The settings of this Kvieslys workspace. 'kvieslys config show' prints those in force,\n"
			"# 'kvieslys check' tries them. Lines that begin with # are comments.\n\n"
			"# Who writes. Begin here: name, address and postal address stand in every letter.\n"
			"[sender]\nname = Kvieslys\naddress = seminars@organiser.example\n"
			"postal = Street 1, Town\n");
	sample_keys(out, "sender");
	strbuf_adds(out,
			"\n# Who carries the letters. This one only writes them into the folder 'outbox' (a Maildir): nothing\n"
			"# leaves the machine. To send, add a relay of transport smtp and remove this one.\n"
			"[relay files]\ntransport = maildir\npath = outbox\n\n# [relay main]\n");
	sample_keys(out, "relay");
	strbuf_adds(out,
			"\n# Where answers are read. This one reads the folder 'inbox' (a Maildir).\n"
			"[mailbox files]\ntype = maildir\npath = inbox\n\n# [mailbox main]\n");
	sample_keys(out, "mailbox");
	strbuf_adds(out, "\n# Limits for single recipient domains; '*' is for those without an own section.\n"
			"# [domain gmail.com]\n");
	sample_keys(out, "domain");
	strbuf_adds(out, "\n# Who pays: an event names it as 'funding = NAME'; the statement then stands in every letter.\n"
			"# [funding interreg]\n# statement-en = Co-funded by the European Union\n");
	sample_keys(out, "funding");
	strbuf_adds(out, "\n# [list metal-lt]\n");
	sample_keys(out, "list");
	strbuf_adds(out, "\n[sending]\n");
	sample_keys(out, "sending");
	strbuf_adds(out, "\n[replies]\n");
	sample_keys(out, "replies");
	strbuf_adds(out, "\n# How long what names people is kept; 'kvieslys tidy --dry-run' shows what it means.\n[retention]\n");
	sample_keys(out, "retention");
}
