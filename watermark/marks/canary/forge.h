/*
 * forge.h: which rows are parents, and the record that is born of one. docs/FORMAT.md, section 7, gives every derivation.
 */
#ifndef DYE_MARKS_CANARY_FORGE_H
#define DYE_MARKS_CANARY_FORGE_H

#include "watermark/marks/canary/columns.h"
#include "watermark/marks/canary/nearkey.h"

/* Rows between a parent and its canary in a file without order: 1 to this. */
#define DYE_CANARY_DISTANCE 30

/* One per thread. */
struct dye_canary_maker;

struct dye_donors;

/* ${donors}, which may be NULL, are those of the context's pool (donors.h), and outlive it. */
enum dye_code dye_canary_maker_open(const struct dye_mark_context * context, const struct dye_canary_columns * columns,
    const struct dye_donors * donors, struct dye_canary_maker ** maker, struct dye_error * err);
void dye_canary_maker_close(struct dye_canary_maker * maker);

/**
 * dye_canary_place(maker, digest, anchor, place, err): From the digest of the cell that names a row, its ${anchor}, and ${place}: the row is a parent
 * where place >> 48 is below the profile's density.
 */
enum dye_code dye_canary_place(struct dye_canary_maker * maker, const uint8_t digest[DYE_PRF_LEN],
    uint8_t anchor[DYE_PRF_LEN], uint64_t * place, struct dye_error * err);

struct dye_decoy_cell;

/*
 * The next record has these of the owner's contact points (decoys.h) where it would invent a cell of their columns. They are no draws: they say nothing of how
 * probable the record was. They must be valid until it is made.
 */
void dye_canary_take_decoy(struct dye_canary_maker * maker, const struct dye_decoy_cell * cells, uint32_t count);

/**
 * dye_canary_imitate(maker, texts, anchor, imitated, err): What the record that is born of the row with ${texts}, one for each cell of the file, and ${anchor} imitates or
 * keeps: of its donors, or, without any, of the row itself. *imitated has it for each cell of the file, until the next call.
 * dye_canary_make(maker, anchor, row, birth, made, err): Invent the record of the row of the last dye_canary_imitate(). ${row} and ${birth} are valid until the next call. *made is false where no record came of it: it counts as
 * tried all the same, as ${birth}->canary.trial.
 */
enum dye_code dye_canary_imitate(struct dye_canary_maker * maker, const struct dye_slice * texts,
    const uint8_t anchor[DYE_PRF_LEN], const struct dye_slice ** imitated, struct dye_error * err);
enum dye_code dye_canary_make(struct dye_canary_maker * maker, const uint8_t anchor[DYE_PRF_LEN], struct dye_row * row,
    struct dye_birth * birth, bool * made, struct dye_error * err);

/* ---- cell by cell, for who only wants to know what would be drawn ---- */

/* What the cells that are kept say of the person, before anything is invented. */
void dye_canary_attributes(
    const struct dye_canary_columns * columns, const struct dye_slice * texts, struct dye_attributes * attributes);

/* The parent's cell says nothing, and is copied. */
bool dye_canary_copied(const struct dye_canary_column * column, struct dye_slice parent);

/*
 * Append an invented cell to ${out} with the draws of ${forge}; of a column that is near, ${known} and ${window} say what is known of the numbers around the parent's.
 * DYE_EUSAGE where its kind cannot, or there is no room.
 */
enum dye_code dye_canary_forge(const struct dye_canary_column * column, struct dye_slice parent,
    enum dye_near_known known, const struct dye_near_window * window, struct dye_forge * forge, struct dye_buffer * out,
    struct dye_error * err);

/* The cell because of which the last record was not made, or DYE_NO_CELL. */
uint32_t dye_canary_unmade(const struct dye_canary_maker * maker);

/* Whether that is because there is no gap for its number, or another record of the account has it. */
bool dye_canary_crowded(const struct dye_canary_maker * maker);

#endif
