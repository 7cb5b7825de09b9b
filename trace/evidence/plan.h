/*
 * plan.h: a leak made ready for scoring: which rows are used, how they fall into parts, which blocks of the pseudorandom function they need
 * and what every slot says under every model. Nothing here has looked at any recipient.
 */
#ifndef DYE_EVIDENCE_PLAN_H
#define DYE_EVIDENCE_PLAN_H

#include "trace/evidence/bank.h"
#include "trace/evidence/leak.h"
#include "trace/evidence/variant.h"

/* A part has at most this many different factors, so that a pattern is one byte. */
#define DYE_PATTERNS_MAX 256

struct dye_plan_slot {
	uint32_t slot; /* index into the leak's slots */
	uint32_t variant;
	uint32_t part;
	uint32_t radix; /* what a class of this slot is multiplied by in the part's pattern */
	uint32_t next;	/* slot of the same block, or UINT32_MAX */
};

/* Some slots of one row, judged together. A row with too many patterns falls into several parts. */
struct dye_part {
	uint32_t row; /* index into the leak's rows */
	uint32_t first_slot;
	uint32_t slot_count;
	uint32_t patterns;
	uint32_t shape; /* parts of the same shape have the same variants in the same order */
	bool leads;	/* the first part of its row: the one that may be a unit */
};

/* One block of the pseudorandom function. */
struct dye_plan_block {
	uint8_t key[DYE_PRF_LEN];
	uint32_t lane;	/* any lane of the block */
	uint32_t slots; /* the first of a list through next */
};

/* One unit's sights, merged by row. */
struct dye_plan_sight {
	uint32_t unit; /* index into the leak's units */
	uint32_t part;
	uint64_t draws;
	double log2_cost;
};

struct dye_plan {
	const struct dye_leak * leak; /* Not owned. */
	/* The bank for this leak. */
	struct dye_model bank[DYE_MODELS_MAX];
	const struct dye_kind * only[DYE_MODELS_MAX]; /* whose slots speak under a model; NULL: all */
	double log2_weights[DYE_MODELS_MAX];	      /* the weights sum to 1 */
	unsigned models;
	struct dye_variant * variants;
	struct dye_plan_slot * slots;
	struct dye_part * parts;
	struct dye_plan_block * blocks;
	struct dye_plan_sight * sights; /* by recipient, unit, part */
	uint32_t variant_count, slot_count, part_count, block_count, shape_count;
	size_t sight_count;
	uint64_t silent_rows; /* rows looked at of which no part speaks */
	uint64_t rows_used;   /* rows whose spellings are used */
};

/**
 * dye_plan_make(leak, rows_max, &plan, err): Where more than ${rows_max} rows have slots, those that a fixed scramble of their index puts
 * first are used, and the slots of the others are left out. The caller frees with dye_plan_free(); the plan reads the leak.
 */
enum dye_code dye_plan_make(
    const struct dye_leak * leak, uint64_t rows_max, struct dye_plan ** plan, struct dye_error * err);
void dye_plan_free(struct dye_plan * plan);

#endif
