/*
 * kdf.c: keys from keys (HKDF-SHA-256, RFC 5869) and keys from passphrases (scrypt, RFC 7914).
 */
#include "watermark/crypto/crypto.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

/* Run the key derivation ${name} with its parameters. On failure ${out} is wiped. */
static enum dye_code
derive(const char * name, const OSSL_PARAM * params, uint8_t * out, size_t len, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	EVP_KDF * kdf;
	EVP_KDF_CTX * ctx;

	if ((kdf = EVP_KDF_fetch(NULL, name, NULL)) == NULL)
		return dye_fail(err, DYE_ECRYPTO, "the cryptographic library lacks %s", name);
	if ((ctx = EVP_KDF_CTX_new(kdf)) == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto err0;
	}
	if (EVP_KDF_derive(ctx, out, len, params) != 1) {
		dye_wipe(out, len);
		rc = dye_fail(err, DYE_ECRYPTO, "%s failed", name);
	}
	EVP_KDF_CTX_free(ctx);
err0:
	EVP_KDF_free(kdf);
	return rc;
}

/* OpenSSL's parameters take pointers to non-const and only read them. */
static OSSL_PARAM
octets(const char * key, struct dye_slice s)
{
	union {
		const char * in;
		void * out;
	} p = {.in = s.len > 0 ? s.data : ""};

	return OSSL_PARAM_construct_octet_string(key, p.out, s.len);
}

enum dye_code
dye_hkdf_raw(struct dye_slice key, struct dye_slice salt, struct dye_slice info, uint8_t * out, size_t len,
    struct dye_error * err)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[5];
	size_t n = 0;

	params[n++] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
	params[n++] = octets(OSSL_KDF_PARAM_KEY, key);
	/* No salt and an empty one mean the same (RFC 5869, 2.2), but OpenSSL wants the first. */
	if (salt.len > 0)
		params[n++] = octets(OSSL_KDF_PARAM_SALT, salt);
	if (info.len > 0)
		params[n++] = octets(OSSL_KDF_PARAM_INFO, info);
	params[n] = OSSL_PARAM_construct_end();
	return derive("HKDF", params, out, len, err);
}

enum dye_code
dye_hkdf(const uint8_t master[DYE_KEY_LEN], const uint8_t salt[DYE_DATASET_ID_LEN], const char * label, uint8_t * out,
    size_t len, struct dye_error * err)
{
	static const char prefix[] = "leakdye/2 ";
	char info[64];
	size_t label_len = strlen(label);

	if (label_len > sizeof(info) - (sizeof(prefix) - 1))
		return dye_fail(err, DYE_EUSAGE, "the label of a key is too long");
	memcpy(info, prefix, sizeof(prefix) - 1);
	memcpy(info + sizeof(prefix) - 1, label, label_len);
	return dye_hkdf_raw((struct dye_slice){(const char *)master, DYE_KEY_LEN},
	    (struct dye_slice){(const char *)salt, DYE_DATASET_ID_LEN},
	    (struct dye_slice){info, sizeof(prefix) - 1 + label_len}, out, len, err);
}

enum dye_code
dye_scrypt(struct dye_slice passphrase, struct dye_slice salt, uint64_t n, uint32_t r, uint32_t p, uint8_t * out,
    size_t len, struct dye_error * err)
{
	uint64_t memory;
	OSSL_PARAM params[7];

	/* It needs 128 N r + 128 r p bytes and a little; by default OpenSSL refuses more than 32 MiB. */
	if (n == 0 || r == 0 || p == 0 || n > (1u << 24) || r > 64 || p > 64)
		return dye_fail(err, DYE_ECRYPTO, "unreasonable scrypt parameters");
	memory = 128 * n * r + (uint64_t)128 * r * p + 1048576;
	params[0] = octets(OSSL_KDF_PARAM_PASSWORD, passphrase);
	params[1] = octets(OSSL_KDF_PARAM_SALT, salt);
	params[2] = OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n);
	params[3] = OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r);
	params[4] = OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p);
	params[5] = OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory);
	params[6] = OSSL_PARAM_construct_end();
	return derive("SCRYPT", params, out, len, err);
}
