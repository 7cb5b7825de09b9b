/* file: cells, seeds, traits and bounds are filled by one load, row by row, and grow together; apart they would need half of each other. */
#include "watermark/marks/canary/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/bits.h"
#include "formats/base/map.h"
#include "formats/field/core/glyphs.h"
#include "watermark/marks/canary/agree.h"
#include "watermark/marks/core/cellkey.h"

struct known_dataset {
	uint32_t id;
	double threshold; /* bits */
};

#define NEVER INT64_MAX

struct known_canary {
	uint64_t recipient;
	uint8_t parent[DYE_PRF_LEN];
	uint32_t dataset; /* index */
	uint32_t first;	  /* of its cells */
	uint32_t count;
	uint32_t bounds;     /* where those of its draws begin */
	int64_t burned_from; /* NEVER: it is not burned */
};

/* What a canary is looked up by, a cell or a piece of one. */
struct known_seed {
	uint32_t digest; /* the lower half; it says where in the table it stands, too */
	uint32_t cell;	 /* counted from 1; 0: a free place */
};

struct dye_canary_known {
	const struct dye_mark_context * context; /* Not owned. */
	struct known_dataset * datasets;	 /* Owned, as are the following. */
	size_t dataset_count, dataset_size;
	struct dye_canary_sealing sealing; /* of the dataset that is being loaded */
	uint32_t dataset;		   /* its index */
	struct dye_canary_chain chain;	   /* over those that are loaded, or of the context's recipient */
	uint64_t visited;		   /* in this loading */
	struct known_canary * canaries;
	size_t canary_count, canary_size;
	struct dye_canary_image_cell * cells;
	size_t cell_count, cell_size;
	struct dye_piece_index pieces; /* of the same cells */
	uint32_t * bounds;
	size_t bound_count, bound_size;
	struct known_seed * seeds; /* a table of seed_size places, a power of two, half full at most */
	size_t seed_count, seed_size;
	struct dye_canary_traits traits; /* of the same cells */
	struct dye_map banned;
	struct dye_canary_record record; /* scratch */
	struct dye_buffer scratch;
};

/* ---- the table of seeds ---- */

static size_t
first_place(size_t size, uint32_t digest)
{

	return (size_t)(digest * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (size - 1);
}

static void
put_seed(struct known_seed * seeds, size_t size, struct known_seed seed)
{
	size_t i = first_place(size, seed.digest);

	while (seeds[i].cell != 0)
		i = (i + 1) & (size - 1);
	seeds[i] = seed;
}

static enum dye_code
add_seed(struct dye_canary_known * k, uint32_t digest, struct dye_error * err)
{
	size_t i, size = k->seed_size == 0 ? 1024 : k->seed_size * 2;
	struct known_seed * seeds;

	if (2 * (k->seed_count + 1) > k->seed_size) {
		if ((seeds = calloc(size, sizeof(*seeds))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		for (i = 0; i < k->seed_size; i++)
			if (k->seeds[i].cell != 0)
				put_seed(seeds, size, k->seeds[i]);
		free(k->seeds);
		k->seeds = seeds;
		k->seed_size = size;
	}
	put_seed(k->seeds, k->seed_size, (struct known_seed){digest, (uint32_t)k->cell_count});
	k->seed_count++;
	return DYE_OK;
}

/* ---- loading ---- */

/*
 * The pieces of the cell that was added last. Where it is anchored, rows are found by them. *enough: whatever reads as this cell has one of them,
 * so nobody needs to read rows as its kind to find it.
 */
static enum dye_code
add_pieces(struct dye_canary_known * k, struct dye_slice canonical, bool * enough, struct dye_error * err)
{
	struct dye_canary_image_cell * cell = &k->cells[k->cell_count - 1];
	const struct dye_kind * kind = dye_kinds[cell->kind];
	struct dye_cell_pieces pieces = {0};
	uint32_t i;

	if (!kind->low_entropy)
		dye_cell_pieces(canonical, kind->exact, &pieces);
	if (!cell->anchored)
		pieces.seed_count = 0;
	for (i = 0; i < pieces.seed_count; i++)
		DYE_TRY(add_seed(k, pieces.seeds[i], err));
	cell->unsought = !kind->low_entropy && (!cell->anchored || pieces.shrinks);
	*enough = pieces.suffices || (pieces.words_suffice && kind->parse == dye_parse_words);
	return dye_piece_index_add(&k->pieces, &pieces, err);
}

/* How rows that show the cell are found; ${enough}: pieces do. */
static enum dye_canary_way
way_of(const struct dye_canary_image_cell * cell, bool enough)
{

	if (dye_kinds[cell->kind]->low_entropy)
		return DYE_WAY_NONE;
	if (!cell->anchored)
		return DYE_WAY_UNSOUGHT;
	return enough ? DYE_WAY_PIECES : DYE_WAY_KIND;
}

static enum dye_code
add_cell(struct dye_canary_known * k, const struct dye_canary_text * text, struct dye_error * err)
{
	struct dye_canary_image_cell * cells;
	enum dye_code rc;
	enum dye_canary_way way;
	bool got, enough;

	if ((cells = dye_grown(k->cells, &k->cell_size, k->cell_count, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->cells = cells;
	cells += k->cell_count;
	if ((rc = dye_canary_image_cell(text, &k->scratch, cells, &got, err)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EVAULT,
		    "its invented records have cells of kind '%.*s', which this program does not have, so they cannot "
		    "be "
		    "recognised where they come back: a program that has the kind must be used",
		    (int)text->kind.len, text->kind.data);
	k->cell_count++;
	DYE_TRY(add_pieces(k, text->canonical, &enough, err));
	way = way_of(cells, enough);
	DYE_TRY(dye_canary_traits_add(&k->traits, cells->kind, way, text->canonical, err));
	return way == DYE_WAY_KIND ? add_seed(k, (uint32_t)cells->digest, err) : DYE_OK;
}

static enum dye_code
add_bounds(struct dye_canary_known * k, struct dye_error * err)
{
	uint32_t * bounds;
	uint32_t i;

	for (i = 0; i < k->record.node_count; i++) {
		if ((bounds = dye_grown(k->bounds, &k->bound_size, k->bound_count, sizeof(*bounds))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		k->bounds = bounds;
		k->bounds[k->bound_count++] = (uint32_t)(-k->record.log2_bounds[i] * DYE_CANARY_BOUND_UNITS);
	}
	return DYE_OK;
}

/* Is it of the account and the dataset that the context is about? */
static bool
is_own(const struct dye_canary_known * k, const struct dye_canary * canary)
{
	const struct dye_mark_context * c = k->context;

	return c->dataset != NULL && c->dataset->id == k->datasets[k->dataset].id && canary->recipient == c->recipient;
}

static enum dye_code
load(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;
	struct known_canary * c;
	enum dye_code rc;
	uint32_t i;

	(void)id;
	k->visited++;
	if (canary->burned && is_own(k, canary) &&
	    (rc = dye_set_add(&k->banned, dye_get_u64(canary->parent), NULL, err)) != DYE_OK)
		return rc;
	if ((rc = dye_canary_unseal(&k->sealing, canary, &k->record, err)) != DYE_OK)
		return rc;
	if ((c = dye_grown(k->canaries, &k->canary_size, k->canary_count, sizeof(*c))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->canaries = c;
	c = &k->canaries[k->canary_count];
	*c = (struct known_canary){.recipient = canary->recipient,
	    .dataset = k->dataset,
	    .first = (uint32_t)k->cell_count,
	    .bounds = (uint32_t)k->bound_count,
	    .burned_from = canary->burned ? canary->burned_from : NEVER};
	memcpy(c->parent, canary->parent, DYE_PRF_LEN);
	if ((rc = add_bounds(k, err)) != DYE_OK)
		return rc;
	for (i = 0; i < k->record.cell_count; i++)
		if ((rc = add_cell(k, &k->record.cells[i], err)) != DYE_OK)
			return rc;
	c->count = (uint32_t)k->cell_count - c->first;
	k->canary_count++;
	return DYE_OK;
}

/* Where the dataset stands among those that are known; it may be new. */
static enum dye_code
place_dataset(struct dye_canary_known * k, uint32_t id, struct dye_error * err)
{
	struct known_dataset * d;

	for (k->dataset = 0; k->dataset < k->dataset_count; k->dataset++)
		if (k->datasets[k->dataset].id == id)
			return DYE_OK;
	if ((d = dye_grown(k->datasets, &k->dataset_size, k->dataset_count, sizeof(*d))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->datasets = d;
	d = &d[k->dataset_count++];
	d->id = id;
	return dye_canary_threshold(k->context->store, id, 0, &d->threshold, err);
}

/* Whatever file is being read, it is not to blame. */
static void
blame(const struct dye_dataset * dataset, struct dye_error * err)
{
	char where[sizeof("dataset ") + sizeof(dataset->name)];

	(void)snprintf(where, sizeof(where), "dataset %s", dataset->name);
	dye_at_file(err, where);
}

static enum dye_code
load_dataset(void * cookie, const struct dye_dataset * dataset, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;
	enum dye_code rc;

	if ((rc = place_dataset(k, dataset->id, err)) != DYE_OK ||
	    (rc = dye_canary_sealing_open(k->context->vault, dataset->salt, &k->sealing, err)) != DYE_OK)
		return rc;
	if ((rc = dye_store_canary_each(k->context->store, dataset->id, k->chain.last, load, k, err)) == DYE_EVAULT)
		blame(dataset, err);
	return rc;
}

/*
 * In a state of the registry that is verified: thresholds hang on what was tried, canaries must all be there, and so must their datasets.
 */
static enum dye_code
load_news(struct dye_canary_known * k, struct dye_error * err)
{
	struct dye_canary_chain chain = k->chain;
	bool others;

	k->visited = 0;
	DYE_TRY(dye_store_canary_check(k->context->store, &chain, 0, &others, err));
	DYE_TRY(dye_store_dataset_each(k->context->store, load_dataset, k, err));
	if (k->visited != chain.last - k->chain.last)
		return dye_fail(err, DYE_EVAULT, "canaries of the registry have been taken away or changed");
	k->chain = chain;
	return DYE_OK;
}

enum dye_code
dye_canary_known_renew(struct dye_canary_known * k, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_store_trust_open(k->context->store, err)) != DYE_OK)
		return rc;
	rc = dye_store_trust_close(k->context->store, load_news(k, err), err);
	dye_canary_record_release(&k->record);
	dye_buffer_release_secret(&k->scratch);
	dye_wipe(&k->sealing, sizeof(k->sealing));
	return rc;
}

enum dye_code
dye_canary_known_stale(struct dye_canary_known * k, bool * stale, struct dye_error * err)
{
	struct dye_canary_chain chain = k->chain;

	DYE_TRY(dye_store_canary_news(k->context->store, &chain, k->context->recipient, stale, err));
	if (!*stale)
		k->chain = chain;
	return DYE_OK;
}

enum dye_code
dye_canary_known_open(const struct dye_mark_context * context, struct dye_canary_known ** known, struct dye_error * err)
{
	struct dye_canary_known * k;
	enum dye_code rc;

	if ((k = calloc(1, sizeof(*k))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->context = context;
	if ((rc = dye_canary_known_renew(k, err)) != DYE_OK) {
		dye_canary_known_close(k);
		return rc;
	}
	*known = k;
	return DYE_OK;
}

void
dye_canary_known_close(struct dye_canary_known * k)
{

	if (k == NULL)
		return;
	free(k->datasets);
	free(k->canaries);
	free(k->cells);
	dye_piece_index_release(&k->pieces);
	free(k->bounds);
	free(k->seeds);
	dye_canary_traits_release(&k->traits);
	dye_map_release(&k->banned);
	free(k);
}

bool
dye_canary_known_any(const struct dye_canary_known * k)
{

	return k->canary_count > 0;
}

bool
dye_canary_known_banned(const struct dye_canary_known * k, const uint8_t parent[DYE_PRF_LEN])
{

	return dye_set_has(&k->banned, dye_get_u64(parent));
}

/* ---- for one row ---- */

/* From ${place} on. */
static uint32_t
seed_at(const struct dye_canary_known * k, uint32_t digest, size_t * place)
{

	while (k->seeds[*place].cell != 0 && k->seeds[*place].digest != digest)
		*place = (*place + 1) & (k->seed_size - 1);
	return k->seeds[*place].cell;
}

uint32_t
dye_canary_known_first(const struct dye_canary_known * k, uint64_t digest, size_t * place)
{

	if (k->seed_size == 0)
		return 0;
	*place = first_place(k->seed_size, (uint32_t)digest);
	return seed_at(k, (uint32_t)digest, place);
}

uint32_t
dye_canary_known_next(const struct dye_canary_known * k, uint64_t digest, size_t * place)
{

	*place = (*place + 1) & (k->seed_size - 1);
	return seed_at(k, (uint32_t)digest, place);
}

/* The last whose cells begin no later. */
uint32_t
dye_canary_known_whose(const struct dye_canary_known * k, uint32_t cell)
{
	size_t low = 0, high = k->canary_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (k->canaries[middle].first < cell)
			low = middle;
		else
			high = middle;
	}
	return (uint32_t)low + 1;
}

uint64_t
dye_canary_known_draws(const struct dye_canary_known * k, uint32_t cell)
{

	return k->cells[cell - 1].draws;
}

const struct dye_piece_index *
dye_canary_known_pieces(const struct dye_canary_known * k)
{

	return &k->pieces;
}

const struct dye_canary_traits *
dye_canary_known_traits(const struct dye_canary_known * k)
{

	return &k->traits;
}

uint64_t
dye_canary_known_kinds_of(const struct dye_canary_known * k, uint32_t number)
{
	const struct known_canary * c = &k->canaries[number - 1];
	uint64_t kinds = 0;
	uint32_t i;

	for (i = 0; i < c->count; i++)
		kinds |= UINT64_C(1) << k->cells[c->first + i].kind;
	return kinds;
}

static struct dye_canary_image
image_of(const struct dye_canary_known * k, uint32_t number)
{
	const struct known_canary * c = &k->canaries[number - 1];

	return (struct dye_canary_image){k->cells + c->first, c->count, k->bounds + c->bounds};
}

/* A cell of it stands in the row, or some text reads as it, though the canary was not looked up by it. */
static bool
may_show(const struct dye_canary_known * k, size_t cell, const struct dye_slice * texts, size_t count,
    const struct dye_pieces * pieces)
{
	const struct dye_canary_image_cell * c = &k->cells[cell];

	if (c->unsought && dye_piece_index_may_stand(&k->pieces, cell, pieces))
		return true;
	return dye_canary_traits_one_of(&k->traits, cell, c->kind, texts, count);
}

bool
dye_canary_known_may_return(const struct dye_canary_known * k, uint32_t number, uint64_t draws,
    const struct dye_slice * texts, size_t count, const struct dye_pieces * pieces)
{
	const struct known_canary * c = &k->canaries[number - 1];
	struct dye_canary_image image = image_of(k, number);
	uint32_t i;

	for (i = 0; i < c->count; i++)
		if ((image.cells[i].draws & ~draws) != 0 && may_show(k, c->first + i, texts, count, pieces))
			draws |= image.cells[i].draws;
	return dye_canary_bits(&image, draws) >= k->datasets[c->dataset].threshold;
}

enum dye_code
dye_canary_known_judge(const struct dye_canary_known * k, uint32_t number, const struct dye_canary_seen * seen,
    size_t count, const struct dye_pieces * pieces, dye_returned_visit visit, void * cookie, bool * may_be,
    struct dye_error * err)
{
	const struct known_canary * c = &k->canaries[number - 1];
	const struct known_dataset * d = &k->datasets[c->dataset];
	struct dye_canary_image image = image_of(k, number);
	struct dye_canary_unit unit = {.dataset = d->id,
	    .recipient = c->recipient,
	    .burned = c->burned_from != NEVER,
	    .burned_from = c->burned_from};
	struct dye_canary_agreement agreement;
	uint32_t i;

	dye_canary_agree(&image, seen, count, &agreement);
	*may_be = agreement.bits >= d->threshold;
	for (i = 0; i < c->count; i++)
		if (dye_piece_index_stands(&k->pieces, c->first + i, pieces))
			agreement.draws_anywhere |= image.cells[i].draws;
	if (dye_canary_bits(&image, agreement.draws_anywhere) < d->threshold)
		return DYE_OK;
	memcpy(unit.parent, c->parent, DYE_PRF_LEN);
	return visit(cookie, &unit, err);
}

/* As a trace would count it: docs/EVIDENCE.md, 4.2, needs that of rows that are left out. */
bool
dye_canary_known_is(
    const struct dye_canary_known * k, uint32_t number, const struct dye_canary_seen * seen, size_t count)
{
	struct dye_canary_image image = image_of(k, number);
	struct dye_canary_agreement agreement;

	dye_canary_agree(&image, seen, count, &agreement);
	return agreement.whole && agreement.bits >= k->datasets[k->canaries[number - 1].dataset].threshold;
}
