#include "watermark/marks/canary/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/map.h"
#include "watermark/marks/core/orderkey.h"
#include "watermark/marks/core/replaced.h"
#include "watermark/marks/core/rowanchor.h"

static void
plan_column(struct dye_canary_column * c, const struct dye_profile * profile, const struct dye_profile_column * column,
    const struct dye_reserves * reserves)
{
	uint8_t digest[DYE_PRF_LEN];

	c->column = column;
	c->part = dye_canary_part(column, profile->rows);
	c->compared = dye_canary_compared(column, profile->rows);
	c->anchored = dye_canary_anchored(column, profile->rows);
	c->key = dye_canary_key(profile, column);
	c->joint = dye_canary_joint(profile, column);
	c->counted = dye_canary_counted(profile, column);
	c->sorted = dye_canary_sorted(profile, column);
	c->role = dye_canary_role(profile, column);
	c->numbers = dye_canary_numbers(column, profile->rows);
	if (reserves != NULL && !dye_column_replaced(profile, column))
		c->reserves = dye_reserves_find(reserves, column->name, &c->reserve_count);
	dye_digest(column->name, strlen(column->name), digest);
	c->stream = dye_get_u64(digest);
	c->salt = dye_get_u64(digest + 8);
}

/* The parts of a key of several columns, where the file has them all: rows may share what is left of it. */
static uint32_t
count_joint(const struct dye_canary_columns * columns, const struct dye_profile * profile)
{
	uint32_t i, here = 0, all = 0;

	for (i = 0; i < columns->count; i++)
		here += columns->columns[i].joint;
	for (i = 0; i < profile->column_count; i++)
		all += dye_canary_joint(profile, &profile->columns[i]);
	return here == all ? here : 0;
}

/* The cells in the order of the profile's columns, which lie in one array. */
static void
sort_order(struct dye_canary_columns * columns)
{
	uint32_t i, j;

	for (i = 0; i < columns->count; i++) {
		for (j = i; j > 0 && columns->columns[columns->order[j - 1]].column > columns->columns[i].column; j--)
			columns->order[j] = columns->order[j - 1];
		columns->order[j] = i;
	}
}

/*
 * An identity number that keeps its parent's birth and sex, or takes another and was sorted (it grew by a number once, as keys do); a birth of which the
 * order of day and month is known, and which. Of others, that the column goes down.
 */
static unsigned
rule_of_person(const struct dye_profile * profile, const struct dye_profile_column * c)
{
	enum dye_forge_role role = dye_canary_role(profile, c);

	if (dye_canary_numbers(c, profile->rows))
		return role == DYE_ROLE_PLAIN ? 32 : dye_canary_sorted(profile, c) ? 64 : 0;
	if (dye_canary_is_birth(c))
		return role == DYE_ROLE_BIRTH_DAY_FIRST ? 64 : role == DYE_ROLE_BIRTH_MONTH_FIRST ? 128 : 0;
	return c->falling ? 128 : 0;
}

/*
 * The part; 2 where the column leaves as something else, whatever its part: what an account may have there are other numbers. (A column that would be 2 by itself
 * turns canaries off.)
 */
static unsigned
rule_of_part(const struct dye_profile * profile, const struct dye_profile_column * c)
{

	return dye_column_replaced(profile, c) ? DYE_PART_FOREIGN : dye_canary_part(c, profile->rows);
}

/*
 * For every column of the profile frame(name), frame(kind), and a byte: what rule_of_part() says, 4 if it is sorted, 8 if it is a birth, 16 if it must be
 * invented or the row is no parent, and what rule_of_person() says. Then what is reserved.
 */
static enum dye_code
digest_rules(
    const struct dye_profile * profile, const struct dye_reserves * reserves, uint64_t * rules, struct dye_error * err)
{
	struct dye_buffer b = {0};
	uint8_t digest[DYE_PRF_LEN];
	enum dye_code rc = DYE_OK;
	uint32_t i;

	for (i = 0; i < profile->column_count && rc == DYE_OK; i++) {
		const struct dye_profile_column * c = &profile->columns[i];
		unsigned rule = rule_of_part(profile, c) | (dye_canary_sorted(profile, c) ? 4u : 0u) |
				(dye_canary_is_birth(c) ? 8u : 0u) | (c->identity || c->unique ? 16u : 0u) |
				rule_of_person(profile, c);

		if ((rc = dye_buffer_append_frame(&b, (struct dye_slice){c->name, strlen(c->name)}, err)) == DYE_OK &&
		    (rc = dye_buffer_append_frame(&b, (struct dye_slice){c->kind->name, strlen(c->kind->name)}, err)) ==
			DYE_OK)
			rc = dye_buffer_append_byte(&b, (char)rule, err);
	}
	if (rc == DYE_OK && reserves != NULL)
		rc = dye_reserves_rules(reserves, &b, err);
	if (rc == DYE_OK) {
		dye_digest(b.data, b.len, digest);
		*rules = dye_get_u64(digest);
	}
	dye_buffer_release(&b);
	return rc;
}

bool
dye_canary_fits(const struct dye_mark_context * context, char * note, size_t size)
{
	const struct dye_profile * p = context->profile;
	bool named = false;
	uint32_t i;

	if (!dye_canary_settings(p)->on) {
		(void)snprintf(note, size, "%s", dye_canary_note(p));
		return false;
	}
	if (!dye_canary_possible(p, note, size))
		return false;
	for (i = 0; i < context->column_count; i++) {
		const struct dye_profile_column * column = context->column_map[i];

		/* Nobody knows what a column is that the profile does not know: copying it could name the parent. */
		if (column == NULL) {
			(void)snprintf(
			    note, size, "the profile does not know column %u: learn the table with it", i + 1u);
			return false;
		}
		named = named || column->identity;
	}
	if (!named)
		(void)snprintf(note, size, "%s", "no column of this file names a row: export one of those that do");
	return named;
}

/* What records may have of their parents, by the head of the file where any are made. Column i is cell cells[i] of it; NULL: cell i. */
static enum dye_code
judge_columns(struct dye_canary_columns * columns, const struct dye_mark_context * context, const uint32_t * cells,
    struct dye_error * err)
{
	const struct dye_head * head = columns->possible && !context->dry_run ? context->head : NULL;

	for (uint32_t i = 0; i < columns->count; i++) {
		struct dye_canary_column * c = &columns->columns[i];
		uint32_t cell = cells == NULL ? i : cells[i];

		if (c->column != NULL)
			DYE_TRY(dye_canary_kept_init(
			    &c->kept, c->column, context->profile->rows, cell == DYE_NO_CELL ? NULL : head, cell, err));
	}
	return DYE_OK;
}

static enum dye_code
allocate(struct dye_canary_columns * columns, uint32_t n, struct dye_error * err)
{

	*columns = (struct dye_canary_columns){.count = n, .sort = DYE_NO_CELL, .then = DYE_NO_CELL};
	columns->columns = calloc((size_t)n + 1, sizeof(*columns->columns));
	columns->order = calloc((size_t)n + 1, sizeof(*columns->order));
	columns->identity = calloc((size_t)n + 1, sizeof(*columns->identity));
	return columns->columns != NULL && columns->order != NULL && columns->identity != NULL
		   ? DYE_OK
		   : dye_fail(err, DYE_ENOMEM, "out of memory");
}

static enum dye_code
take_reserves(struct dye_canary_columns * columns, const struct dye_profile * profile, struct dye_error * err)
{

	if (dye_canary_settings(profile)->reserve[0] == '\0')
		return DYE_OK;
	if ((columns->reserves = calloc(1, sizeof(*columns->reserves))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	dye_reserves_of(profile, columns->reserves);
	return DYE_OK;
}

/* What becomes of every column that the profile knows. */
static enum dye_code
plan_columns(struct dye_canary_columns * columns, const struct dye_mark_context * context,
    const struct dye_profile_column * const * map, struct dye_error * err)
{

	DYE_TRY(take_reserves(columns, context->profile, err));
	DYE_TRY(digest_rules(context->profile, columns->reserves, &columns->rules, err));
	/* Another pool makes other records. */
	if (context->pool != NULL && context->pool->id != 0)
		columns->rules = dye_digest_mix(columns->rules, context->pool->id);
	columns->identity_count = dye_identity_order(map, columns->count, columns->identity);
	for (uint32_t i = 0; i < columns->count; i++)
		if (map[i] != NULL)
			plan_column(&columns->columns[i], context->profile, map[i], columns->reserves);
	sort_order(columns);
	columns->joint_count = count_joint(columns, context->profile);
	return DYE_OK;
}

/* The columns whose order the file may have. */
static void
find_sort(struct dye_canary_columns * columns, const struct dye_present_order * present)
{
	uint32_t learned = DYE_NO_CELL;

	for (uint32_t i = 0; i < columns->count; i++)
		if (columns->columns[i].sorted &&
		    (learned == DYE_NO_CELL || columns->columns[i].column < columns->columns[learned].column))
			learned = i;
	columns->sort = learned;
	if (present != NULL) {
		columns->clustered = present->strictly == 0 && present->clustered > 0;
		columns->sort = present->strictly > 0	 ? present->strictly - 1
				: present->clustered > 0 ? present->clustered - 1
							 : DYE_NO_CELL;
		columns->collation = present->collation;
	}
	columns->then = columns->sort != learned ? learned : DYE_NO_CELL;
}

enum dye_code
dye_canary_columns_init(
    struct dye_canary_columns * columns, const struct dye_mark_context * context, struct dye_error * err)
{
	enum dye_code rc;
	char note[160];

	if ((rc = allocate(columns, context->column_count, err)) == DYE_OK) {
		columns->possible = !context->quiet && dye_canary_fits(context, note, sizeof(note));
		if ((rc = plan_columns(columns, context, context->column_map, err)) == DYE_OK)
			rc = judge_columns(columns, context, NULL, err);
		find_sort(columns, context->order);
	}
	if (rc != DYE_OK)
		dye_canary_columns_release(columns);
	return rc;
}

/* Which cell of the file each column of the profile is. */
static void
find_cells(const struct dye_canary_columns * columns, const struct dye_profile * profile, uint32_t * cell_of)
{

	for (uint32_t i = 0; i < profile->column_count; i++)
		cell_of[i] = DYE_NO_CELL;
	for (uint32_t i = 0; i < columns->count; i++)
		if (columns->columns[i].column != NULL)
			cell_of[columns->columns[i].column - profile->columns] = i;
}

/* The column that tells the birth in the one identity number of a row, both invented anew; DYE_NO_CELL: there is none, or there are several numbers. */
static uint32_t
find_birth(const struct dye_canary_columns * whole)
{
	uint32_t numbers = 0, found = DYE_NO_CELL;

	for (uint32_t i = 0; i < whole->count; i++) {
		const struct dye_canary_column * c = &whole->columns[i];
		uint32_t of = c->column->tells_of;

		numbers += c->numbers;
		if (c->column->tells == DYE_TELLS_BIRTH && c->part == DYE_PART_KEEP && !c->column->aged && of > 0 &&
		    of <= whole->count && whole->columns[of - 1].numbers)
			found = i;
	}
	return numbers == 1 ? found : DYE_NO_CELL;
}

/* A birth is drawn anew where the only number of the row can take it; no other date is that a number may hang on. */
static void
follow_birth(struct dye_canary_columns * whole)
{
	uint32_t birth = find_birth(whole);
	bool numbers = false;

	for (uint32_t i = 0; i < whole->count; i++)
		numbers = numbers || whole->columns[i].numbers;
	for (uint32_t i = 0; i < whole->count; i++) {
		enum dye_tells tells = whole->columns[i].column->tells;

		whole->columns[i].fixed = numbers && whole->columns[i].column->kind->attributes != NULL && i != birth &&
					  (tells != DYE_TELLS_UNKNOWN || birth == DYE_NO_CELL);
	}
	if (birth != DYE_NO_CELL)
		whole->columns[whole->columns[birth].column->tells_of - 1].role = DYE_ROLE_BIRTH;
}

enum dye_code
dye_canary_columns_whole(struct dye_canary_columns * whole, const struct dye_canary_columns * columns,
    const struct dye_mark_context * context, uint32_t * cell_of, struct dye_error * err)
{
	const struct dye_profile * p = context->profile;
	const struct dye_profile_column ** map = calloc((size_t)p->column_count + 1, sizeof(*map));
	enum dye_code rc;

	if (map == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < p->column_count; i++)
		map[i] = &p->columns[i];
	find_cells(columns, p, cell_of);
	if ((rc = allocate(whole, p->column_count, err)) == DYE_OK &&
	    (rc = plan_columns(whole, context, map, err)) == DYE_OK) {
		whole->possible = columns->possible;
		follow_birth(whole);
		rc = judge_columns(whole, context, cell_of, err);
	}
	free(map);
	if (rc != DYE_OK)
		dye_canary_columns_release(whole);
	return rc;
}

void
dye_canary_columns_release(struct dye_canary_columns * columns)
{

	for (uint32_t i = 0; columns->columns != NULL && i < columns->count; i++)
		dye_canary_kept_release(&columns->columns[i].kept);
	free(columns->reserves);
	free(columns->columns);
	free(columns->order);
	free(columns->identity);
	*columns = (struct dye_canary_columns){0};
}

void
dye_canary_order(
    const struct dye_canary_columns * cs, struct dye_slice sort, struct dye_slice then, struct dye_order_keys * keys)
{

	keys->clustered = cs->clustered;
	dye_order_key_collated(sort, cs->clustered ? DYE_BY_BYTES : (enum dye_collation)cs->collation, &keys->first);
	dye_order_key_of(cs->then == DYE_NO_CELL ? (struct dye_slice){NULL, 0} : then, &keys->then);
}

uint64_t
dye_canary_key_of(
    const struct dye_canary_column * column, const uint8_t digest[DYE_PRF_LEN], const struct dye_parse * parse)
{
	uint64_t key = dye_get_u64(digest);
	uint32_t i;

	if (column->column->key && column->column->kind->attributes != NULL && column->column->tolerance == 0)
		for (i = 0; i < parse->slot_count; i++)
			key = dye_digest_mix(key, parse->slots[i].current);
	return key ^ column->salt;
}

uint64_t
dye_canary_key_join(uint64_t so_far, uint64_t key)
{

	return dye_digest_mix(so_far, key);
}
