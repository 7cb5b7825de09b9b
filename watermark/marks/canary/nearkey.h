/*
 * nearkey.h: the number of an invented record in a column that is sorted, among those of the rows around its parent.
 */
#ifndef DYE_MARKS_CANARY_NEARKEY_H
#define DYE_MARKS_CANARY_NEARKEY_H

#include "formats/field/core/forge.h"
#include "watermark/marks/core/donorpool.h"

/* So many rows in front of its parent's, counted from the beginning of a run of so many; where gaps are not alike everywhere, fewer. */
#define DYE_NEAR_ROWS 256
#define DYE_NEAR_RUN 64
#define DYE_NEAR_ROWS_FEW 24
#define DYE_NEAR_RUN_FEW 4
/* Between fewer rows there is no place. */
#define DYE_NEAR_LEAST 16

/* Where nothing is known of the rows around, it is this much above or below its parent's at most. */
#define DYE_NEAR_STEP 1024

/* The number that a cell ends in, but for a tail (dye_forge_tail()). */
struct dye_near_number {
	uint64_t number, limit; /* below the limit, a power of ten: it has as many digits */
	size_t start, end;	/* in the text */
};

/* False where the text does not end in 4 to 18 digits, or in ${least} to 18. */
bool dye_near_read(struct dye_slice text, struct dye_near_number * number);
bool dye_near_digits(struct dye_slice text, size_t least, struct dye_near_number * number);

/* How the numbers of a table stand to one another, by their gaps. */
enum dye_near_manner {
	DYE_NEAR_UNTOLD,
	DYE_NEAR_RIGID,	 /* at regular distances: a number more shows, wherever it is */
	DYE_NEAR_CHANCE, /* each number is taken or not by chance, whatever the others are */
	DYE_NEAR_MIXED,	 /* otherwise */
};

struct dye_near_gaps {
	double
	    regularity; /* the variance of the sum of so many gaps over that of as many that know nothing of each other */
	double spread; /* the variance of a gap over that which it has by chance, as in DYE_NEAR_CHANCE */
	enum dye_near_manner manner;
};
#define DYE_NEAR_SUM 16

/* ${numbers} ascend, each once. */
struct dye_near_gaps dye_near_measure(const uint64_t * numbers, size_t count);

/*
 * Free numbers in front of that of a parent, in gaps between those that are taken: so chosen that an invented number and those beside it are as far apart as three of
 * the table. All zero: none are known.
 */
struct dye_near_window {
	const uint64_t * numbers; /* those that are taken, ascending; not owned: of the pool */
	size_t count;
	uint32_t weights[DYE_NEAR_ROWS]; /* of the gap behind each but the last */
	uint32_t sum;			 /* of the weights */
	uint64_t widths[DYE_NEAR_ROWS];	 /* of all gaps, ascending */
	uint64_t digest;		 /* 64 bits of one of all of it */
	enum dye_near_manner manner;	 /* of all numbers of the pool */
	uint64_t step;			 /* DYE_NEAR_BEYOND: so many numbers in front of the parent's */
};

/* What is known of the rows around a number. */
enum dye_near_known {
	DYE_NEAR_UNKNOWN, /* nothing */
	DYE_NEAR_NOWHERE, /* there is no room */
	DYE_NEAR_GAPS,
	DYE_NEAR_BEYOND, /* the row came later than all that are known: how dense numbers are */
};

/**
 * dye_near_look(pool, column, number, falling, window): Those in front of it, as the column goes, where the pool, which may be NULL, knows its rows. ${window} may be that
 * of an earlier call, for the same pool.
 */
enum dye_near_known dye_near_look(const struct dye_donor_pool * pool, uint32_t column, uint64_t number, bool falling,
    struct dye_near_window * window);

/* Of the rows below and above a free number the times in column along[${along}]: *least and *most. False where there are none. */
bool dye_near_moments(
    const struct dye_donor_pool * pool, uint32_t along, uint64_t number, uint64_t * least, uint64_t * most);

/* The number that is taken below this one; the same for all of a gap. 0: there is none, or none above. */
uint64_t dye_near_gap(const struct dye_donor_pool * pool, uint64_t number);

/**
 * dye_near_forge(forge, known, window, falling, out, done, err): In the place of the number of forge->parent another: a free one of the window; of a row that came later
 * any number in front of it where some 256 rows would be; where nothing is known 1 to 1,024 further on as the column goes; DYE_EUSAGE where there is no room. *done is false where the text does not end in a number.
 */
enum dye_code dye_near_forge(struct dye_forge * forge, enum dye_near_known known, const struct dye_near_window * window,
    bool falling, struct dye_buffer * out, bool * done, struct dye_error * err);

#endif
