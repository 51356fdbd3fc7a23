/* Which encoding and which separator a CSV file has. A guess that is shown and can be overruled. */
#ifndef KVIESLYS_DOMAIN_CSV_DETECT_H
#define KVIESLYS_DOMAIN_CSV_DETECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Evidence gathered by csv_detect_feed() from a whole file. */
struct csv_evidence {
	uint64_t counts[256][2]; /* of bytes above 127; [1]: beside an ASCII letter */
	uint64_t valid, invalid; /* UTF-8 sequences of more than one byte, bytes that are in none */
	uint64_t nul_even, nul_odd, total;
	unsigned char tail[4]; /* an unfinished sequence at the end of what was fed */
	size_t n_tail;
	unsigned char last;
	unsigned char bom[3];
};

void csv_detect_feed(struct csv_evidence *evidence, const unsigned char *bytes, size_t len);
/* A name for iconv: UTF-8, UTF-16LE, UTF-16BE, WINDOWS-1257, WINDOWS-1250, WINDOWS-1251, ISO-8859-13, ISO-8859-2.
 * *ret_bom: bytes of a byte order mark at the beginning. */
const char *csv_detect_encoding(const struct csv_evidence *evidence, size_t *ret_bom);
/* The name by which iconv knows what people call an encoding ("cp1257", "utf8", "latin2"), NULL: not one that is read. */
const char *csv_encoding_of(const char *name);
/* ',', ';' or tab by the first lines of a text in UTF-8. */
char csv_detect_separator(const char *text, size_t len);

#endif
