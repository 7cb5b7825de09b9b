/* file: cells, seeds, traits and bounds are filled by one load, row by row, and grow together; apart they would need half of each other. */
#include "watermark/marks/canary/known.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/bits.h"
#include "formats/base/map.h"
#include "formats/field/core/glyphs.h"
#include "watermark/marks/canary/agree.h"
#include "watermark/marks/canary/piece_words.h"
#include "watermark/marks/canary/seeds.h"
#include "watermark/marks/canary/stored.h"
#include "watermark/marks/canary/waiting.h"
#include "watermark/marks/core/cellkey.h"

struct known_dataset {
	uint32_t id;
	double threshold;		     /* bits */
	struct dye_canary_sealing * sealing; /* Owned. */
	char name[DYE_NAME_MAX + 1];
};

#define NEVER INT64_MAX

/* More bytes of records do not wait to be opened: what is made of them is smaller. */
#define WAITING_MOST ((size_t)16 << 20)

/* When more canaries that rows asked for are there, or more digests were asked for, they are forgotten, and fetched again by whoever needs them. */
#define FETCHED_MOST 10000
#define ASKED_MOST ((size_t)1 << 17)

struct known_canary {
	uint64_t recipient;
	uint8_t parent[DYE_PRF_LEN];
	uint64_t siblings; /* key of its unit, if that has other texts; else 0 */
	uint32_t dataset;  /* index */
	uint32_t first;	   /* of its cells */
	uint32_t count;
	uint32_t bounds;     /* where those of its draws begin */
	int64_t burned_from; /* NEVER: it is not burned */
	uint64_t order;	     /* in which it was registered */
	uint64_t stored;     /* its number in the registry, if it was fetched; else 0 */
	uint64_t stamp;	     /* of the last key by which it was found that was checked */
};

/* So many there are without those that were fetched. */
struct known_mark {
	size_t canaries, cells, bounds;
};

struct dye_canary_known {
	const struct dye_mark_context * context; /* Not owned. */
	struct known_dataset * datasets;	 /* Owned, as are the following. */
	size_t dataset_count, dataset_size;
	struct dye_canary_chain chain;	   /* over those that are loaded, or of the context's recipient */
	bool has_short;			   /* cells of which no piece is a seed */
	bool any;			   /* was loaded */
	struct dye_canary_waiting waiting; /* those that were loaded and are in nothing that follows yet */
	atomic_bool ready;		   /* none waits */
	pthread_mutex_t opening;	   /* of those that wait, by one of the threads that look */
	struct known_canary * canaries;
	size_t canary_count, canary_size;
	struct dye_canary_image_cell * cells;
	size_t cell_count, cell_size;
	struct dye_piece_index pieces; /* of the same cells */
	uint32_t * bounds;
	size_t bound_count, bound_size;
	struct dye_canary_seeds seeds;
	struct dye_map units;		 /* of each, by its key, its last text, as a number counted from 1 */
	struct dye_canary_traits traits; /* of the same cells */
	struct dye_map banned, own;	 /* parents of the context's recipient: of canaries that were burned; of all */
	struct dye_canary_covered
	    covered; /* those that are stored as of when this was opened: up to number covered.chain.last */
	struct dye_canary_stored * stored; /* Owned: once it is needed */
	struct dye_map burns;		   /* of them all units that are burned, and since when */
	struct known_mark loaded;
	struct dye_map asked;	/* digests that were fetched */
	struct dye_map fetched; /* numbers of the registry, with those of canaries */
	struct dye_buffer hits; /* scratch: of numbers of the registry */
	uint64_t stamps;
	uint64_t kinds;	   /* whose cells were told */
	dye_key_tell tell; /* of who only wants to know the keys; NULL: nobody does */
	void * tell_cookie;
	struct dye_canary_record record; /* scratch */
	struct dye_buffer scratch;
};

/* ---- loading ---- */

static enum dye_code
tell(struct dye_canary_known * k, uint32_t key, bool finds, struct dye_error * err)
{

	return k->tell == NULL ? DYE_OK : k->tell(k->tell_cookie, key, finds, err);
}

static enum dye_code
add_seed(struct dye_canary_known * k, uint32_t key, struct dye_error * err)
{

	DYE_TRY(tell(k, key, true, err));
	return dye_canary_seeds_add(&k->seeds, key, (uint32_t)k->cell_count, err);
}

static bool
is_seed(const struct dye_cell_pieces * p, uint32_t key)
{
	uint32_t i;

	for (i = 0; i < p->seed_count && p->seeds[i] != key; i++)
		;
	return i < p->seed_count;
}

/* What else is to be known of the pieces of a cell. */
static enum dye_code
tell_pieces(struct dye_canary_known * k, const struct dye_cell_pieces * p, struct dye_error * err)
{
	uint32_t i;

	if (k->tell == NULL)
		return DYE_OK;
	for (i = 0; i < p->member_count; i++)
		if (!is_seed(p, dye_piece_digest(p->members[i], DYE_PIECE_WORD)))
			DYE_TRY(tell(k, dye_stored_key(DYE_STORED_MEMBER, 0, p->members[i] >> 1), false, err));
	for (i = 0; i < 8; i++)
		if ((p->shorts >> i & 1) != 0)
			DYE_TRY(tell(k, dye_stored_key(DYE_STORED_SHORTS, 0, i), false, err));
	return p->across ? tell(k, dye_stored_key(DYE_STORED_ACROSS, 0, 0), false, err) : DYE_OK;
}

static enum dye_code
tell_traits(struct dye_canary_known * k, uint16_t kind, enum dye_canary_way way, struct dye_slice canonical,
    struct dye_error * err)
{
	uint32_t keys[DYE_TRAIT_KEYS], i, count;

	if (k->tell == NULL)
		return DYE_OK;
	k->kinds |= UINT64_C(1) << kind;
	count = dye_canary_trait_keys(kind, way, canonical, keys);
	for (i = 0; i < count; i++)
		DYE_TRY(tell(k, keys[i], false, err));
	return DYE_OK;
}

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
	else if (pieces.seed_count == 0 && !kind->low_entropy) {
		k->has_short = true;
		DYE_TRY(tell(k, dye_stored_key(DYE_STORED_SHORT_CELL, 0, 0), false, err));
	}
	for (i = 0; i < pieces.seed_count; i++)
		DYE_TRY(add_seed(k, pieces.seeds[i], err));
	DYE_TRY(tell_pieces(k, &pieces, err));
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
	DYE_TRY(tell_traits(k, cells->kind, way, text->canonical, err));
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

	return c->dataset != NULL && c->dataset->id == canary->dataset && canary->recipient == c->recipient;
}

static struct dye_canary_unit
unit_of(const struct dye_canary_known * k, const struct known_canary * c)
{
	struct dye_canary_unit unit = {.dataset = k->datasets[c->dataset].id,
	    .recipient = c->recipient,
	    .burned = c->burned_from != NEVER,
	    .burned_from = c->burned_from};

	memcpy(unit.parent, c->parent, DYE_PRF_LEN);
	return unit;
}

/* By this who is stored is found by its unit. */
static uint32_t
unit_key(const struct dye_canary_known * k, const struct known_canary * c)
{
	struct dye_canary_unit unit = unit_of(k, c);

	return dye_stored_key(DYE_STORED_UNIT, 0, dye_canary_unit_key(&unit));
}

/* The canary that was added last may be a further text of a unit. */
static enum dye_code
note_unit(struct dye_canary_known * k, struct known_canary * c, struct dye_error * err)
{
	struct dye_canary_unit unit = unit_of(k, c);
	uint64_t key = dye_canary_unit_key(&unit);
	bool fresh;
	size_t at;

	DYE_TRY(dye_map_put(&k->units, key, true, &at, &fresh, err));
	if (!fresh)
		c->siblings = k->canaries[k->units.values[at] - 1].siblings = key;
	k->units.values[at] = k->canary_count;
	return DYE_OK;
}

/* Of a dataset that is known. ${stored}: its number, if it is fetched. */
static enum dye_code
open_one(struct dye_canary_known * k, const struct dye_canary * canary, uint32_t dataset, uint64_t stored,
    struct dye_error * err)
{
	struct known_canary * c;
	uint32_t i;

	DYE_TRY(dye_canary_unseal(k->datasets[dataset].sealing, canary, &k->record, err));
	if ((c = dye_grown(k->canaries, &k->canary_size, k->canary_count, sizeof(*c))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->canaries = c;
	c = &k->canaries[k->canary_count];
	*c = (struct known_canary){.recipient = canary->recipient,
	    .dataset = dataset,
	    .first = (uint32_t)k->cell_count,
	    .bounds = (uint32_t)k->bound_count,
	    .burned_from = canary->burned ? canary->burned_from : NEVER,
	    .order = stored != 0 ? stored : k->covered.chain.last + 1 + k->canary_count,
	    .stored = stored};
	memcpy(c->parent, canary->parent, DYE_PRF_LEN);
	DYE_TRY(add_bounds(k, err));
	for (i = 0; i < k->record.cell_count; i++)
		DYE_TRY(add_cell(k, &k->record.cells[i], err));
	c->count = (uint32_t)k->cell_count - c->first;
	k->canary_count++;
	DYE_TRY(tell(k, unit_key(k, c), true, err));
	return note_unit(k, c, err);
}

/* Whatever file is being read, it is not to blame. */
static void
blame(const char * dataset, struct dye_error * err)
{
	char where[sizeof("dataset ") + DYE_NAME_MAX + 1];

	(void)snprintf(where, sizeof(where), "dataset %s", dataset);
	dye_at_file(err, where);
}

/* Those that were fetched. */
static enum dye_code
forget(struct dye_canary_known * k, struct dye_error * err)
{
	size_t i;

	k->cell_count = k->loaded.cells;
	k->bound_count = k->loaded.bounds;
	dye_piece_index_keep(&k->pieces, k->cell_count);
	dye_canary_traits_keep(&k->traits, k->cell_count);
	DYE_TRY(dye_canary_seeds_keep(&k->seeds, (uint32_t)k->cell_count, err));
	dye_map_release(&k->asked);
	dye_map_release(&k->fetched);
	dye_map_release(&k->units);
	for (i = 0; i < k->loaded.canaries; i++) {
		k->canary_count = i + 1;
		k->canaries[i].siblings = 0;
		DYE_TRY(note_unit(k, &k->canaries[i], err));
	}
	k->canary_count = k->loaded.canaries;
	return DYE_OK;
}

static enum dye_code
open_all(struct dye_canary_known * k, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	uint32_t dataset;
	size_t i;

	if (k->canary_count > k->loaded.canaries)
		DYE_TRY(forget(k, err));

	for (i = 0; i < k->waiting.count && rc == DYE_OK; i++) {
		struct dye_canary canary = dye_canary_waiter(&k->waiting, i, &dataset);

		if ((rc = open_one(k, &canary, dataset, 0, err)) == DYE_EVAULT)
			blame(k->datasets[dataset].name, err);
	}
	dye_canary_record_release(&k->record);
	dye_buffer_release_secret(&k->scratch);
	if (rc == DYE_OK)
		dye_canary_waiting_release(&k->waiting);
	k->loaded = (struct known_mark){k->canary_count, k->cell_count, k->bound_count};
	return rc;
}

static bool
has_stored(const struct dye_canary_known * k)
{

	return k->covered.chain.last > 0;
}

/* What rows are asked by says of those, too. */
static enum dye_code
open_stored(struct dye_canary_known * k, struct dye_error * err)
{
	const struct dye_mark_context * c = k->context;

	if (!has_stored(k) || k->stored != NULL)
		return DYE_OK;
	DYE_TRY(dye_canary_stored_open(c->vault, c->store, &k->covered.chain, &k->stored, err));
	k->has_short = k->has_short || dye_canary_stored_may(k->stored, dye_stored_key(DYE_STORED_SHORT_CELL, 0, 0));
	DYE_TRY(dye_piece_index_stored(&k->pieces, k->stored, err));
	return dye_canary_traits_stored(&k->traits, k->stored, err);
}

enum dye_code
dye_canary_known_enter(struct dye_canary_known * k, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	if (!has_stored(k) && atomic_load_explicit(&k->ready, memory_order_acquire))
		return DYE_OK;
	(void)pthread_mutex_lock(&k->opening);
	if (!atomic_load_explicit(&k->ready, memory_order_relaxed) && (rc = open_all(k, err)) == DYE_OK)
		atomic_store_explicit(&k->ready, true, memory_order_release);
	if (rc == DYE_OK && (k->canary_count - k->loaded.canaries > FETCHED_MOST || k->asked.count > ASKED_MOST))
		rc = forget(k, err);
	if (rc == DYE_OK)
		rc = open_stored(k, err);
	if (rc != DYE_OK || !has_stored(k))
		(void)pthread_mutex_unlock(&k->opening);
	return rc;
}

void
dye_canary_known_leave(struct dye_canary_known * k)
{

	if (has_stored(k))
		(void)pthread_mutex_unlock(&k->opening);
}

static bool
find_dataset(const struct dye_canary_known * k, uint32_t id, uint32_t * dataset)
{

	for (*dataset = 0; *dataset < k->dataset_count; (*dataset)++)
		if (k->datasets[*dataset].id == id)
			return true;
	return false;
}

static enum dye_code
load_dataset(void * cookie, const struct dye_dataset * dataset, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;
	struct known_dataset * d;
	uint32_t known;

	if (find_dataset(k, dataset->id, &known))
		return DYE_OK;
	if ((d = dye_grown(k->datasets, &k->dataset_size, k->dataset_count, sizeof(*d))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->datasets = d;
	d += k->dataset_count;
	if ((d->sealing = calloc(1, sizeof(*d->sealing))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->dataset_count++;
	d->id = dataset->id;
	memcpy(d->name, dataset->name, sizeof(d->name));
	DYE_TRY(dye_canary_threshold(k->context->store, d->id, 0, &d->threshold, err));
	return dye_canary_sealing_open(k->context->vault, dataset->salt, d->sealing, err);
}

static enum dye_code
load(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;
	uint32_t dataset;

	(void)id;
	if (!find_dataset(k, canary->dataset, &dataset))
		return dye_fail(err, DYE_EVAULT, "datasets of the registry have been taken away or changed");
	k->any = true;
	if (is_own(k, canary))
		DYE_TRY(dye_set_add(&k->own, dye_get_u64(canary->parent), NULL, err));
	if (canary->burned && is_own(k, canary))
		DYE_TRY(dye_set_add(&k->banned, dye_get_u64(canary->parent), NULL, err));
	DYE_TRY(dye_canary_wait(&k->waiting, dataset, canary, err));
	atomic_store_explicit(&k->ready, false, memory_order_relaxed);
	return k->waiting.sealed.len > WAITING_MOST ? open_all(k, err) : DYE_OK;
}

/* Of all that are burned those that are stored are not loaded to be told so. */
static enum dye_code
load_burn(void * cookie, const struct dye_canary_unit * unit, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;
	struct dye_canary canary = {.dataset = unit->dataset, .recipient = unit->recipient};
	bool fresh;
	size_t at;

	DYE_TRY(dye_map_put(&k->burns, dye_canary_unit_key(unit), true, &at, &fresh, err));
	k->burns.values[at] = (uint64_t)unit->burned_from;
	return is_own(k, &canary) ? dye_set_add(&k->banned, dye_get_u64(unit->parent), NULL, err) : DYE_OK;
}

/* Which need not be loaded: the chain goes on behind them. */
static enum dye_code
load_covered(struct dye_canary_known * k, struct dye_error * err)
{
	struct dye_canary_covered covered;
	bool got;

	DYE_TRY(dye_store_covered_get(k->context->store, &covered, &got, err));
	if (!got || covered.version != DYE_STORED_VERSION)
		return DYE_OK;
	DYE_TRY(dye_canary_stored_readable(&covered, err));
	k->covered = covered;
	k->chain = covered.chain;
	return dye_store_burn_each(k->context->store, load_burn, k, err);
}

/*
 * In a state of the registry that is verified: thresholds hang on what was tried, canaries must all be there, and so must their datasets.
 */
static enum dye_code
load_news(struct dye_canary_known * k, struct dye_error * err)
{

	DYE_TRY(dye_store_dataset_each(k->context->store, load_dataset, k, err));
	if (k->chain.last == 0)
		DYE_TRY(load_covered(k, err));
	return dye_store_canary_check(k->context->store, &k->chain, load, k, err);
}

enum dye_code
dye_canary_known_renew(struct dye_canary_known * k, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_store_trust_open(k->context->store, err)) != DYE_OK)
		return rc;
	rc = dye_store_trust_close(k->context->store, load_news(k, err), err);
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

/* One that knows nothing yet. */
static enum dye_code
new_known(const struct dye_mark_context * context, struct dye_canary_known ** known, struct dye_error * err)
{

	if ((*known = calloc(1, sizeof(**known))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	(*known)->context = context;
	(void)pthread_mutex_init(&(*known)->opening, NULL);
	return DYE_OK;
}

enum dye_code
dye_canary_known_open(const struct dye_mark_context * context, struct dye_canary_known ** known, struct dye_error * err)
{
	struct dye_canary_known * k;
	enum dye_code rc;

	DYE_TRY(new_known(context, &k, err));
	atomic_init(&k->ready, true);
	if ((rc = dye_canary_known_renew(k, err)) != DYE_OK) {
		dye_canary_known_close(k);
		return rc;
	}
	*known = k;
	return DYE_OK;
}

static void
release_datasets(struct dye_canary_known * k)
{
	size_t i;

	for (i = 0; i < k->dataset_count; i++) {
		dye_wipe(k->datasets[i].sealing, sizeof(*k->datasets[i].sealing));
		free(k->datasets[i].sealing);
	}
	free(k->datasets);
}

void
dye_canary_known_close(struct dye_canary_known * k)
{

	if (k == NULL)
		return;
	release_datasets(k);
	dye_canary_waiting_release(&k->waiting);
	(void)pthread_mutex_destroy(&k->opening);
	free(k->canaries);
	free(k->cells);
	dye_piece_index_release(&k->pieces);
	free(k->bounds);
	dye_canary_seeds_release(&k->seeds);
	dye_map_release(&k->units);
	dye_canary_traits_release(&k->traits);
	dye_map_release(&k->banned);
	dye_map_release(&k->own);
	dye_canary_stored_close(k->stored);
	dye_map_release(&k->burns);
	dye_map_release(&k->asked);
	dye_map_release(&k->fetched);
	dye_buffer_release(&k->hits);
	free(k);
}

bool
dye_canary_known_any(const struct dye_canary_known * k)
{

	return k->any || has_stored(k);
}

bool
dye_canary_known_banned(const struct dye_canary_known * k, const uint8_t parent[DYE_PRF_LEN])
{

	return dye_set_has(&k->banned, dye_get_u64(parent));
}

/* ---- those that are stored ---- */

static enum dye_code
damaged(struct dye_error * err)
{

	return dye_fail(err, DYE_EVAULT,
	    "canaries of the registry have been taken away or changed (leakdye log verify says where)");
}

/* Who is burned was verified when this was opened; what the table says now need not be so. */
static enum dye_code
take_stored(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;
	struct dye_canary_unit unit = {.dataset = canary->dataset, .recipient = canary->recipient};
	struct dye_canary own = *canary;
	const uint64_t * burned;
	uint32_t dataset;
	enum dye_code rc;

	if (!find_dataset(k, canary->dataset, &dataset))
		return damaged(err);
	memcpy(unit.parent, canary->parent, DYE_PRF_LEN);
	burned = dye_map_get(&k->burns, dye_canary_unit_key(&unit));
	own.burned = burned != NULL;
	own.burned_from = burned == NULL ? 0 : (int64_t)*burned;
	/* No chain was followed over it: its seal alone says that it is what was registered. */
	if ((rc = open_one(k, &own, dataset, id, err)) == DYE_EAUTH)
		rc = damaged(err);
	if (rc == DYE_EVAULT)
		blame(k->datasets[dataset].name, err);
	return rc;
}

/* Numbers behind those that were stored when this was opened are those of canaries that were loaded, or came later. */
static enum dye_code
note_hit(void * cookie, uint64_t id, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;

	return id > k->covered.chain.last ? DYE_OK : dye_buffer_append_u64(&k->hits, id, err);
}

static uint64_t
hit_at(const struct dye_canary_known * k, size_t i)
{

	return dye_get_u64((const uint8_t *)k->hits.data + 8 * i);
}

static enum dye_code
fetch_one(struct dye_canary_known * k, uint64_t id, struct dye_error * err)
{
	bool fresh;
	size_t at;

	DYE_TRY(dye_map_put(&k->fetched, id, true, &at, &fresh, err));
	if (!fresh)
		return DYE_OK;
	k->fetched.values[at] = k->canary_count + 1;
	return dye_store_canary_get(dye_canary_stored_store(k->stored), id, take_stored, k, err);
}

static struct known_canary *
fetched_at(struct dye_canary_known * k, size_t i)
{

	return &k->canaries[*dye_map_get(&k->fetched, hit_at(k, i)) - 1];
}

/* Each of the hits is found by the digest: else its row is another's. */
static enum dye_code
check_hits(struct dye_canary_known * k, uint32_t digest, struct dye_error * err)
{
	size_t i, place = 0;
	uint32_t cell;

	k->stamps++;
	for (cell = dye_canary_known_first(k, digest, &place); cell != 0;
	     cell = dye_canary_known_next(k, digest, &place))
		k->canaries[dye_canary_known_whose(k, cell) - 1].stamp = k->stamps;
	for (i = 0; i < k->hits.len / 8; i++)
		if (fetched_at(k, i)->stamp != k->stamps && unit_key(k, fetched_at(k, i)) != digest)
			return damaged(err);
	return DYE_OK;
}

/* All that have the key, into k->hits, and open. */
static enum dye_code
fetch_all(struct dye_canary_known * k, uint32_t digest, struct dye_error * err)
{
	size_t i;

	dye_buffer_reset(&k->hits);
	DYE_TRY(dye_canary_stored_find(k->stored, digest, note_hit, k, err));
	for (i = 0; i < k->hits.len / 8; i++)
		DYE_TRY(fetch_one(k, hit_at(k, i), err));
	return k->hits.len == 0 ? DYE_OK : check_hits(k, digest, err);
}

static enum dye_code
fetch(struct dye_canary_known * k, uint32_t digest, struct dye_error * err)
{
	bool fresh;

	DYE_TRY(dye_set_add(&k->asked, UINT64_C(1) << 32 | digest, &fresh, err));
	return fresh ? fetch_all(k, digest, err) : DYE_OK;
}

enum dye_code
dye_canary_known_fetch(struct dye_canary_known * k, const uint32_t * digests, size_t count, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;

	if (k->stored == NULL)
		return DYE_OK;
	for (i = 0; i < count && rc == DYE_OK; i++)
		rc = fetch(k, digests[i], err);
	dye_canary_record_release(&k->record);
	dye_buffer_release_secret(&k->scratch);
	return rc;
}

/* Not as a row of the table says it, which may be taken away for a while: those whose seals say that they are of the unit. */
static enum dye_code
find_born(struct dye_canary_known * k, const struct dye_canary_unit * unit, bool * born, struct dye_error * err)
{
	uint64_t key = dye_canary_unit_key(unit);
	size_t i;

	DYE_TRY(open_stored(k, err));
	DYE_TRY(fetch_all(k, dye_stored_key(DYE_STORED_UNIT, 0, key), err));
	for (i = 0; i < k->hits.len / 8 && !*born; i++) {
		struct dye_canary_unit other = unit_of(k, fetched_at(k, i));

		*born = dye_canary_unit_key(&other) == key;
	}
	return DYE_OK;
}

enum dye_code
dye_canary_known_left(
    struct dye_canary_known * k, const uint8_t parent[DYE_PRF_LEN], bool * left, struct dye_error * err)
{
	struct dye_canary_unit unit = {.recipient = k->context->recipient};
	enum dye_code rc;

	*left = dye_set_has(&k->own, dye_get_u64(parent));
	if (*left || !has_stored(k))
		return DYE_OK;
	unit.dataset = k->context->dataset->id;
	memcpy(unit.parent, parent, DYE_PRF_LEN);
	(void)pthread_mutex_lock(&k->opening);
	rc = find_born(k, &unit, left, err);
	dye_canary_record_release(&k->record);
	dye_buffer_release_secret(&k->scratch);
	(void)pthread_mutex_unlock(&k->opening);
	return rc;
}

uint64_t
dye_canary_known_order(const struct dye_canary_known * k, uint32_t number)
{

	return k->canaries[number - 1].order;
}

/* ---- for who wants keys alone ---- */

enum dye_code
dye_canary_teller_open(const struct dye_mark_context * context, dye_key_tell tell_key, void * cookie,
    struct dye_canary_known ** known, struct dye_error * err)
{
	struct dye_canary_known * k;
	enum dye_code rc;

	DYE_TRY(new_known(context, &k, err));
	k->tell = tell_key;
	k->tell_cookie = cookie;
	if ((rc = dye_store_dataset_each(context->store, load_dataset, k, err)) != DYE_OK) {
		dye_canary_known_close(k);
		return rc;
	}
	*known = k;
	return DYE_OK;
}

uint64_t
dye_canary_told_kinds(const struct dye_canary_known * k)
{

	return k->kinds;
}

enum dye_code
dye_canary_tell(struct dye_canary_known * k, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{
	enum dye_code rc;

	rc = take_stored(k, id, canary, err);
	dye_canary_record_release(&k->record);
	dye_buffer_release_secret(&k->scratch);
	/* Nothing is remembered of it. */
	return rc == DYE_OK && k->canary_count > 1000 ? forget(k, err) : rc;
}

/* ---- for one row ---- */

uint32_t
dye_canary_known_first(const struct dye_canary_known * k, uint64_t digest, size_t * place)
{

	return dye_canary_seeds_first(&k->seeds, (uint32_t)digest, place);
}

uint32_t
dye_canary_known_next(const struct dye_canary_known * k, uint64_t digest, size_t * place)
{

	return dye_canary_seeds_next(&k->seeds, (uint32_t)digest, place);
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

bool
dye_canary_known_short(const struct dye_canary_known * k)
{

	return k->has_short;
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

uint64_t
dye_canary_known_may_show(const struct dye_canary_known * k, uint32_t number, uint64_t draws,
    const struct dye_slice * texts, size_t count, const struct dye_pieces * pieces)
{
	const struct known_canary * c = &k->canaries[number - 1];
	uint32_t i;

	for (i = 0; i < c->count; i++)
		if ((k->cells[c->first + i].draws & ~draws) != 0 && may_show(k, c->first + i, texts, count, pieces))
			draws |= k->cells[c->first + i].draws;
	return draws;
}

uint64_t
dye_canary_known_shows(const struct dye_canary_known * k, uint32_t number, const struct dye_canary_seen * seen,
    size_t count, const struct dye_pieces * pieces, bool * may_be)
{
	const struct known_canary * c = &k->canaries[number - 1];
	struct dye_canary_image image = image_of(k, number);
	struct dye_canary_agreement agreement;
	uint32_t i;

	dye_canary_agree(&image, seen, count, &agreement);
	*may_be = agreement.bits >= k->datasets[c->dataset].threshold;
	for (i = 0; i < c->count; i++)
		if (dye_piece_index_stands(&k->pieces, c->first + i, pieces))
			agreement.draws_anywhere |= image.cells[i].draws;
	return agreement.draws_anywhere;
}

double
dye_canary_known_bits(const struct dye_canary_known * k, uint32_t number, uint64_t draws)
{
	struct dye_canary_image image = image_of(k, number);

	return dye_canary_bits(&image, draws);
}

/* The canary has the same cell, and shows it. */
static bool
has_cell(const struct dye_canary_known * k, const struct known_canary * c, uint64_t draws,
    const struct dye_canary_image_cell * cell)
{
	uint32_t i;

	for (i = 0; i < c->count; i++) {
		const struct dye_canary_image_cell * own = &k->cells[c->first + i];

		if (own->kind == cell->kind && own->digest == cell->digest && (own->draws & ~draws) == 0)
			return true;
	}
	return false;
}

uint64_t
dye_canary_known_beyond(
    const struct dye_canary_known * k, uint32_t number, uint64_t draws, uint32_t other, uint64_t other_draws)
{
	const struct known_canary * c = &k->canaries[number - 1];
	uint64_t beyond = 0;
	uint32_t i;

	for (i = 0; i < c->count; i++) {
		const struct dye_canary_image_cell * cell = &k->cells[c->first + i];

		if ((cell->draws & ~draws) == 0 && !has_cell(k, &k->canaries[other - 1], other_draws, cell))
			beyond |= cell->draws;
	}
	return beyond;
}

uint64_t
dye_canary_known_siblings(const struct dye_canary_known * k, uint32_t number)
{

	return k->canaries[number - 1].siblings;
}

double
dye_canary_known_threshold(const struct dye_canary_known * k, uint32_t number)
{

	return k->datasets[k->canaries[number - 1].dataset].threshold;
}

struct dye_canary_unit
dye_canary_known_unit(const struct dye_canary_known * k, uint32_t number)
{

	return unit_of(k, &k->canaries[number - 1]);
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
