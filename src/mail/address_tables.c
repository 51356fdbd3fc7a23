/* Mailboxes of a function, and domains that stand for no organisation. Data: both tables are sorted, a unit test proves
 * it. Free mail domains are what providers of Lithuania, Poland and their neighbours, and the great ones of the
 * world, give to anybody, with the mailbox domains of internet access providers. */
#include "mail/address.h"

#include "util/ascii.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

static const char *const roles[] = {
	"abuse", "accounting", "accounts", "administracija", "administracja", "administration",
	"administrator", "admissions", "apskaita", "bank", "bendras", "billing", "biuras", "biuro",
	"board", "buhalter", "buhalteria", "buhalterija", "bukhgalter", "career", "careers", "ceo",
	"cfo", "contact", "contacts", "customerservice", "cv", "darbas", "dekanat", "dekanatas",
	"director", "direkcija", "direktor", "direktorius", "dyrekcja", "dyrektor", "eksport",
	"eksportas", "export", "faktura", "faktury", "feedback", "finance", "finansai", "finanse",
	"gamyba", "handel", "handlowy", "hello", "help", "helpdesk", "hostmaster", "hr", "imone",
	"import", "inf", "info", "informacija", "informacje", "jobs", "kadry", "kancelaria",
	"kanceliarija", "kantselyariya", "klienci", "klientai", "komercija", "konferencija",
	"konferencje", "kontakt", "kontaktai", "kontakty", "ksiegowosc", "legal", "logistics",
	"logistik", "logistika", "logistyka", "mail", "marketing", "marketingas", "media", "news",
	"newsletter", "no-reply", "noreply", "obsluga", "oferty", "office", "ofisas", "order", "orders",
	"pagalba", "pardavimai", "paslaugos", "pastas", "personal", "personalas", "poczta", "postmaster",
	"pr", "praca", "press", "prezes", "priimamasis", "prodazha", "produkcja", "projektai",
	"projekty", "purchase", "purchasing", "rastine", "recepcja", "reception", "redakcja",
	"registracija", "rejestracja", "reklama", "rektorat", "rektoratas", "root", "sale", "sales",
	"secretariat", "secretary", "security", "sekretariat", "sekretariatas", "sekretore", "seminarai",
	"seminaria", "service", "servisas", "serwis", "siuntos", "sklep", "spam", "sprzedaz", "studia",
	"studijos", "support", "szkolenia", "team", "technical", "tiekimas", "uzsakymai", "vadovas",
	"vadyba", "webmaster", "welcome", "zakupy", "zamowienia", "zarzad",
};

static const char *const free_domains[] = {
	"163.com", "abv.bg", "aol.com", "apollo.lv", "arcor.de", "autograf.pl", "balticum-tv.lt",
	"bigmir.net", "bk.ru", "boxbe.com", "buziaczek.pl", "centrum.cz", "cgates.lt", "chello.pl",
	"comcast.net", "delfi.ee", "delfi.lt", "delfi.lv", "email.cz", "email.ua", "erdves.lt",
	"fastmail.com", "fastmail.fm", "free.fr", "freemail.hu", "freemail.lt", "freenet.de",
	"gazeta.pl", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.eu", "gmx.net", "go2.pl",
	"googlemail.com", "hey.com", "hot.ee", "hotmail.be", "hotmail.co.uk", "hotmail.com",
	"hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "hotmail.lt", "hotmail.nl", "hotmail.pl",
	"hotmail.se", "hush.com", "hushmail.com", "i.ua", "icloud.com", "inbox.com", "inbox.eu",
	"inbox.lt", "inbox.lv", "inbox.ru", "init.lt", "int.pl", "interaktyvus.lt", "interia.com",
	"interia.eu", "interia.pl", "internet.ru", "is.lt", "kava.lt", "laposte.net", "libero.it",
	"list.ru", "live.co.uk", "live.com", "live.de", "live.fr", "live.lt", "live.nl", "live.ru",
	"mac.com", "mail.bg", "mail.by", "mail.com", "mail.de", "mail.ee", "mail.lt", "mail.ru",
	"mail.ua", "mailbox.org", "mailfence.com", "me.com", "meta.ua", "msn.com", "naver.com",
	"neostrada.pl", "netzero.net", "o2.co.uk", "o2.pl", "one.lt", "one.lv", "onet.com.pl", "onet.eu",
	"onet.pl", "online.de", "online.no", "online.ua", "op.pl", "orange.fr", "orange.pl",
	"outlook.at", "outlook.com", "outlook.cz", "outlook.de", "outlook.es", "outlook.fr",
	"outlook.ie", "outlook.it", "outlook.lv", "outlook.pt", "passport.com", "penki.lt", "pm.me",
	"poczta.fm", "poczta.interia.pl", "poczta.onet.eu", "poczta.onet.pl", "poczta.pl",
	"poczta.wp.pl", "post.cz", "posteo.de", "posteo.net", "proton.me", "protonmail.ch",
	"protonmail.com", "qip.ru", "qq.com", "rambler.ru", "rambler.ua", "rediffmail.com",
	"rocketmail.com", "seznam.cz", "sfr.fr", "skynet.lt", "splius.lt", "spoko.pl", "t-online.de",
	"takas.lt", "telefonica.net", "tenbit.pl", "tiscali.it", "tlen.pl", "tut.by", "tuta.com",
	"tuta.io", "tutamail.com", "tutanota.com", "tutanota.de", "tvk.lt", "ukr.net", "ukrpost.ua",
	"upcpoczta.pl", "vip.onet.pl", "vip.wp.pl", "vivaldi.net", "vp.pl", "wanadoo.fr", "web.de",
	"wp.eu", "wp.pl", "ya.ru", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.es", "yahoo.fr",
	"yahoo.it", "yahoo.pl", "yahoo.se", "yandex.by", "yandex.com", "yandex.kz", "yandex.ru",
	"yandex.ua", "ymail.com", "zebra.lt", "zoho.com", "zoho.eu",
};

struct piece {
	const char *s;
	size_t len;
};

/* Compares a piece in any case with an entry of a table. */
static int compare(const void *key, const void *entry)
{
	const struct piece *piece = key;
	const char *word = *(const char *const *)entry;
	int order = strncasecmp(piece->s, word, piece->len);

	return order != 0 ? order : -(word[piece->len] != '\0');
}

bool address_is_role(const char *email)
{
	struct piece local = { email, strcspn(email, "+@") };

	while (local.len > 0 && ascii_is_digit(email[local.len - 1])) {
		local.len--; /* info2@ */
	}
	return local.len > 0 && bsearch(&local, roles, ARRAY_SIZE(roles), sizeof roles[0], compare) != NULL;
}

bool address_domain_is_free(const char *domain)
{
	struct piece piece = { domain, strlen(domain) };

	return bsearch(&piece, free_domains, ARRAY_SIZE(free_domains), sizeof free_domains[0], compare) != NULL;
}
