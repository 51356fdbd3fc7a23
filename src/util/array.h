/* Arrays that grow by one, wherever they are kept: a pointer and a count, both zero at first.
 *
 *	if (!ARRAY_ROOM(list->items, list->n)) {
 *		return error_set(err, ST_NOMEM, "list: out of memory");
 *	}
 *	list->items[list->n++] = (struct item){ … };
 *
 * The capacity follows from the count (4, 8, 16 …) and is not kept: such an array is grown by ARRAY_ROOM() and by nothing else;
 * items may be taken off its end. ARRAY_ROOM_IN() keeps the capacity in a size_t beside it, zero at first, for arrays that are
 * emptied and filled again or whose counts do not begin at zero. New items are not cleared. The owner frees the array with free(). */
#ifndef KVIESLYS_UTIL_ARRAY_H
#define KVIESLYS_UTIL_ARRAY_H

#include <stddef.h>

/* Whether items[n] can be written now; false: out of memory, and the array is as it was. The arguments are variables, named several
 * times: give them no side effects. */
#define ARRAY_ROOM(items, n) \
	(((n) & ((n) - 1)) != 0 || __extension__({ \
		void *array_room_ = array_room((items), (n), sizeof *(items)); \
		(items) = array_room_ != NULL ? array_room_ : (items); \
		array_room_ != NULL; \
	}))
#define ARRAY_ROOM_IN(items, n, alloc) \
	((n) < (alloc) || __extension__({ \
		void *array_room_ = array_room_in((items), (n), &(alloc), sizeof *(items)); \
		(items) = array_room_ != NULL ? array_room_ : (items); \
		array_room_ != NULL; \
	}))

/* For the macros, when the array may be full: where it lies now, or NULL when out of memory. */
void *array_room(void *items, size_t n, size_t size);
void *array_room_in(void *items, size_t n, size_t *alloc, size_t size);

#endif
