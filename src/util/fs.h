/* Small file helpers. Paths are as given; messages name the path and the system's reason. */
#ifndef KVIESLYS_UTIL_FS_H
#define KVIESLYS_UTIL_FS_H

#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends the whole file to `out`. ST_NOT_FOUND, ST_IO, ST_NOMEM, ST_INVALID when above `max` bytes. */
enum status fs_read(const char *path, size_t max, struct strbuf *out, struct error *err);
/* Writes a file so that it is there whole or not at all (temporary file, fsync, rename), with `mode`. */
enum status fs_write(const char *path, const void *data, size_t len, int mode, struct error *err);
/* Writes all of it to a descriptor, whatever interrupts. False: errno says why, and part of it may be written. */
bool fs_write_all(int fd, const void *data, size_t len);
/* Makes a folder and its parents; no error when it is there. */
enum status fs_mkdirs(const char *path, struct error *err);
/* A private file that is nobody else's and does not outlive its variable:
 *   CLEANUP_FS_TEMP struct fs_temp temp = FS_TEMP_INIT;
 * It lies in TMPDIR, else in /tmp, with mode 0600. Where /proc is there, it has no name in the folder from the
 * start (`path` leads through /proc), so that it goes even when the process is killed. */
struct fs_temp {
	char *path; /* to open it by name, as libraries do; never a reason to remove it */
	int fd;     /* for reading and writing, at its start */
};
#define FS_TEMP_INIT { NULL, -1 }
#define CLEANUP_FS_TEMP CLEANUP(fs_temp_release)
/* ST_IO, ST_NOMEM: `ret` is as it was. */
enum status fs_temp_open(struct fs_temp *ret, struct error *err);
void fs_temp_release(struct fs_temp *temp);
bool fs_exists(const char *path);
bool fs_is_dir(const char *path);
/* "a/b", or b alone when it is absolute. Caller frees; NULL when out of memory. */
char *fs_join(const char *a, const char *b);
/* The folder of the shipped data (templates): KVIESLYS_DATA, else ../share/kvieslys beside the executable, else
 * the source tree's own folder when run from a build there. Caller frees. ST_NOT_FOUND says where was looked. */
enum status fs_data_dir(char **ret, struct error *err);

#endif
