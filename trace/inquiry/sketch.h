/*
 * sketch.h: which cells and rows a trace has looked up, in a few numbers, so that a later trace that looks one of them up again is known.
 *
 * Each is 48 bits of AES-128, under a key of the vault, of a digest: without the key they say nothing. Of few all are kept. Of many the smallest:
 * the same in every sketch, so that what two sketches have in common is what the cells below both their limits have in common (bottom-k
 * sketches: Cohen and Kaplan 2007). How many are kept was chosen by measurement (docs/EVIDENCE.md, 7.2).
 */
#ifndef DYE_INQUIRY_SKETCH_H
#define DYE_INQUIRY_SKETCH_H

#include "watermark/crypto/crypto.h"

/* So many are kept whatever they are; of more those below a sixteenth of the range, and never more than the last. */
#define DYE_SKETCH_LEAST 8192
#define DYE_SKETCH_MOST 131072
#define DYE_SKETCH_BITS 48

/* All zero is empty. */
struct dye_sketch {
	uint64_t * values; /* Owned. Settled: ascending, distinct */
	size_t count, size;
	size_t due;	/* with so many it is settled again */
	uint64_t limit; /* 0: none; larger ones were left out */
};

/**
 * dye_sketch_add(sketch, prf, digest, err): Add one of 16 bytes; ${prf} has the key of sketches.
 * dye_sketch_settle(sketch): Sort, and leave out what is too much. To be called before the functions below.
 */
enum dye_code dye_sketch_add(
    struct dye_sketch * sketch, struct dye_prf * prf, const uint8_t digest[DYE_PRF_LEN], struct dye_error * err);
void dye_sketch_settle(struct dye_sketch * sketch);
void dye_sketch_release(struct dye_sketch * sketch);

/* How many both have, and the estimated share of what ${mine} stands for that ${other} has, 0..1. Both are settled. */
size_t dye_sketch_common(const struct dye_sketch * mine, const struct dye_sketch * other, double * share);

/* As hexadecimal numbers of 12 digits, and back into an empty sketch; what cannot be read back ends the list. */
enum dye_code dye_sketch_print(const struct dye_sketch * sketch, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_sketch_parse(struct dye_slice text, struct dye_sketch * sketch, struct dye_error * err);

#endif
