/* libzip takes the package apart, expat the XML. */
#include "domain/workbook_part.h"

#include "util/cleanup.h"

#include <expat.h>
#include <string.h>
#include <zip.h>

#define CHUNK 65536

struct package {
	zip_t *zip;
};

struct part {
	const char *name;
	zip_file_t *file;
	XML_Parser xml;
	const struct part_ops *ops;
	void *arg;
	uint64_t bytes, max_bytes;
	size_t silent; /* bytes since anything was told: how long the present tag is already */
	unsigned depth;
	bool paused, last, done;
	struct error fault;
};

/* --- package --- */

enum status package_open(const char *path, struct package **ret, struct error *err)
{
	struct package *p = calloc(1, sizeof *p);
	int code = 0;

	if (p == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	p->zip = zip_open(path, ZIP_RDONLY, &code);
	if (p->zip == NULL || zip_get_num_entries(p->zip, 0) > PACKAGE_MAX_ENTRIES) {
		enum status st = error_set(err, code == ZIP_ER_MEMORY ? ST_NOMEM : ST_INVALID, "%s", p->zip != NULL
				? "a ZIP file with more entries than any workbook has" : "a workbook that is damaged or not whole");

		package_close(p);
		return st;
	}
	*ret = p;
	return ST_OK;
}

/* Names within workbooks are the same in any case. */
bool package_has(const struct package *package, const char *name)
{
	return zip_name_locate(package->zip, name, ZIP_FL_NOCASE) >= 0;
}

void package_peek(const struct package *package, const char *name, char *buf, size_t size)
{
	zip_file_t *file = zip_fopen(package->zip, name, ZIP_FL_NOCASE);
	zip_int64_t n = file != NULL ? zip_fread(file, buf, size - 1) : 0;

	buf[n > 0 ? n : 0] = '\0';
	if (file != NULL) {
		(void)zip_fclose(file);
	}
}

void package_close(struct package *package)
{
	if (package != NULL && package->zip != NULL) {
		zip_discard(package->zip);
	}
	free(package);
}

/* --- expat's side --- */

static const char *plain_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon != NULL ? colon + 1 : name;
}

static void stop(struct part *p)
{
	(void)XML_StopParser(p->xml, XML_FALSE);
}

static void XMLCALL on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct part *p = arg;

	p->silent = 0;
	if (p->fault.code != ST_OK) {
		return;
	}
	if (++p->depth > PART_MAX_DEPTH) {
		(void)error_set(&p->fault, ST_INVALID, "%s: tags nested deeper than %u", p->name, PART_MAX_DEPTH);
	} else {
		(void)p->ops->start(p->arg, plain_name(name), attributes, &p->fault);
	}
	if (p->fault.code != ST_OK) {
		stop(p);
	}
}

static void XMLCALL on_end(void *arg, const XML_Char *name)
{
	struct part *p = arg;

	p->silent = 0;
	if (p->fault.code != ST_OK) {
		return;
	}
	p->depth--;
	if (p->ops->end(p->arg, plain_name(name), &p->fault) != ST_OK) {
		stop(p);
	}
}

static void XMLCALL on_text(void *arg, const XML_Char *text, int len)
{
	struct part *p = arg;

	p->silent = 0;
	if (p->fault.code == ST_OK && p->ops->text != NULL
			&& p->ops->text(p->arg, text, len > 0 ? (size_t)len : 0, &p->fault) != ST_OK) {
		stop(p);
	}
}

/* No workbook has one, and with it come entities. */
static void XMLCALL on_doctype(void *arg, const XML_Char *name, const XML_Char *system, const XML_Char *public_id, int internal)
{
	struct part *p = arg;

	(void)name;
	(void)system;
	(void)public_id;
	(void)internal;
	(void)error_set(&p->fault, ST_INVALID, "%s: a document type, which no workbook has", p->name);
	stop(p);
}

/* --- part --- */

enum status part_open(struct package *package, const char *name, uint64_t max_bytes, const struct part_ops *ops, void *arg,
		struct part **ret, struct error *err)
{
	zip_int64_t index = zip_name_locate(package->zip, name, ZIP_FL_NOCASE);
	struct part *p;
	zip_stat_t stat;

	if (index < 0) {
		return error_set(err, ST_NOT_FOUND, "the workbook has no part '%.100s'", name);
	}
	if (zip_stat_index(package->zip, (zip_uint64_t)index, 0, &stat) == 0 && (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0
			&& stat.encryption_method != ZIP_EM_NONE) {
		return error_set(err, ST_INVALID, "the workbook is protected by a password; save it without");
	}
	p = calloc(1, sizeof *p);
	if (p == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	*p = (struct part){ .ops = ops, .arg = arg, .max_bytes = max_bytes, .fault = ERROR_INIT };
	p->name = zip_get_name(package->zip, (zip_uint64_t)index, 0);
	p->name = p->name != NULL ? p->name : "";
	p->file = zip_fopen_index(package->zip, (zip_uint64_t)index, 0);
	p->xml = XML_ParserCreate(NULL);
	if (p->file == NULL || p->xml == NULL) {
		enum status st = p->xml == NULL ? error_set(err, ST_NOMEM, "out of memory")
				: error_set(err, ST_INVALID, "the part '%.100s' cannot be unpacked", name);

		part_close(p);
		return st;
	}
	XML_SetUserData(p->xml, p);
	XML_SetElementHandler(p->xml, on_start, on_end);
	XML_SetCharacterDataHandler(p->xml, on_text);
	XML_SetStartDoctypeDeclHandler(p->xml, on_doctype);
	*ret = p;
	return ST_OK;
}

void part_close(struct part *part)
{
	if (part == NULL) {
		return;
	}
	if (part->xml != NULL) {
		XML_ParserFree(part->xml);
	}
	if (part->file != NULL) {
		(void)zip_fclose(part->file);
	}
	free(part);
}

void part_pause(struct part *part)
{
	/* The end of an empty tag is still told after its start has paused. */
	part->paused = part->paused || XML_StopParser(part->xml, XML_TRUE) == XML_STATUS_OK;
}

static enum status feed(struct part *p, enum XML_Status *ret, struct error *err)
{
	void *buf = XML_GetBuffer(p->xml, CHUNK);
	zip_int64_t n;

	if (buf == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	n = zip_fread(p->file, buf, CHUNK);
	if (n < 0) {
		return error_set(err, ST_INVALID, "%s is damaged: %s", p->name, zip_file_strerror(p->file));
	}
	p->bytes += (uint64_t)n;
	p->silent += (size_t)n;
	if (p->bytes > p->max_bytes) {
		return error_set(err, ST_INVALID, "%s is longer than %llu MiB", p->name, (unsigned long long)(p->max_bytes >> 20));
	}
	if (p->silent > PART_MAX_TAG + CHUNK) {
		return error_set(err, ST_INVALID, "%s has a tag longer than %u bytes", p->name, PART_MAX_TAG);
	}
	p->last = n == 0;
	*ret = XML_ParseBuffer(p->xml, (int)n, p->last);
	return ST_OK;
}

enum status part_run(struct part *part, bool *ret_more, struct error *err)
{
	*ret_more = false;
	while (!part->done) {
		enum XML_Status rc = XML_STATUS_OK;

		if (part->paused) {
			part->paused = false;
			rc = XML_ResumeParser(part->xml);
		} else if (feed(part, &rc, err) != ST_OK) {
			return err->code;
		}
		if (part->fault.code != ST_OK) {
			return error_set(err, part->fault.code, "%s", part->fault.text);
		}
		if (rc == XML_STATUS_ERROR) {
			return error_set(err, XML_GetErrorCode(part->xml) == XML_ERROR_NO_MEMORY ? ST_NOMEM : ST_INVALID, "%s is damaged: %s",
					part->name, XML_ErrorString(XML_GetErrorCode(part->xml)));
		}
		if (rc == XML_STATUS_SUSPENDED) {
			*ret_more = true;
			return ST_OK;
		}
		part->done = part->last;
	}
	return ST_OK;
}

static void part_cleanup(struct part **part)
{
	part_close(*part);
}

enum status part_read(struct package *package, const char *name, uint64_t max_bytes, const struct part_ops *ops, void *arg,
		struct error *err)
{
	CLEANUP(part_cleanup) struct part *part = NULL;
	enum status st = part_open(package, name, max_bytes, ops, arg, &part, err);
	bool more = true;

	while (st == ST_OK && more) {
		st = part_run(part, &more, err);
	}
	return st;
}

const char *part_attribute(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i] != NULL; i += 2) {
		if (strcmp(plain_name(attributes[i]), name) == 0) {
			return attributes[i + 1];
		}
	}
	return NULL;
}
