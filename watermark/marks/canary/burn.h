/*
 * burn.h: from when on a canary that came back says nothing.
 */
#ifndef DYE_MARKS_CANARY_BURN_H
#define DYE_MARKS_CANARY_BURN_H

#include "watermark/registry/store.h"

/**
 * dye_canary_burn_from(store, dataset, from, err): A canary came back with the source of ${dataset}, today. Leaks seized at *from or later may have it from
 * there; earlier ones have not. *from is when the last full reading of the source began: one that has ended, of no fewer
 * rows than the newest profile version was learned from, since a smaller export may have left the row out. A learn is one, at the
 * time of its entry in the log. Without any, 0: then it says nothing in any leak.
 *
 * (Whoever leaked a copy cannot clear it afterwards by typing its canaries into the source: they burn for later leaks.)
 */
enum dye_code dye_canary_burn_from(struct dye_store * store, uint32_t dataset, int64_t * from, struct dye_error * err);

#endif
