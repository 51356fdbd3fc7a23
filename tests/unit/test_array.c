/* util/array: arrays that grow by one. */
#include "util/array.h"
#include "util/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct item {
	int64_t value;
	char text[16];
};

struct list {
	struct item *items;
	size_t n, alloc;
};

/* Whatever memory is not asked for is not written to: the sanitizers look on. */
static void grows_one_by_one(void **state)
{
	CLEANUP_FREE struct item *items = NULL;
	size_t n = 0;

	(void)state;
	for (int64_t i = 0; i < 1000; i++) {
		assert_true(ARRAY_ROOM(items, n));
		items[n++] = (struct item){ .value = i };
	}
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(items[i].value, i);
	}
}

static void items_may_be_taken_off(void **state)
{
	CLEANUP_FREE int64_t *items = NULL;
	size_t n = 0;

	(void)state;
	for (size_t top = 1; top < 70; top++) { /* up to every count, down to every count, and up again */
		for (size_t low = 0; low < top; low++) {
			while (n < top) {
				assert_true(ARRAY_ROOM(items, n));
				items[n] = (int64_t)n;
				n++;
			}
			n = low;
			for (size_t i = 0; i < n; i++) {
				assert_int_equal(items[i], i);
			}
		}
	}
}

static void capacity_beside_it(void **state)
{
	struct list l = { .n = 1 }; /* item 0 means none */
	const struct item *was;

	(void)state;
	for (int64_t i = 1; i < 1000; i++) {
		assert_true(ARRAY_ROOM_IN(l.items, l.n, l.alloc));
		assert_true(l.n < l.alloc);
		l.items[l.n++] = (struct item){ .value = i };
	}
	was = l.items;
	l.n = 0;
	for (int64_t i = 0; i < 1000; i++) { /* filled again where it is */
		assert_true(ARRAY_ROOM_IN(l.items, l.n, l.alloc));
		l.items[l.n++] = (struct item){ .value = -i };
	}
	assert_ptr_equal(l.items, was);
	assert_int_equal(l.items[999].value, -999);
	free(l.items);
}

/* An array that no machine has room for: nothing changes. */
static void out_of_memory(void **state)
{
	struct huge {
		char bytes[PTRDIFF_MAX / 8];
	} *huge = NULL;
	size_t alloc = 0;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip(); /* its allocator ends the process instead */
#endif
	assert_false(ARRAY_ROOM(huge, 0));
	assert_false(ARRAY_ROOM_IN(huge, 0, alloc));
	assert_null(huge);
	assert_int_equal(alloc, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_one_by_one),
		cmocka_unit_test(items_may_be_taken_off),
		cmocka_unit_test(capacity_beside_it),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
