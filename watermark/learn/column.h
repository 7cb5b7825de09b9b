/*
 * column.h: what the learner knows of one column while it reads.
 */
#ifndef DYE_EMBED_LEARN_COLUMN_H
#define DYE_EMBED_LEARN_COLUMN_H

#include "watermark/learn/learn.h"
#include "formats/base/map.h"
#include "watermark/profile/order.h"

#define DYE_LENGTHS 256

struct dye_column_stats {
	const struct dye_kind * kind;
	uint32_t lengths
	    [DYE_LENGTHS]; /* how many distinct cells have so many characters; longer ones are not counted, but noted: */
	bool longer;
	struct dye_map distinct; /* digests of canonical values */
	struct dye_map texts;	 /* of a column of times: digests of what stands there */
	uint64_t filled;
	uint64_t empty;
	uint64_t nothing; /* of the filled cells: those that say there is no value (NULL, N/A) or are blank */
	uint64_t whole;	  /* of those with a value: whole numbers (keys.h) */
	uint64_t digits;  /* of those with a value: digits alone */
	bool numbers;	  /* every filled cell is a whole number of at most 18 digits */
	bool counted;	  /* the same between what all cells begin and end with: M10000, 10000.0 */
	char prefix[16];
	size_t prefix_len;
	char tail[16]; /* what all cells end with behind the number: 10000.0 */
	size_t tail_len;
	uint64_t least;
	uint64_t greatest;
	struct dye_file_order order;
	struct dye_file_order
	    times[2]; /* of times: by when, with the month first where it could be either, and with the day first */
};

void dye_column_stats_init(struct dye_column_stats * stats, const struct dye_kind * kind);
void dye_column_stats_release(struct dye_column_stats * stats);

/* A new file begins: its first cell follows none. */
void dye_column_stats_restart(struct dye_column_stats * stats);

/* Look at a cell whose canonical value has that digest; *fresh tells whether the column shows it for the first time. */
enum dye_code dye_column_stats_add(
    struct dye_column_stats * stats, struct dye_slice text, uint64_t digest, bool * fresh, struct dye_error * err);

/* Percent of the numbers between the least and the greatest that are in use; 0 where the cells are no numbers. */
unsigned dye_column_stats_taken(const struct dye_column_stats * stats);

/* How many characters the text has, as databases count them, without the white space at its ends that may pad it. */
size_t dye_column_length(struct dye_slice text);

/* Fill distinct, empty, unique, gapless (which only a key keeps: dye_learn_gapless()) and sorted of a profile's column. */
void dye_column_stats_finish(const struct dye_column_stats * stats, struct dye_profile_column * column);

/**
 * dye_learn_identity(profile, wishes, count): Choose what names a row: what the owner said; else the unique columns of exact kinds; else
 * those of them with as many values as 99 % of the rows; else the columns of distinctive kinds.
 */
void dye_learn_identity(struct dye_profile * profile, const struct dye_learn_wish * wishes, size_t count);

/* Columns without gaps that are neither unique nor a key may have any of their numbers. Needs the identity columns. */
void dye_learn_gapless(struct dye_profile * profile);

/* Choose which columns a canary keeps. */
void dye_learn_kept(struct dye_profile * profile);

/* No canaries where most cells of a column that names a row cannot be invented: ${foreign}[i] says so of column i. */
void dye_learn_uninventable(struct dye_profile * profile, const bool * foreign);

/* Choose which columns are marked, and say why others are not. Needs the identity columns. */
void dye_learn_marking(struct dye_profile * profile, const struct dye_learn_wish * wishes, size_t count);

/* Whether the owner said what names a row. */
bool dye_learn_identity_wished(const struct dye_learn_wish * wishes, size_t count);

/* The owner's wish for a column, or NULL. */
const struct dye_learn_wish * dye_learn_wish_find(
    const struct dye_learn_wish * wishes, size_t count, const char * column);

#endif
