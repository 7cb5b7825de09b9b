/*
 * leakcell.h: what kinds make of the cells of one leaked row. A parse is a function of the kind and the text, a key of them and the dataset, so
 * each is made once however many marks, profile versions and readings look at the row.
 */
#ifndef DYE_MARKS_LEAKCELL_H
#define DYE_MARKS_LEAKCELL_H

#include <string.h>

#include "watermark/marks/core/cellkey.h"

/* A cell as one kind reads it. */
struct dye_leak_cell {
	const struct dye_kind * kind;
	struct dye_slice
	    text; /* that was parsed: the slots' offsets are its. Valid as long as the row's text or ${squeezed} */
	struct dye_parse parse;	     /* Owned. */
	uint8_t digest[DYE_PRF_LEN]; /* of kind and canonical value: what is looked up */
	uint8_t bare[DYE_PRF_LEN];   /* of kind and canonical value without boundaries: what slots are keyed by */
	/* Made when they are asked for, for the dataset of that number; 0: for none yet. */
	uint32_t key_of, anchor_of;
	uint32_t barren_of; /* the dataset of that number has nothing with this anchor; 0: not asked yet */
	uint8_t key[DYE_PRF_LEN], anchor[DYE_PRF_LEN];
	/* Which cell of the row, and how its text was prepared. */
	uint32_t index;
	bool squeezes;
	struct dye_buffer squeezed; /* Owned. */
};

/* All cells of the row in hand that were asked for. All zero is empty. */
struct dye_leak_cells {
	struct dye_leak_cell ** list; /* Owned, as are all ${size} of them; the first ${count} are in use */
	size_t count, size, room;
	struct dye_buffer scratch, bare;
};

/* Forget the row, keep the memory; and release all. */
void dye_leak_cells_reset(struct dye_leak_cells * cells);
void dye_leak_cells_release(struct dye_leak_cells * cells);

/**
 * dye_leak_cell(cells, index, kind, text, squeezes, &cell, err): Cell ${index} of the row in hand, whose text is ${text}, as ${kind} reads it; where
 * ${squeezes}, with one space for each run of them. It is valid until the next reset.
 */
enum dye_code dye_leak_cell(struct dye_leak_cells * cells, uint32_t index, const struct dye_kind * kind,
    struct dye_slice text, bool squeezes, struct dye_leak_cell ** cell, struct dye_error * err);

/**
 * dye_leak_cell_key(cell, keys, dataset, row_anchor, out, err): dye_cell_key() of it; ${dataset} is the number of the dataset that ${keys} are of.
 * dye_leak_cell_anchor(cell, keys, dataset, err): Make cell->anchor, its dye_cell_anchor().
 */
enum dye_code dye_leak_cell_key(struct dye_leak_cell * cell, struct dye_cell_keys * keys, uint32_t dataset,
    const uint8_t * row_anchor, uint8_t out[DYE_PRF_LEN], struct dye_error * err);
enum dye_code dye_leak_cell_anchor(
    struct dye_leak_cell * cell, struct dye_cell_keys * keys, uint32_t dataset, struct dye_error * err);

/* Whether it is a number of which some is starred out, and so no number of anybody. */
static inline bool
dye_leak_cell_starred(const struct dye_leak_cell * cell)
{
	struct dye_slice canonical = dye_buffer_slice(&cell->parse.canonical);

	return cell->kind->ends != NULL && canonical.len > 0 && memchr(canonical.data, '*', canonical.len) != NULL;
}

/* Whether rows can be looked up by cells of the kind: by their anchors. */
static inline bool
dye_kind_looked_up(const struct dye_kind * kind)
{

	return (kind->exact || kind->distinctive) && !kind->low_entropy;
}

#endif
