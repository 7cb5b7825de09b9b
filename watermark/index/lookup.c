#include "watermark/index/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/index/seal.h"

/* 16 MB: when more are there, they are read anew. */
#define PAGES_MOST 4096

struct dye_lookup_run {
	struct dye_run run;
	uint64_t ** pages; /* Owned, each and all: of its filter; NULL: not read yet */
	size_t page_count;
};

static enum dye_code
add_run(struct dye_lookup * l, const struct dye_run * run, struct dye_error * err)
{
	struct dye_lookup_run * runs = dye_grown(l->runs, &l->size, l->count, sizeof(*runs));
	size_t pages = (size_t)((run->words + DYE_RUN_FILTER_WORDS - 1) / DYE_RUN_FILTER_WORDS);

	if (runs == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->runs = runs;
	runs += l->count;
	*runs = (struct dye_lookup_run){.run = *run, .page_count = pages};
	if ((runs->pages = calloc(pages + 1, sizeof(*runs->pages))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->count++;
	return DYE_OK;
}

enum dye_code
dye_lookup_open(struct dye_index * index, enum dye_family family, struct dye_lookup * l, struct dye_error * err)
{
	struct dye_run run = {.family = family};
	bool got;

	l->index = index;
	for (;;) {
		DYE_TRY(dye_run_next(index, &run, &got, err));
		if (!got)
			return DYE_OK;
		DYE_TRY(add_run(l, &run, err));
	}
}

static void
forget_pages(struct dye_lookup * l)
{

	for (size_t i = 0; i < l->count; i++)
		for (size_t p = 0; p < l->runs[i].page_count; p++) {
			free(l->runs[i].pages[p]);
			l->runs[i].pages[p] = NULL;
		}
	l->pages = 0;
}

void
dye_lookup_close(struct dye_lookup * l)
{

	forget_pages(l);
	for (size_t i = 0; i < l->count; i++)
		free(l->runs[i].pages);
	free(l->runs);
	dye_buffer_release_secret(&l->block);
	*l = (struct dye_lookup){0};
}

enum dye_code
dye_lookup_list(const struct dye_lookup * l, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_append_u32(out, l->index->dataset.id, err));
	DYE_TRY(dye_buffer_append_u64(out, l->count, err));
	for (size_t i = 0; i < l->count; i++) {
		const struct dye_run * run = &l->runs[i].run;

		DYE_TRY(dye_buffer_append_u64(out, run->id, err));
		DYE_TRY(dye_buffer_append_u64(out, run->entries, err));
		DYE_TRY(dye_buffer_append_u64(out, run->words, err));
		DYE_TRY(dye_buffer_append(out, run->salt, DYE_RUN_SALT_LEN, err));
	}
	return DYE_OK;
}

/* What stands at the place of the run, into l->block. *first: where it begins. */
static enum dye_code
read_block(struct dye_lookup * l, const struct dye_run * run, char what, uint64_t * first, struct dye_error * err)
{
	struct dye_index * index = l->index;
	bool got;

	dye_buffer_reset(&index->sealed);
	DYE_TRY(dye_store_index_block_get(index->store, run->id, false, first, &index->sealed, &got, err));
	if (!got)
		return dye_run_damaged(index, run->family, err);
	return dye_index_unseal(
	    index, dye_run_place(run, what, what == 'f' ? *first - DYE_RUN_FILTERS : *first), &l->block, err);
}

/* ---- the filter ---- */

static enum dye_code
read_page(struct dye_lookup * l, struct dye_lookup_run * r, size_t page, struct dye_error * err)
{
	uint64_t first = DYE_RUN_FILTERS + page, *words;

	DYE_TRY(read_block(l, &r->run, 'f', &first, err));
	if (first != DYE_RUN_FILTERS + page || l->block.len != 8 * DYE_RUN_FILTER_WORDS)
		return dye_run_damaged(l->index, r->run.family, err);
	if (l->pages == PAGES_MOST)
		forget_pages(l);
	if ((words = calloc(DYE_RUN_FILTER_WORDS, sizeof(*words))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < DYE_RUN_FILTER_WORDS; i++)
		words[i] = dye_get_u64((const uint8_t *)l->block.data + 8 * i);
	r->pages[page] = words;
	l->pages++;
	return DYE_OK;
}

static enum dye_code
run_may(struct dye_lookup * l, struct dye_lookup_run * r, uint32_t key, bool * may, struct dye_error * err)
{
	uint64_t word = dye_run_filter_word(r->run.words, key), bits = dye_run_filter_bits(key);
	size_t page = (size_t)(word / DYE_RUN_FILTER_WORDS);

	if (r->pages[page] == NULL)
		DYE_TRY(read_page(l, r, page, err));
	*may = (r->pages[page][word % DYE_RUN_FILTER_WORDS] & bits) == bits;
	return DYE_OK;
}

enum dye_code
dye_lookup_may(struct dye_lookup * l, uint32_t key, bool * may, struct dye_error * err)
{

	*may = false;
	for (size_t i = 0; i < l->count && !*may; i++)
		DYE_TRY(run_may(l, &l->runs[i], key, may, err));
	return DYE_OK;
}

/* ---- entries ---- */

/* In the block in hand. */
static enum dye_code
visit_block(struct dye_lookup * l, struct dye_slice rest, uint64_t anchor, dye_lookup_visit visit, void * cookie,
    struct dye_error * err)
{
	uint64_t gap, number, at = 0;

	while (rest.len > 0 && at <= anchor) {
		if (!dye_index_take_varint(&rest, &gap) || !dye_index_take_varint(&rest, &number) ||
		    number > UINT32_MAX)
			return dye_run_damaged(l->index, DYE_OF_SEEDS, err);
		at += gap;
		if (at == anchor)
			DYE_TRY(visit(cookie, (uint32_t)number, err));
	}
	return DYE_OK;
}

enum dye_code
dye_lookup_find(struct dye_lookup * l, uint32_t anchor, dye_lookup_visit visit, void * cookie, struct dye_error * err)
{
	bool may;

	for (size_t i = 0; i < l->count; i++) {
		struct dye_lookup_run * r = &l->runs[i];
		uint64_t first = anchor;

		DYE_TRY(run_may(l, r, anchor, &may, err));
		if (!may)
			continue;
		DYE_TRY(read_block(l, &r->run, 'b', &first, err));
		if (l->block.len < 8 || anchor >= dye_get_u64((const uint8_t *)l->block.data))
			return dye_run_damaged(l->index, r->run.family, err);
		DYE_TRY(visit_block(
		    l, (struct dye_slice){l->block.data + 8, l->block.len - 8}, anchor, visit, cookie, err));
	}
	return DYE_OK;
}
