#include "watermark/learn/home.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/field/core/glyphs.h"
#include "watermark/learn/version.h"
#include "watermark/marks/canary/manner.h"

enum dye_code
dye_home_start(struct dye_home * home, uint32_t columns, struct dye_error * err)
{

	dye_home_release(home);
	if ((home->columns = calloc((size_t)columns + 1, sizeof(*home->columns))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

void
dye_home_release(struct dye_home * home)
{

	free(home->columns);
	*home = (struct dye_home){0};
}

/* Whether the row has a ZIP code of that state. */
static bool
has_zip(const struct dye_row * row, uint8_t state)
{
	uint32_t i;

	for (i = 0; i < row->cell_count; i++)
		if (dye_state_zip_fits(state, dye_trim(row->cells[i].text)))
			return true;
	return false;
}

static void
look(struct dye_home_column * c, struct dye_slice text, const struct dye_row * row)
{
	enum dye_land land;
	uint8_t state;

	text = dye_trim(text);
	if (text.len == 0 || dye_manner_nothing(text))
		return;
	c->filled++;
	land = dye_land_of(text);
	c->states += land == DYE_LAND_STATE || land == DYE_LAND_CA;
	c->america += land == DYE_LAND_AMERICA || land == DYE_LAND_CA;
	c->ambiguous += land == DYE_LAND_AMBIGUOUS;
	c->elsewhere += land == DYE_LAND_ELSEWHERE;
	if (land != DYE_LAND_STATE && land != DYE_LAND_CA && land != DYE_LAND_AMBIGUOUS)
		return;
	c->spelled += land == DYE_LAND_STATE && text.len > 2;
	state = dye_land_state(text);
	c->seen[state / 64] |= (uint64_t)1 << state % 64;
	c->fitting += has_zip(row, state);
}

static bool
is_address(const struct dye_profile_column * column)
{

	return column->mark && column->kind->local_types != 0;
}

void
dye_home_row(struct dye_home * home, const struct dye_profile * profile, const struct dye_row * row)
{
	bool any = false;
	uint32_t i;

	for (i = 0; i < row->cell_count && !any; i++)
		any = is_address(&profile->columns[i]) && dye_trim(row->cells[i].text).len > 0;
	if (!any)
		return;
	home->rows++;
	for (i = 0; i < row->cell_count; i++)
		look(&home->columns[i], row->cells[i].text, row);
}

/* Some other than those few rows that may be anything. */
static bool
many(uint64_t count, uint64_t rows)
{

	return count > rows / DYE_HOME_ODD;
}

/* All rows but those few. */
static bool
nearly_all(uint64_t count, uint64_t rows)
{

	return rows > 0 && count <= rows && !many(rows - count, rows);
}

/* By its name; or nine cells of ten may be countries, and are not rather states. */
static bool
holds_countries(const struct dye_home_column * c, const char * name)
{

	return dye_land_names_country(name) || ((c->america > 0 || 2 * c->elsewhere >= c->filled) && c->filled > 0 &&
						   10 * (c->america + c->elsewhere + c->ambiguous) >= 9 * c->filled &&
						   10 * c->states < 9 * c->filled && 10 * c->fitting < 9 * c->filled);
}

static bool
holds_states(const struct dye_home_column * c)
{

	return c->states > 0 && 2 * (c->states + c->ambiguous) >= c->filled;
}

/* A column says that rows lie elsewhere. */
static bool
contradicts(const struct dye_home_column * c, const char * name, uint64_t rows)
{

	if (holds_countries(c, name))
		return many(c->filled - c->america, rows);
	return holds_states(c) && many(c->filled - c->states - c->ambiguous, rows);
}

static unsigned
different(const struct dye_home_column * c)
{
	unsigned i, n = 0;

	for (i = 0; i < DYE_STATES; i++)
		n += c->seen[i / 64] >> i % 64 & 1;
	return n;
}

/* "OK" and "CA" may be the state of an order, "US" the region of a server; that nearly all have ZIP codes that fit is no chance. */
static bool
proves(const struct dye_home_column * c, const char * name, uint64_t rows)
{
	bool zips = nearly_all(c->fitting, rows);

	if (dye_land_names_country(name))
		return nearly_all(c->america, rows);
	if (!dye_land_is_named(name))
		return zips && different(c) >= DYE_HOME_STATES;
	if (zips || (nearly_all(c->spelled, rows) && different(c) >= DYE_HOME_STATES))
		return true;
	return nearly_all(c->states + c->ambiguous, rows) && 10 * c->states >= c->filled &&
	       different(c) >= DYE_HOME_CODES;
}

/* Whether another column proves where the addresses in the column of that name lie. ${alone}: there are no others. */
static bool
column_proven(const struct dye_home * home, const struct dye_profile * profile, const char * address, bool alone)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++)
		if (dye_land_names_place(profile->columns[i].name, address, alone) &&
		    proves(&home->columns[i], profile->columns[i].name, home->rows))
			return true;
	return false;
}

bool
dye_home_proven(const struct dye_home * home, const struct dye_profile * profile)
{
	uint32_t i, addresses = 0;

	for (i = 0; i < profile->column_count; i++) {
		addresses += profile->columns[i].kind->local_types != 0;
		if (contradicts(&home->columns[i], profile->columns[i].name, home->rows))
			return false;
	}
	for (i = 0; i < profile->column_count; i++)
		if (is_address(&profile->columns[i]) &&
		    !column_proven(home, profile, profile->columns[i].name, addresses == 1))
			return false;
	return true;
}

static bool
is_local(const struct dye_kind * kind, uint8_t type)
{

	return (kind->local_types >> type & 1) != 0;
}

enum dye_code
dye_home_drop(struct dye_counts * counts, const struct dye_profile * previous, struct dye_learned * learned,
    struct dye_error * err)
{
	size_t i, n = 0;

	for (i = 0; i < counts->count; i++) {
		const struct dye_count * c = &counts->list[i];

		bool unproven = is_local(c->kind, c->type) && c->context[0] == '\0';

		if (unproven)
			DYE_TRY(dye_learn_note_off(learned, c, DYE_OFF_PLACE, err));
		if (!unproven || dye_version_marks(previous, c->kind, c->type, ""))
			counts->list[n++] = *c;
	}
	counts->count = n;
	return DYE_OK;
}

/* Cells that say nothing, which sort first, have no table of their own before place ${at}: give them one that marks nothing. */
static enum dye_code
put_closed(struct dye_profile * p, uint32_t at, const struct dye_table * like, struct dye_error * err)
{
	struct dye_table closed = {.kind = like->kind, .type = like->type, .count = 1};
	struct dye_table * tables = reallocarray(p->tables, (size_t)p->table_count + 1, sizeof(*tables));

	if (tables == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	p->tables = tables;
	closed.cumulative[1] = DYE_TABLE_UNITS;
	memmove(&tables[at + 1], &tables[at], (p->table_count++ - at) * sizeof(*tables));
	tables[at] = closed;
	return DYE_OK;
}

enum dye_code
dye_home_close(struct dye_profile * profile, const struct dye_profile * previous, struct dye_error * err)
{
	uint32_t i;

	for (i = 0; i < profile->table_count; i++) {
		struct dye_table like = profile->tables[i];
		bool first =
		    i == 0 || profile->tables[i - 1].kind != like.kind || profile->tables[i - 1].type != like.type;

		if (!first || !is_local(like.kind, like.type) || dye_version_marks(previous, like.kind, like.type, ""))
			continue;
		if (like.context[0] == '\0')
			profile->tables[i].enabled = false;
		else
			DYE_TRY(put_closed(profile, i, &like, err));
	}
	return DYE_OK;
}
