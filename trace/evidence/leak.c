#include "trace/evidence/leak.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trace/evidence/factor.h"

/* Bits that weighing a bank of models costs, about; and the fewest slots that tell what rows carry. */
#define BANK_COST 5.0
#define SLOTS_LEAST 20

enum dye_code
dye_leak_new(struct dye_leak ** leak, struct dye_error * err)
{

	if ((*leak = calloc(1, sizeof(**leak))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

void
dye_leak_free(struct dye_leak * leak)
{

	if (leak == NULL)
		return;
	dye_intern_release(&leak->row_map);
	dye_intern_release(&leak->slot_map);
	dye_intern_release(&leak->unit_map);
	dye_intern_release(&leak->places);
	dye_intern_release(&leak->texts);
	for (size_t i = 0; i < leak->domain_count; i++)
		free(leak->domains[i].members);
	free(leak->domains);
	free(leak->disguises);
	free(leak->candidates);
	free(leak->slots);
	free(leak->units);
	free(leak->sights);
	free(leak);
}

/* ${count} things of ${size} bytes each. */
static enum dye_code
copy_list(const void * list, size_t count, size_t size, void ** copy, size_t * room, struct dye_error * err)
{

	if ((*copy = calloc(count + 1, size)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (count > 0)
		memcpy(*copy, list, count * size);
	*room = count + 1;
	return DYE_OK;
}

static enum dye_code
copy_lists(const struct dye_leak * leak, struct dye_leak * to, struct dye_error * err)
{
	void * list;

	DYE_TRY(copy_list(leak->slots, leak->slot_map.count, sizeof(*leak->slots), &list, &to->slot_size, err));
	to->slots = list;
	DYE_TRY(copy_list(leak->units, leak->unit_map.count, sizeof(*leak->units), &list, &to->unit_size, err));
	to->units = list;
	DYE_TRY(copy_list(leak->sights, leak->sight_count, sizeof(*leak->sights), &list, &to->sight_size, err));
	to->sights = list;
	to->sight_count = leak->sight_count;
	to->rows_read = leak->rows_read;
	DYE_TRY(dye_intern_copy(&leak->row_map, &to->row_map, err));
	DYE_TRY(dye_intern_copy(&leak->slot_map, &to->slot_map, err));
	return dye_intern_copy(&leak->unit_map, &to->unit_map, err);
}

enum dye_code
dye_leak_copy(const struct dye_leak * leak, struct dye_leak ** copy, struct dye_error * err)
{
	enum dye_code rc;

	DYE_TRY(dye_leak_new(copy, err));
	if ((rc = copy_lists(leak, *copy, err)) != DYE_OK) {
		dye_leak_free(*copy);
		*copy = NULL;
	}
	return rc;
}

/* The index of a row, new or known. */
static enum dye_code
row_index(struct dye_leak * leak, uint64_t row, uint32_t * index, struct dye_error * err)
{
	bool fresh;

	return dye_intern(&leak->row_map, &row, sizeof(row), index, &fresh, err);
}

enum dye_code
dye_leak_symbol(
    struct dye_leak * leak, uint64_t row, uint32_t mark, const struct dye_symbol * symbol, struct dye_error * err)
{
	uint8_t id[DYE_PRF_LEN + 4];
	struct dye_leak_slot * slot;
	uint64_t spellings = symbol->spellings;
	uint32_t r, s;
	enum dye_code rc;
	bool fresh;

	/* Positions that the table does not have cannot have been drawn: p(y) = 0 weighs 1, as if nothing had been seen. */
	if (symbol->table->count < 64)
		spellings &= (UINT64_C(1) << symbol->table->count) - 1;
	if (spellings == 0)
		return DYE_OK;
	if ((rc = row_index(leak, row, &r, err)) != DYE_OK)
		return rc;
	if ((slot = dye_grown(leak->slots, &leak->slot_size, leak->slot_map.count, sizeof(*slot))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	leak->slots = slot;
	memcpy(id, symbol->key, DYE_PRF_LEN);
	dye_put_u32(id + DYE_PRF_LEN, symbol->lane);
	if ((rc = dye_intern(&leak->slot_map, id, sizeof(id), &s, &fresh, err)) != DYE_OK)
		return rc;
	slot = &leak->slots[s];
	if (fresh) {
		memset(slot, 0, sizeof(*slot));
		memcpy(slot->key, symbol->key, DYE_PRF_LEN);
		slot->lane = symbol->lane;
		slot->mark = mark;
		slot->row = r;
		slot->table = symbol->table;
	} else if (slot->table != symbol->table) {
		/* Two cells of one key that differ in context: whoever made the leak can glue such. The first one counts. */
		return DYE_OK;
	}
	slot->seen |= spellings;
	return DYE_OK;
}

/* Keep the chances of the draws that ${hit} reveals; they belong to the observer and will be gone. */
static void
copy_draws(struct dye_leak_unit * u, const struct dye_hit * hit)
{
	unsigned k;

	for (k = 0; k < DYE_DRAWS_MAX; k++)
		if (hit->draws >> k & 1)
			u->log2_draws[k] = hit->log2_draws[k] < 0 ? hit->log2_draws[k] : 0;
}

/* The unit of a hit, new or known. */
static enum dye_code
unit_index(struct dye_leak * leak, uint32_t mark, const struct dye_hit * hit, uint32_t * index, struct dye_error * err)
{
	struct dye_leak_unit * u;
	uint8_t id[4 + 8];
	bool fresh;

	if ((u = dye_grown(leak->units, &leak->unit_size, leak->unit_map.count, sizeof(*u))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	leak->units = u;
	dye_put_u32(id, mark);
	dye_put_u64(id + 4, hit->unit);
	DYE_TRY(dye_intern(&leak->unit_map, id, sizeof(id), index, &fresh, err));
	u = &leak->units[*index];
	if (fresh)
		*u = (struct dye_leak_unit){.mark = mark, .recipient = hit->recipient};
	if (hit->units > u->units)
		u->units = hit->units;
	copy_draws(u, hit);
	return DYE_OK;
}

enum dye_code
dye_leak_hit(struct dye_leak * leak, uint64_t row, uint32_t mark, const struct dye_hit * hit, struct dye_error * err)
{
	struct dye_leak_sight sight = {.draws = hit->draws, .log2_cost = hit->log2_cost > 0 ? hit->log2_cost : 0};
	struct dye_leak_sight * sights;
	size_t i;

	DYE_TRY(row_index(leak, row, &sight.row, err));
	DYE_TRY(unit_index(leak, mark, hit, &sight.unit, err));

	/* The same unit twice in one row (two readings of one cell): one sight of both. */
	for (i = leak->sight_count; i > 0 && leak->sights[i - 1].row == sight.row; i--) {
		if (leak->sights[i - 1].unit == sight.unit) {
			leak->sights[i - 1].draws |= sight.draws;
			leak->sights[i - 1].log2_cost += sight.log2_cost;
			return DYE_OK;
		}
	}
	if ((sights = dye_grown(leak->sights, &leak->sight_size, leak->sight_count, sizeof(sight))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	leak->sights = sights;
	leak->sights[leak->sight_count++] = sight;
	return DYE_OK;
}

enum dye_code
dye_leak_place(struct dye_leak * leak, uint32_t mark, const struct dye_place * place, struct dye_error * err)
{
	uint32_t number;
	bool fresh;

	if (leak->places.count > 0 && leak->place_mark != mark)
		return DYE_OK;
	leak->place_mark = mark;
	return dye_intern(&leak->places, place->key, sizeof(place->key), &number, &fresh, err);
}

const uint8_t *
dye_leak_place_key(const struct dye_leak * leak, uint32_t i)
{

	/* Behind the length of its frame. */
	return (const uint8_t *)leak->places.bytes.data + leak->places.strings[i].start + 4;
}

/* ---- disguises ---- */

static enum dye_code
add_domain(struct dye_leak * leak, const struct dye_disguise * d, struct dye_error * err)
{
	struct dye_leak_domain * domains =
	    dye_grown(leak->domains, &leak->domain_size, leak->domain_count, sizeof(*domains));
	struct dye_leak_domain * n;

	if (domains == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	leak->domains = domains;
	n = &domains[leak->domain_count];
	*n = (struct dye_leak_domain){.domain = *d->domain};
	memcpy(n->key, d->key, sizeof(n->key));
	if (d->truth != NULL) {
		if ((n->members = calloc(d->truth->count + 1, sizeof(*n->members))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		for (size_t i = 0; i < d->truth->count; i++)
			n->members[n->member_count++] = d->truth->list[i].tail;
	}
	leak->domain_count++;
	return DYE_OK;
}

/* *index UINT32_MAX: none. Texts that may begin with 0 and those that may not are not independent of each other: what comes first counts. */
static enum dye_code
domain_index(struct dye_leak * leak, const struct dye_disguise * d, uint32_t * index, struct dye_error * err)
{

	for (*index = 0; *index < leak->domain_count; ++*index) {
		const struct dye_domain * known = &leak->domains[*index].domain;

		if (known->radix != d->domain->radix || known->count != d->domain->count)
			continue;
		if (known->nonzero != d->domain->nonzero)
			*index = UINT32_MAX;
		return DYE_OK;
	}
	return add_domain(leak, d, err);
}

static enum dye_code
add_candidates(struct dye_leak * leak, const struct dye_disguise * d, struct dye_error * err)
{

	for (size_t i = 0; i < d->candidate_count; i++) {
		uint64_t * list =
		    dye_grown(leak->candidates, &leak->candidate_size, leak->candidate_count, sizeof(*list));

		if (list == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		leak->candidates = list;
		list[leak->candidate_count++] = d->candidates[i];
	}
	return DYE_OK;
}

enum dye_code
dye_leak_disguise(struct dye_leak * leak, uint32_t mark, const struct dye_disguise * d, struct dye_error * err)
{
	uint8_t id[4 + 2 * DYE_FF1_LEN_MOST];
	struct dye_leak_disguise * list;
	uint32_t domain, number;
	bool fresh;

	if ((leak->texts.count > 0 && leak->disguise_mark != mark) || leak->texts.count == DYE_LEAK_TEXTS_MOST)
		return DYE_OK;
	DYE_TRY(domain_index(leak, d, &domain, err));
	if (domain == UINT32_MAX)
		return DYE_OK;
	if ((list = dye_grown(leak->disguises, &leak->disguise_size, leak->texts.count, sizeof(*list))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	leak->disguises = list;
	dye_put_u32(id, domain);
	for (uint32_t i = 0; i < d->domain->count; i++) {
		id[4 + 2 * i] = (uint8_t)d->letters[i];
		id[5 + 2 * i] = (uint8_t)(d->letters[i] >> 8);
	}
	DYE_TRY(dye_intern(&leak->texts, id, 4 + 2 * (size_t)d->domain->count, &number, &fresh, err));
	if (!fresh)
		return DYE_OK;
	leak->disguise_mark = mark;
	list[number] =
	    (struct dye_leak_disguise){domain, (uint32_t)leak->candidate_count, (uint32_t)d->candidate_count};
	return add_candidates(leak, d, err);
}

void
dye_leak_letters(const struct dye_leak * leak, uint32_t i, uint16_t * letters)
{
	/* Behind the length of its frame and the domain. */
	const uint8_t * p = (const uint8_t *)leak->texts.bytes.data + leak->texts.strings[i].start + 8;

	for (uint32_t k = 0; k < leak->domains[leak->disguises[i].domain].domain.count; k++)
		letters[k] = (uint16_t)(p[2 * k] | p[2 * k + 1] << 8);
}

void
dye_leak_set_rows(struct dye_leak * leak, uint64_t rows)
{

	leak->rows_read = rows;
}

uint64_t
dye_leak_rows(const struct dye_leak * leak)
{

	return leak->rows_read > leak->row_map.count ? leak->rows_read : leak->row_map.count;
}

uint64_t
dye_leak_rows_matched(const struct dye_leak * leak)
{

	return leak->row_map.count;
}

uint64_t
dye_leak_slots(const struct dye_leak * leak)
{

	return leak->slot_map.count;
}

uint64_t
dye_leak_units(const struct dye_leak * leak)
{

	return leak->unit_map.count;
}

/* Bits that the slots give an account that has every spelling. */
static double
bits_at_most(const struct dye_leak * leak)
{
	double bits = 0;

	for (uint32_t i = 0; i < leak->slot_map.count; i++)
		bits -= log2(dye_chance(leak->slots[i].table, leak->slots[i].seen));
	return bits;
}

uint64_t
dye_leak_rows_needed(const struct dye_leak * leak, double threshold_log10)
{
	double need = threshold_log10 * log2(10) + BANK_COST, bits = bits_at_most(leak);

	if (leak->slot_map.count < SLOTS_LEAST || bits <= 0 || bits >= need)
		return 0;
	return (uint64_t)ceil((double)dye_leak_rows(leak) * need / bits);
}

double
dye_leak_bound(const struct dye_leak_unit * unit, uint64_t draws)
{
	double sum = 0;
	unsigned k;

	for (k = 0; k < DYE_DRAWS_MAX; k++)
		if (draws >> k & 1)
			sum += unit->log2_draws[k];
	return sum < DYE_LOG2_BOUND_MIN ? DYE_LOG2_BOUND_MIN : sum;
}
