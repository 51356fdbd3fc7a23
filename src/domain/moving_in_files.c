/* The files of an export: CSV as they are, those in a ZIP one after the other through a temporary file. */
#include "domain/moving_in_private.h"

#include "util/fs.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

#define ENTRIES_MAX 200
#define ENTRY_MAX (INT64_C(4) << 30) /* bytes of one file in a ZIP */

#define CLEANUP_ZIP CLEANUP(zip_cleanup)
static void zip_cleanup(zip_t **zip)
{
	if (*zip != NULL) {
		zip_discard(*zip);
	}
}

#define CLEANUP_ZIP_FILE CLEANUP(zip_file_cleanup)
static void zip_file_cleanup(zip_file_t **file)
{
	if (*file != NULL) {
		(void)zip_fclose(*file);
	}
}

static bool is_zip(const char *path)
{
	CLEANUP_FILE FILE *file = fopen(path, "rbe");
	char magic[4] = "";

	return file != NULL && fread(magic, 1, 4, file) == 4 && memcmp(magic, "PK\3\4", 4) == 0;
}

static enum status unpack(zip_t *zip, zip_uint64_t index, const char *name, int to, struct error *err)
{
	CLEANUP_ZIP_FILE zip_file_t *file = zip_fopen_index(zip, index, 0);
	char buf[65536];
	zip_int64_t n = file != NULL ? 1 : -1;
	int64_t total = 0;

	while (n > 0 && (n = zip_fread(file, buf, sizeof buf)) > 0 && (total += n) <= ENTRY_MAX) {
		if (!fs_write_all(to, buf, (size_t)n)) {
			return error_set(err, ST_IO, "%s: cannot be unpacked into a temporary file: %s", name, strerror(errno));
		}
	}
	if (n < 0 || total > ENTRY_MAX) {
		return error_set(err, ST_INVALID, "%s: cannot be unpacked: damaged, protected or too big", name);
	}
	return ST_OK;
}

static enum status one_entry(zip_t *zip, zip_uint64_t index, const char *name,
		enum status (*each)(void *arg, const char *path, const char *name, struct error *err), void *arg, struct error *err)
{
	CLEANUP_FS_TEMP struct fs_temp temp = FS_TEMP_INIT;
	enum status st = fs_temp_open(&temp, err);

	if (st == ST_OK) {
		st = unpack(zip, index, name, temp.fd, err);
	}
	return st == ST_OK ? each(arg, temp.path, name, err) : st;
}

/* Who left comes before who is there, so that nobody who stands in both is subscribed. */
static bool is_gone(const char *name)
{
	return strcasestr(name, "unsubscribed") != NULL || strcasestr(name, "cleaned") != NULL;
}

enum status moving_each_file(const char *path, enum status (*each)(void *arg, const char *path, const char *name, struct error *err),
		void *arg, struct error *err)
{
	CLEANUP_ZIP zip_t *zip = NULL;
	enum status st = ST_OK;
	int64_t n;
	int found = 0;
	int code = 0;

	if (!is_zip(path) || strlen(path) < 4 || strcasecmp(path + strlen(path) - 4, ".zip") != 0) {
		return each(arg, path, path, err);
	}
	zip = zip_open(path, ZIP_RDONLY, &code);
	n = zip != NULL ? zip_get_num_entries(zip, 0) : 0;
	if (zip == NULL || n > ENTRIES_MAX) {
		return error_set(err, ST_INVALID, "%s: a ZIP file that is damaged or has more than %d files", path, ENTRIES_MAX);
	}
	for (int round = 0; round < 2; round++) {
		for (int64_t i = 0; i < n && st == ST_OK; i++) {
			const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
			size_t len = name != NULL ? strlen(name) : 0;

			if (len > 4 && strcasecmp(name + len - 4, ".csv") == 0 && is_gone(name) == (round == 0)) {
				found++;
				st = one_entry(zip, (zip_uint64_t)i, name, each, arg, err);
			}
		}
	}
	return st == ST_OK && found == 0 ? error_set(err, ST_INVALID, "%s: there is no CSV file in it", path) : st;
}
