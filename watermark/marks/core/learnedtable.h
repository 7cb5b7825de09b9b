/*
 * learnedtable.h: what is kept of a table when it is learned, in the registry, sealed, for the exports that come after: the keys of its rows, which no
 * invented record may have and an export that is written while it is read cannot know of later rows; which rows it had, for those need not be
 * looked at again (docs/EVIDENCE.md, 4.2); which values would become equal if they were respelt (learn/twins.h); and of whose parts invented records are made
 * (donorpool.h).
 */
#ifndef DYE_MARKS_LEARNEDTABLE_H
#define DYE_MARKS_LEARNEDTABLE_H

#include "formats/base/bloom.h"
#include "formats/base/map.h"
#include "watermark/marks/core/donorpool.h"
#include "watermark/marks/core/rowtags.h"
#include "watermark/marks/core/truekeys.h"
#include "watermark/vault/vault.h"

/* All zero is empty: nothing is known. */
struct dye_learned_table {
	struct dye_bloom * keys; /* Owned; may be NULL. */
	uint32_t version;	 /* of the profile that was learned with it */
	struct dye_row_tags rows;
	struct dye_map twins; /* first 8 bytes of digests of canonical cells (dye_cell_digest()); a set */
	struct dye_donor_pool pool;
	struct dye_true_keys true_keys; /* stored by themselves: not loaded with the rest */
};

void dye_learned_table_release(struct dye_learned_table * table);

/**
 * dye_learned_table_store(vault, dataset, table, err): Keep it for the dataset of that name in place of an earlier one.
 * dye_learned_table_load(vault, dataset, table, err): The latest, into one that is empty, and stays so where there is none. The caller releases, also
 * on failure. What is not ours is DYE_EVAULT.
 */
enum dye_code dye_learned_table_store(
    struct dye_vault * vault, const char * dataset, struct dye_learned_table * table, struct dye_error * err);
enum dye_code dye_learned_table_load(struct dye_vault * vault, const struct dye_dataset * dataset,
    struct dye_learned_table * table, struct dye_error * err);

#endif
