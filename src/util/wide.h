/* Looking at many bytes at once. The loops that use these see every byte of every letter. On machines without SSE2 eight bytes are
 * looked at instead of sixteen; what is returned is the same. */
#ifndef KVIESLYS_UTIL_WIDE_H
#define KVIESLYS_UTIL_WIDE_H

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

#endif
