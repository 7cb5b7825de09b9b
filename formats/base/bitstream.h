/*
 * bitstream.h: bits one after another, the lowest of a byte and of a number first; and gaps between numbers among them, in Golomb-Rice code (Golomb 1966;
 * Rice 1979): gap >> k ones, a zero, and the k lowest bits of the gap.
 */
#ifndef DYE_BASE_BITSTREAM_H
#define DYE_BASE_BITSTREAM_H

#include "formats/base/buffer.h"

/* On their way out. All zero but ${out} at the beginning. */
struct dye_bitstream_out {
	struct dye_buffer * out; /* Not owned. */
	uint64_t word;
	unsigned count; /* in word, below 8 between calls */
};

/* What is read. */
struct dye_bitstream_in {
	struct dye_slice bytes; /* Not owned. */
	uint64_t at;		/* in bits, at most all of them */
};

/* A gap that would take ${escape} ones or more, at most 63, stands behind ${escape} of them as it is, in ${width} bits, at most 64. */
struct dye_rice {
	unsigned escape, width;
};

/**
 * dye_bitstream_put(bits, value, count, err): The ${count} lowest bits of ${value}, at most 64.
 * dye_bitstream_end(bits, err): Zeros fill the last byte.
 * dye_bitstream_take(bits, count, value): ${count} bits, at most 64; false where there are not so many.
 */
enum dye_code dye_bitstream_put(
    struct dye_bitstream_out * bits, uint64_t value, unsigned count, struct dye_error * err);
enum dye_code dye_bitstream_end(struct dye_bitstream_out * bits, struct dye_error * err);
bool dye_bitstream_take(struct dye_bitstream_in * bits, unsigned count, uint64_t * value);

/* k for gaps of that ${mean}, at most ${most}: its logarithm, from below. */
unsigned dye_rice_parameter(uint64_t mean, unsigned most);

enum dye_code dye_rice_put(
    struct dye_bitstream_out * bits, const struct dye_rice * code, unsigned k, uint64_t gap, struct dye_error * err);
bool dye_rice_take(struct dye_bitstream_in * bits, const struct dye_rice * code, unsigned k, uint64_t * gap);

#endif
