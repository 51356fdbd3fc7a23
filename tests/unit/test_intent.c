/* domain/intent: the traps that a reader of answers must not fall into, and the figures that must hold
 * on the packs' examples and on tests/data/unseen.tsv. */
#include "domain/intent.h"
#include "language/tokens.h"
#include "language/vocabulary.h"
#include "util/fs.h"
#include "util/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct languages *languages;
	struct intent_reader *reader;
	struct intent_reader *rules; /* without the examples */
};

static int open_world(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	char *data = NULL;
	char *dir;

	assert_non_null(w);
	assert_int_equal(fs_data_dir(&data, &err), ST_OK);
	dir = fs_join(data, "templates");
	assert_int_equal(languages_load((const char *const[]){ dir, NULL }, &w->languages, &problems, &err), ST_OK);
	assert_int_equal(intent_reader_new(w->languages, &classifier_replies, &w->reader, NULL, &err), ST_OK);
	assert_int_equal(intent_reader_new(w->languages, NULL, &w->rules, NULL, &err), ST_OK);
	assert_int_equal(intent_packs_check(w->languages, &problems, &err), ST_OK);
	(void)problems_to_error(&problems, ST_CONFIG, &err);
	assert_string_equal(err.text, ""); /* no shipped phrase has a fault */
	problems_release(&problems);
	free(dir);
	free(data);
	*state = w;
	return 0;
}

static int close_world(void **state)
{
	struct world *w = *state;

	intent_reader_free(w->rules);
	intent_reader_free(w->reader);
	languages_free(w->languages);
	free(w);
	return 0;
}

static void read_text(const struct world *w, const char *language, bool offer, const char *subject, const char *text,
		struct intent_answer *ret)
{
	struct error err = ERROR_INIT;
	const struct intent_input in = { .text = text, .subject = subject, .language = language, .offer = offer,
		.from_name = "Jonas Petraitis", .from_address = "jonas@firma.example.com" };

	assert_int_equal(intent_read(w->reader, &in, ret, &err), ST_OK);
	assert_non_null(ret->reason);
}

struct trap {
	const char *language, *text;
	enum intent intent;
	bool sure;
};

/* Of the rules: the examples may make an odd one a matter for a person. */
static void traps(void **state)
{
	const struct world *w = *state;
	const struct world rules = { .languages = w->languages, .reader = w->rules };
	static const struct trap list[] = {
		/* a negated form that means yes */
		{ "lt", "Nepraleisiu progos!", INTENT_YES, true },
		{ "lt", "Neabejotinai dalyvausime.", INTENT_YES, true },
		{ "lt", "Negaliu nedalyvauti.", INTENT_YES, true },
		{ "pl", "Nie omieszkam przyjechać.", INTENT_YES, true },
		{ "pl", "Nie odmówię.", INTENT_YES, true },
		{ "en", "I wouldn't miss it.", INTENT_YES, true },
		{ "ru", "Не премину прийти.", INTENT_YES, true },
		{ "uk", "Не можу не погодитися.", INTENT_YES, true },
		/* a positive form that means no */
		{ "lt", "Būsiu komandiruotėje.", INTENT_NO, true },
		{ "lt", "Mielai dalyvaučiau, bet turiu kitų planų.", INTENT_NO, true },
		{ "pl", "Będę wtedy na urlopie.", INTENT_NO, true },
		{ "en", "I'd love to, but I'm travelling.", INTENT_NO, true },
		{ "ru", "Буду в отпуске.", INTENT_NO, true },
		/* hesitation is no refusal */
		{ "lt", "Dar nežinau.", INTENT_MAYBE, true },
		{ "pl", "Nie wiem jeszcze.", INTENT_MAYBE, true },
		{ "ru", "Пока не знаю.", INTENT_MAYBE, true },
		/* what stands behind the "but" */
		{ "lt", "Pats negalėsiu, tačiau dalyvaus kolegė.", INTENT_YES, true },
		{ "pl", "Tak, ja jestem za, ale szef powiedział nie.", INTENT_NO, true },
		/* conditions */
		{ "en", "If my boss agrees, I will come.", INTENT_MAYBE, true },
		{ "en", "If there are still places, please register me.", INTENT_YES, true },
		/* questions do not register */
		{ "lt", "Ar galime dalyvauti dviese?", INTENT_QUESTION, false },
		{ "en", "Could I attend online?", INTENT_QUESTION, false },
		/* typing errors, capitals, no accents, signs */
		{ "lt", "DALYVAUSIME", INTENT_YES, true },
		{ "lt", "busiu, aciu", INTENT_YES, true },
		{ "lt", "dalyvusiu", INTENT_YES, true },
		{ "pl", "bede na pewno", INTENT_YES, true },
		{ "en", "👍", INTENT_YES, true },
		{ "en", "OK", INTENT_YES, true },
		{ "ru", "+", INTENT_YES, true },
		/* another language than the invitation's */
		{ "lt", "Niestety nie możemy przyjechać.", INTENT_NO, true },
		{ "pl", "Спасибо, приедем.", INTENT_YES, true },
		/* nothing */
		{ "en", "", INTENT_OTHER, false },
		{ "en", "Thank you.", INTENT_OTHER, false },
		{ "lt", "STOP", INTENT_UNSUBSCRIBE, true },
	};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		CLEANUP_INTENT_ANSWER struct intent_answer a = INTENT_ANSWER_INIT;

		read_text(&rules, list[i].language, false, "", list[i].text, &a);
		if (a.intent != list[i].intent || a.sure != list[i].sure) {
			fail_msg("\"%s\" is read as %s (%s, %.2f)", list[i].text, intent_name(a.intent), a.reason, a.confidence);
		}
	}
}

static void subjects_answer(void **state)
{
	CLEANUP_INTENT_ANSWER struct intent_answer a = INTENT_ANSWER_INIT;
	CLEANUP_INTENT_ANSWER struct intent_answer b = INTENT_ANSWER_INIT;

	read_text(*state, "lt", false, "Taip, dalyvausime 2 žmonės.", "", &a);
	assert_int_equal(a.intent, INTENT_YES);
	assert_int_equal(a.count, 2);
	read_text(*state, "pl", false, "Rezygnuję z udziału", "Przyjadę na pewno.", &b);
	assert_false(b.sure);
}

static void evidence_is_where_it_says(void **state)
{
	CLEANUP_INTENT_ANSWER struct intent_answer a = INTENT_ANSWER_INIT;
	const char *text = "Laba diena,\nmielai dalyvausiu.";

	read_text(*state, "lt", false, "", text, &a);
	assert_true(a.n_evidence > 0);
	assert_memory_equal(text + a.evidence[0].start, a.evidence[0].words, a.evidence[0].len);
}

/* A short word ends its sentence, so that it is not asked. */
static void assert_yes_and_asks(const struct world *w, const char *language, const char *text)
{
	CLEANUP_INTENT_ANSWER struct intent_answer a = INTENT_ANSWER_INIT;

	read_text(w, language, false, "", text, &a);
	if (a.intent != INTENT_YES || !a.also_question) {
		fail_msg("\"%s\" is read as %s (%s)", text, intent_name(a.intent), a.reason);
	}
}

static void several_at_once(void **state)
{
	CLEANUP_INTENT_ANSWER struct intent_answer a = INTENT_ANSWER_INIT;
	CLEANUP_INTENT_ANSWER struct intent_answer b = INTENT_ANSWER_INIT;

	read_text(*state, "en", false, "", "Yes, I will attend. Is there parking?", &a);
	assert_int_equal(a.intent, INTENT_YES);
	assert_true(a.also_question);
	read_text(*state, "en", false, "", "I will attend. Please remove me from your mailing list afterwards.", &b);
	assert_int_equal(b.intent, INTENT_YES);
	assert_true(b.also_unsubscribe);
	assert_yes_and_asks(*state, "en", "Yes. Is there parking?");
	assert_yes_and_asks(*state, "uk", "Їду. Чи є парковка?");
	assert_yes_and_asks(*state, "de", "Ja. Gibt es Parkplätze?");
	assert_yes_and_asks(*state, "en", "Inz. Jan Kowalski will come. Is there parking?");
	/* to the rules a mere question, to the examples a yes */
	assert_yes_and_asks(*state, "en", "I don't need persuading. Where do I sit?");
}

static void people_are_counted(void **state)
{
	static const struct {
		const char *language, *text;
		int count;
	} list[] = {
		{ "ru", "Не трое, как я писал, а четверо: прибавился Юрий Моргун.", 4 },
		{ "ru", "Меняем состав: вместо Дробышева — Агата Ноженко. Сам тоже еду.", 2 },
		{ "ru", "Направляем специалистов:\n— Бережная Анна Юрьевна, инженер\n— Харитонов Лев Аркадьевич, механик", 2 },
		{ "en", "Three of us will come.", 3 },
		{ "en", "I'd like two tickets, please.", 2 },
	};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		CLEANUP_INTENT_ANSWER struct intent_answer a = INTENT_ANSWER_INIT;

		read_text(*state, list[i].language, false, "", list[i].text, &a);
		if (a.intent != INTENT_YES || a.count != list[i].count) {
			fail_msg("\"%s\" is read as %s of %d", list[i].text, intent_name(a.intent), a.count);
		}
	}
}

/* The replies of a data file: language, class, intent, count, names, text. */
struct tally {
	int n, right, wrong;
};

static void count_line(const struct world *w, char *line, struct tally *t)
{
	CLEANUP_INTENT_ANSWER struct intent_answer a = INTENT_ANSWER_INIT;
	char *rest = line, *f[6], text[4000] = "";
	size_t n = 0;

	for (size_t i = 0; i < 6; i++) {
		f[i] = strsep(&rest, "\t");
		assert_non_null(f[i]);
	}
	for (const char *s = f[5]; *s != '\0' && n + 1 < sizeof text; s++) {
		bool lf = s[0] == '\\' && s[1] == 'n';

		text[n++] = lf ? '\n' : *s;
		s += lf;
	}
	read_text(w, f[0], strcmp(f[1], "offer") == 0, "", text, &a);
	bool open = strcmp(f[2], "question") == 0 || strcmp(f[2], "other") == 0;

	t->n++;
	t->right += open ? !a.sure : a.sure && strcmp(intent_name(a.intent), f[2]) == 0;
	t->wrong += a.sure && strcmp(intent_name(a.intent), f[2]) != 0;
}

/* Each `every`-th line. */
static void count_file(const struct world *w, const char *path, size_t every, struct tally *t)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t alloc = 0, n = 0;

	assert_non_null(f);
	while (getline(&line, &alloc, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '#' && line[0] != '\0' && ++n % every == 0) {
			count_line(w, line, t);
		}
	}
	free(line);
	fclose(f);
}

static void examples_are_understood(void **state)
{
	static const char *const languages[] = { "lt", "pl", "en", "ru", "uk", "be", "de" };
	struct tally t = { 0 };

	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		char path[64];

		(void)snprintf(path, sizeof path, "templates/%s/replies.tsv", languages[i]);
		if (access(path, R_OK) != 0) {
			skip(); /* not run from the source tree */
		}
		count_file(*state, path, 7, &t);
	}
	print_message("%d examples: %d right, %d wrong\n", t.n, t.right, t.wrong);
	assert_true(t.n > 300);
	assert_true(t.right * 100 >= t.n * 97);
	assert_true(t.wrong * 200 <= t.n);
}

/* The figures that must hold on what neither packs nor examples were made from; with the examples more than without. */
static void unseen_replies_are_understood(void **state)
{
	const struct world *w = *state;
	const struct world rules = { .languages = w->languages, .reader = w->rules };
	struct tally with = { 0 }, without = { 0 };

	if (access("tests/data/unseen.tsv", R_OK) != 0) {
		skip();
	}
	count_file(w, "tests/data/unseen.tsv", 3, &with);
	count_file(&rules, "tests/data/unseen.tsv", 3, &without);
	print_message("%d unseen replies: %d right, %d wrong; by the rules alone %d, %d\n", with.n, with.right, with.wrong, without.right,
			without.wrong);
	assert_true(with.right * 100 >= with.n * 75);
	assert_true(with.wrong * 100 <= with.n * 4);
	assert_true(with.right > without.right && with.wrong < without.wrong);
}

/* A pack in a folder of its own. */
static void write_pack(const char *text, char *dir, size_t size)
{
	char path[600];
	FILE *f;

	(void)snprintf(dir, size, "%s/packXXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof path, "%s/xx", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	(void)snprintf(path, sizeof path, "%s/xx/language.conf", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void drop_pack(const char *dir)
{
	char path[600];

	(void)snprintf(path, sizeof path, "%s/xx/language.conf", dir);
	assert_int_equal(unlink(path), 0);
	(void)snprintf(path, sizeof path, "%s/xx", dir);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(dir), 0);
}

static void faults_are_told_with_their_line(void **state)
{
	static const char text[] = "[language]\nname = x\n[class]\nbut = but\n[intent.yes]\nyes||indeed = 3\nwill .. = 3\ncome $ now = 3\n"
		"go @nowhere = 3\n(i (will) come = 3\na.b = 3\ncoming = much\nas_you_like|gladly = 3\nstem~none = 3\n[intent.no]\ncoming = 3\n[intent.nope]\nx = 3\n"
		"[thresholds]\nacts = 1\n";
	static const int lines[] = { 6, 7, 8, 9, 10, 11, 12, 14, 16, 17, 20 };
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	char dir[512];

	(void)state;
	write_pack(text, dir, sizeof dir);
	assert_int_equal(languages_load((const char *const[]){ dir, NULL }, &languages, &problems, &err), ST_OK);
	assert_int_equal(problems.n, 0);
	assert_int_equal(intent_packs_check(languages, &problems, &err), ST_OK);
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		char where[40];
		bool found = false;

		(void)snprintf(where, sizeof where, "xx/language.conf:%d: ", lines[i]);
		for (size_t k = 0; k < problems.n; k++) {
			found = found || strstr(problems.texts[k], where) != NULL;
		}
		if (!found) {
			fail_msg("no fault is told for line %d", lines[i]);
		}
	}
	assert_int_equal(problems.n, sizeof lines / sizeof lines[0]);
	problems_release(&problems);
	drop_pack(dir);
}

static void groups_mean_what_they_say(void **state)
{
	static const char text[] = "[language]\nname = x\n[ending]\nfuture = siu sime - m*\n[class]\nbut = but\nwe = nobody\n[intent.yes]\n"
		"will {gladly|surely|also} come = 3\nsee_you|meet (there|then) soon = 3\neis~future now = 3\nput me|us|<n> down = 3\n";
	static const struct {
		const char *text;
		bool found;
	} list[] = {
		{ "will come", true }, { "will also surely gladly come", true }, { "will not come", false }, { "see you soon", true },
		{ "meet there soon", true }, { "see soon", false }, { "see you there then soon", false }, { "eissiu now", true },
		{ "eis now", true }, { "eismas now", true }, { "eisti now", false }, { "put 3 down", true }, { "put him down", false },
	};
	static const char *const sections[] = { "intent.yes", NULL };
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	struct problems problems = PROBLEMS_INIT;
	struct vocabulary *vocabulary = NULL;
	struct error err = ERROR_INIT;
	char dir[512];

	(void)state;
	write_pack(text, dir, sizeof dir);
	assert_int_equal(languages_load((const char *const[]){ dir, NULL }, &languages, &problems, &err), ST_OK);
	assert_int_equal(vocabulary_new(languages_find(languages, "xx"), sections, 1, 1, false, &vocabulary, &problems, &err), ST_OK);
	assert_int_equal(problems.n, 0);
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		CLEANUP_TOKENS struct tokens tokens = TOKENS_INIT;
		CLEANUP_HITS struct hits hits = HITS_INIT;

		assert_int_equal(tokens_read(list[i].text, strlen(list[i].text), &tokens, &err), ST_OK);
		assert_int_equal(vocabulary_find(vocabulary, &tokens, false, 0, &hits, &err), ST_OK);
		if ((hits.n > 0) != list[i].found) {
			fail_msg("\"%s\": %zu found", list[i].text, hits.n);
		}
	}
	vocabulary_free(vocabulary);
	problems_release(&problems);
	drop_pack(dir);
}

/* A word that lies in many groups of alternatives is found in each. */
static void common_words_keep_all_phrases(void **state)
{
	static const char *const sections[] = { "intent.yes", NULL };
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	struct problems problems = PROBLEMS_INIT;
	struct vocabulary *vocabulary = NULL;
	struct error err = ERROR_INIT;
	char dir[512], pack[16000] = "[language]\nname = x\n[intent.yes]\n";
	size_t len = strlen(pack);

	(void)state;
	for (int i = 0; i < 300; i++) {
		len += (size_t)snprintf(pack + len, sizeof pack - len, "us|a%c%c b%c%c = 3\n", 'a' + i / 26, 'a' + i % 26, 'a' + i / 26, 'a' + i % 26);
	}
	write_pack(pack, dir, sizeof dir);
	assert_int_equal(languages_load((const char *const[]){ dir, NULL }, &languages, &problems, &err), ST_OK);
	assert_int_equal(vocabulary_new(languages_find(languages, "xx"), sections, 1, 1, false, &vocabulary, &problems, &err), ST_OK);
	for (int i = 0; i < 300; i++) {
		CLEANUP_TOKENS struct tokens tokens = TOKENS_INIT;
		CLEANUP_HITS struct hits hits = HITS_INIT;
		char text[16];

		(void)snprintf(text, sizeof text, "us b%c%c", 'a' + i / 26, 'a' + i % 26);
		assert_int_equal(tokens_read(text, strlen(text), &tokens, &err), ST_OK);
		assert_int_equal(vocabulary_find(vocabulary, &tokens, false, 0, &hits, &err), ST_OK);
		assert_int_equal(hits.n, 1);
	}
	vocabulary_free(vocabulary);
	problems_release(&problems);
	drop_pack(dir);
}

static void distances(void **state)
{
	(void)state;
	assert_int_equal(text_distance("attend", 6, "atend", 5, 2), 1);
	assert_int_equal(text_distance("attend", 6, "tatend", 6, 2), 1);
	assert_int_equal(text_distance("будем", 10, "будм", 8, 2), 1);
	assert_int_equal(text_distance("abc", 3, "xyz", 3, 1), 2);
}

static void long_texts_are_cut(void **state)
{
	size_t n = 1u << 20;
	char *text = malloc(n + 1);
	CLEANUP_INTENT_ANSWER struct intent_answer a = INTENT_ANSWER_INIT;

	assert_non_null(text);
	for (size_t i = 0; i < n; i++) {
		text[i] = "ne dalyvausiu bet jei "[i % 22];
	}
	text[n] = '\0';
	read_text(*state, "lt", false, "", text, &a);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(traps),
		cmocka_unit_test(subjects_answer),
		cmocka_unit_test(evidence_is_where_it_says),
		cmocka_unit_test(several_at_once),
		cmocka_unit_test(examples_are_understood),
		cmocka_unit_test(unseen_replies_are_understood),
		cmocka_unit_test(faults_are_told_with_their_line),
		cmocka_unit_test(groups_mean_what_they_say),
		cmocka_unit_test(people_are_counted),
		cmocka_unit_test(common_words_keep_all_phrases),
		cmocka_unit_test(distances),
		cmocka_unit_test(long_texts_are_cut),
	};

	return cmocka_run_group_tests_name("intent", tests, open_world, close_world);
}
