#include "watermark/embed/few.h"

#include <inttypes.h>
#include <stdio.h>

#include "watermark/marks/canary/plan.h"
#include "watermark/marks/core/rowanchor.h"

/* So many rows are drawn on average at least, if chance is to leave out all of them once in a thousand files at most: exp(-7). */
#define DRAWN_LEAST 7

/* A record would have of its parent's cell what it must not, or would be told by having nothing (canary/kept.h). */
static void
explain_kept(const struct dye_profile_column * column, uint32_t number, uint64_t rows, char * why, size_t size)
{
	bool vacant = dye_canary_part(column, rows) == DYE_PART_EMPTY;

	(void)snprintf(why, size,
	    vacant ? "column %" PRIu32 " had no value when the table was learned, and has some now: learn the table as "
		     "it is today"
		   : "column %" PRIu32 " holds other values than when the table was learned (%" PRIu64
		     "; was it masked?), and an invented record would keep those of a real row: learn the table as it "
		     "is today",
	    number, column->distinct);
}

/* Because of one cell, or of none. */
static void
explain_unmade(const struct dye_columns * columns, const struct dye_profile * profile,
    const struct dye_pipeline_result * r, char * why, size_t size)
{
	uint32_t cell = r->counts.unmade_cell;
	const struct dye_profile_column * c = cell > 0 && cell <= columns->count ? columns->map[cell - 1] : NULL;

	if (c != NULL && dye_canary_part(c, profile->rows) != DYE_PART_FORGE)
		explain_kept(c, cell, profile->rows, why, size);
	else if (c != NULL)
		(void)snprintf(why, size,
		    "what stands in column %" PRIu32
		    " cannot be invented as %s: see whether that is what it holds (learn --kind), "
		    "and whether something else stands around the values",
		    cell, c->kind->name);
	else
		(void)snprintf(why, size,
		    "what was made was longer or shorter than anything that the table has, or had nothing by which an "
		    "invented record is known: it needs a column that names the rows, with values; small tables give "
		    "few words to make others of");
}

/* Why records stay behind, and what helps; ${count} of them. */
struct cause {
	uint64_t count;
	const char * why; /* NULL: a cell says it */
};

/* The chief cause; of equals the first. */
static const struct cause *
chief_of(const struct cause * causes, size_t n)
{
	const struct cause * chief = causes;

	for (size_t i = 1; i < n; i++)
		if (causes[i].count > chief->count)
			chief = &causes[i];
	return chief;
}

void
dye_explain_few(const struct dye_columns * columns, const struct dye_profile * profile,
    const struct dye_pipeline_result * r, char * why, size_t size)
{
	const struct dye_mark_counts * n = &r->counts;
	uint64_t missing = r->tried - r->births;
	uint64_t told = n->unmade + n->wide + n->filtered + n->banned + n->crowded + r->late + r->repeated;
	const struct cause causes[] = {
	    {n->wide, "they do not fit this file: its columns are padded to a width, or a sign of theirs means "
		      "something else in it: export it without padding, or with cells in quotes"},
	    {missing > told ? missing - told : 0, "their keys are taken by rows of the file or of the table as it was "
						  "learned: where the numbers of a key "
						  "have few gaps, no more records than gaps can be invented"},
	    {n->crowded,
		"among the numbers of a key there are too few gaps for them: give them numbers that the business "
		"does not use (learn --reserve), or let the key leave as surrogates (learn --surrogate)"},
	    {n->filtered, "the query of this file does not ask for them, as far as its first rows show that"},
	    {n->banned, "they came back with the source before, and were burned"},
	    {r->late, "the file had gone past their place in its order when the rows came that they belong to, or too "
		      "many waited for theirs"},
	    {r->repeated, "the rows that they belong to stand more than once in the file, and have one each"},
	    {n->unmade, NULL},
	};
	const struct cause * chief = chief_of(causes, sizeof(causes) / sizeof(*causes));

	why[0] = '\0';
	if (r->births > r->tried || 5 * r->births >= 4 * r->tried)
		return;
	if (chief->why == NULL)
		explain_unmade(columns, profile, r, why, size);
	else
		(void)snprintf(why, size, "%s", chief->why);
}

void
dye_explain_undrawn(const struct dye_columns * columns, const struct dye_profile * profile,
    const struct dye_pipeline_result * r, char * why, size_t size)
{
	uint64_t drawn = r->rows * dye_canary_settings(profile)->density / DYE_TABLE_UNITS;
	uint32_t order[DYE_COLUMNS_MAX];

	why[0] = '\0';
	if (r->tried > 0 || drawn < DRAWN_LEAST || dye_identity_order(columns->map, columns->count, order) == 0)
		return;
	(void)snprintf(why, size,
	    "they are drawn by the values of column %" PRIu32 ", which names rows, and none of its %" PRIu64
	    " was: a column of more values must be the first that names rows (learn --identity)",
	    order[0] + 1, columns->map[order[0]]->distinct);
}
