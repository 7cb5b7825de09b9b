/*
 * cellkey.h: digests, anchors, cell keys and symbol blocks: the derivations that embedding and reading share.
 * docs/FORMAT.md gives them byte by byte, with test vectors.
 */
#ifndef DYE_MARKS_CELLKEY_H
#define DYE_MARKS_CELLKEY_H

#include "formats/field/kind.h"
#include "watermark/crypto/crypto.h"

/* Symbols in one block of the pseudorandom function. */
#define DYE_LANES_PER_BLOCK 8

/**
 * dye_cell_digest(kind, canonical, row_anchor, scratch, out, err): XXH3-128 of frame(kind name), frame(canonical) and, where ${row_anchor}
 * is not NULL, frame(16 bytes of it). A frame is a 32-bit little-endian length and the bytes. ${scratch} is reset and used.
 */
enum dye_code dye_cell_digest(const char * kind, struct dye_slice canonical, const uint8_t * row_anchor,
    struct dye_buffer * scratch, uint8_t out[DYE_PRF_LEN], struct dye_error * err);

/* lane = 64 * ordinal + type; its block counter is lane / 8 and its place in the block lane % 8. */
static inline uint32_t
dye_slot_lane(uint8_t type, uint8_t ordinal)
{

	return 64u * ordinal + type;
}

/* The block of recipient r: r then the counter, each 64 bits, little-endian. */
static inline void
dye_symbol_input(uint64_t recipient, uint32_t lane, uint8_t block[DYE_PRF_LEN])
{

	dye_put_u64(block, recipient);
	dye_put_u64(block + 8, lane / DYE_LANES_PER_BLOCK);
}

/* The 16 bits of a lane, little-endian, in its encrypted block. */
static inline uint16_t
dye_symbol_bits(const uint8_t block[DYE_PRF_LEN], uint32_t lane)
{
	const uint8_t * p = block + 2 * (lane % DYE_LANES_PER_BLOCK);

	return (uint16_t)(p[0] | p[1] << 8);
}

#endif
