/* file: a run is written, read, merged and weeded by the same few steps, which no other file knows. */
#include "watermark/index/runs.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/index/seal.h"

/* About so many entries in a block: 40 kB. */
#define BLOCK_ENTRIES 4096
/* A run that has at most so many times as many entries as what is added is merged with it. */
#define MERGE_UP_TO 2
#define RUNS_MOST 64
/* Of a family that is looked up key by key, each in another block. */
#define BLOCK_ENTRIES_FEW 256
/* There each run costs every key that is not there. */
#define MERGE_UP_TO_FILTERED 8
/* What a run says of itself, sealed. */
#define RUN_LEN 20
#define RUN_LEN_FILTERED (RUN_LEN + 16 + DYE_RUN_SALT_LEN)
/* Nor does a run become larger than this: others wait for whoever writes it, and not for ever. */
#define MERGED_MOST ((uint64_t)1 << 23)

/* ---- numbers of few bytes ---- */

/* Seven bits a byte, the lowest first; the highest bit says that more follow (LEB128). */
static enum dye_code
put_varint(struct dye_buffer * out, uint64_t v, struct dye_error * err)
{

	for (; v >= 0x80; v >>= 7)
		DYE_TRY(dye_buffer_append_byte(out, (char)(uint8_t)(v | 0x80), err));
	return dye_buffer_append_byte(out, (char)(uint8_t)v, err);
}

bool
dye_index_take_varint(struct dye_slice * bytes, uint64_t * v)
{

	*v = 0;
	for (unsigned shift = 0; shift < 64 && bytes->len > 0; shift += 7) {
		uint8_t b = (uint8_t)*bytes->data;

		bytes->data++;
		bytes->len--;
		*v |= (uint64_t)(b & 0x7f) << shift;
		if (b < 0x80)
			return true;
	}
	return false;
}

/* ---- reading ---- */

/* A run being read from its first entry, or from somewhere in it. */
struct cursor {
	struct dye_index * index;
	enum dye_family family;
	struct dye_run run;
	uint64_t first; /* the block in hand, once any was read */
	struct dye_buffer block;
	struct dye_slice rest; /* of it */
	struct dye_index_entry entry;
	bool open, more;
};

static enum dye_code
take_value(struct cursor * c, struct dye_error * err)
{

	if (c->rest.len < sizeof(c->entry.value))
		return dye_run_damaged(c->index, c->family, err);
	memcpy(c->entry.value, c->rest.data, sizeof(c->entry.value));
	c->rest.data += sizeof(c->entry.value);
	c->rest.len -= sizeof(c->entry.value);
	return DYE_OK;
}

/* The next entry of the block in hand; more is false at its end. */
static enum dye_code
next_in_block(struct cursor * c, struct dye_error * err)
{
	uint64_t gap, number;

	c->more = c->rest.len > 0;
	if (!c->more)
		return DYE_OK;
	if (!dye_index_take_varint(&c->rest, &gap) || !dye_index_take_varint(&c->rest, &number) || number > UINT32_MAX)
		return dye_run_damaged(c->index, c->family, err);
	c->entry.anchor += gap;
	c->entry.number = (uint32_t)number;
	return c->family == DYE_OF_PLACES ? take_value(c, err) : DYE_OK;
}

/* Load a block: the first behind the one in hand, or the last that begins at ${anchor} or before. *got: there was one, and it is another. */
static enum dye_code
load_block(struct cursor * c, bool after, uint64_t anchor, bool * got, struct dye_error * err)
{
	struct dye_index * index = c->index;
	uint64_t first = anchor;

	dye_buffer_reset(&index->sealed);
	DYE_TRY(dye_store_index_block_get(index->store, c->run.id, after, &first, &index->sealed, got, err));
	if (!*got || (c->open && first == c->first) || (dye_family_filtered(c->family) && first >= DYE_RUN_FILTERS)) {
		*got = false;
		return DYE_OK;
	}
	DYE_TRY(dye_index_unseal(index, dye_run_place(&c->run, 'b', first), &c->block, err));
	c->first = first;
	c->open = true;
	c->rest = dye_buffer_slice(&c->block);
	if (dye_family_filtered(c->family)) {
		if (c->rest.len < 8)
			return dye_run_damaged(index, c->family, err);
		c->rest = (struct dye_slice){c->rest.data + 8, c->rest.len - 8};
	}
	c->entry.anchor = 0;
	return next_in_block(c, err);
}

/* The next block, or the first. *got: there is one. */
static enum dye_code
next_block(struct cursor * c, bool * got, struct dye_error * err)
{

	if (c->open)
		return load_block(c, true, c->first, got, err);
	/* Keys are at least 0, and the first block may begin at the very start. */
	DYE_TRY(load_block(c, false, 0, got, err));
	return *got ? DYE_OK : load_block(c, true, 0, got, err);
}

/* To the first entry, or the next one, whatever block it is in: of some all may have been taken out. */
static enum dye_code
advance(struct cursor * c, struct dye_error * err)
{
	bool got = true;

	if (c->open)
		DYE_TRY(next_in_block(c, err));
	while (!c->more && got)
		DYE_TRY(next_block(c, &got, err));
	return DYE_OK;
}

/* ---- writing ---- */

struct writer {
	struct dye_index * index;
	struct dye_run run;
	struct dye_buffer block;
	uint64_t first, last; /* anchors of it */
	size_t count;
	uint32_t number;  /* of the last entry, */
	uint64_t key;	  /* and its key, where there is a filter */
	uint64_t * words; /* Owned: the page of the filter in hand */
	uint64_t page;
};

/* The page of the filter in hand is full. */
static enum dye_code
end_page(struct writer * w, struct dye_error * err)
{
	struct dye_index * index = w->index;

	dye_buffer_reset(&index->clear);
	for (size_t i = 0; i < DYE_RUN_FILTER_WORDS; i++)
		DYE_TRY(dye_buffer_append_u64(&index->clear, w->words[i], err));
	DYE_TRY(dye_index_seal(index, dye_run_place(&w->run, 'f', w->page), dye_buffer_slice(&index->clear), err));
	DYE_TRY(dye_store_index_block_put(
	    index->store, w->run.id, DYE_RUN_FILTERS + w->page, dye_buffer_slice(&index->sealed), err));
	memset(w->words, 0, DYE_RUN_FILTER_WORDS * sizeof(*w->words));
	w->run.blocks++;
	w->page++;
	return DYE_OK;
}

/* Keys ascend, and so do the words of the filter that have them. */
static enum dye_code
filter_key(struct writer * w, uint64_t anchor, struct dye_error * err)
{
	uint32_t key = (uint32_t)anchor;
	uint64_t word = dye_run_filter_word(w->run.words, key);

	while (w->page < word / DYE_RUN_FILTER_WORDS)
		DYE_TRY(end_page(w, err));
	w->words[word % DYE_RUN_FILTER_WORDS] |= dye_run_filter_bits(key);
	return DYE_OK;
}

/* ${end}: where the next one begins. */
static enum dye_code
end_block(struct writer * w, uint64_t end, struct dye_error * err)
{
	struct dye_index * index = w->index;

	if (w->count == 0)
		return DYE_OK;
	if (dye_family_filtered(w->run.family))
		dye_put_u64((uint8_t *)w->block.data, end);
	DYE_TRY(dye_index_seal(index, dye_run_place(&w->run, 'b', w->first), dye_buffer_slice(&w->block), err));
	DYE_TRY(dye_store_index_block_put(index->store, w->run.id, w->first, dye_buffer_slice(&index->sealed), err));
	w->run.blocks++;
	w->count = 0;
	w->last = 0;
	dye_buffer_reset(&w->block);
	return DYE_OK;
}

/* An entry behind one of the anchor ${last}. */
static enum dye_code
put_bytes(struct dye_buffer * out, enum dye_family family, uint64_t last, const struct dye_index_entry * e,
    struct dye_error * err)
{

	DYE_TRY(put_varint(out, e->anchor - last, err));
	DYE_TRY(put_varint(out, e->number, err));
	return family == DYE_OF_PLACES ? dye_buffer_append(out, e->value, sizeof(e->value), err) : DYE_OK;
}

/* Entries of one anchor stay in one block, so that it is found by its anchor alone. */
static enum dye_code
put_entry(struct writer * w, const struct dye_index_entry * e, struct dye_error * err)
{

	bool filtered = dye_family_filtered(w->run.family);

	if (filtered && e->number == 0 && e->anchor == w->last && w->number == 0 && w->run.entries > 0)
		return DYE_OK;
	if (w->count >= (filtered ? BLOCK_ENTRIES_FEW : BLOCK_ENTRIES) && e->anchor != w->last)
		DYE_TRY(end_block(w, e->anchor, err));
	if (w->count == 0 && filtered)
		DYE_TRY(dye_buffer_append_u64(&w->block, 0, err));
	if (w->count == 0)
		w->first = filtered && w->run.entries == 0 ? 0 : e->anchor;
	if (filtered) {
		w->run.keys += w->run.entries == 0 || e->anchor != w->key;
		w->key = e->anchor;
		DYE_TRY(filter_key(w, e->anchor, err));
	}
	DYE_TRY(put_bytes(&w->block, w->run.family, w->last, e, err));
	w->last = e->anchor;
	w->number = e->number;
	w->count++;
	w->run.entries++;
	return DYE_OK;
}

/* What there is in the run, sealed, into index->sealed. */
static enum dye_code
seal_run(struct dye_index * index, const struct dye_run * run, struct dye_error * err)
{

	dye_buffer_reset(&index->clear);
	DYE_TRY(dye_buffer_append_u64(&index->clear, run->entries, err));
	DYE_TRY(dye_buffer_append_u64(&index->clear, run->blocks, err));
	DYE_TRY(dye_buffer_append_u32(&index->clear, run->given, err));
	if (run->words > 0) {
		DYE_TRY(dye_buffer_append_u64(&index->clear, run->words, err));
		DYE_TRY(dye_buffer_append_u64(&index->clear, run->keys, err));
		DYE_TRY(dye_buffer_append(&index->clear, run->salt, DYE_RUN_SALT_LEN, err));
	}
	return dye_index_seal(index, (struct dye_index_place){.what = 'R', .of = run->id, .at = run->family},
	    dye_buffer_slice(&index->clear), err);
}

static enum dye_code
end_run(struct writer * w, struct dye_error * err)
{
	struct dye_index * index = w->index;

	DYE_TRY(end_block(w, DYE_RUN_FILTERS, err));
	while (w->page * DYE_RUN_FILTER_WORDS < w->run.words)
		DYE_TRY(end_page(w, err));
	DYE_TRY(seal_run(index, &w->run, err));
	return dye_store_index_run_put(
	    index->store, index->dataset.id, w->run.family, w->run.id, dye_buffer_slice(&index->sealed), err);
}

/* ---- which runs there are ---- */

enum dye_code
dye_run_next(struct dye_index * index, struct dye_run * run, bool * got, struct dye_error * err)
{
	const uint8_t * p;
	uint64_t blocks;

	dye_buffer_reset(&index->sealed);
	DYE_TRY(
	    dye_store_index_run_get(index->store, index->dataset.id, run->family, &run->id, &index->sealed, got, err));
	if (!*got)
		return DYE_OK;
	DYE_TRY(dye_index_unseal(
	    index, (struct dye_index_place){.what = 'R', .of = run->id, .at = run->family}, &index->clear, err));
	if (index->clear.len != (dye_family_filtered(run->family) ? RUN_LEN_FILTERED : RUN_LEN))
		return dye_run_damaged(index, run->family, err);
	p = (const uint8_t *)index->clear.data;
	run->entries = dye_get_u64(p);
	run->blocks = dye_get_u64(p + 8);
	run->given = dye_get_u32(p + 16);
	run->words = 0;
	if (dye_family_filtered(run->family)) {
		/* Each block says itself where the next one is. */
		run->words = dye_get_u64(p + RUN_LEN);
		run->keys = dye_get_u64(p + RUN_LEN + 8);
		memcpy(run->salt, p + RUN_LEN + 16, DYE_RUN_SALT_LEN);
		return DYE_OK;
	}
	DYE_TRY(dye_store_index_block_count(index->store, run->id, &blocks, err));
	return blocks == run->blocks ? DYE_OK : dye_index_damaged(index, err);
}

static enum dye_code
list_runs(struct dye_index * index, enum dye_family family, struct dye_run runs[RUNS_MOST], size_t * count,
    struct dye_error * err)
{
	struct dye_run run = {.family = family};
	bool got;

	*count = 0;
	for (;;) {
		DYE_TRY(dye_run_next(index, &run, &got, err));
		if (!got)
			return DYE_OK;
		if (*count == RUNS_MOST)
			return dye_run_damaged(index, family, err);
		runs[(*count)++] = run;
	}
}

/* The first number comes with a run of rows. */
enum dye_code
dye_runs_given(struct dye_index * index, uint32_t * given, struct dye_error * err)
{
	struct dye_run runs[RUNS_MOST];
	size_t count;

	*given = 0;
	DYE_TRY(list_runs(index, DYE_OF_ROWS, runs, &count, err));
	for (size_t i = 0; i < count; i++)
		*given = runs[i].given > *given ? runs[i].given : *given;
	return DYE_OK;
}

enum dye_code
dye_runs_size(struct dye_index * index, enum dye_family family, uint64_t * entries, struct dye_error * err)
{
	struct dye_run runs[RUNS_MOST];
	size_t count;

	*entries = 0;
	DYE_TRY(list_runs(index, family, runs, &count, err));
	for (size_t i = 0; i < count; i++)
		*entries += runs[i].entries;
	return DYE_OK;
}

/* ---- adding ---- */

/* Write the least entry of all that are in hand, and go on behind it: the new ones stand at ${at}. *done: there was none. */
static enum dye_code
merge_one(struct writer * w, struct cursor * cursors, size_t count, const struct dye_index_entry * entries, size_t left,
    size_t * at, bool * done, struct dye_error * err)
{
	const struct dye_index_entry * least = *at < left ? &entries[*at] : NULL;
	struct cursor * from = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct dye_index_entry * e = &cursors[i].entry;

		if (!cursors[i].more ||
		    (least != NULL &&
			(e->anchor > least->anchor || (e->anchor == least->anchor && e->number >= least->number))))
			continue;
		least = e;
		from = &cursors[i];
	}
	*done = least == NULL;
	if (*done)
		return DYE_OK;
	DYE_TRY(put_entry(w, least, err));
	if (from != NULL)
		return advance(from, err);
	++*at;
	return DYE_OK;
}

static enum dye_code
merge(struct writer * w, struct cursor * cursors, size_t count, const struct dye_index_entry * entries, size_t left,
    struct dye_error * err)
{
	size_t at = 0;
	bool done = false;

	for (size_t i = 0; i < count; i++)
		DYE_TRY(advance(&cursors[i], err));
	while (!done)
		DYE_TRY(merge_one(w, cursors, count, entries, left, &at, &done, err));
	return end_run(w, err);
}

/* For so many keys at most. */
static enum dye_code
filter_open(struct writer * w, uint64_t keys, struct dye_error * err)
{

	if (!dye_family_filtered(w->run.family))
		return DYE_OK;
	DYE_TRY(dye_random_bytes(w->run.salt, DYE_RUN_SALT_LEN, err));
	w->run.words = keys * DYE_RUN_FILTER_BITS / 64 + 1;
	w->words = calloc(DYE_RUN_FILTER_WORDS, sizeof(*w->words));
	return w->words == NULL ? dye_fail(err, DYE_ENOMEM, "out of memory") : DYE_OK;
}

/* With so many entries that are newer. */
static bool
is_merged(const struct dye_run * run, uint64_t newer)
{

	if (!dye_family_filtered(run->family))
		return run->entries <= MERGE_UP_TO * newer;
	return run->entries <= MERGE_UP_TO_FILTERED * newer && run->entries + newer <= MERGED_MOST;
}

enum dye_code
dye_runs_add(struct dye_index * index, enum dye_family family, const struct dye_index_entry * entries, size_t count,
    uint32_t given, struct dye_error * err)
{
	struct writer w = {.index = index, .run = {.family = family, .given = given}};
	struct cursor cursors[RUNS_MOST];
	struct dye_run runs[RUNS_MOST];
	uint64_t merged = count, keys = count;
	size_t all, kept;
	enum dye_code rc;

	if (count == 0)
		return DYE_OK;
	DYE_TRY(list_runs(index, family, runs, &all, err));
	/* The latest are the smallest. */
	for (kept = all; kept > 0 && (kept == RUNS_MOST || is_merged(&runs[kept - 1], merged)); kept--) {
		merged += runs[kept - 1].entries;
		keys += runs[kept - 1].keys;
	}
	for (size_t i = kept; i < all; i++)
		cursors[i - kept] = (struct cursor){.index = index, .family = family, .run = runs[i]};
	if ((rc = filter_open(&w, keys, err)) == DYE_OK &&
	    (rc = dye_store_index_run_next(index->store, &w.run.id, err)) == DYE_OK)
		rc = merge(&w, cursors, all - kept, entries, count, err);
	for (size_t i = kept; i < all; i++) {
		dye_buffer_release_secret(&cursors[i - kept].block);
		if (rc == DYE_OK)
			rc = dye_store_index_run_drop(index->store, runs[i].id, err);
	}
	dye_buffer_release_secret(&w.block);
	free(w.words);
	return rc;
}

/* ---- taking out ---- */

static bool
has_number(const struct dye_numbers * numbers, uint32_t number)
{
	size_t low = 0, high = numbers->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (numbers->list[mid] < number)
			low = mid + 1;
		else
			high = mid;
	}
	return low < numbers->count && numbers->list[low] == number;
}

/* Write the block in hand without those entries, if it has any. Its place stays what it was. */
static enum dye_code
drop_in_block(struct cursor * c, struct dye_run * run, const struct dye_numbers * numbers, struct dye_buffer * kept,
    struct dye_error * err)
{
	uint64_t last = 0, dropped = 0;

	dye_buffer_reset(kept);
	while (c->more) {
		if (has_number(numbers, c->family == DYE_OF_PLACES ? (uint32_t)c->entry.anchor : c->entry.number))
			dropped++;
		else {
			DYE_TRY(put_bytes(kept, c->family, last, &c->entry, err));
			last = c->entry.anchor;
		}
		DYE_TRY(next_in_block(c, err));
	}
	if (dropped == 0)
		return DYE_OK;
	run->entries -= dropped;
	DYE_TRY(dye_index_seal(c->index, dye_run_place(run, 'b', c->first), dye_buffer_slice(kept), err));
	return dye_store_index_block_reseal(
	    c->index->store, run->id, c->first, dye_buffer_slice(&c->index->sealed), err);
}

static enum dye_code
drop_in_run(struct dye_index * index, struct dye_run * run, const struct dye_numbers * numbers, struct dye_error * err)
{
	struct cursor c = {.index = index, .family = run->family, .run = *run};
	struct dye_buffer kept = {0};
	bool got = true;
	enum dye_code rc;

	while ((rc = next_block(&c, &got, err)) == DYE_OK && got &&
	       (rc = drop_in_block(&c, run, numbers, &kept, err)) == DYE_OK)
		;
	dye_buffer_release_secret(&kept);
	dye_buffer_release_secret(&c.block);
	if (rc != DYE_OK)
		return rc;
	DYE_TRY(seal_run(index, run, err));
	return dye_store_index_run_reseal(index->store, run->id, dye_buffer_slice(&index->sealed), err);
}

enum dye_code
dye_runs_drop(struct dye_index * index, const struct dye_numbers * numbers, struct dye_error * err)
{
	struct dye_run runs[RUNS_MOST];
	size_t count;

	for (int family = DYE_OF_CELLS; family <= DYE_OF_PLACES; family++) {
		DYE_TRY(list_runs(index, (enum dye_family)family, runs, &count, err));
		for (size_t i = 0; i < count; i++)
			DYE_TRY(drop_in_run(index, &runs[i], numbers, err));
	}
	return DYE_OK;
}

/* ---- finding ---- */

static enum dye_code
add_hit(struct dye_index_hits * hits, uint32_t at, const struct dye_index_entry * e, struct dye_error * err)
{
	struct dye_index_hit * list = dye_grown(hits->list, &hits->size, hits->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	hits->list = list;
	list[hits->count] = (struct dye_index_hit){.at = at, .number = e->number};
	memcpy(list[hits->count++].value, e->value, sizeof(e->value));
	return DYE_OK;
}

/* To the first entry of ${anchor} or behind it, in the block where it must be. */
static enum dye_code
seek(struct cursor * c, uint64_t anchor, struct dye_error * err)
{
	bool got;

	/* What is left of the block in hand may reach as far; else ask for the one in which it must be. */
	while (c->open && c->more && c->entry.anchor < anchor)
		DYE_TRY(next_in_block(c, err));
	if (c->open && c->more)
		return DYE_OK;
	DYE_TRY(load_block(c, false, anchor, &got, err));
	while (got && c->more && c->entry.anchor < anchor)
		DYE_TRY(next_in_block(c, err));
	return DYE_OK;
}

static enum dye_code
find_in_run(
    struct cursor * c, const uint64_t * anchors, size_t count, struct dye_index_hits * hits, struct dye_error * err)
{

	for (size_t i = 0; i < count; i++) {
		DYE_TRY(seek(c, anchors[i], err));
		while (c->open && c->more && c->entry.anchor == anchors[i]) {
			DYE_TRY(add_hit(hits, (uint32_t)i, &c->entry, err));
			DYE_TRY(next_in_block(c, err));
		}
	}
	return DYE_OK;
}

static int
by_place(const void * a, const void * b)
{
	const struct dye_index_hit *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

enum dye_code
dye_runs_find(struct dye_index * index, enum dye_family family, const uint64_t * anchors, size_t count,
    struct dye_index_hits * hits, struct dye_error * err)
{
	struct dye_run run = {.family = family};
	enum dye_code rc;
	bool got;

	if (count > UINT32_MAX)
		return dye_fail(err, DYE_EUSAGE, "too many anchors");
	for (;;) {
		struct cursor c = {.index = index, .family = family};

		if ((rc = dye_run_next(index, &run, &got, err)) != DYE_OK || !got)
			break;
		c.run = run;
		rc = find_in_run(&c, anchors, count, hits, err);
		dye_buffer_release_secret(&c.block);
		if (rc != DYE_OK)
			break;
	}
	if (rc == DYE_OK && hits->count > 0)
		qsort(hits->list, hits->count, sizeof(*hits->list), by_place);
	return rc;
}
