/* Sample events, offers, contacts and questions in six languages, of which tests/helpers/print_letters makes letters. */
#ifndef KVIESLYS_TESTS_LETTER_SAMPLES_H
#define KVIESLYS_TESTS_LETTER_SAMPLES_H

#include "domain/letter.h"
#include "store/db_survey.h"

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
	{ "be", "place-in", "ў Алітусе" },
	{ "be", "summary", "Прапануем лазерную рэзку нержавейнай сталі да 20 мм." },
	{ "be", "description", "Два лазеры па 6 кВт." },
	{ "be", "partner-sought", "Вытворцы машын і мэблі." },
	/* from here on: what makes the offer's letter longer than the 10 KB that speed is told for */
	{ "lt", "market-keywords", "Metalo gaminiai, mašinos" },
	{ "lt", "technology-keywords", "Lazerinis pjovimas, suvirinimas" },
	{ "lt", "advantages", "Trumpi terminai, maži kiekiai." },
	{ "lt", "stage", "Parengta rinkai." },
	{ "pl", "market-keywords", "Wyroby metalowe, maszyny" },
	{ "pl", "technology-keywords", "Cięcie laserowe, spawanie" },
	{ "pl", "advantages", "Krótkie terminy, małe serie." },
	{ "pl", "stage", "Gotowe na rynek." },
	{ "en", "market-keywords", "Metal products, machines" },
	{ "en", "technology-keywords", "Laser cutting, welding" },
	{ "en", "advantages", "Short terms, small series." },
	{ "en", "stage", "On the market." },
	{ "ru", "market-keywords", "Металлоизделия, машины" },
	{ "ru", "technology-keywords", "Лазерная резка, сварка" },
	{ "ru", "advantages", "Короткие сроки, малые серии." },
	{ "ru", "stage", "Готово к рынку." },
	{ "uk", "market-keywords", "Металовироби, машини" },
	{ "uk", "technology-keywords", "Лазерне різання, зварювання" },
	{ "uk", "advantages", "Короткі терміни, малі серії." },
	{ "uk", "stage", "Готово до ринку." },
	{ "be", "market-keywords", "Металавырабы, машыны" },
	{ "be", "technology-keywords", "Лазерная рэзка, зварка" },
	{ "be", "advantages", "Кароткія тэрміны, малыя серыі." },
	{ "be", "stage", "Гатова да рынку." },
};

#define LONG_OFFER_TEXTS 24 /* the last ones above */

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

#define NEWSLETTER_PARAMS "{\"issue\":7,\"issued\":1804000000,\"list\":\"naujienos\",\"list-address\":\"naujienos@centras.example\"}"

/* A questionnaire with a question of each kind; its texts in the order of survey_keys. */
static const struct survey_question survey_questions[] = {
	{ .number = 1, .kind = SURVEY_CHOICES, .n_choices = 3 },
	{ .number = 2, .kind = SURVEY_CHOICE, .n_choices = 2 },
	{ .number = 3, .kind = SURVEY_NUMBER, .has_minimum = true, .has_maximum = true, .minimum = 1, .maximum = 5000 },
	{ .number = 4, .kind = SURVEY_TEXT },
};

static const char *const survey_keys[] = { "title", "intro", "1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "3", "4" };

static const char *const survey_texts[][12] = {
	{ "lt", "Ko reikia įmonėms", "Atsakyti užtruksite apie penkias minutes.", "Kokias technologijas naudojate gamyboje?",
		"Lazerinis pjovimas", "Suvirinimas", "CNC frezavimas", "Ar turite partnerių Lenkijoje?", "Taip", "Ne",
		"Kiek žmonių dirba įmonėje?", "Kokios pagalbos labiausiai reikia?" },
	{ "pl", "Czego potrzebują firmy", "Odpowiedzi zajmą około pięciu minut.", "Jakie technologie stosują Państwo w produkcji?",
		"Cięcie laserowe", "Spawanie", "Frezowanie CNC", "Czy mają Państwo partnerów na Litwie?", "Tak", "Nie",
		"Ile osób pracuje w firmie?", "Jakiej pomocy potrzebują Państwo najbardziej?" },
	{ "en", "What firms need", "It takes about five minutes.", "Which technologies do you use in production?",
		"Laser cutting", "Welding", "CNC milling", "Do you have partners in Lithuania?", "Yes", "No",
		"How many people work in the firm?", "Which help do you need most?" },
	{ "ru", "Что нужно предприятиям", "Ответы займут около пяти минут.", "Какие технологии Вы используете в производстве?",
		"Лазерная резка", "Сварка", "Фрезерование на станках с ЧПУ", "Есть ли у Вас партнёры в Литве?", "Да", "Нет",
		"Сколько человек работает на предприятии?", "Какая помощь нужна больше всего?" },
	{ "uk", "Що потрібно підприємствам", "Відповіді заберуть близько п’яти хвилин.", "Які технології Ви використовуєте у виробництві?",
		"Лазерне різання", "Зварювання", "Фрезерування на верстатах з ЧПК", "Чи маєте партнерів у Литві?", "Так", "Ні",
		"Скільки осіб працює на підприємстві?", "Яка допомога потрібна найбільше?" },
	{ "be", "Што патрэбна прадпрыемствам", "Адказы зоймуць каля пяці хвілін.", "Якія тэхналогіі Вы выкарыстоўваеце ў вытворчасці?",
		"Лазерная рэзка", "Зварка", "Фрэзераванне на станках з ЛПК", "Ці ёсць у Вас партнёры ў Літве?", "Так", "Не",
		"Колькі чалавек працуе на прадпрыемстве?", "Якая дапамога патрэбна найбольш?" },
};

/* The letters, what they are about and what is known of them. */
enum sample_about { ABOUT_THE_EVENT, ABOUT_THE_OFFER, ABOUT_THE_SURVEY, ABOUT_BOTH, ABOUT_NOTHING };

static const struct letter_sample {
	const char *name, *letter; /* letter NULL: the name */
	enum sample_about about;
	const char *class;  /* NULL: a service letter */
	const char *params;
} letter_samples[] = {
	{ "invitation", NULL, ABOUT_THE_EVENT, "event", NULL },
	{ "reminder", NULL, ABOUT_THE_EVENT, "event", NULL },
	{ "offer", NULL, ABOUT_THE_OFFER, "offer", NULL },
	{ "survey", NULL, ABOUT_THE_SURVEY, "survey", NULL },
	{ "survey-reminder", NULL, ABOUT_THE_SURVEY, "survey", NULL },
	{ "consent", NULL, ABOUT_NOTHING, "consent", NULL },
	{ "newsletter", "sample-newsletter", ABOUT_NOTHING, "newsletter", NEWSLETTER_PARAMS },
	{ "confirmation", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "waiting", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "promoted", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "declined", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "maybe", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "cancelled", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "unsubscribed", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "event-moved", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "event-called-off", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "reminder-day-before", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "thanks", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "thanks-survey", "thanks", ABOUT_BOTH, NULL, "{}" },
	{ "missed-you", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "not-understood", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "answer", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "digest", NULL, ABOUT_THE_EVENT, NULL, PARAMS },
	{ "interest", NULL, ABOUT_THE_OFFER, NULL, PARAMS },
	{ "interest-adviser", NULL, ABOUT_NOTHING, NULL, LIST_PARAMS },
	{ "interest-withdrawn", NULL, ABOUT_NOTHING, NULL, LIST_PARAMS },
	{ "subscription", NULL, ABOUT_NOTHING, NULL, LIST_PARAMS },
	{ "welcome", NULL, ABOUT_NOTHING, NULL, LIST_PARAMS },
	{ "goodbye", NULL, ABOUT_NOTHING, NULL, LIST_PARAMS },
	{ "consented", NULL, ABOUT_NOTHING, NULL, LIST_PARAMS },
};

#endif
