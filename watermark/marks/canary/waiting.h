/*
 * waiting.h: canaries as they were read from the registry and not opened yet: most exports have no row that need be compared with them.
 */
#ifndef DYE_MARKS_CANARY_WAITING_H
#define DYE_MARKS_CANARY_WAITING_H

#include "watermark/registry/store.h"

struct dye_canary_waiter;

/* All zero is empty. */
struct dye_canary_waiting {
	struct dye_canary_waiter * list; /* Owned. */
	size_t count, size;
	struct dye_buffer sealed; /* Owned: their records, one behind another */
};

/* One more, of dataset ${dataset} (the caller's number for it), of which all but the cells is copied. */
enum dye_code dye_canary_wait(
    struct dye_canary_waiting * waiting, uint32_t dataset, const struct dye_canary * canary, struct dye_error * err);

/* Number ${i}, valid until the next is added; of which dataset. */
struct dye_canary dye_canary_waiter(const struct dye_canary_waiting * waiting, size_t i, uint32_t * dataset);

/* None waits any more. */
void dye_canary_waiting_release(struct dye_canary_waiting * waiting);

#endif
