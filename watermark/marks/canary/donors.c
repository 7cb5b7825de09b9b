/* file: what is known of a pool, and how a record is mixed of it, look at the same columns and rows. */
#include "watermark/marks/canary/donors.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/hash.h"
#include "formats/base/map.h"
#include "formats/field/core/moment.h"
#include "formats/field/core/wordlists.h"
#include "watermark/marks/canary/lengths.h"
#include "watermark/marks/canary/manner.h"
#include "watermark/marks/core/replaced.h"

/* What parents and records have in common is 8 bits at most; and so many rows of the pool have it. */
#define JOINT_BITS 8
#define JOINT_LEAST 8
/* Streams of draws: of the donor of a group. Those of columns are theirs. */
#define STREAM_GROUP UINT64_C(0x67726F7570000000)

/* Of one column of the profile: which rows of the pool have which value. */
struct donor_column {
	uint32_t pool;		    /* its column there, or DYE_DONOR_POOL_NO_COLUMN */
	uint32_t group;		    /* number of its group, from 0 */
	bool number;		    /* a time or a number: such values can be drawn anew */
	bool kept;		    /* not invented */
	bool * masked;		    /* Owned: of each row, whether a part of its cell is hidden; NULL: of none */
	uint64_t * hashes;	    /* Owned: of the cell of each row */
	uint32_t * sorted;	    /* Owned: rows by hash, then number */
	uint32_t * counts;	    /* Owned: of each row, how many have its value */
	struct dye_free * tail;	    /* Owned; NULL: nothing is told */
	struct dye_lengths lengths; /* where cells are made of words */
};

struct dye_donors {
	const struct dye_donor_pool * pool; /* Not owned. */
	struct donor_column * columns;	    /* Owned. */
	uint32_t count, groups;
	uint32_t ** fit;		     /* Owned, and each: of every group, the rows that may give it */
	uint32_t * fit_counts;		     /* Owned. */
	double scale;			     /* rows of the pool for each of the table */
	struct dye_wordlists * lists;	     /* Owned. */
	const struct dye_vocabulary * words; /* Of lists. */
	size_t word_count;
	struct dye_repeats * repeats; /* Owned. */
};

static uint64_t
hash_of(struct dye_slice text)
{

	return dye_hash64(text.data, text.len);
}

/* Of so many rows of the table how many are in the pool, at least ${least}. */
static uint32_t
scaled(const struct dye_donors * d, uint32_t rows, uint32_t least)
{
	double n = rows * d->scale;

	return n > least ? (uint32_t)n : least;
}

/* ---- opening ---- */

struct by_hash {
	uint64_t hash;
	uint32_t row;
};

static int
compare_hashes(const void * a, const void * b)
{
	const struct by_hash *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* Rows by their value, and how many have each. */
static void
sort_rows(struct donor_column * c, struct by_hash * by, uint32_t rows)
{
	uint32_t i, k;

	for (i = 0; i < rows; i++)
		by[i] = (struct by_hash){c->hashes[i], i};
	qsort(by, rows, sizeof(*by), compare_hashes);
	for (i = 0; i < rows; i = k) {
		for (k = i; k < rows && by[k].hash == by[i].hash; k++)
			c->sorted[k] = by[k].row;
		for (uint32_t j = i; j < k; j++)
			c->counts[by[j].row] = k - i;
	}
}

/* Which cells of the column hide a part of them. */
static enum dye_code
find_masked(const struct dye_donors * d, struct donor_column * c, struct dye_error * err)
{
	bool *masked = calloc((size_t)d->pool->rows + 1, sizeof(*masked)), any = false;

	if (masked == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < d->pool->rows; i++) {
		masked[i] = dye_canary_masked(dye_donor_pool_cell(d->pool, i, c->pool));
		any = any || masked[i];
	}
	if (any)
		c->masked = masked;
	else
		free(masked);
	return DYE_OK;
}

static enum dye_code
read_column(const struct dye_donors * d, struct donor_column * c, struct by_hash * by, struct dye_error * err)
{
	uint32_t rows = d->pool->rows;

	if (c->pool == DYE_DONOR_POOL_NO_COLUMN)
		return DYE_OK;
	c->hashes = calloc((size_t)rows + 1, sizeof(*c->hashes));
	c->sorted = calloc((size_t)rows + 1, sizeof(*c->sorted));
	c->counts = calloc((size_t)rows + 1, sizeof(*c->counts));
	if (c->hashes == NULL || c->sorted == NULL || c->counts == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < rows; i++)
		c->hashes[i] = hash_of(dye_donor_pool_cell(d->pool, i, c->pool));
	sort_rows(c, by, rows);
	return find_masked(d, c, err);
}

/* Columns of a group have its number; those that have none are alone. */
static void
number_groups(struct dye_donors * d, const struct dye_profile * profile)
{

	for (uint32_t i = 0; i < d->count; i++) {
		uint32_t group = profile->columns[i].group, k = 0;

		while (k < i && (group == 0 || profile->columns[k].group != group))
			k++;
		d->columns[i].group = k < i ? d->columns[k].group : d->groups++;
	}
}

/* Whether the row may give the group: it has nothing there, that is kept as it stands, which fewer than ${least} rows of the pool have. */
static bool
may_give(const struct dye_donors * d, uint32_t group, uint32_t row, uint32_t least)
{

	for (uint32_t i = 0; i < d->count; i++) {
		const struct donor_column * c = &d->columns[i];

		if (c->group == group && c->kept && !c->number && c->pool != DYE_DONOR_POOL_NO_COLUMN &&
		    c->counts[row] < least)
			return false;
	}
	return true;
}

static uint32_t
find_fit(const struct dye_donors * d, uint32_t group, uint32_t least, uint32_t * rows)
{
	uint32_t n = 0;

	for (uint32_t r = 0; r < d->pool->rows; r++)
		if (may_give(d, group, r, least))
			rows[n++] = r;
	return n;
}

/* Where a tenth of the rows or more have what is borne by enough, these; or what two have; or all. */
static enum dye_code
fit_group(struct dye_donors * d, uint32_t group, struct dye_error * err)
{
	uint32_t * rows = calloc((size_t)d->pool->rows + 1, sizeof(*rows));
	uint32_t least = scaled(d, DYE_DONORS_BORNE, 2), n;

	if (rows == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	d->fit[group] = rows;
	if ((n = find_fit(d, group, least, rows)) < d->pool->rows / 10 &&
	    (n = find_fit(d, group, 2, rows)) < d->pool->rows / 10)
		n = find_fit(d, group, 0, rows);
	d->fit_counts[group] = n;
	return DYE_OK;
}

static enum dye_code
fit_groups(struct dye_donors * d, struct dye_error * err)
{

	d->fit = calloc((size_t)d->groups + 1, sizeof(*d->fit));
	d->fit_counts = calloc((size_t)d->groups + 1, sizeof(*d->fit_counts));
	if (d->fit == NULL || d->fit_counts == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t g = 0; g < d->groups; g++)
		DYE_TRY(fit_group(d, g, err));
	return DYE_OK;
}

static enum dye_code
read_columns(struct dye_donors * d, const struct dye_profile * profile, struct dye_error * err)
{
	struct by_hash * by = calloc((size_t)d->pool->rows + 1, sizeof(*by));
	enum dye_code rc = by == NULL ? dye_fail(err, DYE_ENOMEM, "out of memory") : DYE_OK;

	for (uint32_t i = 0; i < d->count && rc == DYE_OK; i++) {
		const struct dye_profile_column * p = &profile->columns[i];
		struct donor_column * c = &d->columns[i];

		c->pool = dye_donor_pool_column(d->pool, (struct dye_slice){p->name, strlen(p->name)});
		c->number = p->kind->low_entropy && p->kind->forge != NULL;
		c->kept = dye_canary_part(p, profile->rows) == DYE_PART_KEEP;
		rc = read_column(d, c, by, err);
	}
	free(by);
	return rc;
}

/* The rows of the pool that have the value: ${count} of ${first}. */
static const uint32_t *
rows_with(const struct dye_donors * d, const struct donor_column * c, uint64_t hash, uint32_t * count)
{
	uint32_t low = 0, high = d->pool->rows;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (c->hashes[c->sorted[middle]] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	*count = low < d->pool->rows && c->hashes[c->sorted[low]] == hash ? c->counts[c->sorted[low]] : 0;
	return c->sorted + low;
}

/* The cells of a column of the pool, one a row; the caller's to free. NULL: no memory. */
static struct dye_slice *
cells_of(const struct dye_donors * d, const struct donor_column * c)
{
	struct dye_slice * cells = calloc((size_t)d->pool->rows + 1, sizeof(*cells));

	for (uint32_t i = 0; cells != NULL && i < d->pool->rows; i++)
		cells[i] = dye_donor_pool_cell(d->pool, i, c->pool);
	return cells;
}

/* Of words that are invented: how long they are together. */
static enum dye_code
find_lengths(struct dye_donors * d, const struct dye_profile * p, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	for (uint32_t i = 0; i < d->count && rc == DYE_OK; i++) {
		struct donor_column * c = &d->columns[i];
		struct dye_slice * cells;

		if (c->pool == DYE_DONOR_POOL_NO_COLUMN || c->kept || p->columns[i].kind->parts == NULL)
			continue;
		if ((cells = cells_of(d, c)) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		rc = dye_lengths_find(cells, d->pool->rows, &c->lengths, err);
		free(cells);
	}
	return rc;
}

bool
dye_donors_length_fits(const struct dye_donors * d, uint32_t column, struct dye_slice text)
{

	return dye_lengths_fit(&d->columns[column].lengths, text);
}

/* Of numbers that are invented: where in them rows differ. */
static enum dye_code
find_tail(const struct dye_donors * d, struct donor_column * c, struct dye_error * err)
{
	struct dye_slice * cells = cells_of(d, c);
	struct dye_free * tail = calloc(1, sizeof(*tail));
	bool found = false;
	enum dye_code rc;

	if (cells == NULL || tail == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = dye_free_find(cells, d->pool->rows, tail, &found, err);
	free(cells);
	if (found)
		c->tail = tail;
	else
		free(tail);
	return rc;
}

/* Of so many numbers that are drawn with a tail no more than half may be the table's: it has nearly all that look like its own, and hardly a record would leave. */
#define TRIES 256

static enum dye_code
is_crowded(const struct dye_donors * d, const struct donor_column * c, const struct dye_profile_column * p,
    bool * crowded, struct dye_error * err)
{
	struct dye_buffer out = {0};
	uint64_t chance = 0;
	uint32_t taken = 0, tried = 0, step = d->pool->rows / TRIES + 1, count;
	enum dye_code rc = DYE_OK;

	for (uint32_t row = 0; row < d->pool->rows && (rc == DYE_OK || rc == DYE_EUSAGE); row += step) {
		struct dye_forge forge = {.below = dye_draws_try,
		    .cookie = &chance,
		    .parent = dye_donor_pool_cell(d->pool, row, c->pool),
		    .tail = c->tail,
		    .unpadded = p->unpadded};

		if (forge.parent.len == 0)
			continue;
		dye_buffer_reset(&out);
		if ((rc = dye_forge_cell(p->kind, &forge, &out, err)) != DYE_OK)
			continue;
		(void)rows_with(d, c, hash_of(dye_buffer_slice(&out)), &count);
		taken += count > 0;
		tried++;
	}
	*crowded = taken > tried / 2 * d->scale;
	dye_buffer_release_secret(&out);
	return rc == DYE_EUSAGE ? DYE_OK : rc;
}

/* The tail of a key whose numbers are nearly all taken is none: then each place is as likely to be anything. */
static enum dye_code
drop_crowded(
    const struct dye_donors * d, struct donor_column * c, const struct dye_profile_column * p, struct dye_error * err)
{
	bool crowded;

	if (c->tail == NULL)
		return DYE_OK;
	DYE_TRY(is_crowded(d, c, p, &crowded, err));
	if (crowded) {
		free(c->tail);
		c->tail = NULL;
	}
	return DYE_OK;
}

static enum dye_code
find_tails(const struct dye_donors * d, const struct dye_profile * p, struct dye_error * err)
{

	/* What leaves as another may be any number, and among the table's own there may be no room. */
	for (uint32_t i = 0; i < d->count; i++)
		if (d->columns[i].pool != DYE_DONOR_POOL_NO_COLUMN && !d->columns[i].kept &&
		    p->columns[i].kind->exact && !dye_column_replaced(p, &p->columns[i])) {
			DYE_TRY(find_tail(d, &d->columns[i], err));
			if (dye_canary_key(p, &p->columns[i]) || dye_canary_joint(p, &p->columns[i]))
				DYE_TRY(drop_crowded(d, &d->columns[i], &p->columns[i], err));
		}
	return DYE_OK;
}

bool
dye_donors_mostly_masked(const struct dye_donors * d, uint32_t column)
{
	const struct donor_column * c = &d->columns[column];
	uint32_t full = 0, masked = 0;

	for (uint32_t i = 0; c->masked != NULL && i < d->pool->rows; i++) {
		full += dye_donor_pool_cell(d->pool, i, c->pool).len > 0;
		masked += c->masked[i];
	}
	return masked > full / 2;
}

const struct dye_free *
dye_donors_tail(const struct dye_donors * d, uint32_t column)
{

	return d->columns[column].tail;
}

/* What a row says of its person. */
static void
read_attributes(const struct dye_donors * d, const struct dye_profile * p, uint32_t row, struct dye_attributes * a)
{

	*a = (struct dye_attributes){0};
	for (uint32_t i = 0; i < d->count; i++)
		if (d->columns[i].pool != DYE_DONOR_POOL_NO_COLUMN) {
			struct dye_slice text = dye_donor_pool_cell(d->pool, row, d->columns[i].pool);

			dye_attributes_read(p->columns[i].kind, DYE_ROLE_PLAIN, text, a);
			dye_attributes_read_parent(p->columns[i].kind, DYE_ROLE_PLAIN, text, a);
		}
}

/* Take apart what is invented. */
static enum dye_code
read_words(struct dye_donors * d, const struct dye_profile * p, struct dye_error * err)
{
	struct dye_attributes attributes;

	DYE_TRY(dye_wordlists_new(&d->lists, err));
	for (uint32_t row = 0; row < d->pool->rows; row++) {
		read_attributes(d, p, row, &attributes);
		for (uint32_t i = 0; i < d->count; i++)
			if (d->columns[i].pool != DYE_DONOR_POOL_NO_COLUMN && !d->columns[i].kept)
				DYE_TRY(dye_wordlists_row(d->lists, p->columns[i].kind,
				    dye_donor_pool_cell(d->pool, row, d->columns[i].pool), &attributes, err));
	}
	return dye_wordlists_make(d->lists, scaled(d, DYE_DONORS_BORNE, 2), &d->words, &d->word_count, err);
}

const struct dye_vocabulary *
dye_donors_words(const struct dye_donors * d, size_t * count)
{

	*count = d->word_count;
	return d->words;
}

const struct dye_repeats *
dye_donors_repeats(const struct dye_donors * d)
{

	return d->repeats;
}

enum dye_code
dye_donors_open(const struct dye_donor_pool * pool, const struct dye_profile * profile, struct dye_donors ** donors,
    struct dye_error * err)
{
	struct dye_donors * d = calloc(1, sizeof(*d));
	enum dye_code rc;

	if (d == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	d->pool = pool;
	d->count = profile->column_count;
	d->scale = pool->source > pool->rows ? pool->rows / (double)pool->source : 1;
	if ((d->columns = calloc((size_t)d->count + 1, sizeof(*d->columns))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else if ((rc = read_columns(d, profile, err)) == DYE_OK) {
		number_groups(d, profile);
		if ((rc = fit_groups(d, err)) == DYE_OK && (rc = find_tails(d, profile, err)) == DYE_OK &&
		    (rc = find_lengths(d, profile, err)) == DYE_OK)
			rc = read_words(d, profile, err);
		if (rc == DYE_OK)
			rc = dye_repeats_open(pool, profile, scaled(d, DYE_DONORS_BORNE, 2), &d->repeats, err);
	}
	if (rc != DYE_OK) {
		dye_donors_close(d);
		return rc;
	}
	*donors = d;
	return DYE_OK;
}

void
dye_donors_close(struct dye_donors * d)
{

	if (d == NULL)
		return;
	for (uint32_t i = 0; d->columns != NULL && i < d->count; i++) {
		free(d->columns[i].hashes);
		free(d->columns[i].sorted);
		free(d->columns[i].counts);
		free(d->columns[i].tail);
		free(d->columns[i].masked);
	}
	for (uint32_t g = 0; d->fit != NULL && g < d->groups; g++)
		free(d->fit[g]);
	dye_wordlists_free(d->lists);
	dye_repeats_close(d->repeats);
	free(d->columns);
	free(d->fit);
	free(d->fit_counts);
	free(d);
}

/* ---- mixing ---- */

enum dye_code
dye_donor_mix_open(const struct dye_donors * donors, struct dye_donor_mix * m, struct dye_error * err)
{
	size_t rows = (size_t)donors->pool->rows + 1, columns = (size_t)donors->count + 1;

	*m = (struct dye_donor_mix){.donors = donors};
	m->joint = calloc(rows, sizeof(*m->joint));
	m->rows = calloc(rows, sizeof(*m->rows));
	m->taken = calloc(columns, sizeof(*m->taken));
	m->at = calloc(columns, sizeof(*m->at));
	m->donor = calloc(columns, sizeof(*m->donor));
	if (m->donor == NULL || m->joint == NULL || m->rows == NULL || m->taken == NULL || m->at == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return dye_prf_open(&m->draws.prf, err);
}

void
dye_donor_mix_close(struct dye_donor_mix * m)
{

	dye_prf_close(m->draws.prf);
	dye_buffer_release_secret(&m->text);
	dye_buffer_release_secret(&m->scratch);
	free(m->joint);
	free(m->rows);
	free(m->taken);
	free(m->donor);
	free(m->at);
	*m = (struct dye_donor_mix){0};
}

/* Take the parent's value if enough rows have it, and all that was taken with it. */
static void
try_take(struct dye_donor_mix * m, uint32_t column, struct dye_slice text, bool * first)
{
	const struct dye_donors * d = m->donors;
	const struct donor_column * c = &d->columns[column];
	uint32_t least = scaled(d, DYE_DONORS_SHARED, JOINT_LEAST), i, n = 0, count;
	uint64_t hash = hash_of(text);
	const uint32_t * rows = rows_with(d, c, hash, &count);

	if (count < least)
		return;
	least = d->pool->rows >> JOINT_BITS > least ? d->pool->rows >> JOINT_BITS : least;
	if (*first) {
		memcpy(m->rows, rows, count * sizeof(*rows));
		n = count;
	} else {
		for (i = 0; i < m->joint_count; i++)
			if (c->hashes[m->joint[i]] == hash)
				m->rows[n++] = m->joint[i];
	}
	if (n < least)
		return;
	memcpy(m->joint, m->rows, n * sizeof(*m->joint));
	m->joint_count = n;
	m->taken[column] = true;
	*first = false;
}

/* What the record has of its parent, as far as many have it. */
static void
take(struct dye_donor_mix * m, const struct dye_canary_columns * cs, const struct dye_donor_parent * parent)
{
	bool first = true;

	memset(m->taken, 0, m->donors->count * sizeof(*m->taken));
	m->joint_count = 0;
	for (uint32_t i = 0; i < m->donors->count; i++)
		if (cs->columns[i].part == DYE_PART_KEEP && m->donors->columns[i].pool != DYE_DONOR_POOL_NO_COLUMN &&
		    parent->here[i])
			try_take(m, i, parent->texts[i], &first);
}

/* Whether cells of the column are masked in the table or in the row: then a record hides what its parent does, as rows hide things together. */
static bool
masks(const struct donor_column * c, uint32_t i, const struct dye_donor_parent * parent)
{

	return parent->here[i] && c->pool != DYE_DONOR_POOL_NO_COLUMN &&
	       (c->masked != NULL || dye_canary_masked(parent->texts[i]));
}

static bool
agrees(const struct dye_donor_mix * m, uint32_t group, const struct dye_donor_parent * parent, uint32_t row)
{

	for (uint32_t i = 0; i < m->donors->count; i++) {
		const struct donor_column * c = &m->donors->columns[i];

		if (c->group != group)
			continue;
		if (m->taken[i] && c->hashes[row] != hash_of(parent->texts[i]))
			return false;
		if (masks(c, i, parent) && dye_canary_masked(parent->texts[i]) != (c->masked != NULL && c->masked[row]))
			return false;
	}
	return true;
}

/*
 * The donor of a group: any that agrees with what the record has of its parent there, and hides what that does; DYE_NO_CELL: there is none. *alone: since none hides
 * that; then the record has its parent's cells.
 */
static uint32_t
draw_donor(struct dye_donor_mix * m, uint32_t group, const struct dye_donor_parent * parent, bool * alone,
    struct dye_error * err)
{
	const struct dye_donors * d = m->donors;
	const uint32_t * fit = d->fit[group];
	uint32_t n = 0;
	bool any = false;

	*alone = false;
	for (uint32_t i = 0; i < d->count; i++)
		if (d->columns[i].group == group) {
			*alone = *alone || masks(&d->columns[i], i, parent);
			any = any || m->taken[i] || *alone;
		}
	if (!any)
		n = d->fit_counts[group];
	for (uint32_t i = 0; any && i < d->fit_counts[group]; i++)
		if (agrees(m, group, parent, fit[i]))
			m->rows[n++] = fit[i];
	if (n == 0)
		return DYE_NO_CELL;
	*alone = false;
	dye_draws_start(&m->draws, STREAM_GROUP + group, err);
	return (any ? m->rows : fit)[dye_draws_below(&m->draws, n)];
}

/* A number or a time beside this one. What its kind cannot draw stays. */
static enum dye_code
draw_anew(struct dye_donor_mix * m, const struct dye_canary_column * c, struct dye_slice text, struct dye_error * err)
{
	enum dye_code rc;

	dye_buffer_reset(&m->scratch);
	dye_draws_start(&m->draws, c->stream, err);
	m->forge = (struct dye_forge){.below = dye_draws_below,
	    .cookie = &m->draws,
	    .parent = text,
	    .role = c->role,
	    .anew = true,
	    .days = dye_canary_days(c->column),
	    .unpadded = c->column->unpadded};
	rc = dye_forge_cell(c->column->kind, &m->forge, &m->scratch, err);
	if (rc != DYE_OK && rc != DYE_EUSAGE)
		return rc;
	return dye_buffer_append_slice(&m->text, rc == DYE_OK ? dye_buffer_slice(&m->scratch) : text, err);
}

/* How many rows of the pool have the value of the column. */
static uint32_t
bearers(const struct dye_donors * d, uint32_t column, struct dye_slice text)
{
	uint32_t count;

	(void)rows_with(d, &d->columns[column], hash_of(text), &count);
	return count;
}

/* Whether the record has the parent's cell as it stands, or a number near it, or one of the reserve that comes next. */
static bool
is_own(const struct dye_donor_mix * m, const struct dye_canary_column * c, uint32_t i,
    const struct dye_donor_parent * parent)
{

	return m->taken[i] || m->donors->columns[i].pool == DYE_DONOR_POOL_NO_COLUMN || dye_canary_near(c) ||
	       dye_canary_reserved(c) || (parent->imposed[i] && bearers(m->donors, i, parent->texts[i]) == 0);
}

/* One cell, of ${donor}'s row or the parent's. */
static enum dye_code
mix_cell(struct dye_donor_mix * m, const struct dye_canary_column * c, uint32_t i,
    const struct dye_donor_parent * parent, uint32_t donor, bool alone, struct dye_slice * text, struct dye_error * err)
{
	const struct dye_donors * d = m->donors;
	bool own = alone || is_own(m, c, i, parent);

	if (alone && d->columns[i].masked != NULL && parent->here[i] && parent->texts[i].len > 0 &&
	    !dye_canary_masked(parent->texts[i]))
		m->bare = i;

	m->donor[i] = own ? DYE_NO_CELL : donor;
	*text = (struct dye_slice){NULL, 0};
	if (own)
		*text = parent->here[i] ? parent->texts[i] : *text;
	else if (donor != DYE_NO_CELL)
		*text = dye_donor_pool_cell(d->pool, donor, d->columns[i].pool);
	/* A birth stays with the age that stands beside it, a date with the number that it is in. */
	if (own || c->part != DYE_PART_KEEP || !d->columns[i].number || c->column->aged || c->fixed || text->len == 0 ||
	    bearers(d, i, *text) >= scaled(d, DYE_DONORS_BORNE, 2) ||
	    (dye_kind_is_time(c->column->kind) && dye_moment_never(*text)))
		return DYE_OK;
	m->at[i] = m->text.len;
	DYE_TRY(draw_anew(m, c, *text, err));
	text->len = m->text.len - m->at[i];
	return DYE_OK;
}

enum dye_code
dye_donor_mix_make(struct dye_donor_mix * m, const uint8_t key[DYE_PRF_LEN], const struct dye_canary_columns * cs,
    const struct dye_donor_parent * parent, struct dye_slice * texts, struct dye_error * err)
{
	const struct dye_donors * d = m->donors;

	DYE_TRY(dye_prf_key(m->draws.prf, key, err));
	dye_buffer_reset(&m->text);
	take(m, cs, parent);
	m->bare = DYE_NO_CELL;
	for (uint32_t i = 0; i < d->count; i++)
		m->at[i] = SIZE_MAX;
	for (uint32_t g = 0; g < d->groups; g++) {
		bool alone;
		uint32_t donor = draw_donor(m, g, parent, &alone, err);

		for (uint32_t i = 0; i < d->count; i++)
			if (d->columns[i].group == g)
				DYE_TRY(mix_cell(m, &cs->columns[i], i, parent, donor, alone, &texts[i], err));
	}
	for (uint32_t i = 0; i < d->count; i++)
		if (m->at[i] != SIZE_MAX)
			texts[i].data = dye_buffer_at(&m->text, m->at[i]);
	return m->draws.rc;
}

void
dye_donor_mix_row(
    const struct dye_donor_mix * m, uint32_t column, const struct dye_donor_parent * parent, struct dye_slice * row)
{
	const struct dye_donors * d = m->donors;

	for (uint32_t i = 0; i < d->count; i++) {
		row[i] = (struct dye_slice){NULL, 0};
		if (m->donor[column] == DYE_NO_CELL && parent->here[i])
			row[i] = parent->texts[i];
		else if (m->donor[column] != DYE_NO_CELL && d->columns[i].pool != DYE_DONOR_POOL_NO_COLUMN)
			row[i] = dye_donor_pool_cell(d->pool, m->donor[column], d->columns[i].pool);
	}
}
