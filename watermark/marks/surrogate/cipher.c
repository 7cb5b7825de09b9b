/*
 * cipher.c: what is encrypted are the letters of a key. Where no key begins with the letter 0, no surrogate may: FF1 is then applied again until it does not,
 * which is a permutation of the texts that do not (cycle walking: Black and Rogaway 2002; core/domain.h).
 */
#include "watermark/marks/surrogate/cipher.h"

#include <string.h>

enum dye_code
dye_surrogate_cipher_open_under(
    struct dye_surrogate_cipher * cipher, struct dye_prf * prf, uint64_t recipient, struct dye_error * err)
{

	*cipher = (struct dye_surrogate_cipher){0};
	return dye_domain_key(prf, recipient, cipher->key, err);
}

enum dye_code
dye_surrogate_cipher_open(struct dye_surrogate_cipher * cipher, const struct dye_vault * vault,
    const uint8_t salt[DYE_DATASET_ID_LEN], uint64_t recipient, struct dye_error * err)
{
	struct dye_prf * prf;
	enum dye_code rc;

	*cipher = (struct dye_surrogate_cipher){0};
	DYE_TRY(dye_vault_prf(vault, salt, DYE_LABEL_SURROGATE, &prf, err));
	rc = dye_surrogate_cipher_open_under(cipher, prf, recipient, err);
	dye_prf_close(prf);
	return rc;
}

void
dye_surrogate_cipher_close(struct dye_surrogate_cipher * cipher)
{

	for (size_t i = 0; i < DYE_ALPHABETS; i++)
		dye_ff1_close(cipher->ff1[i]);
	dye_wipe(cipher, sizeof(*cipher));
}

static enum dye_code
ff1_of(struct dye_surrogate_cipher * c, const struct dye_alphabet * a, struct dye_ff1 ** ff1, struct dye_error * err)
{
	struct dye_ff1 ** own = &c->ff1[a - dye_alphabets];

	if (*own == NULL) {
		DYE_TRY(dye_ff1_open(a->radix, own, err));
		DYE_TRY(dye_ff1_key(*own, c->key, sizeof(c->key), err));
	}
	*ff1 = *own;
	return DYE_OK;
}

enum dye_surrogate_fit
dye_surrogate_length(const struct dye_surrogate_shape * s, uint32_t count, uint32_t * length)
{

	*length = s->length > 0 ? s->length : count;
	if (s->length > 0 && count >= s->length)
		return DYE_SURROGATE_LONG;
	if (*length > DYE_FF1_LEN_MOST)
		return DYE_SURROGATE_LONG;
	return *length < dye_ff1_least(s->alphabet->radix) ? DYE_SURROGATE_SMALL : DYE_SURROGATE_FITS;
}

/*
 * The letters that are encrypted: those of the key, or, of a surrogate that is longer, one letter 1 before them and letters 0 before that; behind it, where no key begins
 * with 0 and so the first letter may not be 0 either. Both can be undone.
 */
static void
lengthen(const struct dye_surrogate_shape * s, struct dye_surrogate_letters * l, uint32_t length)
{
	uint32_t more = length - l->count;

	memmove(l->value + more, l->value, l->count * sizeof(*l->value));
	memset(l->value, 0, more * sizeof(*l->value));
	l->value[s->nonzero ? 0 : more - 1] = 1;
}

/* How many letters stand before those of the key; false where no key was made longer so. */
static bool
shorten(const struct dye_surrogate_shape * s, const uint16_t * value, uint32_t length, uint32_t * more)
{
	uint32_t i = s->nonzero ? 1 : 0;

	if (s->nonzero && value[0] != 1)
		return false;
	while (i < length && value[i] == 0)
		i++;
	*more = s->nonzero ? i : i + 1;
	return *more < length && (s->nonzero || value[i] == 1);
}

static struct dye_domain
domain_of(const struct dye_surrogate_shape * s, uint32_t count)
{

	return (struct dye_domain){.radix = s->alphabet->radix, .count = count, .nonzero = s->nonzero};
}

bool
dye_surrogate_point(const struct dye_surrogate_shape * shape, struct dye_surrogate_letters * letters, bool surrogate,
    struct dye_domain * domain)
{
	uint32_t length = letters->count;

	if (shape->nonzero && letters->value[0] == 0)
		return false;
	if (surrogate) {
		if (shape->length > 0 && length != shape->length)
			return false;
	} else if (dye_surrogate_length(shape, letters->count, &length) != DYE_SURROGATE_FITS)
		return false;
	if (length > DYE_FF1_LEN_MOST || length < dye_ff1_least(shape->alphabet->radix))
		return false;
	if (length > letters->count)
		lengthen(shape, letters, length);
	*domain = domain_of(shape, length);
	return true;
}

/*
 * Append ${text} with other letters. There are ${more} of them than places: those go before the first; or, ${more} below 0, the first places go.
 */
static enum dye_code
put(const struct dye_surrogate_shape * s, struct dye_slice text, const struct dye_surrogate_letters * l, int more,
    bool folded, struct dye_buffer * out, struct dye_error * err)
{
	uint32_t place = 0, next = more < 0 ? (uint32_t)-more : 0;

	for (uint32_t i = 0; i < text.len; i++) {
		uint32_t letters = 1;

		if (place == l->count || l->at[place] != i) {
			DYE_TRY(dye_buffer_append_byte(out, text.data[i], err));
			continue;
		}
		if (more > 0 && place == 0)
			letters += (uint32_t)more;
		if (more < 0 && place < (uint32_t)-more)
			letters = 0;
		place++;
		for (; letters > 0; letters--) {
			char c = s->alphabet->letters[l->value[next++]];

			DYE_TRY(
			    dye_buffer_append_byte(out, folded && c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c, err));
		}
	}
	return DYE_OK;
}

enum dye_code
dye_surrogate_make(struct dye_surrogate_cipher * cipher, const struct dye_surrogate_shape * shape,
    struct dye_slice text, bool folded, struct dye_buffer * out, enum dye_surrogate_fit * fit, struct dye_error * err)
{
	struct dye_surrogate_letters * l = &cipher->letters;
	struct dye_domain domain;
	struct dye_ff1 * ff1;
	uint32_t length = 0;

	*fit = DYE_SURROGATE_SHAPE;
	if (!dye_surrogate_match(shape, text, folded, l) || (shape->nonzero && l->value[0] == 0))
		return DYE_OK;
	if ((*fit = dye_surrogate_length(shape, l->count, &length)) != DYE_SURROGATE_FITS)
		return DYE_OK;
	if (length > l->count)
		lengthen(shape, l, length);
	DYE_TRY(ff1_of(cipher, shape->alphabet, &ff1, err));
	domain = domain_of(shape, length);
	DYE_TRY(dye_domain_walk(ff1, &domain, l->value, false, err));
	return put(shape, text, l, (int)(length - l->count), folded, out, err);
}

enum dye_code
dye_surrogate_open(struct dye_surrogate_cipher * cipher, const struct dye_surrogate_shape * shape,
    struct dye_slice text, struct dye_buffer * out, enum dye_surrogate_fit * fit, struct dye_error * err)
{
	struct dye_surrogate_letters * l = &cipher->letters;
	struct dye_domain domain;
	struct dye_ff1 * ff1;
	uint32_t more = 0;

	*fit = DYE_SURROGATE_SHAPE;
	if (!dye_surrogate_match(shape, text, false, l) || (shape->nonzero && l->value[0] == 0))
		return DYE_OK;
	*fit = l->count < (shape->length > 0 ? shape->length : dye_ff1_least(shape->alphabet->radix))
		   ? DYE_SURROGATE_SMALL
		   : DYE_SURROGATE_FITS;
	if (shape->length > 0 && l->count > shape->length)
		*fit = DYE_SURROGATE_LONG;
	if (*fit != DYE_SURROGATE_FITS)
		return DYE_OK;
	DYE_TRY(ff1_of(cipher, shape->alphabet, &ff1, err));
	domain = domain_of(shape, l->count);
	DYE_TRY(dye_domain_walk(ff1, &domain, l->value, true, err));
	if (shape->length > 0 && !shorten(shape, l->value, l->count, &more)) {
		*fit = DYE_SURROGATE_SHAPE;
		return DYE_OK;
	}
	return put(shape, text, l, -(int)more, false, out, err);
}
