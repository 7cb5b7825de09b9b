#include "trace/ingest/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "trace/ingest/memory.h"
#include "trace/ingest/rows.h"

void
dye_layout_release(struct dye_layout * l)
{

	dye_names_release(&l->names);
	dye_sample_release(&l->sample);
	dye_align_release(&l->align);
	free(l->columns);
	*l = (struct dye_layout){0};
}

/* ---- finding ---- */

/* What the first row would call its columns. */
static enum dye_code
first_names(struct dye_layout * l, struct dye_error * err)
{
	struct dye_row row;
	enum dye_code rc;

	if (l->sample.rows == 0)
		return DYE_OK;
	DYE_TRY(dye_names_row(l->sample.cells, dye_sample_width(&l->sample, 0), &row, err));
	rc = dye_names_take(&l->names, row.cells, row.cell_count, err);
	free((void *)(uintptr_t)row.cells);
	return rc;
}

/* What the sample says of names and width. */
static enum dye_code
look_at_sample(struct dye_layout * l, struct dye_error * err)
{

	DYE_TRY(first_names(l, err));
	l->width = dye_sample_usual_width(&l->sample, &l->share);
	if ((l->columns = calloc(2 * (size_t)l->width + 1, sizeof(*l->columns))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

/* Cut the file so. */
static enum dye_code
fill_layout(struct dye_layout * l, struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_error * err)
{

	*l = (struct dye_layout){.wish = *wish, .way = *way};
	DYE_TRY(dye_sample_take(&l->sample, bytes, name, wish, way, err));
	return look_at_sample(l, err);
}

enum dye_code
dye_layout_unread(struct dye_layout * l, const struct dye_error * why, struct dye_error * err)
{

	*l = (struct dye_layout){0};
	(void)snprintf(l->unread, sizeof(l->unread), "%.*s", (int)sizeof(l->unread) - 1, why->message);
	if ((l->columns = calloc(1, sizeof(*l->columns))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

/* The last of the layouts cuts the file as one before it does. */
static bool
is_double(const struct dye_layout * layouts, size_t last)
{
	size_t i;

	for (i = 0; i < last; i++)
		if (dye_sample_equal(&layouts[i].sample, &layouts[last].sample))
			return true;
	return false;
}

/* Cut the file in each of these ways that can be. */
static enum dye_code
fill_layouts(struct dye_layout * layouts, size_t * count, struct dye_slice bytes, const char * name,
    const struct dye_dialect_wish * wish, const struct dye_dialect * ways, size_t way_count, struct dye_error * err)
{
	struct dye_error first = {0}, own;
	enum dye_code rc, worst = DYE_OK;
	size_t i;

	for (i = 0; i < way_count && *count < DYE_LAYOUTS_MAX; i++) {
		own = (struct dye_error){0};
		rc = fill_layout(&layouts[*count], bytes, name, wish, &ways[i], &own);
		if (rc == DYE_OK && !is_double(layouts, *count)) {
			(*count)++;
			continue;
		}
		dye_layout_release(&layouts[*count]);
		if (rc != DYE_OK && worst == DYE_OK) {
			worst = rc;
			first = own;
		}
		if (rc != DYE_OK && rc != DYE_EDATA)
			break;
	}
	/* What can be read in one way need not be readable in all. */
	if (*count > 0 && (worst == DYE_OK || worst == DYE_EDATA))
		return DYE_OK;
	if (err != NULL)
		*err = first;
	return worst;
}

/* The rows of the sample in their columns. */
static enum dye_code
align_sample(struct dye_layout * l, struct dye_error * err)
{
	struct dye_sample * s = &l->sample;
	enum dye_code rc;
	uint32_t * firsts;

	if ((firsts = calloc(s->rows + 1, sizeof(*firsts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t row = 0; row < s->rows; row++)
		if (dye_sample_width(s, row) <= l->align.width)
			firsts[row] = dye_align_at(&l->align, &s->cells[s->starts[row]], dye_sample_width(s, row));
	rc = dye_sample_widen(s, l->align.width, firsts, err);
	free(firsts);
	return rc;
}

/* Where rows agree on no number of cells, they may have been cut off at either end. */
static enum dye_code
align(struct dye_layout * l, struct dye_error * err)
{
	struct dye_column_ranks * columns;

	if (l->share >= DYE_LAYOUT_RAGGED || l->width < DYE_ALIGN_KINDS)
		return DYE_OK;
	DYE_TRY(dye_align_find(&l->align, &l->sample, err));
	if (l->align.width == 0)
		return DYE_OK;
	if ((columns = calloc(2 * (size_t)l->align.width + 1, sizeof(*columns))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	free(l->columns);
	l->columns = columns;
	l->width = l->align.width;
	return align_sample(l, err);
}

/* So many of 1000 rows that agree are a table, which is cut at its own signs; those of telephone numbers stand in cells. */
#define EVENLY 800

static bool
cuts_evenly(const struct dye_layout * l)
{

	return l->width >= 2 && l->share >= EVENLY && strchr(" +-/(", l->way.delimiter[0]) == NULL;
}

/* The layout that takes lines as a whole, where nothing cuts them evenly; NULL: there is none. */
static const struct dye_layout *
find_whole(const struct dye_layout * layouts, size_t count)
{
	const struct dye_layout * whole = NULL;

	for (size_t i = 0; i < count; i++) {
		if (cuts_evenly(&layouts[i]))
			return NULL;
		if (layouts[i].width == 1 && layouts[i].share == 1000 && whole == NULL)
			whole = &layouts[i];
	}
	return whole;
}

/* Whole lines may be cut around what is known by itself in them: one more layout, or none. */
static enum dye_code
add_around(struct dye_layout layouts[DYE_LAYOUTS_MAX], size_t * count, struct dye_error * err)
{
	const struct dye_layout * whole = find_whole(layouts, *count);
	struct dye_layout * l = &layouts[*count];
	const struct dye_kind * kind;
	enum dye_code rc;

	if (whole == NULL || *count == DYE_LAYOUTS_MAX || (kind = dye_around_find(&whole->sample)) == NULL)
		return DYE_OK;
	*l = (struct dye_layout){.wish = whole->wish, .way = whole->way, .around = kind};
	if ((rc = dye_around_sample(kind, &whole->sample, &l->sample, err)) == DYE_OK)
		rc = look_at_sample(l, err);
	if (rc == DYE_OK && !is_double(layouts, *count))
		(*count)++;
	else
		dye_layout_release(l);
	return rc;
}

/* Rows that are enough to say how a file is cut. */
#define SAYS_FROM 3

/* A line without an end agrees with itself, however it is cut: nothing where there are rows, as of HTML on one line. */
static void
doubt_lone(struct dye_layout * layouts, size_t count)
{
	size_t i, most = 0;

	for (i = 0; i < count; i++)
		if (layouts[i].width >= 2 && layouts[i].sample.rows > most)
			most = layouts[i].sample.rows;
	for (i = 0; i < count && most >= SAYS_FROM; i++)
		if (layouts[i].sample.rows == 1)
			layouts[i].share = 0;
}

enum dye_code
dye_layouts_find(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    struct dye_layout layouts[DYE_LAYOUTS_MAX], size_t * count, struct dye_error * err)
{
	struct dye_memory memory = {bytes};
	struct dye_source source = dye_memory_source(&memory, name);
	struct dye_dialect_wish leak = *wish;
	struct dye_dialect ways[DYE_WAYS_MAX];
	enum dye_code rc;
	size_t found, i;

	*count = 0;
	leak.forgiving = true;
	DYE_TRY(dye_ways_find(&source, &leak, ways, DYE_WAYS_MAX, &found, err));

	/* Header or not, every row is visited. */
	leak.header = DYE_NO;
	rc = fill_layouts(layouts, count, bytes, name, &leak, ways, found, err);
	if (rc == DYE_OK)
		rc = add_around(layouts, count, err);
	for (i = 0; i < *count && rc == DYE_OK; i++)
		rc = align(&layouts[i], err);
	if (rc != DYE_OK)
		while (*count > 0)
			dye_layout_release(&layouts[--*count]);
	doubt_lone(layouts, *count);
	for (i = 0; i < *count; i++)
		layouts[i].header = (int)wish->header;
	return rc;
}

/* ---- kinds ---- */

static bool
stands_in(const struct dye_slice * cells, size_t count, struct dye_slice cell)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (dye_slice_equal(cells[i], cell))
			return true;
	return false;
}

/* A leak may repeat its rows, which must not make a category of names: each value once. */
static enum dye_code
judge(
    const struct dye_layout * l, bool header, uint32_t column, struct dye_column_ranks * ranks, struct dye_error * err)
{
	const struct dye_sample * s = &l->sample;
	struct dye_slice * cells;
	size_t row, n = 0;

	if ((cells = calloc(s->rows + 1, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (row = header ? 1 : 0; row < s->rows; row++)
		if (dye_sample_width(s, row) == l->width && !stands_in(cells, n, dye_sample_cell(s, row, column)))
			cells[n++] = dye_sample_cell(s, row, column);
	ranks->count = dye_recognise_column(cells, n, ranks->ranks, DYE_LAYOUT_RANKS);
	ranks->judged = true;
	free(cells);
	return DYE_OK;
}

enum dye_code
dye_layout_ranks(
    struct dye_layout * l, bool header, uint32_t column, const struct dye_column_ranks ** ranks, struct dye_error * err)
{
	struct dye_column_ranks * r = &l->columns[(header ? l->width : 0) + column];

	if (!r->judged)
		DYE_TRY(judge(l, header, column, r, err));
	*ranks = r;
	return DYE_OK;
}

/* ---- all rows ---- */

struct each {
	const struct dye_align * align;
	const struct dye_kind * around;
	dye_layout_visit visit;
	void * cookie;
	uint64_t number;
	struct dye_slice * texts; /* Owned. */
};

/* With empty cells for what is lost; how many there are then. */
static uint32_t
put_in_columns(const struct dye_align * a, struct dye_slice * texts, uint32_t count)
{
	uint32_t first = dye_align_at(a, texts, count);

	memmove(texts + first, texts, count * sizeof(*texts));
	for (uint32_t i = 0; i < a->width; i++)
		if (i < first || i >= first + count)
			texts[i] = (struct dye_slice){"", 0};
	return a->width;
}

static enum dye_code
each_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct each * e = cookie;
	uint32_t i, count = row->cell_count < DYE_COLUMNS_MAX ? row->cell_count : DYE_COLUMNS_MAX;

	(void)stop;
	for (i = 0; i < count; i++)
		e->texts[i] = dye_trim(row->cells[i].text);
	if (count == 1 && e->around != NULL)
		count = dye_around_cut(e->around, e->texts[0], e->texts);
	if (count < e->align->width)
		count = put_in_columns(e->align, e->texts, count);
	return e->visit(e->cookie, e->number++, e->texts, count, err);
}

enum dye_code
dye_layout_each(struct dye_layout * l, struct dye_slice bytes, const char * name, dye_layout_visit visit, void * cookie,
    struct dye_error * err)
{
	struct each e = {.align = &l->align, .around = l->around, .visit = visit, .cookie = cookie};
	enum dye_code rc;

	if (l->unread[0] != '\0')
		return DYE_OK;
	/* As many as a row has at most, which is no less than an aligned one has. */
	if ((e.texts = calloc(DYE_COLUMNS_MAX, sizeof(*e.texts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->mended = (struct dye_mended){0};
	rc = dye_rows_each(bytes, name, &l->wish, &l->way, &l->mended, each_row, &e, err);
	free(e.texts);
	return rc;
}
