/* DNS by the C library's resolver. */
#include "outbound/dns.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_BYTES 65535

static bool use_resolver(struct __res_state *res, const char *text)
{
	char address[64];
	const char *colon = strrchr(text, ':');
	char *end;
	long port = colon != NULL ? strtol(colon + 1, &end, 10) : 53; /* lint: allow */

	if (colon != NULL && (*end != '\0' || port < 1 || port > 65535)) {
		return false;
	}
	(void)snprintf(address, sizeof address, "%.*s", colon != NULL ? (int)(colon - text) : (int)strlen(text), text);
	res->nscount = 1;
	res->nsaddr_list[0] = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	return inet_pton(AF_INET, address, &res->nsaddr_list[0].sin_addr) == 1;
}

void dns_release(struct dns_answers *answers)
{
	for (size_t i = 0; i < answers->n; i++) {
		free(answers->items[i]);
	}
	answers->n = 0;
}

/* The strings of a TXT record, joined (RFC 7208 §3.3). */
static char *txt_text(const ns_rr *rr)
{
	const unsigned char *p = ns_rr_rdata(*rr);
	const unsigned char *end = p + ns_rr_rdlen(*rr);
	char *out = malloc((size_t)ns_rr_rdlen(*rr) + 1);
	size_t n = 0;

	while (out != NULL && p < end) {
		size_t len = *p++;

		if (len > (size_t)(end - p)) {
			len = (size_t)(end - p);
		}
		memcpy(out + n, p, len);
		n += len;
		p += len;
	}
	if (out != NULL) {
		out[n] = '\0';
	}
	return out;
}

static char *name_text(const ns_msg *msg, const ns_rr *rr, size_t skip)
{
	char name[NS_MAXDNAME];

	if (ns_rr_rdlen(*rr) <= skip || dn_expand(ns_msg_base(*msg), ns_msg_end(*msg), ns_rr_rdata(*rr) + skip,
			name, sizeof name) < 0) {
		return NULL;
	}
	return strdup(name);
}

static char *address_text(const ns_rr *rr, int family, size_t want)
{
	char text[INET6_ADDRSTRLEN];

	if (ns_rr_rdlen(*rr) != want || inet_ntop(family, ns_rr_rdata(*rr), text, sizeof text) == NULL) {
		return NULL;
	}
	return strdup(text);
}

static char *record_text(const ns_msg *msg, const ns_rr *rr, enum dns_type type)
{
	switch (type) {
	case DNS_TXT: return txt_text(rr);
	case DNS_MX: return name_text(msg, rr, 2);
	case DNS_PTR: return name_text(msg, rr, 0);
	case DNS_A: return address_text(rr, AF_INET, 4);
	case DNS_AAAA: return address_text(rr, AF_INET6, 16);
	}
	return NULL;
}

static enum status read_answers(const unsigned char *answer, int len, enum dns_type type,
		struct dns_answers *ret, struct error *err)
{
	ns_msg msg;
	ns_rr rr;

	if (ns_initparse(answer, len, &msg) != 0) {
		return error_set(err, ST_TEMP, "DNS gave an answer that cannot be read");
	}
	for (int i = 0; i < ns_msg_count(msg, ns_s_an) && ret->n < DNS_MAX_ANSWERS; i++) {
		char *text;

		if (ns_parserr(&msg, ns_s_an, i, &rr) != 0 || ns_rr_type(rr) != (unsigned)type) {
			continue;
		}
		text = record_text(&msg, &rr, type);
		if (text != NULL) {
			ret->items[ret->n++] = text;
		}
	}
	return ret->n > 0 ? ST_OK : ST_NOT_FOUND;
}

enum status dns_query(const char *name, enum dns_type type, struct dns_answers *ret, struct error *err)
{
	struct __res_state res = { 0 };
	const char *own = getenv("KVIESLYS_RESOLVER");
	unsigned char *answer;
	enum status st;
	int len;

	ret->n = 0;
	if (strlen(name) > 253) {
		return ST_NOT_FOUND;
	}
	answer = malloc(ANSWER_BYTES);
	if (answer == NULL || res_ninit(&res) != 0) {
		free(answer);
		return error_set(err, ST_TEMP, "the resolver cannot be set up");
	}
	res.retrans = 3;
	res.retry = 2;
	if (own != NULL && own[0] != '\0' && !use_resolver(&res, own)) {
		st = error_set(err, ST_CONFIG, "KVIESLYS_RESOLVER=%s is no address such as 127.0.0.1:5353", own);
	} else {
		len = res_nquery(&res, name, ns_c_in, (int)type, answer, ANSWER_BYTES);
		if (len >= 0) {
			st = read_answers(answer, len, type, ret, err);
		} else if (res.res_h_errno == HOST_NOT_FOUND || res.res_h_errno == NO_DATA) {
			st = ST_NOT_FOUND;
		} else {
			st = error_set(err, ST_TEMP, "DNS does not answer for %s", name);
		}
	}
	res_nclose(&res);
	free(answer);
	return st;
}
