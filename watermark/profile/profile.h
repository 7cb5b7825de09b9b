/*
 * profile.h: what leakdye learned of a dataset. A version never changes; it is kept as the text of an INI file, the
 * same that `profile export` writes and `profile import` reads (docs/FORMAT.md).
 */
#ifndef DYE_EMBED_PROFILE_H
#define DYE_EMBED_PROFILE_H

#include "formats/base/row.h"
#include "watermark/marks/core/settings.h"
#include "watermark/marks/core/table.h"

/*
 * What a mark shows in a cell of a column, in thousandths of a bit: for forecasts alone. Nothing is drawn by it and nothing weighed, and two
 * versions that differ in it alone are one.
 */
#define DYE_FIGURE_MARK_MAX 24
#define DYE_FIGURE_MOST 1000000000
#define DYE_REPEATS_UNITS 1000000
struct dye_figure {
	char mark[DYE_FIGURE_MARK_MAX]; /* its name; one that this program does not have is kept as it is */
	uint32_t mean;
	uint32_t spread; /* standard deviation */
};

/* What the cells of a column say of a person, as learn found by comparing them with an identity number in the same row. */
enum dye_tells {
	DYE_TELLS_UNKNOWN, /* it could not tell: names of columns do */
	DYE_TELLS_NOTHING, /* dates that are not the birth, whatever the column is called */
	DYE_TELLS_BIRTH,
	DYE_TELLS_SEX,
	DYE_TELLS_AGE,
};

/* How a column writes days that could be two. */
enum dye_days { DYE_DAYS_UNKNOWN, DYE_DAYS_MONTH_FIRST, DYE_DAYS_DAY_FIRST };

#define DYE_SEX_WORD_MAX 32

struct dye_profile_column {
	char * name; /* Owned. UTF-8 as in the header, or "1", "2", ... where there is none */
	const struct dye_kind * kind;
	const struct dye_kind *
	    looks;	    /* of another kind, by its cells; NULL: ${kind} is not against what they look like */
	bool mark;	    /* spelling marks allowed */
	bool identity;	    /* part of the row anchor */
	bool unique;	    /* no two rows share it */
	bool gapless;	    /* a unique whole number without room between */
	bool sorted;	    /* the sample was in its order */
	bool falling;	    /* that goes down */
	bool keep;	    /* a canary keeps its parent's value: queries filter and sort by it */
	bool key;	    /* it names rows although it looks like a postcode, a number or a time: never kept */
	bool pair;	    /* one of two columns that name rows only together */
	bool said_kind;	    /* the owner said its kind: that holds for the versions that follow */
	bool said_identity; /* and so that it names rows, */
	bool said_no_mark;  /* and that it is to be left as it is */
	int tolerance;	    /* for tolerant marks: the half-width the owner states; 0: off */
	uint64_t distinct;  /* canonical values in the sample */
	uint64_t empty;	    /* rows of the sample without a value: empty, blank, NULL, N/A */
	uint32_t
	    group; /* columns that have one in common hang together: an invented record has them of one row; 0: it is alone */
	uint32_t repeats;	     /* the chance that two rows have the same value, in millionths: for forecasts */
	char note[160];		     /* why something is switched off, for people */
	struct dye_figure * figures; /* Owned. */
	uint32_t figure_count;

	/* Of a person. */
	enum dye_tells tells;
	uint32_t tells_of; /* whose: the number of a column of identity numbers, from 1; 0: nobody's */
	bool aged;	   /* a birth whose age another column has: it stays with that, even where it names rows */
	enum dye_days days;
	bool unpadded;		     /* of dates: months and days before the tenth have one digit */
	char male[DYE_SEX_WORD_MAX]; /* of a column that tells the sex: the commonest word for each */
	char female[DYE_SEX_WORD_MAX];
};

struct dye_profile {
	char * dataset;			     /* Owned. */
	uint32_t version;		     /* 0 until stored; not part of the file: the registry counts it */
	uint64_t rows;			     /* of the sample */
	struct dye_profile_column * columns; /* Owned. */
	uint32_t column_count;
	struct dye_table * tables; /* Owned; sorted by kind name, type, context */
	uint32_t table_count;
	struct dye_mark_settings * marks; /* Owned: of every mark that has settings, by its name */
	uint32_t mark_count;
};

/* Give an empty profile the settings of every mark, as they are where nothing is said. */
enum dye_code dye_profile_marks(struct dye_profile * profile, struct dye_error * err);

/* The settings of the mark of that name, NULL where it has none. */
struct dye_mark_settings * dye_profile_mark(const struct dye_profile * profile, const char * name);

/* What the mark of that name shows in the column; NULL: nobody has measured it. */
const struct dye_figure * dye_profile_figure(const struct dye_profile_column * column, const char * mark);

/* "birth", "sex", "age"; "" for the others. */
const char * dye_profile_tells_name(enum dye_tells tells);

/* Note it, in bits; in place of an earlier figure of that mark. */
enum dye_code dye_profile_figure_set(
    struct dye_profile_column * column, const char * mark, double mean, double spread, struct dye_error * err);

/**
 * dye_profile_parse(text, &profile, err): Read a profile file. Errors name the row and the key, and
 * "profile" for the file: the caller knows better where there is one. The caller frees with dye_profile_free().
 */
enum dye_code dye_profile_parse(struct dye_slice text, struct dye_profile ** profile, struct dye_error * err);

/*
 * The last line of a file that is exported, a comment, which the registry's text has not; and DYE_EDATA where ${text}, a profile otherwise, lacks it:
 * cut off between two sections it would be a profile still, of fewer columns and tables.
 */
#define DYE_PROFILE_END "; end of profile"
enum dye_code dye_profile_check_end(struct dye_slice text, struct dye_error * err);

/*
 * The rows that a profile was learned from, whatever else stands in it: kinds that this program does not have are no reason not to know them.
 */
enum dye_code dye_profile_rows(struct dye_slice text, uint64_t * rows, struct dye_error * err);

/* Append the profile file. parse(print(p)) is p, its version apart, and print(parse(t)) is t for a t that was printed. */
enum dye_code dye_profile_print(const struct dye_profile * profile, struct dye_buffer * out, struct dye_error * err);

void dye_profile_free(struct dye_profile * profile);

/**
 * dye_profile_check_groups(profile, err): DYE_EDATA, with the column, where groups contradict what columns tell: a birth, a sex or an age and the identity number
 * that says it too are of one person, so of one group. A profile without any group (learn --no-pool) has nothing to contradict. For profiles that come from
 * outside: one that is stored is read as it is.
 */
enum dye_code dye_profile_check_groups(const struct dye_profile * profile, struct dye_error * err);

/* The column of that name, or NULL. */
const struct dye_profile_column * dye_profile_column_find(const struct dye_profile * profile, struct dye_slice name);

/**
 * dye_profile_table(profile, kind, type, context): The table that marks ${context}, or NULL where nothing may be marked: the
 * context's own table where it has one (NULL where that is not enabled: a uniform context must not be respelt by the
 * pool), else that of "*".
 */
const struct dye_table * dye_profile_table(
    const struct dye_profile * profile, const struct dye_kind * kind, uint8_t type, const char * context);

/* The table of exactly that context, enabled or not, or NULL. */
const struct dye_table * dye_profile_table_exact(
    const struct dye_profile * profile, const struct dye_kind * kind, uint8_t type, const char * context);

/* The order of tables in a profile: kind name, type, context; as for qsort. */
int dye_table_order(const struct dye_table * a, const struct dye_table * b);

#endif
