/*
 * sketch.h: which cells a trace has read, in 64 numbers, so that a later trace of the same cells is noticed.
 *
 * The numbers are the 64 smallest of the first eight bytes of SHA-256 over each cell key: without the vault's keys they say
 * nothing. (Bottom-k sketch: Cohen and Kaplan 2007.)
 */
#ifndef DYE_EVIDENCE_SKETCH_H
#define DYE_EVIDENCE_SKETCH_H

#include "watermark/crypto/crypto.h"

#define DYE_SKETCH_SIZE 64

struct dye_sketch {
	uint64_t values[DYE_SKETCH_SIZE]; /* ascending, distinct */
	size_t count;
};

enum dye_code dye_sketch_add(struct dye_sketch * sketch, const uint8_t cell_key[DYE_PRF_LEN], struct dye_error * err);

/* The estimated share of the cells of ${mine} that ${other} has read too, 0..1. */
double dye_sketch_overlap(const struct dye_sketch * mine, const struct dye_sketch * other);

/* As hexadecimal numbers with a space between, and back; what cannot be read back ends the list. */
enum dye_code dye_sketch_print(const struct dye_sketch * sketch, struct dye_buffer * out, struct dye_error * err);
void dye_sketch_parse(struct dye_slice text, struct dye_sketch * sketch);

#endif
