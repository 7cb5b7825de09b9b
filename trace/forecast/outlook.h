/*
 * outlook.h: the chance that a leak names its source, before there is one: from a profile and the registry alone.
 *
 * Every mark says which evidence it will give (expect() of watermark/marks/mark.h); watermark/forecast/law.h adds up and compares. Here stands what a
 * trace takes off: the weight of the models of the bank that fit, the price of units that are seen (docs/EVIDENCE.md, 4.8 and 6), and N. docs/FORMAT.md,
 * "How evidence is forecast", has the formula, and what it leaves out.
 */
#ifndef DYE_FORECAST_OUTLOOK_H
#define DYE_FORECAST_OUTLOOK_H

#include "watermark/marks/mark.h"

/* Marks that have a forecast, at most. */
#define DYE_OUTLOOK_MARKS 16

/* A leak of so many rows. Its prospect has no share: every model of the bank has its own. */
struct dye_outlook_leak {
	struct dye_prospect prospect; /* of one of its sources */
	double need;		      /* bits: dye_forecast_need() */
	unsigned sources;	      /* accounts of which it has as much; 0, 1: one */
};

/* A chance; not known where a mark cannot tell of such a leak. */
struct dye_chance {
	double value; /* 0..1 */
	bool known;
};

/* The marks that have a forecast, in the order of the chain; returns how many. */
size_t dye_outlook_marks(const struct dye_mark * marks[DYE_OUTLOOK_MARKS]);

/**
 * dye_outlook_chance(leak, mark, chance, err): The chance that the leak names an account that it is from, by what ${mark} shows alone; NULL: by all of them.
 */
enum dye_code dye_outlook_chance(const struct dye_outlook_leak * leak, const struct dye_mark * mark,
    struct dye_chance * chance, struct dye_error * err);

/* ---- a whole forecast ---- */

#define DYE_OUTLOOK_ROWS 32
#define DYE_OUTLOOK_SOURCES 8
#define DYE_OUTLOOK_SOURCES_MOST 1000

/* What the leaker did before. */
enum dye_after {
	DYE_AFTER_NONE,
	DYE_AFTER_OWN_TOOL,   /* learned and embedded with this program, under keys of the leaker's own */
	DYE_AFTER_NORMALISED, /* every spelling became one of its sort */
	DYE_AFTER_BUYER	      /* calls the numbers, and drops the people who do not answer */
};

/* The words for these, as --after takes them, NULL at the end; and what each means, in words. */
extern const char * const dye_after_names[];
extern const char * const dye_after_means[];

struct dye_outlook_wish {
	const char * dataset;
	const char * const * columns; /* Not owned: column_count names of those that leak; none: all */
	size_t column_count;
	uint64_t rows[DYE_OUTLOOK_ROWS]; /* row_count numbers of rows, each at least 1 */
	size_t row_count;
	unsigned sources
	    [DYE_OUTLOOK_SOURCES]; /* source_count numbers of accounts whose copies were mixed row by row; none: one */
	size_t source_count;
	enum dye_after after;
	uint64_t recipients; /* 0: as many as are enrolled in the dataset, one at least */
	double alpha;	     /* between 0 and 1 */
};

struct dye_outlook_line {
	uint64_t rows;
	unsigned sources;
	struct dye_chance together;
	struct dye_chance marks[DYE_OUTLOOK_MARKS];
};

struct dye_outlook {
	struct dye_profile * profile; /* Owned. */
	struct dye_dataset dataset;
	struct dye_history history;
	bool * shown; /* Owned; one for each column */
	uint64_t recipients;
	bool nobody; /* none is enrolled, and none was said: one is taken */
	double alpha, need;
	const struct dye_mark * marks[DYE_OUTLOOK_MARKS];
	size_t mark_count;
	enum dye_after after;
	struct dye_outlook_line lines[DYE_OUTLOOK_ROWS * DYE_OUTLOOK_SOURCES]; /* by sources, then by rows, as wished */
	size_t line_count;
	uint64_t
	    rows_enough; /* of the first number of sources: from about so many rows on one is named in 99 of 100; 0: from a million not */
	struct dye_advice advice; /* Owned. */
};

/**
 * dye_outlook_open(store, wish, outlook, err): The newest profile of the dataset, and who is counted; lines are not made yet. DYE_EMISSING: there is no such
 * dataset or column, or its profile says nothing of what rows carry. Whatever happens the caller releases.
 * dye_outlook_make(store, wish, outlook, err): The same with its lines, and what would help.
 */
enum dye_code dye_outlook_open(struct dye_store * store, const struct dye_outlook_wish * wish,
    struct dye_outlook * outlook, struct dye_error * err);
enum dye_code dye_outlook_make(struct dye_store * store, const struct dye_outlook_wish * wish,
    struct dye_outlook * outlook, struct dye_error * err);
void dye_outlook_release(struct dye_outlook * outlook);

#endif
