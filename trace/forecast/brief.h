/*
 * brief.h: a forecast in one sentence, for whoever has just learned a dataset.
 */
#ifndef DYE_FORECAST_BRIEF_H
#define DYE_FORECAST_BRIEF_H

#include "formats/base/buffer.h"
#include "watermark/registry/store.h"

/**
 * dye_outlook_brief(store, dataset, out, err): Append, for people, the chance that 10, 50 and 200 rows of a copy name their source, among the accounts
 * that are enrolled, at alpha 1e-6.
 */
enum dye_code dye_outlook_brief(
    struct dye_store * store, const char * dataset, struct dye_buffer * out, struct dye_error * err);

#endif
