/* SPF, DKIM, DMARC, MX of the sender's domains. */
#include "outbound/dns_check.h"

#include "outbound/dns.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>
#include <strings.h>

#define SPF_MAX_LOOKUPS 10 /* RFC 7208 §4.6.4 */
#define DMARC_MAX_QUERIES 8

static const char *domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at != NULL ? at + 1 : address;
}

/* --- SPF --- */

/* The one SPF record of a domain; the caller's. Several are as bad as none (RFC 7208 §4.5): *ret_n tells. */
static enum status spf_record(const char *domain, char **ret, size_t *ret_n, struct error *err)
{
	CLEANUP_DNS struct dns_answers txt = { .n = 0 };
	enum status st = dns_query(domain, DNS_TXT, &txt, err);

	*ret_n = 0;
	*ret = NULL;
	for (size_t i = 0; st == ST_OK && i < txt.n; i++) {
		if (strncasecmp(txt.items[i], "v=spf1", 6) == 0 && (txt.items[i][6] == ' ' || txt.items[i][6] == '\0')
				&& ++*ret_n == 1) {
			*ret = strdup(txt.items[i]);
		}
	}
	return st == ST_NOT_FOUND ? ST_OK : st;
}

/* Counts the DNS questions that evaluating the record costs, through its includes. */
static int spf_lookups(const char *record, int depth)
{
	int n = 0;

	while (record != NULL && *record != '\0' && n <= SPF_MAX_LOOKUPS && depth < SPF_MAX_LOOKUPS) {
		const char *term = record + strspn(record, " ");
		size_t len = strcspn(term, " ");
		const char *t = term + strspn(term, "+-~?");
		bool include = strncasecmp(t, "include:", 8) == 0;
		bool redirect = strncasecmp(t, "redirect=", 9) == 0;

		if (include || redirect) {
			CLEANUP_FREE char *target = strndup(t + (include ? 8 : 9), len - (size_t)(t - term) - (include ? 8 : 9));
			CLEANUP_FREE char *inner = NULL;
			size_t count;

			n++;
			if (target != NULL && strchr(target, '%') == NULL && spf_record(target, &inner, &count, NULL) == ST_OK) {
				n += spf_lookups(inner, depth + 1);
			}
		} else if (strncasecmp(t, "a", 1) == 0 && (len == (size_t)(t - term) + 1 || strchr(":/", t[1]) != NULL)) {
			n++;
		} else if (strncasecmp(t, "mx", 2) == 0 || strncasecmp(t, "ptr", 3) == 0
				|| strncasecmp(t, "exists:", 7) == 0) {
			n++;
		}
		record = term + len;
	}
	return n;
}

/* True when SPF could pass for the domain: a single record that does not let everybody in. */
static bool check_spf(const char *domain, struct findings *f)
{
	CLEANUP_STRBUF struct strbuf paste = STRBUF_INIT;
	CLEANUP_FREE char *record = NULL;
	struct error err = ERROR_INIT;
	size_t n;
	int lookups;

	strbuf_addf(&paste, "%s. IN TXT \"v=spf1 mx include:SPF-OF-YOUR-RELAY -all\"", domain);
	if (spf_record(domain, &record, &n, &err) != ST_OK) {
		findings_add(f, FINDING_WARNING, "spf", "try again later", "%s", err.text);
		return true;
	}
	if (n == 0) {
		findings_add(f, FINDING_FAULT, "spf", paste.buf, "%s has no SPF record: big receivers will refuse", domain);
		return false;
	}
	if (n > 1) {
		findings_add(f, FINDING_FAULT, "spf", "join them into one", "%s has %zu SPF records; none counts then", domain, n);
		return false;
	}
	if (record != NULL && strstr(record, "+all") != NULL) {
		findings_add(f, FINDING_FAULT, "spf", "end the record with -all or ~all", "%s lets everybody send (+all)", domain);
		return false;
	}
	lookups = spf_lookups(record, 0);
	if (lookups > SPF_MAX_LOOKUPS) {
		findings_add(f, FINDING_FAULT, "spf", "replace includes by ip4: and ip6: terms",
				"the SPF record of %s needs more than 10 DNS questions, so it fails", domain);
		return false;
	}
	findings_add(f, FINDING_OK, "spf", NULL, "%s: %s", domain, record != NULL ? record : "");
	return true;
}

/* --- DKIM --- */

/* The record that publishes the public half of a PEM key: "v=DKIM1; k=rsa; p=…". */
static bool dkim_record(const char *key_file, struct strbuf *out)
{
	CLEANUP_FILE FILE *file = fopen(key_file, "re");
	EVP_PKEY *key = file != NULL ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
	unsigned char *der = NULL;
	unsigned char raw[64];
	size_t raw_len = sizeof raw;
	unsigned char *base64 = NULL;
	int len = 0;
	bool ed = key != NULL && EVP_PKEY_id(key) == EVP_PKEY_ED25519;

	if (ed && EVP_PKEY_get_raw_public_key(key, raw, &raw_len) == 1) {
		base64 = malloc(2 * raw_len + 4);
		len = base64 != NULL ? EVP_EncodeBlock(base64, raw, (int)raw_len) : 0;
	} else if (key != NULL && !ed) {
		int n = i2d_PUBKEY(key, &der);

		base64 = n > 0 ? malloc((size_t)n * 2 + 4) : NULL;
		len = base64 != NULL ? EVP_EncodeBlock(base64, der, n) : 0;
	}
	if (len > 0) {
		strbuf_addf(out, "v=DKIM1; k=%s; p=%.*s", ed ? "ed25519" : "rsa", len, (char *)base64);
	}
	free(base64);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
	return len > 0;
}

/* The value of a tag in "a=b; c=d" without blanks, the caller's; NULL when absent. */
static char *tag_value(const char *record, const char *tag)
{
	size_t n = strlen(tag);

	while (*record != '\0') {
		const char *p = record + strspn(record, " \t;");
		size_t len = strcspn(p, ";");

		if (len > n && strncasecmp(p, tag, n) == 0 && p[n + strspn(p + n, " \t")] == '=') {
			CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;

			for (const char *v = strchr(p, '=') + 1; v < p + len; v++) {
				if (strchr(" \t\r\n", *v) == NULL) {
					strbuf_addc(&sb, *v);
				}
			}
			return strbuf_detach(&sb, NULL);
		}
		record = p + len;
	}
	return NULL;
}

static bool check_dkim_key(const char *domain, const char *selector, const char *key_file, struct findings *f)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf record = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf paste = STRBUF_INIT;
	CLEANUP_DNS struct dns_answers txt = { .n = 0 };
	CLEANUP_FREE char *ours = NULL;
	CLEANUP_FREE char *theirs = NULL;
	struct error err = ERROR_INIT;
	enum status st;

	strbuf_addf(&name, "%s._domainkey.%s", selector, domain);
	if (!dkim_record(key_file, &record)) {
		findings_add(f, FINDING_FAULT, "dkim", "make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY",
				"%s: no private key in PEM form can be read", key_file);
		return false;
	}
	strbuf_addf(&paste, "%s. IN TXT \"%s\"", name.buf, record.buf);
	st = dns_query(name.buf, DNS_TXT, &txt, &err);
	if (st == ST_TEMP) {
		findings_add(f, FINDING_WARNING, "dkim", "try again later", "%s", err.text);
		return true;
	}
	if (st != ST_OK) {
		findings_add(f, FINDING_FAULT, "dkim", paste.buf, "%s is not in DNS: signatures will not verify", name.buf);
		return false;
	}
	ours = tag_value(record.buf, "p");
	theirs = tag_value(txt.items[0], "p");
	if (ours == NULL || theirs == NULL || strcmp(ours, theirs) != 0) {
		findings_add(f, FINDING_FAULT, "dkim", paste.buf, "%s holds another key than %s", name.buf, key_file);
		return false;
	}
	findings_add(f, FINDING_OK, "dkim", NULL, "%s is published", name.buf);
	return true;
}

/* --- DMARC --- */

enum status dmarc_find(const char *domain, char **ret_record, char **ret_at, struct error *err)
{
	const char *at = domain;

	for (int i = 0; i < DMARC_MAX_QUERIES && at != NULL && *at != '\0'; i++) {
		CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
		CLEANUP_DNS struct dns_answers txt = { .n = 0 };
		enum status st;
		int labels = 1;

		strbuf_addf(&name, "_dmarc.%s", at);
		st = dns_query(name.buf, DNS_TXT, &txt, err);
		if (st == ST_TEMP) {
			return st;
		}
		for (size_t k = 0; st == ST_OK && k < txt.n; k++) {
			if (strncasecmp(txt.items[k], "v=DMARC1", 8) == 0) {
				*ret_record = strdup(txt.items[k]);
				*ret_at = strdup(at);
				return *ret_record != NULL && *ret_at != NULL ? ST_OK : error_set(err, ST_NOMEM, "out of memory");
			}
		}
		/* a long name is shortened to seven labels after the first question */
		for (const char *p = at; *p != '\0'; p++) {
			labels += *p == '.';
		}
		do {
			at = strchr(at, '.');
			at = at != NULL ? at + 1 : NULL;
			labels--;
		} while (at != NULL && i == 0 && labels > 7);
	}
	return ST_NOT_FOUND;
}

/* Relaxed alignment: the domain where From's policy stands, or one under it. */
static bool aligned(const char *other, const char *organisation)
{
	size_t n = strlen(organisation);
	size_t len = strlen(other);

	return strcasecmp(other, organisation) == 0
			|| (len > n + 1 && other[len - n - 1] == '.' && strcasecmp(other + len - n, organisation) == 0);
}

static void check_dmarc(const struct sender_config *s, bool spf_ok, bool dkim_ok, struct findings *f)
{
	const char *from = domain_of(s->address);
	const char *envelope = domain_of(s->bounce_to);
	CLEANUP_STRBUF struct strbuf paste = STRBUF_INIT;
	CLEANUP_FREE char *record = NULL;
	CLEANUP_FREE char *at = NULL;
	CLEANUP_FREE char *policy = NULL;
	CLEANUP_FREE char *pct = NULL;
	struct error err = ERROR_INIT;
	enum status st = dmarc_find(from, &record, &at, &err);
	bool pass;

	if (st == ST_TEMP) {
		findings_add(f, FINDING_WARNING, "dmarc", "try again later", "%s", err.text);
		return;
	}
	if (st != ST_OK) {
		strbuf_addf(&paste, "_dmarc.%s. IN TXT \"v=DMARC1; p=none; rua=mailto:%s\"", from, s->staff != NULL ? s->staff : s->address);
		findings_add(f, FINDING_FAULT, "dmarc", paste.buf,
				"%s has no DMARC record: Gmail, Yahoo and Outlook refuse bulk mail without one", from);
		at = strdup(from);
	} else {
		policy = tag_value(record, "p");
		pct = tag_value(record, "pct");
		findings_add(f, FINDING_OK, "dmarc", NULL, "%s: policy %s", at, policy != NULL ? policy : "none");
		if (pct != NULL) {
			findings_add(f, FINDING_WARNING, "dmarc", "remove it", "the tag pct was dropped by RFC 9989");
		}
	}
	if (at == NULL) {
		return;
	}
	pass = (spf_ok && aligned(envelope, at))
			|| (dkim_ok && s->dkim_domain != NULL && aligned(s->dkim_domain, at));
	if (pass) {
		findings_add(f, FINDING_OK, "alignment", NULL, "From %s is covered by %s", from,
				dkim_ok && s->dkim_domain != NULL ? "DKIM" : "SPF");
	} else {
		findings_add(f, FINDING_FAULT, "alignment", "use a From address of a domain of yours, and sign with DKIM for it",
				"From %s is covered neither by SPF of %s nor by DKIM, so it cannot pass at the big receivers",
				from, envelope);
	}
}

/* --- MX and the relay's name --- */

static void check_mx(const char *domain, const char *what, struct findings *f)
{
	CLEANUP_DNS struct dns_answers mx = { .n = 0 };
	CLEANUP_STRBUF struct strbuf paste = STRBUF_INIT;
	struct error err = ERROR_INIT;
	enum status st = dns_query(domain, DNS_MX, &mx, &err);

	strbuf_addf(&paste, "%s. IN MX 10 YOUR-MAIL-HOST.", domain);
	if (st == ST_OK) {
		findings_add(f, FINDING_OK, "mx", NULL, "%s: %s", domain, mx.items[0]);
	} else if (st == ST_NOT_FOUND) {
		findings_add(f, FINDING_FAULT, "mx", paste.buf, "%s takes no mail: %s would never come back", domain, what);
	} else {
		findings_add(f, FINDING_WARNING, "mx", "try again later", "%s", err.text);
	}
}

void dns_check_sender(const struct config *config, struct findings *findings)
{
	const struct sender_config *s = &config->sender;
	const char *answers = domain_of(s->reply_to);
	const char *envelope = domain_of(s->bounce_to);
	bool spf_ok;
	bool dkim_ok = false;

	check_mx(answers, "answers", findings);
	if (strcasecmp(answers, envelope) != 0) {
		check_mx(envelope, "bounces", findings);
	}
	spf_ok = check_spf(envelope, findings);
	if (s->dkim_domain != NULL) {
		dkim_ok = check_dkim_key(s->dkim_domain, s->dkim_selector, s->dkim_key, findings);
		if (s->dkim_key2 != NULL && s->dkim_selector2 != NULL) {
			dkim_ok = check_dkim_key(s->dkim_domain, s->dkim_selector2, s->dkim_key2, findings) || dkim_ok;
		}
	} else {
		findings_add(findings, FINDING_WARNING, "dkim", "set dkim-domain, dkim-selector and dkim-key in [sender]",
				"letters are not signed by us; unless the relay signs for %s, big receivers refuse",
				domain_of(s->address));
	}
	check_dmarc(s, spf_ok, dkim_ok, findings);
}
