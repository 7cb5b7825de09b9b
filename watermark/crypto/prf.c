/*
 * prf.c: AES-128 as a pseudorandom function on single blocks, many at a time.
 */
#include "watermark/crypto/crypto.h"

#include <limits.h>
#include <stdlib.h>

#include <openssl/evp.h>

struct dye_prf {
	EVP_CIPHER * cipher;  /* Owned. */
	EVP_CIPHER_CTX * ctx; /* Owned. */
};

enum dye_code
dye_prf_open(struct dye_prf ** prf, struct dye_error * err)
{
	struct dye_prf * p;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((p->cipher = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL)) == NULL) {
		dye_fail(err, DYE_ECRYPTO, "the cryptographic library lacks AES-128-ECB");
		goto err0;
	}
	/* The cipher is set once: setting it with every key would cost as much again. */
	if ((p->ctx = EVP_CIPHER_CTX_new()) == NULL || EVP_EncryptInit_ex2(p->ctx, p->cipher, NULL, NULL, NULL) != 1) {
		dye_fail(err, DYE_ECRYPTO, "AES-128-ECB cannot be set up");
		goto err1;
	}
	*prf = p;
	return DYE_OK;

err1:
	EVP_CIPHER_CTX_free(p->ctx);
	EVP_CIPHER_free(p->cipher);
err0:
	free(p);
	return DYE_ECRYPTO;
}

enum dye_code
dye_prf_key(struct dye_prf * prf, const uint8_t key[DYE_PRF_LEN], struct dye_error * err)
{

	if (EVP_EncryptInit_ex2(prf->ctx, NULL, key, NULL, NULL) != 1)
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
	/* Whole blocks come out at once when encrypting; the padding that final() would add is never asked for. */
	if (EVP_EncryptUpdate(prf->ctx, out, &len, in, (int)(blocks * DYE_PRF_LEN)) != 1 ||
	    (size_t)len != blocks * DYE_PRF_LEN)
		return dye_fail(err, DYE_ECRYPTO, "AES-128-ECB failed");
	return DYE_OK;
}

void
dye_prf_close(struct dye_prf * prf)
{

	if (prf == NULL)
		return;
	/* OpenSSL wipes the key schedule as it frees. */
	EVP_CIPHER_CTX_free(prf->ctx);
	EVP_CIPHER_free(prf->cipher);
	free(prf);
}
