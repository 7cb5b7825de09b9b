/* file: rows, numbers and times of a pool are one text in the registry, which is written and read here. */
#include "watermark/marks/core/donorpool.h"

#include <stdlib.h>
#include <string.h>

void
dye_donor_pool_begin(struct dye_donor_pool * pool, uint64_t source)
{

	*pool = (struct dye_donor_pool){.source = source, .key = DYE_DONOR_POOL_NO_COLUMN};
}

enum dye_code
dye_donor_pool_name(struct dye_donor_pool * pool, struct dye_slice name, struct dye_error * err)
{

	DYE_TRY(dye_buffer_append_frame(&pool->names, name, err));
	pool->columns++;
	return DYE_OK;
}

/* Room for one row more. */
static enum dye_code
grow(struct dye_donor_pool * pool, struct dye_error * err)
{
	size_t wanted = ((size_t)pool->rows + 1) * pool->columns, size = pool->size == 0 ? 1024 : pool->size;
	size_t * ends;

	if (wanted <= pool->size)
		return DYE_OK;
	while (size < wanted)
		size *= 2;
	if ((ends = reallocarray(pool->ends, size, sizeof(*ends))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	pool->ends = ends;
	pool->size = size;
	return DYE_OK;
}

enum dye_code
dye_donor_pool_add(struct dye_donor_pool * pool, const struct dye_slice * cells, struct dye_error * err)
{
	size_t bytes = 0;

	for (uint32_t i = 0; i < pool->columns && bytes <= DYE_DONOR_POOL_ROW_BYTES; i++)
		bytes += cells[i].len;
	if (bytes > DYE_DONOR_POOL_ROW_BYTES || pool->text.len + bytes > DYE_DONOR_POOL_BYTES ||
	    pool->rows == UINT32_MAX)
		return DYE_OK;
	DYE_TRY(grow(pool, err));
	for (uint32_t i = 0; i < pool->columns; i++) {
		DYE_TRY(dye_buffer_append_slice(&pool->text, cells[i], err));
		pool->ends[(size_t)pool->rows * pool->columns + i] = pool->text.len;
	}
	pool->rows++;
	return DYE_OK;
}

enum dye_code
dye_donor_pool_number(struct dye_donor_pool * pool, uint32_t column, uint64_t number, struct dye_error * err)
{
	uint64_t * numbers;

	pool->key = column;
	if (pool->number_count > DYE_DONOR_POOL_NUMBERS)
		return DYE_OK;
	if ((numbers = dye_grown(pool->numbers, &pool->number_size, pool->number_count, sizeof(*numbers))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	pool->numbers = numbers;
	numbers[pool->number_count++] = number;
	return DYE_OK;
}

enum dye_code
dye_donor_pool_moment(struct dye_donor_pool * pool, uint32_t i, uint64_t moment, struct dye_error * err)
{
	struct dye_donor_along * a = &pool->along[i];
	uint64_t * moments;

	if (a->count + 1 != pool->number_count)
		return DYE_OK;
	if ((moments = dye_grown(a->moments, &a->size, a->count, sizeof(*moments))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	a->moments = moments;
	moments[a->count++] = moment;
	return DYE_OK;
}

/* All but the numbers. */
static enum dye_code
write_rows(const struct dye_donor_pool * pool, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_append_u64(out, pool->source, err));
	DYE_TRY(dye_buffer_append_u32(out, pool->columns, err));
	DYE_TRY(dye_buffer_append_slice(out, dye_buffer_slice(&pool->names), err));
	DYE_TRY(dye_buffer_append_u32(out, pool->rows, err));
	for (uint32_t r = 0; r < pool->rows; r++)
		for (uint32_t c = 0; c < pool->columns; c++)
			DYE_TRY(dye_buffer_append_frame(out, dye_donor_pool_cell(pool, r, c), err));
	return DYE_OK;
}

static int
compare_numbers(const void * a, const void * b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* So many rows are looked at to see whether times grow with the numbers; such times are so much nearer to the next row's than to that of a row far away. */
#define GROWTH_ROWS 1024
#define GROWTH_NEARER 8
#define GROWTH_LEAST 64

static uint64_t
apart(uint64_t a, uint64_t b)
{

	return a < b ? b - a : a - b;
}

/* The median distance of the times of rows that stand ${step} rows apart. */
static uint64_t
median_apart(const uint64_t * moments, size_t count, size_t step)
{
	uint64_t list[GROWTH_ROWS];
	size_t stride = count / GROWTH_ROWS + 1, n = 0;

	for (size_t i = 0; i < count && n < GROWTH_ROWS; i += stride)
		list[n++] = apart(moments[i], moments[(i + step) % count]);
	qsort(list, n, sizeof(*list), compare_numbers);
	return n == 0 ? 0 : list[n / 2];
}

/* Whether no time is before the one in front of it; or behind it, if ${down}. */
static bool
ascends(const uint64_t * moments, size_t count, bool down)
{
	size_t i = 1;

	while (i < count && (down ? moments[i] <= moments[i - 1] : moments[i - 1] <= moments[i]))
		i++;
	return i >= count;
}

/* Whether they grow with the numbers, up or down, all in all: some rows may be late. */
static bool
grows(const uint64_t * moments, size_t count)
{
	uint64_t next = median_apart(moments, count, 1), far = median_apart(moments, count, count / 3);

	return ascends(moments, count, false) || ascends(moments, count, true) ||
	       (count >= GROWTH_LEAST && far > 0 && next <= far / GROWTH_NEARER);
}

/* A number and its place in the table. */
struct placed {
	uint64_t number;
	size_t at;
};

static int
compare_placed(const void * a, const void * b)
{
	const struct placed *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Bring the numbers in order, and the times with them. */
static enum dye_code
sort_numbers(struct dye_donor_pool * pool, struct dye_error * err)
{
	size_t n = pool->number_count;
	struct placed * order = calloc(n + 1, sizeof(*order));
	uint64_t * moved = calloc(n + 1, sizeof(*moved));

	if (order == NULL || moved == NULL) {
		free(order);
		free(moved);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	for (size_t i = 0; i < n; i++)
		order[i] = (struct placed){pool->numbers[i], i};
	qsort(order, n, sizeof(*order), compare_placed);
	for (size_t i = 0; i < n; i++)
		pool->numbers[i] = order[i].number;
	for (uint32_t k = 0; k < pool->along_count; k++) {
		for (size_t i = 0; i < n; i++)
			moved[i] = pool->along[k].moments[order[i].at];
		memcpy(pool->along[k].moments, moved, n * sizeof(*moved));
	}
	free(order);
	free(moved);
	return DYE_OK;
}

static void
drop_along(struct dye_donor_pool * pool, uint32_t i)
{

	free(pool->along[i].moments);
	pool->along[i] = pool->along[--pool->along_count];
	pool->along[pool->along_count] = (struct dye_donor_along){0};
}

/* Times that grow with the numbers; others are not kept. */
static enum dye_code
settle_along(struct dye_donor_pool * pool, struct dye_error * err)
{

	for (uint32_t i = pool->along_count; i-- > 0;)
		if (pool->along[i].count == 0 || pool->along[i].count != pool->number_count)
			drop_along(pool, i);
	DYE_TRY(sort_numbers(pool, err));
	for (uint32_t i = pool->along_count; i-- > 0;)
		if (!grows(pool->along[i].moments, pool->along[i].count))
			drop_along(pool, i);
	return DYE_OK;
}

/* Ascending, each once, with the time of the first row that has it; too many are none. */
static enum dye_code
settle_numbers(struct dye_donor_pool * pool, struct dye_error * err)
{
	size_t kept = 0;

	if (pool->number_count > DYE_DONOR_POOL_NUMBERS)
		pool->number_count = 0;
	DYE_TRY(settle_along(pool, err));
	if (pool->number_count == 0) {
		pool->key = DYE_DONOR_POOL_NO_COLUMN;
		return DYE_OK;
	}
	for (size_t i = 0; i < pool->number_count; i++) {
		if (kept > 0 && pool->numbers[kept - 1] == pool->numbers[i])
			continue;
		for (uint32_t k = 0; k < pool->along_count; k++)
			pool->along[k].moments[kept] = pool->along[k].moments[i];
		pool->numbers[kept++] = pool->numbers[i];
	}
	pool->number_count = kept;
	for (uint32_t k = 0; k < pool->along_count; k++)
		pool->along[k].count = kept;
	return DYE_OK;
}

static void
identify(struct dye_donor_pool * pool, struct dye_slice bytes)
{
	uint8_t digest[DYE_PRF_LEN];

	dye_digest(bytes.data, bytes.len, digest);
	pool->id = dye_get_u64(digest) | 1;
}

void
dye_donor_pool_drop_numbers(struct dye_donor_pool * pool)
{

	while (pool->along_count > 0)
		drop_along(pool, pool->along_count - 1);
	free(pool->numbers);
	pool->numbers = NULL;
	pool->number_count = pool->number_size = 0;
	pool->key = DYE_DONOR_POOL_NO_COLUMN;
}

enum dye_code
dye_donor_pool_end(struct dye_donor_pool * pool, struct dye_error * err)
{
	struct dye_buffer bytes = {0};
	enum dye_code rc;

	DYE_TRY(settle_numbers(pool, err));
	if ((rc = write_rows(pool, &bytes, err)) == DYE_OK)
		identify(pool, dye_buffer_slice(&bytes));
	dye_buffer_release_secret(&bytes);
	return rc;
}

void
dye_donor_pool_release(struct dye_donor_pool * pool)
{

	dye_buffer_release(&pool->names);
	dye_buffer_release_secret(&pool->text);
	free(pool->ends);
	dye_donor_pool_drop_numbers(pool);
	*pool = (struct dye_donor_pool){0};
}

struct dye_slice
dye_donor_pool_cell(const struct dye_donor_pool * pool, uint32_t row, uint32_t column)
{
	size_t i = (size_t)row * pool->columns + column, start = i == 0 ? 0 : pool->ends[i - 1];

	return (struct dye_slice){dye_buffer_at(&pool->text, start), pool->ends[i] - start};
}

uint32_t
dye_donor_pool_column(const struct dye_donor_pool * pool, struct dye_slice name)
{
	size_t at = 0;

	for (uint32_t i = 0; i < pool->columns; i++) {
		uint32_t len = dye_get_u32((const uint8_t *)pool->names.data + at);

		if (dye_slice_equal((struct dye_slice){pool->names.data + at + 4, len}, name))
			return i;
		at += 4 + (size_t)len;
	}
	return DYE_DONOR_POOL_NO_COLUMN;
}

bool
dye_donor_pool_same_columns(const struct dye_donor_pool * a, const struct dye_donor_pool * b)
{

	return a->columns == b->columns && dye_slice_equal(dye_buffer_slice(&a->names), dye_buffer_slice(&b->names));
}

/* ---- bytes ---- */

/* Of each what it is more than the one before. */
static enum dye_code
write_steps(const uint64_t * numbers, size_t count, struct dye_buffer * out, struct dye_error * err)
{
	uint64_t before = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t step = numbers[i] - before;

		for (; step > 127; step >>= 7)
			DYE_TRY(dye_buffer_append_byte(out, (char)(step | 128), err));
		DYE_TRY(dye_buffer_append_byte(out, (char)step, err));
		before = numbers[i];
	}
	return DYE_OK;
}

static enum dye_code
write_numbers(const struct dye_donor_pool * pool, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_append_u32(out, pool->key, err));
	DYE_TRY(dye_buffer_append_u64(out, pool->number_count, err));
	DYE_TRY(write_steps(pool->numbers, pool->number_count, out, err));
	DYE_TRY(dye_buffer_append_u32(out, pool->along_count, err));
	for (uint32_t i = 0; i < pool->along_count; i++) {
		DYE_TRY(dye_buffer_append_u32(out, pool->along[i].column, err));
		DYE_TRY(dye_buffer_append_u32(out, pool->along[i].form, err));
		DYE_TRY(write_steps(pool->along[i].moments, pool->number_count, out, err));
	}
	return DYE_OK;
}

enum dye_code
dye_donor_pool_write(const struct dye_donor_pool * pool, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(write_rows(pool, out, err));
	return write_numbers(pool, out, err);
}

/* Take bytes off the front; false where there are too few. */
static bool
take(struct dye_slice * bytes, size_t len, struct dye_slice * part)
{

	if (bytes->len < len)
		return false;
	*part = (struct dye_slice){bytes->data, len};
	*bytes = (struct dye_slice){bytes->data + len, bytes->len - len};
	return true;
}

static bool
take_u32(struct dye_slice * bytes, uint32_t * v)
{
	struct dye_slice part;

	if (!take(bytes, 4, &part))
		return false;
	*v = dye_get_u32((const uint8_t *)part.data);
	return true;
}

static bool
take_u64(struct dye_slice * bytes, uint64_t * v)
{
	struct dye_slice part;

	if (!take(bytes, 8, &part))
		return false;
	*v = dye_get_u64((const uint8_t *)part.data);
	return true;
}

static bool
take_frame(struct dye_slice * bytes, struct dye_slice * part)
{
	uint32_t len;

	return take_u32(bytes, &len) && take(bytes, len, part);
}

static enum dye_code
cut_off(struct dye_error * err)
{

	return dye_fail(err, DYE_EDATA, "what is kept of a table's rows is cut off");
}

static enum dye_code
read_row(struct dye_slice * bytes, struct dye_donor_pool * pool, struct dye_slice * cells, struct dye_error * err)
{

	for (uint32_t c = 0; c < pool->columns; c++)
		if (!take_frame(bytes, &cells[c]))
			return cut_off(err);
	return dye_donor_pool_add(pool, cells, err);
}

static enum dye_code
read_rows(struct dye_slice * bytes, struct dye_donor_pool * pool, struct dye_error * err)
{
	struct dye_slice * cells;
	enum dye_code rc = DYE_OK;
	uint32_t rows;

	if (!take_u32(bytes, &rows))
		return cut_off(err);
	if ((cells = calloc((size_t)pool->columns + 1, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t r = 0; r < rows && rc == DYE_OK; r++)
		rc = read_row(bytes, pool, cells, err);
	free(cells);
	return rc;
}

/* One number more than the one before by what the bytes say. */
static bool
take_step(struct dye_slice * bytes, uint64_t * number)
{
	struct dye_slice byte;
	uint64_t step = 0;
	unsigned shift = 0;

	do {
		if (shift > 63 || !take(bytes, 1, &byte))
			return false;
		step |= (uint64_t)(byte.data[0] & 127) << shift;
		shift += 7;
	} while ((byte.data[0] & 128) != 0);
	*number += step;
	return true;
}

static enum dye_code
read_along(struct dye_slice * bytes, struct dye_donor_pool * pool, struct dye_error * err)
{
	struct dye_donor_along * a = &pool->along[pool->along_count];
	uint64_t moment = 0;

	if (!take_u32(bytes, &a->column) || !take_u32(bytes, &a->form) || pool->number_count == 0)
		return cut_off(err);
	if ((a->moments = calloc(pool->number_count, sizeof(*a->moments))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	pool->along_count++;
	for (; a->count < pool->number_count; a->moments[a->count++] = moment)
		if (!take_step(bytes, &moment))
			return cut_off(err);
	return DYE_OK;
}

static enum dye_code
read_numbers(struct dye_slice * bytes, struct dye_donor_pool * pool, struct dye_error * err)
{
	uint64_t count, number = 0;
	uint32_t key, along;

	if (!take_u32(bytes, &key) || !take_u64(bytes, &count) || count > DYE_DONOR_POOL_NUMBERS)
		return cut_off(err);
	for (uint64_t i = 0; i < count; i++) {
		if (!take_step(bytes, &number))
			return cut_off(err);
		DYE_TRY(dye_donor_pool_number(pool, key, number, err));
	}
	pool->key = count > 0 ? key : DYE_DONOR_POOL_NO_COLUMN;
	if (!take_u32(bytes, &along) || along > DYE_DONOR_POOL_ALONG)
		return cut_off(err);
	while (along-- > 0)
		DYE_TRY(read_along(bytes, pool, err));
	return DYE_OK;
}

enum dye_code
dye_donor_pool_read(struct dye_slice bytes, struct dye_donor_pool * pool, struct dye_error * err)
{
	struct dye_slice whole = bytes, name;
	uint64_t source;
	uint32_t columns;

	if (!take_u64(&bytes, &source) || !take_u32(&bytes, &columns))
		return cut_off(err);
	dye_donor_pool_begin(pool, source);
	for (uint32_t i = 0; i < columns; i++) {
		if (!take_frame(&bytes, &name))
			return cut_off(err);
		DYE_TRY(dye_donor_pool_name(pool, name, err));
	}
	DYE_TRY(read_rows(&bytes, pool, err));
	whole.len -= bytes.len;
	DYE_TRY(read_numbers(&bytes, pool, err));
	if (bytes.len > 0)
		return cut_off(err);
	identify(pool, whole);
	return DYE_OK;
}
