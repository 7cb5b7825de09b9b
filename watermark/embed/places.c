#include "watermark/embed/places.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/embed/spread.h"

/* Births that wait for their place in a sorted file; beyond it the first of them comes out early. */
#define WAITING_MAX 4096

/* More blank lines, in bytes, are none that belong to rows. */
#define GAP_MAX ((size_t)64 << 10)

void
dye_places_init(struct dye_places * p, const struct dye_places_out * out, size_t hold)
{

	p->out = *out;
	p->hold = hold;
	p->waiting.next_due = UINT64_MAX;
	p->waiting.first = SIZE_MAX;
}

static void
held_release(struct dye_held_rows * held)
{

	dye_buffer_release(&held->out);
	free(held->rows);
	free(held->places);
}

void
dye_places_release(struct dye_places * p)
{
	size_t i;

	dye_waiting_release(&p->waiting);
	for (i = 0; i < p->list_count; i++)
		held_release(&p->list[i]);
	free(p->list);
	dye_buffer_release(&p->gap);
	dye_buffer_release(&p->gap_before);
}

static enum dye_code
let_out(const struct dye_places * p, struct dye_slice rows, struct dye_error * err)
{

	return p->out.rows(p->out.cookie, rows, err);
}

/* Whether a birth waits for its place in the order of the file. */
static bool
is_sorted(const struct dye_places * p, const struct dye_birth * birth)
{

	return birth->order.first.len > 0 && !birth->order.clustered && dye_file_order_holds(&p->order.first);
}

/* Whether it must stand beside rows that have what it has: where these stand together, or it has nothing in a file that is in order. */
static bool
needs_like(const struct dye_places * p, const struct dye_birth * birth)
{

	return birth->spread != 0 && (birth->order.clustered || (birth->order.first.len == 0 && p->order.first.seen &&
								    dye_file_order_holds(&p->order.first)));
}

/* Whether the place of one that does has gone by. */
static bool
is_late(const struct dye_places * p, const struct dye_birth * birth)
{

	return p->left && !dye_file_order_open(&p->order.first) &&
	       dye_file_orders_compare(&p->order, &birth->order, &p->last_keys) < 0;
}

/* Whether so many wait that one could come out early, which the file's keys would show. */
static bool
is_crowded(const struct dye_places * p, const struct dye_job * job)
{

	return p->waiting.count + job->birth_count >= WAITING_MAX;
}

bool
dye_places_welcome(const struct dye_places * p, const struct dye_job * job, const struct dye_birth * birth)
{
	uint64_t line;

	if (needs_like(p, birth))
		return dye_alike(job, birth, &line);
	if (!is_sorted(p, birth))
		return true;
	if (birth->within && is_crowded(p, job))
		return false;
	if (birth->spread == 0)
		return true;
	return !is_late(p, birth) &&
	       (!birth->within || dye_file_orders_compare(&p->order, &birth->order, &p->first_keys) >= 0);
}

/* Take a birth over into the queue; otherwise it comes out after ${due} rows of the file. */
static enum dye_code
enqueue(struct dye_places * p, struct dye_job_birth * birth, uint64_t due, struct dye_error * err)
{
	bool sorted = is_sorted(p, &birth->birth) && !is_late(p, &birth->birth);

	return dye_waiting_add(&p->waiting, &p->order, birth, due, sorted, err);
}

/* Let number ${i} of the queue out, behind ${gap}. */
static enum dye_code
release(struct dye_places * p, size_t i, struct dye_slice gap, struct dye_error * err)
{
	enum dye_code rc = p->out.born(p->out.cookie, gap, &p->waiting.items[i].birth, err);

	dye_waiting_remove(&p->waiting, &p->order, i);
	return rc;
}

/* Let out all that are due by now, in the order of their due, then of the file, then of their birth. */
static enum dye_code
release_due(struct dye_places * p, uint64_t line, struct dye_slice gap, struct dye_error * err)
{

	while (p->waiting.next_due <= line)
		DYE_TRY(release(p, dye_waiting_due(&p->waiting, &p->order), gap, err));
	return DYE_OK;
}

/* The first of those that wait for their place in the order of the file. */
static const struct dye_order_keys *
first_of(const struct dye_places * p)
{

	return &p->waiting.items[p->waiting.first].birth.birth.order;
}

/* Whether somebody has to come out before the row with ${key}. */
static bool
sorted_before(const struct dye_places * p, const struct dye_order_keys * keys)
{

	if (p->waiting.first == SIZE_MAX)
		return false;
	return p->waiting.count > WAITING_MAX ||
	       (keys->first.len > 0 && dye_file_orders_compare(&p->order, first_of(p), keys) < 0);
}

static bool
changed(const struct dye_file_order * before, const struct dye_file_order * now)
{

	return before->seen != now->seen || before->broken != now->broken || before->number_up != now->number_up ||
	       before->text_up != now->text_up || before->number_down != now->number_down ||
	       before->text_down != now->text_down;
}

/* Take note of a row's place in the order of the file. */
static void
pass_keys(struct dye_places * p, const struct dye_order_keys * keys)
{
	struct dye_file_orders before = p->order;

	if (before.first.broken || keys->first.len == 0 || keys->clustered)
		return;
	dye_file_orders_add(&p->order, keys);
	if (p->waiting.count == 0)
		return;
	/* The file is in no order after all: those who waited for their place come out at their distance, or now. */
	if (!dye_file_order_holds(&p->order.first))
		dye_waiting_unsort(&p->waiting, &p->order);
	else if (changed(&before.first, &p->order.first) || changed(&before.then, &p->order.then))
		dye_waiting_find(&p->waiting, &p->order);
}

void
dye_places_expect(struct dye_places * p, const struct dye_job * job)
{

	for (size_t row = 0; row < job->row_count && p->hold > 0; row++) {
		const struct dye_order_keys * keys = &dye_job_place(job, row)->order;

		if (job->rows[row].blank)
			continue;
		if (p->first_keys.first.len == 0)
			p->first_keys = *keys;
		pass_keys(p, keys);
	}
}

/* ---- births of a block ---- */

/* Take over the births of a block that may stand anywhere in it, or wait for their place in what is held. */
static enum dye_code
take_spread(struct dye_places * p, struct dye_job * job, struct dye_error * err)
{
	struct dye_spread spread = {0};
	enum dye_code rc = job->birth_count > 0 ? dye_spread_open(&spread, job, err) : DYE_OK;

	for (size_t i = 0; i < job->birth_count && rc == DYE_OK; i++) {
		struct dye_birth * birth = &job->births[i].birth;
		uint64_t line;

		if (birth->spread == 0)
			continue;
		if (!needs_like(p, birth) || !dye_alike(job, birth, &line))
			line = dye_spread_line(&spread, &job->births[i]);
		rc = enqueue(p, &job->births[i], p->taken + line, err);
	}
	dye_spread_close(&spread);
	return rc;
}

/* ---- the rows of a block ---- */

/* A block on its way out. */
struct passing {
	struct dye_held_rows * held; /* Not owned. */
	size_t held_count;	     /* blocks that are held from it on */
	struct dye_job * job;	     /* whose births are taken over as their parents pass; NULL: none. Not owned. */
	size_t birth;		     /* the next of them */
	size_t written;		     /* bytes that are out */
	size_t gap;		     /* where the blank lines behind the last row begin */
};

/* Take over the births of the rows before number ${row} that have a distance. */
static enum dye_code
take_births(struct dye_places * p, struct passing * b, size_t row, struct dye_error * err)
{
	struct dye_job * job = b->job;

	for (; job != NULL && b->birth < job->birth_count && job->births[b->birth].after <= row; b->birth++) {
		struct dye_job_birth * birth = &job->births[b->birth];

		/* One that is taken over already is all zero. */
		if (birth->birth.distance > 0)
			DYE_TRY(enqueue(p, birth, p->lines + birth->birth.distance - 1, err));
	}
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

/* Where among ${rows} that it is equal to a record comes out: anywhere, or where more may follow, there where it would in a file without order. */
static uint64_t
tied_place(const struct dye_places * p, const struct dye_waiting * w, uint64_t rows, bool whole)
{

	if (!whole && w->due >= p->lines && w->due <= p->lines + rows)
		return w->due;
	return p->lines + ((rows + 1) * w->birth.birth.spread >> 32);
}

/* The places of all whose order has come with row number ${row}. Those that imitate their parents alone come behind what they are equal to. */
static void
settle_ties(struct dye_places * p, const struct passing * b, size_t row)
{
	const struct dye_coming coming = {b->held, b->held_count, row};
	uint64_t rows;
	bool whole;

	while (p->waiting.first != SIZE_MAX && p->waiting.items[p->waiting.first].birth.birth.spread != 0 &&
	       dye_ties(&coming, &p->order, first_of(p), &rows, &whole))
		dye_waiting_settle(&p->waiting, &p->order,
		    tied_place(p, &p->waiting.items[p->waiting.first], rows, whole || p->ended));
}

/*
 * Let out who comes between the last row and that with ${keys}, ${gap} being the blank lines there. Each brings the blank lines that its neighbours
 * have: where the two before and behind the last row differ, the fewer.
 */
static enum dye_code
release_before(struct dye_places * p, struct passing * b, const struct dye_order_keys * keys, struct dye_slice gap,
    struct dye_error * err)
{
	struct dye_slice own = shorter(gap, dye_buffer_slice(&p->gap_before));
	enum dye_code rc;

	if (p->waiting.next_due > p->lines && !sorted_before(p, keys))
		return DYE_OK;
	if ((rc = let_out(p, (struct dye_slice){dye_buffer_at(&b->held->out, b->written), b->gap - b->written}, err)) !=
	    DYE_OK)
		return rc;
	b->written = b->gap;
	while (sorted_before(p, keys))
		if ((rc = release(p, p->waiting.first, own, err)) != DYE_OK)
			return rc;
	return release_due(p, p->lines, own, err);
}

/* Row number ${row}, which is not blank. */
static enum dye_code
pass_row(struct dye_places * p, struct passing * b, size_t row, struct dye_error * err)
{
	static const struct dye_order_keys none = {0};
	const struct dye_held_rows * h = b->held;
	const struct dye_order_keys * keys = row < h->place_count ? &h->places[row].order : &none;
	size_t start = row == 0 ? 0 : h->rows[row - 1].end;
	struct dye_slice gap = {dye_buffer_at(&h->out, b->gap), start - b->gap};
	enum dye_code rc;

	/* Blank lines that go on from one block to the next are told by the first part. */
	if (p->gap.len > 0)
		gap = dye_buffer_slice(&p->gap);
	if (p->hold == 0)
		pass_keys(p, keys);
	/* None comes out above the header, whatever row it belongs before. */
	p->begun = p->begun || !h->rows[row].beside;
	if (p->begun) {
		settle_ties(p, b, row);
		DYE_TRY(release_before(p, b, keys, gap, err));
	}
	if (gap.len + p->gap_before.len > 0) {
		dye_buffer_reset(&p->gap_before);
		if ((rc = dye_buffer_append_slice(&p->gap_before, gap, err)) != DYE_OK)
			return rc;
	}
	if (keys->first.len > 0) {
		p->last_keys = *keys;
		p->left = true;
	}
	b->gap = h->rows[row].end;
	p->lines++;
	return let_gap_out(p, err);
}

/* Let a block out. */
static enum dye_code
pass_block(
    struct dye_places * p, struct dye_held_rows * held, size_t held_count, struct dye_job * job, struct dye_error * err)
{
	struct passing b = {.held = held, .held_count = held_count, .job = job};
	size_t len = held->out.len;

	for (size_t row = 0; row <= held->row_count; row++) {
		DYE_TRY(take_births(p, &b, row, err));
		if (row < held->row_count && !held->rows[row].blank)
			DYE_TRY(pass_row(p, &b, row, err));
	}
	DYE_TRY(let_out(p, (struct dye_slice){dye_buffer_at(&held->out, b.written), b.gap - b.written}, err));
	DYE_TRY(dye_buffer_append(&p->gap, dye_buffer_at(&held->out, b.gap), len - b.gap, err));
	return p->gap.len > GAP_MAX ? let_gap_out(p, err) : DYE_OK;
}

/* What the job has of rows goes to the end of the list; the job has none. */
static enum dye_code
hold_rows(struct dye_places * p, struct dye_job * job, uint64_t lines, struct dye_error * err)
{
	struct dye_held_rows * list = dye_grown(p->list, &p->list_size, p->list_count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	p->list = list;
	list[p->list_count++] = (struct dye_held_rows){
	    job->out, job->rows, job->places, job->row_count, job->row_size, job->place_count, job->place_size, lines};
	p->list_bytes += job->out.len;
	job->out = (struct dye_buffer){0};
	job->rows = NULL;
	job->places = NULL;
	job->row_count = job->row_size = job->place_count = job->place_size = 0;
	return DYE_OK;
}

/* Let blocks out until at most so many bytes are held. */
static enum dye_code
let_go(struct dye_places * p, size_t hold, struct dye_error * err)
{
	size_t done = 0;
	enum dye_code rc = DYE_OK;

	while (done < p->list_count && (p->list_bytes > hold || hold == 0) && rc == DYE_OK) {
		p->list_bytes -= p->list[done].out.len;
		rc = pass_block(p, &p->list[done], p->list_count - done, NULL, err);
		held_release(&p->list[done++]);
	}
	p->list_count -= done;
	memmove(p->list, p->list + done, p->list_count * sizeof(*p->list));
	return rc;
}

/* Those that nothing holds go out of the job's own memory. */
static enum dye_code
pass_at_once(struct dye_places * p, struct dye_job * job, struct dye_error * err)
{
	struct dye_held_rows all = {
	    job->out, job->rows, job->places, job->row_count, job->row_size, job->place_count, job->place_size, 0};

	return pass_block(p, &all, 1, job, err);
}

enum dye_code
dye_places_rows(struct dye_places * p, struct dye_job * job, struct dye_error * err)
{
	uint64_t lines = 0;

	for (size_t i = 0; i < job->row_count; i++)
		lines += !job->rows[i].blank;
	DYE_TRY(take_spread(p, job, err));
	p->taken += lines;
	if (p->hold == 0)
		return pass_at_once(p, job, err);
	DYE_TRY(hold_rows(p, job, lines, err));
	return let_go(p, p->hold, err);
}

enum dye_code
dye_places_finish(struct dye_places * p, struct dye_error * err)
{
	struct dye_slice gap, own;
	enum dye_code rc;

	p->ended = true;
	DYE_TRY(let_go(p, 0, err));
	gap = dye_buffer_slice(&p->gap);
	own = dye_buffer_slice(&p->gap_before);
	/* Blank lines may separate rows, or end each. */
	if (gap.len > 0)
		own = shorter(gap, own);
	/* Those that found their place among the last rows come before who comes behind all. */
	if (p->waiting.first != SIZE_MAX && (rc = release_due(p, p->lines, own, err)) != DYE_OK)
		return rc;
	while (p->waiting.first != SIZE_MAX)
		if ((rc = release(p, p->waiting.first, own, err)) != DYE_OK)
			return rc;
	if ((rc = release_due(p, UINT64_MAX - 1, own, err)) != DYE_OK)
		return rc;
	return let_gap_out(p, err);
}

bool
dye_places_take_back(struct dye_places * p, const uint8_t parent[DYE_PRF_LEN])
{
	size_t i;

	for (i = 0; i < p->waiting.count; i++) {
		if (memcmp(p->waiting.items[i].birth.birth.canary.parent, parent, DYE_PRF_LEN) != 0)
			continue;
		dye_waiting_remove(&p->waiting, &p->order, i);
		return true;
	}
	return false;
}
