/*
 * cipher.h: from keys to surrogates of one account and back. docs/FORMAT.md, section 5, has every step.
 */
#ifndef DYE_MARKS_SURROGATE_CIPHER_H
#define DYE_MARKS_SURROGATE_CIPHER_H

#include "watermark/marks/core/domain.h"
#include "watermark/marks/surrogate/shape.h"
#include "watermark/vault/vault.h"

/* One per thread. All zero may be closed. */
struct dye_surrogate_cipher {
	struct dye_ff1 * ff1[DYE_ALPHABETS]; /* Owned: of alphabets that were asked for */
	uint8_t key[DYE_PRF_LEN];
	struct dye_surrogate_letters letters; /* scratch */
};

/* What of a cell does not go with its shape. */
enum dye_surrogate_fit {
	DYE_SURROGATE_FITS,
	DYE_SURROGATE_SHAPE, /* other fixed letters, a letter that its alphabet has not, or a first letter 0 */
	DYE_SURROGATE_SMALL, /* too few letters */
	DYE_SURROGATE_LONG,  /* too many */
};

/* Under the key of account number ${recipient} in the dataset. */
enum dye_code dye_surrogate_cipher_open(struct dye_surrogate_cipher * cipher, const struct dye_vault * vault,
    const uint8_t salt[DYE_DATASET_ID_LEN], uint64_t recipient, struct dye_error * err);
/* The same, with a PRF under the dataset's key. */
enum dye_code dye_surrogate_cipher_open_under(
    struct dye_surrogate_cipher * cipher, struct dye_prf * prf, uint64_t recipient, struct dye_error * err);
void dye_surrogate_cipher_close(struct dye_surrogate_cipher * cipher);

/**
 * dye_surrogate_make(cipher, shape, text, folded, out, fit, err): Append to ${out} the surrogate of the key ${text}, which has no blanks around it. *fit says
 * whether there is one; where not, nothing is appended.
 * dye_surrogate_open(cipher, shape, text, out, fit, err): The key whose surrogate ${text} is. Every text of the shape is some key's, unless the
 * shape has a length of its own.
 */
enum dye_code dye_surrogate_make(struct dye_surrogate_cipher * cipher, const struct dye_surrogate_shape * shape,
    struct dye_slice text, bool folded, struct dye_buffer * out, enum dye_surrogate_fit * fit, struct dye_error * err);
enum dye_code dye_surrogate_open(struct dye_surrogate_cipher * cipher, const struct dye_surrogate_shape * shape,
    struct dye_slice text, struct dye_buffer * out, enum dye_surrogate_fit * fit, struct dye_error * err);

/* How many letters a key of ${count} letters has in its surrogate, or why it has none. */
enum dye_surrogate_fit dye_surrogate_length(
    const struct dye_surrogate_shape * shape, uint32_t count, uint32_t * length);

/**
 * dye_surrogate_point(shape, letters, surrogate, domain): The text of its domain that a key is, or a surrogate, whose letters are ${letters}: those of a key are made
 * as many as its surrogate has (letters->count stays). False where it has none, or is none.
 */
bool dye_surrogate_point(const struct dye_surrogate_shape * shape, struct dye_surrogate_letters * letters,
    bool surrogate, struct dye_domain * domain);

#endif
