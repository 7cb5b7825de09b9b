#include "trace/evidence/rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A rule has exceptions at this rate, and must be likelier than none by this many bits to be believed. */
#define EXCEPTIONS 0.05
#define BITS_NEEDED 4.0

/* The positions written as one of ${seen}, 0 for none; ${applies} is false where the table lacks what the rule names. */
static uint64_t
preimage(struct dye_rule rule, const struct dye_table * table, uint64_t seen, bool * applies)
{
	int to = dye_table_position(table, rule.to);
	int from = rule.form == DYE_RULE_ONE ? dye_table_position(table, rule.from) : 0;
	uint64_t all = table->count == 64 ? UINT64_MAX : (UINT64_C(1) << table->count) - 1;

	*applies = rule.form != DYE_RULE_NONE && to >= 0 && from >= 0;
	if (!*applies)
		return seen;
	if (rule.form == DYE_RULE_ALL)
		return (seen >> to & 1) != 0 ? all : 0;
	seen &= ~(UINT64_C(1) << from);
	return (seen >> to & 1) != 0 ? seen | UINT64_C(1) << from : seen;
}

uint64_t
dye_rule_preimage(struct dye_rule rule, const struct dye_table * table, uint64_t seen)
{
	bool applies;
	uint64_t set = preimage(rule, table, seen, &applies);

	/* What the rule cannot have written is an exception, and stood so from the start. */
	return set | seen;
}

/* How much likelier what is seen of the slot is under the rule, in bits. */
static double
rule_bits(struct dye_rule rule, const struct dye_leak_slot * slot)
{
	bool applies;
	uint64_t set = preimage(rule, slot->table, slot->seen, &applies);
	double p = 0;
	unsigned k;

	if (!applies)
		return 0;
	for (k = 0; k < slot->table->count; k++)
		if (set >> k & 1)
			p += dye_table_units(slot->table, (uint8_t)k);
	for (k = 0, set = 0; k < slot->table->count; k++)
		if (slot->seen >> k & 1)
			set += dye_table_units(slot->table, (uint8_t)k);
	return log2((1 - EXCEPTIONS) * p / (double)set + EXCEPTIONS);
}

/* The slots of one type of one kind: one for each distinct (table, observation), and how many there are of it. */
struct group {
	const struct dye_leak * leak;
	const uint32_t * slots;
	const uint32_t * repeats;
	size_t count;
	uint64_t known; /* alternatives that some table of the group has */
};

static void
consider(const struct group * g, struct dye_rule rule, struct dye_rule * best, double * best_bits)
{
	double bits = 0;
	size_t i;

	for (i = 0; i < g->count; i++)
		bits += g->repeats[i] * rule_bits(rule, &g->leak->slots[g->slots[i]]);
	/* A rule must gain clearly on the one before it: sums that differ by rounding alone leave the earlier. */
	if (bits > *best_bits + 1e-6) {
		*best_bits = bits;
		*best = rule;
	}
}

static struct dye_rule
group_rule(const struct group * g)
{
	struct dye_rule best = {DYE_RULE_NONE, 0, 0};
	double bits = BITS_NEEDED;
	uint8_t from, to;

	for (to = 0; to < DYE_ALTERNATIVES_MAX; to++)
		if (g->known >> to & 1)
			consider(g, (struct dye_rule){DYE_RULE_ALL, 0, to}, &best, &bits);
	for (from = 0; from < DYE_ALTERNATIVES_MAX; from++)
		for (to = 0; to < DYE_ALTERNATIVES_MAX; to++)
			if (from != to && (g->known >> from & 1) && (g->known >> to & 1))
				consider(g, (struct dye_rule){DYE_RULE_ONE, from, to}, &best, &bits);
	return best;
}

/* Arrays with one element for each slot of the leak. */
struct scratch {
	uint32_t * groups;  /* number of the slot's group */
	uint32_t * members; /* of the group at hand */
	uint32_t * repeats;
};

/* Number the groups: slots of one kind and type share a number. */
static enum dye_code
number_groups(const struct dye_leak * leak, uint32_t * numbers, uint32_t * count, struct dye_error * err)
{
	struct dye_intern map = {0};
	uint8_t id[sizeof(void *) + 1];
	enum dye_code rc = DYE_OK;
	uint32_t i;
	bool fresh;

	for (i = 0; i < leak->slot_map.count && rc == DYE_OK; i++) {
		memcpy(id, &leak->slots[i].table->kind, sizeof(void *));
		id[sizeof(void *)] = leak->slots[i].table->type;
		rc = dye_intern(&map, id, sizeof(id), &numbers[i], &fresh, err);
	}
	*count = map.count;
	dye_intern_release(&map);
	return rc;
}

/* Collect the distinct slots of group ${number} and find its rule. */
static enum dye_code
rule_of(const struct dye_leak * leak, const struct scratch * s, uint32_t number, struct dye_rule * rule,
    struct dye_error * err)
{
	struct group g = {.leak = leak, .slots = s->members, .repeats = s->repeats};
	struct dye_intern map = {0};
	uint8_t id[sizeof(void *) + sizeof(uint64_t)];
	enum dye_code rc = DYE_OK;
	uint32_t i, k, n;
	bool fresh;

	for (i = 0; i < leak->slot_map.count && rc == DYE_OK; i++) {
		const struct dye_leak_slot * slot = &leak->slots[i];

		if (s->groups[i] != number)
			continue;
		memcpy(id, &slot->table, sizeof(void *));
		memcpy(id + sizeof(void *), &slot->seen, sizeof(uint64_t));
		if ((rc = dye_intern(&map, id, sizeof(id), &n, &fresh, err)) != DYE_OK)
			break;
		s->members[n] = i;
		s->repeats[n] = fresh ? 1 : s->repeats[n] + 1;
		for (k = 0; k < slot->table->count; k++)
			g.known |= UINT64_C(1) << slot->table->alternatives[k];
	}
	g.count = map.count;
	*rule = group_rule(&g);
	dye_intern_release(&map);
	return rc;
}

static enum dye_code
rules_fill(const struct dye_leak * leak, const struct scratch * s, struct dye_rule * rules, struct dye_error * err)
{
	uint32_t groups = 0, g, i;
	enum dye_code rc;

	if ((rc = number_groups(leak, s->groups, &groups, err)) != DYE_OK)
		return rc;
	for (g = 0; g < groups; g++) {
		struct dye_rule rule;

		if ((rc = rule_of(leak, s, g, &rule, err)) != DYE_OK)
			return rc;
		for (i = 0; i < leak->slot_map.count; i++)
			if (s->groups[i] == g)
				rules[i] = rule;
	}
	return DYE_OK;
}

enum dye_code
dye_rules_find(const struct dye_leak * leak, struct dye_rule ** rules, struct dye_error * err)
{
	size_t count = (size_t)leak->slot_map.count + 1;
	struct scratch s = {.groups = calloc(count, sizeof(uint32_t)),
	    .members = calloc(count, sizeof(uint32_t)),
	    .repeats = calloc(count, sizeof(uint32_t))};
	struct dye_rule * r = calloc(count, sizeof(*r));
	enum dye_code rc = DYE_ENOMEM;

	if (s.groups == NULL || s.members == NULL || s.repeats == NULL || r == NULL)
		(void)dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = rules_fill(leak, &s, r, err);
	if (rc == DYE_OK)
		*rules = r;
	else
		free(r);
	free(s.repeats);
	free(s.members);
	free(s.groups);
	return rc;
}
