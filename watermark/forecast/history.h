/*
 * history.h: what the registry has counted of a dataset's exports: read once for a forecast, since there may be very many.
 */
#ifndef DYE_FORECAST_HISTORY_H
#define DYE_FORECAST_HISTORY_H

#include "watermark/registry/store.h"

/* All zero: there was no export yet. */
struct dye_history {
	double rows,
	    units; /* of complete exports with one version of the profile: all rows, and those of them that are units */
	double tried; /* units that were tried, mean over the accounts that have any, whatever the version */
};

enum dye_code dye_history_read(
    struct dye_store * store, uint32_t dataset, uint32_t version, struct dye_history * history, struct dye_error * err);

#endif
