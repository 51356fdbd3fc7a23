/* Plurals, dates and salutations of the shipped language packs, against rules and tables written down apart from them. */
#include "render/collate.h"
#include "render/date.h"
#include "render/plural.h"
#include "render/salutation.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unicode/umsg.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>
#include <unistd.h>

static const char *const codes[] = { "lt", "pl", "en", "ru", "uk", "be" };

struct packs {
	struct languages *languages;
	struct salutations *salutations[ARRAY_SIZE(codes)];
	const struct salutations *all[ARRAY_SIZE(codes) + 1];
	struct date_words *dates[ARRAY_SIZE(codes)];
	struct plurals *plurals[ARRAY_SIZE(codes)];
	struct zones *zones;
	char *data;
};

static int load(void **state)
{
	static struct packs p;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	CLEANUP_FREE char *templates = NULL;

	if (fs_data_dir(&p.data, &err) != ST_OK) {
		return 1;
	}
	templates = fs_join(p.data, "templates");
	if (languages_load((const char *const[]){ templates, NULL }, &p.languages, &problems, &err) != ST_OK) {
		return 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		const struct language *l = languages_find(p.languages, codes[i]);

		if (l == NULL || salutations_load(l, codes[i], &p.salutations[i], &problems, &err) != ST_OK
				|| date_words_load(l, codes[i], &p.dates[i], &problems, &err) != ST_OK
				|| plurals_load(l, codes[i], &p.plurals[i], &problems, &err) != ST_OK) {
			return 1;
		}
		p.all[i] = p.salutations[i];
	}
	for (size_t i = 0; i < problems.n; i++) {
		print_message("%s\n", problems.texts[i]);
	}
	*state = &p;
	return problems.n > 0 || zones_new(&p.zones, &err) != ST_OK;
}

static int unload(void **state)
{
	struct packs *p = *state;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		salutations_free(p->salutations[i]);
		date_words_free(p->dates[i]);
		plurals_free(p->plurals[i]);
	}
	zones_free(p->zones);
	languages_free(p->languages);
	free(p->data);
	return 0;
}

/* The rules of CLDR for whole numbers, written down by hand. */
static const char *expected_category(const char *code, int n)
{
	int d = n % 10, h = n % 100;

	if (strcmp(code, "en") == 0) {
		return n == 1 ? "one" : "other";
	}
	if (strcmp(code, "lt") == 0) {
		return d == 1 && (h < 11 || h > 19) ? "one" : d >= 2 && (h < 11 || h > 19) ? "few" : "other";
	}
	if (strcmp(code, "pl") == 0) {
		return n == 1 ? "one" : d >= 2 && d <= 4 && (h < 12 || h > 14) ? "few" : "many";
	}
	return d == 1 && h != 11 ? "one" : d >= 2 && d <= 4 && (h < 12 || h > 14) ? "few" : "many";
}

static void test_plural_categories(void **state)
{
	struct packs *p = *state;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		UErrorCode code = U_ZERO_ERROR;
		UPluralRules *rules = uplrules_open(codes[i], &code);

		for (int n = 0; n <= 1000; n++) {
			UChar word[16];
			char text[16] = "";
			int32_t len = uplrules_select(rules, n, word, 16, &code);

			u_UCharsToChars(word, text, len);
			assert_string_equal(plural_category(p->plurals[i], n), text);
			assert_string_equal(plural_category(p->plurals[i], n), expected_category(codes[i], n));
		}
		uplrules_close(rules);
	}
}

/* Expected texts write ~ for a no-break space and ^ for a word joiner. */
static char *bound(const char *text)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;

	for (; *text != '\0'; text++) {
		strbuf_adds(&sb, *text == '~' ? "\u00a0" : *text == '^' ? "\u2060" : (const char[]){ *text, '\0' });
	}
	return strbuf_detach(&sb, NULL);
}

static void test_plural_forms(void **state)
{
	struct packs *p = *state;
	static const struct {
		int language, n;
		const char *key, *text;
	} cases[] = {
		{ 0, 1, "people", "1~žmogus" }, { 0, 2, "people", "2~žmonės" }, { 0, 10, "people", "10~žmonių" },
		{ 0, 11, "people", "11~žmonių" }, { 0, 21, "people", "21~žmogus" }, { 0, 40, "seats", "40~vietų" },
		{ 1, 1, "people", "1~osoba" }, { 1, 2, "people", "2~osoby" }, { 1, 5, "people", "5~osób" },
		{ 1, 21, "people", "21~osób" }, { 1, 22, "people", "22~osoby" }, { 1, 12, "seats", "12~miejsc" },
		{ 2, 1, "people", "1~person" }, { 2, 0, "people", "0~people" },
		{ 3, 1, "people", "1~человек" }, { 3, 3, "people", "3~человека" }, { 3, 11, "people", "11~человек" },
		{ 4, 2, "people", "2~особи" }, { 4, 5, "people", "5~осіб" },
		{ 5, 2, "people", "2~чалавекі" }, { 5, 5, "people", "5~чалавек" }, { 5, 5, "seats", "5~месцаў" },
		{ 0, 1002, "people", "1002~žmonės" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
		CLEANUP_FREE char *expected = bound(cases[i].text);

		assert_true(plural_format(p->plurals[cases[i].language], cases[i].key, strlen(cases[i].key), cases[i].n, &sb));
		assert_string_equal(sb.buf, expected);
	}
	/* Every pack counts the same nouns. */
	for (size_t i = 1; i < ARRAY_SIZE(codes); i++) {
		for (const char *const *key = plural_keys(p->plurals[0]); *key != NULL; key++) {
			assert_true(plural_has(p->plurals[i], *key, strlen(*key)));
		}
	}
}

/* What ICU's own message format makes of the forms of a pack's noun: "{0, plural, one{# žmogus} few{…} …}". */
static void icu_plural(const char *locale, const char *value, int n, char *ret, size_t size)
{
	CLEANUP_STRBUF struct strbuf pattern = STRBUF_INIT;
	UChar wide[2000], out[400];
	UErrorCode code = U_ZERO_ERROR;
	int32_t len = 0, bytes = 0;

	strbuf_adds(&pattern, "{0, plural, ");
	for (const char *p = value; *p != '\0';) {
		size_t form = strcspn(p, "|");
		const char *colon = memchr(p, ':', form);

		assert_non_null(colon);
		strbuf_addf(&pattern, "%.*s{", (int)(colon - p), p);
		for (const char *c = colon + 1; c < p + form; c++) {
			if (strncmp(c, "{n}", 3) == 0) {
				strbuf_addf(&pattern, "%d", n); /* ICU would group the digits of 1000 */
				c += 2;
			} else {
				strbuf_addf(&pattern, *c == '\'' ? "''" : "%c", *c);
			}
		}
		strbuf_adds(&pattern, "} ");
		p += form + (p[form] == '|');
	}
	strbuf_addc(&pattern, '}');
	u_strFromUTF8(wide, (int32_t)ARRAY_SIZE(wide), &len, pattern.buf, (int32_t)pattern.len, &code);
	len = u_formatMessage(locale, wide, len, out, (int32_t)ARRAY_SIZE(out), &code, (double)n);
	u_strToUTF8(ret, (int32_t)size, &bytes, out, len, &code);
	assert_true(U_SUCCESS(code));
}

static void trim(char *s)
{
	size_t from = strspn(s, " "), len = strlen(s);

	while (len > from && s[len - 1] == ' ') {
		len--;
	}
	memmove(s, s + from, len - from);
	s[len - from] = '\0';
}

/* Every counted noun of every pack from 0 to 1000. */
static void test_plurals_are_icus(void **state)
{
	struct packs *p = *state;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		const struct phrase *lines = NULL;
		size_t n_lines = language_phrases(languages_find(p->languages, codes[i]), "plural", &lines);

		assert_true(n_lines >= 6);
		for (size_t k = 0; k < n_lines; k++) {
			for (int n = 0; n <= 1000; n++) {
				CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
				char expected[400] = "";

				icu_plural(codes[i], lines[k].value, n, expected, sizeof expected);
				trim(expected);
				assert_true(plural_format(p->plurals[i], lines[k].text, strlen(lines[k].text), n, &sb));
				assert_string_equal(sb.buf, expected);
			}
		}
	}
}

/* A pack that lacks a form of its language would print another, silently wrong: it is told with file and line. */
static void test_missing_forms(void **state)
{
	static const struct {
		const char *code, *line, *fault;
	} cases[] = {
		{ "lt", "people = one: {n} žmogus | other: {n} žmonių", "letters.conf:2: 'people' lacks the form 'few'" },
		{ "pl", "people = one: {n} osoba | few: {n} osoby | other: {n} osoby", "letters.conf:2: 'people' lacks the form 'many'" },
		{ "uk", "people = few: {n} особи | many: {n} осіб | other: {n} особи", "letters.conf:2: 'people' lacks the form 'one'" },
		{ "en", "people = one: {n} person", "letters.conf:2: 'people' lacks the form 'other'" },
		{ "en", "people = one: {n} person | few: {n} persons | other: {n} people", "letters.conf:2: 'people' has a form 'few'" },
		{ "lt", "people = vienas: {n} žmogus", "letters.conf:2: 'vienas: {n} žmogus'" },
	};
	char dir[] = "/tmp/kvieslys-pack.XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
		CLEANUP_LANGUAGES struct languages *languages = NULL;
		CLEANUP_STRBUF struct strbuf folder = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
		CLEANUP_FREE char *pack = NULL;
		CLEANUP_FREE char *letters = NULL;
		struct plurals *plurals = NULL;
		bool told = false;

		strbuf_addf(&folder, "%s/%zu", dir, i);
		assert_int_equal(mkdir(folder.buf, 0700), 0);
		strbuf_addf(&folder, "/%s", cases[i].code);
		assert_int_equal(mkdir(folder.buf, 0700), 0);
		pack = fs_join(folder.buf, "language.conf");
		letters = fs_join(folder.buf, "letters.conf");
		strbuf_addf(&text, "[language]\nlocale = %s\nname = x\n", cases[i].code);
		assert_int_equal(fs_write(pack, text.buf, text.len, 0600, NULL), ST_OK);
		strbuf_reset(&text);
		strbuf_addf(&text, "[plural]\n%s\n", cases[i].line);
		assert_int_equal(fs_write(letters, text.buf, text.len, 0600, NULL), ST_OK);
		folder.buf[strlen(folder.buf) - strlen(cases[i].code) - 1] = '\0';
		assert_int_equal(languages_load((const char *const[]){ folder.buf, NULL }, &languages, &problems, NULL), ST_OK);
		assert_int_equal(plurals_load(languages_find(languages, cases[i].code), "letters.conf", &plurals, &problems, NULL), ST_OK);
		for (size_t k = 0; k < problems.n; k++) {
			told |= strncmp(problems.texts[k], cases[i].fault, strlen(cases[i].fault)) == 0;
		}
		if (!told) {
			fail_msg("%s: not told: %s (%s)", cases[i].code, cases[i].fault, problems.n > 0 ? problems.texts[0] : "nothing");
		}
		plurals_free(plurals);
		(void)unlink(pack);
		(void)unlink(letters);
		*strrchr(pack, '/') = '\0';
		(void)rmdir(pack);
		(void)rmdir(folder.buf);
	}
	(void)rmdir(dir);
}

struct forms {
	const char *months[12];
	const char *weekdays[7];
	const char *pattern; /* %1$s weekday %2$d day %3$s month %4$d year %5$02d hour */
};

/* The table of the reference, completed for every month and weekday. */
static const struct forms forms[ARRAY_SIZE(codes)] = {
	{ { "sausio", "vasario", "kovo", "balandžio", "gegužės", "birželio", "liepos", "rugpjūčio", "rugsėjo", "spalio", "lapkričio", "gruodžio" },
		{ "pirmadienį", "antradienį", "trečiadienį", "ketvirtadienį", "penktadienį", "šeštadienį", "sekmadienį" },
		"%4$d~m. %3$s~%2$d~d. (%1$s) %5$d.00~val." },
	{ { "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia" },
		{ "w~poniedziałek", "we~wtorek", "w~środę", "w~czwartek", "w~piątek", "w~sobotę", "w~niedzielę" },
		"%1$s %2$d~%3$s %4$d~r. o~godz.~%5$d.00" },
	{ { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" },
		{ "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" }, "%1$s, %2$d~%3$s %4$d at~%5$02d:00" },
	{ { "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря" },
		{ "в~понедельник", "во~вторник", "в~среду", "в~четверг", "в~пятницу", "в~субботу", "в~воскресенье" },
		"%1$s, %2$d~%3$s %4$d~г., в~%5$d:00" },
	{ { "січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня" },
		{ "у~понеділок", "у~вівторок", "у~середу", "у~четвер", "у~п’ятницю", "у~суботу", "у~неділю" },
		"%1$s, %2$d~%3$s %4$d~р., о~%5$d:00" },
	{ { "студзеня", "лютага", "сакавіка", "красавіка", "мая", "чэрвеня", "ліпеня", "жніўня", "верасня", "кастрычніка", "лістапада", "снежня" },
		{ "у~панядзелак", "у~аўторак", "у~сераду", "у~чацвер", "у~пятніцу", "у~суботу", "у~нядзелю" },
		"%1$s, %2$d~%3$s %4$d~г., у~%5$d:00" },
};

static void test_every_weekday_and_month(void **state)
{
	struct packs *p = *state;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		int64_t t = 0;

		assert_int_equal(time_parse_rfc3339("2026-01-01T10:00:00Z", &t, NULL), ST_OK); /* a Thursday */
		for (int day = 0; day < 365; day++, t += 86400) {
			static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
			CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
			CLEANUP_FREE char *plain = NULL;
			CLEANUP_FREE char *expected = NULL;
			int month = 0, d = day;

			for (; d >= lengths[month]; month++) {
				d -= lengths[month];
			}
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			assert_true(asprintf(&plain, forms[i].pattern, forms[i].weekdays[(day + 3) % 7], d + 1,
					forms[i].months[month], 2026, 10) > 0);
#pragma GCC diagnostic pop
			expected = bound(plain);
			assert_int_equal(date_format(p->dates[i], p->zones, "UTC", DATE_ON_DAY_TIME, t, t, &sb, NULL), ST_OK);
			assert_string_equal(sb.buf, expected);
		}
	}
}

static void test_ranges(void **state)
{
	struct packs *p = *state;
	static const struct {
		int language;
		const char *start, *end, *text;
	} cases[] = {
		{ 0, "2026-11-23T08:00:00Z", "2026-11-23T14:00:00Z", "2026~m. lapkričio~23~d. (pirmadienį) 10.00–^16.00~val." },
		{ 0, "2026-11-23T08:00:00Z", "2026-11-24T14:00:00Z", "2026~m. lapkričio~23–^24~d." },
		{ 0, "2026-11-30T08:00:00Z", "2026-12-01T14:00:00Z", "2026~m. lapkričio~30~d.~– gruodžio~1~d." },
		{ 0, "2026-12-31T08:00:00Z", "2027-01-01T14:00:00Z", "2026~m. gruodžio~31~d.~– 2027~m. sausio~1~d." },
		{ 0, "2026-11-23T08:00:00Z", "2026-11-23T22:00:00Z", "2026~m. lapkričio~23~d. (pirmadienį) 10.00–^0.00~val." },
		{ 0, "2026-11-23T08:30:00Z", "2026-11-23T08:30:00Z", "2026~m. lapkričio~23~d. (pirmadienį) 10.30~val." },
		{ 1, "2026-11-24T08:00:00Z", "2026-11-24T14:00:00Z", "we~wtorek 24~listopada 2026~r. w~godz.~10.00–^16.00" },
		{ 1, "2026-11-23T08:00:00Z", "2026-11-24T14:00:00Z", "23–^24~listopada 2026~r." },
		{ 1, "2026-11-30T08:00:00Z", "2026-12-01T14:00:00Z", "30~listopada~– 1~grudnia 2026~r." },
		{ 2, "2026-11-23T07:00:00Z", "2026-11-23T14:00:00Z", "Monday, 23~November 2026, 09:00–^16:00" },
		{ 2, "2026-11-23T08:00:00Z", "2026-11-24T14:00:00Z", "23–^24~November 2026" },
		{ 3, "2026-11-24T08:00:00Z", "2026-11-24T14:00:00Z", "во~вторник, 24~ноября 2026~г., с~10:00 до~16:00" },
		{ 4, "2026-11-24T08:00:00Z", "2026-11-24T14:00:00Z", "у~вівторок, 24~листопада 2026~р., з~10:00 до~16:00" },
		{ 4, "2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z", "у~вівторок, 24~листопада 2026~р., об~11:00" },
		{ 5, "2026-11-24T08:00:00Z", "2026-11-24T14:00:00Z", "у~аўторак, 24~лістапада 2026~г., з~10:00 да~16:00" },
		{ 5, "2026-11-23T08:00:00Z", "2026-11-24T14:00:00Z", "23–^24~лістапада 2026~г." },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
		CLEANUP_FREE char *expected = bound(cases[i].text);
		int64_t start = 0, end = 0;

		assert_int_equal(time_parse_rfc3339(cases[i].start, &start, NULL), ST_OK);
		assert_int_equal(time_parse_rfc3339(cases[i].end, &end, NULL), ST_OK);
		assert_int_equal(date_format_when(p->dates[cases[i].language], p->zones, "Europe/Vilnius", start, end, &sb, NULL),
				ST_OK);
		assert_string_equal(sb.buf, expected);
	}
}

static void test_zones(void **state)
{
	struct packs *p = *state;
	struct error err = ERROR_INIT;
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	int64_t t = 0;
	int minutes = 0;

	assert_int_equal(time_parse_rfc3339("2027-03-18T08:00:00Z", &t, NULL), ST_OK);
	assert_int_equal(date_format(p->dates[1], p->zones, "Europe/Warsaw", DATE_TIME, t, t, &sb, NULL), ST_OK);
	assert_string_equal(sb.buf, "godz.\u00a09.00");
	assert_string_equal(zones_of_country(p->zones, "PL"), "Europe/Warsaw");
	assert_null(zones_of_country(p->zones, "US"));
	assert_int_equal(zones_offset(p->zones, "Europe/Vilnius", t, &minutes, NULL), ST_OK);
	assert_int_equal(minutes, 120);
	assert_int_equal(zones_offset(p->zones, "Europe/Vilnius", t + 30 * 86400, &minutes, NULL), ST_OK);
	assert_int_equal(minutes, 180);
	assert_int_equal(zones_offset(p->zones, "Europe/Alytus", t, &minutes, &err), ST_INVALID);
	assert_string_equal(date_zone_label(languages_find(p->languages, "lt"), "Europe/Vilnius"), "Lietuvos laiku");
}

/* Each list in the order of its language. */
static void test_collation(void **state)
{
	static const struct {
		const char *language;
		const char *words[8];
	} cases[] = {
		{ "lt", { "Cibulskis", "Čepas", "Ignas", "Ylius", "Ivanauskas", "Sakalas", "Šarka", "Žukas" } },
		{ "pl", { "Cieślak", "Ćwik", "Lis", "Luzak", "Łapiński", "Sowa", "Śliwa", "Żak" } },
		{ "ru", { "Егоров", "Ёлкин", "Жуков", "Иванов", "Йорданов", "Щукин", "Эрн", "Яшин" } },
		{ "uk", { "Гнатюк", "Ґудзь", "Євтушенко", "Іваненко", "Їжакевич", "Йосипенко", "Щур", "Яценко" } },
		{ "be", { "Ёрш", "Жук", "Ільін", "Йоська", "Умка", "Ўсёў", "Шупа", "Янкоўскі" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_COLLATOR struct collator *c = NULL;

		assert_int_equal(collator_new(cases[i].language, &c, NULL), ST_OK);
		for (size_t k = 1; k < 8; k++) {
			if (collator_compare(c, cases[i].words[k - 1], cases[i].words[k]) >= 0) {
				fail_msg("%s: %s does not stand before %s", cases[i].language, cases[i].words[k - 1], cases[i].words[k]);
			}
		}
		assert_true(collator_compare_names(c, "Ona Adomaitė", "Jonas Bytautas") < 0);
		assert_true(collator_compare_names(c, "Jonas", NULL) < 0);
	}
}

static char *field(char **cursor)
{
	char *s = *cursor, *bar = strchr(s, '|'), *end;

	if (bar != NULL) {
		*bar = '\0';
		*cursor = bar + 1;
	} else {
		*cursor = s + strlen(s);
	}
	s += strspn(s, " ");
	for (end = s + strlen(s); end > s && end[-1] == ' '; end--) {
		end[-1] = '\0';
	}
	return s;
}

static int check_line(struct packs *p, size_t language, char *line)
{
	char *given = field(&line), *family = field(&line), *title = field(&line), *expected = field(&line),
	     *said = field(&line);
	const struct salutation_person person = { .given_name = *given != '\0' ? given : NULL,
		.family_name = *family != '\0' ? family : NULL, .title = *title != '\0' ? title : NULL,
		.salutation = *said != '\0' ? said : NULL };
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	struct salutation_guess guess;

	salutation_write(p->salutations[language], p->all, &person, &sb, &guess);
	if (strcmp(sb.buf, expected) != 0) {
		print_error("%s: '%s' '%s' '%s': '%s', expected '%s' (%c %.2f)\n", codes[language], given, family, title, sb.buf,
				expected, guess.gender != 0 ? guess.gender : '-', guess.certainty);
		return 1;
	}
	return 0;
}

static void test_salutations(void **state)
{
	struct packs *p = *state;
	int bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
		char *s;

		strbuf_addf(&path, "%s/tests/data/salutations/%s.txt", p->data, codes[i]);
		if (fs_read(path.buf, 1u << 20, &text, NULL) != ST_OK) {
			fail_msg("%s cannot be read", path.buf);
		}
		for (s = text.buf; *s != '\0';) {
			char *nl = strchr(s, '\n');

			assert_non_null(nl);
			*nl = '\0';
			bad += *s != '#' ? check_line(p, i, s) : 0;
			s = nl + 1;
		}
	}
	assert_int_equal(bad, 0);
}

static void test_said_beats_guessed(void **state)
{
	struct packs *p = *state;
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	struct salutation_person person = { .given_name = "Saša", .family_name = "Lindė", .gender = "m" };
	struct salutation_guess guess;

	salutation_write(p->salutations[0], p->all, &person, &sb, &guess);
	assert_string_equal(sb.buf, "Gerbiamas pone Linde,");
	assert_false(guess.guessed);
	strbuf_reset(&sb);
	person.salutation = "Sveikas, Saša,";
	salutation_write(p->salutations[0], p->all, &person, &sb, &guess);
	assert_string_equal(sb.buf, "Sveikas, Saša,");
	strbuf_reset(&sb);
	person = (struct salutation_person){ .name = "Biuras", .role = true };
	salutation_write(p->salutations[1], p->all, &person, &sb, &guess);
	assert_string_equal(sb.buf, "Szanowni Państwo,");
	strbuf_reset(&sb);
	person = (struct salutation_person){ .name = "Петров Иван Петрович" };
	salutation_write(p->salutations[3], p->all, &person, &sb, &guess);
	assert_string_equal(sb.buf, "Уважаемый Иван Петрович!");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plural_categories),
		cmocka_unit_test(test_plural_forms),
		cmocka_unit_test(test_plurals_are_icus),
		cmocka_unit_test(test_missing_forms),
		cmocka_unit_test(test_every_weekday_and_month),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_collation),
		cmocka_unit_test(test_salutations),
		cmocka_unit_test(test_said_beats_guessed),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
