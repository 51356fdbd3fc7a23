/* Markdown letters to templates, values in, text laid out. */
#include "render/flow.h"
#include "render/markdown.h"
#include "render/template.h"
#include "util/cleanup.h"
#include "util/fs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

struct letter {
	char dir[64];
	struct source *source;
	struct markdown md;
	struct problems problems;
	struct template_set *set;
	struct template_values *values;
	struct strbuf html, text;
};

static const char *no_style(void *context, const char *element)
{
	(void)context;
	(void)element;
	return "";
}

static char *find_partial(void *context, const char *name)
{
	CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s.md", (const char *)context, name);
	return fs_exists(path.buf) ? strbuf_detach(&path, NULL) : NULL;
}

static void write_file(const char *dir, const char *name, const char *text)
{
	CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", dir, name);
	assert_int_equal(fs_write(path.buf, text, strlen(text), 0644, NULL), ST_OK);
}

static void open_letter(struct letter *l, const char *text)
{
	CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;
	struct error err = ERROR_INIT;

	*l = (struct letter){ .md = MARKDOWN_INIT, .problems = PROBLEMS_INIT, .html = STRBUF_INIT, .text = STRBUF_INIT };
	strcpy(l->dir, "/tmp/kvieslys-md-XXXXXX"); /* lint: allow */
	assert_non_null(mkdtemp(l->dir));
	write_file(l->dir, "letter.md", text);
	write_file(l->dir, "part.md", "From {{WHO}}.\n");
	strbuf_addf(&path, "%s/letter.md", l->dir);
	assert_int_equal(source_read(path.buf, true, find_partial, l->dir, &l->source, &l->problems, &err), ST_OK);
	assert_int_equal(markdown_compile(l->source, no_style, NULL, &l->md, &l->problems, &err), ST_OK);
	assert_int_equal(template_values_new(&l->values, &err), ST_OK);
}

static void expand(struct letter *l)
{
	CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
	struct error err = ERROR_INIT;
	char missing[80];

	assert_int_equal(l->problems.n, 0);
	assert_int_equal(template_set_new(&l->set, &err), ST_OK);
	if (template_set_add(l->set, "h", TEMPLATE_HTML, l->md.html.buf, l->md.html.len, &err) != ST_OK
			|| template_set_add(l->set, "t", TEMPLATE_TEXT, l->md.text.buf, l->md.text.len, &err) != ST_OK) {
		fail_msg("%s in %s", err.text, l->md.html.buf);
	}
	template_set_freeze(l->set);
	if (template_expand(l->set, "h", l->values, &l->html, missing, sizeof missing, &err) != ST_OK
			|| template_expand(l->set, "t", l->values, &raw, missing, sizeof missing, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	flow_layout(raw.buf, raw.len, FLOW_WIDTH, &l->text);
}

static void close_letter(struct letter *l)
{
	CLEANUP_STRBUF struct strbuf cmd = STRBUF_INIT;

	source_free(l->source);
	markdown_release(&l->md);
	problems_release(&l->problems);
	template_set_free(l->set);
	template_values_free(l->values);
	strbuf_release(&l->html);
	strbuf_release(&l->text);
	strbuf_addf(&cmd, "rm -rf %s", l->dir);
	assert_int_equal(system(cmd.buf), 0);
}

static void set(struct letter *l, const char *name, const char *value)
{
	template_set_value(l->values, name, value, strlen(value));
}

static void set_row(struct letter *l, const char *name, const char *value)
{
	template_set_row_value(l->values, name, value, strlen(value));
}

static void test_both_parts(void **state)
{
	struct letter l;

	(void)state;
	open_letter(&l, "Subject: Hi {{WHO}}\n\n# Dear *{{WHO}}*,\n\nsome **strong** words\nand more.  \nHard.\n\n- one\n- two {{WHO}}\n\n"
			"[Site](https://e.example/?q={{WHO}}) and [mail](mailto:a@b.example)\n\n{{>part}}\n");
	set(&l, "WHO", "Jonas & <b>");
	expand(&l);
	assert_string_equal(l.text.buf, "Dear Jonas & <b>,\n\nsome strong words and more.\nHard.\n\n- one\n- two Jonas & <b>\n\n"
			"Site (https://e.example/?q=Jonas & <b>) and mail (a@b.example)\n\nFrom Jonas & <b>.\n");
	assert_non_null(strstr(l.html.buf, "<em>Jonas &amp; &lt;b&gt;</em>"));
	assert_non_null(strstr(l.html.buf, "?q=Jonas+%26+%3Cb%3E\""));
	assert_null(strstr(l.html.buf, "<b>"));
	close_letter(&l);
}

static void test_wrapping_follows_values(void **state)
{
	struct letter l;

	(void)state;
	open_letter(&l, "Subject: x\n\nThe place is {{PLACE}} and this goes on for a while to be long enough.\n\n1. {{PLACE}} first\n2. second\n");
	set(&l, "PLACE", "Mechanikų namai, Pramonės gatvė 1, LT-62001 Alytus, Lietuva, Europos Sąjunga");
	expand(&l);
	assert_string_equal(l.text.buf, "The place is Mechanikų namai, Pramonės gatvė 1, LT-62001 Alytus,\n"
			"Lietuva, Europos Sąjunga and this goes on for a while to be long enough.\n\n"
			"1. Mechanikų namai, Pramonės gatvė 1, LT-62001 Alytus, Lietuva, Europos\n   Sąjunga first\n2. second\n");
	close_letter(&l);
}

static void test_sections(void **state)
{
	struct letter l;

	(void)state;
	open_letter(&l, "Subject: x\n\n{{#PROGRAMME}}\n- {{TIME}} {{ITEM}}\n{{/PROGRAMME}}\n\n{{#GONE}}\n## Gone {{NOBODY}}\n\nText {{NOBODY}}\n{{/GONE}}\n\n"
			"{{#GONE}}{{NOBODY}}{{/GONE}}\n\n{{^GONE}}Not gone{{/GONE}}\n\n"
			"| When | What |\n|---|---|\n{{#PROGRAMME}}\n| {{TIME}} | {{ITEM}} |\n{{/PROGRAMME}}\n\n"
			"| a | b |\n|---|---|\n| {{#PROGRAMME}}{{TIME}} | {{ITEM}}{{/PROGRAMME}} |\n");
	template_add_row(l.values, "PROGRAMME");
	set_row(&l, "TIME", "10.00");
	set_row(&l, "ITEM", "Opening");
	template_add_row(l.values, "PROGRAMME");
	set_row(&l, "TIME", "10.30–11");
	set_row(&l, "ITEM", "A long talk about many things that does not fit into one line at all");
	expand(&l);
	assert_string_equal(l.text.buf, "- 10.00 Opening\n- 10.30–11 A long talk about many things that does not fit into one line\n  at all\n\nNot gone\n\n"
			"When      What\n10.00     Opening\n10.30–11  A long talk about many things that does not fit into one line\n          at all\n\n"
			"a         b\n10.00     Opening\n10.30–11  A long talk about many things that does not fit into one line\n          at all\n");
	assert_null(strstr(l.html.buf, "<p></p>"));
	assert_non_null(strstr(l.html.buf, "<ul>\n<li>10.00 Opening</li>\n<li"));
	assert_non_null(strstr(l.html.buf, "<tr><td class=\"k-td\">10.00</td><td class=\"k-td\">Opening</td></tr>\n<tr>"));
	close_letter(&l);
}

static void test_faults(void **state)
{
	struct letter l;

	(void)state;
	open_letter(&l, "Subject: x\n\n<b>no</b>\n\n{{first name}} {{#OPEN}}\n\n{{>absent}}\n\n![](http://e.example/pixel.gif)\n\n[x](javascript:alert)\n");
	assert_int_equal(l.problems.n, 7);
	assert_non_null(strstr(l.problems.texts[0], "letter.md:5: '{{first name}}' is no marker"));
	assert_non_null(strstr(l.problems.texts[1], "letter.md:7: '{{>absent}}'"));
	assert_non_null(strstr(l.problems.texts[2], "letter.md:5: the section {{#OPEN}} is not closed"));
	assert_non_null(strstr(l.problems.texts[3], "letter.md:3: HTML cannot stand"));
	close_letter(&l);
}

static void test_values_inject_nothing(void **state)
{
	struct letter l;

	(void)state;
	open_letter(&l, "Subject: x\n\n{{V}} ![{{V}}](cid:logo) [{{V}}]({{U}}) `{{V}}`\n");
	set(&l, "V", "\"><script>alert(1)</script>\nnext {{V}} **x**");
	set(&l, "U", "javascript:alert(1)");
	expand(&l);
	assert_null(strstr(l.html.buf, "<script"));
	assert_null(strstr(l.html.buf, "javascript:"));
	assert_non_null(strstr(l.html.buf, "href=\"#\""));
	assert_non_null(strstr(l.html.buf, "&lt;/script&gt;<br>\nnext {{V}} **x**"));
	close_letter(&l);
}

static void test_strict(void **state)
{
	struct template_set *s = NULL;
	struct template_values *v = NULL;
	struct error err = ERROR_INIT;
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	char missing[20] = "";
	const char *bad[] = { "{{%AUTOESCAPE context=\"HTML\"}}{{X:none}}", "{{%AUTOESCAPE context=\"HTML\"}}{{X:x-unknown}}",
		"<p>{{X}}</p>", "{{%AUTOESCAPE context=\"HTML\"}}{{>X}}", "{{%AUTOESCAPE context=\"HTML\"}}{{#X}}", NULL };

	(void)state;
	assert_int_equal(template_set_new(&s, &err), ST_OK);
	for (int i = 0; bad[i] != NULL; i++) {
		error_clear(&err);
		assert_int_equal(template_set_add(s, bad[i], TEMPLATE_HTML, bad[i], strlen(bad[i]), &err), ST_INVALID);
		assert_true(err.text[0] != '\0');
	}
	error_clear(&err);
	assert_int_equal(template_set_add(s, "t", TEMPLATE_TEXT, "a {{B}} {{C}}", 13, &err), ST_OK);
	template_set_freeze(s);
	assert_int_equal(template_values_new(&v, &err), ST_OK);
	template_set_value(v, "B", "b", 1);
	assert_int_equal(template_expand(s, "t", v, &out, missing, sizeof missing, &err), ST_INVALID);
	assert_string_equal(missing, "C");
	assert_int_equal(out.len, 0);
	error_clear(&err);
	assert_int_equal(template_expand(s, "none", v, &out, missing, sizeof missing, &err), ST_NOT_FOUND);
	template_values_free(v);
	template_set_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_parts),
		cmocka_unit_test(test_wrapping_follows_values),
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_values_inject_nothing),
		cmocka_unit_test(test_strict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
