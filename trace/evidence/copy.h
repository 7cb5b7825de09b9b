/*
 * copy.h: one recipient's copy held against the leak, exactly: every figure that is reported comes from here.
 */
#ifndef DYE_EVIDENCE_COPY_H
#define DYE_EVIDENCE_COPY_H

#include "trace/evidence/plan.h"

/* What the copy of one recipient says of every part of a plan. */
struct dye_copy {
	const struct dye_plan * plan; /* Not owned. */
	uint64_t recipient;
	uint64_t tried;			/* n_R */
	double density;			/* d_R: 0 where n_R is 0 */
	uint32_t mark;			/* what was read: this one alone, or DYE_EVERY_MARK */
	double * log2_s;		/* Owned. [part][model]: log2 of the product of s over the part's slots */
	double * log2_typical;		/* Owned. [part][model]: the same of what it explains once it is accused */
	double * hits;			/* Owned. [part]: the sum of 1 / (n_R q) over the units at home there */
	struct dye_plan_sight * sights; /* Owned. The recipient's */
	size_t sight_count;
	uint64_t agree, differ, units;
};

/*
 * What the accused of earlier rounds explain: D of docs/EVIDENCE.md for every part and, as the last, for a silent row:
 * [part][model]. values is NULL in the first round, where D is 1 - a everywhere.
 */
struct dye_explained {
	double * values; /* Owned. */
};

#define DYE_EVERY_MARK UINT32_MAX

/**
 * dye_copy_open(plan, &copy, err): Make room for the copies of recipients, read one after another with dye_copy_read(copy, prf,
 * recipient, tried, density, mark, err): what one mark wrote, or DYE_EVERY_MARK. ${tried} is n_R as the marks have it; ${density} is 0 for a
 * mark that has no units.
 */
enum dye_code dye_copy_open(const struct dye_plan * plan, struct dye_copy ** copy, struct dye_error * err);
enum dye_code dye_copy_read(struct dye_copy * copy, struct dye_prf * prf, uint64_t recipient, uint64_t tried,
    double density, uint32_t mark, struct dye_error * err);
void dye_copy_close(struct dye_copy * copy);

/* log2 of the evidence value of what was read last. */
double dye_copy_weigh(const struct dye_copy * copy, const struct dye_explained * explained);

/*
 * The same in two terms, log2 of each, minus infinity where there is none. units: of models under which units count, where some are seen; plain: all else. What
 * weighs who exported these people may hang on the answers of a source, and only the second is an e-value whatever it hangs on (docs/EVIDENCE.md, 2.3).
 */
struct dye_weighed {
	double plain, units;
};

struct dye_weighed dye_copy_weigh_apart(const struct dye_copy * copy, const struct dye_explained * explained);

/**
 * dye_explained_begin(explained, plan, err) ... dye_explained_add(explained, copy, accused): D of a round with ${accused} accused, of
 * whom each is read and added once. dye_explained_release() frees it.
 */
enum dye_code dye_explained_begin(
    struct dye_explained * explained, const struct dye_plan * plan, struct dye_error * err);
void dye_explained_add(struct dye_explained * explained, const struct dye_copy * copy, size_t accused);
void dye_explained_release(struct dye_explained * explained);

/* log2 of a row's factor: (D + a 2^log2_s (1 - d + d hits)) / (D + a), for one model. ${d} is the density, ${log2_top} the numerator. */
double dye_part_log2(
    const struct dye_model * model, double explained, double log2_s, double d, double hits, double * log2_top);

/* The same in two steps, for many log2_s: log2 of D, a, 1 - d + d hits and D + a. */
struct dye_part_weights {
	double explained, share, unit, all;
};

struct dye_part_weights dye_part_weights(const struct dye_model * model, double explained, double d, double hits);
double dye_part_weigh(const struct dye_part_weights * weights, double log2_s, double * log2_top);

/* D of a part: explained, or in the first round 1 - a. Part number part_count is a silent row. */
double dye_explained_at(
    const struct dye_plan * plan, const struct dye_explained * explained, uint32_t part, unsigned m);

/* log2(2^a + 2^b), either of which may be minus infinity. */
double dye_log2_add(double a, double b);

#endif
