/* Files in letters: read and encoded once, sent many times. */
#include "domain/letter_private.h"

#include "util/cleanup.h"
#include "util/fs.h"

#include <string.h>
#include <strings.h>

#define FILE_MAX (5u << 20)

static const char *type_of(const char *name)
{
	static const struct {
		const char *ending, *type;
	} types[] = {
		{ ".png", "image/png" }, { ".jpg", "image/jpeg" }, { ".jpeg", "image/jpeg" }, { ".gif", "image/gif" },
		{ ".pdf", "application/pdf" }, { ".ics", "text/calendar" }, { ".txt", "text/plain" },
		{ ".odt", "application/vnd.oasis.opendocument.text" },
		{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	};
	size_t len = strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		size_t n = strlen(types[i].ending);

		if (len > n && strcasecmp(name + len - n, types[i].ending) == 0) {
			return types[i].type;
		}
	}
	return "application/octet-stream";
}

enum status letter_file_read(const char *path, const char *cid, struct letter_file *ret, struct error *err)
{
	const char *slash = strrchr(path, '/');
	enum status st;

	*ret = (struct letter_file){ .data = STRBUF_INIT, .encoded = STRBUF_INIT };
	ret->name = strdup(slash != NULL ? slash + 1 : path);
	ret->cid = cid != NULL ? strdup(cid) : NULL;
	if (ret->name == NULL || (cid != NULL && ret->cid == NULL)) {
		letter_file_release(ret);
		return error_set(err, ST_NOMEM, "%s: out of memory", path);
	}
	ret->type = type_of(ret->name);
	st = fs_read(path, FILE_MAX, &ret->data, err);
	st = st == ST_OK ? compose_encode_base64(ret->data.buf, ret->data.len, &ret->encoded, err) : st;
	if (st != ST_OK) {
		letter_file_release(ret);
	}
	return st;
}

void letter_file_release(struct letter_file *file)
{
	free(file->cid);
	free(file->name);
	strbuf_release(&file->data);
	strbuf_release(&file->encoded);
	file->cid = NULL;
	file->name = NULL;
}
