/* Prints every letter in every language for sample contacts, through the product's own press.
 *
 *	print_letters DIR TEMPLATES [EMBLEM.png [LOGO.png]]   writes DIR/<language>-<letter>.eml, .html, .txt
 *	print_letters bench N TEMPLATES [LETTER]   prints N letters, tells how many a second, bytes, memory */
#include "domain/letter.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const struct letter_text event_texts[] = {
	{ "lt", "title", "Šiuolaikinės metalo apdirbimo technologijos" },
	{ "lt", "place", "Alytus, Pramonės g. 1" },
	{ "lt", "place-in", "Alytuje" },
	{ "lt", "programme", "10.00 Registracija ir kava\n10.30 Lazerinis pjovimas: ko reikia mažai įmonei\n12.00 Suvirinimo robotai, "
		"pavyzdžiai iš Alytaus ir Balstogės regionų įmonių\n13.00 Pietūs\n14.00–16.00 Įmonių susitikimai" },
	{ "lt", "speakers", "Dr. Rasa Petraitienė, Kauno technologijos universitetas\nTomasz Zieliński, Politechnika Białostocka" },
	{ "lt", "languages", "lietuvių ir lenkų, su vertimu" },
	{ "lt", "fee", "nemokamai" },
	{ "lt", "summary", "Siūlome lazerinio pjovimo paslaugas nerūdijančiam plienui iki 20 mm." },
	{ "lt", "description", "Įmonė turi du 6 kW lazerius.\nSerijos nuo 1 iki 10 000 vienetų." },
	{ "lt", "partner-sought", "Mašinų ir baldų gamintojai Lenkijoje." },
	{ "pl", "title", "Nowoczesne technologie obróbki metalu" },
	{ "pl", "place", "Alytus (Olita), Pramonės g. 1" },
	{ "pl", "place-in", "w Olicie" },
	{ "pl", "programme", "10.00 Rejestracja i kawa\n10.30 Cięcie laserowe w małej firmie\n13.00 Obiad\n14.00–16.00 Rozmowy firm" },
	{ "pl", "languages", "litewski i polski, z tłumaczeniem" },
	{ "pl", "summary", "Oferujemy cięcie laserowe stali nierdzewnej do 20 mm." },
	{ "pl", "description", "Dwa lasery 6 kW." },
	{ "pl", "partner-sought", "Producenci maszyn i mebli w Polsce." },
	{ "en", "title", "Modern metal processing technologies" },
	{ "en", "place", "Alytus, Pramonės g. 1, Lithuania" },
	{ "en", "place-in", "in Alytus" },
	{ "en", "programme", "10:00 Registration and coffee\n10:30 Laser cutting for small firms\n13:00 Lunch\n14:00–16:00 Firms meet" },
	{ "en", "summary", "We offer laser cutting of stainless steel up to 20 mm." },
	{ "en", "description", "Two lasers of 6 kW." },
	{ "en", "partner-sought", "Makers of machines and furniture." },
	{ "ru", "title", "Современные технологии обработки металла" },
	{ "ru", "place", "Алитус, ул. Прамонес 1" },
	{ "ru", "place-in", "в Алитусе" },
	{ "ru", "programme", "10:00 Регистрация и кофе\n10:30 Лазерная резка на малом предприятии" },
	{ "ru", "summary", "Предлагаем лазерную резку нержавеющей стали до 20 мм." },
	{ "ru", "description", "Два лазера по 6 кВт." },
	{ "ru", "partner-sought", "Производители машин и мебели." },
	{ "uk", "title", "Сучасні технології обробки металу" },
	{ "uk", "place", "Алітус, вул. Прамонес 1" },
	{ "uk", "place-in", "в Алітусі" },
	{ "uk", "summary", "Пропонуємо лазерне різання нержавної сталі до 20 мм." },
	{ "uk", "description", "Два лазери по 6 кВт." },
	{ "uk", "partner-sought", "Виробники машин і меблів." },
	{ "be", "title", "Сучасныя тэхналогіі апрацоўкі металу" },
	{ "be", "place", "Алітус, вул. Прамонес 1" },
	{ "be", "place-in", "у Алітусе" },
	{ "be", "summary", "Прапануем лазерную рэзку нержавейнай сталі да 20 мм." },
	{ "be", "description", "Два лазеры па 6 кВт." },
	{ "be", "partner-sought", "Вытворцы машын і мэблі." },
};

static const struct letter_text funding_texts[] = {
	{ "lt", "statement", "Renginys bendrai finansuojamas Europos Sąjungos lėšomis." },
	{ "pl", "statement", "Wydarzenie współfinansowane przez Unię Europejską." },
	{ "en", "statement", "The event is co-funded by the European Union." },
	{ "ru", "statement", "Мероприятие софинансируется Европейским союзом." },
	{ "uk", "statement", "Захід співфінансується Європейським Союзом." },
	{ "be", "statement", "Мерапрыемства сумесна фінансуецца Еўрапейскім саюзам." },
};

static struct letter_sender sender = {
	.name = "Pietų verslo centras",
	.address = "seminarai@centras.example",
	.reply_to = "seminarai@centras.example",
	.postal = "Pramonės g. 1, LT-62001 Alytus",
	.phone = "+370 315 00000",
	.website = "https://centras.example",
	.unsubscribe = "https://centras.example/u/",
	.tagged = true,
};

static const struct letter_contact contacts[] = {
	{ .email = "jonas@metalas.example", .name = "Jonas Kazlauskas", .given_name = "Jonas", .family_name = "Kazlauskas",
		.language = "lt", .organisation = "UAB „Metalo linija“", .country = "LT", .source = "metalo įmonių sąrašas" },
	{ .email = "anna@metal.example", .name = "Anna Kowalska", .given_name = "Anna", .family_name = "Kowalska",
		.language = "pl", .organisation = "Zakład Metalowy „Kowal” sp. z o.o.", .country = "PL", .source = "targi 2026" },
	{ .email = "office@firm.example", .name = "Mary Smith", .given_name = "Mary", .family_name = "Smith",
		.language = "en", .organisation = "Smith & Sons <Ltd>", .country = "PL", .source = "trade fair 2026" },
	{ .email = "ivan@zavod.example", .name = "Иван Петрович Петров", .given_name = "Иван Петрович", .family_name = "Петров",
		.language = "ru", .organisation = "ООО «Завод»", .country = "LT", .source = "выставка" },
	{ .email = "oksana@zavod.example", .name = "Оксана Іванівна Коваленко", .given_name = "Оксана Іванівна",
		.family_name = "Коваленко", .language = "uk", .organisation = "ТОВ «Завод»", .country = "UA", .source = "виставка" },
	{ .email = "viktar@zavod.example", .name = "Віктар Кавалёў", .given_name = "Віктар", .family_name = "Кавалёў",
		.language = "be", .organisation = "ААТ «Завод»", .country = "BY", .source = "выстава" },
	{ .email = "info@nobody.example", .name = NULL, .language = NULL, .country = "LT", .role = true, .source = "web" },
};

#define PARAMS "{\"count\":2,\"attendees\":[\"Jonas Kazlauskas\",\"Rasa Kazlauskienė\"]," \
	"\"said\":\"Taip, dalyvausime dviese: aš ir Rasa Kazlauskienė.\\nAčiū!\",\"waiting_place\":3," \
	"\"old_start\":1804838400,\"old_end\":1804860000,\"old_place\":\"Alytus, Rotušės a. 4\",\"reason\":\"Susirgo pranešėjas.\"," \
	"\"answer\":\"Taip, vertimas bus.\\nKava ir pietūs nemokami.\",\"subject\":\"Klausimas\"," \
	"\"questionnaire\":\"https://centras.example/q/1\",\"materials\":\"https://centras.example/m/1\"," \
	"\"items\":[{\"id\":7,\"from\":\"jonas@metalas.example\",\"about\":\"Re: Kvietimas\",\"reason\":\"klausia\",\"proposal\":\"question\"}," \
	"{\"id\":9,\"from\":\"anna@metal.example\",\"about\":\"Odp: Zaproszenie\",\"reason\":\"neaišku\",\"proposal\":\"yes\"}]}"

#define LIST_PARAMS "{\"list\":\"naujienos\",\"list-address\":\"naujienos@centras.example\",\"offer-id\":\"BOLT-2027-003\"," \
	"\"who-name\":\"Anna Kowalska\",\"who-organisation\":\"Zakład Metalowy „Kowal” sp. z o.o.\",\"who-country\":\"PL\"," \
	"\"who-email\":\"anna@metal.example\",\"who-phone\":\"+48 85 000 00 00\",\"said\":\"Tak, jesteśmy zainteresowani.\"}"

static const char *const campaign_letters[] = { "invitation", "reminder", "offer", "consent" };

static bool is_campaign(const char *letter)
{
	for (size_t i = 0; i < ARRAY_SIZE(campaign_letters); i++) {
		if (strcmp(campaign_letters[i], letter) == 0) {
			return true;
		}
	}
	return false;
}

static struct letter_message sample(const char *letter, const struct letter_contact *contact, const struct letter_topic *topic)
{
	bool campaign = is_campaign(letter);

	return (struct letter_message){ .letter = letter, .campaign = campaign ? "alytus-kvietimas" : NULL,
		.class = campaign ? "event" : NULL, .languages = campaign ? "lt, pl, en, ru, uk, be" : NULL,
		.fallback = "be:ru:en, uk:en", .contact = contact, .topic = topic, .token = "k7q2m4x9a3b5c8d1e6f0g",
		.message_id = "<k7q2m4x9a3b5c8d1e6f0g@centras.example>", .calendar_uid = "e1c2-0123456789abcdef@centras.example",
		.date = 1804000000, .calendar = true, .in_reply_to = campaign ? NULL : "<reply@metalas.example>",
		.references = campaign ? NULL : "<reply@metalas.example>", .params = campaign ? NULL : PARAMS };
}

static void save(const char *dir, const char *base, const char *ending, const char *data, size_t len)
{
	CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;
	struct error err = ERROR_INIT;

	strbuf_addf(&path, "%s/%s.%s", dir, base, ending);
	if (fs_write(path.buf, data, len, 0644, &err) != ST_OK) {
		(void)fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
}

static const char *const names[] = { "invitation", "reminder", "offer", "confirmation", "waiting", "promoted", "declined",
	"maybe", "cancelled", "unsubscribed", "event-moved", "event-called-off", "reminder-day-before", "thanks", "missed-you",
	"not-understood", "interest", "digest", "answer" };
/* about no event and no offer */
static const char *const plain_names[] = { "subscription", "welcome", "goodbye", "consent", "consented", "interest-adviser",
	"interest-withdrawn" };

static int print_one(struct letter_press *press, const char *dir, const char *name, const struct letter_contact *contact,
		const struct letter_message *m)
{
	struct letter_print print;
	struct error err = ERROR_INIT;
	char base[80];

	if (letter_press_print(press, m, &print, &err) != ST_OK) {
		(void)fprintf(stderr, "%s for %s: %s\n", name, contact->email, err.text);
		return 1;
	}
	(void)snprintf(base, sizeof base, "%s-%s", contact->language != NULL ? contact->language : "xx", name);
	save(dir, base, "eml", print.bytes, print.len);
	save(dir, base, "html", print.html, strlen(print.html));
	save(dir, base, "txt", print.text, strlen(print.text));
	return 0;
}

static int print_all(struct letter_press *press, const char *dir, const struct letter_topic *event,
		const struct letter_topic *offer)
{
	int bad = 0;

	for (size_t n = 0; n < ARRAY_SIZE(names); n++) {
		for (size_t i = 0; i < ARRAY_SIZE(contacts); i++) {
			bool about_offer = strcmp(names[n], "offer") == 0 || strcmp(names[n], "interest") == 0;
			struct letter_message m = sample(names[n], &contacts[i], about_offer ? offer : event);

			bad |= print_one(press, dir, names[n], &contacts[i], &m);
		}
	}
	for (size_t n = 0; n < ARRAY_SIZE(plain_names); n++) {
		for (size_t i = 0; i < ARRAY_SIZE(contacts); i++) {
			struct letter_message m = sample(plain_names[n], &contacts[i], NULL);

			m.params = m.params != NULL ? LIST_PARAMS : NULL;
			bad |= print_one(press, dir, plain_names[n], &contacts[i], &m);
		}
	}
	return bad;
}

/* Time of the processor, not of the clock: other work on the machine does not count. */
static double cpu_seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int bench(struct letter_press *press, const char *letter, const struct letter_topic *topic, size_t n)
{
	double start = cpu_seconds(), seconds;
	struct rusage before, after;
	size_t bytes = 0;

	for (size_t i = 0; i < n; i++) {
		struct letter_message m = sample(letter, &contacts[i % 2], topic);
		struct letter_print print;
		struct error err = ERROR_INIT;

		if (letter_press_print(press, &m, &print, &err) != ST_OK) {
			(void)fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		bytes += print.len;
		if (i == n / 10) {
			(void)getrusage(RUSAGE_SELF, &before);
		}
	}
	seconds = cpu_seconds() - start;
	(void)getrusage(RUSAGE_SELF, &after);
	printf("%-12s %zu letters of %zu bytes: %.0f a second of one core, %.1f us each; memory grew by %ld KB after the first tenth\n",
			letter, n, bytes / n, (double)n / seconds, seconds * 1e6 / (double)n, after.ru_maxrss - before.ru_maxrss);
	return 0;
}

static int run(int argc, char **argv, struct error *err)
{
	bool benching = argc > 3 && strcmp(argv[1], "bench") == 0;
	const char *dirs[] = { argv[benching ? 3 : 2], NULL };
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_LETTER_BOOK struct letter_book *book = NULL;
	CLEANUP_LETTER_TOPIC struct letter_topic *event_topic = NULL;
	CLEANUP_LETTER_TOPIC struct letter_topic *offer_topic = NULL;
	CLEANUP_LETTER_PRESS struct letter_press *press = NULL;
	const struct letter_event event = { .key = "alytus-2027", .start = 1805356800, .end = 1805378400, .zone = "Europe/Vilnius",
		.answer_by = 1804752000, .capacity = 40, .party_max = 4 };
	const struct letter_offer offer = { .key = "BOLT-2027-003", .kind = "business-offer", .country = "LT", .sector = "metal",
		.valid_until = 1814313600 };
	const struct letter_funding funding = { .emblem = !benching && argc > 3 ? argv[3] : NULL, .project = "LT-PL-012", .texts = funding_texts,
		.n_texts = ARRAY_SIZE(funding_texts) };
	struct letter_subject subject = { .event = &event, .funding = &funding, .texts = event_texts,
		.n_texts = ARRAY_SIZE(event_texts) };

	if (!benching && argc > 4) {
		sender.logo = argv[4];
	}
	if (languages_load(dirs, &languages, &problems, err) != ST_OK
			|| letter_book_open(languages, &sender, &book, &problems, err) != ST_OK
			|| letter_topic_new(book, &subject, &event_topic, err) != ST_OK) {
		return 1;
	}
	subject.event = NULL;
	subject.funding = NULL;
	subject.offer = &offer;
	if (letter_topic_new(book, &subject, &offer_topic, err) != ST_OK || letter_press_new(book, &press, err) != ST_OK) {
		return 1;
	}
	for (size_t i = 0; i < problems.n; i++) {
		(void)fprintf(stderr, "%s\n", problems.texts[i]);
	}
	if (benching) {
		static const char *const benched[] = { "invitation", "offer", "confirmation" };
		long n = 0;
		int rc = sscanf(argv[2], "%ld", &n) == 1 && n > 10 ? 0 : 2;

		for (size_t i = 0; i < ARRAY_SIZE(benched) && rc == 0; i++) {
			if (argc < 5 || strcmp(argv[4], benched[i]) == 0) {
				rc = bench(press, benched[i], i == 1 ? offer_topic : event_topic, (size_t)n);
			}
		}
		return rc;
	}
	return print_all(press, argv[1], event_topic, offer_topic) != 0 || problems.n > 0;
}

int main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	int rc;

	if (argc < 3) {
		(void)fprintf(stderr, "usage: print_letters DIR TEMPLATES [EMBLEM.png [LOGO.png]] | bench N TEMPLATES\n");
		return 2;
	}
	rc = run(argc, argv, &err);
	if (err.text[0] != '\0') {
		(void)fprintf(stderr, "%s\n", err.text);
	}
	return rc;
}
