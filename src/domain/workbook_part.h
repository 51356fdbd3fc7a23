/* XML parts of a ZIP package (XLSX, ODS), read as a stream. Whoever made the file may mean harm, so all is bounded whatever
 * the file says of itself: bytes after decompression, nesting, the length of one tag; entities and document types are
 * refused. Memory does not grow with the part. */
#ifndef KVIESLYS_DOMAIN_WORKBOOK_PART_H
#define KVIESLYS_DOMAIN_WORKBOOK_PART_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACKAGE_MAX_ENTRIES 10000
#define PART_MAX_DEPTH 64u
#define PART_MAX_TAG (1u << 20)      /* bytes of one tag, comment or the like */
#define PART_MAX_SMALL (64u << 20)   /* bytes of a part that describes */
#define PART_MAX_SHEET (UINT64_C(2) << 30) /* bytes of a part with rows */

struct package;
/* ST_INVALID: damaged, or more entries than any workbook has. Texts of errors do not name the file. */
enum status package_open(const char *path, struct package **ret, struct error *err);
bool package_has(const struct package *package, const char *name);
/* Copies the first bytes of an entry, `size` less one at most, with a NUL behind; "" when there is none. */
void package_peek(const struct package *package, const char *name, char *buf, size_t size);
/* Accepts NULL. */
void package_close(struct package *package);

/* What happens at tags and text. Names are without their prefix. A status other than ST_OK ends the reading and is what
 * part_run() returns. Attributes: name, value, name, value, …, NULL. */
struct part_ops {
	enum status (*start)(void *arg, const char *name, const char **attributes, struct error *err);
	enum status (*end)(void *arg, const char *name, struct error *err);
	enum status (*text)(void *arg, const char *text, size_t len, struct error *err); /* in pieces; may be NULL */
};

struct part;
/* ST_NOT_FOUND: the package has no such part. ST_INVALID: protected by a password. The ops and arg must outlive the part. */
enum status part_open(struct package *package, const char *name, uint64_t max_bytes, const struct part_ops *ops, void *arg,
		struct part **ret, struct error *err);
/* Reads on until an op has called part_pause() (*ret_more true) or the part ends. ST_INVALID: damaged, out of bounds. */
enum status part_run(struct part *part, bool *ret_more, struct error *err);
/* Within an op: part_run() returns after this tag. */
void part_pause(struct part *part);
/* Accepts NULL. */
void part_close(struct part *part);
/* Opens, reads to the end, closes. */
enum status part_read(struct package *package, const char *name, uint64_t max_bytes, const struct part_ops *ops, void *arg,
		struct error *err);
/* Value of the attribute with that name, whatever its prefix; NULL when there is none. */
const char *part_attribute(const char **attributes, const char *name);

#endif
