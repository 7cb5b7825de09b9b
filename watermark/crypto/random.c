/*
 * random.c: random bytes, and what is done with secrets that are no longer wanted.
 */
#include "watermark/crypto/crypto.h"

#include <limits.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

enum dye_code
dye_random_bytes(void * out, size_t len, struct dye_error * err)
{

	if (len > INT_MAX)
		return dye_fail(err, DYE_ENOMEM, "too many random bytes at once");
	if (RAND_priv_bytes(out, (int)len) != 1)
		return dye_fail(err, DYE_ECRYPTO, "no random bytes to be had");
	return DYE_OK;
}

void
dye_wipe(void * p, size_t len)
{

	if (p != NULL)
		OPENSSL_cleanse(p, len);
}

bool
dye_equal_secret(const void * a, const void * b, size_t len)
{

	return CRYPTO_memcmp(a, b, len) == 0;
}
