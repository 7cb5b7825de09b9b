#include "formats/field/core/forge.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "formats/field/core/glyphs.h"

enum dye_code
dye_forge_cell(const struct dye_kind * kind, struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{

	forge->revealed = 0;
	if (kind->forge == NULL)
		return dye_fail(err, DYE_EUSAGE, "cells of kind %s cannot be invented", kind->name);
	return kind->forge(forge, out, err);
}

void
dye_attributes_read(
    const struct dye_kind * kind, enum dye_forge_role role, struct dye_slice text, struct dye_attributes * attributes)
{

	if (kind->attributes != NULL)
		kind->attributes(text, role, attributes);
}

void
dye_attributes_read_parent(
    const struct dye_kind * kind, enum dye_forge_role role, struct dye_slice text, struct dye_attributes * attributes)
{
	struct dye_attributes parent = {0};

	if (kind->attributes == NULL)
		return;
	kind->attributes(text, role, &parent);
	if (attributes->model_birth.month == 0)
		attributes->model_birth = parent.birth;
	dye_attributes_name(attributes, &parent.model);
	attributes->model_read = attributes->model.surname[0] != '\0' || attributes->model.given[0] != '\0';
}

double
dye_forge_log2(const struct dye_forge * forge, uint64_t nodes)
{
	double sum = 0;
	uint32_t i;

	for (i = 0; i < forge->node_count; i++)
		if ((nodes >> i & 1) != 0)
			sum += forge->log2_bounds[i];
	return sum;
}

uint32_t
dye_forge_node(struct dye_forge * forge)
{
	uint32_t node = forge->node_count;

	if (node == DYE_FORGE_NODES)
		return DYE_FORGE_NO_NODE;
	forge->log2_bounds[node] = 0;
	forge->node_count++;
	forge->revealed |= dye_forge_mask(node);
	return node;
}

uint64_t
dye_forge_mask(uint32_t node)
{

	return node == DYE_FORGE_NO_NODE ? 0 : (uint64_t)1 << node;
}

/* Multiply the node's bound by a probability, rounding up: log2 and the sum err by less than 4 units in the last place of 64. */
static void
bound_add(struct dye_forge * forge, uint32_t node, double log2_p)
{
	double sum;

	if (node == DYE_FORGE_NO_NODE)
		return;
	sum = forge->log2_bounds[node] + log2_p;
	if (log2_p < 0)
		sum += 256 * DBL_EPSILON;
	forge->log2_bounds[node] = sum < 0 ? sum : 0;
}

void
dye_forge_weigh(struct dye_forge * forge, uint32_t node, double probability)
{

	/* Sums and products of a few dozen doubles err by less than 2^-40 of themselves. */
	if (probability > 0 && probability < 1)
		bound_add(forge, node, log2(probability) + 0x1p-40);
}

uint32_t
dye_forge_uniform(struct dye_forge * forge, uint32_t node, uint32_t n)
{

	bound_add(forge, node, -log2((double)n));
	return forge->below(forge->cookie, n);
}

uint32_t
dye_forge_uniform_except(struct dye_forge * forge, uint32_t node, uint32_t n, uint32_t except)
{
	uint32_t v;

	if (except >= n)
		return dye_forge_uniform(forge, node, n);
	v = dye_forge_uniform(forge, node, n - 1);
	return v < except ? v : v + 1;
}

static uint32_t
weights_sum(const uint32_t * weights, size_t count)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < count; i++)
		sum += weights[i];
	return sum;
}

size_t
dye_forge_weighted(struct dye_forge * forge, uint32_t node, const uint32_t * weights, size_t count)
{
	uint32_t sum = weights_sum(weights, count);
	uint32_t at = forge->below(forge->cookie, sum);
	size_t i = 0;

	while (at >= weights[i])
		at -= weights[i++];
	bound_add(forge, node, log2((double)weights[i]) - log2((double)sum));
	return i;
}

struct dye_slice
dye_forge_word(struct dye_forge * forge, uint32_t node, const struct dye_vocabulary * vocabulary)
{

	return vocabulary->words[dye_forge_weighted(forge, node, vocabulary->weights, vocabulary->count)];
}

const struct dye_vocabulary *
dye_forge_vocabulary(const struct dye_forge * forge, const char * name, const struct dye_vocabulary * otherwise)
{
	size_t i;

	for (i = 0; i < forge->vocabulary_count; i++)
		if (strcmp(forge->vocabularies[i].name, name) == 0 && forge->vocabularies[i].count >= 20)
			return &forge->vocabularies[i];
	return otherwise;
}

/* Days on either side of the parent's birth among which another is drawn. */
#define BIRTH_WINDOW 1095

void
dye_forge_birth(struct dye_forge * forge, const struct dye_date * parent)
{
	const struct dye_date around = parent != NULL ? *parent : (struct dye_date){1980, 6, 15};
	uint32_t node, v;

	if (forge->attributes.birth.month != 0) {
		forge->revealed |= forge->attributes.birth_nodes;
		return;
	}
	node = dye_forge_node(forge);
	v = dye_forge_uniform_except(forge, node, 2 * BIRTH_WINDOW + 1, parent != NULL ? BIRTH_WINDOW : UINT32_MAX);
	forge->attributes.birth = dye_date_of_days(dye_date_days(around) - BIRTH_WINDOW + (int32_t)v);
	forge->attributes.birth_nodes = dye_forge_mask(node);
}

void
dye_forge_sex(struct dye_forge * forge, enum dye_sex parent)
{
	uint32_t node;

	if (forge->attributes.sex == DYE_SEX_UNKNOWN)
		forge->attributes.sex = parent;
	if (forge->attributes.sex != DYE_SEX_UNKNOWN) {
		forge->revealed |= forge->attributes.sex_nodes;
		return;
	}
	node = dye_forge_node(forge);
	forge->attributes.sex = dye_forge_uniform(forge, node, 2) == 0 ? DYE_FEMALE : DYE_MALE;
	forge->attributes.sex_nodes = dye_forge_mask(node);
}

void
dye_forge_again(struct dye_forge * forge, uint32_t node)
{

	if (node != DYE_FORGE_NO_NODE)
		forge->log2_bounds[node] = 0;
}

void
dye_forge_rejected(struct dye_forge * forge, uint32_t node, double log2_most)
{

	/* -log2(1 - r) is positive: the bound grows. r = 1 would leave nothing to draw. */
	bound_add(forge, node, log2_most < 0 ? -log2(1 - exp2(log2_most)) + 256 * DBL_EPSILON : 1024);
}

void
dye_forge_loosen(struct dye_forge * forge, uint32_t node, double log2_factor)
{

	bound_add(forge, node, log2_factor + 256 * DBL_EPSILON);
}

double
dye_vocabulary_log2(const struct dye_vocabulary * vocabulary, struct dye_slice word)
{
	size_t i;

	for (i = 0; i < vocabulary->count; i++)
		if (dye_slice_equal(vocabulary->words[i], word))
			return log2((double)vocabulary->weights[i]) -
			       log2((double)weights_sum(vocabulary->weights, vocabulary->count));
	return -1000;
}

double
dye_vocabulary_most(const struct dye_vocabulary * vocabulary)
{
	uint32_t most = 1;
	size_t i;

	for (i = 0; i < vocabulary->count; i++)
		most = vocabulary->weights[i] > most ? vocabulary->weights[i] : most;
	return log2((double)most) - log2((double)weights_sum(vocabulary->weights, vocabulary->count));
}

enum dye_code
dye_forge_number(struct dye_forge * forge, uint32_t node, const char * old, size_t digits, struct dye_buffer * out,
    struct dye_error * err)
{
	static const uint32_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};
	uint32_t floor, value;

	/* Longer numbers keep their head. */
	while (digits > 9) {
		enum dye_code rc;

		if ((rc = dye_buffer_append_byte(out, *old, err)) != DYE_OK)
			return rc;
		old++;
		digits--;
	}
	floor = *old == '0' ? 0 : power[digits - 1];
	value =
	    floor + dye_forge_uniform_except(forge, node, power[digits] - floor, dye_digits_value(old, digits) - floor);
	return dye_buffer_printf(out, err, "%0*u", (int)digits, value);
}

/* Three zeros behind a sign may be thousands, four the end of a phone number: decimals have four digits at least before them then. */
static size_t
zero_decimals(struct dye_slice text)
{
	size_t i = text.len, k = 0;

	while (i > 0 && text.data[i - 1] == '0')
		i--;
	if (i == text.len || i == 0 || (text.data[i - 1] != '.' && text.data[i - 1] != ','))
		return 0;
	while (k + 1 < i && dye_is_digit((uint8_t)text.data[i - 2 - k]))
		k++;
	return k == 0 || (text.len - i >= 3 && k < 4) ? 0 : text.len - i + 1;
}

size_t
dye_forge_tail(struct dye_slice text)
{
	size_t i = text.len, zeros;

	if ((zeros = zero_decimals(text)) > 0)
		return zeros;
	while (i > 0 && !dye_is_digit((uint8_t)text.data[i - 1])) {
		/* A digit that is starred out; perhaps one that is full-width. */
		if (text.data[i - 1] == '*' || (uint8_t)text.data[i - 1] == 0xEF)
			return 0;
		i--;
	}
	/* Letters that touch the digits may be a check character. */
	if (i == 0 || i == text.len || dye_is_alpha((uint8_t)text.data[i]))
		return 0;
	return text.len - i + zero_decimals((struct dye_slice){text.data, i});
}
