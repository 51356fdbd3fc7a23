/* Files, whole and safely. */
#include "util/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

enum status fs_read(const char *path, size_t max, struct strbuf *out, struct error *err)
{
	CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t total = 0;

	if (fd < 0) {
		return error_set(err, errno == ENOENT ? ST_NOT_FOUND : ST_IO, "%s: cannot be read: %s", path,
				strerror(errno));
	}
	for (;;) {
		ssize_t n;

		if (!strbuf_grow(out, 65536)) {
			return error_set(err, ST_NOMEM, "%s: out of memory", path);
		}
		n = read(fd, out->buf + out->len, 65536);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			return error_set(err, ST_IO, "%s: cannot be read: %s", path, strerror(errno));
		}
		if (n == 0) {
			return ST_OK;
		}
		total += (size_t)n;
		if (total > max) {
			return error_set(err, ST_INVALID, "%s: larger than %zu bytes", path, max);
		}
		out->len += (size_t)n;
		out->buf[out->len] = '\0';
	}
}

bool fs_write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			errno = n < 0 ? errno : EIO;
			return false;
		}
		p += n;
		len -= (size_t)n;
	}
	return true;
}

enum status fs_write(const char *path, const void *data, size_t len, int mode, struct error *err)
{
	CLEANUP_STRBUF struct strbuf tmp = STRBUF_INIT;
	CLEANUP_FD int fd = -1;

	strbuf_addf(&tmp, "%s.XXXXXX", path);
	if (!strbuf_ok(&tmp)) {
		return error_set(err, ST_NOMEM, "%s: out of memory", path);
	}
	fd = mkstemp(tmp.buf);
	if (fd < 0) {
		return error_set(err, ST_IO, "%s: cannot be written: %s", path, strerror(errno));
	}
	if (!fs_write_all(fd, data, len) || fchmod(fd, (mode_t)mode) != 0 || fsync(fd) != 0
			|| rename(tmp.buf, path) != 0) {
		int e = errno;

		(void)unlink(tmp.buf);
		return error_set(err, ST_IO, "%s: cannot be written: %s", path, strerror(e));
	}
	return ST_OK;
}

enum status fs_temp_open(struct fs_temp *ret, struct error *err)
{
	const char *folder = getenv("TMPDIR");
	CLEANUP_FREE char *path = fs_join(folder != NULL && folder[0] != '\0' ? folder : "/tmp", "kvieslys.XXXXXX");
	CLEANUP_FREE char *nameless = malloc(sizeof "/proc/self/fd/" + 3 * sizeof(int));
	CLEANUP_FD int fd = -1;

	if (path == NULL || nameless == NULL) {
		return error_set(err, ST_NOMEM, "temporary file: out of memory");
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0) {
		return error_set(err, ST_IO, "%s: no temporary file can be made: %s", path, strerror(errno));
	}
	(void)snprintf(nameless, sizeof "/proc/self/fd/" + 3 * sizeof(int), "/proc/self/fd/%d", fd);
	if (fs_exists(nameless)) {
		(void)unlink(path);
		free(path);
		path = TAKE_PTR(nameless);
	}
	*ret = (struct fs_temp){ .path = TAKE_PTR(path), .fd = fd };
	fd = -1;
	return ST_OK;
}

void fs_temp_release(struct fs_temp *temp)
{
	if (temp->fd >= 0) {
		(void)close(temp->fd);
	}
	if (temp->path != NULL && strncmp(temp->path, "/proc/", 6) != 0) {
		(void)unlink(temp->path);
	}
	free(temp->path);
	*temp = (struct fs_temp)FS_TEMP_INIT;
}

enum status fs_mkdirs(const char *path, struct error *err)
{
	CLEANUP_FREE char *copy = strdup(path);

	if (copy == NULL) {
		return error_set(err, ST_NOMEM, "%s: out of memory", path);
	}
	for (char *p = copy + 1; copy[0] != '\0'; p++) {
		char c = *p;

		if (c != '/' && c != '\0') {
			continue;
		}
		*p = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST) {
			return error_set(err, ST_IO, "%s: cannot be made: %s", copy, strerror(errno));
		}
		*p = c;
		if (c == '\0') {
			break;
		}
	}
	if (!fs_is_dir(path)) {
		return error_set(err, ST_IO, "%s: is there and is no folder", path);
	}
	return ST_OK;
}

bool fs_exists(const char *path)
{
	struct stat sb;

	return stat(path, &sb) == 0;
}

bool fs_is_dir(const char *path)
{
	struct stat sb;

	return stat(path, &sb) == 0 && S_ISDIR(sb.st_mode);
}

char *fs_join(const char *a, const char *b)
{
	struct strbuf sb = STRBUF_INIT;
	char *s;

	if (b[0] == '/') {
		return strdup(b);
	}
	strbuf_adds(&sb, a);
	if (sb.len > 0 && sb.buf[sb.len - 1] != '/') {
		strbuf_addc(&sb, '/');
	}
	strbuf_adds(&sb, b);
	s = strbuf_detach(&sb, NULL);
	strbuf_release(&sb);
	return s;
}

/* `exe`/../`rest` when it holds templates/en. */
static char *data_beside(const char *exe, const char *rest)
{
	CLEANUP_FREE char *dir = strdup(exe);
	CLEANUP_FREE char *data = NULL;
	CLEANUP_FREE char *probe = NULL;
	char *slash = dir != NULL ? strrchr(dir, '/') : NULL;

	if (slash == NULL) {
		return NULL;
	}
	*slash = '\0';
	data = fs_join(dir, rest);
	probe = data != NULL ? fs_join(data, "templates/en") : NULL;
	return probe != NULL && fs_is_dir(probe) ? TAKE_PTR(data) : NULL;
}

enum status fs_data_dir(char **ret, struct error *err)
{
	static const char *const places[] = { "../share/kvieslys", ".", "..", "../..", "../../.." };
	const char *env = getenv("KVIESLYS_DATA");
	char exe[PATH_MAX];
	ssize_t n;
	char *data;

	if (env != NULL && env[0] != '\0') {
		data = strdup(env);
		if (data == NULL) {
			return error_set(err, ST_NOMEM, "out of memory");
		}
		*ret = data;
		return ST_OK;
	}
	n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	exe[n > 0 ? n : 0] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		data = data_beside(exe, places[i]);
		if (data != NULL) {
			*ret = data;
			return ST_OK;
		}
	}
	return error_set(err, ST_NOT_FOUND,
			"the shipped templates are not beside %s (../share/kvieslys); set KVIESLYS_DATA to their folder",
			exe);
}
