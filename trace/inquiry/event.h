/*
 * event.h: by what it is known that two traces are one: all that a verdict hangs on, in 16 bytes.
 *
 * The e-values of a trace are a function of what is scored: the accounts with their n_R, the readings with their weights, what every
 * mark saw. Where all of it is equal, and N too, every account has the same E and w in both traces, and accusing in both is one event
 * (docs/EVIDENCE.md, 7.1).
 */
#ifndef DYE_INQUIRY_EVENT_H
#define DYE_INQUIRY_EVENT_H

#include "trace/inquiry/population.h"

#define DYE_EVENT_LEN 16

/* dye_event(store, populations, pairs, alpha, out, err): what EVIDENCE.md, 7.1, calls one trace. Under a key of the vault, so that nothing can be guessed from it. */
enum dye_code dye_event(struct dye_store * store, const struct dye_populations * populations, uint64_t pairs,
    double alpha, uint8_t out[DYE_EVENT_LEN], struct dye_error * err);

#endif
