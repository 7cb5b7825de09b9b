#include "watermark/vault/keyfile.h"

#include <string.h>

#define VERSION 1
#define SCRYPT_N ((uint64_t)1 << 15)
#define SCRYPT_R 8
#define SCRYPT_P 1
#define SALT_LEN 32

enum {
	AT_VERSION = 8,
	AT_N = 12,
	AT_R = 20,
	AT_P = 24,
	AT_SALT = 28,
	AT_COMMITMENT = 60,
	AT_SEALED = 92,
	AT_SUM = 152
};

static const char magic[8] = "leakdye";

enum dye_code
dye_keyfile_commitment(const uint8_t master[DYE_KEY_LEN], uint8_t commitment[DYE_KEY_LEN], struct dye_error * err)
{
	static const uint8_t no_dataset[DYE_DATASET_ID_LEN];

	return dye_hkdf(master, no_dataset, DYE_LABEL_COMMIT, commitment, DYE_KEY_LEN, err);
}

/* The key that seals the master key. */
static enum dye_code
passphrase_key(const uint8_t * file, struct dye_slice passphrase, uint8_t key[DYE_KEY_LEN], struct dye_error * err)
{
	struct dye_slice salt = {(const char *)file + AT_SALT, SALT_LEN};

	return dye_scrypt(passphrase, salt, dye_get_u64(file + AT_N), dye_get_u32(file + AT_R),
	    dye_get_u32(file + AT_P), key, DYE_KEY_LEN, err);
}

enum dye_code
dye_keyfile_make(const uint8_t master[DYE_KEY_LEN], struct dye_slice passphrase, uint8_t out[DYE_KEYFILE_LEN],
    struct dye_error * err)
{
	struct dye_slice ad = {(const char *)out, AT_SEALED};
	struct dye_slice text = {(const char *)master, DYE_KEY_LEN};
	struct dye_buffer sealed = {0};
	uint8_t key[DYE_KEY_LEN];
	enum dye_code rc;

	memset(out, 0, DYE_KEYFILE_LEN);
	memcpy(out, magic, sizeof(magic));
	dye_put_u32(out + AT_VERSION, VERSION);
	dye_put_u64(out + AT_N, SCRYPT_N);
	dye_put_u32(out + AT_R, SCRYPT_R);
	dye_put_u32(out + AT_P, SCRYPT_P);
	if ((rc = dye_random_bytes(out + AT_SALT, SALT_LEN, err)) != DYE_OK ||
	    (rc = dye_keyfile_commitment(master, out + AT_COMMITMENT, err)) != DYE_OK ||
	    (rc = passphrase_key(out, passphrase, key, err)) != DYE_OK)
		return rc;
	rc = dye_seal(key, ad, text, &sealed, err);
	dye_wipe(key, sizeof(key));
	if (rc == DYE_OK && sealed.len != AT_SUM - AT_SEALED)
		rc = dye_fail(err, DYE_ECRYPTO, "the sealed key has an unexpected length");
	if (rc == DYE_OK) {
		memcpy(out + AT_SEALED, sealed.data, sealed.len);
		rc = dye_sha256(out, AT_SUM, out + AT_SUM, err);
	}
	dye_buffer_release(&sealed);
	return rc;
}

/* All that can be said of the file without the passphrase. */
static enum dye_code
check_file(struct dye_slice file, struct dye_error * err)
{
	const uint8_t * p = (const uint8_t *)file.data;
	uint8_t sum[DYE_HASH_LEN];
	enum dye_code rc;
	uint64_t n;

	if (file.len < AT_N || memcmp(p, magic, sizeof(magic)) != 0)
		return dye_fail(err, DYE_EVAULT, "the key file is damaged, or is no key file of leakdye");
	if (dye_get_u32(p + AT_VERSION) != VERSION)
		return dye_fail(err, DYE_EVAULT, "the key file has version %u; this program knows version %d",
		    dye_get_u32(p + AT_VERSION), VERSION);
	if (file.len != DYE_KEYFILE_LEN)
		return dye_fail(err, DYE_EVAULT, "the key file is damaged");
	if ((rc = dye_sha256(p, AT_SUM, sum, err)) != DYE_OK)
		return rc;
	if (memcmp(sum, p + AT_SUM, DYE_HASH_LEN) != 0)
		return dye_fail(err, DYE_EVAULT, "the key file is damaged");
	/* Neither so weak that somebody must have lowered them, nor so strong that they would take all memory. */
	n = dye_get_u64(p + AT_N);
	if (n < (1u << 14) || n > (1u << 20) || (n & (n - 1)) != 0 || dye_get_u32(p + AT_R) != SCRYPT_R ||
	    dye_get_u32(p + AT_P) == 0 || dye_get_u32(p + AT_P) > 16)
		return dye_fail(err, DYE_EVAULT, "the key file asks for unreasonable scrypt parameters");
	return DYE_OK;
}

/* Does the key that came out match what the file says of it? */
static enum dye_code
check_commitment(const uint8_t master[DYE_KEY_LEN], const uint8_t * file, struct dye_error * err)
{
	uint8_t commitment[DYE_KEY_LEN];
	enum dye_code rc;

	if ((rc = dye_keyfile_commitment(master, commitment, err)) != DYE_OK)
		return rc;
	if (!dye_equal_secret(commitment, file + AT_COMMITMENT, DYE_KEY_LEN))
		return dye_fail(err, DYE_EVAULT, "the key file is damaged: it holds another key than it says");
	return DYE_OK;
}

enum dye_code
dye_keyfile_open(
    struct dye_slice file, struct dye_slice passphrase, uint8_t master[DYE_KEY_LEN], struct dye_error * err)
{
	const uint8_t * p = (const uint8_t *)file.data;
	struct dye_slice ad = {file.data, AT_SEALED}, sealed;
	struct dye_buffer text = {0};
	uint8_t key[DYE_KEY_LEN];
	enum dye_code rc;

	if ((rc = check_file(file, err)) != DYE_OK || (rc = passphrase_key(p, passphrase, key, err)) != DYE_OK)
		return rc;
	sealed = (struct dye_slice){file.data + AT_SEALED, AT_SUM - AT_SEALED};
	rc = dye_unseal(key, ad, sealed, &text, err);
	dye_wipe(key, sizeof(key));
	if (rc == DYE_EAUTH)
		rc = dye_fail(err, DYE_EAUTH, "wrong passphrase");
	if (rc == DYE_OK && (rc = check_commitment((const uint8_t *)text.data, p, err)) == DYE_OK)
		memcpy(master, text.data, DYE_KEY_LEN);
	dye_buffer_release_secret(&text);
	return rc;
}
