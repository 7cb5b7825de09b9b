#include "watermark/marks/canary/waiting.h"

#include <stdlib.h>
#include <string.h>

struct dye_canary_waiter {
	struct dye_canary canary; /* its record: where it begins in sealed */
	size_t at;
	uint32_t dataset;
};

enum dye_code
dye_canary_wait(
    struct dye_canary_waiting * w, uint32_t dataset, const struct dye_canary * canary, struct dye_error * err)
{
	struct dye_canary_waiter * list;

	if ((list = dye_grown(w->list, &w->size, w->count, sizeof(*list))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->list = list;
	list[w->count] = (struct dye_canary_waiter){*canary, w->sealed.len, dataset};
	DYE_TRY(dye_buffer_append_slice(&w->sealed, canary->sealed, err));
	w->count++;
	return DYE_OK;
}

struct dye_canary
dye_canary_waiter(const struct dye_canary_waiting * w, size_t i, uint32_t * dataset)
{
	struct dye_canary canary = w->list[i].canary;

	canary.sealed.data = w->sealed.data + w->list[i].at;
	*dataset = w->list[i].dataset;
	return canary;
}

void
dye_canary_waiting_release(struct dye_canary_waiting * w)
{

	free(w->list);
	dye_buffer_release(&w->sealed);
	memset(w, 0, sizeof(*w));
}
