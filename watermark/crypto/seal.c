/*
 * seal.c: sealed records: 12-byte random nonce, AES-256-GCM ciphertext, 16-byte tag.
 */
#include "watermark/crypto/crypto.h"

#include <limits.h>

#include <openssl/evp.h>

#define NONCE_LEN 12
#define TAG_LEN 16

/* A context for one message: the key and the nonce are set and the additional data is in. */
static enum dye_code
begin(const uint8_t key[DYE_KEY_LEN], const uint8_t * nonce, struct dye_slice ad, int encrypt, EVP_CIPHER_CTX ** ctx,
    struct dye_error * err)
{
	int len;

	if (ad.len > INT_MAX)
		return dye_fail(err, DYE_ENOMEM, "a sealed record is too large");
	if ((*ctx = EVP_CIPHER_CTX_new()) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	/* Twelve bytes is GCM's own length of a nonce, so it need not be set. */
	if (EVP_CipherInit_ex2(*ctx, EVP_aes_256_gcm(), key, nonce, encrypt, NULL) != 1)
		goto err0;
	if (ad.len > 0 && EVP_CipherUpdate(*ctx, NULL, &len, (const uint8_t *)ad.data, (int)ad.len) != 1)
		goto err0;
	return DYE_OK;

err0:
	EVP_CIPHER_CTX_free(*ctx);
	*ctx = NULL;
	return dye_fail(err, DYE_ECRYPTO, "AES-256-GCM cannot be set up");
}

/* Run the text through, and end the message. GCM needs no padding: what goes in comes out. */
static bool
crypt_all(EVP_CIPHER_CTX * ctx, const uint8_t * in, size_t len, uint8_t * out)
{
	uint8_t nothing[EVP_MAX_BLOCK_LENGTH];
	int n;

	if (len > 0 && (EVP_CipherUpdate(ctx, out, &n, in, (int)len) != 1 || (size_t)n != len))
		return false;
	return EVP_CipherFinal_ex(ctx, nothing, &n) == 1;
}

enum dye_code
dye_seal(const uint8_t key[DYE_KEY_LEN], struct dye_slice ad, struct dye_slice text, struct dye_buffer * out,
    struct dye_error * err)
{
	EVP_CIPHER_CTX * ctx;
	uint8_t * at;
	enum dye_code rc;

	if (text.len > INT_MAX - NONCE_LEN - TAG_LEN)
		return dye_fail(err, DYE_ENOMEM, "a sealed record is too large");
	if ((rc = dye_buffer_reserve(out, NONCE_LEN + text.len + TAG_LEN, err)) != DYE_OK)
		return rc;
	at = (uint8_t *)out->data + out->len;
	if ((rc = dye_random_bytes(at, NONCE_LEN, err)) != DYE_OK)
		return rc;
	if ((rc = begin(key, at, ad, 1, &ctx, err)) != DYE_OK)
		return rc;
	if (crypt_all(ctx, (const uint8_t *)text.data, text.len, at + NONCE_LEN) &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG_LEN, at + NONCE_LEN + text.len) == 1)
		out->len += NONCE_LEN + text.len + TAG_LEN;
	else
		rc = dye_fail(err, DYE_ECRYPTO, "AES-256-GCM failed");
	EVP_CIPHER_CTX_free(ctx);
	return rc;
}

enum dye_code
dye_unseal(const uint8_t key[DYE_KEY_LEN], struct dye_slice ad, struct dye_slice sealed, struct dye_buffer * out,
    struct dye_error * err)
{
	const uint8_t * nonce = (const uint8_t *)sealed.data;
	uint8_t tag[TAG_LEN];
	EVP_CIPHER_CTX * ctx;
	enum dye_code rc;
	size_t len;

	if (sealed.len < NONCE_LEN + TAG_LEN || sealed.len > INT_MAX)
		return dye_fail(err, DYE_EAUTH, "a sealed record is damaged");
	len = sealed.len - NONCE_LEN - TAG_LEN;
	for (size_t i = 0; i < TAG_LEN; i++)
		tag[i] = nonce[NONCE_LEN + len + i];
	if ((rc = dye_buffer_reserve(out, len + 1, err)) != DYE_OK)
		return rc;
	if ((rc = begin(key, nonce, ad, 0, &ctx, err)) != DYE_OK)
		return rc;
	if (EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG_LEN, tag) == 1 &&
	    crypt_all(ctx, nonce + NONCE_LEN, len, (uint8_t *)out->data + out->len)) {
		out->len += len;
	} else {
		/* Text that nobody vouches for does not stay in memory. */
		dye_wipe(out->data + out->len, len);
		rc = dye_fail(err, DYE_EAUTH, "a sealed record is damaged or was sealed with another key");
	}
	EVP_CIPHER_CTX_free(ctx);
	return rc;
}
