/*
 * decoy_sample.h: whether a table is the one that a dataset was learned from. Of that table the registry keeps a sample of rows (core/donorpool.h); who has another table
 * before him, with the same columns, finds their contact points nowhere in it.
 */
#ifndef DYE_MARKS_CANARY_DECOY_SAMPLE_H
#define DYE_MARKS_CANARY_DECOY_SAMPLE_H

#include "formats/base/map.h"
#include "formats/field/kind.h"
#include "watermark/profile/profile.h"
#include "watermark/vault/vault.h"

/* All zero is of a dataset of which no row is kept. */
struct dye_decoy_sample {
	struct dye_map digests; /* of values: whether they were seen */
	uint64_t values, seen;	/* different ones */
};

/**
 * dye_decoy_sample_add(sample, vault, dataset, columns, count, err): What the sample of the dataset has in these columns; ${sample} is all zero.
 * dye_decoy_sample_see(sample, digest): A value of the table, by its dye_decoy_digest().
 */
enum dye_code dye_decoy_sample_add(struct dye_decoy_sample * sample, struct dye_vault * vault,
    const struct dye_dataset * dataset, const struct dye_profile_column * const * columns, size_t count,
    struct dye_error * err);
void dye_decoy_sample_see(struct dye_decoy_sample * sample, uint64_t digest);
void dye_decoy_sample_release(struct dye_decoy_sample * sample);

#endif
