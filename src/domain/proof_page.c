/* A letter as a page of its own, and a picture of it. */
#include "domain/proof.h"

#include "mail/compose.h"
#include "mail/parse.h"
#include "util/cleanup.h"
#include "util/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define PICTURE_HEIGHT 2000

/* The part with that Content-ID, or -1. */
static int find_cid(struct mail *mail, const char *cid, size_t len)
{
	for (size_t i = 0; i < mail_n_parts(mail); i++) {
		const char *id = mail_part_header(mail, i, "Content-ID");

		if (id != NULL && id[0] == '<' && strlen(id) == len + 2 && memcmp(id + 1, cid, len) == 0) {
			return (int)i;
		}
	}
	return -1;
}

/* src="cid:logo" becomes src="data:image/png;base64,…". */
static enum status put_image(struct mail *mail, const char *cid, size_t len, struct strbuf *out, struct error *err)
{
	CLEANUP_STRBUF struct strbuf lines = STRBUF_INIT;
	int part = find_cid(mail, cid, len);
	const char *bytes;
	size_t n = 0;
	enum status st;

	if (part < 0) {
		strbuf_adds(out, "cid:");
		strbuf_add(out, cid, len);
		return ST_OK;
	}
	bytes = mail_part_bytes(mail, (size_t)part, &n);
	strbuf_addf(out, "data:%s;base64,", mail_part(mail, (size_t)part)->type);
	st = compose_encode_base64(bytes, n, &lines, err);
	for (size_t i = 0; st == ST_OK && i < lines.len; i++) {
		if (lines.buf[i] != '\r' && lines.buf[i] != '\n') { /* a URL has no lines */
			strbuf_addc(out, lines.buf[i]);
		}
	}
	return st;
}

enum status proof_page(const struct letter_print *print, struct strbuf *out, struct error *err)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	const char *s = print->html, *mark;
	enum status st = mail_parse(print->bytes, print->len, &mail, err);

	while (st == ST_OK && (mark = strstr(s, "src=\"cid:")) != NULL) {
		const char *cid = mark + 9;
		size_t len = strcspn(cid, "\"");

		strbuf_add(out, s, (size_t)(mark + 5 - s));
		st = put_image(mail, cid, len, out, err);
		s = cid + len;
	}
	strbuf_adds(out, s);
	return st != ST_OK || strbuf_ok(out) ? st : error_set(err, ST_NOMEM, "page: out of memory");
}

static enum status wait_for(pid_t pid, const char *path, struct error *err)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR) {
			return error_set(err, ST_IO, "%s: chromium: %s", path, strerror(errno));
		}
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 && fs_exists(path) ? ST_OK
			: error_set(err, ST_IO, "%s: chromium made no picture", path);
}

static enum status run_chromium(const char *page, const char *path, int width, bool dark, struct error *err)
{
	static const char *const programs[] = { "chromium", "chromium-browser", "google-chrome" };
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	char size[48], scheme[64];
	char *shot, *url;
	posix_spawn_file_actions_t actions;
	pid_t pid = 0;
	int rc = ENOENT;

	/* One buffer for both arguments: "--screenshot=…" NUL "file://…". */
	strbuf_addf(&text, "--screenshot=%s", path);
	strbuf_addc(&text, '\0');
	strbuf_addf(&text, "file://%s", page);
	if (!strbuf_ok(&text) || posix_spawn_file_actions_init(&actions) != 0) {
		return error_set(err, ST_NOMEM, "picture: out of memory");
	}
	shot = text.buf;
	url = text.buf + strlen(text.buf) + 1;
	(void)snprintf(size, sizeof size, "--window-size=%d,%d", width, PICTURE_HEIGHT);
	(void)snprintf(scheme, sizeof scheme, "--blink-settings=preferredColorScheme=%d", dark ? 0 : 1);
	(void)posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	(void)posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	for (size_t i = 0; i < ARRAY_SIZE(programs) && rc == ENOENT; i++) {
		char name[32], headless[] = "--headless", gpu[] = "--disable-gpu", bars[] = "--hide-scrollbars",
				sandbox[] = "--no-sandbox";
		char *argv[] = { name, headless, gpu, bars, size, scheme, shot, url, NULL, NULL };

		/* Chromium refuses its sandbox to root; the page is ours and asks for nothing from the net. */
		argv[8] = geteuid() == 0 ? sandbox : NULL;
		(void)snprintf(name, sizeof name, "%s", programs[i]);
		rc = posix_spawnp(&pid, programs[i], &actions, NULL, argv, environ);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	if (rc != 0) {
		return error_set(err, ST_NOT_FOUND, "a picture needs chromium: install it, or use --html and a browser");
	}
	return wait_for(pid, path, err);
}

static void unlink_page(char **page)
{
	if (*page != NULL) {
		(void)unlink(*page);
		free(*page);
	}
}

enum status proof_picture(const struct letter_print *print, const char *path, int width, bool dark, struct error *err)
{
	CLEANUP_STRBUF struct strbuf page = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf file = STRBUF_INIT;
	CLEANUP(unlink_page) char *name = NULL;
	CLEANUP_FREE char *absolute = realpath(".", NULL);
	CLEANUP_FREE char *target = absolute != NULL ? fs_join(absolute, path) : NULL;
	enum status st = proof_page(print, &page, err);

	if (st != ST_OK) {
		return st;
	}
	strbuf_addf(&file, "%s.page.html", target != NULL ? target : path);
	name = strbuf_detach(&file, NULL);
	if (target == NULL || name == NULL) {
		return error_set(err, ST_NOMEM, "picture: out of memory");
	}
	st = fs_write(name, page.buf, page.len, 0600, err);
	return st == ST_OK ? run_chromium(name, target, width, dark, err) : st;
}
