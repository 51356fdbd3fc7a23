/* What our own letters make it easy to answer must be understood: the prepared mail links and the form in the text part,
 * as a letter prints them, filled in and read back, in every language. */
#include "domain/letter.h"
#include "domain/intent.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#define TOKEN "k7q2m4x9a3b5c8d1e6f0g"

static const char *const codes[] = { "lt", "pl", "en", "ru", "uk", "be" };
static const char *const names[] = { "Jonas Kazlauskas, Rasa Petraitienė", "Jan Kowalski, Anna Nowak", "John Smith, Mary Brown",
	"Иван Петров, Анна Иванова", "Іван Шевченко, Оксана Коваленко", "Віктар Кавалёў, Ганна Мельнік" };

static const char *const yes_words[] = { "taip", "tak", "yes", "да", "так", "так" };
static const char *const no_words[] = { "ne", "nie", "no", "нет", "ні", "не" };
static const char *const unsure_words[] = { "dar nežinome", "jeszcze nie wiemy", "not sure yet", "пока не знаем", "поки не знаємо",
	"пакуль не ведаем" };

static const struct letter_sender sender = { .name = "Verslo centras", .address = "seminarai@centras.example",
	.reply_to = "atsakymai@centras.example", .postal = "Pramonės g. 1, Alytus", .tagged = true };

struct desk {
	char *data;
	struct languages *languages;
	struct letter_book *book;
	struct letter_topic *event, *offer;
	struct letter_press *press;
	struct intent_reader *reader;
};

static int setup(void **state)
{
	static struct desk d;
	CLEANUP_FREE char *templates = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	const struct letter_event event = { .key = "e", .start = 1805356800, .end = 1805378400, .zone = "Europe/Vilnius",
		.answer_by = 1804752000, .capacity = 40, .party_max = 4 };
	const struct letter_offer offer = { .key = "o", .kind = "business-offer", .country = "LT" };
	struct letter_text texts[ARRAY_SIZE(codes) * 4];
	struct letter_subject subject = { .event = &event, .texts = texts };
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		texts[subject.n_texts++] = (struct letter_text){ codes[i], "title", "Metal 2027" };
		texts[subject.n_texts++] = (struct letter_text){ codes[i], "place", "Alytus" };
		texts[subject.n_texts++] = (struct letter_text){ codes[i], "place-in", "Alytuje" };
		texts[subject.n_texts++] = (struct letter_text){ codes[i], "summary", "Laser" };
	}
	*state = &d;
	if (fs_data_dir(&d.data, &err) != ST_OK || (templates = fs_join(d.data, "templates")) == NULL
			|| languages_load((const char *const[]){ templates, NULL }, &d.languages, &problems, &err) != ST_OK
			|| letter_book_open(d.languages, &sender, &d.book, &problems, &err) != ST_OK
			|| letter_topic_new(d.book, &subject, &d.event, &err) != ST_OK) {
		return 1;
	}
	subject.event = NULL;
	subject.offer = &offer;
	return letter_topic_new(d.book, &subject, &d.offer, &err) != ST_OK || letter_press_new(d.book, &d.press, &err) != ST_OK
			|| intent_reader_new(d.languages, &classifier_replies, &d.reader, &problems, &err) != ST_OK;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	intent_reader_free(d->reader);
	letter_press_free(d->press);
	letter_topic_free(d->event);
	letter_topic_free(d->offer);
	letter_book_free(d->book);
	languages_free(d->languages);
	free(d->data);
	return 0;
}

static struct letter_print print(struct desk *d, const char *code, bool offer)
{
	const struct letter_contact c = { .email = "jonas@firma.example", .name = "Jonas Kazlauskas", .language = code,
		.country = "LT", .organisation = "UAB Firma", .source = "x" };
	const struct letter_message m = { .letter = offer ? "offer" : "invitation", .campaign = "c", .class = offer ? "offer" : "event",
		.languages = "lt, pl, en, ru, uk, be", .contact = &c, .topic = offer ? d->offer : d->event, .token = TOKEN,
		.message_id = "<" TOKEN "@centras.example>", .date = 1804000000 };
	struct letter_print p = { 0 };
	struct error err = ERROR_INIT;

	if (letter_press_print(d->press, &m, &p, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	return p;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static void decode(const char *s, const char *end, struct strbuf *out)
{
	for (; s < end; s++) {
		if (*s == '%' && s + 2 < end) {
			strbuf_addc(out, (char)(hex(s[1]) * 16 + hex(s[2])));
			s += 2;
		} else {
			strbuf_addc(out, *s);
		}
	}
}

/* The n-th mail link of a letter: yes, maybe, no, stop. */
static void link_at(const char *html, int n, struct strbuf *subject, struct strbuf *body)
{
	const char *s = html, *end, *amp;

	for (int i = 0; i <= n; i++) {
		s = strstr(s + 1, "href=\"mailto:");
		assert_non_null(s);
	}
	end = strchr(s + 6, '"');
	s = strstr(s, "?subject=");
	assert_true(s != NULL && s < end);
	s += 9;
	amp = memmem(s, (size_t)(end - s), "&amp;body=", 10);
	decode(s, amp != NULL ? amp : end, subject);
	if (amp != NULL) {
		decode(amp + 10, end, body);
	}
}

/* The subject's own words are those before the colon; the rest is ours (domain/verdict_subject.c cuts it). */
static void judge(struct desk *d, const char *subject, const char *body, const char *code, bool offer,
		struct intent_answer *ret)
{
	const char *colon = strchr(subject, ':');
	CLEANUP_STRBUF struct strbuf own = STRBUF_INIT;
	struct intent_input input = { .text = body, .language = code, .offer = offer, .from_name = "Jonas Kazlauskas",
		.from_address = "jonas@firma.example", .contact_name = "Jonas Kazlauskas",
		.contact_address = "jonas@firma.example", .organisation = "UAB Firma" };
	struct error err = ERROR_INIT;

	if (strncmp(subject, "Re:", 3) != 0) {
		strbuf_add(&own, subject, colon != NULL ? (size_t)(colon - subject) : strcspn(subject, "["));
		strbuf_rtrim(&own);
	}
	input.subject = own.buf;
	assert_int_equal(intent_read(d->reader, &input, ret, &err), ST_OK);
}

static int expect(struct desk *d, const char *what, const char *code, const char *subject, const char *body, bool offer,
		enum intent intent, int count, size_t people)
{
	CLEANUP_INTENT_ANSWER struct intent_answer v = INTENT_ANSWER_INIT;
	bool good;

	judge(d, subject, body, code, offer, &v);
	good = v.intent == intent && v.sure && (count < 0 || v.count == count)
			&& (count < 0 || v.n_attendees == people);
	if (!good) {
		print_error("%s %s: '%s' / '%s' is read as %s, sure %d, %d people, %zu names: %s\n", code, what, subject, body,
				intent_name(v.intent), v.sure, v.count, v.n_attendees,
				v.reason != NULL ? v.reason : "");
	}
	return good ? 0 : 1;
}

/* Fills in the form: a value behind each line that ends with a colon. */
static void fill(const char *form, const char *const *values, struct strbuf *out)
{
	for (const char *s = form; *s != '\0';) {
		size_t n = strcspn(s, "\r\n");
		size_t end = n;

		while (end > 0 && s[end - 1] == ' ') {
			end--;
		}
		strbuf_add(out, s, end);
		if (end > 0 && s[end - 1] == ':' && *values != NULL) {
			strbuf_addf(out, " %s", *values++);
		}
		strbuf_adds(out, "\r\n");
		s += n;
		s += *s == '\r' ? 1 : 0;
		s += *s == '\n' ? 1 : 0;
	}
}

static void test_prepared_mails(void **state)
{
	static const enum intent wanted[] = { INTENT_YES, INTENT_MAYBE, INTENT_NO };
	struct desk *d = *state;
	int bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		for (int offer = 0; offer < 2; offer++) {
			for (int n = 0; n < 3; n++) {
				CLEANUP_STRBUF struct strbuf subject = STRBUF_INIT;
				CLEANUP_STRBUF struct strbuf body = STRBUF_INIT;

				link_at(print(d, codes[i], offer).html, n, &subject, &body);
				bad += expect(d, "as prepared", codes[i], subject.buf, body.buf, offer, wanted[n], -1, 0);
				bad += expect(d, "body alone", codes[i], "Re: Metal 2027", body.buf, offer, wanted[n], -1, 0);
			}
		}
	}
	assert_int_equal(bad, 0);
}

static void test_filled_in(void **state)
{
	struct desk *d = *state;
	int bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		const char *const values[] = { "2", names[i], "", NULL };
		CLEANUP_STRBUF struct strbuf subject = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf body = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf filled = STRBUF_INIT;

		link_at(print(d, codes[i], false).html, 0, &subject, &body);
		fill(body.buf, values, &filled);
		bad += expect(d, "filled in", codes[i], subject.buf, filled.buf, false, INTENT_YES, 2, 2);
	}
	assert_int_equal(bad, 0);
}

/* The form of the text part, copied out and filled in. */
static void test_text_form(void **state)
{
	struct desk *d = *state;
	int bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		const char *const yes[] = { yes_words[i], "2", names[i], "", NULL };
		const char *const no[] = { no_words[i], "", "", "", NULL };
		const char *const unsure[] = { unsure_words[i], "", "", "", NULL };
		struct letter_print p = print(d, codes[i], false);
		CLEANUP_STRBUF struct strbuf form = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf filled = STRBUF_INIT;
		const char *end = strstr(p.text, ":\n\n"), *start;

		/* The last block of lines with colons before an empty line. */
		for (const char *next = end; next != NULL; next = strstr(next + 1, ":\n\n")) {
			end = next;
		}
		assert_non_null(end);
		for (start = end; start > p.text && !(start[-1] == '\n' && start[-2] == '\n'); start--) {
		}
		strbuf_add(&form, start, (size_t)(end + 1 - start));
		fill(form.buf, yes, &filled);
		bad += expect(d, "text form", codes[i], "Re: Metal 2027", filled.buf, false, INTENT_YES, 2, 2);
		strbuf_reset(&filled);
		fill(form.buf, no, &filled);
		bad += expect(d, "text form", codes[i], "Re: Metal 2027", filled.buf, false, INTENT_NO, -1, 0);
		strbuf_reset(&filled);
		fill(form.buf, unsure, &filled);
		bad += expect(d, "text form", codes[i], "Re: Metal 2027", filled.buf, false, INTENT_MAYBE, -1, 0);
	}
	assert_int_equal(bad, 0);
}

static void test_stop(void **state)
{
	struct desk *d = *state;
	int bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		CLEANUP_STRBUF struct strbuf subject = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf body = STRBUF_INIT;

		link_at(print(d, codes[i], false).html, 3, &subject, &body);
		bad += expect(d, "stop", codes[i], subject.buf, "", false, INTENT_UNSUBSCRIBE, -1, 0);
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prepared_mails),
		cmocka_unit_test(test_filled_in),
		cmocka_unit_test(test_text_form),
		cmocka_unit_test(test_stop),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
