#include "watermark/marks/core/table.h"

#include <math.h>
#include <string.h>

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

static struct dye_slice
text_of(const struct dye_alternative * alternative)
{

	return (struct dye_slice){alternative->text, strlen(alternative->text)};
}

bool
dye_table_rules(const struct dye_table * table, uint8_t alternative)
{
	const struct dye_alternative * all = table->kind->slot_types[table->type].alternatives;
	uint8_t k;

	if (alternative == DYE_OTHER)
		return false;
	if (dye_table_position(table, alternative) >= 0)
		return true;
	for (k = 0; k < table->count; k++)
		if (dye_same_letters(text_of(&all[alternative]), text_of(&all[table->alternatives[k]])))
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
