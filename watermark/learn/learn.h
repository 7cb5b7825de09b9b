/*
 * learn.h: look at a dataset and make its profile: each column's kind, its natural spellings, what may be marked, and what
 * that is worth. docs/FORMAT.md gives the rules for tables; learner.h has the parts of the learner.
 */
#ifndef DYE_EMBED_LEARN_H
#define DYE_EMBED_LEARN_H

#include <leakdye/vault.h>

#include "formats/table/format.h"
#include "watermark/forecast/law.h"
#include "watermark/marks/core/learnedtable.h"
#include "watermark/marks/core/neighbours.h"
#include "watermark/profile/profile.h"

/*
 * Who looks at rows before they are learned from: data that comes back may hold canaries, which must be left out, or be somebody's marked
 * copy, which must be refused.
 */
struct dye_learn_intake {
	/* What is none of the rows, in every pass: the header, a line that is passed over (dye_row_texts()). */
	enum dye_code (*beside)(void * cookie, const struct dye_row * row, struct dye_error * err);
	/* The columns, once, before the first row. */
	enum dye_code (*begin)(void * cookie, const char * const * names, uint32_t count, struct dye_error * err);
	/* Every row, in every pass, with the same answer: *drop leaves it out. */
	enum dye_code (*row)(void * cookie, const struct dye_row * row, bool * drop, struct dye_error * err);
	/* After the last row of a file, in the first pass. An error (DYE_EREFUSED) ends it all. */
	enum dye_code (*end)(void * cookie, struct dye_error * err);
	void * cookie;
};

struct dye_learn_options {
	const char * dataset;
	struct dye_dialect_wish dialect;
	const struct dye_learn_wish * wishes; /* Not owned. */
	size_t wish_count;
	/* The version before, whose marks go on (version.h); NULL: none, or none wanted. */
	const struct dye_profile * previous;
	/* Of a dataset that was learned before: the twins of then (twins.h), to which none are added. NULL: it is the first time. */
	const struct dye_map * twins;
	/* Of a dataset that was learned before: the rows of then of which others are made, if there were any. Those that go on are taken out of it. NULL: none. */
	struct dye_donor_pool * pool;
	const struct dye_learn_intake * intake;	  /* NULL: take every row */
	const struct dye_setting_wish * settings; /* Not owned: what the owner says of marks; the last word holds */
	size_t setting_count;
	bool number_names; /* several columns may have one name, or none: the later ones get numbers */
};

/* Why slots of one type in one context are not marked. */
enum dye_learn_reason {
	DYE_OFF_UNIFORM,  /* one style in 99 % of 1,000 slots or more */
	DYE_OFF_FEW,	  /* no two spellings occur 30 times and in 3 % */
	DYE_OFF_DIFFERS,  /* too few for a table of its own, and its style is not that of the pool */
	DYE_OFF_CONFLICT, /* spellings tell records apart */
	DYE_OFF_TOLERANT, /* needs a tolerance that the owner did not state, or a wider one */
	DYE_OFF_UNEVEN,	  /* tolerant, and its values are not evenly spread */
	DYE_OFF_FRAGILE,  /* may break what reads it */
	DYE_OFF_PLACE	  /* read so in North America only, and the table does not prove that it lies there (home.h) */
};

struct dye_learn_off {
	const struct dye_kind * kind;
	uint8_t type;
	char context[DYE_CONTEXT_MAX]; /* "*": the contexts that are not named */
	uint64_t slots;		       /* in distinct cells */
	enum dye_learn_reason reason;
	bool goes_on; /* it is marked all the same, for the version before marked it (version.h) */
};

/* A column that the files lack, and of which the owner said something when one of them had it: under another name it is not known again. */
struct dye_learn_gone {
	char * name; /* Owned. */
	bool kind, identity, no_mark;
};

/* What a set of columns carries. */
struct dye_forecast {
	uint64_t rows; /* with any cell of the set filled */
	uint64_t distinct;
	double bits_row;      /* a random row */
	double bits_distinct; /* a random distinct row */
	double repeat;	      /* the chance that two rows have the same there */
	double spread;	      /* standard deviation of the evidence of one distinct row, bits */
	uint64_t rows_needed; /* distinct rows that name one of 1e6 accounts at 1e-9 in 99 %; 0: none do */
};

struct dye_learned {
	struct dye_profile * profile;  /* Owned. */
	struct dye_forecast * columns; /* Owned; one for each column by itself */
	struct dye_forecast all;       /* every marked column */
	struct dye_forecast anonymous; /* marked columns that are not identity */
	/* Owned; of each column that is a key and a number: percent of the numbers in its span that are in use. 0: it is none. */
	unsigned * taken;
	struct dye_neighbours_look * neighbours; /* Owned; of each column, what its order shows */
	struct dye_learned_table table;		 /* Owned: keys of its rows, which they are, what must not be respelt */
	uint32_t pair[2];	    /* columns that name rows only together, from 1; 0: none were found (pairs.h) */
	struct dye_learn_off * off; /* Owned; what is not marked, and why, and what is marked against today's reasons */
	size_t off_count;
	struct dye_learn_gone * gone; /* Owned. */
	size_t gone_count;
	bool headless;	      /* the first row was taken for data, and nobody had said that it is */
	bool letters;	      /* quotes were taken for letters, and nobody had said that they are */
	uint64_t tables_kept; /* taken from the version before */
	uint64_t left_out;    /* rows that the intake dropped */
};

/**
 * dye_learn(options, files, count, &learned, err): Read the ${count} files, all with the same header, and make a profile. They are read
 * several times and must be regular files. Memory grows with the number of distinct cells (11 to 21 bytes each in
 * each column, and as much again for each of those of marked columns, for each text of a column of times, and three times at most for each row where no
 * column before the fourth is a key), not with their text. The caller releases
 * with dye_learned_release().
 */
enum dye_code dye_learn(const struct dye_learn_options * options, const char * const * files, size_t count,
    struct dye_learned * learned, struct dye_error * err);
void dye_learned_release(struct dye_learned * learned);

/* One line for people. */
const char * dye_learn_reason_text(enum dye_learn_reason reason);

#endif
