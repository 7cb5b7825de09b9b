/*
 * leak.h: the observations of one reading, each counted once. What the rest of this folder sees of a struct dye_leak.
 */
#ifndef DYE_EVIDENCE_LEAK_H
#define DYE_EVIDENCE_LEAK_H

#include "trace/evidence/evidence.h"
#include "trace/evidence/intern.h"

#define DYE_DRAWS_MAX 64
/* No unit counts for more than this: keeps every product within what a double holds. */
#define DYE_LOG2_BOUND_MIN (-1000.0)

struct dye_leak_slot {
	uint8_t key[DYE_PRF_LEN];
	uint32_t lane;
	uint32_t mark;
	uint32_t row; /* index into rows: where it was first seen */
	const struct dye_table * table;
	uint64_t seen; /* positions, of all observations together */
};

/* One row that shows one unit. */
struct dye_leak_sight {
	uint32_t unit; /* index into units */
	uint32_t row;  /* index into rows */
	uint64_t draws;
	double log2_cost; /* at least 0 */
};

/* Something that one recipient alone has, such as an invented record. */
struct dye_leak_unit {
	uint32_t mark;
	uint64_t recipient;
	uint64_t units;			  /* n_R, as the hits have it */
	double log2_draws[DYE_DRAWS_MAX]; /* filled where a sight has the draw */
};

/* Texts of domains, at most. */
#define DYE_LEAK_TEXTS_MOST 100000

/* The texts that the leak shows of one domain, and the values that they may stand for. */
struct dye_leak_domain {
	struct dye_domain domain;
	uint8_t key[DYE_PRF_LEN];
	uint64_t * members; /* Owned: tails of all values, ascending */
	size_t member_count;
};

/* A text of a domain, once. */
struct dye_leak_disguise {
	uint32_t domain;		      /* index into domains */
	uint32_t candidates, candidate_count; /* from where on, in candidates */
};

struct dye_leak {
	struct dye_intern row_map;
	struct dye_intern slot_map;
	struct dye_intern unit_map;
	struct dye_leak_slot * slots; /* Owned, as are the following. */
	struct dye_leak_unit * units;
	struct dye_leak_sight * sights; /* by order of appearance */
	size_t slot_size, unit_size, sight_size;
	size_t sight_count;
	uint64_t rows_read;		  /* 0: as many as matched */
	struct dye_intern places;	  /* the keys of rows' places: distinct, in the order of the leak */
	uint32_t place_mark;		  /* that gave them */
	struct dye_leak_domain * domains; /* Owned. */
	size_t domain_count, domain_size;
	struct dye_intern
	    texts; /* of domains: the domain's index (u32), then the letters (u16): distinct, in the order of the leak */
	struct dye_leak_disguise * disguises; /* Owned: one a text */
	size_t disguise_size;
	uint64_t * candidates; /* Owned. */
	size_t candidate_count, candidate_size;
	uint32_t disguise_mark; /* that gave them */
};

/* Rows that were looked at: at least those that matched. */
uint64_t dye_leak_rows(const struct dye_leak * leak);

/* log2 of the bound of ${draws}: the sum, at most 0, at least DYE_LOG2_BOUND_MIN. */
double dye_leak_bound(const struct dye_leak_unit * unit, uint64_t draws);

/* The key of place number ${i}; DYE_PRF_LEN bytes, valid until the next is added. */
const uint8_t * dye_leak_place_key(const struct dye_leak * leak, uint32_t i);

/* The letters of text number ${i} into ${letters}, which has room for those of its domain. */
void dye_leak_letters(const struct dye_leak * leak, uint32_t i, uint16_t * letters);

#endif
