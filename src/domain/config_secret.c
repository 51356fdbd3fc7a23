/* Passwords and tokens: from a command or a file of mode 0600. */
#include "domain/config.h"

#include "util/cleanup.h"
#include "util/fs.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define SECRET_MAX 16384

static void cleanup_secret(struct strbuf *sb)
{
	if (sb->alloc > 0) {
		explicit_bzero(sb->buf, sb->alloc);
	}
	strbuf_release(sb);
}

static enum status from_command(const char *command, const char *whose, struct strbuf *out, struct error *err)
{
	FILE *f = popen(command, "re");
	size_t n;
	int rc;

	if (f == NULL) {
		return error_set(err, ST_AUTH, "%s: the password command cannot be started", whose);
	}
	if (!strbuf_grow(out, SECRET_MAX)) {
		(void)pclose(f);
		return error_set(err, ST_NOMEM, "%s: out of memory", whose);
	}
	n = fread(out->buf, 1, SECRET_MAX, f);
	out->buf[n] = '\0';
	out->len = n;
	rc = pclose(f);
	if (rc != 0) {
		return error_set(err, ST_AUTH, "%s: the password command failed (exit %d); run it by hand to see why",
				whose, WIFEXITED(rc) ? WEXITSTATUS(rc) : -1);
	}
	return ST_OK;
}

static enum status from_file(const char *file, struct strbuf *out, struct error *err)
{
	struct stat info;

	if (stat(file, &info) == 0 && (info.st_mode & 077) != 0) {
		return error_set(err, ST_CONFIG, "%s: others may read this password; run chmod 600 on it", file);
	}
	return fs_read(file, SECRET_MAX, out, err);
}

enum status config_secret(const char *command, const char *file, const char *whose, char **ret,
		struct error *err)
{
	CLEANUP(cleanup_secret) struct strbuf sb = STRBUF_INIT;
	enum status st;

	if (command != NULL) {
		st = from_command(command, whose, &sb, err);
	} else if (file != NULL) {
		st = from_file(file, &sb, err);
	} else {
		st = error_set(err, ST_CONFIG, "%s: no password-command or password-file is set", whose);
	}
	if (st != ST_OK) {
		return st;
	}
	strbuf_setlen(&sb, strcspn(sb.buf, "\r\n"));
	if (sb.len == 0) {
		return error_set(err, ST_AUTH, "%s: the password is empty", whose);
	}
	*ret = strdup(sb.buf);
	return *ret != NULL ? ST_OK : error_set(err, ST_NOMEM, "%s: out of memory", whose);
}
