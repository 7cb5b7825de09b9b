/*
 * kept.h: whether a record may have its parent's cell. What becomes of a column is decided when it is learned (plan.h), from what stood there on that
 * day: where that was nothing, or a mask in every row (***), the cells of a later export may name people. The first rows of the file tell.
 * docs/FORMAT.md, section 7, has the rule. It hangs on the source and the parent's cells alone (docs/EVIDENCE.md, 4.2).
 */
#ifndef DYE_MARKS_CANARY_KEPT_H
#define DYE_MARKS_CANARY_KEPT_H

#include "formats/base/map.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/core/head.h"

/* Of one column of a file. All zero: of none that is kept. */
struct dye_canary_kept {
	bool vacant;	      /* it was learned without a value, and a record has none there */
	bool strange;	      /* it does not hold what was learned: values are kept that are known, and no others */
	bool forms;	      /* but of a kind of few values, whose form tells, any that has that form */
	struct dye_map known; /* Owned: digests of the values that name nobody by the head of the file */
};

/*
 * ${kept}, all zero, of column ${cell} of the file that ${head} is of, which is ${column} of a profile of ${rows} rows. ${head} may be NULL: then what was
 * learned is believed, but for contacts. Released where this fails.
 */
enum dye_code dye_canary_kept_init(struct dye_canary_kept * kept, const struct dye_profile_column * column,
    uint64_t rows, const struct dye_head * head, uint32_t cell, struct dye_error * err);
void dye_canary_kept_release(struct dye_canary_kept * kept);

/* *may: a record may have ${text} in the column. ${scratch} is used. */
enum dye_code dye_canary_kept_may(const struct dye_canary_kept * kept, const struct dye_profile_column * column,
    struct dye_slice text, struct dye_parse * scratch, bool * may, struct dye_error * err);

#endif
