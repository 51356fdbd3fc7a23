/* Mark files: mmap and flock. */
#include "outbound/mark.h"

#include "util/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define MAGIC "kvieslys mark 1"

struct mark_page {
	char magic[64];
	struct mark_seat seats[MARK_SEATS];
};

struct mark_file {
	int fd;
	struct mark_page *page;
	char *path;
};

static void cleanup_mark(struct mark_file **file)
{
	mark_close(*file, false);
}

/* The file opened, locked and mapped. */
static enum status attach(const char *path, int flags, struct mark_file **ret, struct error *err)
{
	CLEANUP(cleanup_mark) struct mark_file *f = calloc(1, sizeof *f);
	struct stat info;
	void *p;

	if (f == NULL || (f->path = strdup(path)) == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	f->fd = open(path, flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (f->fd < 0) {
		return error_set(err, errno == ENOENT ? ST_NOT_FOUND : ST_IO, "%s: %s", path, strerror(errno));
	}
	if (flock(f->fd, LOCK_EX | LOCK_NB) != 0) {
		return error_set(err, ST_CONFLICT, "%s: its sender is at work", path);
	}
	/* room for all of it now: a page that the disk cannot hold would kill the process when it is touched */
	if ((flags & O_CREAT) != 0 && posix_fallocate(f->fd, 0, (off_t)sizeof *f->page) != 0) {
		(void)unlink(path);
		return error_set(err, ST_IO, "%s: no room on the disk; free some, nothing was sent", path);
	}
	if (fstat(f->fd, &info) != 0 || info.st_size != (off_t)sizeof *f->page) {
		return error_set(err, ST_NOT_FOUND, "%s: is no mark file of this program", path);
	}
	p = mmap(NULL, sizeof *f->page, PROT_READ | PROT_WRITE, MAP_SHARED, f->fd, 0);
	if (p == MAP_FAILED) {
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	f->page = p;
	*ret = TAKE_PTR(f);
	return ST_OK;
}

enum status mark_create(const char *path, struct mark_file **ret, struct error *err)
{
	struct mark_file *f = NULL;
	enum status st = attach(path, O_CREAT | O_EXCL, &f, err);

	if (st == ST_OK) {
		(void)snprintf(f->page->magic, sizeof f->page->magic, "%s", MAGIC);
		*ret = f;
	}
	return st;
}

enum status mark_adopt(const char *path, struct mark_file **ret, struct error *err)
{
	CLEANUP(cleanup_mark) struct mark_file *f = NULL;
	enum status st = attach(path, 0, &f, err);

	if (st != ST_OK) {
		return st;
	}
	if (memcmp(f->page->magic, MAGIC, sizeof MAGIC) != 0) {
		return error_set(err, ST_NOT_FOUND, "%s: is no mark file of this program", path);
	}
	*ret = TAKE_PTR(f);
	return ST_OK;
}

struct mark_seat *mark_seat(struct mark_file *file, size_t index)
{
	return &file->page->seats[index];
}

const struct mark_seat *mark_find(struct mark_file *file, int64_t message_id)
{
	for (size_t i = 0; i < MARK_SEATS; i++) {
		struct mark_seat *s = &file->page->seats[i];

		if (atomic_load(&s->state) != MARK_EMPTY && s->message_id == message_id) {
			return s;
		}
	}
	return NULL;
}

void mark_close(struct mark_file *file, bool remove)
{
	if (file == NULL) {
		return;
	}
	if (file->page != NULL) {
		(void)munmap(file->page, sizeof *file->page);
	}
	if (remove && file->path != NULL) {
		(void)unlink(file->path);
	}
	if (file->fd >= 0) {
		(void)close(file->fd);
	}
	free(file->path);
	free(file);
}

void mark_at_dot(struct mark_seat *seat, int64_t message_id, const char *relay, int64_t at)
{
	seat->message_id = message_id;
	seat->at = at;
	(void)snprintf(seat->relay, sizeof seat->relay, "%s", relay);
	atomic_store_explicit(&seat->state, MARK_AT_DOT, memory_order_release);
}

void mark_answered(struct mark_seat *seat, const struct outcome *outcome, int64_t at)
{
	if (atomic_load_explicit(&seat->state, memory_order_relaxed) != MARK_AT_DOT) {
		return; /* refused before the dot: nothing that could be doubled */
	}
	seat->outcome = *outcome;
	seat->at = at;
	atomic_store_explicit(&seat->state, MARK_ANSWERED, memory_order_release);
}

void mark_clear(struct mark_seat *seat)
{
	atomic_store_explicit(&seat->state, MARK_EMPTY, memory_order_release);
}

void mark_boot_id(char *ret, size_t size)
{
	CLEANUP_FILE FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	ret[0] = '\0';
	if (f != NULL && fgets(ret, (int)size, f) != NULL) {
		ret[strcspn(ret, "\n")] = '\0';
	}
}
