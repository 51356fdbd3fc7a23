/* Looking at many bytes at once. The loops that use these see every byte of every letter. On machines without SSE2 eight bytes are
 * looked at instead of sixteen; what is returned is the same. */
#ifndef KVIESLYS_UTIL_WIDE_H
#define KVIESLYS_UTIL_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* How many bytes at the beginning are ASCII. */
static inline size_t wide_ascii(const char *s, size_t len)
{
	size_t i = 0;

#ifdef __SSE2__
	while (i + 16 <= len) {
		unsigned mask = (unsigned)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)(s + i)));

		if (mask != 0) {
			return i + (size_t)__builtin_ctz(mask);
		}
		i += 16;
	}
#endif
	while (i + 8 <= len) {
		uint64_t word;

		memcpy(&word, s + i, 8);
		if ((word & UINT64_C(0x8080808080808080)) != 0) {
			break;
		}
		i += 8;
	}
	while (i < len && (unsigned char)s[i] < 0x80) {
		i++;
	}
	return i;
}

/* How many bytes are `byte`. */
static inline size_t wide_count(const char *s, size_t len, char byte)
{
	size_t count = 0;
	size_t i = 0;

#ifdef __SSE2__
	const __m128i zero = _mm_setzero_si128();
	const __m128i wanted = _mm_set1_epi8(byte);
	__m128i total = zero;

	while (i + 16 <= len) {
		__m128i sums = zero; /* a byte counts to 255 */

		for (int n = 0; n < 255 && i + 16 <= len; n++, i += 16) {
			__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + i));

			sums = _mm_sub_epi8(sums, _mm_cmpeq_epi8(bytes, wanted));
		}
		total = _mm_add_epi64(total, _mm_sad_epu8(sums, zero));
	}
	count = (size_t)_mm_cvtsi128_si32(total) + (size_t)_mm_cvtsi128_si32(_mm_srli_si128(total, 8));
#endif
	for (; i < len; i++) {
		count += s[i] == byte;
	}
	return count;
}

/* How many bytes are not ASCII. */
static inline size_t wide_count_high(const char *s, size_t len)
{
	size_t count = 0;
	size_t i = 0;

#ifdef __SSE2__
	const __m128i zero = _mm_setzero_si128();
	__m128i total = zero;

	while (i + 16 <= len) {
		__m128i sums = zero; /* a byte counts to 255 */

		for (int n = 0; n < 255 && i + 16 <= len; n++, i += 16) {
			__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + i));

			sums = _mm_sub_epi8(sums, _mm_cmplt_epi8(bytes, zero));
		}
		total = _mm_add_epi64(total, _mm_sad_epu8(sums, zero));
	}
	count = (size_t)_mm_cvtsi128_si32(total) + (size_t)_mm_cvtsi128_si32(_mm_srli_si128(total, 8));
#endif
	for (; i < len; i++) {
		count += (unsigned char)s[i] >> 7;
	}
	return count;
}

/* How many bytes at the beginning are printable ASCII other than `but`; a tab is not printable here. Reads at most up to
 * s + len. */
static inline size_t wide_printable(const char *s, size_t len, char but)
{
	size_t i = 0;

#ifdef __SSE2__
	while (i + 16 <= len) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
		__m128i good = _mm_cmpgt_epi8(bytes, _mm_set1_epi8(0x1f)); /* signed: bytes above 0x7f are negative */
		__m128i bad = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(but)));
		unsigned mask = (unsigned)_mm_movemask_epi8(_mm_andnot_si128(bad, good));

		if (mask != 0xffff) {
			return i + (size_t)__builtin_ctz(~mask);
		}
		i += 16;
	}
#endif
	while (i < len && s[i] >= ' ' && s[i] < 0x7f && s[i] != but) {
		i++;
	}
	return i;
}

/* How many bytes at the beginning mean nothing in HTML: neither markup, quotes nor controls such as line ends. */
static inline size_t wide_but_markup(const char *s, size_t len)
{
	size_t i = 0;

#ifdef __SSE2__
	while (i + 16 <= len) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
		/* from the blank to ', of which the blank is excepted and !, #, $, % are looked at in vain; < and > differ in one bit */
		__m128i quotes = _mm_cmpeq_epi8(_mm_and_si128(bytes, _mm_set1_epi8((char)0xf8)), _mm_set1_epi8(0x20));
		__m128i angles = _mm_cmpeq_epi8(_mm_and_si128(bytes, _mm_set1_epi8((char)0xfd)), _mm_set1_epi8(0x3c));
		__m128i blank = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '));
		__m128i controls = _mm_cmpeq_epi8(_mm_max_epu8(bytes, _mm_set1_epi8(0x1f)), _mm_set1_epi8(0x1f));
		unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_andnot_si128(blank, _mm_or_si128(quotes, angles)), controls));

		if (mask != 0) {
			return i + (size_t)__builtin_ctz(mask);
		}
		i += 16;
	}
#endif
	while (i < len && (unsigned char)s[i] >= ' ' && s[i] != '&' && s[i] != '<' && s[i] != '>' && s[i] != '"' && s[i] != '\'') {
		i++;
	}
	return i;
}

/* How many bytes stand before the next blank or the end. *ret_letters: how many of them begin a character; *ret_odd: whether
 * there may be one that is not one column wide (a combining one, one of four bytes). */
static inline size_t wide_word(const char *s, size_t len, size_t *ret_letters, bool *ret_odd)
{
	size_t later = 0; /* bytes that continue a character */
	bool odd = false;
	size_t i = 0;

#ifdef __SSE2__
	for (; i + 16 <= len; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
		unsigned blank = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));
		unsigned word = blank != 0 ? (blank & -blank) - 1 : 0xffff; /* the bytes before it */
		unsigned high = (unsigned)_mm_movemask_epi8(bytes) & word;

		if (high != 0) { /* as signed numbers 0x80..0xBF are the least; 0xF0..0xFF are -16 to -1 */
			__m128i combining = _mm_cmpeq_epi8(_mm_and_si128(bytes, _mm_set1_epi8((char)0xfe)), _mm_set1_epi8((char)0xcc));
			__m128i four = _mm_cmpgt_epi8(bytes, _mm_set1_epi8(-17));
			unsigned mask = (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(bytes, _mm_set1_epi8((char)0xc0))) & word;

			odd = odd || ((unsigned)_mm_movemask_epi8(_mm_or_si128(combining, four)) & high) != 0;
			for (; mask != 0; mask &= mask - 1) {
				later++;
			}
		}
		if (blank != 0) {
			i += (size_t)__builtin_ctz(blank);
			*ret_letters = i - later;
			*ret_odd = odd;
			return i;
		}
	}
#endif
	for (; i < len && s[i] != ' '; i++) {
		unsigned char c = (unsigned char)s[i];

		later += (c & 0xc0) == 0x80;
		odd = odd || c >= 0xf0 || (c & 0xfe) == 0xcc;
	}
	*ret_letters = i - later;
	*ret_odd = odd;
	return i;
}

#endif
