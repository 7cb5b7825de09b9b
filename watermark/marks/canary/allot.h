/*
 * allot.h: which of the owner's decoys the records of one export have. One is given to one record of one account, once; a record that had one has it in every later
 * export, and one that left without it never gets one.
 *
 * Nothing is written to the registry before the record leaves (docs/EVIDENCE.md, 4.2: no transaction may hang on what rows are before what they met is burned). Until
 * then a decoy is held by a lock on one byte of the file `decoys` in the vault's folder: whoever dies lets go of it. The byte counts who has held it, so that an
 * export which read the registry before sees that it may have been given since.
 */
#ifndef DYE_MARKS_CANARY_ALLOT_H
#define DYE_MARKS_CANARY_ALLOT_H

#include "watermark/marks/canary/columns.h"
#include "watermark/marks/canary/decoys.h"

/* Shared by all threads of an export. */
struct dye_allotment;

/**
 * dye_allotment_open(context, columns, &allotment, err): NULL where the dataset has no decoy with a column that records of this file invent. ${columns} and the
 * context outlive it.
 */
enum dye_code dye_allotment_open(const struct dye_mark_context * context, const struct dye_canary_columns * columns,
    struct dye_allotment ** allotment, struct dye_error * err);
void dye_allotment_close(struct dye_allotment * allotment);

/* Whether the decoy has something for the cell of a record; NULL: it has not. */
const struct dye_decoy_cell * dye_decoy_for(
    const struct dye_decoy_cell * cells, uint32_t count, const struct dye_profile_column * column);

/* One decoy as a record takes it. */
struct dye_allotted {
	uint64_t id; /* 0: none */
	const struct dye_decoy_cell * cells;
	uint32_t count;
};

/**
 * dye_allot(allotment, parent, values, old, allotted, err): The decoy of the record that is born of ${parent}, a row with ${values}: the one that it has, or, unless
 * it is ${old} (it left without one), one that nobody has and that has something for a cell which the record invents. Several threads may ask at once.
 * dye_allot_back(allotment, parent): The record that was allotted one did not come: unless it left before with the decoy, another of this export may have it.
 */
enum dye_code dye_allot(struct dye_allotment * allotment, const uint8_t parent[DYE_PRF_LEN],
    const struct dye_slice * values, bool old, struct dye_allotted * allotted, struct dye_error * err);
void dye_allot_back(struct dye_allotment * allotment, const uint8_t parent[DYE_PRF_LEN]);

#endif
