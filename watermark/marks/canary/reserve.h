/*
 * reserve.h: numbers of a key that the business does not use, and that the owner leaves to invented records: where keys have no gaps there is no other room for them.
 */
#ifndef DYE_MARKS_CANARY_RESERVE_H
#define DYE_MARKS_CANARY_RESERVE_H

#include "formats/field/core/forge.h"
#include "watermark/profile/profile.h"

#define DYE_RESERVES_MOST 32 /* ranges */
#define DYE_RESERVE_NAME_MAX 256
#define DYE_RESERVE_DIGITS 18
/* Of fewer numbers a record would say little by its key, and they are few for the records of years. */
#define DYE_RESERVE_LEAST 100
/* So many numbers for each record that a whole export would have: else many would draw one that another has. */
#define DYE_RESERVE_ROOM 4

/* One range. */
struct dye_reserve {
	char column[DYE_RESERVE_NAME_MAX];
	uint64_t from, to; /* both belong to it; at most UINT32_MAX numbers */
	uint32_t width;	   /* they are written with so many digits at least */
};

/* By column, then ascending; none of a column overlap. */
struct dye_reserves {
	struct dye_reserve list[DYE_RESERVES_MOST];
	size_t count;
};

/**
 * dye_reserves_read(text, list): What dye_reserves_write() wrote; "": none. False where it did not.
 * dye_reserves_write(list, text): COLUMN:FROM-TO for each, separated by blanks, with %XX for bytes of a name that could be taken for another part. FROM has zeros
 * in front where numbers have. ${text} has DYE_SETTING_TEXT_MAX bytes; false where there is no room.
 */
bool dye_reserves_read(const char * text, struct dye_reserves * list);
bool dye_reserves_write(const struct dye_reserves * list, char * text);

/* One more range, as an option says it: COLUMN:FROM-TO; one that is there already stays; "none" takes all out. False where it is not allowed. */
bool dye_reserves_wish(struct dye_reserves * list, const char * option);

/* The same of the text, as a setting has it (core/settings.h). */
bool dye_reserve_add(char * text, const char * option);
bool dye_reserve_check(const char * text);

/* Those of a profile; none where it has none. */
void dye_reserves_of(const struct dye_profile * profile, struct dye_reserves * list);

/* Those of one column: the first of them, and *count. */
const struct dye_reserve * dye_reserves_find(const struct dye_reserves * list, const char * column, size_t * count);

/* Whether the profile has any of that column. */
bool dye_reserved(const struct dye_profile * profile, const struct dye_profile_column * column);

/* How many numbers a range has. */
uint64_t dye_reserve_numbers(const struct dye_reserve * reserve);

/* Which of the ${count} ranges of a column the record takes its number from whose parent has ${number}: the first further on as the column goes, or else the last. */
size_t dye_reserve_of(const struct dye_reserve * reserves, size_t count, uint64_t number, bool falling);

/* Whether some range is further on than that. */
bool dye_reserve_further(const struct dye_reserve * reserves, size_t count, uint64_t number, bool falling);

/**
 * dye_reserve_forge(reserves, count, falling, forge, out, err): In the place of the number that forge->parent ends in one of that range, each as likely as the
 * others. DYE_EUSAGE where the parent ends in no number.
 */
enum dye_code dye_reserve_forge(const struct dye_reserve * reserves, size_t count, bool falling,
    struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err);

/* Append what of the reserves is part of the rules by which records are made: nothing where there are none (docs/FORMAT.md, section 7). */
enum dye_code dye_reserves_rules(const struct dye_reserves * list, struct dye_buffer * out, struct dye_error * err);

/* ---- while a dataset is learned ---- */

/* Whether every range is of a column that can have one, and they have numbers enough; the error says what is wrong. */
enum dye_code dye_reserves_plan(const struct dye_profile * profile, struct dye_error * err);

/* The rows of the table. */
struct dye_reserved_rows;

/* ${columns}, ${count} are those of the rows' cells, and outlive it. *rows stays NULL where nothing is reserved. */
enum dye_code dye_reserved_rows_open(const struct dye_profile * profile,
    const struct dye_profile_column * const * columns, uint32_t count, struct dye_reserved_rows ** rows,
    struct dye_error * err);

/**
 * dye_reserved_row(rows, row, err): DYE_EREFUSED where its key is reserved. ${rows} may be NULL.
 * dye_reserved_rows_end(rows, density, err): After the last one: DYE_EREFUSED where a range has too few numbers for the records that rows give, ${density} in 65536.
 */
enum dye_code dye_reserved_row(struct dye_reserved_rows * rows, const struct dye_row * row, struct dye_error * err);
enum dye_code dye_reserved_rows_end(const struct dye_reserved_rows * rows, uint32_t density, struct dye_error * err);
void dye_reserved_rows_close(struct dye_reserved_rows * rows);

#endif
