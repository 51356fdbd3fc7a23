/* Own words of a subject: people answer in it ("TAIP Re: Kvietimas"), and mailto links fill it in ("TAIP: Kvietimas [token]"). */
#include "domain/verdict_private.h"

#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/token.h"

#include <string.h>
#include <strings.h>

/* Prefixes of answering and forwarding of the clients of our languages; with a number or an asterisk too ("Re[2]:"). */
static const char *const prefixes[] = { "re", "ats", "odp", "aw", "sv", "vs", "fw", "fwd", "wg", "pd", "fs", "на", "отв",
	"ответ", "відп", "адк", "hа", "tr", "rv", "r", "antw", "bls" };

/* Length of a prefix with its colon at s, 0 when there is none. */
static size_t prefix_at(const char *s, size_t len)
{
	const char *colon = memchr(s, ':', len < 24 ? len : 24);
	size_t word = 0;
	char folded[32];
	size_t n;

	if (colon == NULL) {
		return 0;
	}
	while (s + word < colon && strchr(" [(*0123456789", s[word]) == NULL) {
		word++;
	}
	if (strspn(s + word, " [](*)0123456789") < (size_t)(colon - s) - word || word == 0) {
		return 0;
	}
	n = fold_into(s, word, folded, sizeof folded);
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (strlen(prefixes[i]) == n && memcmp(prefixes[i], folded, n) == 0) {
			return (size_t)(colon - s) + 1;
		}
	}
	return 0;
}

/* Cuts "[token]" out of a text. */
static void cut_token(struct strbuf *s)
{
	for (size_t i = 0; i + TOKEN_LENGTH + 1 < s->len; i++) {
		int64_t id;

		if (s->buf[i] == '[' && s->buf[i + TOKEN_LENGTH + 1] == ']'
				&& token_id(s->buf + i + 1, TOKEN_LENGTH, &id)) {
			memmove(s->buf + i, s->buf + i + TOKEN_LENGTH + 2, s->len - i - TOKEN_LENGTH - 1);
			s->len -= TOKEN_LENGTH + 2;
			return;
		}
	}
}

/* Cuts what folds to the same as `known`, at the end or anywhere as whole words; true when it was there. The place in the
 * unfolded text is found by folding its tails. */
static bool cut_known(struct strbuf *s, const char *known)
{
	char want[512];
	char have[1024];
	size_t n = known != NULL ? fold_into(known, strlen(known), want, sizeof want) : 0;

	if (n < 3) {
		return false;
	}
	for (size_t i = 0; i < s->len; i++) {
		size_t m;

		if (i > 0 && ((s->buf[i] & 0xc0) == 0x80 || s->buf[i] == ' ' || ascii_is_alnum(s->buf[i - 1])
				|| (unsigned char)s->buf[i - 1] >= 0x80)) {
			continue; /* not at the beginning of a word */
		}
		/* as much as could fold to the known text */
		m = fold_into(s->buf + i, s->len - i < 4 * n + 8 ? s->len - i : 4 * n + 8, have, sizeof have);
		if (m < n || memcmp(have, want, n) != 0 || ascii_is_alnum(have[n])) {
			continue;
		}
		/* where it ends in the unfolded text: the first place whose tail folds to the rest */
		for (size_t end = i + n / 4 + 1; end <= s->len; end++) {
			char rest[1024];
			size_t r;

			if (end < s->len && (s->buf[end] & 0xc0) == 0x80) {
				continue;
			}
			r = fold_into(s->buf + i, end - i, rest, sizeof rest);
			if (r >= n) {
				memmove(s->buf + i, s->buf + end, s->len - end + 1);
				s->len -= end - i;
				return true;
			}
		}
	}
	return false;
}

void verdict_own_subject(const char *subject, const char *sent, const char *title, bool in_reply, struct strbuf *out)
{
	/* people answer in the subject alone: one without a prefix that is not ours is theirs, when ours is known */
	bool answered = in_reply && sent == NULL && title == NULL;
	bool ours = false;
	size_t n;

	if (subject == NULL) {
		return;
	}
	strbuf_add(out, subject, strnlen(subject, 600));
	strbuf_trim(out);
	cut_token(out);
	ours = cut_known(out, sent);
	ours = cut_known(out, title) || ours;
	strbuf_trim(out);
	/* prefixes stand at the beginning, or behind an answer that was put before them ("TAIP Re: …") */
	while ((n = prefix_at(out->buf, out->len)) > 0) {
		memmove(out->buf, out->buf + n, out->len - n + 1);
		out->len -= n;
		strbuf_trim(out);
		answered = true;
	}
	for (size_t i = 1; i + 2 < out->len; i++) {
		if (out->buf[i - 1] == ' ' && (n = prefix_at(out->buf + i, out->len - i)) > 0) {
			/* behind it stands the subject that is answered */
			strbuf_setlen(out, i);
			ours = true;
			break;
		}
	}
	if (answered && !ours) {
		strbuf_setlen(out, 0); /* somebody else's words, or ours in a form that is not known */
	}
	while (out->len > 0 && strchr(" :-,", out->buf[out->len - 1]) != NULL) {
		strbuf_setlen(out, out->len - 1);
	}
	n = strspn(out->buf, " :-,");
	memmove(out->buf, out->buf + n, out->len - n + 1);
	out->len -= n;
}

bool verdict_is_unsubscribe(const char *subject, const char *text)
{
	return strcasecmp(subject, "unsubscribe") == 0 && (text[0] == '\0' || strcasecmp(text, "unsubscribe") == 0);
}
