/* Letters' files: whatever an organiser writes becomes templates or faults with file and line; what became templates
 * can be expanded and laid out. */
#include "render/flow.h"
#include "render/markdown.h"
#include "render/template.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *no_style(void *context, const char *element)
{
	(void)context;
	(void)element;
	return "";
}

static void expand(const struct source *source, const struct markdown *md)
{
	struct template_set *set = NULL;
	struct template_values *values = NULL;
	struct strbuf html = STRBUF_INIT, raw = STRBUF_INIT, text = STRBUF_INIT;
	char missing[80];

	if (template_set_new(&set, NULL) == ST_OK && template_values_new(&values, NULL) == ST_OK
			&& template_set_add(set, "h", TEMPLATE_HTML, md->html.buf, md->html.len, NULL) == ST_OK
			&& template_set_add(set, "t", TEMPLATE_TEXT, md->text.buf, md->text.len, NULL) == ST_OK) {
		template_set_freeze(set);
		for (size_t i = 0; i < source->n_markers; i++) {
			template_set_value(values, source->markers[i].name, "<v>\n&", 5);
		}
		(void)template_expand(set, "h", values, &html, missing, sizeof missing, NULL);
		if (template_expand(set, "t", values, &raw, missing, sizeof missing, NULL) == ST_OK) {
			flow_layout(raw.buf, raw.len, FLOW_WIDTH, &text);
		}
	}
	template_set_free(set);
	template_values_free(values);
	strbuf_release(&html);
	strbuf_release(&raw);
	strbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problems problems = PROBLEMS_INIT;
	struct markdown md = MARKDOWN_INIT;
	struct source *source = NULL;

	if (size > 20000) {
		return 0;
	}
	if (source_parse("letter.md", (const char *)data, size, true, NULL, NULL, &source, &problems, NULL) == ST_OK
			&& markdown_compile(source, no_style, NULL, &md, &problems, NULL) == ST_OK && problems.n == 0) {
		expand(source, &md);
	}
	flow_layout((const char *)data, size, FLOW_WIDTH, &md.text);
	markdown_release(&md);
	source_free(source);
	problems_release(&problems);
	return 0;
}
