#include "watermark/embed/places.h"

#include <stdlib.h>
#include <string.h>

/* Births that wait for their place in a sorted file; beyond it the first of them comes out early. */
#define WAITING_MAX 4096

/* More blank lines, in bytes, are none that belong to rows. */
#define GAP_MAX ((size_t)64 << 10)

/* A birth on its way to its place. */
struct dye_waiting {
	struct dye_job_birth birth;
	uint64_t due; /* after this many rows of the file that are not blank */
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
	dye_buffer_release(&p->gap);
	dye_buffer_release(&p->gap_before);
}

static enum dye_code
let_out(const struct dye_places * p, struct dye_slice rows, struct dye_error * err)
{

	return p->out.rows(p->out.cookie, rows, err);
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

/* Let number ${i} of the queue out, behind ${gap}. */
static enum dye_code
release(struct dye_places * p, size_t i, struct dye_slice gap, struct dye_error * err)
{
	enum dye_code rc = p->out.born(p->out.cookie, gap, &p->queue[i].birth, err);

	dequeue(p, i);
	return rc;
}

/* Let out all that are due by now, in the order of their due, and of their birth. */
static enum dye_code
release_due(struct dye_places * p, uint64_t line, struct dye_slice gap, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	while (p->next_due <= line) {
		for (i = 0; p->queue[i].sorted || p->queue[i].due != p->next_due;)
			i++;
		if ((rc = release(p, i, gap, err)) != DYE_OK)
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

/* ---- the rows of a block ---- */

/* A block on its way out. */
struct passing {
	struct dye_job * job; /* Not owned. */
	size_t birth;	      /* the next to be taken over */
	size_t written;	      /* bytes that are out */
	uint64_t lines;	      /* rows that are not blank, in the file so far */
	size_t gap;	      /* where the blank lines behind the last row begin */
};

/* Take over the births of the rows before number ${row}. */
static enum dye_code
take_births(struct dye_places * p, struct passing * b, size_t row, struct dye_error * err)
{
	struct dye_job * job = b->job;
	enum dye_code rc;

	for (; b->birth < job->birth_count && job->births[b->birth].after <= row; b->birth++)
		if ((rc = enqueue(p, &job->births[b->birth], b->lines, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

static struct dye_slice
shorter(struct dye_slice a, struct dye_slice b)
{

	return a.len < b.len ? a : b;
}

/* What was held back of earlier blocks. */
static enum dye_code
let_gap_out(struct dye_places * p, struct dye_error * err)
{
	enum dye_code rc;

	if (p->gap.len == 0)
		return DYE_OK;
	rc = let_out(p, dye_buffer_slice(&p->gap), err);
	dye_buffer_reset(&p->gap);
	return rc;
}

/*
 * Let out who comes between the last row and that with ${key}, ${gap} being the blank lines there. Each brings the blank lines that its neighbours
 * have: where the two before and behind the last row differ, the fewer.
 */
static enum dye_code
release_before(struct dye_places * p, struct passing * b, const struct dye_order_key * key, struct dye_slice gap,
    struct dye_error * err)
{
	struct dye_slice own = shorter(gap, dye_buffer_slice(&p->gap_before));
	enum dye_code rc;

	if (p->next_due > b->lines && !sorted_before(p, key))
		return DYE_OK;
	if ((rc = let_out(p, (struct dye_slice){dye_buffer_at(&b->job->out, b->written), b->gap - b->written}, err)) !=
	    DYE_OK)
		return rc;
	b->written = b->gap;
	while (sorted_before(p, key))
		if ((rc = release(p, (size_t)(p->first - p->queue), own, err)) != DYE_OK)
			return rc;
	return release_due(p, b->lines, own, err);
}

/* Row number ${row}, which is not blank. */
static enum dye_code
pass_row(struct dye_places * p, struct passing * b, size_t row, struct dye_error * err)
{
	const struct dye_order_key * order = &dye_job_place(b->job, row)->order;
	size_t start = row == 0 ? 0 : b->job->rows[row - 1].end;
	struct dye_slice gap = {dye_buffer_at(&b->job->out, b->gap), start - b->gap};
	enum dye_code rc;

	/* Blank lines that go on from one block to the next are told by the first part. */
	if (p->gap.len > 0)
		gap = dye_buffer_slice(&p->gap);
	pass_key(p, order);
	if ((rc = release_before(p, b, order, gap, err)) != DYE_OK)
		return rc;
	if (gap.len + p->gap_before.len > 0) {
		dye_buffer_reset(&p->gap_before);
		if ((rc = dye_buffer_append_slice(&p->gap_before, gap, err)) != DYE_OK)
			return rc;
	}
	b->gap = b->job->rows[row].end;
	b->lines++;
	return let_gap_out(p, err);
}

enum dye_code
dye_places_rows(struct dye_places * p, struct dye_job * job, struct dye_error * err)
{
	struct passing b = {.job = job, .lines = p->lines};
	enum dye_code rc;
	size_t row;

	for (row = 0; row <= job->row_count; row++) {
		if ((rc = take_births(p, &b, row, err)) != DYE_OK)
			return rc;
		if (row < job->row_count && !job->rows[row].blank && (rc = pass_row(p, &b, row, err)) != DYE_OK)
			return rc;
	}
	p->lines = b.lines;
	if ((rc = let_out(p, (struct dye_slice){dye_buffer_at(&job->out, b.written), b.gap - b.written}, err)) !=
	    DYE_OK)
		return rc;
	if ((rc = dye_buffer_append(&p->gap, dye_buffer_at(&job->out, b.gap), job->out.len - b.gap, err)) != DYE_OK)
		return rc;
	return p->gap.len > GAP_MAX ? let_gap_out(p, err) : DYE_OK;
}

enum dye_code
dye_places_finish(struct dye_places * p, struct dye_error * err)
{
	struct dye_slice gap = dye_buffer_slice(&p->gap), own = dye_buffer_slice(&p->gap_before);
	enum dye_code rc;

	/* Blank lines may separate rows, or end each. */
	if (gap.len > 0)
		own = shorter(gap, own);
	while (p->first != NULL)
		if ((rc = release(p, (size_t)(p->first - p->queue), own, err)) != DYE_OK)
			return rc;
	if ((rc = release_due(p, UINT64_MAX - 1, own, err)) != DYE_OK)
		return rc;
	return let_gap_out(p, err);
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
