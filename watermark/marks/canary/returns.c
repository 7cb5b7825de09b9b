#include "watermark/marks/canary/returns.h"

#include <inttypes.h>
#include <stdlib.h>

#include "formats/base/buffer.h"
#include "watermark/marks/canary/agree.h"

/* The most of one account that a copy may cost, in the first rows, where it shows that it is one. */
#define MOST 8
#define BEGINNING 1000

void
dye_returns_row(struct dye_returns * r, uint64_t index, uint64_t number)
{

	if (r->rows == index && r->number == number)
		return;
	r->rows = index;
	r->number = number;
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

#define COPY                                                                                                        \
	"this file carries the invented records of an export already (leakdye trace says whose); use the original " \
	"data"

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
	enum dye_code rc = dye_fail(err, DYE_EREFUSED, "%s%s", several ? TOGETHER : COPY, several ? "" : EIGHTH);

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
	r->stale = r->stale || unit->burned;
	r->fresh += !unit->burned;
	if (r->fresh > 1 || (r->rows <= BEGINNING && of_one_account(r) >= MOST))
		return refuse(r, err);
	return DYE_OK;
}

void
dye_returns_whole(struct dye_returns * r)
{

	if (r->whole++ < DYE_RETURNS_NAMED)
		r->where[r->whole - 1] = r->number;
}

void
dye_returns_release(struct dye_returns * r)
{

	dye_map_release(&r->met);
	free(r->units);
	free(r->counted);
	*r = (struct dye_returns){0};
}

/* "rows 5, 90, 211 and 13 more". */
static enum dye_code
list_rows(const struct dye_returns * r, struct dye_buffer * out, struct dye_error * err)
{
	uint64_t i, n = r->whole < DYE_RETURNS_NAMED ? r->whole : DYE_RETURNS_NAMED;

	for (i = 0; i < n; i++)
		DYE_TRY(dye_buffer_printf(out, err, "%s%" PRIu64, i == 0 ? "rows " : ", ", r->where[i]));
	return n == r->whole ? dye_buffer_append_byte(out, '\0', err)
			     : dye_buffer_printf(out, err, " and %" PRIu64 " more%c", r->whole - n, '\0');
}

enum dye_code
dye_returns_end(const struct dye_returns * r, uint64_t rows, struct dye_error * err)
{
	struct dye_buffer list = {0};
	enum dye_code rc;

	if (r->whole < 3 || r->whole < rows / 200)
		return DYE_OK;
	if ((rc = list_rows(r, &list, err)) == DYE_OK)
		rc = dye_fail(err, DYE_EREFUSED,
		    COPY " (if it is that, somebody has put them in: take them out, which stand in %s)", list.data);
	dye_buffer_release(&list);
	return rc;
}
