/*
 * bank.h: the fixed bank of models of what a leaker did. docs/EVIDENCE.md, section 6, lists it; the two must agree, since a second
 * implementation is written from the page. Changing a number here changes every evidence value: it needs a new version of the bank.
 */
#ifndef DYE_EVIDENCE_BANK_H
#define DYE_EVIDENCE_BANK_H

#include <stdbool.h>
#include <stdint.h>

#define DYE_BANK_VERSION 7
/* Multiples of 8, so that sums over models vectorise. */
#define DYE_MODELS 40
#define DYE_COLUMN_MODELS 8
/* Kinds of a leak that have models of their own: the first to appear. */
#define DYE_COLUMN_KINDS_MAX 8
#define DYE_MODELS_MAX (DYE_MODELS + DYE_COLUMN_KINDS_MAX * DYE_COLUMN_MODELS)
#define DYE_WEIGHT_UNITS 1000

struct dye_model {
	double share;	 /* a: of the rows, what the recipient supplied */
	double change;	 /* g: the rate at which spellings were changed on the way */
	double units;	 /* multiplies the density: 0 where the leaker is thought to have removed the units */
	bool rules;	 /* read spellings through the rules that the leak suggests (rules.h) */
	unsigned weight; /* in units of 1 / DYE_WEIGHT_UNITS */
};

/*
 * Where all columns speak; and where only those of one kind do, the others having been joined, translated or filled from elsewhere. A leak with
 * slots of n >= 2 kinds is weighed with the first at half its weights and the second n times, each at 1 / (2 n) of its weights.
 */
extern const struct dye_model dye_bank[DYE_MODELS];
extern const struct dye_model dye_bank_columns[DYE_COLUMN_MODELS];

/*
 * What a model under which units count keeps of its weight where the leak shows ${shown} units of the account: at least 0, falls with shown, and its
 * sum over all shown >= 1 is 1 / 500. It pays for leaks whose size, and whose day, hang on what was learned of other units (docs/EVIDENCE.md, 4.8).
 */
double dye_units_share(uint64_t shown);

#endif
