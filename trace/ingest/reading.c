/* file: a leak is read in several ways, each ranked beside the others; what makes a reading and what ranks it ask the same counts of its rows. */
#include "trace/ingest/reading.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/fold.h"
#include "watermark/marks/core/leakcell.h"

/* A second kind whose score is lower than the best one's by no more than this makes another reading. */
#define KIND_WITHIN 150
/* Whole lines always agree on one cell each: that says little for them. */
#define WHOLE_LINES 150
/* Below this a column is not taken for any kind. */
#define RECOGNISED_FROM 250

/* Whether the first row names columns of the profile: at least half of its cells do. */
static bool
has_header(const struct dye_names * names, const struct dye_profile * profile)
{
	uint32_t i, known = 0;

	for (i = 0; i < names->count; i++)
		known += dye_profile_column_find(profile, names->list[i]) != NULL;
	return known > 0 && 2 * known >= names->count;
}

/* The profile's only column of that kind, or NULL. */
static const struct dye_profile_column *
only_column(const struct dye_profile * profile, const struct dye_kind * kind)
{
	const struct dye_profile_column * found = NULL;
	uint32_t i;

	for (i = 0; i < profile->column_count; i++) {
		if (profile->columns[i].kind != kind)
			continue;
		if (found != NULL)
			return NULL;
		found = &profile->columns[i];
	}
	return found;
}

static bool
profile_has(const struct dye_profile * profile, const struct dye_kind * kind)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++)
		if (profile->columns[i].kind == kind)
			return true;
	return false;
}

/* What a column may be to a profile: the best two of the kinds that it has. */
struct guess {
	const struct dye_kind * kind[2];
	int score[2];
};

/* One more kind, unless two are there or it is. */
static void
add_guess(struct guess * guess, const struct dye_kind * kind, int score)
{
	size_t i = guess->kind[0] == NULL ? 0 : 1;

	if (guess->kind[0] == kind || guess->kind[i] != NULL)
		return;
	guess->kind[i] = kind;
	guess->score[i] = score;
}

/*
 * What cells look like is what a column may be; where they look most like a column does for which the owner has named another kind, it may be that kind
 * as well, and is so first: its marks are read as it only.
 */
static struct guess
guess_column(const struct dye_column_ranks * ranks, const struct dye_profile * profile)
{
	struct guess guess = {0};
	size_t i;

	for (i = 0; i < profile->column_count && ranks->count > 0; i++)
		if (profile->columns[i].looks == ranks->ranks[0].kind)
			add_guess(&guess, profile->columns[i].kind, ranks->ranks[0].score);
	for (i = 0; i < ranks->count; i++)
		if (profile_has(profile, ranks->ranks[i].kind) && ranks->ranks[i].score >= RECOGNISED_FROM)
			add_guess(&guess, ranks->ranks[i].kind, ranks->ranks[i].score);
	return guess;
}

void
dye_reading_release(struct dye_reading * r)
{

	free(r->kinds);
	free(r->columns);
	*r = (struct dye_reading){0};
}

/* Room for the columns of a reading. */
static enum dye_code
allocate(struct dye_reading * r, struct dye_error * err)
{

	r->kinds = calloc((size_t)r->count + 1, sizeof(const struct dye_kind *));
	r->columns = calloc((size_t)r->count + 1, sizeof(const struct dye_profile_column *));
	if (r->kinds != NULL && r->columns != NULL)
		return DYE_OK;
	dye_reading_release(r);
	return dye_fail(err, DYE_ENOMEM, "out of memory");
}

/* Whether marks can be read from cells of this kind. */
static bool
carries_marks(const struct dye_kind * kind)
{

	return kind != NULL && kind->slot_type_count > 0;
}

/* A cell of a kind whose spellings differ in punctuation and spaces: has it any? */
static void
count_losses(struct dye_reading * r, const struct dye_kind * kind, struct dye_slice text)
{

	if (text.len == 0)
		return;
	r->spelt_cells++;
	r->punctuated_cells += dye_fold_punctuated(text);
	r->spaced_cells += dye_fold_spaced(text);
	r->glued_cells += kind->glued != NULL && kind->glued(text);
}

static void
count_all_losses(struct dye_reading * r)
{
	const struct dye_sample * s = &r->layout->sample;
	size_t row;
	uint32_t i;

	r->spelt_cells = r->punctuated_cells = r->spaced_cells = r->glued_cells = 0;
	for (row = r->header ? 1 : 0; row < s->rows; row++)
		for (i = 0; dye_sample_width(s, row) == r->count && i < r->count; i++)
			if (carries_marks(r->kinds[i]) && r->kinds[i]->distinctive)
				count_losses(r, r->kinds[i], dye_sample_cell(s, row, i));
}

/* Cells of columns that are more than text; and how many of them are of their column's kind. */
struct agreement {
	uint64_t of, agree;
};

/* Cell ${cell} of a row is taken for one of column ${column}. */
static void
see_cell(struct agreement * a, const struct dye_reading * r, uint32_t column, struct dye_slice cell)
{
	const struct dye_kind * kind = r->kinds[column];

	if (kind == NULL || kind->any || cell.len == 0)
		return;
	a->of++;
	a->agree += kind->recognise(cell) >= RECOGNISED_FROM;
}

/* A row's cells, counted from the left or from the right, whichever agrees better: rows lose cells at either end. */
static void
see_row(struct agreement * a, const struct dye_reading * r, size_t row)
{
	const struct dye_sample * s = &r->layout->sample;
	uint32_t width = dye_sample_width(s, row);
	struct agreement left = {0}, right = {0};

	for (uint32_t i = 0; i < width && i < r->count; i++) {
		see_cell(&left, r, i, dye_sample_cell(s, row, i));
		see_cell(&right, r, r->count - 1 - i, dye_sample_cell(s, row, width - 1 - i));
	}
	if (left.agree < right.agree)
		left = right;
	a->of += left.of;
	a->agree += left.agree;
}

/* So many different kinds of columns, beside text, are in no single cell that a sign has cut to pieces. */
#define TABLE_KINDS DYE_ALIGN_KINDS

static bool
is_table(const struct dye_reading * r)
{
	uint32_t kinds = 0;

	for (uint32_t i = 0; i < r->count; i++) {
		bool again = r->kinds[i] == NULL || r->kinds[i]->any;

		for (uint32_t j = 0; j < i && !again; j++)
			again = r->kinds[j] == r->kinds[i];
		kinds += !again;
	}
	return kinds >= TABLE_KINDS;
}

/* Where rows agree on no number of cells, they may have been cut off anywhere: what the cells say for a reading, of 1000. */
static int
agreement(const struct dye_reading * r)
{
	struct agreement a = {0};

	if (r->layout->share >= DYE_LAYOUT_RAGGED || r->layout->sample.rows < 2 || !is_table(r))
		return 0;
	for (size_t row = r->header ? 1 : 0; row < r->layout->sample.rows; row++)
		see_row(&a, r, row);
	return a.of == 0 ? 0 : (int)(a.agree * 1000 / a.of);
}

/* A cell is surely of a kind from this score on, whatever else could be made of it. */
#define SURELY 600
/* So many of 1000 lines must be, for all to be: a header and a word of the seller's are none. */
#define WHOLE_CELLS 900

/*
 * Lines that are one cell each, blanks and all, as telephone numbers and card numbers are written: how many of 1000, or 0 where they are none.
 * That they can be cut at their blanks into as many pieces each says nothing then: so can the number of a country.
 */
static int
whole_cells(const struct dye_reading * r)
{
	const struct dye_sample * s = &r->layout->sample;
	size_t rows = 0, whole = 0, spaced = 0;

	if (r->kinds[0] == NULL || !r->kinds[0]->exact)
		return 0;
	for (size_t row = r->header ? 1 : 0; row < s->rows; row++) {
		struct dye_slice cell = dye_sample_width(s, row) == 1 ? dye_sample_cell(s, row, 0) : DYE_SLICE("");
		bool is = r->kinds[0]->recognise(cell) >= SURELY;

		rows++;
		whole += is;
		spaced += is && memchr(cell.data, ' ', cell.len) != NULL;
	}
	return 1000 * whole >= WHOLE_CELLS * rows && 2 * spaced > rows ? (int)(1000 * whole / rows) : 0;
}

/*
 * What the lines alone say for a reading: that nearly all of them split into the same number of cells is hardly chance; that a third of them do is. Quotes around the cells say as much,
 * whatever their number, and so do cells that are of the kinds of their columns.
 */
static int
structure(const struct dye_reading * r)
{
	const struct dye_layout * l = r->layout;
	int64_t share = l->share > (int)l->way.quoted ? l->share : (int)l->way.quoted, ragged;

	if (l->width < 2 && (share = whole_cells(r)) == 0)
		return WHOLE_LINES;
	if ((ragged = agreement(r)) > share)
		share = ragged;
	return (int)(share * share * share / 1000000);
}

/* A column whose second kind is nearly as likely as its first. */
struct doubt {
	const struct dye_kind * second; /* NULL: there is none */
	uint32_t column;
	int closest;
};

static void
consider_doubt(struct doubt * doubt, const struct guess * g, uint32_t column)
{

	if (g->kind[1] == NULL || g->score[0] - g->score[1] >= doubt->closest ||
	    (!carries_marks(g->kind[0]) && !carries_marks(g->kind[1])))
		return;
	*doubt = (struct doubt){g->kind[1], column, g->score[0] - g->score[1]};
}

/* Whether cells of that kind say anything of an account: they carry marks, or a canary is looked up by them. */
static bool
matters(const struct dye_kind * kind)
{

	return kind != NULL && (carries_marks(kind) || dye_kind_looked_up(kind));
}

/* How much a column is like that kind, by its cells. */
static int
likeness(const struct dye_column_ranks * ranks, const struct dye_kind * kind)
{
	size_t i;

	for (i = 0; i < ranks->count; i++)
		if (ranks->ranks[i].kind == kind)
			return ranks->ranks[i].score;
	return 0;
}

/*
 * Whether cells contradict the kind that the name of their column stands for: they are clearly more like another one of the profile, which says
 * something of an account, or its marks could not be read from such cells. Cells that look as those of the named column always did contradict nothing.
 */
static bool
contradicts(const struct dye_profile_column * named, const struct dye_column_ranks * ranks, const struct guess * g)
{
	int as_named = likeness(ranks, named->kind);

	if (ranks->count == 0 || named->kind == g->kind[0] || named->looks == ranks->ranks[0].kind)
		return false;
	if (matters(g->kind[0]) && g->score[0] - as_named > KIND_WITHIN)
		return true;
	return carries_marks(named->kind) && as_named < RECOGNISED_FROM;
}

/* Take the column for what its name says; the first one whose cells contradict that is remembered. */
static enum dye_code
believe_name(struct dye_reading * r, const struct dye_profile * profile, const struct dye_profile_column * named,
    uint32_t i, struct dye_error * err)
{
	const struct dye_column_ranks * ranks;
	struct guess g;

	r->columns[i] = named;
	r->kinds[i] = named->kind;
	if (r->belied != NULL)
		return DYE_OK;
	DYE_TRY(dye_layout_ranks(r->layout, r->header, i, &ranks, err));
	g = guess_column(ranks, profile);
	if (!contradicts(named, ranks, &g))
		return DYE_OK;
	r->belied = named->kind;
	r->belied_by = g.kind[0] != NULL ? g.kind[0] : ranks->ranks[0].kind;
	r->belied_column = i;
	return DYE_OK;
}

/* Decide one column; *score is how well it fits. */
static enum dye_code
decide_column(struct dye_reading * r, const struct dye_profile * profile, uint32_t i, struct doubt * doubt, int * score,
    struct dye_error * err)
{
	const struct dye_names * names = &r->layout->names;
	const struct dye_profile_column * named =
	    r->header && !r->by_cells && i < names->count ? dye_profile_column_find(profile, names->list[i]) : NULL;
	const struct dye_column_ranks * ranks;
	struct guess g;

	if (named != NULL) {
		*score = 1000;
		return believe_name(r, profile, named, i, err);
	}
	DYE_TRY(dye_layout_ranks(r->layout, r->header, i, &ranks, err));
	g = guess_column(ranks, profile);
	r->kinds[i] = g.kind[0];
	r->columns[i] = g.kind[0] == NULL ? NULL : only_column(profile, g.kind[0]);
	consider_doubt(doubt, &g, i);
	*score = g.score[0];
	return DYE_OK;
}

static enum dye_code
decide_columns(struct dye_reading * r, const struct dye_profile * profile, struct doubt * doubt, struct dye_error * err)
{
	int total = 0, score = 0;
	uint32_t i;

	*doubt = (struct doubt){.closest = KIND_WITHIN};
	for (i = 0; i < r->count; i++) {
		DYE_TRY(decide_column(r, profile, i, doubt, &score, err));
		total += score;
	}
	if (r->count > 0)
		r->plausibility = structure(r) * (total / (int)r->count) / 1000;
	/* A first row that names the profile's columns is no chance. */
	if (r->named)
		r->plausibility += 1000;
	count_all_losses(r);
	return DYE_OK;
}

/* Of a layout: by its names and by its cells, each with another kind for one column. */
#define OF_LAYOUT 4

/* All readings, the likeliest first: which of them are few enough to be read is known when the best one is. */
struct found {
	struct dye_reading readings[DYE_LAYOUTS_MAX * OF_LAYOUT];
	size_t count;
};

/* Keep ${r}, or release it where there is one that reads each line whole as the same kind. */
static void
keep(struct found * f, struct dye_reading * r)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (r->count == 1 && f->readings[i].count == 1 && r->kinds[0] == f->readings[i].kinds[0]) {
			dye_reading_release(r);
			return;
		}
	for (i = f->count; i > 0 && f->readings[i - 1].plausibility < r->plausibility; i--)
		f->readings[i] = f->readings[i - 1];
	f->readings[i] = *r;
	f->count++;
	*r = (struct dye_reading){0};
}

/* The same reading with another kind for one column. */
static enum dye_code
keep_variant(struct found * f, const struct dye_reading * r, const struct doubt * doubt,
    const struct dye_profile * profile, struct dye_error * err)
{
	struct dye_reading v = *r;

	DYE_TRY(allocate(&v, err));
	memcpy(v.kinds, r->kinds, r->count * sizeof(const struct dye_kind *));
	memcpy(v.columns, r->columns, r->count * sizeof(const struct dye_profile_column *));
	v.kinds[doubt->column] = doubt->second;
	v.columns[doubt->column] = only_column(profile, doubt->second);
	v.plausibility = r->plausibility - 1;
	count_all_losses(&v);
	keep(f, &v);
	return DYE_OK;
}

/* Decide the columns of ${r} and keep it, and its variant; it is released where it is not kept. *belied: its cells contradict its names. */
static enum dye_code
read_columns(
    struct found * f, struct dye_reading * r, const struct dye_profile * profile, bool * belied, struct dye_error * err)
{
	struct doubt doubt;
	enum dye_code rc = decide_columns(r, profile, &doubt, err);

	*belied = r->belied != NULL;
	if (rc == DYE_OK && doubt.second != NULL)
		rc = keep_variant(f, r, &doubt, profile, err);
	if (rc == DYE_OK)
		keep(f, r);
	dye_reading_release(r);
	return rc;
}

/* What the profile makes of one layout. Where its cells belie the names that stand over them, it is also read by the cells alone. */
static enum dye_code
read_layout(struct found * f, struct dye_layout * l, const struct dye_profile * profile, struct dye_error * err)
{
	bool names = has_header(&l->names, profile), belied;
	struct dye_reading r = {.layout = l, .count = l->width}, by_cells;

	r.header = l->header == DYE_DETECT ? names : l->header == DYE_YES;
	r.named = r.header && names;
	by_cells = r;
	by_cells.by_cells = true;
	DYE_TRY(allocate(&r, err));
	DYE_TRY(read_columns(f, &r, profile, &belied, err));
	if (!belied)
		return DYE_OK;
	DYE_TRY(allocate(&by_cells, err));
	return read_columns(f, &by_cells, profile, &belied, err);
}

/* Whether ${r} is not worth a look beside the best: less than half as likely, or cut otherwise where names settle how. */
static bool
is_idle(const struct dye_reading * r, const struct dye_reading * best)
{

	/* Lines in quotes are rows in one reading and cells in the other: nothing in them says which. */
	if (best->layout->way.nested && r->count == 1)
		return false;
	return 2 * r->plausibility < best->plausibility || (best->named && r->layout != best->layout);
}

/* Hand out the likeliest that are not idle, and release the rest. */
static size_t
hand_out(struct found * f, struct dye_reading readings[DYE_READINGS_MAX])
{
	size_t i, kept = 0;

	for (i = 0; i < f->count; i++)
		if (kept < DYE_READINGS_MAX && (i == 0 || !is_idle(&f->readings[i], &readings[0])))
			readings[kept++] = f->readings[i];
		else
			dye_reading_release(&f->readings[i]);
	return kept;
}

enum dye_code
dye_readings_find(struct dye_layout * layouts, size_t count, const struct dye_profile * profile,
    struct dye_reading readings[DYE_READINGS_MAX], size_t * found, struct dye_error * err)
{
	struct found f = {.count = 0};
	enum dye_code rc = DYE_OK;
	size_t i;

	for (i = 0; i < count && i < DYE_LAYOUTS_MAX && rc == DYE_OK; i++)
		if (!layouts[i].struck)
			rc = read_layout(&f, &layouts[i], profile, err);
	if (rc != DYE_OK) {
		while (f.count > 0)
			dye_reading_release(&f.readings[--f.count]);
		return rc;
	}
	*found = hand_out(&f, readings);
	return DYE_OK;
}

double
dye_reading_weight(size_t rank, size_t count)
{

	if (count == 1)
		return 1;
	return rank == 0 ? 0.5 : 0.5 / (double)(count - 1);
}

/* The kind of a cell by itself: the surest of those that the reading's columns have. */
static const struct dye_kind *
recognise_cell(const struct dye_reading * r, struct dye_slice text)
{
	const struct dye_kind * best = NULL;
	int best_score = RECOGNISED_FROM;
	uint32_t i;

	for (i = 0; i < r->count; i++) {
		int score;

		if (r->kinds[i] == NULL || r->kinds[i] == best || (score = r->kinds[i]->recognise(text)) <= best_score)
			continue;
		best = r->kinds[i];
		best_score = score;
	}
	return best;
}

void
dye_reading_fit_row(
    const struct dye_reading * r, const struct dye_slice * texts, uint32_t count, struct dye_reading_fit * fit)
{
	uint64_t bytes = 0;
	uint32_t i;

	for (i = 0; i < count; i++)
		bytes += texts[i].len;
	fit->rows++;
	fit->bytes += bytes;
	if (count == r->count)
		return;
	fit->odd_rows++;
	fit->odd_bytes += bytes;
}

void
dye_reading_row(const struct dye_reading * r, const struct dye_slice * texts, uint32_t count,
    const struct dye_kind ** scratch, struct dye_leak_row * row)
{
	static const struct dye_profile_column * const nowhere[DYE_COLUMNS_MAX];
	uint32_t i;

	*row = (struct dye_leak_row){.texts = texts, .count = count, .kinds = r->kinds, .columns = r->columns};
	if (count == r->count)
		return;
	for (i = 0; i < count; i++)
		scratch[i] = recognise_cell(r, texts[i]);
	row->kinds = scratch;
	row->columns = nowhere;
}
