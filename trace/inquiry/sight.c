#include "trace/inquiry/sight.h"

#include <string.h>

#include "watermark/index/names.h"
#include "watermark/marks/core/replaced.h"

/* The row in hand. */
struct sight {
	struct dye_observed * of; /* Not owned, nor the next three. */
	struct dye_leak_cells * cells;
	const struct dye_profile * profile;
	const struct dye_leak_row * row;
};

/* A cell whose column is not known may be of one that leaves as surrogates, each of which may be somebody else's key. */
static bool
may_be_replaced(const struct sight * s, uint32_t cell)
{
	const struct dye_profile * p = s->profile;

	for (uint32_t i = 0; i < p->column_count && s->row->columns[cell] == NULL; i++)
		if (p->columns[i].kind == s->row->kinds[cell] && dye_column_replaced(p, &p->columns[i]))
			return true;
	return false;
}

/* It says something, by itself. */
static bool
speaks(const struct sight * s, uint32_t cell)
{

	return s->row->kinds[cell] != NULL && s->row->texts[cell].len > 0 && !may_be_replaced(s, cell);
}

static enum dye_code
add(struct sight * s, const struct dye_sighting * sighting, struct dye_error * err)
{
	struct dye_observed * of = s->of;
	struct dye_sighting * list = dye_grown(of->sightings, &of->sighting_size, of->sighting_count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	of->sightings = list;
	list[of->sighting_count++] = *sighting;
	return DYE_OK;
}

static enum dye_code
read_cell(struct sight * s, uint32_t i, struct dye_leak_cell ** cell, struct dye_error * err)
{

	return dye_leak_cell(s->cells, i, s->row->kinds[i], s->row->texts[i], false, cell, err);
}

static enum dye_code
sight_cell(struct sight * s, uint32_t i, struct dye_error * err)
{
	struct dye_sighting sighting = {.row = s->of->sighted_rows, .kind = s->row->kinds[i]};
	struct dye_leak_cell * cell;

	if (!speaks(s, i) || !dye_kind_looked_up(s->row->kinds[i]))
		return DYE_OK;
	DYE_TRY(read_cell(s, i, &cell, err));
	sighting.starred = dye_leak_cell_starred(cell);
	memcpy(sighting.digest, cell->digest, DYE_PRF_LEN);
	return add(s, &sighting, err);
}

static enum dye_code
sight_pair(struct sight * s, uint32_t name, uint32_t number, struct dye_error * err)
{
	struct dye_sighting sighting = {.row = s->of->sighted_rows, .kind = s->row->kinds[number], .together = true};
	struct dye_leak_cell *called, *of;
	bool got;

	DYE_TRY(read_cell(s, name, &called, err));
	DYE_TRY(read_cell(s, number, &of, err));
	DYE_TRY(dye_names_pair_digest(called->digest, sighting.kind, dye_buffer_slice(&of->parse.canonical),
	    &s->cells->scratch, sighting.digest, &got, err));
	return got ? add(s, &sighting, err) : DYE_OK;
}

/* The first two cells that say how somebody is called, or have numbers that may be starred out. Returns how many. */
static uint32_t
first_two(const struct sight * s, bool called, uint32_t cells[DYE_NAMES_CALLED])
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->row->count && n < DYE_NAMES_CALLED; i++)
		if (speaks(s, i) && (called ? s->row->kinds[i]->called : s->row->kinds[i]->ends != NULL))
			cells[n++] = i;
	return n;
}

enum dye_code
dye_sight_row(struct dye_observed * of, struct dye_leak_cells * cells, const struct dye_profile * profile,
    const struct dye_leak_row * row, struct dye_error * err)
{
	struct sight s = {of, cells, profile, row};
	uint32_t called[DYE_NAMES_CALLED], numbers[DYE_NAMES_CALLED], called_count, number_count;
	size_t before = of->sighting_count;

	if (of->sighted_rows == DYE_SIGHTED_ROWS_MOST)
		return DYE_OK;
	for (uint32_t i = 0; i < row->count; i++)
		DYE_TRY(sight_cell(&s, i, err));
	called_count = first_two(&s, true, called);
	number_count = first_two(&s, false, numbers);
	for (uint32_t i = 0; i < called_count; i++)
		for (uint32_t k = 0; k < number_count; k++)
			DYE_TRY(sight_pair(&s, called[i], numbers[k], err));
	of->sighted_rows += of->sighting_count > before;
	return DYE_OK;
}
