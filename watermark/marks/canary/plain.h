/*
 * plain.h: a cell of a row as letters, digits and the signs of ASCII between them, whatever they were written as.
 */
#ifndef DYE_MARKS_CANARY_PLAIN_H
#define DYE_MARKS_CANARY_PLAIN_H

#include "formats/base/buffer.h"

/* All zero is valid; memory is kept from one text to the next. */
struct dye_plain {
	struct dye_buffer decoded; /* Owned: scratch */
	struct dye_buffer text;	   /* Owned: the result */
};

/*
 * dye_plain_sign(text, at, character): How many bytes from ${at} on stand for one ${character}: &#64; and &#x40; for theirs, &nbsp; and its like for
 * a space, %40 for a byte. 0: it is nothing of that.
 */
size_t dye_plain_sign(struct dye_slice text, size_t at, uint32_t * character);

/**
 * dye_plain(text, decoded, plain, err): Fold what is not ASCII in ${text}, and keep what is; with ${decoded}, replace first what stands for other
 * characters.
 */
enum dye_code dye_plain(struct dye_slice text, bool decoded, struct dye_plain * plain, struct dye_error * err);
void dye_plain_release(struct dye_plain * plain);

#endif
