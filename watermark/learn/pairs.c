#include "watermark/learn/pairs.h"

#include <string.h>

#include "formats/base/text.h"
#include "watermark/crypto/crypto.h"
#include "watermark/learn/keys.h"
#include "watermark/marks/canary/manner.h"
#include "watermark/marks/canary/plan.h"

#define PARTS 6
#define ROWS_LEAST 50

/* What belongs to one person, or is found again by itself, is no part of a number of the business. */
static bool
of_a_person(const struct dye_kind * kind)
{

	return kind->personal || kind->shared || kind->distinctive;
}

static bool
is_key(const struct dye_profile * profile, const struct dye_profile_column * c)
{

	return c->key || (!of_a_person(c->kind) && dye_canary_key(profile, c));
}

static bool
may_be_part(const struct dye_profile * profile, const struct dye_profile_column * c)
{
	uint64_t n = profile->rows - c->empty;

	return !of_a_person(c->kind) && !dye_canary_is_birth(c) && n >= ROWS_LEAST && c->empty <= profile->rows / 50 &&
	       c->distinct > 1 && n / c->distinct >= DYE_CANARY_ROWS_SHARED;
}

/* Rows of which two would show the same in both columns, by chance. */
static double
by_chance(const struct dye_profile * profile, const struct dye_learn_pair * p)
{
	double a = (double)profile->columns[p->first].distinct, b = (double)profile->columns[p->second].distinct;
	double n = (double)p->rows;

	return n * (n - 1) / (2 * a * b);
}

void
dye_learn_pairs_plan(struct dye_learn_pairs * pairs, const struct dye_profile * profile,
    const struct dye_learn_wish * wishes, size_t count)
{
	uint32_t parts[PARTS], n = 0, i, j;

	*pairs = (struct dye_learn_pairs){.rows = profile->rows};
	if (dye_learn_identity_wished(wishes, count))
		return;
	for (i = 0; i < profile->column_count && n < PARTS && !is_key(profile, &profile->columns[i]); i++)
		if (may_be_part(profile, &profile->columns[i]))
			parts[n++] = i;
	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++) {
			const struct dye_profile_column *a = &profile->columns[parts[i]],
							*b = &profile->columns[parts[j]];

			uint64_t rows = profile->rows - (a->empty > b->empty ? a->empty : b->empty);

			/* Fewer have not as many pairs as there are rows with both. */
			if (a->distinct > (rows - 1) / b->distinct)
				pairs->list[pairs->count++] =
				    (struct dye_learn_pair){.first = parts[i], .second = parts[j]};
		}
}

static enum dye_code
add(struct dye_learn_pair * p, struct dye_slice a, struct dye_slice b, uint64_t rows, struct dye_error * err)
{
	uint8_t one[DYE_PRF_LEN], other[DYE_PRF_LEN];
	bool fresh;

	a = dye_trim(a);
	b = dye_trim(b);
	if (p->refuted || a.len == 0 || b.len == 0 || dye_manner_nothing(a) || dye_manner_nothing(b))
		return DYE_OK;
	dye_digest(a.data, a.len, one);
	dye_digest(b.data, b.len, other);
	DYE_TRY(dye_set_add(&p->seen, dye_digest_mix(dye_get_u64(one), dye_get_u64(other)), &fresh, err));
	p->rows++;
	p->repeats += !fresh;
	if ((p->refuted = p->repeats > rows / 50))
		dye_map_release(&p->seen);
	return DYE_OK;
}

enum dye_code
dye_learn_pairs_row(struct dye_learn_pairs * pairs, const struct dye_row * row, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < pairs->count; i++) {
		struct dye_learn_pair * p = &pairs->list[i];

		DYE_TRY(add(p, row->cells[p->first].text, row->cells[p->second].text, pairs->rows, err));
	}
	return DYE_OK;
}

/*
 * The kind as which a column's numbers can be invented, NULL where they cannot. A few hundred different ones, each on many rows, look like categories: there they
 * are numbers where they are whole and several of two digits, and else what changes in a code.
 */
static const struct dye_kind *
drawn_as(const struct dye_profile_column * c, const struct dye_column_stats * s, const struct dye_learn_wish * wish)
{

	if (dye_learn_numbers(c, s, wish))
		return dye_learn_drawn_as(c->kind);
	if (c->kind->forge != NULL || (wish != NULL && wish->kind != NULL) || !(s->counted || dye_learn_wholes(s)))
		return NULL;
	return dye_kind_find(dye_learn_wholes(s) && c->distinct >= 20 ? "number" : "opaque-id");
}

bool
dye_learn_pairs_take(const struct dye_learn_pairs * pairs, struct dye_profile * profile,
    const struct dye_column_stats * stats, const struct dye_learn_wish * wishes, size_t count,
    struct dye_learned * learned)
{
	struct dye_profile_column *first, *second;
	const struct dye_learn_pair * p = pairs->list;
	const struct dye_learn_pair * end = pairs->list + pairs->count;
	const struct dye_kind *as_first, *as_second;

	while (p < end && (p->refuted || 8 * (double)p->repeats > by_chance(profile, p)))
		p++;
	if (p == end)
		return false;
	first = &profile->columns[p->first];
	second = &profile->columns[p->second];
	learned->pair[0] = p->first + 1;
	learned->pair[1] = p->second + 1;
	as_first = drawn_as(first, &stats[p->first], dye_learn_wish_find(wishes, count, first->name));
	as_second = drawn_as(second, &stats[p->second], dye_learn_wish_find(wishes, count, second->name));
	if (as_first != NULL && first->distinct > second->distinct)
		return dye_learn_make_key(first, as_first);
	if (as_first == NULL && as_second == NULL)
		return false;
	first->pair = second->pair = true;
	return as_second != NULL ? dye_learn_make_key(second, as_second) : dye_learn_make_key(first, as_first);
}

void
dye_learn_pairs_release(struct dye_learn_pairs * pairs)
{
	size_t i;

	for (i = 0; i < pairs->count; i++)
		dye_map_release(&pairs->list[i].seen);
}
