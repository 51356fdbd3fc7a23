/* Reading replies: golden mails (tests/mail/reply/NAME.eml with NAME.expect; the header X-Sent names what we had sent),
 * and what must stay although it looks like a quote. */
#include "mail/reply_text.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER "tests/mail/reply"

struct fixture {
	struct languages *languages;
	struct reply_rules *rules;
};

static int set_up(void **state)
{
	static struct fixture f;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	const char *dirs[] = { "templates", NULL };

	assert_int_equal(languages_load(dirs, &f.languages, &problems, NULL), ST_OK);
	assert_int_equal(reply_rules_new(f.languages, &f.rules, NULL), ST_OK);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	reply_rules_free(f->rules);
	languages_free(f->languages);
	return 0;
}

static void read_file(const char *name, const char *suffix, struct strbuf *out)
{
	char path[300];

	(void)snprintf(path, sizeof(path), FOLDER "/%s%s", name, suffix);
	assert_int_equal(fs_read(path, 1u << 20, out, NULL), ST_OK);
}

/* Runs of white space count as one blank. */
static void squeeze(char *s)
{
	char *to = s;

	for (const char *from = s; *from != '\0'; from++) {
		bool space = strchr(" \t\n", *from) != NULL;

		if (!space || (to > s && to[-1] != ' ')) {
			*to++ = space ? ' ' : *from;
		}
	}
	while (to > s && to[-1] == ' ') {
		to--;
	}
	*to = '\0';
}

static void check_golden(const char *name, const struct reply_rules *rules)
{
	CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf expect = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf sent = STRBUF_INIT;
	CLEANUP_MAIL struct mail *mail = NULL;
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
	struct sent_text known = { NULL, NULL, NULL };
	char letter[40];

	read_file(name, ".eml", &raw);
	read_file(name, ".expect", &expect);
	assert_int_equal(mail_parse(raw.buf, raw.len, &mail, NULL), ST_OK);
	(void)snprintf(letter, sizeof(letter), "sent-%s", mail_header(mail, "X-Sent"));
	read_file(letter, ".txt", &sent);
	known.text = sent.buf;
	assert_int_equal(reply_text_read(mail, &known, rules, &reply, NULL), ST_OK);
	squeeze(reply.text);
	strbuf_adds(&expect, " ");
	squeeze(expect.buf);
	if (strcmp(reply.text, expect.buf) != 0) {
		print_error("%s:\n  want: %s\n  got:  %s\n", name, expect.buf, reply.text);
	}
	assert_string_equal(reply.text, expect.buf);
}

static void test_golden(void **state)
{
	const struct fixture *f = *state;
	struct dirent **names = NULL;
	int n = scandir(FOLDER, &names, NULL, alphasort);
	int seen = 0;

	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		char *dot = strrchr(names[i]->d_name, '.');

		if (dot != NULL && strcmp(dot, ".eml") == 0) {
			*dot = '\0';
			check_golden(names[i]->d_name, f->rules);
			seen++;
		}
		free(names[i]);
	}
	free(names);
	assert_true(seen >= 20);
}

static void check(const struct fixture *f, const char *text, const char *want)
{
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;

	assert_int_equal(reply_text_cut(text, strlen(text), false, REPLY_NEW_WORDS, NULL, f->rules, &reply, NULL), ST_OK);
	squeeze(reply.text);
	assert_string_equal(reply.text, want);
}

static void test_shapes(void **state)
{
	const struct fixture *f = *state;

	check(f, "yes On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:\n> Hi", "yes");
	check(f, "Tak\n\n---- W dniu 02.03.2027 Anna napisał ----\nstare", "Tak");
	check(f, "Ok\n\nX 2.3.2027 klo 10.15 Matti <m@firma.example> sanoi:\nvanha", "Ok");
	check(f, "Ok\n\n----- qwe rty -----\nQwe: a@b.example\nRty: 2027-03-02\nUio: abc\n\nold", "Ok");
	check(f, "Ok\n\nQwe: A <a@b.example>\nRty: 2027-03-02 10:15\nUio: abc\n\nold", "Ok");
	check(f, "On Thursday.\n> On May 17, 2017, at 01:42 PM, J <d@e.example> wrote:\n> x", "On Thursday.");
	check(f, "Dalyviai:\n-----\nVardas: Jonas\nEl. paštas: jonas@firma.example\nTelefonas: 8\n",
			"Dalyviai: ----- Vardas: Jonas El. paštas: jonas@firma.example Telefonas: 8");
	check(f, "I come with regards to the agenda\nBest regards from all of us here in Alytus, see you",
			"I come with regards to the agenda Best regards from all of us here in Alytus, see you");
	check(f, "Taip\n\nPagarbiai, Jonas", "Taip");
	check(f, "Taip\n\nPagarbiai", "Taip Pagarbiai");
	check(f, "Thanks!", "Thanks!");
	check(f, "> only\n> quoted", "");
}

static void test_evidence(void **state)
{
	const struct fixture *f = *state;
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
	const char *text = "Taip\n\nPagarbiai\nJonas\n\n2027-03-02 10:15, Centras <c@d.example> rašė:\n> senas\n";

	assert_int_equal(reply_text_cut(text, strlen(text), false, REPLY_NEW_WORDS, NULL, f->rules, &reply, NULL), ST_OK);
	assert_string_equal(reply.signature, "Pagarbiai\nJonas");
	assert_true(reply.quoted);
	assert_int_equal(reply.n_cuts, 3);
	assert_int_equal(reply.cuts[0].why, REPLY_CUT_SIGNATURE);
	assert_int_equal(reply.cuts[1].why, REPLY_CUT_ATTRIBUTION);
	assert_int_equal(reply.cuts[2].why, REPLY_CUT_QUOTE);
	assert_memory_equal(reply.source + reply.cuts[2].start, "> senas", 7);
}

/* No text below 1 MB takes long: the attacks that stop other readers, each repeated to half a megabyte. */
static void test_attacks(void **state)
{
	static const char *const pieces[] = { "On ", "2026 ", "\n", "-", "On a\n", "> ", "a:\n", "From: a@b.example\n", "----- a\n",
		"<", "<b>", "<p><b id=1>", "<a b c d e f>", "wrote:", "\n\n:", "10:15 a@b.example\n", "- a\n", "Pagarbiai\n", "a@", "<!--",
		"&amp;", "<table><tr><td>", "<blockquote>", "TAIP jei dalyvausite NE\n", ">\n", "\xc4\x85 ", "<a b", "<a x=\"", "<!", "b:\n", "Cc: x\nfoo\n", "2026 10:15 a <a@b.c>\nwrote\n", "On 5 a\n", "<<\n",
		"----- x -----\nCc: y\n", "Best\nA\n", "-- \n", "<style>", "\"Thanks\n" };
	const struct fixture *f = *state;
	struct sent_text known = { "TAIP jei dalyvausite NE jei negalėsite atvykti mums parašykite laišką", NULL, NULL };
	char *text = malloc(1000000);

	assert_non_null(text);
	for (size_t i = 0; i < ARRAY_SIZE(pieces) * 2; i++) {
		CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
		const char *piece = pieces[i / 2];
		size_t n = strlen(piece);
		size_t len = 0;
		int64_t start = clock_monotonic_ms();

		while (len + n < 1000000) {
			memcpy(text + len, piece, n);
			len += n;
		}
		assert_int_equal(reply_text_cut(text, len, i % 2 != 0, REPLY_NEW_WORDS, &known, f->rules, &reply, NULL), ST_OK);
		if (clock_monotonic_ms() - start > 40) {
			print_message("%.10s html=%zu: %d ms\n", piece, i % 2, (int)(clock_monotonic_ms() - start));
		}
		assert_true(clock_monotonic_ms() - start < 2000); /* a sanitizer build on a busy machine */
	}
	free(text);
}

/* White space folded: the new words count, not how a client set them. */
static void fold_blanks(const char *s, struct strbuf *out)
{
	for (; *s != '\0'; s++) {
		if (strchr(" \n\t", *s) == NULL) {
			strbuf_addc(out, *s);
		} else if (out->len > 0 && out->buf[out->len - 1] != ' ') {
			strbuf_addc(out, ' ');
		}
	}
	strbuf_trim(out);
}

/* tests/mail/replies.txt: "##### name", the mail, "#####=", its new words: as clients of a dozen languages quote, when
 * nothing is known of what we sent. */
static void test_clients(void **state)
{
	const struct fixture *f = *state;
	CLEANUP_STRBUF struct strbuf all = STRBUF_INIT;
	size_t wrong = 0;

	assert_int_equal(fs_read("tests/mail/replies.txt", 1u << 20, &all, NULL), ST_OK);
	for (char *at = strstr(all.buf, "##### "), *next; at != NULL; at = next) {
		CLEANUP_MAIL struct mail *mail = NULL;
		CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
		CLEANUP_STRBUF struct strbuf wanted = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf got = STRBUF_INIT;
		char *body = strchr(at, '\n') + 1;
		char *want = strstr(body, "\n#####=\n");

		assert_non_null(want);
		next = strstr(want, "\n##### ");
		if (next != NULL) {
			*next++ = '\0';
		}
		want[1] = '\0';
		fold_blanks(want + 8, &wanted);
		assert_int_equal(mail_parse(body, strlen(body), &mail, NULL), ST_OK);
		assert_int_equal(reply_text_read(mail, NULL, f->rules, &reply, NULL), ST_OK);
		fold_blanks(reply.text, &got);
		if (strcmp(got.buf, wanted.buf) != 0) {
			print_message("%.30s: '%s', wanted '%s'\n", at + 6, got.buf, wanted.buf);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* Answers typed behind our own words, on the first line and on a later one. */
static void test_behind_our_words(void **state)
{
	static const struct sent_text known = { "Kviečiame Jūsų įmonę į seminarą Alytuje kovo 18 d. Prašome atsakyti, ar dalyvausite.\n"
		"Pietūs ir kava dalyviams nemokami, stovėjimo aikštelė yra prie pat įėjimo.", NULL, NULL };
	static const char text[] = "Kviečiame Jūsų įmonę į seminarą Alytuje kovo 18 d. Prašome atsakyti, ar dalyvausite. Dalyvausime\n"
		"Pietūs ir kava dalyviams nemokami, stovėjimo aikštelė yra prie pat įėjimo. Ačiū\n";
	const struct fixture *f = *state;
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;

	assert_int_equal(reply_text_cut(text, strlen(text), false, REPLY_NEW_WORDS, &known, f->rules, &reply, NULL), ST_OK);
	assert_string_equal(reply.text, "Dalyvausime\nAčiū");
}

/* Our letter quoted in a Cyrillic page, unmarked: Lithuanian letters are lost. */
static void test_lost_letters(void **state)
{
	static const struct sent_text known = { "Pietų verslo centras, Pramonės g. 1, LT-62001 Alytus, kviečia įmonę į seminarą.\n"
		"Prašome atsakyti iki kovo 11 d.: ar dalyvausite?", NULL, NULL };
	static const char text[] = "Приедем вдвоём.\n\nPiet? verslo centras, Pramon?s g. 1, LT-62001 Alytus, kvie?ia ?mon? ? seminar?.\n"
		"Pra?ome atsakyti iki kovo 11 d.: ar dalyvausite?\n";
	const struct fixture *f = *state;
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;

	assert_int_equal(reply_text_cut(text, strlen(text), false, REPLY_NEW_WORDS, &known, f->rules, &reply, NULL), ST_OK);
	assert_string_equal(reply.text, "Приедем вдвоём.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clients),
		cmocka_unit_test(test_lost_letters),
		cmocka_unit_test(test_behind_our_words),
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_evidence),
		cmocka_unit_test(test_attacks),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
