#include "watermark/embed/ties.h"

#include <string.h>

static const struct dye_order_keys *
keys_of(const struct dye_held_rows * block, size_t row)
{

	return row < block->place_count && !block->rows[row].blank && block->places[row].order.first.len > 0
		   ? &block->places[row].order
		   : NULL;
}

/* Rows up to the first that comes behind the record, which is in the block. False: none does. */
static bool
count_rows(const struct dye_held_rows * block, size_t row, const struct dye_file_orders * order,
    const struct dye_order_keys * keys, uint64_t * rows)
{

	for (; row < block->row_count; row++) {
		const struct dye_order_keys * other = keys_of(block, row);

		if (other != NULL && dye_file_orders_compare(order, keys, other) < 0)
			return true;
		*rows += !block->rows[row].blank;
	}
	return false;
}

/* Whether the last row of the block that says something is not behind the record: nor is any other, then. */
static bool
passes(const struct dye_held_rows * block, const struct dye_file_orders * order, const struct dye_order_keys * keys)
{

	for (size_t row = block->row_count; row-- > 0;) {
		const struct dye_order_keys * other = keys_of(block, row);

		if (other != NULL)
			return dye_file_orders_compare(order, keys, other) >= 0;
	}
	return true;
}

/* The first row that says something is not before the record. */
static bool
has_come(const struct dye_coming * c, const struct dye_file_orders * order, const struct dye_order_keys * keys)
{

	for (size_t i = 0; i < c->count; i++)
		for (size_t row = i == 0 ? c->row : 0; row < c->blocks[i].row_count; row++) {
			const struct dye_order_keys * other = keys_of(&c->blocks[i], row);

			if (other != NULL)
				return dye_file_orders_compare(order, keys, other) <= 0;
		}
	return false;
}

bool
dye_ties(const struct dye_coming * c, const struct dye_file_orders * order, const struct dye_order_keys * keys,
    uint64_t * rows, bool * whole)
{

	*rows = 0;
	*whole = false;
	if (!has_come(c, order, keys))
		return false;
	for (size_t i = 0; i < c->count && !*whole; i++) {
		if (i > 0 && passes(&c->blocks[i], order, keys))
			*rows += c->blocks[i].lines;
		else
			*whole = count_rows(&c->blocks[i], i == 0 ? c->row : 0, order, keys, rows);
	}
	return true;
}

/* ---- rows that are alike ---- */

/* The row has the same value, or none, as the record. */
static bool
is_like(const struct dye_job * job, size_t row, const struct dye_birth * birth)
{
	const struct dye_order_key *a = &dye_job_place(job, row)->order.first, *b = &birth->order.first;

	return !job->rows[row].blank && !job->rows[row].beside && a->len == b->len &&
	       memcmp(a->text, b->text, a->len) == 0;
}

/* How many there are, and in which order of the second column they come. */
static uint64_t
count_alike(const struct dye_job * job, const struct dye_birth * birth, struct dye_file_order * then)
{
	uint64_t n = 0;

	for (size_t row = 0; row < job->row_count; row++)
		if (is_like(job, row, birth)) {
			dye_file_order_add(then, &dye_job_place(job, row)->order.then);
			n++;
		}
	return n;
}

bool
dye_alike(const struct dye_job * job, const struct dye_birth * birth, uint64_t * line)
{
	struct dye_file_order then = {0};
	uint64_t count = count_alike(job, birth, &then), place = (count + 1) * birth->spread >> 32, n = 0, at = 0;
	bool ordered =
	    count > 2 && birth->order.then.len > 0 && dye_file_order_holds(&then) && !dye_file_order_open(&then);

	for (size_t row = 0; row < job->row_count; at += !job->rows[row++].blank) {
		if (!is_like(job, row, birth))
			continue;
		if (ordered
			? dye_file_order_compare(&then, &birth->order.then, &dye_job_place(job, row)->order.then) < 0
			: n == place) {
			*line = at;
			return true;
		}
		n++;
		*line = at + 1;
	}
	return count > 0;
}
