/*
 * aes.c: AES-128 with the instructions that x86 processors have had since 2010. Embedding keys the cipher anew for every cell, and
 * OpenSSL takes ten times as long for that as the instructions do. tests/unit/test_crypto.c holds it to FIPS 197 and to OpenSSL.
 *
 * The functions carry their target with them, so that the rest of the library runs on every processor.
 */
#include "watermark/crypto/aes.h"

#if defined(__x86_64__)

#include <emmintrin.h>
#include <tmmintrin.h>
#include <wmmintrin.h>

#define WITH_AES __attribute__((target("aes,ssse3")))
#define ROUNDS 10
#define LANES 8 /* blocks at a time: more than a round takes cycles */

bool
dye_aes_here(void)
{

	return __builtin_cpu_supports("aes") && __builtin_cpu_supports("ssse3");
}

/*
 * The next round key (FIPS 197, 5.2). The last round of an encryption does SubWord: with RotWord of the last word in all four
 * columns its ShiftRows changes nothing. The instruction made for this, AESKEYGENASSIST, is three times slower.
 */
WITH_AES static inline __m128i
next_key(__m128i key, int rcon)
{
	const __m128i rotate = _mm_set1_epi32(0x0c0f0e0d);
	__m128i word = _mm_aesenclast_si128(_mm_shuffle_epi8(key, rotate), _mm_set1_epi32(rcon));

	key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
	key = _mm_xor_si128(key, _mm_slli_si128(key, 8));
	return _mm_xor_si128(key, word);
}

/* Rcon[i] of FIPS 197: powers of 2 in GF(2^8). */
static const uint8_t rcon[ROUNDS] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x1b, 0x36};

WITH_AES static inline __m128i
load(const uint8_t * p)
{

	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

WITH_AES static inline void
store(uint8_t * p, __m128i v)
{

	_mm_storeu_si128((__m128i *)(void *)p, v);
}

WITH_AES void
dye_aes_key(struct dye_aes_schedule * schedule, const uint8_t key[16])
{
	__m128i k = load(key);
	int i;

	store(schedule->keys[0], k);
#pragma GCC unroll 16
	for (i = 0; i < ROUNDS; i++) {
		k = next_key(k, rcon[i]);
		store(schedule->keys[i + 1], k);
	}
}

WITH_AES static inline void
encrypt(const struct dye_aes_schedule * schedule, const uint8_t * in, uint8_t * out, size_t blocks)
{
	__m128i b[LANES], k = load(schedule->keys[0]);
	size_t i;
	int r;

#pragma GCC unroll 8
	for (i = 0; i < blocks; i++)
		b[i] = _mm_xor_si128(load(in + 16 * i), k);
#pragma GCC unroll 16
	for (r = 1; r < ROUNDS; r++) {
		k = load(schedule->keys[r]);
#pragma GCC unroll 8
		for (i = 0; i < blocks; i++)
			b[i] = _mm_aesenc_si128(b[i], k);
	}
	k = load(schedule->keys[ROUNDS]);
#pragma GCC unroll 8
	for (i = 0; i < blocks; i++)
		store(out + 16 * i, _mm_aesenclast_si128(b[i], k));
}

WITH_AES void
dye_aes_blocks(const struct dye_aes_schedule * schedule, const uint8_t * in, uint8_t * out, size_t blocks)
{

	/* The constant count lets the compiler keep all of them in registers. */
	for (; blocks >= LANES; blocks -= LANES, in += 16 * LANES, out += 16 * LANES)
		encrypt(schedule, in, out, LANES);
	for (; blocks > 0; blocks--, in += 16, out += 16)
		encrypt(schedule, in, out, 1);
}

/* Each block waits for the one before, so what the state does between them counts: it stays in a register. */
WITH_AES void
dye_aes_mac(const struct dye_aes_schedule * schedule, const uint8_t * in, size_t blocks, uint8_t out[16])
{
	const __m128i first = load(schedule->keys[0]), last = load(schedule->keys[ROUNDS]);
	__m128i state = _mm_setzero_si128();
	int r;

	for (; blocks > 0; blocks--, in += 16) {
		/* In this order only one XOR hangs on the state. */
		state = _mm_xor_si128(state, _mm_xor_si128(load(in), first));
#pragma GCC unroll 16
		for (r = 1; r < ROUNDS; r++)
			state = _mm_aesenc_si128(state, load(schedule->keys[r]));
		state = _mm_aesenclast_si128(state, last);
	}
	store(out, state);
}

WITH_AES void
dye_aes_once(const uint8_t key[16], const uint8_t in[16], uint8_t out[16])
{
	__m128i k = load(key), b = _mm_xor_si128(load(in), k);
	int r;

#pragma GCC unroll 16
	for (r = 0; r < ROUNDS - 1; r++) {
		k = next_key(k, rcon[r]);
		b = _mm_aesenc_si128(b, k);
	}
	store(out, _mm_aesenclast_si128(b, next_key(k, rcon[ROUNDS - 1])));
}

#else

bool
dye_aes_here(void)
{

	return false;
}

void
dye_aes_key(struct dye_aes_schedule * schedule, const uint8_t key[16])
{

	(void)schedule;
	(void)key;
}

void
dye_aes_blocks(const struct dye_aes_schedule * schedule, const uint8_t * in, uint8_t * out, size_t blocks)
{

	(void)schedule;
	(void)in;
	(void)out;
	(void)blocks;
}

void
dye_aes_mac(const struct dye_aes_schedule * schedule, const uint8_t * in, size_t blocks, uint8_t out[16])
{

	(void)schedule;
	(void)in;
	(void)blocks;
	(void)out;
}

void
dye_aes_once(const uint8_t key[16], const uint8_t in[16], uint8_t out[16])
{

	(void)key;
	(void)in;
	(void)out;
}

#endif
