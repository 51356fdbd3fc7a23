/* The press: one thread's printer of letters. */
#include "domain/letter_private.h"

#include "render/flow.h"
#include "util/cleanup.h"

#include <string.h>

#define MISSING_SIZE 80

enum status letter_press_new(const struct letter_book *book, struct letter_press **ret, struct error *err)
{
	CLEANUP_LETTER_PRESS struct letter_press *p = calloc(1, sizeof *p);
	enum status st;

	if (p == NULL) {
		return error_set(err, ST_NOMEM, "letter press: out of memory");
	}
	p->book = book;
	strbuf_init(&p->subject);
	strbuf_init(&p->summary);
	strbuf_init(&p->html);
	strbuf_init(&p->text);
	strbuf_init(&p->raw);
	strbuf_init(&p->calendar);
	strbuf_init(&p->bytes);
	transfer_memo_init(&p->text_memo);
	transfer_memo_init(&p->html_memo);
	st = template_values_new(&p->values, err);
	st = st == ST_OK ? zones_new(&p->zones, err) : st;
	if (st == ST_OK) {
		*ret = TAKE_PTR(p);
	}
	return st;
}

void letter_press_free(struct letter_press *p)
{
	if (p == NULL) {
		return;
	}
	template_values_free(p->values);
	zones_free(p->zones);
	json_free(p->params);
	for (size_t i = 0; i < p->scratch.n; i++) {
		strbuf_release(p->scratch.slots[i]);
		free(p->scratch.slots[i]);
	}
	free(p->scratch.slots);
	strbuf_release(&p->subject);
	strbuf_release(&p->summary);
	strbuf_release(&p->html);
	strbuf_release(&p->text);
	strbuf_release(&p->raw);
	strbuf_release(&p->calendar);
	strbuf_release(&p->bytes);
	transfer_memo_release(&p->text_memo);
	transfer_memo_release(&p->html_memo);
	free(p);
}

void letter_press_cleanup(struct letter_press **press)
{
	letter_press_free(*press);
}

/* Where the letter or its footer names a variable. */
static const struct letter_use *find_use(const struct letter_compiled *l, const char *name)
{
	const char *plural = strstr(name, "__");
	size_t base = plural != NULL ? (size_t)(plural - name) : strlen(name);

	for (size_t i = 0; i < l->n_uses; i++) {
		if (strlen(l->uses[i].name) == base && memcmp(l->uses[i].name, name, base) == 0) {
			return &l->uses[i];
		}
	}
	return NULL;
}

static enum status missing(const struct letter_message *m, const struct letter_language *language,
		const struct letter_compiled *letter, const char *name, struct error *err)
{
	const struct letter_use *use = find_use(letter, name);
	const char *base = use != NULL ? use->name : name;

	if (use == NULL && language->has_footer) {
		use = find_use(&language->footer, name);
		base = use != NULL ? use->name : name;
	}
	return error_set(err, ST_INVALID, "%s:%d: %s is not known for %s; fill it in or put it into {{#%s}}…{{/%s}}",
			use != NULL ? use->file : letter->path, use != NULL ? use->line : 0, base,
			m->page != NULL ? "the archive's page" : m->address != NULL ? m->address : m->contact->email, base, base);
}

static enum status expand(struct letter_press *p, const struct letter_message *m, const struct letter_language *language,
		const struct letter_compiled *letter, const char *name, struct strbuf *out, struct error *err)
{
	struct error fault = ERROR_INIT;
	char variable[MISSING_SIZE] = "";
	enum status st = template_expand(p->book->set, name, p->values, out, variable, sizeof variable, &fault);

	if (st == ST_OK) {
		return ST_OK;
	}
	return variable[0] != '\0' ? missing(m, language, letter, variable, err) : error_set(err, st, "%s", fault.text);
}

static void show_part(struct letter_press *p, bool html)
{
	template_show(p->values, "HTML", html);
	template_show(p->values, "TEXT", !html);
}

/* Subject and summary are single lines. */
static void squeeze(struct strbuf *line, size_t from)
{
	for (size_t i = from; i < line->len; i++) {
		if (line->buf[i] == '\n' || line->buf[i] == '\r') {
			line->buf[i] = ' ';
		}
	}
	strbuf_rtrim(line);
}

static enum status print_lines(struct letter_press *p, const struct letter_message *m,
		const struct letter_language *language, const struct letter_compiled *letter, bool first, struct error *err)
{
	enum status st;
	size_t from;

	strbuf_adds(&p->subject, !first ? " / " : m->test_to != NULL ? "[TEST] " : "");
	from = p->subject.len;
	st = expand(p, m, language, letter, letter->subject, &p->subject, err);
	squeeze(&p->subject, from);
	flow_loosen(&p->subject, from);
	if (st == ST_OK && first && letter->summary != NULL) {
		st = expand(p, m, language, letter, letter->summary, &p->summary, err);
		squeeze(&p->summary, 0);
	}
	return st;
}

static enum status print_text(struct letter_press *p, const struct letter_message *m,
		const struct letter_language *language, const struct letter_compiled *letter, struct error *err)
{
	enum status st;

	show_part(p, false);
	strbuf_reset(&p->raw);
	st = expand(p, m, language, letter, letter->text, &p->raw, err);
	if (st == ST_OK && language->has_footer && m->page == NULL) {
		st = expand(p, m, language, letter, language->footer.text, &p->raw, err);
	}
	if (st == ST_OK) {
		if (p->text.len > 0) {
			strbuf_adds(&p->text, "\n* * *\n\n");
		}
		flow_layout(p->raw.buf, p->raw.len, FLOW_WIDTH, &p->text);
	}
	return st;
}

static void open_part(struct letter_press *p, const struct letter_choice *choice, size_t i)
{
	if (choice->n > 1) {
		strbuf_addf(&p->html, "%s<div lang=\"%s\">\n", i > 0 ? "<hr class=\"k-hr\">\n" : "", choice->languages[i]->code);
	}
}

static enum status print_html_part(struct letter_press *p, const struct letter_message *m,
		const struct letter_choice *choice, size_t i, bool footer, struct error *err)
{
	const struct letter_language *language = choice->languages[i];
	const struct letter_compiled *letter = letter_book_find(language, m->letter);
	enum status st = ST_OK;

	/* The values are those of the last language set: set them anew only when there are two. */
	if (choice->n > 1) {
		st = letter_values_set(p, m, letter, language, err);
	}
	if (st != ST_OK || (footer && (!language->has_footer || m->page != NULL))) {
		return st;
	}
	show_part(p, true);
	open_part(p, choice, i);
	st = expand(p, m, language, letter, footer ? language->footer.html : letter->html, &p->html, err);
	if (choice->n > 1) {
		strbuf_adds(&p->html, "</div>\n");
	}
	return st;
}

static enum status print_html(struct letter_press *p, const struct letter_message *m, const struct letter_choice *choice,
		struct error *err)
{
	const struct letter_language *language = choice->languages[0];
	const struct letter_compiled *letter = letter_book_find(language, m->letter);
	enum status st = choice->n > 1 ? letter_values_set(p, m, letter, language, err) : ST_OK;

	show_part(p, true);
	if (letter->own_page) {
		return st == ST_OK ? expand(p, m, language, letter, letter->html, &p->html, err) : st;
	}
	template_set_value(p->values, "SUBJECT", p->subject.buf, p->subject.len);
	template_set_value(p->values, "SUMMARY_LINE", p->summary.buf, p->summary.len);
	st = st == ST_OK ? expand(p, m, language, letter, "layout/head", &p->html, err) : st;
	for (size_t i = 0; i < choice->n && st == ST_OK; i++) {
		st = print_html_part(p, m, choice, i, false, err);
	}
	st = st == ST_OK ? expand(p, m, language, letter, "layout/middle", &p->html, err) : st;
	for (size_t i = 0; i < choice->n && st == ST_OK; i++) {
		st = print_html_part(p, m, choice, i, true, err);
	}
	return st == ST_OK ? expand(p, m, language, letter, "layout/tail", &p->html, err) : st;
}

static enum status print_parts(struct letter_press *p, const struct letter_message *m, const struct letter_choice *choice,
		struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; i < choice->n && st == ST_OK; i++) {
		const struct letter_language *language = choice->languages[i];
		const struct letter_compiled *letter = letter_book_find(language, m->letter);

		if (letter->fault != NULL || (language->has_footer && language->footer.fault != NULL)) {
			return error_set(err, ST_INVALID, "%s", letter->fault != NULL ? letter->fault : language->footer.fault);
		}
		st = letter_values_set(p, m, letter, language, err);
		st = st == ST_OK ? print_lines(p, m, language, letter, i == 0, err) : st;
		st = st == ST_OK ? print_text(p, m, language, letter, err) : st;
	}
	return st == ST_OK ? print_html(p, m, choice, err) : st;
}

static enum status read_params(struct letter_press *p, const struct letter_message *m, struct error *err)
{
	json_free(p->params);
	p->params = NULL;
	if (m->params == NULL || *m->params == '\0') {
		return ST_OK;
	}
	p->params = json_read(m->params, strlen(m->params));
	return p->params != NULL && p->params->type == JSON_OBJECT ? ST_OK
			: error_set(err, ST_INVALID, "letter '%s' for %s: its values are no JSON object", m->letter,
					m->contact->email);
}

static void reset(struct letter_press *p)
{
	p->scratch.used = 0;
	strbuf_reset(&p->subject);
	strbuf_reset(&p->summary);
	strbuf_reset(&p->html);
	strbuf_reset(&p->text);
}

enum status letter_press_print(struct letter_press *p, const struct letter_message *m, struct letter_print *ret,
		struct error *err)
{
	struct letter_choice choice;
	struct strbuf *language, *to;
	enum status st;

	reset(p);
	st = letter_choose(p->book, m, &choice, err);
	st = st == ST_OK ? read_params(p, m, err) : st;
	st = st == ST_OK ? print_parts(p, m, &choice, err) : st;
	st = st == ST_OK ? letter_mime(p, m, &choice, err) : st;
	if (st != ST_OK) {
		return st;
	}
	language = letter_scratch_take(&p->scratch);
	to = letter_scratch_take(&p->scratch); /* the message may be gone before the print is */
	if (language == NULL || to == NULL) {
		return error_set(err, ST_NOMEM, "letter: out of memory");
	}
	strbuf_join(language, choice.languages[0]->code, choice.n > 1 ? "+" : "", choice.n > 1 ? choice.languages[1]->code : "", NULL);
	strbuf_adds(to, letter_recipient(m));
	*ret = (struct letter_print){
		.bytes = p->bytes.buf,
		.len = p->bytes.len,
		.language = language->buf,
		.subject = p->subject.buf,
		.text = p->text.buf,
		.html = p->html.buf,
		.to = to->buf,
		.art14 = m->campaign != NULL && !m->contact->informed,
	};
	return ST_OK;
}
