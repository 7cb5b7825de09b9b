/*
 * prf.c: AES-128 as a pseudorandom function: by the processor's instructions where it has them (aes.c), else by OpenSSL.
 */
#include "watermark/crypto/crypto.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "watermark/crypto/aes.h"

struct dye_prf {
	struct dye_aes_schedule schedule; /* where ctx is NULL */
	EVP_CIPHER * cipher;		  /* Owned. */
	EVP_CIPHER_CTX * ctx;		  /* Owned. */
};

static enum dye_code
open_cipher(struct dye_prf * p, struct dye_error * err)
{

	if ((p->cipher = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL)) == NULL)
		return dye_fail(err, DYE_ECRYPTO, "the cryptographic library lacks AES-128-ECB");
	/* The cipher is set once: setting it with every key would cost as much again. */
	if ((p->ctx = EVP_CIPHER_CTX_new()) == NULL || EVP_EncryptInit_ex2(p->ctx, p->cipher, NULL, NULL, NULL) != 1)
		return dye_fail(err, DYE_ECRYPTO, "AES-128-ECB cannot be set up");
	return DYE_OK;
}

static enum dye_code
open_prf(struct dye_prf ** prf, bool portable, struct dye_error * err)
{
	struct dye_prf * p;
	enum dye_code rc;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (portable && (rc = open_cipher(p, err)) != DYE_OK) {
		dye_prf_close(p);
		return rc;
	}
	*prf = p;
	return DYE_OK;
}

enum dye_code
dye_prf_open(struct dye_prf ** prf, struct dye_error * err)
{

	return open_prf(prf, !dye_aes_here(), err);
}

enum dye_code
dye_prf_open_portable(struct dye_prf ** prf, struct dye_error * err)
{

	return open_prf(prf, true, err);
}

enum dye_code
dye_prf_key(struct dye_prf * prf, const uint8_t key[DYE_PRF_LEN], struct dye_error * err)
{

	if (prf->ctx == NULL)
		dye_aes_key(&prf->schedule, key);
	else if (EVP_EncryptInit_ex2(prf->ctx, NULL, key, NULL, NULL) != 1)
		return dye_fail(err, DYE_ECRYPTO, "AES-128-ECB refuses a key");
	return DYE_OK;
}

enum dye_code
dye_prf_blocks(struct dye_prf * prf, const void * in, void * out, size_t blocks, struct dye_error * err)
{
	int len;

	if (blocks > INT_MAX / DYE_PRF_LEN)
		return dye_fail(err, DYE_ENOMEM, "too many blocks at once");
	if (blocks == 0)
		return DYE_OK;
	if (prf->ctx == NULL) {
		dye_aes_blocks(&prf->schedule, in, out, blocks);
		return DYE_OK;
	}
	/* Whole blocks come out at once when encrypting; the padding that final() would add is never asked for. */
	if (EVP_EncryptUpdate(prf->ctx, out, &len, in, (int)(blocks * DYE_PRF_LEN)) != 1 ||
	    (size_t)len != blocks * DYE_PRF_LEN)
		return dye_fail(err, DYE_ECRYPTO, "AES-128-ECB failed");
	return DYE_OK;
}

enum dye_code
dye_prf_mac(struct dye_prf * prf, const void * in, size_t blocks, uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{
	const uint8_t * p = in;
	size_t i, k;

	if (prf->ctx == NULL) {
		dye_aes_mac(&prf->schedule, p, blocks, out);
		return DYE_OK;
	}
	memset(out, 0, DYE_PRF_LEN);
	for (i = 0; i < blocks; i++, p += DYE_PRF_LEN) {
		for (k = 0; k < DYE_PRF_LEN; k++)
			out[k] ^= p[k];
		DYE_TRY(dye_prf_blocks(prf, out, out, 1, err));
	}
	return DYE_OK;
}

enum dye_code
dye_prf_once(struct dye_prf * prf, const uint8_t key[DYE_PRF_LEN], const uint8_t in[DYE_PRF_LEN],
    uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{

	if (prf->ctx == NULL) {
		dye_aes_once(key, in, out);
		return DYE_OK;
	}
	DYE_TRY(dye_prf_key(prf, key, err));
	return dye_prf_blocks(prf, in, out, 1, err);
}

void
dye_prf_close(struct dye_prf * prf)
{

	if (prf == NULL)
		return;
	/* OpenSSL wipes its own key schedule as it frees. */
	EVP_CIPHER_CTX_free(prf->ctx);
	EVP_CIPHER_free(prf->cipher);
	dye_wipe(&prf->schedule, sizeof(prf->schedule));
	free(prf);
}
