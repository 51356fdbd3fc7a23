/* Tables of words, folded (util/fold.h). Names within a row are parted by '|'. */
#include "domain/words.h"

#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>
#include <strings.h>

#define WORD_SIZE 128

struct word_row {
	const char *code;
	const char *names;
};

static const struct word_row countries[] = {
	{ "LT", "lietuva|lietuvos respublika|litwa|republika litewska|lithuania|republic of lithuania|литва|літва|lit|ltu|litauen" },
	{ "PL", "lenkija|lenkijos respublika|polska|rzeczpospolita polska|poland|republic of poland|польша|польшча|польща|pol|polen" },
	{ "LV", "latvija|latvia|lotwa|latvijos respublika|латвия|латвія|lva" },
	{ "EE", "estija|estonia|eesti|эстония|эстонія|естонія|est" },
	{ "BY", "baltarusija|gudija|bialorus|belarus|беларусь|білорусь|blr" },
	{ "UA", "ukraina|ukraine|украина|україна|украіна|ukr" },
	{ "RU", "rusija|rosja|russia|россия|расія|росія|rus" },
	{ "DE", "vokietija|niemcy|germany|deutschland|германия|германія|німеччина|deu" },
	{ "AT", "austrija|austria|osterreich|австрия|aut" },
	{ "CH", "sveicarija|szwajcaria|switzerland|schweiz|che" },
	{ "FR", "prancuzija|francja|france|fra" },
	{ "IT", "italija|wlochy|italy|italia|ita" },
	{ "ES", "ispanija|hiszpania|spain|espana|esp" },
	{ "PT", "portugalija|portugalia|portugal|prt" },
	{ "NL", "nyderlandai|olandija|holandia|niderlandy|netherlands|holland|nederland|nld" },
	{ "BE", "belgija|belgia|belgium|belgique|belgie|bel" },
	{ "LU", "liuksemburgas|luksemburg|luxembourg|lux" },
	{ "DK", "danija|dania|denmark|danmark|dnk" },
	{ "SE", "svedija|szwecja|sweden|sverige|swe" },
	{ "NO", "norvegija|norwegia|norway|norge|nor" },
	{ "FI", "suomija|finlandia|finland|suomi|fin" },
	{ "IS", "islandija|islandia|iceland|isl" },
	{ "IE", "airija|irlandia|ireland|irl" },
	{ "GB", "jungtine karalyste|didzioji britanija|anglija|wielka brytania|united kingdom|great britain|uk|england|gbr" },
	{ "CZ", "cekija|czechy|czech republic|czechia|cesko|ceska republika|cze" },
	{ "SK", "slovakija|slowacja|slovakia|slovensko|svk" },
	{ "HU", "vengrija|wegry|hungary|magyarorszag|hun" },
	{ "RO", "rumunija|rumunia|romania|rou" },
	{ "BG", "bulgarija|bulgaria|болгария|bgr" },
	{ "SI", "slovenija|slowenia|slovenia|svn" },
	{ "HR", "kroatija|chorwacja|croatia|hrvatska|hrv" },
	{ "RS", "serbija|serbia|srb" },
	{ "GR", "graikija|grecja|greece|grc|el" },
	{ "CY", "kipras|cypr|cyprus|cyp" },
	{ "MT", "malta|mlt" },
	{ "TR", "turkija|turcja|turkey|turkiye|tur" },
	{ "MD", "moldova|moldawia|молдова|mda" },
	{ "GE", "gruzija|sakartvelas|gruzja|georgia|грузия|geo" },
	{ "AM", "armenija|armenia|arm" },
	{ "KZ", "kazachstanas|kazachstan|kazakhstan|казахстан|kaz" },
	{ "US", "jav|jungtines amerikos valstijos|usa|stany zjednoczone|united states|united states of america" },
	{ "CN", "kinija|chiny|china|chn" },
};

static const struct word_row languages[] = {
	{ "lt", "lietuviu|lietuviu kalba|lietuviskai|litewski|jezyk litewski|po litewsku|lithuanian|литовский|литовська|літоўская|litauisch|ltu|lit" },
	{ "pl", "lenku|lenku kalba|lenkiskai|polski|jezyk polski|po polsku|polish|польский|польська|польская|polnisch|pol" },
	{ "en", "anglu|anglu kalba|angliskai|angielski|jezyk angielski|po angielsku|english|английский|англійська|англійская|englisch|eng|gb|uk-en|us" },
	{ "ru", "rusu|rusu kalba|rusiskai|rosyjski|jezyk rosyjski|po rosyjsku|russian|русский|російська|руская|russisch|rus" },
	{ "be", "baltarusiu|gudu|baltarusiskai|bialoruski|belarusian|белорусский|беларуская|bel|by" },
	{ "uk", "ukrainieciu|ukrainiskai|ukrainski|ukrainian|украинский|українська|ukr|ua" },
	{ "lv", "latviu|latviskai|lotewski|latvian|latviesu|latviesu valoda|латышский|lav" },
	{ "et", "estu|estiskai|estonski|estonian|eesti|eesti keel|эстонский|est|ee" },
	{ "de", "vokieciu|vokiskai|niemiecki|german|deutsch|немецкий|німецька|ger|deu" },
	{ "fr", "prancuzu|prancuziskai|francuski|french|francais|fra" },
	{ "es", "ispanu|hiszpanski|spanish|espanol|spa" },
	{ "it", "italu|wloski|italian|italiano|ita" },
	{ "cs", "ceku|czeski|czech|cestina|cze|cz" },
	{ "sk", "slovaku|slowacki|slovak|slovencina|slo" },
	{ "sv", "svedu|szwedzki|swedish|svenska|swe|se" },
	{ "no", "norvegu|norweski|norwegian|norsk|nor" },
	{ "da", "danu|dunski|danish|dansk|dan|dk" },
	{ "fi", "suomiu|finski|finnish|suomi|fin" },
	{ "nl", "olandu|niderlandzki|dutch|nederlands|nld" },
	{ "hu", "vengru|wegierski|hungarian|magyar|hun" },
	{ "ro", "rumunu|rumunski|romanian|ron" },
	{ "bg", "bulgaru|bulgarski|bulgarian|bul" },
};

static const struct word_row kinds[] = {
	{ "enterprise", "imone|verslo imone|verslas|firma|bendrove|gamykla|przedsiebiorstwo|przedsiebiorca|spolka|zaklad|"
			"company|business|firm|sme|mvi|msp|предприятие|прадпрыемства|підприємство" },
	{ "research", "mokslo institutas|institutas|tyrimu centras|tyrimu institutas|mokslo ir tyrimu|mokslinis|instytut|"
			"instytut badawczy|instytut naukowy|jednostka badawcza|institute|research institute|research centre|"
			"research center|институт|інстытут|інститут" },
	{ "university", "universitetas|aukstoji mokykla|kolegija|akademija|uniwersytet|uczelnia|politechnika|szkola wyzsza|"
			"akademia|college|higher education|университет|універсітэт|університет" },
	{ "public", "viesoji istaiga|vsi|savivaldybe|valstybes institucija|biudzetine istaiga|instytucja publiczna|urzad|gmina|"
			"samorzad|jst|public body|municipality|public authority|public institution" },
	{ "other", "kita|kitas|inne|inna|inny|asociacija|klasteris|stowarzyszenie|klaster|fundacja|association|cluster|ngo|"
			"nvo|другое" },
};

static const struct word_row sectors[] = {
	{ "metal", "metalas|metalo|metalo apdirbimas|metalo gaminiai|metalo gaminiu gamyba|metaliniu gaminiu gamyba|metaliniai gaminiai|"
			"metalo pramone|metalowa|metalowy|metalowe|branza metalowa|obrobka metalu|obrobka metali|przemysl metalowy|"
			"metalworking|metal working|metal processing|metals|metal products|металл|метал|металлообработка|металаапрацоука|"
			"металообробка" },
	{ "wood", "mediena|medienos|medienos apdirbimas|medienos pramone|medis|medzio apdirbimas|medzio gaminiai|medienos gaminiai|"
			"drewno|drewna|drzewna|drzewny|drzewne|branza drzewna|obrobka drewna|przemysl drzewny|przetworstwo drewna|"
			"woodworking|wood working|wood processing|timber|wood products|древесина|деревообработка|драуніна|деревина" },
	{ "furniture", "baldai|baldu gamyba|baldu pramone|meble|meblarska|branza meblarska|produkcja mebli|мебель|меблі" },
	{ "research", "mokslas|moksliniai tyrimai|tyrimai|mtep|nauka|badania|badania naukowe|r&d|b+r|science|наука" },
	{ "education", "svietimas|edukacja|edukacija|ksztalcenie|oswiata|mokymas|training" },
};

static const struct word_row genders[] = {
	{ "m", "m|v|vyras|male|man|mr|mr.|ponas|pan|mezczyzna|mezczyzna.|м|муж|мужской|herr" },
	{ "f", "f|k|moteris|female|woman|mrs|mrs.|ms|ms.|ponia|panele|pani|kobieta|ж|жен|женский|frau" },
};

/* Whether `names` has the word. */
static bool has_word(const char *names, const char *word, size_t len)
{
	for (const char *p = names; p != NULL;) {
		const char *bar = strchr(p, '|');
		size_t n = bar != NULL ? (size_t)(bar - p) : strlen(p);

		if (n == len && memcmp(p, word, n) == 0) {
			return true;
		}
		p = bar != NULL ? bar + 1 : NULL;
	}
	return false;
}

static const char *look_up(const struct word_row *rows, size_t n, const char *text)
{
	char word[WORD_SIZE];
	size_t len = fold_into(text, strlen(text), word, sizeof word);

	while (len > 0 && (word[len - 1] == '.' || word[len - 1] == ' ') && len > 2) {
		word[--len] = '\0';
	}
	for (size_t i = 0; i < n && len > 0; i++) {
		if (has_word(rows[i].names, word, len) || (strlen(rows[i].code) == len
				&& strncasecmp(rows[i].code, word, len) == 0)) {
			return rows[i].code;
		}
	}
	return NULL;
}

/* ISO 3166 alpha-2 without those in the table above; each ends in a NUL, so that a pointer into it is a string. */
static const char other_countries[] =
	"AD\0AE\0AF\0AG\0AL\0AO\0AR\0AU\0AZ\0BA\0BB\0BD\0BF\0BH\0BI\0BJ\0BN\0BO\0BR\0BS\0"
	"BT\0BW\0BZ\0CA\0CD\0CF\0CG\0CI\0CL\0CM\0CO\0CR\0CU\0CV\0DJ\0DM\0DO\0DZ\0EC\0EG\0"
	"ER\0ET\0FJ\0FM\0FO\0GA\0GD\0GH\0GL\0GM\0GN\0GQ\0GT\0GW\0GY\0HK\0HN\0HT\0ID\0IL\0"
	"IN\0IQ\0IR\0JM\0JO\0JP\0KE\0KG\0KH\0KI\0KM\0KN\0KP\0KR\0KW\0LA\0LB\0LC\0LI\0LK\0"
	"LR\0LS\0LY\0MA\0MC\0ME\0MG\0MH\0MK\0ML\0MM\0MN\0MO\0MR\0MU\0MV\0MW\0MX\0MY\0MZ\0"
	"NA\0NE\0NG\0NI\0NP\0NR\0NZ\0OM\0PA\0PE\0PG\0PH\0PK\0PS\0PW\0PY\0QA\0RW\0SA\0SB\0"
	"SC\0SD\0SG\0SL\0SM\0SN\0SO\0SR\0SS\0ST\0SV\0SY\0SZ\0TD\0TG\0TH\0TJ\0TL\0TM\0TN\0"
	"TO\0TT\0TV\0TW\0TZ\0UG\0UY\0UZ\0VA\0VC\0VE\0VN\0VU\0WS\0XK\0YE\0ZA\0ZM\0ZW\0";

static const char *other_country(const char *text)
{
	if (strlen(text) != 2) {
		return NULL;
	}
	for (size_t i = 0; i + 2 < sizeof other_countries; i += 3) {
		if (strncasecmp(other_countries + i, text, 2) == 0) {
			return other_countries + i;
		}
	}
	return NULL;
}

const char *words_country(const char *text)
{
	const char *code = look_up(countries, ARRAY_SIZE(countries), text);

	return code != NULL ? code : other_country(text);
}

/* "Lietuva" in a column of languages: the language that nearly everybody has there. */
static const char *language_of_country(const char *text)
{
	static const char *const pairs[][2] = { { "LT", "lt" }, { "PL", "pl" }, { "LV", "lv" }, { "EE", "et" }, { "UA", "uk" }, { "RU", "ru" },
		{ "DE", "de" }, { "AT", "de" }, { "GB", "en" }, { "US", "en" }, { "FR", "fr" }, { "ES", "es" }, { "IT", "it" }, { "CZ", "cs" },
		{ "SK", "sk" }, { "SE", "sv" }, { "NO", "no" }, { "DK", "da" }, { "FI", "fi" }, { "NL", "nl" }, { "HU", "hu" }, { "RO", "ro" },
		{ "BG", "bg" } };
	const char *code = look_up(countries, ARRAY_SIZE(countries), text);

	for (size_t i = 0; code != NULL && i < ARRAY_SIZE(pairs); i++) {
		if (strcmp(code, pairs[i][0]) == 0) {
			return pairs[i][1];
		}
	}
	return NULL;
}

const char *words_language(const char *text)
{
	char primary[16];
	size_t n = strcspn(text, "-_");
	const char *code;

	if (text[n] != '\0' && n >= 2 && n <= 3) { /* lt-LT, pl_PL */
		(void)snprintf(primary, sizeof primary, "%.*s", (int)n, text);
		return look_up(languages, ARRAY_SIZE(languages), primary);
	}
	code = look_up(languages, ARRAY_SIZE(languages), text);
	return code != NULL ? code : language_of_country(text);
}

const char *words_kind(const char *text)
{
	return look_up(kinds, ARRAY_SIZE(kinds), text);
}

const char *words_sector(const char *text)
{
	return look_up(sectors, ARRAY_SIZE(sectors), text);
}

const char *words_gender(const char *text)
{
	return look_up(genders, ARRAY_SIZE(genders), text);
}

const char *words_country_of_domain(const char *domain)
{
	const char *dot = strrchr(domain, '.');
	char top[8];

	if (dot == NULL || strlen(dot + 1) != 2) {
		return NULL;
	}
	(void)snprintf(top, sizeof top, "%s", strcasecmp(dot + 1, "uk") == 0 ? "GB" : dot + 1);
	/* Small countries' domains that the whole world uses say nothing. */
	if (strcasecmp(top, "tv") == 0 || strcasecmp(top, "me") == 0 || strcasecmp(top, "co") == 0 || strcasecmp(top, "ai") == 0) {
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(countries); i++) {
		if (strcasecmp(countries[i].code, top) == 0) {
			return countries[i].code;
		}
	}
	return other_country(top);
}
