/* Templates: the one face over ctemplate, made strict.
 *  - An undefined variable is an error that names it; ctemplate alone prints nothing in its place.
 *  - HTML templates must begin with {{%AUTOESCAPE context="HTML"}}: values are escaped by where they stand. Modifiers other than
 *    those of template_modifier_known() are refused, ":none" above all; so are includes.
 *  - Parse errors come back as text.
 *  - A set is filled, frozen, and then shared by any number of threads. Values belong to one thread and are used again
 *    for every expansion without growing. */
#ifndef KVIESLYS_RENDER_TEMPLATE_H
#define KVIESLYS_RENDER_TEMPLATE_H

#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TEMPLATE_HTML_PRAGMA "{{%AUTOESCAPE context=\"HTML\"}}"

enum template_kind { TEMPLATE_TEXT, TEMPLATE_HTML };

struct template_set;
struct template_values;

enum status template_set_new(struct template_set **ret, struct error *err);
void template_set_free(struct template_set *set);
/* Adds a template under a name not used before. ST_INVALID: the reason with its line where known. */
enum status template_set_add(struct template_set *set, const char *name, enum template_kind kind,
		const char *text, size_t len, struct error *err);
/* No more can be added; expanding needs it. */
void template_set_freeze(struct template_set *set);
/* "h", "u", "p", "x-lines" (escaped, line ends become <br>), "x-url" (a whole URL in an attribute: http, https, mailto,
 * cid; anything else becomes "#"), "x-address" (of a mailto URL the address alone, for text). */
bool template_modifier_known(const char *name, size_t len);

/* --- values of one expansion. Names and values are borrowed, not copied: they must live until it is done. --- */

enum status template_values_new(struct template_values **ret, struct error *err);
void template_values_free(struct template_values *values);
/* Forgets everything, keeps the memory. */
void template_values_clear(struct template_values *values);
/* What is not set here is looked up in `parent`, which is borrowed and not changed: values that many expansions share are
 * set once. Until the next clear. */
void template_values_set_parent(struct template_values *values, const struct template_values *parent);
/* The last value of a name wins. Out of memory is remembered and told by template_expand(). */
void template_set_value(struct template_values *values, const char *name, const char *value, size_t len);
/* The value, or NULL when it is not defined. */
const char *template_value(const struct template_values *values, const char *name, size_t *ret_len);
/* A section without values of its own: shown or hidden. */
void template_show(struct template_values *values, const char *section, bool shown);
/* One more row of a repeated section; the next template_set_row_value() calls fill it. */
void template_add_row(struct template_values *values, const char *section);
void template_set_row_value(struct template_values *values, const char *name, const char *value, size_t len);

/* Appends the expansion. ST_INVALID: undefined variable (its name is written to `ret_missing`, cut at `size`);
 * ST_NOT_FOUND: no such template; ST_NOMEM. What was appended before a failure is taken back. */
enum status template_expand(const struct template_set *set, const char *name, const struct template_values *values,
		struct strbuf *out, char *ret_missing, size_t size, struct error *err);

#ifdef __cplusplus
}
#endif

#endif
