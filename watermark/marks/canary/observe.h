/*
 * observe.h: finding canaries in a leak.
 */
#ifndef DYE_MARKS_CANARY_OBSERVE_H
#define DYE_MARKS_CANARY_OBSERVE_H

#include "watermark/marks/mark.h"

/* As struct dye_mark has them. */
enum dye_code dye_canary_units(const struct dye_mark_context * context, double * density, dye_units_visit visit,
    void * cookie, struct dye_error * err);
enum dye_code dye_canary_observer_open(const struct dye_mark_context * context, const struct dye_losses * losses,
    void ** observer, struct dye_error * err);
enum dye_code dye_canary_observe(
    void * observer, const struct dye_leak_row * row, const struct dye_observer_sink * sink, struct dye_error * err);
void dye_canary_observer_close(void * observer);

#endif
