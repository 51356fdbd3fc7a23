/* Answers to questionnaires: words with numbers, forms filled in by every way of quoting, in six languages; what must be in doubt. */
#include "domain/letter.h"
#include "domain/survey_read.h"
#include "mail/reply_text.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const struct letter_sender sender = { .name = "Verslo centras", .address = "seminarai@centras.example",
	.reply_to = "atsakymai@centras.example", .postal = "Pramonės g. 1, Alytus", .tagged = true };

/* 1: any technologies, 2: people, 3: coming in autumn, 4: free text */
static const char *const texts[][12] = {
	{ "lt", "Ko reikia įmonėms", "Kokias technologijas naudojate gamyboje šiandien ir be kurių neapsieitumėte?", "Lazerinis pjovimas",
		"Lenkimas", "Suvirinimas", "Kiek žmonių dirba įmonėje?", "Ar atvyktumėte į seminarą rudenį?", "Taip", "Ne", "Dar nežinome",
		"Apie ką turėtų būti kitas seminaras?" },
	{ "pl", "Czego potrzebują firmy", "Jakich technologii używają Państwo obecnie w produkcji i bez których nie mogą się obejść?",
		"Cięcie laserowe", "Gięcie", "Spawanie", "Ile osób pracuje w firmie?", "Czy przyjechaliby Państwo na seminarium jesienią?",
		"Tak", "Nie", "Jeszcze nie wiemy", "O czym powinno być następne seminarium?" },
	{ "en", "What firms need", "Which technologies do you use in production today, and would not want to be without?", "Laser cutting",
		"Bending", "Welding", "How many people work in the firm?", "Would you come to a seminar in autumn?", "Yes", "No",
		"We do not know yet", "What should the next seminar be about?" },
	{ "ru", "Что нужно предприятиям", "Какие технологии вы используете сегодня в производстве и без каких не обошлись бы?", "Лазерная резка",
		"Гибка", "Сварка", "Сколько человек работает на предприятии?", "Приехали бы вы на семинар осенью?", "Да", "Нет",
		"Пока не знаем", "О чём должен быть следующий семинар?" },
	{ "uk", "Що потрібно підприємствам", "Які технології ви використовуєте сьогодні у виробництві та без яких не обійшлися б?",
		"Лазерне різання", "Гнуття", "Зварювання", "Скільки людей працює на підприємстві?", "Чи приїхали б ви на семінар восени?",
		"Так", "Ні", "Поки не знаємо", "Про що має бути наступний семінар?" },
	{ "be", "Што патрэбна прадпрыемствам", "Якія тэхналогіі вы выкарыстоўваеце сёння ў вытворчасці і без якіх не абышліся б?",
		"Лазерная рэзка", "Гібка", "Зварка", "Колькі чалавек працуе на прадпрыемстве?", "Ці прыехалі б вы на семінар увосень?", "Так",
		"Не", "Пакуль не ведаем", "Пра што павінен быць наступны семінар?" },
};

static const char *const keys[] = { NULL, "title", "1", "1.1", "1.2", "1.3", "2", "3", "3.1", "3.2", "3.3", "4" };

struct desk {
	char *data;
	struct languages *languages;
	struct letter_book *book;
	struct letter_topic *topic;
	struct letter_press *press;
	struct reply_rules *rules;
	struct survey_reader *reader;
	struct survey survey;
};

static char survey_key[] = "needs";

static int setup(void **state)
{
	static struct desk d;
	CLEANUP_FREE char *templates = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	struct letter_subject subject = { .survey = &d.survey };

	*state = &d;
	d.survey = (struct survey){ .key = survey_key, .n_questions = 4, .closes_at = 1805356800, .questions = {
		{ .number = 1, .kind = SURVEY_CHOICES, .n_choices = 3 },
		{ .number = 2, .kind = SURVEY_NUMBER, .has_minimum = true, .has_maximum = true, .maximum = 5000 },
		{ .number = 3, .kind = SURVEY_CHOICE, .n_choices = 3 }, { .number = 4, .kind = SURVEY_TEXT } } };
	for (size_t l = 0; l < ARRAY_SIZE(texts); l++) {
		for (size_t k = 1; k < ARRAY_SIZE(keys); k++) {
			assert_int_equal(texts_add(&d.survey.texts, texts[l][0], keys[k], texts[l][k], &err), ST_OK);
		}
	}
	texts_sort(&d.survey.texts);
	if (fs_data_dir(&d.data, &err) != ST_OK || (templates = fs_join(d.data, "templates")) == NULL
			|| languages_load((const char *const[]){ templates, NULL }, &d.languages, &problems, &err) != ST_OK
			|| letter_book_open(d.languages, &sender, &d.book, &problems, &err) != ST_OK
			|| letter_topic_new(d.book, &subject, &d.topic, &err) != ST_OK
			|| letter_press_new(d.book, &d.press, &err) != ST_OK) {
		return 1;
	}
	return reply_rules_new(d.languages, &d.rules, &err) != ST_OK || survey_reader_new(d.languages, &d.reader, &err) != ST_OK;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	survey_reader_free(d->reader);
	reply_rules_free(d->rules);
	letter_press_free(d->press);
	letter_topic_free(d->topic);
	letter_book_free(d->book);
	languages_free(d->languages);
	texts_release(&d->survey.texts);
	free(d->data);
	return 0;
}

static struct letter_print print(struct desk *d, const char *code, const char *letter)
{
	const struct letter_contact c = { .email = "jonas@firma.example", .name = "Jonas Kazlauskas", .language = code,
		.country = "LT", .organisation = "UAB Firma", .source = "x" };
	const struct letter_message m = { .letter = letter, .campaign = "c", .class = "survey", .languages = "lt, pl, en, ru, uk, be",
		.contact = &c, .topic = d->topic, .token = "k7q2m4x9a3b5c8d1e6f0g", .message_id = "<k7@centras.example>", .date = 1804000000 };
	struct letter_print p = { 0 };
	struct error err = ERROR_INIT;

	if (letter_press_print(d->press, &m, &p, &err) != ST_OK) {
		fail_msg("%s: %s", code, err.text);
	}
	return p;
}

/* "1ac 2=15 3b? 4'words' | remarks": '?' where it is in doubt. */
static void show(const struct survey_reading *r, struct strbuf *out)
{
	strbuf_reset(out);
	for (size_t i = 0; i < r->n; i++) {
		const struct survey_given *g = &r->given[i];

		strbuf_addf(out, "%s%d", i > 0 ? " " : "", g->number);
		for (int c = 0; c < SURVEY_MAX_CHOICES; c++) {
			strbuf_addf(out, "%s", "");
			if ((g->choices >> c & 1) != 0) {
				strbuf_addc(out, (char)('a' + c));
			}
		}
		if (g->has_amount) {
			strbuf_addf(out, "=%g", g->amount);
		}
		if (g->number == 4) {
			strbuf_addf(out, "'%s'", g->words);
		}
		strbuf_adds(out, g->doubt[0] != '\0' ? "?" : "");
	}
	if (r->remarks[0] != '\0') {
		strbuf_addf(out, "%s| %s", r->n > 0 ? " " : "", r->remarks);
	}
}

static void read_words(struct desk *d, const char *words, const char *want)
{
	CLEANUP_SURVEY_READING struct survey_reading r = SURVEY_READING_INIT;
	CLEANUP_STRBUF struct strbuf got = STRBUF_INIT;
	struct error err = ERROR_INIT;

	assert_int_equal(survey_read_words(d->reader, &d->survey, words, &r, &err), ST_OK);
	show(&r, &got);
	if (strcmp(got.buf, want) != 0) {
		fail_msg("%s\n  read as: %s\n  wanted:  %s", words, got.buf, want);
	}
}

static void words_with_numbers(void **state)
{
	static const char *const cases[][2] = {
		{ "1) b 2. 15 3: text", "1b 2=15 3?" },
		{ "1) b 2. 15 3: a 4: welding by robots", "1b 2=15 3a 4'welding by robots'" },
		{ "1) a, c\n2) 15\n3) b\n4) More about lasers.", "1ac 2=15 3b 4'More about lasers.'" },
		{ "1. A and C\n2. 1 200\n3. Yes", "1ac 2=1200 3a" },
		{ "1: all\n2: about 40 people\n3: c", "1abc 2=40 3c" },
		{ "1 b\n2: 15\n3 a", "1b 2=15 3a" },
		{ "1b, 2) 15, 3a", "1b 2=15 3a" },
		{ "1 - a; 2 - 15; 3 - b", "1a 2=15 3b" },
		{ "Good morning,\n\n1) b\n2) 15\n\nWe are a small firm.", "1b 2=15 | Good morning,\nWe are a small firm." },
		{ "Answer 1: b\nAnswer 2: 15", "1b 2=15" },
		{ "Nr. 1: b\nNr. 2: 15", "1b 2=15" },
		{ "Ad. 1) b\nAd. 2) 15", "1b 2=15" },
		{ "(1) laser cutting, bending\n(3) no", "1ab 3b" },
		{ "1) laser\n2) 12 employees", "1a 2=12" },
		{ "1) lazerinį pjovimą ir suvirinimą\n3) taip", "1ac 3a" },
		{ "1) b) bending, c) welding", "1bc" },
		{ "1) b - bending\n3) a.", "1b 3a" },
		{ "1) 1, 3\n3) 2", "1ac 3b" },
		{ "1) a-c", "1abc" },
		{ "1) ac", "1ac" },
		{ "1) none", "1" },
		{ "2) -\n3) don't know\n4) ...", "" },
		{ "3) we do not know yet", "3c" },
		{ "4) We want:\n- lasers\n- robots", "4'We want:\n- lasers\n- robots'" },
		{ "3) b\n4) Two themes:\n1) lasers\n2) robots", "1a? 2? 3b 4'Two themes:'" },
		{ "1) a\n2) 15\n3) b\n4) Two themes:\n1) lasers\n2) robots", "1a 2=15 3b 4'Two themes:\n1) lasers\n2) robots'" },
		{ "Thank you, we shall answer next week.", "| Thank you, we shall answer next week." },
		{ "STOP", "| STOP" },
		{ "", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		read_words(*state, cases[i][0], cases[i][1]);
	}
}

static void doubts(void **state)
{
	static const char *const cases[][2] = {
		{ "1) d", "1?" },
		{ "1) everything but welding", "1?" },
		{ "1) not b", "1?" },
		{ "3) a, b", "3ab?" },
		{ "3) yes, if there is time", "3a?" },
		{ "3) all", "3abc?" },
		{ "3) none", "3?" },
		{ "2) 10-20", "2=10?" },
		{ "2) 15 or 16", "2=15?" },
		{ "2) 2 thousand", "2=2?" },
		{ "2) 6000", "2=6000?" },
		{ "2) fifteen", "2?" },
		{ "2) 1.500", "2=1500?" },
		{ "2) 6.500", "2=6.5" },
		{ "1) a\n1) b", "1a?" },
		{ "1) a\n1) a", "1a" },
		{ "b\n15\na\nrobots", "1b? 2=15? 3a? 4'robots'?" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		read_words(*state, cases[i][0], cases[i][1]);
	}
}

/* The letters of one alphabet typed for those of another. */
static void alphabets(void **state)
{
	struct desk *d = *state;
	static const struct {
		const char *language, *words, *want;
	} cases[] = {
		{ "ru", "1) а, в\n3) б", "1ac 3b" },
		{ "ru", "1) a", "1a" },     /* Latin a looks and counts alike */
		{ "ru", "1) b", "1b?" },    /* the second letter, or the third that looks like it */
		{ "ru", "1) c", "1c" },     /* counts as the third; what it looks like is no choice */
		{ "lt", "1) b", "1b" },
		{ "lt", "1) в", "1c?" },
		{ "lt", "1) а", "1a" },
		{ "be", "1) б, в", "1bc" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_SURVEY_READING struct survey_reading r = SURVEY_READING_INIT;
		CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
		CLEANUP_STRBUF struct strbuf got = STRBUF_INIT;
		struct error err = ERROR_INIT;

		assert_int_equal(reply_text_cut(cases[i].words, strlen(cases[i].words), false, REPLY_NEW_WORDS, NULL, d->rules, &reply, &err), ST_OK);
		assert_int_equal(survey_read(d->reader, &d->survey, cases[i].language, &reply, &r, &err), ST_OK);
		show(&r, &got);
		if (strcmp(got.buf, cases[i].want) != 0) {
			fail_msg("%s: %s\n  read as: %s\n  wanted:  %s", cases[i].language, cases[i].words, got.buf, cases[i].want);
		}
	}
}

/* --- our own form, as it comes back --- */

enum way { LABEL_IN_QUOTE, BELOW_LABEL, TOP, COPY, BELOW_QUESTION, TICKS, BEHIND_QUESTION, WAYS };

static bool is_label(const char *line, size_t len)
{
	return len > 3 && line[len - 1] == ':' && line[len - 2] >= '1' && line[len - 2] <= '4' && line[len - 3] == ' ';
}

/* The question that a line begins, 0: none. */
static int begins_question(const char *line, size_t len)
{
	return len > 3 && line[0] >= '1' && line[0] <= '4' && line[1] == '.' && line[2] == ' ' ? line[0] - '0' : 0;
}

static void answer(const char *sent, const char *choice, enum way way, struct strbuf *out)
{
	const char *const answers[] = { choice, "15", choice, "robots and lasers" };
	int question = 0;

	if (way == TOP) {
		strbuf_addf(out, "1) %s\n2) 15\n3) %s\n4) robots and lasers\n", choice, choice);
	}
	strbuf_adds(out, way != COPY ? "\nOn Mon, 1 Mar 2027 at 10:00, Centras <seminarai@centras.example> wrote:\n" : "");
	for (const char *p = sent; *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		size_t len = strcspn(p, "\n");
		const char *mark = way == COPY ? "" : len > 0 ? "> " : ">";
		bool label = is_label(p, len);

		question = begins_question(p, len) != 0 ? begins_question(p, len) : question;
		strbuf_addf(out, "%s%.*s", mark, (int)len, p);
		if (label && (way == LABEL_IN_QUOTE || way == COPY)) {
			strbuf_addf(out, " %s", answers[question - 1]);
		}
		if (way == TICKS && (question == 1 || question == 3) && strncmp(p, choice, strlen(choice)) == 0 && p[strlen(choice)] == ')') {
			strbuf_adds(out, "   X");
		} else if (way == TICKS && label && (question == 2 || question == 4)) {
			strbuf_addf(out, " %s", answers[question - 1]);
		}
		strbuf_addc(out, '\n');
		if (label && way == BELOW_LABEL) {
			strbuf_addf(out, "%s\n", answers[question - 1]);
		} else if (way == BELOW_QUESTION && len > 0 && p[len - 1] == ')' && question != 0) {
			strbuf_addf(out, "\n%s\n\n", answers[question - 1]);
			question = 0;
		}
	}
}

static void forms(void **state)
{
	static const char *const letters[] = { "survey", "survey-reminder" };
	struct desk *d = *state;

	for (size_t l = 0; l < ARRAY_SIZE(texts) * 2; l++) {
		const char *code = texts[l / 2][0];
		const char *second = l / 2 < 3 ? "b" : "б";
		struct letter_print p = print(d, code, letters[l % 2]);
		CLEANUP_FREE char *sent = strdup(p.text);
		const struct sent_text known = { .text = sent, .subject = "x" };

		for (int way = 0; way < BEHIND_QUESTION; way++) {
			CLEANUP_SURVEY_READING struct survey_reading r = SURVEY_READING_INIT;
			CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
			CLEANUP_STRBUF struct strbuf mail = STRBUF_INIT;
			CLEANUP_STRBUF struct strbuf got = STRBUF_INIT;
			struct error err = ERROR_INIT;

			answer(sent, second, (enum way)way, &mail);
			assert_int_equal(reply_text_cut(mail.buf, mail.len, false, REPLY_NEW_WORDS, &known, d->rules, &reply, &err), ST_OK);
			assert_int_equal(survey_read(d->reader, &d->survey, code, &reply, &r, &err), ST_OK);
			show(&r, &got);
			if (strcmp(got.buf, "1b 2=15 3b 4'robots and lasers'") != 0) {
				print_message("%s %s, way %d:\n%s\n", code, letters[l % 2], way, mail.buf);
				fail_msg("read as: %s", got.buf);
			}
		}
	}
}

/* A form that nobody filled in has no answers, however it is quoted. */
static void empty_forms(void **state)
{
	struct desk *d = *state;

	for (size_t l = 0; l < ARRAY_SIZE(texts); l++) {
		struct letter_print p = print(d, texts[l][0], "survey");
		CLEANUP_FREE char *sent = strdup(p.text);
		const struct sent_text known = { .text = sent };

		for (int quoted = 0; quoted < 3; quoted++) {
			CLEANUP_SURVEY_READING struct survey_reading r = SURVEY_READING_INIT;
			CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
			CLEANUP_STRBUF struct strbuf mail = STRBUF_INIT;
			struct error err = ERROR_INIT;

			for (const char *s = sent; *s != '\0'; s += strcspn(s, "\n"), s += *s == '\n') {
				strbuf_addf(&mail, "%s%.*s\n", quoted == 1 ? "> " : "", (int)strcspn(s, "\n"), s);
			}
			assert_int_equal(reply_text_cut(mail.buf, mail.len, false, REPLY_NEW_WORDS, quoted < 2 ? &known : NULL, d->rules, &reply,
					&err), ST_OK);
			assert_int_equal(survey_read(d->reader, &d->survey, texts[l][0], &reply, &r, &err), ST_OK);
			for (size_t i = 0; i < r.n; i++) {
				if (quoted < 2 || (r.given[i].doubt[0] == '\0' && r.given[i].number < 4)) {
					fail_msg("%s, quoted %d: question %d is answered by '%s' %x", texts[l][0], quoted, r.given[i].number, r.given[i].words, r.given[i].choices);
				}
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_with_numbers),
		cmocka_unit_test(doubts),
		cmocka_unit_test(alphabets),
		cmocka_unit_test(forms),
		cmocka_unit_test(empty_forms),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
