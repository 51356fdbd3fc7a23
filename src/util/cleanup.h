/* Ownership by type: variables that release themselves at the end of their scope.
 * A function passed to CLEANUP() takes a pointer to the variable and accepts NULL contents. */
#ifndef KVIESLYS_UTIL_CLEANUP_H
#define KVIESLYS_UTIL_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define CLEANUP_FREE CLEANUP(cleanup_free)
#define CLEANUP_FILE CLEANUP(cleanup_file)
#define CLEANUP_FD CLEANUP(cleanup_fd)

/* Yields the pointer and clears the variable, so that its cleanup does nothing. */
#define TAKE_PTR(p) \
	__extension__({ \
		__typeof__(p) *take_ptr_ = &(p); \
		__typeof__(p) take_val_ = *take_ptr_; \
		*take_ptr_ = NULL; \
		take_val_; \
	})

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static inline void cleanup_free(void *p)
{
	void *q;

	memcpy(&q, p, sizeof q); /* *p is some other pointer type: not to be read as void * */
	free(q);
}

static inline void cleanup_file(FILE **f)
{
	if (*f != NULL) {
		(void)fclose(*f);
	}
}

static inline void cleanup_fd(int *fd)
{
	if (*fd >= 0) {
		(void)close(*fd);
	}
}

#endif
