/* Enumerations with the writer in them: "me, my wife and two welders", "Мы с Эдиком". */
#ifndef KVIESLYS_DOMAIN_PEOPLE_PARTY_H
#define KVIESLYS_DOMAIN_PEOPLE_PARTY_H

#include "domain/people_names.h"

#define ENUMERATIONS_MAX 16u

struct enumeration {
	uint32_t first, end; /* tokens */
	int total;           /* people, the writer among them */
};

/* All of the text, in order, at most ENUMERATIONS_MAX. A name that only says who "I" is ("me, Anna Nowak,") is marked in `names`. */
size_t enumerations_find(const struct reading *r, struct found_name *names, size_t n_names, struct enumeration ret[ENUMERATIONS_MAX]);

#endif
