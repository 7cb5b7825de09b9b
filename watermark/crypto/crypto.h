/*
 * crypto.h: everything leakdye asks of OpenSSL. No other folder includes an OpenSSL header.
 * Derivations are given byte by byte in docs/FORMAT.md.
 */
#ifndef DYE_CRYPTO_CRYPTO_H
#define DYE_CRYPTO_CRYPTO_H

#include "formats/base/buffer.h"

#define DYE_KEY_LEN 32	/* master keys and HKDF outputs that seal */
#define DYE_PRF_LEN 16	/* AES-128 keys, blocks, digests, anchors */
#define DYE_HASH_LEN 32 /* SHA-256 */
#define DYE_DATASET_ID_LEN 16

/*
 * One purpose, one label: that no two of these keys have anything to do with each other is what the proofs of EVIDENCE.md stand on.
 * The info string of HKDF is "leakdye/2 " and the label.
 */
#define DYE_LABEL_ANCHOR "anchor"
#define DYE_LABEL_SLOT "slot"
#define DYE_LABEL_CANARY_PLACE "canary-place"
#define DYE_LABEL_CANARY_TEXT "canary-text"
#define DYE_LABEL_SEAL "seal"
#define DYE_LABEL_SEAL_COMMIT "seal-commit"
#define DYE_LABEL_ORDER "order"
#define DYE_LABEL_SURROGATE "surrogate"
#define DYE_LABEL_WITHHOLD "withhold"
#define DYE_LABEL_COMMIT "commit"
#define DYE_LABEL_LEARNED_TABLE "learned-table"
#define DYE_LABEL_TRUE_KEYS "true-keys"
#define DYE_LABEL_INDEX "index"
#define DYE_LABEL_INDEX_SEAL "index-seal"
#define DYE_LABEL_DECOY "decoy"
#define DYE_LABEL_LOG "log" /* one for the vault: the salt is 16 zero bytes */

enum dye_code dye_random_bytes(void * out, size_t len, struct dye_error * err);
void dye_wipe(void * p, size_t len);
bool dye_equal_secret(const void * a, const void * b, size_t len); /* in constant time */

/**
 * dye_hkdf(master, salt, label, out, len, err): HKDF-SHA-256 (RFC 5869) of the 32-byte ${master} with the 16-byte dataset id as salt and
 * "leakdye/2 ${label}" as info.
 */
enum dye_code dye_hkdf(const uint8_t master[DYE_KEY_LEN], const uint8_t salt[DYE_DATASET_ID_LEN], const char * label,
    uint8_t * out, size_t len, struct dye_error * err);

/* HKDF with any salt and the info string as it is given: for test vectors and for vault-wide keys. */
enum dye_code dye_hkdf_raw(struct dye_slice key, struct dye_slice salt, struct dye_slice info, uint8_t * out,
    size_t len, struct dye_error * err);

/*
 * AES-128 as a pseudorandom function on 16-byte blocks. One context per thread. dye_prf_open() takes the processor's instructions where
 * it has them; dye_prf_open_portable() never does. Both give the same blocks.
 */
struct dye_prf;
enum dye_code dye_prf_open(struct dye_prf ** prf, struct dye_error * err);
enum dye_code dye_prf_open_portable(struct dye_prf ** prf, struct dye_error * err);
enum dye_code dye_prf_key(struct dye_prf * prf, const uint8_t key[DYE_PRF_LEN], struct dye_error * err);
/* out may equal in; blocks up to INT_MAX / 16. */
enum dye_code dye_prf_blocks(struct dye_prf * prf, const void * in, void * out, size_t blocks, struct dye_error * err);
/* One block under a key that is used once. out may equal in. Afterwards ${prf} has no key. */
enum dye_code dye_prf_once(struct dye_prf * prf, const uint8_t key[DYE_PRF_LEN], const uint8_t in[DYE_PRF_LEN],
    uint8_t out[DYE_PRF_LEN], struct dye_error * err);
/* CBC-MAC of whole blocks. ${out} must not overlap ${in}. Sound where no text is the beginning of another, as where the first block has the length
 * (Petrank and Rackoff 2000). */
enum dye_code dye_prf_mac(
    struct dye_prf * prf, const void * in, size_t blocks, uint8_t out[DYE_PRF_LEN], struct dye_error * err);
void dye_prf_close(struct dye_prf * prf);

/* XXH3-128 of the concatenation, in XXH's canonical (big-endian) byte order. Not secret, not keyed. */
void dye_digest(const void * data, size_t len, uint8_t out[DYE_PRF_LEN]);

/* SHA-256, at once and piecewise: dye_hash_final() begins anew. */
enum dye_code dye_sha256(const void * data, size_t len, uint8_t out[DYE_HASH_LEN], struct dye_error * err);
/* HMAC-SHA-256 (RFC 2104). */
enum dye_code dye_hmac(
    const uint8_t key[DYE_KEY_LEN], const void * data, size_t len, uint8_t out[DYE_HASH_LEN], struct dye_error * err);
struct dye_hash;
enum dye_code dye_hash_open(struct dye_hash ** hash, struct dye_error * err);
enum dye_code dye_hash_update(struct dye_hash * hash, const void * data, size_t len, struct dye_error * err);
enum dye_code dye_hash_final(struct dye_hash * hash, uint8_t out[DYE_HASH_LEN], struct dye_error * err);
void dye_hash_close(struct dye_hash * hash);

/**
 * dye_seal(key, ad, text, out, err) / dye_unseal: AES-256-GCM with a random 12-byte nonce: nonce, ciphertext, 16-byte tag. ${ad}
 * is authenticated and not stored. The result is appended to ${out}, which is as it was on failure and must not hold the input.
 * Unsealing what was not sealed so is DYE_EAUTH.
 */
enum dye_code dye_seal(const uint8_t key[DYE_KEY_LEN], struct dye_slice ad, struct dye_slice text,
    struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_unseal(const uint8_t key[DYE_KEY_LEN], struct dye_slice ad, struct dye_slice sealed,
    struct dye_buffer * out, struct dye_error * err);

/* scrypt (RFC 7914). */
enum dye_code dye_scrypt(struct dye_slice passphrase, struct dye_slice salt, uint64_t n, uint32_t r, uint32_t p,
    uint8_t * out, size_t len, struct dye_error * err);

/* Lower-case hexadecimal, terminated; out holds 2 * len + 1. dye_unhex reads exactly 2 * len digits of either case and
 * is false where ${in} is anything else. */
void dye_hex(const uint8_t * in, size_t len, char * out);
bool dye_unhex(const char * in, uint8_t * out, size_t len);

#endif
