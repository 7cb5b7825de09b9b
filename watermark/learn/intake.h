/*
 * intake.h: keeping canaries that came back with re-imported data out of what is learned.
 *
 *	dye_intake_open(vault, store, dataset, &intake, err)
 *	for all that is no row:   dye_intake_beside(intake, row, err)
 *	dye_intake_columns(intake, columns, count, err), before
 *	for every data row:   dye_intake_row(intake, row, &drop, err): skip the row where drop is true
 *	dye_intake_refuse(intake, err), and dye_intake_count(intake) for the report
 */
#ifndef DYE_EMBED_INTAKE_H
#define DYE_EMBED_INTAKE_H

#include "watermark/learn/learn.h"
#include "watermark/marks/canary/returns.h"
#include "watermark/marks/mark.h"

struct dye_intake;

/**
 * dye_intake_open(vault, store, dataset, &intake, err): Load the canaries of all datasets. The source is that of number ${dataset}, 0: of none that is
 * there. Vault and store outlive ${intake}.
 */
enum dye_code dye_intake_open(const struct dye_vault * vault, struct dye_store * store, uint32_t dataset,
    struct dye_intake ** intake, struct dye_error * err);
void dye_intake_close(struct dye_intake * intake);

/**
 * dye_intake_columns(intake, columns, count, err): Once. Cell i of a row belongs to ${columns}[i], a column of the profile, or NULL where nobody knows
 * it: then it is read as a cell of every kind that a canary has. The array must outlive ${intake}.
 */
enum dye_code dye_intake_columns(struct dye_intake * intake, const struct dye_profile_column * const * columns,
    uint32_t count, struct dye_error * err);

/* Remember the canaries that stand in what is no row: a header, a line that is passed over (dye_row_texts()). */
enum dye_code dye_intake_beside(struct dye_intake * intake, const struct dye_row * row, struct dye_error * err);

/* Remember the canaries that the row shows, to be burned; *drop: the row is nothing else. (See dye_canary_look_at().) */
enum dye_code dye_intake_row(
    struct dye_intake * intake, const struct dye_row * row, bool * drop, struct dye_error * err);

/* Burn all that came back since the last time; where nothing did, write all the same (dye_store_canary_burn_all()). */
enum dye_code dye_intake_burn(struct dye_intake * intake, struct dye_error * err);

/*
 * The same behind the last row of a file; DYE_EREFUSED where returns.h said so of one, behind which none was noted any more: all were looked at, and the
 * burns written, as if nothing had been met, so that whoever keeps them from being written does not see by the stop what was.
 */
enum dye_code dye_intake_refuse(struct dye_intake * intake, struct dye_error * err);

/* Whether canaries were registered since it was opened. */
enum dye_code dye_intake_stale(struct dye_intake * intake, bool * stale, struct dye_error * err);

/* The same as dye_returns_end(), after ${rows} that were not left out. */
enum dye_code dye_intake_end(const struct dye_intake * intake, uint64_t rows, struct dye_error * err);

/* How many different canaries came back, as returns.h counts them. */
uint64_t dye_intake_count(const struct dye_intake * intake);

/*
 * The same for the learner: all zero but vault, store and the dataset's name, hook.cookie pointing to it.
 *
 *	struct dye_learn_sieve sieve = {.vault = vault, .store = store, .dataset_name = name};
 *	dye_learn_sieve_start(&sieve);          options.intake = &sieve.hook; learn; then
 *	dye_learn_sieve_end(&sieve, &count, err), whether learning went well or not, before anything is said of the rows
 */
struct dye_learn_sieve {
	const struct dye_vault * vault;
	struct dye_store * store;
	const char * dataset_name;
	struct dye_learn_intake hook;
	struct dye_profile * profile; /* Owned: the newest, by whose columns rows are compared; NULL: there is none */
	const struct dye_profile_column ** columns; /* Owned. */
	struct dye_intake * intake;		    /* Owned. */
};

void dye_learn_sieve_start(struct dye_learn_sieve * sieve);

/**
 * dye_learn_sieve_saw_all(sieve, profile, all, err): After the last row, and before the end: whether every row that was not left out was looked at for
 * every canary that is registered by now, with the columns of ${profile}, or as of no column, which sees more.
 */
enum dye_code dye_learn_sieve_saw_all(
    struct dye_learn_sieve * sieve, const struct dye_profile * profile, bool * all, struct dye_error * err);

/* After the last of ${rows} that were learned: DYE_EREFUSED where they are somebody's copy (dye_returns_end()). */
enum dye_code dye_learn_sieve_check(const struct dye_learn_sieve * sieve, uint64_t rows, struct dye_error * err);

/* Burn what came back, tell how many, and free all. */
enum dye_code dye_learn_sieve_end(struct dye_learn_sieve * sieve, uint64_t * count, struct dye_error * err);

#endif
