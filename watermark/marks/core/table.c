#include "watermark/marks/core/table.h"

#include <math.h>

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
