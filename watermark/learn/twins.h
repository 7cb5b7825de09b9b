/*
 * twins.h: cells of one column that differ in their spelling alone, where hardly two cells of the column are the same.
 *
 * A column in which every cell stands once may have to be so: a unique index, by itself or together with another column, a list that is looked up by name.
 * Where "Acme Ltd" and "Acme Limited" are both in it, a copy that spells both alike has two equal rows, and does not load, or loses one. Such
 * values are called twins here; exports leave them as they stand (marks/spelling.c). Where more than one cell in a hundred repeats another
 * ("n/a" may, and a name in two towns), nobody counts on it.
 *
 * They are found when a dataset is learned for the first time, and are the same ever after. A spelling that came later may be an account's, come back
 * from its copy under another key: left as it stands, it would leave in somebody else's (docs/EVIDENCE.md, 8.1).
 */
#ifndef DYE_LEARN_TWINS_H
#define DYE_LEARN_TWINS_H

#include "formats/base/map.h"
#include "formats/field/kind.h"

/* Of one marked column. All zero but the column is a valid beginning. */
struct dye_twins {
	uint32_t column;
	uint64_t most;	      /* so many cells may repeat others */
	uint64_t equal;	      /* that did; above most the column has no twins */
	struct dye_map texts; /* digests of cells whose canonical values may repeat */
	struct dye_map seen;  /* their canonical values */
	struct dye_map found; /* those that stand in two spellings */
};

/**
 * dye_twins_add(twins, canonical, text, err): A cell that stands in the column, and the digest of its canonical value. Cells whose canonical value
 * stands once may be left out.
 */
enum dye_code dye_twins_add(
    struct dye_twins * twins, uint64_t canonical, struct dye_slice text, struct dye_error * err);

void dye_twins_release(struct dye_twins * twins);

#endif
