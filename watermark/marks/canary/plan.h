/*
 * plan.h: what a canary does with each column of a profile, and whether there can be canaries at all.
 */
#ifndef DYE_MARKS_CANARY_PLAN_H
#define DYE_MARKS_CANARY_PLAN_H

#include "formats/field/core/forge.h"
#include "watermark/profile/profile.h"

enum dye_canary_part {
	DYE_PART_KEEP,	  /* the parent's value stays: it names nobody, and queries filter and sort by it */
	DYE_PART_FORGE,	  /* invented */
	DYE_PART_FOREIGN, /* would name the parent and cannot be invented: no canaries */
	DYE_PART_EMPTY,	  /* the column had no value when it was learned: it stays empty */
};

/* [mark canary] */
struct dye_canary_settings {
	bool on;
	uint32_t density; /* parents per 65536 rows */
	bool
	    pool; /* rows of the table are kept, of whose parts records are made (donors.h); else a record imitates its parent alone */
	char reserve[DYE_SETTING_TEXT_MAX]; /* numbers for their keys (reserve.h) */
};

/* Those of the profile; off where this program was built without canaries. */
static inline const struct dye_canary_settings *
dye_canary_settings(const struct dye_profile * profile)
{
	static const struct dye_canary_settings none = {.on = false};
	const struct dye_mark_settings * mark = dye_profile_mark(profile, "canary");

	return mark != NULL ? mark->values : &none;
}

/* Why there are none, where they are off. */
static inline const char *
dye_canary_note(const struct dye_profile * profile)
{
	const struct dye_mark_settings * mark = dye_profile_mark(profile, "canary");

	return mark != NULL ? mark->note : "this program was built without them";
}

/* What becomes of the parent's cell in this column. ${rows}: of the profile's sample. */
enum dye_canary_part dye_canary_part(const struct dye_profile_column * column, uint64_t rows);

/* A cell of this column can be looked up and counts as seen: invented, and of enough values. */
bool dye_canary_compared(const struct dye_profile_column * column, uint64_t rows);

/* The same, and told from others by itself: its anchor is kept in the registry. */
bool dye_canary_anchored(const struct dye_profile_column * column, uint64_t rows);

/* From so many rows a value on it names a model, a branch, a state, and nobody: a text or a number. A key of letters names nobody only later. */
#define DYE_CANARY_ROWS_SHARED 4
#define DYE_CANARY_ROWS_SHARED_EXACT 50

/*
 * It names a row, or would if it were not for a few cells: a value of its own for each row that has one and at least every other row has one; or for 98
 * in 100 of the rows that have one, and 50 have.
 */
bool dye_canary_names(const struct dye_profile_column * column, uint64_t rows);

/* How many columns name rows. */
uint32_t dye_canary_identities(const struct dye_profile * profile);

/*
 * A key of the table: a canary must not have a row's, or whoever loads the copy by it puts an invented record in the place of a real one.
 * It is the only column that names the row, or has a value of its own for about every row that has one: real tables have rows
 * without a number, numbers that stand twice, orders of a few lines; from four rows a value on it says where a row belongs. Contact
 * points are unique often enough in a sample, and shared by families and companies; they are keys only where nothing else names rows.
 */
bool dye_canary_key(const struct dye_profile * profile, const struct dye_profile_column * column);

/*
 * Part of a key of several columns: of two or more that name rows together, none of which is a key by itself (a shop, and its receipts), as the owner says
 * or learn has found (a pair, of which one may be kept). A canary must not have all of them as a row has.
 */
bool dye_canary_joint(const struct dye_profile * profile, const struct dye_profile_column * column);

/* A key that is a number, which grows with the rows: an invented one is near its parent's. */
bool dye_canary_counted(const struct dye_profile * profile, const struct dye_profile_column * column);

/*
 * Whether a copy shows that the table was in the column's order when it was learned. Where its keys leave as something else none does: an invented one may be any
 * number that the business does not use, and the record stands where the order of the others puts it.
 */
bool dye_canary_sorted(const struct dye_profile * profile, const struct dye_profile_column * column);

/* What helps where a column names rows and its kind cannot be invented for that (a postcode, a time), to follow a sentence; or "". */
const char * dye_canary_advice(const struct dye_profile_column * column);

/* Dates of birth: as learn found, or where it could not tell, by the column's name. */
bool dye_canary_is_birth(const struct dye_profile_column * column);

/* How the column writes days that could be two. */
enum dye_forge_days dye_canary_days(const struct dye_profile_column * column);

/* Identity numbers that are invented: each has a birth and a sex in it. */
bool dye_canary_numbers(const struct dye_profile_column * column, uint64_t rows);

/*
 * What the column's cells are to the person. An identity number takes the birth that is drawn for the record where a column has it that is invented, too;
 * where all that could tell it is kept, or nothing is known to, it keeps its parent's birth and sex (DYE_ROLE_PLAIN): an age, a date in no
 * certain order, or a column that nobody understood would tell the invented number from those of the table.
 */
enum dye_forge_role dye_canary_role(const struct dye_profile * profile, const struct dye_profile_column * column);

/**
 * dye_canary_possible(profile, note, size): Whether records can be invented for this dataset. Where not, the reason is written to
 * ${note} of ${size} bytes, for people; "" otherwise. (The owner's wish is not asked.)
 */
bool dye_canary_possible(const struct dye_profile * profile, char * note, size_t size);

/* Off where the owner does not want canaries or they are not possible (mark.h). */
enum dye_code dye_canary_plan(
    const struct dye_profile * profile, void * settings, struct dye_buffer * why_not, struct dye_error * err);

#endif
