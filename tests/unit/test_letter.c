/* Letters as a whole: what is printed for whom, what stops a letter, that nothing can be injected. */
#include "domain/letter.h"
#include "domain/letter_check.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <malloc.h>
#include <pthread.h>
#include <string.h>

#define TOKEN "k7q2m4x9a3b5c8d1e6f0g"

struct desk {
	char *data, *templates;
	char own[64]; /* the workspace's own templates */
	struct languages *languages;
	struct problems problems;
	struct letter_book *book;
	struct letter_topic *event, *offer;
	struct letter_press *press;
};

static const struct letter_sender sender = { .name = "Verslo centras", .address = "seminarai@centras.example",
	.reply_to = "atsakymai@centras.example", .postal = "Pramonės g. 1, Alytus", .tagged = true };

static const struct letter_text texts[] = {
	{ "lt", "title", "Metalas & <mediena>" }, { "lt", "place", "Alytus" }, { "lt", "place-in", "Alytuje" },
	{ "lt", "parking", "Kieme" }, { "lt", "programme", "10.00 Pradžia\n13.00 Pietūs" }, { "lt", "summary", "Pjauname." },
	{ "pl", "title", "Metal i drewno" }, { "pl", "place", "Olita" }, { "pl", "place-in", "w Olicie" },
	{ "en", "title", "Metal and wood" }, { "en", "place", "Alytus" }, { "en", "place-in", "in Alytus" },
	{ "ru", "title", "Металл и дерево" }, { "ru", "place", "Алитус" }, { "ru", "place-in", "в Алитусе" },
};

static void put(const struct desk *d, const char *file, const char *text)
{
	CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/lt/%s", d->own, file);
	assert_int_equal(fs_write(path.buf, text, strlen(text), 0644, NULL), ST_OK);
}

static void open_book(struct desk *d)
{
	const char *const dirs[] = { d->own, d->templates, NULL };
	const struct letter_event event = { .key = "alytus-2027", .start = 1805356800, .end = 1805378400,
		.zone = "Europe/Vilnius", .answer_by = 1804752000, .capacity = 40, .party_max = 4, .sequence = 2 };
	const struct letter_offer offer = { .key = "BOLT-1", .kind = "business-offer", .country = "LT", .valid_until = 1814313600 };
	struct letter_subject subject = { .event = &event, .texts = texts, .n_texts = ARRAY_SIZE(texts) };
	struct error err = ERROR_INIT;

	assert_int_equal(languages_load(dirs, &d->languages, &d->problems, &err), ST_OK);
	if (letter_book_open(d->languages, &sender, &d->book, &d->problems, &err) != ST_OK
			|| letter_topic_new(d->book, &subject, &d->event, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	subject.event = NULL;
	subject.offer = &offer;
	assert_int_equal(letter_topic_new(d->book, &subject, &d->offer, &err), ST_OK);
	assert_int_equal(letter_press_new(d->book, &d->press, &err), ST_OK);
}

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof *d);
	CLEANUP_STRBUF struct strbuf lt = STRBUF_INIT;

	if (d == NULL || fs_data_dir(&d->data, NULL) != ST_OK) {
		free(d);
		return 1;
	}
	d->templates = fs_join(d->data, "templates");
	(void)snprintf(d->own, sizeof d->own, "/tmp/kvieslys-letter-XXXXXX");
	if (mkdtemp(d->own) == NULL) {
		return 1;
	}
	strbuf_addf(&lt, "%s/lt", d->own);
	*state = d;
	return fs_mkdirs(lt.buf, NULL) != ST_OK;
}

static int teardown(void **state)
{
	struct desk *d = *state;
	CLEANUP_STRBUF struct strbuf cmd = STRBUF_INIT;

	letter_press_free(d->press);
	letter_topic_free(d->event);
	letter_topic_free(d->offer);
	letter_book_free(d->book);
	languages_free(d->languages);
	problems_release(&d->problems);
	free(d->data);
	free(d->templates);
	strbuf_addf(&cmd, "rm -rf %s", d->own);
	free(d);
	return system(cmd.buf) != 0;
}

static struct letter_contact contact(const char *language, const char *country)
{
	return (struct letter_contact){ .email = "jonas@metalas.example", .name = "Jonas Kazlauskas", .given_name = "Jonas",
		.family_name = "Kazlauskas", .language = language, .country = country, .organisation = "UAB Metalas",
		.source = "sąrašas" };
}

static struct letter_message message(const struct desk *d, const char *letter, const struct letter_contact *c, bool campaign)
{
	return (struct letter_message){ .letter = letter, .campaign = campaign ? "kvietimas" : NULL,
		.class = campaign ? "event" : NULL, .languages = campaign ? "lt, pl, en" : NULL, .fallback = "be:ru:en, uk:en",
		.contact = c, .topic = d->event, .token = TOKEN, .message_id = "<" TOKEN "@centras.example>",
		.calendar_uid = "e1c1-0123456789abcdef@centras.example", .date = 1804000000 };
}

static struct letter_print print(struct desk *d, const struct letter_message *m)
{
	struct letter_print p = { 0 };
	struct error err = ERROR_INIT;

	if (letter_press_print(d->press, m, &p, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	return p;
}

static void test_same_input_same_bytes(void **state)
{
	struct desk *d = *state;
	struct letter_contact c = contact("lt", "LT");
	CLEANUP_STRBUF struct strbuf first = STRBUF_INIT;

	open_book(d);
	assert_int_equal(d->problems.n, 0);
	for (int i = 0; i < 3; i++) {
		struct letter_message m = message(d, "invitation", &c, true);
		struct letter_contact other = contact("pl", "PL");
		struct letter_message between = message(d, "reminder", &other, true);
		struct letter_print p = print(d, &m);

		if (i == 0) {
			strbuf_add(&first, p.bytes, p.len);
		}
		assert_int_equal(p.len, first.len);
		assert_memory_equal(p.bytes, first.buf, first.len);
		assert_true(p.art14);
		(void)print(d, &between);
	}
}

/* Letters of all kinds in turn: once each has been printed, the heap is as full after thousands more as before. */
static void test_memory_does_not_grow(void **state)
{
	static const char *const languages[] = { "lt", "pl", "en", NULL };
	static const char *const letters[] = { "invitation", "reminder", "confirmation" };
	struct desk *d = *state;
	size_t before = 0;

	open_book(d);
	for (int i = 0; i < 2400; i++) {
		struct letter_contact c = contact(languages[i % 4], "PL");
		bool campaign = i % 3 != 2;
		struct letter_message m = message(d, letters[i % 3], &c, campaign);

		m.params = campaign ? NULL : "{\"count\":2,\"attendees\":[\"Jonas\",\"Rasa\"],\"said\":\"Taip,\\ndviese\"}";
		(void)print(d, &m);
		if (i == 23) {
			before = mallinfo2().uordblks;
		}
	}
	assert_int_equal(mallinfo2().uordblks, before);
}

struct worker {
	const struct desk *desk;
	const struct strbuf *wanted;
	bool good;
};

static void *work(void *arg)
{
	struct worker *w = arg;
	struct letter_contact c = contact("lt", "LT");
	struct letter_message m = message(w->desk, "invitation", &c, true);
	CLEANUP_LETTER_PRESS struct letter_press *press = NULL;

	w->good = letter_press_new(w->desk->book, &press, NULL) == ST_OK;
	for (int i = 0; i < 200 && w->good; i++) {
		struct letter_print p;

		w->good = letter_press_print(press, &m, &p, NULL) == ST_OK && p.len == w->wanted->len
				&& memcmp(p.bytes, w->wanted->buf, p.len) == 0;
	}
	return NULL;
}

/* Book and topic are shared by threads, each with a press of its own. */
static void test_threads(void **state)
{
	struct desk *d = *state;
	struct letter_contact c = contact("lt", "LT");
	CLEANUP_STRBUF struct strbuf wanted = STRBUF_INIT;
	struct worker workers[4];
	pthread_t threads[4];
	struct letter_message m;
	struct letter_print p;

	open_book(d);
	m = message(d, "invitation", &c, true);
	p = print(d, &m);
	strbuf_add(&wanted, p.bytes, p.len);
	for (size_t i = 0; i < ARRAY_SIZE(workers); i++) {
		workers[i] = (struct worker){ .desk = d, .wanted = &wanted };
		assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(workers); i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_true(workers[i].good);
	}
}

static void test_languages(void **state)
{
	struct desk *d = *state;
	static const struct {
		const char *language, *country, *chosen;
	} cases[] = {
		{ "lt", "LT", "lt" }, { "pl", "PL", "pl" }, { "uk", "UA", "en" }, { "be", "BY", "en" }, { "lt-LT", "LT", "lt" },
		{ NULL, "LT", "lt+en" }, { "", "PL", "pl+en" }, { NULL, "DE", "lt+en" },
	};

	open_book(d);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct letter_contact c = contact(cases[i].language, cases[i].country);
		struct letter_message m = message(d, "invitation", &c, true);
		char language[LETTER_LANGUAGE_SIZE];

		assert_int_equal(letter_language(d->book, &m, language, NULL), ST_OK);
		assert_string_equal(language, cases[i].chosen);
		assert_string_equal(print(d, &m).language, cases[i].chosen);
	}
	{
		struct letter_contact c = contact("ru", "LT");
		struct letter_message m = message(d, "invitation", &c, true);
		struct error err = ERROR_INIT;
		struct letter_print p;

		assert_int_equal(letter_press_print(d->press, &m, &p, &err), ST_NOT_FOUND);
		assert_non_null(strstr(err.text, "its language ru"));
		m.languages = "lt, ru";
		assert_string_equal(print(d, &m).language, "ru");
		/* Who answered is told, if not in the own language then in one that there is. */
		c.language = "uk";
		m = message(d, "interest", &c, false);
		m.topic = d->offer;
		assert_string_equal(print(d, &m).language, "en");
	}
}

static void test_stacked(void **state)
{
	struct desk *d = *state;
	struct letter_contact c = contact(NULL, "PL");
	struct letter_message m = message(d, "invitation", &c, true);
	struct letter_print p;

	open_book(d);
	m.topic = d->event;
	p = print(d, &m);
	assert_non_null(strstr(p.subject, "Zaproszenie: Metal i drewno"));
	assert_non_null(strstr(p.subject, " / Invitation: Metal and wood"));
	assert_non_null(strstr(p.text, "Szanowny Panie,"));
	assert_non_null(strstr(p.text, "\n* * *\n"));
	assert_non_null(strstr(p.text, "Dear Mr Kazlauskas,"));
	assert_non_null(strstr(p.html, "<div lang=\"pl\">"));
	assert_non_null(strstr(p.html, "<div lang=\"en\">"));
	assert_non_null(strstr(p.text, "godz. 9.00 czasu polskiego"));
	assert_non_null(strstr(p.text, "09:00 Polish time"));
}

static void test_prepared_answers(void **state)
{
	struct desk *d = *state;
	struct letter_contact c = contact("lt", "LT");
	struct letter_message m = message(d, "invitation", &c, true);
	struct letter_print p;

	open_book(d);
	m.topic = d->event;
	p = print(d, &m);
	assert_non_null(strstr(p.html, "href=\"mailto:atsakymai+" TOKEN "@centras.example?subject=TAIP%3A%20Metalas%20%26%20%3Cmediena%3E%20%5B"
			TOKEN "%5D&amp;body=Taip%2C%20dalyvausime.%0D%0A%0D%0AKiek%20%C5%BEmoni%C5%B3%3A%20%0D%0A"));
	assert_non_null(strstr(p.html, "subject=NE%3A"));
	assert_non_null(strstr(p.html, "subject=GAL%3A"));
	assert_non_null(strstr(p.html, "subject=STOP%20%5B" TOKEN "%5D"));
	assert_non_null(strstr(p.text, "Kiek žmonių:\n"));
	assert_null(strstr(p.text, "mailto:"));
}

static void test_values_inject_nothing(void **state)
{
	struct desk *d = *state;
	struct letter_contact c = contact("lt", "LT");
	struct letter_message m = message(d, "invitation", &c, true);
	struct letter_print p;

	open_book(d);
	m.topic = d->event;
	c.organisation = "<script>x</script>\r\nBcc: all@firms.example\r\n\r\n\x1eP\x1f\x1f{{NAME}} \xE2\x80\xAE kairėn";
	c.name = "Jonas\r\nTo: kita@firma.example";
	p = print(d, &m);
	assert_null(strstr(p.html, "<script"));
	assert_null(strstr(p.bytes, "\nBcc:"));
	assert_null(strstr(p.bytes, "\nTo: kita"));
	assert_null(strstr(p.text, "\xE2\x80\xAE"));
	assert_non_null(strstr(p.text, "{{NAME}}"));
	assert_non_null(strstr(p.html, "Metalas &amp; &lt;mediena&gt;"));
	assert_string_equal(p.to, "jonas@metalas.example");
}

static void test_missing_value(void **state)
{
	struct desk *d = *state;
	struct letter_contact c = contact("lt", "LT");
	struct letter_message m;
	struct letter_print p;
	struct error err = ERROR_INIT;

	put(d, "custom.md", "Subject: x\n\n{{SALUTATION}}\n\n{{#POSITION}}{{POSITION}}{{/POSITION}}\n\n{{TOWN}} {{TEXT_PARKING}}\n");
	open_book(d);
	m = message(d, "custom", &c, true);
	assert_int_equal(letter_press_print(d->press, &m, &p, &err), ST_INVALID);
	assert_non_null(strstr(err.text, "lt/custom.md:7: TOWN is not known for jonas@metalas.example"));
	c.town = "Alytus";
	p = print(d, &m);
	assert_non_null(strstr(p.text, "Alytus Kieme"));
}

static bool told(const struct desk *d, const char *part)
{
	for (size_t i = 0; i < d->problems.n; i++) {
		if (strstr(d->problems.texts[i], part) != NULL) {
			return true;
		}
	}
	return false;
}

static void test_faults_of_letters(void **state)
{
	struct desk *d = *state;
	struct letter_contact c = contact("lt", "LT");
	struct letter_message m;
	struct letter_print p;
	struct error err = ERROR_INIT;

	put(d, "broken.md", "Subject: {{TITEL}}\n\n{{SALUTATION}} {{COUNT|poeple}} {{SENDER:none}}\n");
	put(d, "invitation.md", "Subject: Mano {{TITLE}}\n\n{{SALUTATION}} savas laiškas\n");
	open_book(d);
	assert_int_equal(d->problems.n, 4);
	assert_true(told(d, "broken.md:1: unknown variable TITEL; meant is perhaps TITLE"));
	assert_true(told(d, "broken.md:3: '{{COUNT|poeple}}': [plural] of"));
	assert_true(told(d, "has a modifier that is unknown or forbidden"));
	m = message(d, "broken", &c, true);
	assert_int_equal(letter_press_print(d->press, &m, &p, &err), ST_INVALID);
	/* The workspace's own letter wins, and the others are unhurt. */
	m = message(d, "invitation", &c, true);
	assert_string_equal(print(d, &m).subject, "Mano Metalas & <mediena>");
	m = message(d, "reminder", &c, true);
	(void)print(d, &m);
}

static void test_own_page(void **state)
{
	struct desk *d = *state;
	struct letter_contact c = contact("lt", "LT");
	struct letter_message m;
	struct letter_print p;

	put(d, "page.md", "Subject: x\n\nTekstas {{TITLE}}\n");
	put(d, "page.html", "{{%AUTOESCAPE context=\"HTML\"}}<html lang=\"lt\"><body><p title=\"{{TITLE}}\">{{TITLE}}</p></body></html>\n");
	open_book(d);
	m = message(d, "page", &c, true);
	p = print(d, &m);
	assert_string_equal(p.html, "<html lang=\"lt\"><body><p title=\"Metalas &amp; &lt;mediena&gt;\">Metalas &amp; &lt;mediena&gt;</p></body></html>\n");
	assert_non_null(strstr(p.text, "Tekstas Metalas & <mediena>"));
}

/* Files beside the letter: an image inside the HTML, an attachment with a name that must be encoded. */
static void test_files(void **state)
{
	struct desk *d = *state;
	struct letter_contact c = contact("lt", "LT");
	struct letter_message m;
	struct letter_print p;

	put(d, "plan.png", "\x89PNG");
	put(d, "Šių metų planas.pdf", "%PDF-1.4");
	put(d, "files.md", "Subject: x\nAttach: Šių metų planas.pdf\n\n{{SALUTATION}}\n\n![Salės planas](plan.png)\n");
	put(d, "nofile.md", "Subject: x\nAttach: nėra.pdf\n\n![](../../etc/passwd)\n");
	open_book(d);
	assert_true(told(d, "nofile.md:2: "));
	assert_true(told(d, "nofile.md:4: an image must be a file beside the letter"));
	m = message(d, "files", &c, true);
	p = print(d, &m);
	assert_non_null(strstr(p.html, "src=\"cid:plan-png\" alt=\"Salės planas\""));
	assert_non_null(strstr(p.text, "[Salės planas]"));
	assert_non_null(strstr(p.bytes, "Content-ID: <plan-png>"));
	assert_non_null(strstr(p.bytes, "multipart/related"));
	assert_non_null(strstr(p.bytes, "Content-Type: application/pdf"));
	assert_non_null(strstr(p.bytes, "filename*"));
}

static void test_service_letters(void **state)
{
	struct desk *d = *state;
	struct letter_contact c = contact("lt", "LT");
	struct letter_message m;
	struct letter_print p;

	open_book(d);
	m = message(d, "confirmation", &c, false);
	m.in_reply_to = "<reply@metalas.example>";
	m.references = "<reply@metalas.example>";
	m.params = "{\"count\":2,\"attendees\":[\"Jonas\",\"Rasa <b>\"],\"said\":\"Taip,\\ndviese\",\"seats\":2}";
	p = print(d, &m);
	assert_non_null(strstr(p.text, "užregistruoti\n2 žmonės:\n\n- Jonas\n- Rasa <b>\n"));
	assert_non_null(strstr(p.text, "  Taip,\n  dviese\n"));
	assert_null(strstr(p.text, "STOP"));
	assert_null(strstr(p.bytes, "List-Unsubscribe"));
	assert_non_null(strstr(p.bytes, "In-Reply-To: <reply@metalas.example>"));
	assert_non_null(strstr(p.bytes, "Auto-Submitted: auto-replied"));
	assert_non_null(strstr(p.bytes, "method=REQUEST"));
	m.params = "{\"count\":null,\"attendees\":[]}";
	p = print(d, &m);
	assert_non_null(strstr(p.text, "užregistruotas\n1 žmogus.\n\nKiek žmonių atvyks, neparašėte"));
	m = message(d, "waiting", &c, false);
	m.params = "{\"count\":5,\"place\":3}";
	p = print(d, &m);
	assert_non_null(strstr(p.text, "sąraše – 3."));
	m = message(d, "event-moved", &c, false);
	m.params = "{\"old_place\":\"Vilnius\"}";
	p = print(d, &m);
	assert_non_null(strstr(p.subject, "seminaro vieta: "));
	assert_non_null(strstr(p.text, "Buvo numatyta: Vilnius\n"));
	m.params = "{\"old_start\":1804838400,\"old_end\":1804860000}";
	p = print(d, &m);
	assert_non_null(strstr(p.subject, "seminaro laikas: "));
	m.params = "{\"old_start\":1804838400,\"old_end\":1804860000,\"old_place\":\"Vilnius\"}";
	p = print(d, &m);
	assert_non_null(strstr(p.subject, "seminaro laikas ir vieta: "));
	m = message(d, "cancelled", &c, false);
	m.params = "{\"cancelled_before\":3}";
	p = print(d, &m);
	assert_non_null(strstr(p.bytes, "method=CANCEL"));
}

static size_t count_level(const struct findings *f, enum finding_level level, const char *part)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		n += f->items[i].level == level && strstr(f->items[i].text, part) != NULL ? 1 : 0;
	}
	return n;
}

static void test_checks(void **state)
{
	struct desk *d = *state;
	CLEANUP_LETTER_CHECKER struct letter_checker *checker = NULL;
	CLEANUP_FINDINGS struct findings found = FINDINGS_INIT;
	const char *const letters[] = { "invitation", "reminder", NULL };
	struct letter_plan plan = { .letters = letters, .languages = "lt, pl, uk, xx" };
	struct letter_contact c = contact("lt", "LT");
	struct letter_message m;
	struct letter_check_counts counts;

	put(d, "invitation.md", "Version: 2\nSubject: NEMOKAMAS SEMINARAS ALYTUJE!!\n\n{{SALUTATION}} {{TITLE}} {{TOWN}}\n");
	put(d, "reminder.md", "Subject: x\n\n[žr.](http://bit.ly/x) {{SALUTATION}}\n");
	open_book(d);
	assert_int_equal(letter_checker_new(d->book, &checker, NULL), ST_OK);
	plan.topic = d->event;
	letter_check_letters(checker, &plan, &found);
	assert_int_equal(count_level(&found, FINDING_FAULT, "is older than the letter"), 2); /* pl, uk follow lt */
	assert_int_equal(count_level(&found, FINDING_FAULT, "[text uk] lacks 'title'"), 1);
	assert_int_equal(count_level(&found, FINDING_FAULT, "there is no language 'xx'"), 1);
	m = message(d, "invitation", &c, true);
	assert_int_equal(letter_check_contact(checker, &m, &found, NULL), ST_OK);
	assert_int_equal(count_level(&found, FINDING_FAULT, "TOWN is not known for jonas@metalas.example"), 1);
	c.town = "Alytus";
	assert_int_equal(letter_check_contact(checker, &m, &found, NULL), ST_OK);
	assert_int_equal(letter_check_contact(checker, &m, &found, NULL), ST_OK);
	assert_int_equal(count_level(&found, FINDING_WARNING, "mostly in capitals"), 1);
	assert_int_equal(count_level(&found, FINDING_WARNING, "shouts"), 1);
	assert_true(count_level(&found, FINDING_OK, "Gerbiamas pone Kazlauskai, (man") >= 1);
	m = message(d, "reminder", &c, true);
	assert_int_equal(letter_check_contact(checker, &m, &found, NULL), ST_OK);
	assert_int_equal(count_level(&found, FINDING_WARNING, "not encrypted"), 1);
	assert_int_equal(count_level(&found, FINDING_WARNING, "shorteners"), 1);
	letter_check_counts(checker, &counts);
	assert_int_equal(counts.contacts, 3); /* the reminder is another letter to the same */
	assert_int_equal(counts.faults, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same_input_same_bytes),
		TEST(test_memory_does_not_grow),
		TEST(test_threads),
		TEST(test_languages),
		TEST(test_stacked),
		TEST(test_prepared_answers),
		TEST(test_values_inject_nothing),
		TEST(test_missing_value),
		TEST(test_faults_of_letters),
		TEST(test_own_page),
		TEST(test_files),
		TEST(test_service_letters),
		TEST(test_checks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
