/* Seven bytes at a time, each group with its length, so that no two lists of texts give the same groups. */
#include "util/fingerprint.h"

#include "util/token.h"

#include <string.h>

#define PRIME ((UINT64_C(1) << 61) - 1)

__extension__ typedef unsigned __int128 wide;

static uint64_t times(uint64_t a, uint64_t b)
{
	wide product = (wide)a * b;
	uint64_t sum = (uint64_t)(product & PRIME) + (uint64_t)(product >> 61);

	return sum >= PRIME ? sum - PRIME : sum;
}

enum status fingerprint_key_init(struct fingerprint_key *ret, struct error *err)
{
	struct fingerprint_key key;
	enum status st = random_bytes(&key, sizeof key, err);

	if (st == ST_OK) {
		ret->points[0] = key.points[0] % (PRIME - 2) + 1;
		ret->points[1] = key.points[1] % (PRIME - 2) + 1;
	}
	return st;
}

static void add(const struct fingerprint_key *key, struct fingerprint *f, uint64_t group)
{
	for (int i = 0; i < 2; i++) {
		uint64_t sum = f->lanes[i] + group;

		f->lanes[i] = times(sum >= PRIME ? sum - PRIME : sum, key->points[i]);
	}
}

void fingerprint_add(const struct fingerprint_key *key, struct fingerprint *f, const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;
	uint64_t group = 0;

	for (; len >= 7; len -= 7, text += 7) {
		memcpy(&group, text, 7);
		add(key, f, (group & (UINT64_MAX >> 8)) | UINT64_C(7) << 56);
	}
	/* The last group, of 0 to 6 bytes, ends the text; NULL has a mark that no group has. */
	group = 0;
	if (len > 0) {
		memcpy(&group, text, len);
	}
	add(key, f, group | (text == NULL ? UINT64_C(15) : 8 + len) << 56);
}
