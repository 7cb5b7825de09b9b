#include "trace/evidence/plan.h"

#include "trace/evidence/rules.h"
#include "trace/evidence/scramble.h"

#include "watermark/marks/core/cellkey.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the bank ---- */

/* The kinds of the leak's slots, in order of appearance. */
static unsigned
list_kinds(const struct dye_leak * leak, const struct dye_kind * kinds[DYE_COLUMN_KINDS_MAX])
{
	unsigned n = 0, k;
	uint32_t i;

	for (i = 0; i < leak->slot_map.count; i++) {
		for (k = 0; k < n && kinds[k] != leak->slots[i].table->kind; k++)
			continue;
		if (k == n && n < DYE_COLUMN_KINDS_MAX)
			kinds[n++] = leak->slots[i].table->kind;
	}
	return n;
}

static void
add_models(
    struct dye_plan * plan, const struct dye_model * models, unsigned count, const struct dye_kind * only, double share)
{
	unsigned m;

	for (m = 0; m < count; m++) {
		plan->bank[plan->models] = models[m];
		plan->only[plan->models] = only;
		plan->log2_weights[plan->models++] = log2(share * models[m].weight / DYE_WEIGHT_UNITS);
	}
}

/* All columns speak, and, where there are several kinds, each alone. */
static void
choose_bank(struct dye_plan * plan)
{
	const struct dye_kind * kinds[DYE_COLUMN_KINDS_MAX];
	unsigned n = list_kinds(plan->leak, kinds), k;

	add_models(plan, dye_bank, DYE_MODELS, NULL, n > 1 ? 0.5 : 1);
	for (k = 0; n > 1 && k < n; k++)
		add_models(plan, dye_bank_columns, DYE_COLUMN_MODELS, kinds[k], 0.5 / n);
}

/* The variant of a slot, new or known. */
static enum dye_code
variant_of(struct dye_plan * plan, struct dye_intern * map, const struct dye_leak_slot * slot, struct dye_rule rule,
    uint32_t * variant, struct dye_error * err)
{
	uint8_t id[sizeof(void *) + 3 + sizeof(slot->seen)];
	enum dye_code rc;
	bool fresh;

	memcpy(id, &slot->table, sizeof(void *));
	id[sizeof(void *)] = (uint8_t)rule.form;
	id[sizeof(void *) + 1] = rule.from;
	id[sizeof(void *) + 2] = rule.to;
	memcpy(id + sizeof(void *) + 3, &slot->seen, sizeof(slot->seen));
	if ((rc = dye_intern(map, id, sizeof(id), variant, &fresh, err)) != DYE_OK)
		return rc;
	if (!fresh)
		return DYE_OK;
	plan->variant_count = map->count;
	return dye_variant_fill(plan, slot, rule, &plan->variants[*variant], err);
}

/* ---- which rows are used ---- */

static int
compare_u64(const void * a, const void * b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The largest scramble of a row that is used, among the ${count} rows marked in ${has}. */
static enum dye_code
last_scramble(const bool * has, uint32_t rows, uint64_t rows_max, uint64_t * last, struct dye_error * err)
{
	uint64_t * all;
	uint64_t n = 0;
	uint32_t r;

	*last = UINT64_MAX;
	if ((all = calloc((size_t)rows + 1, sizeof(*all))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (r = 0; r < rows; r++)
		if (has[r])
			all[n++] = dye_scramble(r);
	if (n > rows_max && rows_max > 0) {
		qsort(all, n, sizeof(*all), compare_u64);
		*last = all[rows_max - 1];
	}
	free(all);
	return DYE_OK;
}

/* ---- parts ---- */

/* What is needed only while a plan is made. */
struct making {
	struct dye_plan * plan;
	struct dye_intern variants;
	struct dye_intern blocks;
	struct dye_intern shapes;
	struct dye_rule * rules;
	uint32_t * first_of_row; /* slots of a row, as lists through next_of_slot; slot + 1, or 0 */
	uint32_t * next_of_slot;
	bool * has_slots; /* rows */
	bool * has_sight;
	uint64_t last; /* scramble */
};

/* Put a slot on the list of its block. */
static enum dye_code
add_to_block(struct making * k, uint32_t index, struct dye_error * err)
{
	struct dye_plan_slot * ps = &k->plan->slots[index];
	const struct dye_leak_slot * slot = &k->plan->leak->slots[ps->slot];
	struct dye_plan_block * block;
	uint8_t id[DYE_PRF_LEN + 4];
	enum dye_code rc;
	uint32_t b;
	bool fresh;

	memcpy(id, slot->key, DYE_PRF_LEN);
	dye_put_u32(id + DYE_PRF_LEN, slot->lane / DYE_LANES_PER_BLOCK);
	if ((rc = dye_intern(&k->blocks, id, sizeof(id), &b, &fresh, err)) != DYE_OK)
		return rc;
	block = &k->plan->blocks[b];
	if (fresh) {
		memcpy(block->key, slot->key, DYE_PRF_LEN);
		block->lane = slot->lane;
		block->slots = UINT32_MAX;
		k->plan->block_count = k->blocks.count;
	}
	ps->next = block->slots;
	block->slots = index;
	return DYE_OK;
}

static struct dye_part *
part_begin(struct dye_plan * plan, uint32_t row, bool leads)
{
	struct dye_part * part = &plan->parts[plan->part_count++];

	*part = (struct dye_part){.row = row, .first_slot = plan->slot_count, .patterns = 1, .leads = leads};
	return part;
}

/* The shape of a finished part: its variants. */
static enum dye_code
part_end(struct making * k, struct dye_part * part, struct dye_error * err)
{
	uint32_t variants[DYE_PATTERNS_MAX];
	uint32_t i, n = part->slot_count;
	enum dye_code rc;
	bool fresh;

	for (i = 0; i < n; i++)
		variants[i] = k->plan->slots[part->first_slot + i].variant;
	rc = dye_intern(&k->shapes, variants, n * sizeof(variants[0]), &part->shape, &fresh, err);
	k->plan->shape_count = k->shapes.count;
	return rc;
}

/* Add the slots of a row, beginning a new part where the patterns would become too many. */
static enum dye_code
row_add_slots(struct making * k, uint32_t row, struct dye_part ** part, struct dye_error * err)
{
	struct dye_plan * plan = k->plan;
	uint32_t s, variant = 0, classes;
	enum dye_code rc;

	for (s = k->first_of_row[row]; s != 0; s = k->next_of_slot[s - 1]) {
		const struct dye_leak_slot * slot = &plan->leak->slots[s - 1];

		if ((rc = variant_of(plan, &k->variants, slot, k->rules[s - 1], &variant, err)) != DYE_OK)
			return rc;
		classes = plan->variants[variant].classes;
		if ((*part)->patterns * classes > DYE_PATTERNS_MAX || (*part)->slot_count == DYE_PATTERNS_MAX) {
			if ((rc = part_end(k, *part, err)) != DYE_OK)
				return rc;
			*part = part_begin(plan, row, false);
		}
		plan->slots[plan->slot_count] = (struct dye_plan_slot){
		    .slot = s - 1, .variant = variant, .part = plan->part_count - 1, .radix = (*part)->patterns};
		(*part)->patterns *= classes;
		(*part)->slot_count++;
		if ((rc = add_to_block(k, plan->slot_count++, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

static enum dye_code
add_row(struct making * k, uint32_t row, struct dye_error * err)
{
	bool used = k->has_slots[row] && dye_scramble(row) <= k->last;
	struct dye_part * part;
	enum dye_code rc;

	if (!used && !k->has_sight[row]) {
		k->plan->silent_rows++;
		return DYE_OK;
	}
	part = part_begin(k->plan, row, true);
	if (used) {
		k->plan->rows_used++;
		if ((rc = row_add_slots(k, row, &part, err)) != DYE_OK)
			return rc;
	}
	return part_end(k, part, err);
}

/* ---- sights ---- */

static int
compare_sights(const void * a, const void * b, void * cookie)
{
	const struct dye_plan_sight *x = a, *y = b;
	const struct dye_leak_unit * units = cookie;
	uint64_t rx = units[x->unit].recipient, ry = units[y->unit].recipient;

	if (rx != ry)
		return rx < ry ? -1 : 1;
	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

/* Sort the sights and unite those of one unit in one row. */
static enum dye_code
add_sights(struct making * k, struct dye_error * err)
{
	struct dye_plan * plan = k->plan;
	const struct dye_leak * leak = plan->leak;
	uint32_t * part_of_row;
	uint32_t p;
	size_t i, n = 0;

	if ((part_of_row = calloc((size_t)leak->row_map.count + 1, sizeof(*part_of_row))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (p = 0; p < plan->part_count; p++)
		if (plan->parts[p].leads)
			part_of_row[plan->parts[p].row] = p;
	for (i = 0; i < leak->sight_count; i++)
		plan->sights[i] = (struct dye_plan_sight){leak->sights[i].unit, part_of_row[leak->sights[i].row],
		    leak->sights[i].draws, leak->sights[i].log2_cost};
	qsort_r(plan->sights, leak->sight_count, sizeof(*plan->sights), compare_sights, leak->units);
	for (i = 0; i < leak->sight_count; i++) {
		struct dye_plan_sight * last = n > 0 ? &plan->sights[n - 1] : NULL;

		if (last != NULL && last->unit == plan->sights[i].unit && last->part == plan->sights[i].part) {
			last->draws |= plan->sights[i].draws;
			last->log2_cost += plan->sights[i].log2_cost;
		} else
			plan->sights[n++] = plan->sights[i];
	}
	plan->sight_count = n;
	free(part_of_row);
	return DYE_OK;
}

/* ---- all of it ---- */

static enum dye_code
plan_allocate(struct making * k, struct dye_error * err)
{
	const struct dye_leak * leak = k->plan->leak;
	size_t slots = (size_t)leak->slot_map.count + 1, rows = (size_t)leak->row_map.count + 1;
	struct dye_plan * plan = k->plan;

	plan->variants = calloc(slots, sizeof(*plan->variants));
	plan->slots = calloc(slots, sizeof(*plan->slots));
	plan->parts = calloc(slots + rows, sizeof(*plan->parts));
	plan->blocks = calloc(slots, sizeof(*plan->blocks));
	plan->sights = calloc(leak->sight_count + 1, sizeof(*plan->sights));
	k->first_of_row = calloc(rows, sizeof(*k->first_of_row));
	k->next_of_slot = calloc(slots, sizeof(*k->next_of_slot));
	k->has_slots = calloc(rows, sizeof(*k->has_slots));
	k->has_sight = calloc(rows, sizeof(*k->has_sight));
	if (plan->variants == NULL || plan->slots == NULL || plan->parts == NULL || plan->blocks == NULL ||
	    plan->sights == NULL || k->first_of_row == NULL || k->next_of_slot == NULL || k->has_slots == NULL ||
	    k->has_sight == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

/* Which rows have what; the slots of each row in order. */
static void
list_rows(struct making * k)
{
	const struct dye_leak * leak = k->plan->leak;
	uint32_t s;
	size_t i;

	for (s = leak->slot_map.count; s > 0; s--) {
		uint32_t row = leak->slots[s - 1].row;
		k->next_of_slot[s - 1] = k->first_of_row[row];
		k->first_of_row[row] = s;
		k->has_slots[row] = true;
	}
	for (i = 0; i < leak->sight_count; i++)
		k->has_sight[leak->sights[i].row] = true;
}

static enum dye_code
plan_fill(struct making * k, uint64_t rows_max, struct dye_error * err)
{
	const struct dye_leak * leak = k->plan->leak;
	enum dye_code rc;
	uint32_t row;

	if ((rc = plan_allocate(k, err)) != DYE_OK)
		return rc;
	if ((rc = dye_rules_find(leak, &k->rules, err)) != DYE_OK)
		return rc;
	list_rows(k);
	if ((rc = last_scramble(k->has_slots, leak->row_map.count, rows_max, &k->last, err)) != DYE_OK)
		return rc;
	k->plan->silent_rows = dye_leak_rows(leak) - leak->row_map.count;
	for (row = 0; row < leak->row_map.count; row++)
		if ((rc = add_row(k, row, err)) != DYE_OK)
			return rc;
	return add_sights(k, err);
}

enum dye_code
dye_plan_make(const struct dye_leak * leak, uint64_t rows_max, struct dye_plan ** plan, struct dye_error * err)
{
	struct making k = {0};
	enum dye_code rc;

	if ((k.plan = calloc(1, sizeof(*k.plan))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k.plan->leak = leak;
	choose_bank(k.plan);
	rc = plan_fill(&k, rows_max, err);
	free(k.has_sight);
	free(k.has_slots);
	free(k.next_of_slot);
	free(k.first_of_row);
	free(k.rules);
	dye_intern_release(&k.shapes);
	dye_intern_release(&k.blocks);
	dye_intern_release(&k.variants);
	if (rc != DYE_OK) {
		dye_plan_free(k.plan);
		return rc;
	}
	*plan = k.plan;
	return DYE_OK;
}

void
dye_plan_free(struct dye_plan * plan)
{
	uint32_t i;

	if (plan == NULL)
		return;
	for (i = 0; plan->variants != NULL && i < plan->variant_count; i++)
		dye_variant_release(&plan->variants[i]);
	free(plan->variants);
	free(plan->slots);
	free(plan->parts);
	free(plan->blocks);
	free(plan->sights);
	free(plan);
}
