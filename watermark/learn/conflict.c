#include "watermark/learn/conflict.h"

#include <math.h>
#include <stdlib.h>

#define PACKED_SLOTS 15
#define LEAST_DIFFER 10

/* Four bits: alternatives beyond the fourteenth share one code, which can only hide a difference. */
static unsigned
nibble(const struct dye_slot * slot)
{

	if (!DYE_SHOWS_ONE(slot))
		return 15;
	return slot->current < 14 ? slot->current : 14;
}

uint64_t
dye_spelling_pack(const struct dye_parse * parse)
{
	uint64_t packed = 0;
	uint32_t i;

	for (i = 0; i < parse->slot_count && i < PACKED_SLOTS; i++)
		packed |= (uint64_t)nibble(&parse->slots[i]) << 4 * i;
	return packed;
}

/* Compare a spelling with the first record's, slot by slot. Spellings that are not listed say nothing. */
static void
compare(struct dye_conflict_test * test, const struct dye_parse * parse, uint64_t first)
{
	uint32_t i;

	for (i = 0; i < parse->slot_count && i < PACKED_SLOTS; i++) {
		struct dye_tally * tally = &test->tallies[parse->slots[i].type];
		unsigned then = (unsigned)(first >> 4 * i) & 15, now = nibble(&parse->slots[i]);

		if (then == 15 || now == 15)
			continue;
		if (then == now)
			tally->agree++;
		else
			tally->differ++;
	}
}

enum dye_code
dye_conflict_add(struct dye_conflict_test * test, uint64_t cell, const struct dye_parse * parse, uint64_t entity,
    struct dye_error * err)
{
	enum dye_code rc;
	bool fresh;
	size_t at;

	if (test->entity != DYE_EVERY_ROW) {
		if ((rc = dye_set_add(&test->seen, dye_digest_mix(entity, cell), &fresh, err)) != DYE_OK)
			return rc;
		if (!fresh)
			return DYE_OK;
	}
	if ((rc = dye_map_put(&test->first, cell, true, &at, &fresh, err)) != DYE_OK)
		return rc;
	if (fresh)
		test->first.values[at] = dye_spelling_pack(parse);
	else
		compare(test, parse, test->first.values[at]);
	return DYE_OK;
}

bool
dye_conflict_found(const struct dye_tally * tally, double chance)
{
	double n = (double)(tally->agree + tally->differ), share, divergence;

	if (tally->differ < LEAST_DIFFER || chance <= 0 || chance >= 1)
		return false;
	share = (double)tally->agree / n;
	if (share >= chance)
		return false;
	divergence = (1 - share) * log((1 - share) / (1 - chance));
	if (share > 0)
		divergence += share * log(share / chance);
	return n * divergence > log(1000);
}

double
dye_agreement_chance(const struct dye_counts * counts, const struct dye_kind * kind, uint8_t type)
{
	double seen[DYE_ALTERNATIVES_MAX] = {0}, total = 0, squares = 0;
	size_t i;
	uint8_t k;

	for (i = 0; i < counts->count; i++) {
		if (counts->list[i].kind != kind || counts->list[i].type != type)
			continue;
		for (k = 0; k < kind->slot_types[type].count; k++) {
			seen[k] += (double)counts->list[i].seen[k];
			total += (double)counts->list[i].seen[k];
		}
	}
	if (total <= 0)
		return 1;
	for (k = 0; k < DYE_ALTERNATIVES_MAX; k++)
		squares += seen[k] / total * (seen[k] / total);
	return squares;
}

void
dye_conflict_release(struct dye_conflict_test * test)
{

	dye_map_release(&test->first);
	dye_map_release(&test->seen);
}

/* The exact column with the most values that repeat, or DYE_EVERY_ROW. */
static uint32_t
finest_entity(const struct dye_profile * profile)
{
	uint32_t i, best = DYE_EVERY_ROW;

	for (i = 0; i < profile->column_count; i++) {
		const struct dye_profile_column * c = &profile->columns[i];

		if (!c->kind->exact || c->unique || c->distinct < 2)
			continue;
		if (best == DYE_EVERY_ROW || c->distinct > profile->columns[best].distinct)
			best = i;
	}
	return best;
}

enum dye_code
dye_conflict_plan(
    const struct dye_profile * profile, struct dye_conflict_test ** tests, size_t * count, struct dye_error * err)
{
	uint32_t i, entity = finest_entity(profile);
	bool unique = false;

	for (i = 0; i < profile->column_count; i++)
		unique = unique || (profile->columns[i].unique && profile->columns[i].kind->exact);
	*count = 0;
	if ((*tests = calloc((size_t)profile->column_count * 2 + 1, sizeof(**tests))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < profile->column_count; i++) {
		if (!profile->columns[i].mark)
			continue;
		if (unique)
			(*tests)[(*count)++] = (struct dye_conflict_test){.column = i, .entity = DYE_EVERY_ROW};
		if (entity != DYE_EVERY_ROW)
			(*tests)[(*count)++] = (struct dye_conflict_test){.column = i, .entity = entity};
	}
	return DYE_OK;
}
