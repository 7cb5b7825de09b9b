/*
 * waiting.h: invented records on their way to their places among the rows of a file (places.h).
 */
#ifndef DYE_EMBED_WAITING_H
#define DYE_EMBED_WAITING_H

#include "watermark/embed/job.h"
#include "watermark/profile/order.h"

struct dye_waiting {
	struct dye_job_birth birth;
	uint64_t due; /* after this many rows of the file that are not blank */
	bool sorted;  /* it waits for the first row that comes after it in the order of the file instead */
};

/* In the order of birth. All zero but next_due, UINT64_MAX, is empty. */
struct dye_waiting_list {
	struct dye_waiting * items; /* Owned. */
	size_t count, size;
	uint64_t next_due; /* the least due of those that are not sorted; UINT64_MAX: none */
	size_t first;	   /* of those that are sorted, in the order of the file; SIZE_MAX: none */
};

void dye_waiting_release(struct dye_waiting_list * list);

/**
 * dye_waiting_find(list, order): Who is next, when the list or the order has changed.
 * dye_waiting_add(list, order, birth, due, sorted, err): Take a birth over.
 * dye_waiting_due(list, order): The number of that which comes out first of those that are due; there is one.
 * dye_waiting_remove(list, order, i): Number ${i} is not in it any more; it is freed.
 * dye_waiting_settle(list, order, due): The first of those that are sorted comes out after ${due} rows instead.
 * dye_waiting_unsort(list, order): So do all, each at its own due.
 */
void dye_waiting_find(struct dye_waiting_list * list, const struct dye_file_orders * order);
enum dye_code dye_waiting_add(struct dye_waiting_list * list, const struct dye_file_orders * order,
    struct dye_job_birth * birth, uint64_t due, bool sorted, struct dye_error * err);
size_t dye_waiting_due(const struct dye_waiting_list * list, const struct dye_file_orders * order);
void dye_waiting_remove(struct dye_waiting_list * list, const struct dye_file_orders * order, size_t i);
void dye_waiting_settle(struct dye_waiting_list * list, const struct dye_file_orders * order, uint64_t due);
void dye_waiting_unsort(struct dye_waiting_list * list, const struct dye_file_orders * order);

#endif
