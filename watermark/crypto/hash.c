/*
 * hash.c: SHA-256, which commits, and XXH3-128, which only tells values apart.
 */
#include "watermark/crypto/crypto.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

void
dye_digest(const void * data, size_t len, uint8_t out[DYE_PRF_LEN])
{
	XXH128_canonical_t canonical;

	/* xxhash takes no NULL, an empty buffer has nothing else. */
	XXH128_canonicalFromHash(&canonical, XXH3_128bits(len > 0 ? data : "", len));
	memcpy(out, canonical.digest, DYE_PRF_LEN);
}

/* struct dye_hash is EVP_MD_CTX under another name; it is never defined. */
static EVP_MD_CTX *
context(struct dye_hash * hash)
{

	return (EVP_MD_CTX *)(void *)hash;
}

enum dye_code
dye_sha256(const void * data, size_t len, uint8_t out[DYE_HASH_LEN], struct dye_error * err)
{

	if (EVP_Digest(len > 0 ? data : "", len, out, NULL, EVP_sha256(), NULL) != 1)
		return dye_fail(err, DYE_ECRYPTO, "SHA-256 failed");
	return DYE_OK;
}

enum dye_code
dye_hmac(
    const uint8_t key[DYE_KEY_LEN], const void * data, size_t len, uint8_t out[DYE_HASH_LEN], struct dye_error * err)
{

	if (HMAC(EVP_sha256(), key, DYE_KEY_LEN, len > 0 ? data : (const void *)"", len, out, NULL) == NULL)
		return dye_fail(err, DYE_ECRYPTO, "HMAC failed");
	return DYE_OK;
}

enum dye_code
dye_hash_open(struct dye_hash ** hash, struct dye_error * err)
{
	EVP_MD_CTX * ctx;

	if ((ctx = EVP_MD_CTX_new()) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (EVP_DigestInit_ex2(ctx, EVP_sha256(), NULL) != 1) {
		EVP_MD_CTX_free(ctx);
		return dye_fail(err, DYE_ECRYPTO, "SHA-256 cannot be set up");
	}
	*hash = (struct dye_hash *)(void *)ctx;
	return DYE_OK;
}

enum dye_code
dye_hash_update(struct dye_hash * hash, const void * data, size_t len, struct dye_error * err)
{

	if (len > 0 && EVP_DigestUpdate(context(hash), data, len) != 1)
		return dye_fail(err, DYE_ECRYPTO, "SHA-256 failed");
	return DYE_OK;
}

enum dye_code
dye_hash_final(struct dye_hash * hash, uint8_t out[DYE_HASH_LEN], struct dye_error * err)
{

	if (EVP_DigestFinal_ex(context(hash), out, NULL) != 1 || EVP_DigestInit_ex2(context(hash), NULL, NULL) != 1)
		return dye_fail(err, DYE_ECRYPTO, "SHA-256 failed");
	return DYE_OK;
}

void
dye_hash_close(struct dye_hash * hash)
{

	EVP_MD_CTX_free(context(hash));
}
