/* Conditions: whatever the bytes, they compile or give one error. */
#include "domain/segment.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct segment *segment = NULL;
	struct error err = ERROR_INIT;
	char *text = malloc(size + 1);

	if (text == NULL) {
		return 0;
	}
	memcpy(text, data, size);
	text[size] = '\0';
	if ((segment_compile(text, &segment, &err) == ST_OK) != (segment != NULL)) {
		abort();
	}
	segment_free(segment);
	free(text);
	return 0;
}
