/* util/fs: files that are there whole or not at all, and files that nobody finds afterwards. */
#include "util/fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static char folder[] = "/tmp/kvieslys-test-fs.XXXXXX";

static int count_entries(void)
{
	DIR *dir = opendir(folder);
	int n = 0;

	assert_non_null(dir);
	for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	}
	assert_int_equal(closedir(dir), 0);
	return n;
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL && setenv("TMPDIR", folder, 1) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static void a_temporary_file_leaves_nothing(void **state)
{
	CLEANUP_STRBUF struct strbuf back = STRBUF_INIT;
	int was = -1;

	(void)state;
	{
		CLEANUP_FS_TEMP struct fs_temp temp = FS_TEMP_INIT;
		struct stat sb;

		assert_int_equal(fs_temp_open(&temp, NULL), ST_OK);
		was = temp.fd;
		assert_true(fs_write_all(temp.fd, "seven letters", 13));
		assert_int_equal(fstat(temp.fd, &sb), 0);
		assert_int_equal(sb.st_mode & 07777, 0600);
		assert_int_equal(fs_read(temp.path, 100, &back, NULL), ST_OK);
		assert_string_equal(back.buf, "seven letters");
		if (fs_is_dir("/proc/self/fd")) {
			assert_int_equal(count_entries(), 0);
		}
	}
	assert_int_equal(count_entries(), 0);
	assert_int_equal(fcntl(was, F_GETFD), -1);
}

/* A library that is given the name alone writes what the descriptor reads. */
static void a_temporary_file_is_written_by_name(void **state)
{
	CLEANUP_FS_TEMP struct fs_temp temp = FS_TEMP_INIT;
	char buf[8] = "";
	FILE *out;

	(void)state;
	assert_int_equal(fs_temp_open(&temp, NULL), ST_OK);
	out = fopen(temp.path, "wb");
	assert_non_null(out);
	assert_true(fputs("by name", out) >= 0);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(read(temp.fd, buf, sizeof buf), 7);
	assert_memory_equal(buf, "by name", 7);
}

static void no_folder_for_temporary_files(void **state)
{
	struct fs_temp temp = FS_TEMP_INIT;
	struct error err = ERROR_INIT;

	(void)state;
	assert_int_equal(setenv("TMPDIR", "/no/such/folder", 1), 0);
	assert_int_equal(fs_temp_open(&temp, &err), ST_IO);
	assert_non_null(strstr(err.text, "/no/such/folder/"));
	assert_null(temp.path);
	assert_int_equal(temp.fd, -1);
	fs_temp_release(&temp);
	assert_int_equal(setenv("TMPDIR", folder, 1), 0);
}

static void a_file_is_replaced_whole(void **state)
{
	CLEANUP_STRBUF struct strbuf back = STRBUF_INIT;
	CLEANUP_FREE char *path = fs_join(folder, "file");
	struct error err = ERROR_INIT;
	struct stat sb;

	(void)state;
	assert_int_equal(fs_write(path, "first", 5, 0640, NULL), ST_OK);
	assert_int_equal(fs_write(path, "second", 6, 0600, NULL), ST_OK);
	assert_int_equal(count_entries(), 1);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 07777, 0600);
	assert_int_equal(fs_read(path, 5, &back, &err), ST_INVALID);
	strbuf_reset(&back);
	assert_int_equal(fs_read(path, 6, &back, NULL), ST_OK);
	assert_string_equal(back.buf, "second");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(fs_read(path, 6, &back, NULL), ST_NOT_FOUND);
	assert_int_equal(fs_write("/no/such/folder/file", "x", 1, 0600, NULL), ST_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_temporary_file_leaves_nothing),
		cmocka_unit_test(a_temporary_file_is_written_by_name),
		cmocka_unit_test(no_folder_for_temporary_files),
		cmocka_unit_test(a_file_is_replaced_whole),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
