#include "watermark/marks/canary/known.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/map.h"
#include "watermark/marks/canary/agree.h"
#include "watermark/marks/core/cellkey.h"

struct known_dataset {
	uint32_t id;
	double threshold; /* bits */
};

struct known_canary {
	uint64_t id;
	uint32_t dataset; /* index */
	uint32_t first;	  /* of its cells */
	uint32_t count;
	uint32_t bounds; /* where those of its draws begin */
};

#define NO_TAIL UINT32_MAX

/* A cell by which a canary is looked up. */
struct known_seed {
	uint32_t digest; /* the lower half; it says where in the table it stands, too */
	uint32_t canary; /* counted from 1; 0: a free place */
};

struct dye_canary_known {
	const struct dye_mark_context * context; /* Not owned; while loading. */
	struct known_dataset * datasets;	 /* Owned, as are the following. */
	size_t dataset_count, dataset_size;
	struct dye_canary_sealing sealing; /* of the dataset that is being loaded */
	struct known_canary * canaries;
	size_t canary_count, canary_size;
	struct dye_canary_image_cell * cells;
	size_t cell_count, cell_size;
	uint32_t * bounds;
	size_t bound_count, bound_size;
	struct known_seed * seeds; /* a table of seed_size places, a power of two, half full at most */
	size_t seed_count, seed_size;
	uint64_t kinds;	  /* bit i: some seed is of dye_kinds[i] */
	uint64_t blind;	  /* bit i: some seed of dye_kinds[i] has a tail of which nothing is known */
	uint64_t * tails; /* Owned: TAIL_BITS bits, set where (kind, tail) of a seed falls */
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

	while (seeds[i].canary != 0)
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
			if (k->seeds[i].canary != 0)
				put_seed(seeds, size, k->seeds[i]);
		free(k->seeds);
		k->seeds = seeds;
		k->seed_size = size;
	}
	put_seed(k->seeds, k->seed_size, (struct known_seed){digest, (uint32_t)k->canary_count + 1});
	k->seed_count++;
	return DYE_OK;
}

/* ---- the tails of seeds: a cell that ends in other digits than all of them is none ---- */

#define TAIL_BITS (UINT64_C(1) << 22)

/* The last digits of an ASCII text, and how many they are; false where they say nothing. */
static bool
tail_of(struct dye_slice text, uint32_t * tail)
{
	uint32_t digits = 0, unit = 1;
	size_t i;

	*tail = 0;
	for (i = text.len; i-- > 0;) {
		uint8_t c = (uint8_t)text.data[i];

		if (c >= 0x80 || c == '*')
			return false;
		if (c < '0' || c > '9' || digits == DYE_TAIL_DIGITS)
			continue;
		*tail += (uint32_t)(c - '0') * unit;
		unit *= 10;
		digits++;
	}
	*tail += digits * 1000000;
	return text.len <= DYE_TAIL_TEXT_MAX;
}

static uint64_t
tail_bit(uint16_t kind, uint32_t tail)
{

	return ((uint64_t)tail << 6 | kind) * UINT64_C(0x9E3779B97F4A7C15) >> 42;
}

static void
add_tail(struct dye_canary_known * k, uint16_t kind, struct dye_slice canonical)
{
	uint64_t bit;
	uint32_t tail;

	if (!dye_kinds[kind]->keeps_tail || !tail_of(canonical, &tail)) {
		k->blind |= UINT64_C(1) << kind;
		return;
	}
	bit = tail_bit(kind, tail);
	k->tails[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool
may_end_so(const struct dye_canary_known * k, uint16_t kind, uint32_t tail)
{
	uint64_t bit = tail_bit(kind, tail);

	return tail == NO_TAIL || (k->blind >> kind & 1) != 0 || (k->tails[bit / 64] >> bit % 64 & 1) != 0;
}

/* ---- loading ---- */

static enum dye_code
add_cell(struct dye_canary_known * k, const struct dye_canary_text * text, struct dye_error * err)
{
	struct dye_canary_image_cell * cells;
	enum dye_code rc;
	bool got;

	if ((cells = dye_grown(k->cells, &k->cell_size, k->cell_count, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->cells = cells;
	cells += k->cell_count;
	if ((rc = dye_canary_image_cell(text, &k->scratch, cells, &got, err)) != DYE_OK || !got)
		return rc;
	k->cell_count++;
	if (!cells->anchored)
		return DYE_OK;
	k->kinds |= UINT64_C(1) << cells->kind;
	add_tail(k, cells->kind, text->canonical);
	return add_seed(k, (uint32_t)cells->digest, err);
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

	return c->dataset != NULL && c->dataset->id == k->datasets[k->dataset_count - 1].id &&
	       canary->recipient == c->recipient;
}

static enum dye_code
load(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;
	struct known_canary * c;
	enum dye_code rc;
	uint32_t i;

	if (canary->burned && is_own(k, canary) &&
	    (rc = dye_set_add(&k->banned, dye_get_u64(canary->parent), NULL, err)) != DYE_OK)
		return rc;
	if ((rc = dye_canary_unseal(&k->sealing, canary, &k->record, err)) != DYE_OK)
		return rc;
	if ((c = dye_grown(k->canaries, &k->canary_size, k->canary_count, sizeof(*c))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->canaries = c;
	c = &k->canaries[k->canary_count];
	*c = (struct known_canary){.id = id,
	    .dataset = (uint32_t)k->dataset_count - 1,
	    .first = (uint32_t)k->cell_count,
	    .bounds = (uint32_t)k->bound_count};
	if ((rc = add_bounds(k, err)) != DYE_OK)
		return rc;
	for (i = 0; i < k->record.cell_count; i++)
		if ((rc = add_cell(k, &k->record.cells[i], err)) != DYE_OK)
			return rc;
	c->count = (uint32_t)k->cell_count - c->first;
	k->canary_count++;
	return DYE_OK;
}

static enum dye_code
load_dataset(void * cookie, const struct dye_dataset * dataset, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;
	struct known_dataset * d;
	enum dye_code rc;

	if ((d = dye_grown(k->datasets, &k->dataset_size, k->dataset_count, sizeof(*d))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->datasets = d;
	d = &d[k->dataset_count++];
	d->id = dataset->id;
	if ((rc = dye_canary_threshold(k->context->store, d->id, 0, &d->threshold, err)) != DYE_OK ||
	    (rc = dye_canary_sealing_open(k->context->vault, dataset->salt, &k->sealing, err)) != DYE_OK)
		return rc;
	return dye_store_canary_each(k->context->store, d->id, load, k, err);
}

enum dye_code
dye_canary_known_open(const struct dye_mark_context * context, struct dye_canary_known ** known, struct dye_error * err)
{
	struct dye_canary_known * k;
	enum dye_code rc;

	if ((k = calloc(1, sizeof(*k))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->context = context;
	if ((k->tails = calloc(TAIL_BITS / 64, sizeof(*k->tails))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = dye_store_dataset_each(context->store, load_dataset, k, err);
	dye_canary_record_release(&k->record);
	dye_buffer_release_secret(&k->scratch);
	dye_wipe(&k->sealing, sizeof(k->sealing));
	if (rc != DYE_OK) {
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
	free(k->bounds);
	free(k->seeds);
	free(k->tails);
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

void
dye_canary_scratch_release(struct dye_canary_scratch * scratch)
{

	dye_parse_release(&scratch->parse);
	dye_buffer_release_secret(&scratch->bytes);
	free(scratch->seen);
	free(scratch->suspects);
	free(scratch->tails);
}

/* ---- one row ---- */

/* A cell of the row, read as one of the kind. */
static enum dye_code
see(struct dye_canary_scratch * s, uint16_t kind, const struct dye_profile_column * column, struct dye_slice text,
    struct dye_error * err)
{
	const struct dye_kind * k = dye_kinds[kind];
	struct dye_canary_seen * seen;
	uint8_t digest[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = k->parse(text, &s->parse, err)) != DYE_OK || s->parse.canonical.len == 0)
		return rc;
	if ((rc = dye_cell_digest(k->name, dye_buffer_slice(&s->parse.canonical), NULL, &s->bytes, digest, err)) !=
	    DYE_OK)
		return rc;
	if ((seen = dye_grown(s->seen, &s->seen_size, s->seen_count, sizeof(*seen))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->seen = seen;
	s->seen[s->seen_count++] = (struct dye_canary_seen){.digest = dye_get_u64(digest),
	    .kind = kind,
	    .column = column == NULL ? DYE_CANARY_NO_COLUMN
				     : dye_canary_column_id((struct dye_slice){column->name, strlen(column->name)})};
	return DYE_OK;
}

/* Numbers, identifiers, addresses of mail: what has none of their signs is not worth a closer look. */
static bool
looks_exact(struct dye_slice text)
{
	size_t i, digits = 0;

	for (i = 0; i < text.len && digits < 4; i++) {
		if (text.data[i] == '@' || (uint8_t)text.data[i] >= 0x80)
			return true;
		digits += text.data[i] >= '0' && text.data[i] <= '9';
	}
	return digits == 4;
}

/*
 * Whether a cell is to be read as of the kind. A trace reads leaks by kinds of its own guessing, so whatever a cell may be taken for counts: that
 * of its column, and every other that knows it. At a first glance only short exact kinds are tried beside that of the column, and all where nobody
 * knows the column or it is text.
 */
static bool
may_be(const struct dye_profile_column * column, const struct dye_kind * kind, struct dye_slice text, bool glance)
{

	if (column == NULL || column->kind == kind)
		return true;
	if (glance && !column->kind->any && (!kind->exact || column->kind->distinctive || !looks_exact(text)))
		return false;
	return kind->recognise(text) > 0;
}

/* The tails of all cells, found once for every kind. */
static enum dye_code
see_tails(const struct dye_slice * texts, uint32_t count, struct dye_canary_scratch * s, struct dye_error * err)
{
	uint32_t i, *tails;

	if (s->tail_size < count) {
		if ((tails = realloc(s->tails, count * sizeof(*tails))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		s->tails = tails;
		s->tail_size = count;
	}
	for (i = 0; i < count; i++)
		if (!tail_of(texts[i], &s->tails[i]))
			s->tails[i] = NO_TAIL;
	return DYE_OK;
}

/* See all cells, as every kind that they may be; at a glance: only those kinds by which canaries are looked up. */
static enum dye_code
see_cells(const struct dye_canary_known * k, const struct dye_profile_column * const * columns,
    const struct dye_slice * texts, uint32_t count, bool glance, struct dye_canary_scratch * s, struct dye_error * err)
{
	enum dye_code rc;
	uint16_t kind;
	uint32_t i;

	s->seen_count = 0;
	for (kind = 0; dye_kinds[kind] != NULL; kind++) {
		if (dye_kinds[kind]->low_entropy || (glance && (k->kinds >> kind & 1) == 0))
			continue;
		for (i = 0; i < count; i++)
			if (texts[i].len > 0 && (!glance || may_end_so(k, kind, s->tails[i])) &&
			    may_be(columns[i], dye_kinds[kind], texts[i], glance) &&
			    (rc = see(s, kind, columns[i], texts[i], err)) != DYE_OK)
				return rc;
	}
	return DYE_OK;
}

/* Who has a cell of this digest, each once. */
static enum dye_code
suspect(const struct dye_canary_known * k, uint32_t digest, struct dye_canary_scratch * s, struct dye_error * err)
{
	size_t place = first_place(k->seed_size, digest), i;
	uint32_t * suspects;

	for (; k->seeds[place].canary != 0; place = (place + 1) & (k->seed_size - 1)) {
		if (k->seeds[place].digest != digest)
			continue;
		for (i = 0; i < s->suspect_count && s->suspects[i] != k->seeds[place].canary; i++)
			;
		if (i < s->suspect_count)
			continue;
		if ((suspects = dye_grown(s->suspects, &s->suspect_size, s->suspect_count, sizeof(*suspects))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		s->suspects = suspects;
		s->suspects[s->suspect_count++] = k->seeds[place].canary;
	}
	return DYE_OK;
}

static enum dye_code
judge(const struct dye_canary_known * k, uint32_t number, const struct dye_canary_scratch * s, dye_returned_visit visit,
    void * cookie, bool * drop, struct dye_error * err)
{
	const struct known_canary * c = &k->canaries[number - 1];
	const struct known_dataset * d = &k->datasets[c->dataset];
	struct dye_canary_image image = {k->cells + c->first, c->count, k->bounds + c->bounds};
	struct dye_canary_ref ref = {c->id, d->id};
	struct dye_canary_agreement agreement;

	dye_canary_agree(&image, s->seen, s->seen_count, &agreement);
	if (agreement.bits_anywhere < d->threshold)
		return DYE_OK;
	*drop = *drop || agreement.whole;
	return visit(cookie, &ref, err);
}

enum dye_code
dye_canary_known_row(const struct dye_canary_known * k, const struct dye_profile_column * const * columns,
    const struct dye_slice * texts, uint32_t count, struct dye_canary_scratch * s, dye_returned_visit visit,
    void * cookie, bool * drop, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	*drop = false;
	s->suspect_count = 0;
	if (k->seed_count == 0)
		return DYE_OK;
	if ((rc = see_tails(texts, count, s, err)) != DYE_OK ||
	    (rc = see_cells(k, columns, texts, count, true, s, err)) != DYE_OK)
		return rc;
	for (i = 0; i < s->seen_count; i++)
		if ((rc = suspect(k, (uint32_t)s->seen[i].digest, s, err)) != DYE_OK)
			return rc;
	if (s->suspect_count == 0)
		return DYE_OK;
	if ((rc = see_cells(k, columns, texts, count, false, s, err)) != DYE_OK)
		return rc;
	for (i = 0; i < s->suspect_count; i++)
		if ((rc = judge(k, s->suspects[i], s, visit, cookie, drop, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}
