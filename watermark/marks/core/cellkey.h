/*
 * cellkey.h: digests, anchors, cell keys and symbol blocks: the derivations that embedding and reading share.
 * docs/FORMAT.md gives them byte by byte, with test vectors.
 */
#ifndef DYE_MARKS_CELLKEY_H
#define DYE_MARKS_CELLKEY_H

#include "formats/field/kind.h"
#include "watermark/crypto/crypto.h"
#include "watermark/vault/vault.h"

/* Symbols in one block of the pseudorandom function. */
#define DYE_LANES_PER_BLOCK 8

/**
 * dye_cell_digest(kind, canonical, row_anchor, scratch, out, err): XXH3-128 of frame(kind name), frame(canonical) and,
 * where ${row_anchor} is not NULL, frame(its 16 bytes). A frame is a 32-bit little-endian length and the bytes.
 * ${scratch} is reset and used.
 */
enum dye_code dye_cell_digest(const char * kind, struct dye_slice canonical, const uint8_t * row_anchor,
    struct dye_buffer * scratch, uint8_t out[DYE_PRF_LEN], struct dye_error * err);

/**
 * dye_cell_bare(canonical, out, err): Replace ${out} by ${canonical} without its boundaries (bytes 0x20 that stand for separators; the
 * byte after 0x01 is a slot's type and stays). A leak that lost its punctuation has glued tokens together, and one read from a picture
 * has lost or gained spaces: the key of a cell must not hang on them. Cells that differ in boundaries alone share their symbols, which
 * loses evidence and invents none.
 */
enum dye_code dye_cell_bare(struct dye_slice canonical, struct dye_buffer * out, struct dye_error * err);

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

/*
 * The keyed functions of one dataset: the anchor of a cell and the key of a cell's slots. One per thread.
 */
struct dye_cell_keys {
	struct dye_prf * anchor; /* AES-128 under the dataset's anchor key */
	struct dye_prf * slot;	 /* AES-128 under the dataset's slot key: gives bucket keys */
	struct dye_prf * bucket; /* AES-128 under one bucket key after another */
	struct dye_buffer scratch;
	struct dye_buffer bare;
};

enum dye_code dye_cell_keys_open(struct dye_cell_keys * keys, const struct dye_vault * vault,
    const uint8_t dataset_id[DYE_DATASET_ID_LEN], struct dye_error * err);
void dye_cell_keys_close(struct dye_cell_keys * keys);

/**
 * dye_cell_anchor(keys, kind, canonical, out, err): The anchor of a cell: equal for equal canonical values, and
 * nothing else without the key.
 */
enum dye_code dye_cell_anchor(struct dye_cell_keys * keys, const struct dye_kind * kind, struct dye_slice canonical,
    uint8_t out[DYE_PRF_LEN], struct dye_error * err);

/* The same, of a cell whose digest is known already. out may equal digest. */
enum dye_code dye_digest_anchor(
    struct dye_cell_keys * keys, const uint8_t digest[DYE_PRF_LEN], uint8_t out[DYE_PRF_LEN], struct dye_error * err);

/**
 * dye_cell_key(keys, kind, canonical, row_anchor, out, err): The cell key P, under which symbols are drawn: the digest of the bare canonical
 * value under the key of its bucket (bucket.h). ${row_anchor} must be given for a kind that is not distinctive, and is ignored for one
 * that is.
 */
enum dye_code dye_cell_key(struct dye_cell_keys * keys, const struct dye_kind * kind, struct dye_slice canonical,
    const uint8_t * row_anchor, uint8_t out[DYE_PRF_LEN], struct dye_error * err);

#endif
