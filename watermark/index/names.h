/*
 * names.h: by what a row is found again: anchors of its cells that name rows, 63 bits each.
 *
 * The anchor of a cell is the first 8 bytes, little-endian, of AES-128 under the dataset's key "index" of the digest of the cell's kind and canonical value
 * (marks/core/cellkey.h), shifted right by one bit. Without the key it tells equal cells, and nothing else. Two of ten million different cells have one anchor
 * with a chance of 5e-6.
 */
#ifndef DYE_INDEX_NAMES_H
#define DYE_INDEX_NAMES_H

#include "watermark/marks/core/cells.h"
#include "watermark/marks/mark.h"

/* So many anchors of one row are kept, of the columns that name it best. */
#define DYE_NAMES_MOST 8
/* And of so many columns of names, and of numbers, the anchors of each two together: what is left of (name, 138****5678). */
#define DYE_NAMES_CALLED 2
#define DYE_NAMES_PAIRS (DYE_NAMES_CALLED * DYE_NAMES_CALLED)
#define DYE_NAMES_ALL (DYE_NAMES_MOST + DYE_NAMES_PAIRS)

/* Of a row that has a place where the owner has freed the order: its rank (marks/mark.h), and a digest. */
#define DYE_NAMES_PLACED 0x80
#define DYE_NAMES_PLACE (1 + DYE_PRF_LEN)

/* Bytes of a row that begins with ${head}, as dye_namer_take() gives it. */
static inline size_t
dye_names_row_len(uint8_t head)
{

	return 1 + 8 * (size_t)(head & (DYE_NAMES_PLACED - 1)) + (head & DYE_NAMES_PLACED ? DYE_NAMES_PLACE : 0);
}

/* A cell that says how somebody is called, and one that has a number of his. */
struct dye_names_pair {
	uint32_t name, number;
};

/* Makes anchors. One per thread; all zero may be closed. */
struct dye_namer {
	struct dye_prf * prf;				   /* Owned: AES-128 under the dataset's index key */
	const struct dye_profile_column * const * columns; /* Not owned. */
	uint32_t cells[DYE_NAMES_MOST];			   /* that may name a row, the best first */
	uint32_t cell_count;
	struct dye_names_pair pairs[DYE_NAMES_PAIRS];
	uint32_t pair_count;
	struct dye_buffer scratch;
	struct dye_named_by * naming; /* Owned: by which cells rows are placed, the best first */
	uint32_t naming_count;
	struct dye_buffer
	    counts; /* of each row since the last take, a byte: how many digests it has, and DYE_NAMES_PLACED */
	struct dye_buffer digests; /* 16 bytes each */
	struct dye_buffer placed;  /* of each row that has it, DYE_NAMES_PLACE bytes: what it is placed by */
};

/**
 * dye_namer_open(context, namer, err): For rows whose cells are those of the context's column map; it outlives the namer. With no columns it makes anchors alone.
 * dye_namer_row(namer, row, cells, err): Note the row; ${cells} are its.
 * dye_namer_take(namer, rows, err): Append the rows noted since the last time to ${rows}: of each that anything names a byte n, then n times an anchor, u64; where
 * DYE_NAMES_PLACED is added to n, rank and digest of the cell behind them that it is placed by.
 * dye_namer_anchors(namer, digests, count, anchors, err): The anchors of ${count} digests of 16 bytes, which are overwritten.
 */
enum dye_code dye_namer_open(const struct dye_mark_context * context, struct dye_namer * namer, struct dye_error * err);
void dye_namer_close(struct dye_namer * namer);
enum dye_code dye_namer_row(
    struct dye_namer * namer, const struct dye_row * row, struct dye_cells * cells, struct dye_error * err);
enum dye_code dye_namer_take(struct dye_namer * namer, struct dye_buffer * rows, struct dye_error * err);
enum dye_code dye_namer_anchors(
    struct dye_namer * namer, uint8_t * digests, size_t count, uint64_t * anchors, struct dye_error * err);

/**
 * dye_names_together(profile): Whether rows of the dataset are found by a name and the ends of a number together.
 * dye_names_pair_digest(name, kind, number, scratch, out, got, err): What stands for the digest of a cell there: of that of a name, and the canonical value of a number of
 * ${kind}. *got false: there is none, since the number does not show its ends (formats/field/kind.h).
 */
bool dye_names_together(const struct dye_profile * profile);
enum dye_code dye_names_pair_digest(const uint8_t name[DYE_PRF_LEN], const struct dye_kind * kind,
    struct dye_slice number, struct dye_buffer * scratch, uint8_t out[DYE_PRF_LEN], bool * got, struct dye_error * err);

#endif
