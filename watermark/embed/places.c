#include "watermark/embed/places.h"

#include <stdlib.h>
#include <string.h>

/* Births that wait for their place in a sorted file; beyond it the first of them comes out early. */
#define WAITING_MAX 4096

/* A birth on its way to its place. */
struct dye_waiting {
	struct dye_job_birth birth;
	uint64_t due; /* after this many rows of the file */
	bool sorted;  /* it waits for the first row that comes after it in the order of the file instead */
};

void
dye_places_init(struct dye_places * p, const struct dye_places_out * out)
{

	p->out = *out;
	p->next_due = UINT64_MAX;
}

void
dye_places_release(struct dye_places * p)
{
	size_t i;

	for (i = 0; i < p->waiting; i++)
		dye_job_birth_release(&p->queue[i].birth);
	free(p->queue);
}

static enum dye_code
let_out(const struct dye_places * p, struct dye_slice rows, bool born, struct dye_error * err)
{

	return p->out.rows(p->out.cookie, rows, born, err);
}

/* Who is next, when the queue or the order has changed. */
static void
find_first(struct dye_places * p)
{
	size_t i;

	p->first = NULL;
	p->next_due = UINT64_MAX;
	for (i = 0; i < p->waiting; i++) {
		const struct dye_waiting * w = &p->queue[i];

		if (!w->sorted)
			p->next_due = w->due < p->next_due ? w->due : p->next_due;
		else if (p->first == NULL ||
			 dye_file_order_compare(&p->order, &w->birth.birth.order, &p->first->birth.birth.order) < 0)
			p->first = w;
	}
}

/* Take a birth over into the queue; ${line} rows of the file come before it at least. */
static enum dye_code
enqueue(struct dye_places * p, struct dye_job_birth * birth, uint64_t line, struct dye_error * err)
{
	struct dye_waiting w = {*birth, line + birth->birth.distance - 1, false};
	struct dye_waiting * queue;

	if ((queue = dye_grown(p->queue, &p->size, p->waiting, sizeof(*queue))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	p->queue = queue;
	/* One whose place has gone by comes out at its distance. */
	w.sorted = birth->birth.order.len > 0 && dye_file_order_holds(&p->order) &&
		   (dye_file_order_open(&p->order) ||
		       dye_file_order_compare(&p->order, &birth->birth.order, &p->order.last) >= 0);
	p->queue[p->waiting++] = w;
	memset(birth, 0, sizeof(*birth));
	find_first(p);
	return DYE_OK;
}

/* Number ${i} of the queue is not in it any more. */
static void
dequeue(struct dye_places * p, size_t i)
{

	dye_job_birth_release(&p->queue[i].birth);
	p->waiting--;
	memmove(&p->queue[i], &p->queue[i + 1], (p->waiting - i) * sizeof(*p->queue));
	find_first(p);
}

/* Let number ${i} of the queue out. */
static enum dye_code
release(struct dye_places * p, size_t i, struct dye_error * err)
{
	enum dye_code rc = let_out(p, dye_buffer_slice(&p->queue[i].birth.row), true, err);

	dequeue(p, i);
	return rc;
}

/* Let out all that are due by now, in the order of their due, and of their birth. */
static enum dye_code
release_due(struct dye_places * p, uint64_t line, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	while (p->next_due <= line) {
		for (i = 0; p->queue[i].sorted || p->queue[i].due != p->next_due;)
			i++;
		if ((rc = release(p, i, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* Whether somebody has to come out before the row with ${key}. */
static bool
sorted_before(const struct dye_places * p, const struct dye_order_key * key)
{

	if (p->first == NULL)
		return false;
	return p->waiting > WAITING_MAX ||
	       (key->len > 0 && dye_file_order_compare(&p->order, &p->first->birth.birth.order, key) < 0);
}

/* The file is in no order after all: those who waited for their place come out at their distance, or now. */
static void
forget_order(struct dye_places * p)
{
	size_t i;

	for (i = 0; i < p->waiting; i++)
		p->queue[i].sorted = false;
	find_first(p);
}

/* Take note of a row's place in the order of the file. */
static void
pass_key(struct dye_places * p, const struct dye_order_key * key)
{
	struct dye_file_order before = p->order;

	if (before.broken || key->len == 0)
		return;
	dye_file_order_add(&p->order, key);
	if (p->waiting == 0)
		return;
	if (p->order.broken)
		forget_order(p);
	else if (before.number_up != p->order.number_up || before.text_up != p->order.text_up ||
		 before.number_down != p->order.number_down || before.text_down != p->order.text_down)
		find_first(p);
}

enum dye_code
dye_places_rows(struct dye_places * p, struct dye_job * job, struct dye_error * err)
{
	size_t written = 0, row, birth = 0;
	enum dye_code rc;

	for (row = 0; row <= job->row_count; row++) {
		uint64_t line = p->lines + row;
		size_t end = row == 0 ? 0 : job->ends[row - 1];

		for (; birth < job->birth_count && job->births[birth].after <= row; birth++)
			if ((rc = enqueue(p, &job->births[birth], line, err)) != DYE_OK)
				return rc;
		if (row < job->row_count)
			pass_key(p, &job->orders[row]);
		if (p->next_due > line && (row == job->row_count || !sorted_before(p, &job->orders[row])))
			continue;
		if ((rc = let_out(p, (struct dye_slice){dye_buffer_at(&job->out, written), end - written}, false,
			 err)) != DYE_OK)
			return rc;
		written = end;
		while (row < job->row_count && sorted_before(p, &job->orders[row]))
			if ((rc = release(p, (size_t)(p->first - p->queue), err)) != DYE_OK)
				return rc;
		if ((rc = release_due(p, line, err)) != DYE_OK)
			return rc;
	}
	p->lines += job->row_count;
	return let_out(p, (struct dye_slice){dye_buffer_at(&job->out, written), job->out.len - written}, false, err);
}

enum dye_code
dye_places_finish(struct dye_places * p, struct dye_error * err)
{
	enum dye_code rc;

	while (p->first != NULL)
		if ((rc = release(p, (size_t)(p->first - p->queue), err)) != DYE_OK)
			return rc;
	return release_due(p, UINT64_MAX - 1, err);
}

bool
dye_places_take_back(struct dye_places * p, const uint8_t parent[DYE_PRF_LEN])
{
	size_t i;

	for (i = 0; i < p->waiting; i++) {
		if (memcmp(p->queue[i].birth.birth.canary.parent, parent, DYE_PRF_LEN) != 0)
			continue;
		dequeue(p, i);
		return true;
	}
	return false;
}
