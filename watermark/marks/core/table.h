/*
 * table.h: how often each spelling occurs, for one slot type in one context: what a mark draws from and what
 * evidence divides by.
 */
#ifndef DYE_MARKS_TABLE_H
#define DYE_MARKS_TABLE_H

#include "formats/field/kind.h"

#define DYE_TABLE_UNITS 65536

/*
 * Position k stands for alternative alternatives[k] of the slot type and is drawn where
 * cumulative[k] <= u < cumulative[k + 1], u the 16-bit symbol. cumulative[0] = 0, cumulative[count] = 65536, strictly increasing.
 */
struct dye_table {
	const struct dye_kind * kind;
	uint8_t type;		       /* index into the kind's slot types */
	char context[DYE_CONTEXT_MAX]; /* "*": every context that has no table of its own */
	uint8_t count;		       /* 2..64; 1 only where not enabled: the one style of a uniform context */
	uint8_t alternatives[DYE_ALTERNATIVES_MAX];
	uint32_t cumulative[DYE_ALTERNATIVES_MAX + 1];
	bool enabled; /* false: kept for people to read, marks nothing */
};

/* The chance of position k, in units of 1/65536. */
static inline uint32_t
dye_table_units(const struct dye_table * t, uint8_t k)
{

	return t->cumulative[k + 1] - t->cumulative[k];
}

/* The position drawn by the 16-bit symbol u. THE one call for the symbol: embedding and reading both use it. */
uint8_t dye_table_draw(const struct dye_table * table, uint16_t u);

/* The position of an alternative, or -1 where the table lacks it. */
int dye_table_position(const struct dye_table * table, uint8_t alternative);

/*
 * Whether a slot that shows ${alternative} is respelt: the table has it, or one that differs from it in signs and spaces alone, for which
 * trace takes it in a leak that lost those (docs/FORMAT.md, section 9). Not DYE_OTHER.
 */
bool dye_table_rules(const struct dye_table * table, uint8_t alternative);

/* Shannon bits of one symbol. */
double dye_table_bits(const struct dye_table * table);

#endif
