/* Arrays that grow by one. */
#include "util/array.h"

#include <stdlib.h>

#define FIRST 4u     /* a power of two */
#define FIRST_IN 16u

/* `n` was reached one by one, so the array is full when the count is a capacity, and only then. Called when `n` is 0 or a power of
 * two. */
void *array_room(void *items, size_t n, size_t size)
{
	if (n == 0) {
		return reallocarray(items, FIRST, size);
	}
	return n >= FIRST ? reallocarray(items, n * 2, size) : items;
}

void *array_room_in(void *items, size_t n, size_t *alloc, size_t size)
{
	size_t more = n < FIRST_IN / 2 ? FIRST_IN : n * 2;
	void *p = reallocarray(items, more, size);

	*alloc = p != NULL ? more : *alloc;
	return p;
}
