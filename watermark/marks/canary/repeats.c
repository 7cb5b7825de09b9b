#include "watermark/marks/canary/repeats.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/hash.h"
#include "formats/base/map.h"

/* So many rows of the pool are looked at, about; of these so many must repeat, and a twentieth of those that could. */
#define ROWS_LOOKED 512
#define ROWS_LEAST 16
#define SHARE 20
/* Shorter cells stand in others by chance. */
#define BYTES_LEAST 3

/* One column. */
struct column {
	uint32_t pool; /* its column there, or DYE_DONOR_POOL_NO_COLUMN */
	bool empty;    /* nothing is made there */
	bool few;      /* of a kind of few values: with something besides, one could be made that no row has */
	uint32_t parts[DYE_REPEATS_PARTS];
	uint32_t part_count; /* 0: it repeats nothing */
	bool stretch;	     /* of the one part, from ${from} on, ${len} bytes */
	size_t from, len;
	bool source;		/* others repeat it */
	struct dye_map besides; /* of what cells have besides: how many rows have it */
};

struct dye_repeats {
	const struct dye_donor_pool * pool; /* Not owned. */
	struct column * columns;	    /* Owned. */
	struct dye_slice * row;		    /* Owned: when it is opened */
	uint32_t count, least;
};

bool
dye_repeats_may(const struct dye_repeats * r, uint32_t column)
{

	return r != NULL && r->columns[column].part_count > 0;
}

/* ---- one row ---- */

static bool
is_free(const struct dye_repeat * repeat, size_t start, size_t len)
{

	for (uint32_t i = 0; i < repeat->count; i++)
		if (start < repeat->parts[i].start + repeat->parts[i].len && repeat->parts[i].start < start + len)
			return false;
	return true;
}

static bool
find_part(struct dye_slice cell, struct dye_slice part, const struct dye_repeat * repeat, size_t * start)
{

	if (part.len < BYTES_LEAST && !dye_slice_equal(cell, part))
		return false;
	for (size_t i = 0; part.len > 0 && i + part.len <= cell.len; i++) {
		const char * at = memmem(cell.data + i, cell.len - i, part.data, part.len);

		if (at == NULL)
			return false;
		i = (size_t)(at - cell.data);
		if (is_free(repeat, i, part.len)) {
			*start = i;
			return true;
		}
	}
	return false;
}

static void
add_part(struct dye_repeat * repeat, const struct dye_repeat_part * part)
{
	uint32_t i = repeat->count++;

	for (; i > 0 && repeat->parts[i - 1].start > part->start; i--)
		repeat->parts[i] = repeat->parts[i - 1];
	repeat->parts[i] = *part;
}

/* Parts that are not done yet: the longest in this row; ${c}->part_count: all are done. */
static uint32_t
longest_of(const struct column * c, const struct dye_slice * row, const bool * done)
{
	uint32_t longest = c->part_count;

	for (uint32_t i = 0; i < c->part_count; i++)
		if (!done[i] && (longest == c->part_count || row[c->parts[i]].len > row[c->parts[longest]].len))
			longest = i;
	return longest;
}

/* All parts, the longest first, wherever they stand. */
static void
find_parts(const struct column * c, struct dye_slice cell, const struct dye_slice * row, struct dye_repeat * repeat)
{
	bool done[DYE_REPEATS_PARTS] = {false};
	uint32_t i;

	while ((i = longest_of(c, row, done)) < c->part_count) {
		struct dye_repeat_part part = {.column = c->parts[i], .len = row[c->parts[i]].len};

		done[i] = true;
		if (find_part(cell, row[c->parts[i]], repeat, &part.start))
			add_part(repeat, &part);
	}
}

/* What stands between the parts. */
static uint64_t
besides_of(struct dye_slice cell, const struct dye_repeat * repeat)
{
	uint64_t hash = 1;
	size_t at = 0;

	for (uint32_t i = 0; i < repeat->count; i++) {
		const struct dye_repeat_part * p = &repeat->parts[i];

		hash = dye_digest_mix(hash, dye_hash64(cell.data + at, p->start - at) ^ p->column);
		at = p->start + p->len;
	}
	return dye_digest_mix(hash, dye_hash64(cell.data + at, cell.len - at)) | 1;
}

static bool
is_stretch(const struct column * c, struct dye_slice cell, struct dye_slice of)
{

	return cell.len == c->len && of.len >= c->from + c->len && memcmp(cell.data, of.data + c->from, c->len) == 0;
}

void
dye_repeats_find(
    const struct dye_repeats * r, uint32_t column, const struct dye_slice * row, struct dye_repeat * repeat)
{
	const struct column * c = &r->columns[column];
	struct dye_slice cell = row[column];
	const uint64_t * rows;

	repeat->count = 0;
	if (c->part_count == 0 || cell.len == 0)
		return;
	if (c->stretch) {
		if (is_stretch(c, cell, row[c->parts[0]]))
			add_part(repeat, &(struct dye_repeat_part){
					     .column = c->parts[0], .len = c->len, .from = c->from, .stretch = true});
		return;
	}
	find_parts(c, cell, row, repeat);
	if (c->few && repeat->count > 0 && repeat->parts[0].len < cell.len)
		repeat->count = 0;
	rows = repeat->count > 0 ? dye_map_get(&c->besides, besides_of(cell, repeat)) : NULL;
	if (rows == NULL || *rows < r->least)
		repeat->count = 0;
}

enum dye_code
dye_repeats_write(struct dye_slice cell, const struct dye_repeat * repeat, const struct dye_slice * made,
    struct dye_buffer * out, bool * done, struct dye_error * err)
{
	size_t at = 0;

	*done = true;
	for (uint32_t i = 0; i < repeat->count && *done; i++) {
		const struct dye_repeat_part * p = &repeat->parts[i];
		struct dye_slice part = made[p->column];

		*done = part.len > 0 && (!p->stretch || part.len >= p->from + p->len);
		if (!*done)
			return DYE_OK;
		if (p->stretch)
			part = (struct dye_slice){part.data + p->from, p->len};
		DYE_TRY(dye_buffer_append(out, cell.data + at, p->start - at, err));
		DYE_TRY(dye_buffer_append_slice(out, part, err));
		at = p->start + p->len;
	}
	return dye_buffer_append(out, cell.data + at, cell.len - at, err);
}

/* ---- opening ---- */

static struct dye_slice
cell_of(const struct dye_repeats * r, uint32_t row, uint32_t column)
{
	uint32_t pool = r->columns[column].pool;

	return pool == DYE_DONOR_POOL_NO_COLUMN ? (struct dye_slice){NULL, 0} : dye_donor_pool_cell(r->pool, row, pool);
}

/* Two columns, in the rows that are looked at. */
struct pair {
	uint32_t both, within, chance; /* rows that have both; where a stands in b; where another row's a does */
	uint32_t fixed;		       /* where it stands at one place of b, with one length */
	uint32_t longer;	       /* where b is longer */
	size_t from, len;
};

static bool
stands_in(struct dye_slice a, struct dye_slice b, size_t * at)
{
	static const struct dye_repeat none = {.count = 0};

	return find_part(b, a, &none, at);
}

static void
look_at_pair(const struct dye_repeats * r, uint32_t a, uint32_t b, struct pair * p)
{
	uint32_t rows = r->pool->rows, step = rows / ROWS_LOOKED + 1;

	*p = (struct pair){0};
	for (uint32_t row = 0; row < rows; row += step) {
		struct dye_slice x = cell_of(r, row, a), y = cell_of(r, row, b);
		size_t at, other;

		if (x.len == 0 || y.len == 0)
			continue;
		p->both++;
		p->chance += stands_in(cell_of(r, row == 0 ? rows - 1 : row - 1, a), y, &other);
		if (!stands_in(x, y, &at))
			continue;
		if (p->within++ == 0) {
			p->from = at;
			p->len = x.len;
		}
		p->fixed += at == p->from && x.len == p->len;
		p->longer += y.len > x.len;
	}
}

static bool
is_repeated(const struct pair * p)
{

	return p->within >= ROWS_LEAST && p->within >= p->chance + p->both / SHARE && p->within > p->chance;
}

/* ${b} has the cells of ${a} within; where they are equal, one of the two is made of the other. */
static void
join(struct dye_repeats * r, uint32_t a, uint32_t b)
{
	struct column *x = &r->columns[a], *y = &r->columns[b];
	struct pair p;

	if (x->empty || y->empty || x->part_count > 0 || y->source || y->stretch || y->part_count == DYE_REPEATS_PARTS)
		return;
	look_at_pair(r, a, b, &p);
	if (!is_repeated(&p) || (p.longer == 0 && a > b))
		return;
	y->parts[y->part_count++] = a;
	x->source = true;
}

/* ${b} is the same stretch of ${a} in nine of ten rows. */
static void
cut(struct dye_repeats * r, uint32_t a, uint32_t b)
{
	struct column *x = &r->columns[a], *y = &r->columns[b];
	struct pair p;

	if (x->empty || y->empty || x->part_count > 0 || y->source || y->part_count > 0)
		return;
	look_at_pair(r, b, a, &p);
	if (!is_repeated(&p) || p.fixed < p.both - p.both / 10 || p.longer < p.within)
		return;
	y->parts[y->part_count++] = a;
	y->stretch = true;
	y->from = p.from;
	y->len = p.len;
	x->source = true;
}

/* How many rows have what the column's cells have besides; a column where hardly one is borne by enough repeats nothing. */
static enum dye_code
count_besides(struct dye_repeats * r, uint32_t column, struct dye_error * err)
{
	struct column * c = &r->columns[column];
	uint32_t made = 0;

	for (uint32_t row = 0; row < r->pool->rows; row++) {
		struct dye_repeat repeat = {.count = 0};
		bool fresh;
		size_t at;

		for (uint32_t i = 0; i < r->count; i++)
			r->row[i] = cell_of(r, row, i);
		find_parts(c, r->row[column], r->row, &repeat);
		if (repeat.count == 0)
			continue;
		DYE_TRY(dye_map_put(&c->besides, besides_of(r->row[column], &repeat), true, &at, &fresh, err));
		made += ++c->besides.values[at] >= r->least;
	}
	if (made < ROWS_LEAST)
		c->part_count = 0;
	return DYE_OK;
}

static void
free_source(struct dye_repeats * r)
{

	for (uint32_t i = 0; i < r->count; i++)
		r->columns[i].source = false;
	for (uint32_t i = 0; i < r->count; i++)
		for (uint32_t k = 0; k < r->columns[i].part_count; k++)
			r->columns[r->columns[i].parts[k]].source = true;
}

/* First who is made of others, then, of those that are left, who is a stretch of one. */
static enum dye_code
find_all(struct dye_repeats * r, struct dye_error * err)
{

	for (uint32_t b = 0; b < r->count; b++) {
		for (uint32_t a = 0; a < r->count; a++)
			if (a != b)
				join(r, a, b);
		if (r->columns[b].part_count > 0)
			DYE_TRY(count_besides(r, b, err));
		free_source(r);
	}
	for (uint32_t b = 0; b < r->count; b++)
		for (uint32_t a = 0; a < r->count; a++)
			if (a != b)
				cut(r, a, b);
	return DYE_OK;
}

enum dye_code
dye_repeats_open(const struct dye_donor_pool * pool, const struct dye_profile * profile, uint32_t least,
    struct dye_repeats ** repeats, struct dye_error * err)
{
	struct dye_repeats * r = calloc(1, sizeof(*r));
	uint32_t n = profile->column_count;
	enum dye_code rc;

	if (r == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	*r = (struct dye_repeats){.pool = pool, .count = n, .least = least};
	r->columns = calloc((size_t)n + 1, sizeof(*r->columns));
	r->row = calloc((size_t)n + 1, sizeof(*r->row));
	if (r->columns == NULL || r->row == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else {
		for (uint32_t i = 0; i < n; i++) {
			const struct dye_profile_column * c = &profile->columns[i];

			r->columns[i].pool = dye_donor_pool_column(pool, (struct dye_slice){c->name, strlen(c->name)});
			r->columns[i].empty = r->columns[i].pool == DYE_DONOR_POOL_NO_COLUMN;
			r->columns[i].few = c->kind != NULL && c->kind->low_entropy;
		}
		rc = find_all(r, err);
	}
	if (rc != DYE_OK) {
		dye_repeats_close(r);
		return rc;
	}
	*repeats = r;
	return DYE_OK;
}

void
dye_repeats_close(struct dye_repeats * r)
{

	if (r == NULL)
		return;
	for (uint32_t i = 0; r->columns != NULL && i < r->count; i++)
		dye_map_release(&r->columns[i].besides);
	free(r->columns);
	free(r->row);
	free(r);
}
