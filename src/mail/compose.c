/* The MIME tree of a letter. The header fields are in compose_header.c. */
#include "mail/compose.h"

#include "mail/compose_private.h"
#include "mail/header.h"
#include "mail/transfer.h"
#include "mail/transfer_memo.h"

#include <string.h>

#define BOUNDARY_SIZE 24

/* The levels of the tree; each has a boundary of its own. */
enum level { MIXED, ALTERNATIVE, RELATED };
static const char *const letters[] = { "a", "b", "c" };

struct tree {
	const struct compose_letter *letter;
	struct strbuf *out;
	char stem[BOUNDARY_SIZE]; /* "=_" cannot stand in quoted-printable, in base64, or in what we send as 7bit */
	size_t n_inline;
	size_t n_attached;
};

/* FNV-1a: spreads well and gives every letter its own boundaries; nothing depends on it being hard to guess. */
static void make_stem(struct tree *tree)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (const char *p = tree->letter->message_id; *p != '\0'; p++) {
		hash = (hash ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	}
	memcpy(tree->stem, "=_", 2);
	for (size_t i = 0; i < 16; i++) {
		tree->stem[2 + i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
	}
	tree->stem[18] = '\0';
}

static void open_multipart(struct tree *tree, enum level level)
{
	static const char *const types[] = { "mixed", "alternative", "related; type=\"text/html\"" };

	strbuf_join(tree->out, "Content-Type: multipart/", types[level], ";\r\n boundary=\"", tree->stem, letters[level],
			"\"\r\n\r\n", NULL);
}

static void next_part(struct tree *tree, enum level level)
{
	strbuf_join(tree->out, "--", tree->stem, letters[level], "\r\n", NULL);
}

static void close_multipart(struct tree *tree, enum level level)
{
	strbuf_join(tree->out, "--", tree->stem, letters[level], "--\r\n", NULL);
}

static void add_text_part(struct tree *tree, const char *subtype, const char *text, struct transfer_memo *memo)
{
	size_t len = strlen(text);
	enum transfer transfer = transfer_choose(text, len);

	strbuf_join(tree->out, "Content-Type: text/", subtype, "; charset=UTF-8\r\nContent-Transfer-Encoding: ", transfer_name(transfer),
			"\r\n\r\n", NULL);
	if (transfer == TRANSFER_QP && memo != NULL) {
		transfer_memo_add_qp(memo, tree->out, text, len);
	} else {
		transfer_add_text(tree->out, text, len, transfer);
	}
}

/* RFC 6047: the method as a parameter too, charset, an encoding; without Content-Disposition, or some clients show a file
 * instead of buttons. */
static void add_calendar_part(struct tree *tree)
{
	const struct compose_letter *letter = tree->letter;

	strbuf_addf(tree->out, "Content-Type: text/calendar; charset=UTF-8; method=%s;\r\n component=VEVENT\r\n"
			"Content-Transfer-Encoding: base64\r\n\r\n", letter->calendar_method);
	transfer_add_base64_text(tree->out, letter->calendar, strlen(letter->calendar));
}

static void add_file_header(struct tree *tree, const char *type, const char *filename, bool is_inline)
{
	struct header h;

	header_begin(&h, tree->out, "Content-Type");
	header_word(&h, type, strlen(type));
	if (filename != NULL) {
		header_param(&h, "name", filename);
	}
	header_end(&h);
	strbuf_adds(tree->out, "Content-Transfer-Encoding: base64\r\n");
	header_begin(&h, tree->out, "Content-Disposition");
	header_word(&h, is_inline ? "inline" : "attachment", is_inline ? 6 : 10);
	if (filename != NULL) {
		header_param(&h, "filename", filename);
	}
	header_end(&h);
}

static void add_file(struct tree *tree, const struct compose_file *file)
{
	const char *type = file->type != NULL ? file->type : "application/octet-stream";

	add_file_header(tree, type, file->filename, file->content_id != NULL);
	if (file->content_id != NULL) {
		strbuf_addf(tree->out, "Content-ID: <%s>\r\n", file->content_id);
	}
	strbuf_adds(tree->out, "\r\n");
	if (file->encoded != NULL) {
		strbuf_add(tree->out, file->encoded, file->encoded_len);
	} else {
		transfer_add_base64(tree->out, file->data, file->len);
	}
}

static void add_html(struct tree *tree)
{
	const struct compose_letter *letter = tree->letter;

	if (tree->n_inline == 0) {
		add_text_part(tree, "html", letter->html, letter->html_memo);
		return;
	}
	open_multipart(tree, RELATED);
	next_part(tree, RELATED);
	add_text_part(tree, "html", letter->html, letter->html_memo);
	for (size_t i = 0; i < letter->n_files; i++) {
		if (letter->files[i].content_id != NULL) {
			next_part(tree, RELATED);
			add_file(tree, &letter->files[i]);
		}
	}
	close_multipart(tree, RELATED);
}

/* text, html, calendar: the last one is what a client that understands it shows. */
static void add_alternative(struct tree *tree)
{
	const struct compose_letter *letter = tree->letter;

	if (letter->html == NULL && letter->calendar == NULL) {
		add_text_part(tree, "plain", letter->text, letter->text_memo);
		return;
	}
	open_multipart(tree, ALTERNATIVE);
	next_part(tree, ALTERNATIVE);
	add_text_part(tree, "plain", letter->text, letter->text_memo);
	if (letter->html != NULL) {
		next_part(tree, ALTERNATIVE);
		add_html(tree);
	}
	if (letter->calendar != NULL) {
		next_part(tree, ALTERNATIVE);
		add_calendar_part(tree);
	}
	close_multipart(tree, ALTERNATIVE);
}

static void add_body(struct tree *tree)
{
	const struct compose_letter *letter = tree->letter;

	if (tree->n_attached == 0) {
		add_alternative(tree);
		return;
	}
	open_multipart(tree, MIXED);
	next_part(tree, MIXED);
	add_alternative(tree);
	if (letter->calendar != NULL && letter->calendar_filename != NULL) {
		next_part(tree, MIXED);
		add_file_header(tree, "application/ics", letter->calendar_filename, false);
		strbuf_adds(tree->out, "\r\n");
		transfer_add_base64_text(tree->out, letter->calendar, strlen(letter->calendar));
	}
	for (size_t i = 0; i < letter->n_files; i++) {
		if (letter->files[i].content_id == NULL) {
			next_part(tree, MIXED);
			add_file(tree, &letter->files[i]);
		}
	}
	close_multipart(tree, MIXED);
}

/* "image/png"; not the types whose parts must not be base64 (RFC 2046 §5). */
static bool is_type(const char *type)
{
	static const char token[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-";
	size_t major = strspn(type, token);
	size_t minor = type[major] == '/' ? strspn(type + major + 1, token) : 0;

	return major > 0 && minor > 0 && type[major + 1 + minor] == '\0' && major + minor < 100
			&& strncasecmp(type, "message/", 8) != 0 && strncasecmp(type, "multipart/", 10) != 0;
}

static enum status check_files(struct tree *tree, struct error *err)
{
	const struct compose_letter *letter = tree->letter;

	for (size_t i = 0; i < letter->n_files; i++) {
		const struct compose_file *file = &letter->files[i];

		if (file->type != NULL && !is_type(file->type)) {
			return error_set(err, ST_INVALID, "letter: file %zu: no type that a file can have", i + 1);
		}
		if (file->content_id == NULL) {
			tree->n_attached++;
			continue;
		}
		if (!compose_is_plain_word(file->content_id)) {
			return error_set(err, ST_INVALID, "letter: file %zu: no identifier that a header can hold", i + 1);
		}
		if (letter->html == NULL) {
			return error_set(err, ST_INVALID, "letter: file %zu: an inline file needs an HTML part", i + 1);
		}
		tree->n_inline++;
	}
	tree->n_attached += letter->calendar != NULL && letter->calendar_filename != NULL;
	return ST_OK;
}

static enum status check_text(const char *what, const char *text, struct error *err)
{
	size_t len = text != NULL ? strlen(text) : 0;
	size_t bad = len > 0 ? transfer_utf8_valid(text, len) : 0;

	return bad == len ? ST_OK : error_set(err, ST_INVALID, "letter: %s: byte %zu is no UTF-8", what, bad + 1);
}

static enum status check(struct tree *tree, struct error *err)
{
	const struct compose_letter *letter = tree->letter;
	enum status st;

	if (letter->subject == NULL || letter->text == NULL || letter->message_id == NULL) {
		return error_set(err, ST_INVALID, "letter: subject, text and Message-ID are needed");
	}
	if (letter->calendar != NULL && (letter->calendar_method == NULL
			|| letter->calendar_method[strspn(letter->calendar_method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] != '\0')) {
		return error_set(err, ST_INVALID, "letter: a calendar part needs its method");
	}
	st = check_text("text", letter->text, err);
	if (st == ST_OK) {
		st = check_text("html", letter->html, err);
	}
	if (st == ST_OK) {
		st = check_text("calendar", letter->calendar, err);
	}
	return st == ST_OK ? check_files(tree, err) : st;
}

enum status compose_letter(const struct compose_letter *letter, struct strbuf *out, struct error *err)
{
	struct tree tree = { .letter = letter, .out = out };
	size_t start = out->len;
	enum status st = check(&tree, err);

	if (st != ST_OK) {
		return st;
	}
	st = compose_fields(letter, out, err);
	if (st == ST_OK) {
		make_stem(&tree);
		strbuf_adds(out, "MIME-Version: 1.0\r\n");
		add_body(&tree);
		if (!strbuf_ok(out)) {
			st = error_set(err, ST_NOMEM, "letter: out of memory");
		}
	}
	if (st != ST_OK) {
		strbuf_setlen(out, start);
	}
	return st;
}

enum status compose_encode_base64(const void *data, size_t len, struct strbuf *out, struct error *err)
{
	transfer_add_base64(out, data, len);
	return strbuf_ok(out) ? ST_OK : error_set(err, ST_NOMEM, "letter: out of memory");
}
