/*
 * keyfile.h: the master key as it stands on disk. docs/FORMAT.md gives the bytes.
 *
 *	offset	length
 *	0	8	"leakdye" and a zero byte
 *	8	4	version, 1
 *	12	8	scrypt N
 *	20	4	scrypt r
 *	24	4	scrypt p
 *	28	32	salt
 *	60	32	key commitment: HKDF of the master key, salt 16 zero bytes, label "commit"
 *	92	60	the master key, sealed (nonce, ciphertext, tag) under scrypt of the passphrase; bytes 0 to 91 are
 *			authenticated with it
 *	152	32	SHA-256 of bytes 0 to 151: tells a damaged file from a wrong passphrase
 *
 * Integers are little-endian.
 */
#ifndef DYE_VAULT_KEYFILE_H
#define DYE_VAULT_KEYFILE_H

#include "watermark/crypto/crypto.h"

#define DYE_KEYFILE_LEN 184

/* What the log and the key file say of a master key without telling it. */
enum dye_code dye_keyfile_commitment(
    const uint8_t master[DYE_KEY_LEN], uint8_t commitment[DYE_KEY_LEN], struct dye_error * err);

/**
 * dye_keyfile_make(master, passphrase, out, err): Seal ${master} under ${passphrase} (N = 2^15, r = 8, p = 1, a fresh salt).
 */
enum dye_code dye_keyfile_make(const uint8_t master[DYE_KEY_LEN], struct dye_slice passphrase,
    uint8_t out[DYE_KEYFILE_LEN], struct dye_error * err);

/**
 * dye_keyfile_open(file, passphrase, master, err): The reverse. DYE_EVAULT where the file is damaged or of another version,
 * DYE_EAUTH on a wrong passphrase. The caller wipes ${master}.
 */
enum dye_code dye_keyfile_open(
    struct dye_slice file, struct dye_slice passphrase, uint8_t master[DYE_KEY_LEN], struct dye_error * err);

#endif
