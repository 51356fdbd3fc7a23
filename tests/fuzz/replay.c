/* Runs a fuzz target over files and folders of files: the saved corpus in `make check`. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	size_t cap = 32u << 20;
	size_t n;

	if (f == NULL) {
		return 0;
	}
	data = malloc(cap);
	n = data != NULL ? fread(data, 1, cap, f) : 0;
	(void)fclose(f);
	/* exact size, so that a sanitizer sees a read past the end */
	uint8_t *exact = malloc(n > 0 ? n : 1);
	if (exact != NULL && data != NULL) {
		memcpy(exact, data, n);
		(void)LLVMFuzzerTestOneInput(exact, n);
	}
	free(exact);
	free(data);
	return 1;
}

int main(int argc, char **argv)
{
	int n = 0;

	for (int i = 1; i < argc; i++) {
		DIR *dir = opendir(argv[i]);
		struct dirent *de;

		if (dir == NULL) {
			n += run_file(argv[i]);
			continue;
		}
		while ((de = readdir(dir)) != NULL) {
			char path[4096];

			if (de->d_name[0] == '.') {
				continue;
			}
			(void)snprintf(path, sizeof path, "%s/%s", argv[i], de->d_name);
			n += run_file(path);
		}
		(void)closedir(dir);
	}
	printf("%d files\n", n);
	return n > 0 ? 0 : 1;
}
