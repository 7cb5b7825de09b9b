/* settle.c: rows get their numbers. */
#include <stdlib.h>
#include <string.h>

#include "formats/base/map.h"
#include "watermark/index/names.h"
#include "watermark/index/runs.h"
#include "watermark/index/seal.h"

/* Sheets of one export are settled together up to so many bytes: what is in memory meanwhile is about six times as much. */
#define BATCH_BYTES ((size_t)4 << 20)

/* The rows of one batch. */
struct batch {
	struct dye_index * index; /* Not owned. */
	uint64_t export_id;
	uint64_t sheet;		/* the first, in whose place the numbers go */
	struct dye_buffer rows; /* Owned: as namers give them */
	uint64_t * anchors;	/* Owned: ascending, distinct */
	size_t anchor_count;
	struct dye_index_hits hits; /* Owned: the numbers that they had before, */
	size_t * starts;	    /* Owned: from where on those of anchor i stand; one more than there are */
	uint32_t * fresh;	    /* Owned: 1 and the number that the anchor's rows get in this batch; 0: none */
	uint8_t * added;	    /* Owned: how many rows the anchor got in this batch */
	uint32_t given;
	struct dye_index_entry * entries; /* Owned: what is new */
	size_t entry_count, entry_size;
	struct dye_numbers numbers; /* Owned: of the rows */
};

static void
batch_release(struct batch * b)
{

	dye_buffer_release_secret(&b->rows);
	free(b->anchors);
	free(b->hits.list);
	free(b->starts);
	free(b->fresh);
	free(b->added);
	free(b->entries);
	free(b->numbers.list);
}

/* The next row at ${*at}: its anchors, which are *count. NULL at the end, or where the rows are none (*bad). */
static const uint8_t *
next_row(const struct batch * b, size_t * at, uint8_t * count, bool * bad)
{
	const uint8_t * p = (const uint8_t *)b->rows.data + *at;

	*bad = false;
	if (*at == b->rows.len)
		return NULL;
	*count = p[0];
	if (*count == 0 || *count > DYE_NAMES_MOST || b->rows.len - *at - 1 < (size_t)*count * 8) {
		*bad = true;
		return NULL;
	}
	*at += 1 + (size_t)*count * 8;
	return p + 1;
}

static int
by_anchor(const void * a, const void * b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static enum dye_code
list_anchors(struct batch * b, struct dye_error * err)
{
	const uint8_t * p;
	size_t at = 0, kept = 0;
	uint8_t count;
	bool bad;

	if ((b->anchors = malloc(b->rows.len + sizeof(*b->anchors))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	while ((p = next_row(b, &at, &count, &bad)) != NULL)
		for (uint8_t i = 0; i < count; i++)
			b->anchors[b->anchor_count++] = dye_get_u64(p + 8 * i);
	if (bad)
		return dye_index_damaged(b->index, err);
	if (b->anchor_count > 0)
		qsort(b->anchors, b->anchor_count, sizeof(*b->anchors), by_anchor);
	for (size_t i = 0; i < b->anchor_count; i++)
		if (kept == 0 || b->anchors[kept - 1] != b->anchors[i])
			b->anchors[kept++] = b->anchors[i];
	b->anchor_count = kept;
	return DYE_OK;
}

/* What is known of the anchors already. */
static enum dye_code
look_up(struct batch * b, struct dye_error * err)
{
	size_t at = 0;

	DYE_TRY(dye_index_find(b->index, b->anchors, b->anchor_count, &b->hits, err));
	b->starts = calloc(b->anchor_count + 1, sizeof(*b->starts));
	b->fresh = calloc(b->anchor_count + 1, sizeof(*b->fresh));
	b->added = calloc(b->anchor_count + 1, sizeof(*b->added));
	if (b->starts == NULL || b->fresh == NULL || b->added == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i <= b->anchor_count; i++) {
		while (at < b->hits.count && b->hits.list[at].at < i)
			at++;
		b->starts[i] = at;
	}
	return DYE_OK;
}

static size_t
place_of(const struct batch * b, uint64_t anchor)
{
	const uint64_t * found = bsearch(&anchor, b->anchors, b->anchor_count, sizeof(*b->anchors), by_anchor);

	return (size_t)(found - b->anchors);
}

/* The row has the anchor, if so many have not already. */
static enum dye_code
link_row(struct batch * b, size_t place, uint32_t number, struct dye_error * err)
{
	struct dye_index_entry * entries;
	size_t i = b->starts[place];

	while (i < b->starts[place + 1] && b->hits.list[i].number != number)
		i++;
	if (i < b->starts[place + 1] || b->starts[place + 1] - b->starts[place] + b->added[place] > DYE_INDEX_ROWS_MOST)
		return DYE_OK;
	if ((entries = dye_grown(b->entries, &b->entry_size, b->entry_count, sizeof(*entries))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	b->entries = entries;
	entries[b->entry_count++] = (struct dye_index_entry){b->anchors[place], number};
	b->added[place]++;
	return DYE_OK;
}

/* A row is who its best cell says: known by it, or new. What else names it finds it from now on, too. */
static enum dye_code
number_row(struct batch * b, const uint8_t * anchors, uint8_t count, struct dye_error * err)
{
	size_t best = place_of(b, dye_get_u64(anchors));
	bool known = b->starts[best] < b->starts[best + 1] || b->fresh[best] != 0;
	uint32_t number;

	if (b->starts[best] < b->starts[best + 1])
		number = b->hits.list[b->starts[best]].number;
	else if (b->fresh[best] != 0)
		number = b->fresh[best] - 1;
	else if (b->given == UINT32_MAX)
		return dye_fail(err, DYE_EDATA, "the index of dataset %s is full", b->index->dataset.name);
	else {
		number = b->given++;
		b->fresh[best] = b->given;
	}
	for (uint8_t i = known; i < count; i++)
		DYE_TRY(link_row(b, place_of(b, dye_get_u64(anchors + 8 * i)), number, err));
	return dye_numbers_add(&b->numbers, number, err);
}

static int
by_entry(const void * a, const void * b)
{
	const struct dye_index_entry *x = a, *y = b;

	if (x->anchor != y->anchor)
		return x->anchor < y->anchor ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static void
sort_entries(struct batch * b)
{
	size_t kept = 0;

	if (b->entry_count > 0)
		qsort(b->entries, b->entry_count, sizeof(*b->entries), by_entry);
	for (size_t i = 0; i < b->entry_count; i++)
		if (kept == 0 || by_entry(&b->entries[kept - 1], &b->entries[i]) != 0)
			b->entries[kept++] = b->entries[i];
	b->entry_count = kept;
}

static enum dye_code
number_rows(struct batch * b, struct dye_error * err)
{
	const uint8_t * p;
	size_t at = 0;
	uint8_t count;
	bool bad;

	DYE_TRY(list_anchors(b, err));
	DYE_TRY(look_up(b, err));
	DYE_TRY(dye_runs_given(b->index, &b->given, err));
	while ((p = next_row(b, &at, &count, &bad)) != NULL)
		DYE_TRY(number_row(b, p, count, err));
	sort_entries(b);
	return DYE_OK;
}

/* Sheets that are not settled: the first, and those of its export that come next. They are dropped but for the first. *got: there is one. */
static enum dye_code
take_sheets(struct batch * b, bool * got, struct dye_error * err)
{
	struct dye_index * index = b->index;
	uint64_t id = 0, export_id;
	bool more = true;

	*got = false;
	while (b->rows.len < BATCH_BYTES && more) {
		dye_buffer_reset(&index->sealed);
		DYE_TRY(dye_store_index_sheet_get(
		    index->store, index->dataset.id, false, &id, &export_id, &index->sealed, &more, err));
		if (!more || (*got && export_id != b->export_id))
			return DYE_OK;
		DYE_TRY(dye_index_unseal(index, (struct dye_index_place){'r', export_id, 0}, &index->clear, err));
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

static enum dye_code
settle_batch(struct batch * b, bool * got, struct dye_error * err)
{
	struct dye_index * index = b->index;

	DYE_TRY(take_sheets(b, got, err));
	if (!*got)
		return DYE_OK;
	DYE_TRY(number_rows(b, err));
	DYE_TRY(dye_runs_add(index, b->entries, b->entry_count, b->given, err));
	/* Who only stands in the source was exported by nobody. */
	if (b->export_id == 0)
		return dye_store_index_sheet_drop(index->store, b->sheet, err);
	dye_buffer_reset(&index->clear);
	DYE_TRY(dye_buffer_append_u32(&index->clear, (uint32_t)b->numbers.count, err));
	dye_numbers_settle(&b->numbers);
	DYE_TRY(dye_rice_write(&b->numbers, &index->clear, err));
	DYE_TRY(dye_index_seal(
	    index, (struct dye_index_place){'s', b->export_id, 0}, dye_buffer_slice(&index->clear), err));
	return dye_store_index_sheet_settle(index->store, b->sheet, dye_buffer_slice(&index->sealed), err);
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
