/*
 * keys.h: fresh keys that can be drawn again. What a program of this folder is linked with in the place of the library's own: random
 * bytes come from a generator with a seed, scrypt is a hash, the tree over the bucket keys has no root, and nothing is synced to disk. So a
 * vault costs milliseconds, and a run repeats. The product knows nothing of it: the linker does (--wrap, in the Makefile).
 */
#ifndef DYE_TESTS_FRESH_KEYS_H
#define DYE_TESTS_FRESH_KEYS_H

#include <stdatomic.h>
#include <string.h>

#include "watermark/crypto/crypto.h"
#include "watermark/marks/canary/agree.h"
#include "watermark/marks/core/bucket.h"

/* The linker takes these for the functions without the prefix. */
enum dye_code __wrap_dye_random_bytes(void * out, size_t len, struct dye_error * err);
enum dye_code __wrap_dye_scrypt(struct dye_slice passphrase, struct dye_slice salt, uint64_t n, uint64_t r, uint64_t p,
    uint8_t * out, size_t len, struct dye_error * err);
enum dye_code __wrap_dye_bucket_root(const struct dye_vault * vault, const uint8_t salt[DYE_DATASET_ID_LEN],
    uint8_t root[DYE_HASH_LEN], struct dye_error * err);

enum dye_code __real_dye_canary_threshold(
    struct dye_store * store, uint32_t dataset, uint64_t rows, double * bits, struct dye_error * err);
enum dye_code __wrap_dye_canary_threshold(
    struct dye_store * store, uint32_t dataset, uint64_t rows, double * bits, struct dye_error * err);

/* splitmix64 (Steele, Lea and Flood 2014). */
static inline uint64_t
fresh_mix(uint64_t z)
{

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* State of the keys; several threads may draw. */
static atomic_uint_fast64_t fresh_keys;

enum dye_code
__wrap_dye_random_bytes(void * out, size_t len, struct dye_error * err)
{
	uint8_t * p = out;
	size_t i;

	(void)err;
	for (i = 0; i < len; i += 8) {
		uint64_t word = fresh_mix(
		    atomic_fetch_add(&fresh_keys, UINT64_C(0x9E3779B97F4A7C15)) + UINT64_C(0x9E3779B97F4A7C15));

		memcpy(p + i, &word, len - i < 8 ? len - i : 8);
	}
	return DYE_OK;
}

enum dye_code
__wrap_dye_scrypt(struct dye_slice passphrase, struct dye_slice salt, uint64_t n, uint64_t r, uint64_t p, uint8_t * out,
    size_t len, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN] = {0};
	enum dye_code rc = dye_sha256(salt.data, salt.len, hash, err);
	size_t i;

	(void)passphrase, (void)n, (void)r, (void)p;
	for (i = 0; i < len; i++)
		out[i] = hash[i % sizeof(hash)];
	return rc;
}

enum dye_code
__wrap_dye_bucket_root(const struct dye_vault * vault, const uint8_t salt[DYE_DATASET_ID_LEN],
    uint8_t root[DYE_HASH_LEN], struct dye_error * err)
{

	(void)vault, (void)salt, (void)err;
	memset(root, 0, DYE_HASH_LEN);
	return DYE_OK;
}

/* Every hit weighs in a trace, however few its bits: what can be guessed hits too, and all but the threshold is tried. */
static bool fresh_no_threshold;

enum dye_code
__wrap_dye_canary_threshold(
    struct dye_store * store, uint32_t dataset, uint64_t rows, double * bits, struct dye_error * err)
{
	enum dye_code rc = __real_dye_canary_threshold(store, dataset, rows, bits, err);

	if (fresh_no_threshold)
		*bits = 0;
	return rc;
}

/* What answers may cost (docs/EVIDENCE.md, 4.8) is taken off every canary: with leaks that hang on no answer it would hide faults. */
static bool fresh_unpriced;

double __real_dye_units_share(uint64_t shown);
double __wrap_dye_units_share(uint64_t shown);

double
__wrap_dye_units_share(uint64_t shown)
{

	return fresh_unpriced ? 1 : __real_dye_units_share(shown);
}

/* SQLite finds these before the C library's. */
int
fsync(int fd)
{

	(void)fd;
	return 0;
}

int
fdatasync(int fd)
{

	(void)fd;
	return 0;
}

/* ---- chance for everything else: which rows, which accounts ---- */

struct fresh_random {
	uint64_t state;
};

static inline uint64_t
fresh_draw(struct fresh_random * r)
{

	return fresh_mix(r->state += UINT64_C(0x9E3779B97F4A7C15));
}

/* 0..n-1; the bias is below n / 2^64. */
static inline size_t
fresh_below(struct fresh_random * r, size_t n)
{

	return (size_t)(fresh_draw(r) % n);
}

#endif
