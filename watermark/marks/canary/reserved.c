/* reserved.c: while a dataset is learned: whether what the owner reserves is free, and enough. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/canary/manner.h"
#include "watermark/marks/canary/nearkey.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/canary/reserve.h"
#include "watermark/marks/core/replaced.h"

/* ---- what it is of ---- */

static enum dye_code
refuse(const char * column, enum dye_code code, const char * why, struct dye_error * err)
{

	(void)dye_fail(err, code, "%s", why);
	dye_at_column(err, column, strlen(column));
	return code;
}

/* A time, an identity number, what people have in common: their figures say something, or are no business's to give. */
static bool
has_numbers(const struct dye_profile * profile, const struct dye_profile_column * c)
{

	return dye_canary_key(profile, c) && c->kind->attributes == NULL && !c->kind->shared && !c->kind->personal;
}

static enum dye_code
check_column(const struct dye_profile * profile, const char * name, struct dye_error * err)
{
	const struct dye_profile_column * c = dye_profile_column_find(profile, (struct dye_slice){name, strlen(name)});

	if (c == NULL)
		return refuse(name, DYE_EUSAGE,
		    "there is no such column, whose numbers shall be reserved (--reserve none takes back what was "
		    "said)",
		    err);
	if (dye_column_replaced(profile, c))
		return refuse(name, DYE_EUSAGE,
		    "its keys leave as surrogates: invented ones need no reserve (--reserve none)", err);
	if (!has_numbers(profile, c))
		return refuse(name, DYE_EUSAGE,
		    "numbers can be reserved of a key alone, which names rows and is no time, telephone or identity "
		    "number (learn --identity, --kind say what it is)",
		    err);
	return DYE_OK;
}

enum dye_code
dye_reserves_plan(const struct dye_profile * profile, struct dye_error * err)
{
	struct dye_reserves list;
	uint64_t numbers = 0;

	dye_reserves_of(profile, &list);
	for (size_t i = 0; i < list.count; i++) {
		const char * name = list.list[i].column;
		bool last = i + 1 == list.count || strcmp(name, list.list[i + 1].column) != 0;

		numbers += dye_reserve_numbers(&list.list[i]);
		if (!last)
			continue;
		DYE_TRY(check_column(profile, name, err));
		if (numbers < DYE_RESERVE_LEAST) {
			(void)dye_fail(err, DYE_EREFUSED, "%" PRIu64 " numbers are reserved, and must be %d at least",
			    numbers, DYE_RESERVE_LEAST);
			dye_at_column(err, name, strlen(name));
			return DYE_EREFUSED;
		}
		numbers = 0;
	}
	return DYE_OK;
}

/* ---- the rows ---- */

/* Of one column that has a reserve. */
struct column {
	const struct dye_reserve * reserves; /* of the list */
	size_t count;
	uint32_t cell;
	bool falling;
	uint64_t rows[DYE_RESERVES_MOST]; /* whose records take their numbers from it */
};

struct dye_reserved_rows {
	struct dye_reserves list;
	struct column columns[DYE_RESERVES_MOST];
	size_t count;
};

enum dye_code
dye_reserved_rows_open(const struct dye_profile * profile, const struct dye_profile_column * const * columns,
    uint32_t count, struct dye_reserved_rows ** rows, struct dye_error * err)
{
	struct dye_reserved_rows * r;

	*rows = NULL;
	if (dye_canary_settings(profile)->reserve[0] == '\0')
		return DYE_OK;
	if ((r = calloc(1, sizeof(*r))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	dye_reserves_of(profile, &r->list);
	for (uint32_t i = 0; i < count; i++) {
		struct column c = {.cell = i};

		if (columns[i] == NULL ||
		    (c.reserves = dye_reserves_find(&r->list, columns[i]->name, &c.count)) == NULL)
			continue;
		c.falling = columns[i]->falling;
		r->columns[r->count++] = c;
	}
	*rows = r;
	return DYE_OK;
}

static bool
lies_in(const struct column * c, uint64_t number)
{

	for (size_t i = 0; i < c->count; i++)
		if (c->reserves[i].from <= number && number <= c->reserves[i].to)
			return true;
	return false;
}

enum dye_code
dye_reserved_row(struct dye_reserved_rows * r, const struct dye_row * row, struct dye_error * err)
{

	for (size_t i = 0; r != NULL && i < r->count; i++) {
		struct column * c = &r->columns[i];
		struct dye_near_number n;

		if (!dye_near_digits(dye_manner_value(row->cells[c->cell].text), 1, &n))
			continue;
		if (!lies_in(c, n.number)) {
			c->rows[dye_reserve_of(c->reserves, c->count, n.number, c->falling)]++;
			continue;
		}
		(void)refuse(c->reserves->column, DYE_EREFUSED,
		    "this key is one of those that are reserved for invented records: it is in use, or such a record "
		    "has come back",
		    err);
		dye_at_row(err, row->number);
		return DYE_EREFUSED;
	}
	return DYE_OK;
}

/* Numbers that a range must have for the records of so many rows. */
static uint64_t
needed(uint64_t rows, uint32_t density)
{

	return (uint64_t)((double)rows * density * DYE_RESERVE_ROOM / DYE_TABLE_UNITS + 1);
}

static enum dye_code
check_room(const struct column * c, uint32_t density, struct dye_error * err)
{
	uint64_t all = 0;

	for (size_t i = 0; i < c->count; i++) {
		const struct dye_reserve * r = &c->reserves[i];
		uint64_t least = c->rows[i] == 0 ? 0 : needed(c->rows[i], density);

		all += c->rows[i];
		if (dye_reserve_numbers(r) >= least)
			continue;
		(void)dye_fail(err, DYE_EREFUSED,
		    "the reserve %" PRIu64 "-%" PRIu64 " has %" PRIu64 " numbers, and the records of %" PRIu64
		    " rows take theirs from it: it needs %" PRIu64
		    ", or the table others before it, or a lower --density",
		    r->from, r->to, dye_reserve_numbers(r), c->rows[i], least);
		dye_at_column(err, r->column, strlen(r->column));
		return DYE_EREFUSED;
	}
	return all > 0 ? DYE_OK
		       : refuse(c->reserves->column, DYE_EUSAGE,
			     "no cell of this column ends in a number: nothing can be reserved of it", err);
}

enum dye_code
dye_reserved_rows_end(const struct dye_reserved_rows * r, uint32_t density, struct dye_error * err)
{

	for (size_t i = 0; r != NULL && i < r->count; i++)
		DYE_TRY(check_room(&r->columns[i], density, err));
	return DYE_OK;
}

void
dye_reserved_rows_close(struct dye_reserved_rows * r)
{

	free(r);
}
