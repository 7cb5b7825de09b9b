#include "watermark/embed/few.h"

#include <inttypes.h>
#include <stdio.h>

void
dye_explain_few(const struct dye_columns * columns, const struct dye_pipeline_result * r, char * why, size_t size)
{
	uint64_t missing = r->tried - r->births, taken = missing - r->counts.unmade - r->counts.wide;
	const struct dye_profile_column * c = NULL;

	why[0] = '\0';
	if (r->births > r->tried || 5 * r->births >= 4 * r->tried)
		return;
	if (r->counts.unmade_cell > 0 && r->counts.unmade_cell <= columns->count)
		c = columns->map[r->counts.unmade_cell - 1];
	if (r->counts.wide >= r->counts.unmade && r->counts.wide >= taken)
		(void)snprintf(why, size,
		    "they are wider than the columns of this file, which are padded: export it without padding");
	else if (taken >= r->counts.unmade)
		(void)snprintf(why, size,
		    "their keys are taken by rows of the file, or they came back before and were burned: where the "
		    "numbers of a key have "
		    "few gaps, no more records than gaps can be invented");
	else if (c != NULL)
		(void)snprintf(why, size,
		    "what stands in column %" PRIu32
		    " cannot be invented as %s: see whether that is what it holds (learn --kind), "
		    "and whether something else stands around the values",
		    r->counts.unmade_cell, c->kind->name);
	else
		(void)snprintf(why, size,
		    "their rows lack what an invented record is known by: an export needs a column that names its "
		    "rows, with values");
}
