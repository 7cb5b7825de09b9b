#include "watermark/marks/canary/returns.h"

#include <stdlib.h>

#include "watermark/marks/canary/agree.h"

/* The most that a reading may cost, and the first rows, where a copy shows that it is one. */
#define MOST 8
#define BEGINNING 1000

void
dye_returns_row(struct dye_returns * r, uint64_t index, uint64_t number, bool beside)
{

	if (r->rows == index && r->number == number)
		return;
	r->rows = index;
	r->number = number;
	r->is_beside = beside;
	r->fresh = 0;
	r->stale = false;
}

static enum dye_code
note(struct dye_returns * r, const struct dye_canary_unit * unit, struct dye_error * err)
{
	struct dye_canary_unit * units = dye_grown(r->units, &r->size, r->count, sizeof(*units));
	bool * counted;

	if (units == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	r->units = units;
	if ((counted = dye_grown(r->counted, &r->counted_size, r->count, sizeof(*counted))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	r->counted = counted;
	counted[r->count] = !unit->burned || !r->stale;
	r->all += counted[r->count];
	r->beside += counted[r->count] && r->is_beside;
	units[r->count++] = *unit;
	return DYE_OK;
}

/* How many of the account of the last. */
static size_t
of_one_account(const struct dye_returns * r)
{
	size_t i, n = 0;

	for (i = 0; i < r->count; i++)
		n += r->counted[i] && r->units[i].recipient == r->units[r->count - 1].recipient;
	return n;
}

/* Those met together: the first of a row is one of them when the second comes. */
static void
count_together(struct dye_returns * r, const struct dye_canary_unit * unit)
{

	if (unit->burned) {
		r->stale = true;
		return;
	}
	r->fresh++;
	r->together += r->fresh == 1 ? 0 : r->fresh == 2 ? 2 : 1;
}

/* What follows where the file may be the original all the same. */
#define EIGHTH " (if it is that, somebody has put them in: take this row out, which shows the eighth of one account)"

#define TOGETHER                                                                                                    \
	"invented records of exports stand in this row, several at once (leakdye trace says whose they are): take " \
	"them out, or use the original data"

/* Where several stand in one row, that is to be told: the rest of the file may be as it should. */
static enum dye_code
refuse(struct dye_returns * r, struct dye_error * err)
{
	bool several = r->fresh + r->stale > 1;
	enum dye_code rc =
	    dye_fail(err, DYE_EREFUSED, "%s%s", several ? TOGETHER : DYE_RETURNS_COPY, several ? "" : EIGHTH);

	r->stopped = true;
	dye_at_row(err, r->number);
	return rc;
}

enum dye_code
dye_returns_add(struct dye_returns * r, const struct dye_canary_unit * unit, struct dye_error * err)
{
	uint64_t key = dye_canary_unit_key(unit);

	if (r->stopped)
		return refuse(r, err);
	if (dye_set_has(&r->met, key))
		return DYE_OK;
	DYE_TRY(note(r, unit, err));
	DYE_TRY(dye_set_add(&r->met, key, NULL, err));
	count_together(r, unit);
	if (r->together >= MOST || (r->rows <= BEGINNING && of_one_account(r) >= MOST))
		return refuse(r, err);
	return DYE_OK;
}

void
dye_returns_release(struct dye_returns * r)
{

	dye_map_release(&r->met);
	free(r->units);
	free(r->counted);
	*r = (struct dye_returns){0};
}

bool
dye_returns_is_copy(uint64_t canaries, uint64_t rows)
{

	return canaries >= 3 && canaries >= rows / 200;
}
