#include "trace/evidence/leak.h"

#include <stdlib.h>
#include <string.h>

/* Make room for one more element. */
static enum dye_code
room(void ** array, size_t * size, size_t count, size_t element, struct dye_error * err)
{
	size_t more = *size == 0 ? 64 : *size * 2;
	void * p;

	if (count < *size)
		return DYE_OK;
	if ((p = reallocarray(*array, more, element)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	*array = p;
	*size = more;
	return DYE_OK;
}

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
	dye_intern_release(&leak->canary_map);
	free(leak->slots);
	free(leak->canaries);
	free(leak->sights);
	free(leak);
}

/* The index of a row, new or known. */
static enum dye_code
row_index(struct dye_leak * leak, uint64_t row, uint32_t * index, struct dye_error * err)
{
	bool fresh;

	return dye_intern(&leak->row_map, &row, sizeof(row), index, &fresh, err);
}

/* A further observation of a slot: dropped where known, else kept beside the others. */
static void
add_seen(struct dye_leak_slot * slot, uint64_t spellings)
{
	uint32_t i;

	for (i = 0; i < slot->seen_count; i++)
		if (slot->seen[i] == spellings)
			return;
	if (slot->seen_count < DYE_SEEN_MAX)
		slot->seen[slot->seen_count++] = spellings;
}

enum dye_code
dye_leak_symbol(struct dye_leak * leak, uint64_t row, const struct dye_symbol * symbol, struct dye_error * err)
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
	if ((rc = room((void **)&leak->slots, &leak->slot_size, leak->slot_map.count, sizeof(*slot), err)) != DYE_OK)
		return rc;
	memcpy(id, symbol->key, DYE_PRF_LEN);
	dye_put_u32(id + DYE_PRF_LEN, symbol->lane);
	if ((rc = dye_intern(&leak->slot_map, id, sizeof(id), &s, &fresh, err)) != DYE_OK)
		return rc;
	slot = &leak->slots[s];
	if (fresh) {
		memset(slot, 0, sizeof(*slot));
		memcpy(slot->key, symbol->key, DYE_PRF_LEN);
		slot->lane = symbol->lane;
		slot->row = r;
		slot->table = symbol->table;
	} else if (slot->table != symbol->table) {
		/* Two cells of one key that differ in context: whoever made the leak can glue such. The first one counts. */
		return DYE_OK;
	}
	add_seen(slot, spellings);
	return DYE_OK;
}

/* Keep the bounds of the draws that ${hit} reveals; they belong to the observer and will be gone. */
static void
copy_bounds(struct dye_leak_canary * c, const struct dye_hit * hit)
{
	unsigned k;

	for (k = 0; k < DYE_NODES_MAX; k++)
		if (hit->nodes >> k & 1)
			c->log2_bounds[k] = hit->log2_bounds[k] < 0 ? hit->log2_bounds[k] : 0;
}

/* The canary of a hit, new or known. */
static enum dye_code
canary_index(struct dye_leak * leak, const struct dye_hit * hit, uint32_t * index, struct dye_error * err)
{
	struct dye_leak_canary * c;
	enum dye_code rc;
	bool fresh;

	rc = room((void **)&leak->canaries, &leak->canary_size, leak->canary_map.count, sizeof(*c), err);
	if (rc != DYE_OK)
		return rc;
	if ((rc = dye_intern(&leak->canary_map, &hit->canary, sizeof(hit->canary), index, &fresh, err)) != DYE_OK)
		return rc;
	c = &leak->canaries[*index];
	if (fresh) {
		memset(c, 0, sizeof(*c));
		c->id = hit->canary;
		c->recipient = hit->recipient;
	}
	if (hit->population > c->population)
		c->population = hit->population;
	copy_bounds(c, hit);
	return DYE_OK;
}

enum dye_code
dye_leak_hit(struct dye_leak * leak, uint64_t row, const struct dye_hit * hit, struct dye_error * err)
{
	struct dye_leak_sight sight = {.nodes = hit->nodes, .log2_cost = hit->log2_cost > 0 ? hit->log2_cost : 0};
	enum dye_code rc;
	size_t i;

	/* A burned canary weighs 1 for ever. */
	if (hit->burned)
		return DYE_OK;
	if ((rc = row_index(leak, row, &sight.row, err)) != DYE_OK)
		return rc;
	if ((rc = canary_index(leak, hit, &sight.canary, err)) != DYE_OK)
		return rc;

	/* The same canary twice in one row (two readings of one cell): one sight of both. */
	for (i = leak->sight_count; i > 0 && leak->sights[i - 1].row == sight.row; i--) {
		if (leak->sights[i - 1].canary == sight.canary) {
			leak->sights[i - 1].nodes |= sight.nodes;
			leak->sights[i - 1].log2_cost += sight.log2_cost;
			return DYE_OK;
		}
	}
	rc = room((void **)&leak->sights, &leak->sight_size, leak->sight_count, sizeof(*leak->sights), err);
	if (rc != DYE_OK)
		return rc;
	leak->sights[leak->sight_count++] = sight;
	return DYE_OK;
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
dye_leak_canaries(const struct dye_leak * leak)
{

	return leak->canary_map.count;
}

double
dye_leak_bound(const struct dye_leak_canary * canary, uint64_t nodes)
{
	double sum = 0;
	unsigned k;

	for (k = 0; k < DYE_NODES_MAX; k++)
		if (nodes >> k & 1)
			sum += canary->log2_bounds[k];
	return sum < DYE_LOG2_BOUND_MIN ? DYE_LOG2_BOUND_MIN : sum;
}
