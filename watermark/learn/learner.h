/*
 * learner.h: the state of a learner, and its passes over the files. learn.c runs them in turn.
 */
#ifndef DYE_LEARN_LEARNER_H
#define DYE_LEARN_LEARNER_H

#include "watermark/learn/conflict.h"
#include "watermark/learn/forecast.h"
#include "watermark/learn/home.h"
#include "watermark/learn/rows.h"
#include "watermark/learn/twins.h"

#define DYE_LEARN_SAMPLE 2000

/* A row of the sample: its cells' texts one after another. */
struct dye_sample_row {
	struct dye_buffer text; /* Owned; people's data. */
	uint32_t * ends;	/* Owned; of each cell, in text */
	uint64_t place;		/* of the row among all */
};

struct dye_learner {
	const struct dye_learn_options * given;
	const struct dye_learn_options * options; /* with what was said before, from the moment the columns are known */
	struct dye_learn_options held;
	struct dye_learn_wish * wishes; /* Owned; held's */
	struct dye_learn_input input;
	struct dye_learned * learned;
	struct dye_profile * profile; /* Of learned. */
	struct dye_parse parse;
	struct dye_buffer scratch;
	/* Pass 1. */
	struct dye_sample_row * sample; /* Owned; DYE_LEARN_SAMPLE */
	size_t sample_count;
	uint64_t sample_seen;
	uint64_t random;
	bool * foreign;	      /* Owned; one a column: most of its cells cannot be invented */
	enum dye_days * days; /* Owned; one a column: how it writes days that could be two */
	/* Pass 2. */
	struct dye_column_stats * stats; /* Owned; one a column */
	struct dye_map cells;		 /* canonical cells of marked columns; value: 1 once, 2 repeated */
	struct dye_counts counts;
	struct dye_home home;
	bool american;		 /* the table lies in North America */
	struct dye_counts * own; /* Owned; one a column: the same of its own distinct cells */
	/* Pass 3. */
	struct dye_conflict_test * tests; /* Owned. */
	size_t test_count;
	struct dye_twins * twins; /* Owned; one a marked column */
	size_t twin_count;
	/* Pass 4. */
	struct dye_forecast_sum * sums; /* Owned; one a column, then all, then anonymous */
};

/* Parse a cell and digest its kind and canonical value. */
enum dye_code dye_learner_parse(struct dye_learner * l, const struct dye_kind * kind, struct dye_slice text,
    uint64_t * digest, struct dye_error * err);

/* Count the slots of the cell that was parsed last, a marked one, if its canonical value comes for the first time. */
enum dye_code dye_learner_count(
    struct dye_learner * l, const struct dye_kind * kind, uint64_t digest, struct dye_error * err);

/* Of the second pass: take the mark from columns that must not have it for what others hold (habits.c); and count anew, if any. */
enum dye_code dye_learner_habits(struct dye_learner * l, struct dye_error * err);

/* The passes, in this order; each makes what the next needs. */
enum dye_code dye_learner_kinds(struct dye_learner * l, struct dye_error * err);
enum dye_code dye_learner_counts(struct dye_learner * l, struct dye_error * err);
enum dye_code dye_learner_conflicts(struct dye_learner * l, struct dye_error * err);
enum dye_code dye_learner_last(struct dye_learner * l, struct dye_error * err);
enum dye_code dye_learner_true_keys(struct dye_learner * l, struct dye_error * err);

/* The parts of the last. */
enum dye_code dye_learner_forecast_open(struct dye_learner * l, struct dye_error * err);
enum dye_code dye_learner_forecast_row(struct dye_learner * l, const struct dye_row * row, struct dye_error * err);
/* Finish the sums, and note those of the columns in the profile. */
enum dye_code dye_learner_forecast_end(struct dye_learner * l, struct dye_error * err);

/* A cell of the sample; it is kept until the second pass ends. */
struct dye_slice dye_learner_sample_cell(const struct dye_sample_row * row, uint32_t column);

/**
 * dye_learner_derived(l, column, other, err): Another column whose cells hold what is spelt in those of ${column}, or stand in them with
 * it, in nine of ten rows of the sample, or, where they are three words or more, in one of four (derived.c); ${column} itself where there is none.
 */
enum dye_code dye_learner_derived(struct dye_learner * l, uint32_t column, uint32_t * other, struct dye_error * err);

/* By the sample: which columns say what an identity number says, too (tells.c): birth, sex, age. */
enum dye_code dye_learner_tells(struct dye_learner * l, struct dye_error * err);

void dye_learner_sample_release(struct dye_learner * l);

/* A file begins again: the order of its rows is judged anew. The cookie is the learner. */
void dye_learner_restart(void * cookie);

#endif
