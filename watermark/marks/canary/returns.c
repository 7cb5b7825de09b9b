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

void
dye_returns_file(struct dye_returns * r)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		r->numbers[i] = 0;
}

static enum dye_code
note(struct dye_returns * r, const struct dye_canary_unit * unit, struct dye_error * err)
{
	struct dye_canary_unit * units = dye_grown(r->units, &r->size, r->count, sizeof(*units));
	bool counts = !unit->burned || !r->stale;
	uint64_t * numbers;

	if (units == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	r->units = units;
	if ((numbers = dye_grown(r->numbers, &r->number_size, r->count, sizeof(*numbers))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	r->numbers = numbers;
	numbers[r->count] = counts && r->number <= BEGINNING ? r->number : 0;
	r->all += counts;
	units[r->count++] = *unit;
	return DYE_OK;
}

/* The rows at the beginning that show the account of the last one: the first of them, and how many. */
static size_t
of_one_account(const struct dye_returns * r, uint64_t where[DYE_RETURNS_NAMED])
{
	size_t i, n = 0;

	for (i = 0; i < r->count; i++)
		if (r->numbers[i] != 0 && r->units[i].recipient == r->units[r->count - 1].recipient &&
		    n++ < DYE_RETURNS_NAMED)
			where[n - 1] = r->numbers[i];
	return n;
}

/* "rows 5, 90, 211 and 13 more". */
static enum dye_code
list_rows(const uint64_t * where, uint64_t count, struct dye_buffer * out, struct dye_error * err)
{
	uint64_t i, n = count < DYE_RETURNS_NAMED ? count : DYE_RETURNS_NAMED;

	for (i = 0; i < n; i++)
		DYE_TRY(dye_buffer_printf(out, err, "%s%" PRIu64, i == 0 ? "rows " : ", ", where[i]));
	return n == count ? dye_buffer_append_byte(out, '\0', err)
			  : dye_buffer_printf(out, err, " and %" PRIu64 " more%c", count - n, '\0');
}

/* What was met is no evidence any more, so that a trace may not say whose it was. */
static enum dye_code
fail_as_copy(const uint64_t * where, uint64_t count, struct dye_error * err)
{
	struct dye_buffer list = {0};
	enum dye_code rc;

	if ((rc = list_rows(where, count, &list, err)) == DYE_OK)
		rc = dye_fail(err, DYE_EREFUSED,
		    "this file carries the invented records of an export already; use the original data (if it is "
		    "that, "
		    "somebody has put them in: take them out, which stand in %s)",
		    list.data);
	dye_buffer_release(&list);
	return rc;
}

/* In one row: the rest of the file may be as it should. */
static enum dye_code
fail_for_row(const struct dye_returns * r, struct dye_error * err)
{
	enum dye_code rc = dye_fail(err, DYE_EREFUSED,
	    "invented records of exports stand in this row, several at once: take them out, or use the original data");

	dye_at_row(err, r->number);
	return rc;
}

enum dye_code
dye_returns_add(struct dye_returns * r, const struct dye_canary_unit * unit, struct dye_error * err)
{
	uint64_t key = dye_canary_unit_key(unit), where[DYE_RETURNS_NAMED];
	size_t same;

	if (r->stopped)
		return fail_for_row(r, err);
	if (dye_set_has(&r->met, key))
		return DYE_OK;
	DYE_TRY(note(r, unit, err));
	DYE_TRY(dye_set_add(&r->met, key, NULL, err));
	r->stale = r->stale || unit->burned;
	r->fresh += !unit->burned;
	same = r->numbers[r->count - 1] != 0 ? of_one_account(r, where) : 0;
	r->stopped = r->fresh > 1 || same >= MOST;
	if (!r->stopped)
		return DYE_OK;
	return r->fresh + r->stale > 1 ? fail_for_row(r, err) : fail_as_copy(where, same, err);
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
	free(r->numbers);
	*r = (struct dye_returns){0};
}

enum dye_code
dye_returns_end(const struct dye_returns * r, uint64_t rows, struct dye_error * err)
{

	return r->whole < 3 || r->whole < rows / 200 ? DYE_OK : fail_as_copy(r->where, r->whole, err);
}
