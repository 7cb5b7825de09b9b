/* settle.c: rows are noted, and get their numbers. */
#include <stdlib.h>
#include <string.h>

#include "watermark/index/entries.h"
#include "watermark/index/keys.h"
#include "watermark/index/names.h"
#include "watermark/index/seal.h"

/* About so many bytes are one sheet, and settled together: what is in memory meanwhile is eight times as much. */
#define SHEET_BYTES ((size_t)512 << 10)
/* Of so many rows it takes a few milliseconds to find out which of a sheet came before. */
#define KNOWN_MOST 1000000

/* Keys of a batch, and what becomes of them in it. */
struct known {
	struct dye_keys keys;
	uint32_t *
	    fresh; /* Owned: of each distinct one 1 and the number of the row that has it in this batch; 0: none */
	uint8_t * added; /* Owned: how many rows it got in this batch */
};

/* The rows of one batch. */
struct batch {
	struct dye_index * index; /* Not owned. */
	uint64_t export_id;
	uint64_t sheet;		/* the first, in whose place the numbers go */
	struct dye_buffer rows; /* Owned: as namers give them */
	uint64_t row_count;
	struct known whole, cells;
	struct dye_entries of_rows, of_cells, of_places; /* what is new */
	uint32_t given, before;				 /* numbers: by now, and when the batch began */
	struct dye_numbers numbers;			 /* Owned: of the rows */
};

static void
known_release(struct known * k)
{

	dye_keys_release(&k->keys);
	free(k->fresh);
	free(k->added);
}

static void
batch_release(struct batch * b)
{

	dye_buffer_release_secret(&b->rows);
	known_release(&b->whole);
	known_release(&b->cells);
	free(b->of_rows.list);
	free(b->of_cells.list);
	if (b->of_places.list != NULL)
		dye_wipe(b->of_places.list, b->of_places.size * sizeof(*b->of_places.list));
	free(b->of_places.list);
	free(b->numbers.list);
}

/* ---- rows as they were noted ---- */

struct row {
	const uint8_t * anchors; /* u64 each */
	uint8_t count;
	const uint8_t * place; /* what it is placed by: rank and digest; NULL: nothing */
};

/* The next row at ${*at}; false at the end. DYE_EVAULT where there is none. */
static enum dye_code
next_row(const struct batch * b, size_t * at, struct row * row, bool * got, struct dye_error * err)
{
	const uint8_t * p = (const uint8_t *)b->rows.data + *at;

	*got = *at < b->rows.len;
	if (!*got)
		return DYE_OK;
	*row = (struct row){.anchors = p + 1, .count = p[0] & (DYE_NAMES_PLACED - 1)};
	if (row->count == 0 || row->count > DYE_NAMES_ALL || b->rows.len - *at < dye_names_row_len(p[0]))
		return dye_index_damaged(b->index, err);
	row->place = p[0] & DYE_NAMES_PLACED ? p + 1 + 8 * (size_t)row->count : NULL;
	*at += dye_names_row_len(p[0]);
	return DYE_OK;
}

static uint64_t
anchor_of(const struct row * row, unsigned i)
{

	return dye_get_u64(row->anchors + 8 * (size_t)i);
}

/* All that names the row, and what it is placed by. */
static uint64_t
whole_of(const struct row * row)
{
	uint8_t digest[DYE_PRF_LEN];

	dye_digest(row->anchors, 8 * (size_t)row->count + (row->place == NULL ? 0 : DYE_NAMES_PLACE), digest);
	return dye_get_u64(digest) >> 1;
}

/* ---- what is known of keys ---- */

static enum dye_code
look_up(struct known * k, struct dye_index * index, enum dye_family family, struct dye_error * err)
{

	DYE_TRY(dye_keys_look_up(&k->keys, index, family, err));
	k->fresh = calloc(k->keys.distinct_count + 1, sizeof(*k->fresh));
	k->added = calloc(k->keys.distinct_count + 1, sizeof(*k->added));
	return k->fresh == NULL || k->added == NULL ? dye_fail(err, DYE_ENOMEM, "out of memory") : DYE_OK;
}

/* Somebody had the key at ${place} before this batch. */
static bool
came_before(const struct known * k, uint32_t place)
{

	return k->keys.starts[place] < k->keys.starts[place + 1];
}

/* The row that has the key at ${place}, in this batch or before; false: none. */
static bool
is_known(const struct known * k, uint32_t place, uint32_t * number)
{

	if (k->fresh[place] != 0)
		*number = k->fresh[place] - 1;
	else if (came_before(k, place))
		*number = k->keys.hits.list[k->keys.starts[place]].number;
	else
		return false;
	return true;
}

/* ---- numbers ---- */

/* What the row is placed by, if anything. */
static enum dye_code
add_place(struct dye_entries * e, const struct row * row, uint32_t number, struct dye_error * err)
{

	if (row->place == NULL)
		return DYE_OK;
	DYE_TRY(dye_entries_add(e, number, row->place[0], err));
	memcpy(e->list[e->count - 1].value, row->place + 1, DYE_PRF_LEN);
	return DYE_OK;
}

/* The row has the anchor, if so many have not already. */
static enum dye_code
link_row(struct batch * b, uint32_t place, uint32_t number, struct dye_error * err)
{
	const struct dye_index_hit * hits;
	size_t count;

	hits = dye_keys_hits(&b->cells.keys, place, &count);
	for (size_t i = 0; i < count; i++)
		if (hits[i].number == number)
			return DYE_OK;
	if (count + b->cells.added[place] > DYE_INDEX_ROWS_MOST)
		return DYE_OK;
	b->cells.added[place]++;
	return dye_entries_add(&b->of_cells, b->cells.keys.distinct[place], number, err);
}

/*
 * A row that did not come just so before is who its best cell says: known by it, or new. What else names it finds it from now on, too. ${place}: those of
 * its anchors.
 */
static enum dye_code
number_row(struct batch * b, const struct row * row, const uint32_t * place, uint32_t * number, struct dye_error * err)
{
	bool known = is_known(&b->cells, place[0], number);

	if (!known && b->given == UINT32_MAX)
		return dye_fail(err, DYE_EDATA, "the index of dataset %s is full", b->index->dataset.name);
	if (!known)
		*number = b->given++;
	b->cells.fresh[place[0]] = *number + 1;
	for (uint8_t i = known; i < row->count; i++)
		DYE_TRY(link_row(b, place[i], *number, err));
	return DYE_OK;
}

/* Which rows came just so before. */
static enum dye_code
look_up_rows(struct batch * b, struct dye_error * err)
{
	size_t at = 0;
	struct row row;
	bool got;

	for (;;) {
		DYE_TRY(next_row(b, &at, &row, &got, err));
		if (!got)
			break;
		DYE_TRY(dye_keys_put(&b->whole.keys, whole_of(&row), err));
	}
	return look_up(&b->whole, b->index, DYE_OF_ROWS, err);
}

/* Of the others the anchors. */
static enum dye_code
look_up_cells(struct batch * b, struct dye_error * err)
{
	size_t at = 0;
	struct row row;
	bool got;

	for (size_t i = 0; i < b->whole.keys.count; i++) {
		DYE_TRY(next_row(b, &at, &row, &got, err));
		for (uint8_t a = 0; a < row.count && !came_before(&b->whole, b->whole.keys.place[i]); a++)
			DYE_TRY(dye_keys_put(&b->cells.keys, anchor_of(&row, a), err));
	}
	return look_up(&b->cells, b->index, DYE_OF_CELLS, err);
}

static enum dye_code
number_rows(struct batch * b, struct dye_error * err)
{
	const uint32_t * place = b->cells.keys.place;
	size_t at = 0;

	DYE_TRY(dye_runs_given(b->index, &b->given, err));
	b->before = b->given;
	b->row_count = b->whole.keys.count;
	for (size_t i = 0; i < b->whole.keys.count; i++) {
		uint32_t whole = b->whole.keys.place[i], number;
		struct row row;
		bool got;

		DYE_TRY(next_row(b, &at, &row, &got, err));
		if (!is_known(&b->whole, whole, &number)) {
			DYE_TRY(number_row(b, &row, place, &number, err));
			DYE_TRY(dye_entries_add(&b->of_rows, b->whole.keys.distinct[whole], number, err));
			DYE_TRY(add_place(&b->of_places, &row, number, err));
			b->whole.fresh[whole] = number + 1;
		}
		/* Anchors were asked for of every row that had not come before, though it may have by now. */
		place += came_before(&b->whole, whole) ? 0 : row.count;
		DYE_TRY(dye_numbers_add(&b->numbers, number, err));
	}
	return DYE_OK;
}

static enum dye_code
add_entries(struct batch * b, enum dye_family family, struct dye_entries * e, struct dye_error * err)
{

	dye_entries_settle(e);
	return dye_runs_add(b->index, family, e->list, e->count, b->given, err);
}

/* ---- sheets ---- */

/* Sheets that are not settled: the first, and those of its export that come next. They are dropped but for the first. *got: there is one. */
static enum dye_code
take_sheets(struct batch * b, bool * got, struct dye_error * err)
{
	struct dye_index * index = b->index;
	uint64_t id = 0, export_id;
	bool more = true;

	*got = false;
	while (b->rows.len < SHEET_BYTES / 2 && more) {
		dye_buffer_reset(&index->sealed);
		DYE_TRY(dye_store_index_sheet_get(
		    index->store, index->dataset.id, false, &id, &export_id, &index->sealed, &more, err));
		if (!more || (*got && export_id != b->export_id))
			return DYE_OK;
		DYE_TRY(dye_index_unseal(
		    index, (struct dye_index_place){.what = 'r', .of = export_id}, &index->clear, err));
		DYE_TRY(dye_buffer_append_slice(&b->rows, dye_buffer_slice(&index->clear), err));
		if (*got)
			DYE_TRY(dye_store_index_sheet_drop(index->store, id, err));
		else
			b->sheet = id;
		b->export_id = export_id;
		*got = true;
	}
	return DYE_OK;
}

/* The numbers, sealed, into index->sealed. */
static enum dye_code
seal_numbers(struct batch * b, struct dye_error * err)
{
	struct dye_index * index = b->index;

	dye_numbers_settle(&b->numbers);
	dye_buffer_reset(&index->clear);
	DYE_TRY(dye_buffer_append_u32(&index->clear, (uint32_t)b->row_count, err));
	DYE_TRY(dye_rice_write(&b->numbers, &index->clear, err));
	return dye_index_seal(
	    index, (struct dye_index_place){.what = 's', .of = b->export_id}, dye_buffer_slice(&index->clear), err);
}

/* The numbers in place of the first sheet. Who only stands in the source was exported by nobody. */
static enum dye_code
put_numbers(struct batch * b, struct dye_error * err)
{
	struct dye_index * index = b->index;

	if (b->export_id == 0)
		return dye_store_index_sheet_drop(index->store, b->sheet, err);
	DYE_TRY(seal_numbers(b, err));
	return dye_store_index_sheet_settle(index->store, b->sheet, dye_buffer_slice(&index->sealed), err);
}

static enum dye_code
add_new(struct batch * b, struct dye_error * err)
{

	DYE_TRY(add_entries(b, DYE_OF_CELLS, &b->of_cells, err));
	DYE_TRY(dye_entries_drop_placed(&b->of_places, b->index, b->before, err));
	DYE_TRY(add_entries(b, DYE_OF_PLACES, &b->of_places, err));
	return add_entries(b, DYE_OF_ROWS, &b->of_rows, err);
}

static enum dye_code
settle_batch(struct batch * b, bool * got, struct dye_error * err)
{

	DYE_TRY(take_sheets(b, got, err));
	if (!*got)
		return DYE_OK;
	DYE_TRY(look_up_rows(b, err));
	DYE_TRY(look_up_cells(b, err));
	DYE_TRY(number_rows(b, err));
	DYE_TRY(add_new(b, err));
	return put_numbers(b, err);
}

enum dye_code
dye_index_settle(struct dye_index * index, struct dye_error * err)
{
	enum dye_code rc;
	bool got;

	do {
		struct batch b = {.index = index};

		DYE_TRY(dye_store_index_begin(index->store, err));
		rc = dye_store_index_end(index->store, settle_batch(&b, &got, err), err);
		batch_release(&b);
	} while (rc == DYE_OK && got);
	return rc;
}

/* ---- what is noted ---- */

/* Where most rows came just so before, and it takes little to find that out, they get their numbers at once: few bytes are written then. *done: they did. */
static enum dye_code
settle_known(struct batch * b, bool * done, struct dye_error * err)
{
	struct dye_index * index = b->index;
	uint64_t entries, known = 0;
	uint32_t number;

	*done = false;
	DYE_TRY(dye_runs_size(index, DYE_OF_ROWS, &entries, err));
	if (entries == 0 || entries > KNOWN_MOST || b->export_id == 0)
		return DYE_OK;
	DYE_TRY(look_up_rows(b, err));
	for (size_t i = 0; i < b->whole.keys.count; i++)
		known += is_known(&b->whole, b->whole.keys.place[i], &number);
	if (known < b->whole.keys.count - b->whole.keys.count / 16)
		return DYE_OK;
	DYE_TRY(look_up_cells(b, err));
	DYE_TRY(number_rows(b, err));
	DYE_TRY(add_new(b, err));
	DYE_TRY(seal_numbers(b, err));
	*done = true;
	return dye_store_index_sheet_put(
	    index->store, index->dataset.id, b->export_id, true, dye_buffer_slice(&index->sealed), err);
}

/* As they were read, to be settled later. */
static enum dye_code
put_rows(struct batch * b, struct dye_error * err)
{
	struct dye_index * index = b->index;

	DYE_TRY(dye_index_seal(
	    index, (struct dye_index_place){.what = 'r', .of = b->export_id}, dye_buffer_slice(&b->rows), err));
	return dye_store_index_sheet_put(
	    index->store, index->dataset.id, b->export_id, false, dye_buffer_slice(&index->sealed), err);
}

static enum dye_code
note(struct batch * b, struct dye_error * err)
{
	bool done = false;

	if (b->rows.len > 0)
		DYE_TRY(settle_known(b, &done, err));
	return done ? DYE_OK : put_rows(b, err);
}

enum dye_code
dye_index_begin(struct dye_index * index, uint64_t export_id, struct dye_error * err)
{
	struct batch b = {.index = index, .export_id = export_id};

	DYE_TRY(dye_store_index_begin(index->store, err));
	return dye_store_index_end(index->store, note(&b, err), err);
}

/* The beginning of ${rows}: whole rows, about as many as a sheet has. */
static struct dye_slice
sheet_of(struct dye_slice rows)
{
	size_t at = 0;

	while (at < rows.len && at < SHEET_BYTES)
		at += dye_names_row_len((uint8_t)rows.data[at]);
	return (struct dye_slice){rows.data, at};
}

static enum dye_code
add_rows(struct dye_index * index, uint64_t export_id, struct dye_slice rows, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	bool noted = false;

	if (index->alone)
		DYE_TRY(dye_store_index_has(index->store, index->dataset.id, export_id, &noted, err));
	if (noted)
		return dye_fail(err, DYE_EREFUSED, "somebody else has noted meanwhile whom the export had");
	while (rows.len > 0 && rc == DYE_OK) {
		struct dye_slice sheet = sheet_of(rows);
		struct batch b = {.index = index, .export_id = export_id};

		rows = (struct dye_slice){rows.data + sheet.len, rows.len - sheet.len};
		if ((rc = dye_buffer_append_slice(&b.rows, sheet, err)) == DYE_OK)
			rc = note(&b, err);
		batch_release(&b);
	}
	return rc;
}

enum dye_code
dye_index_add(struct dye_index * index, uint64_t export_id, struct dye_slice rows, struct dye_error * err)
{

	if (rows.len == 0)
		return DYE_OK;
	DYE_TRY(dye_store_index_begin(index->store, err));
	return dye_store_index_end(index->store, add_rows(index, export_id, rows, err), err);
}
