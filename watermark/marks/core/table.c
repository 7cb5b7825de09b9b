#include "watermark/marks/core/table.h"

#include <math.h>

#include "formats/base/ascii.h"

uint8_t
dye_table_draw(const struct dye_table * table, uint16_t u)
{
	uint8_t k = 0;

	while (u >= table->cumulative[k + 1])
		k++;
	return k;
}

int
dye_table_position(const struct dye_table * table, uint8_t alternative)
{
	int k;

	for (k = 0; k < table->count; k++)
		if (table->alternatives[k] == alternative)
			return k;
	return -1;
}

/* The first letter, figure or byte beyond ASCII of ${p}, or its end. */
static const char *
past_signs(const char * p)
{

	while (*p != '\0' && (uint8_t)*p < 0x80 && !dye_is_alnum((uint8_t)*p))
		p++;
	return p;
}

static bool
same_letters(const char * a, const char * b)
{

	for (a = past_signs(a), b = past_signs(b); *a != '\0' && dye_lower(*a) == dye_lower(*b);
	     a = past_signs(a + 1), b = past_signs(b + 1))
		;
	return *a == *b;
}

bool
dye_table_rules(const struct dye_table * table, uint8_t alternative)
{
	const struct dye_slot_type * type = &table->kind->slot_types[table->type];
	uint8_t k;

	if (alternative == DYE_OTHER)
		return false;
	if (dye_table_position(table, alternative) >= 0)
		return true;
	for (k = 0; k < table->count; k++)
		if (same_letters(type->alternatives[alternative].text, type->alternatives[table->alternatives[k]].text))
			return true;
	return false;
}

double
dye_table_bits(const struct dye_table * table)
{
	double bits = 0;
	uint8_t k;

	for (k = 0; k < table->count; k++) {
		double p = dye_table_units(table, k) / (double)DYE_TABLE_UNITS;

		bits -= p * log2(p);
	}
	return bits;
}
