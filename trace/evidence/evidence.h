/*
 * evidence.h: from observations to accusations. docs/EVIDENCE.md proves what is claimed here.
 *
 * A leak is a list of rows; each row a list of symbols (slots seen) and some hits (units seen that one recipient alone has). Scoring computes, for every enrolled
 * recipient, the evidence value E: the weighted mean over a fixed bank of models of the product over rows. For an innocent recipient
 * its expectation over the keys is at most 1, whatever the leaker did.
 */
#ifndef DYE_EVIDENCE_EVIDENCE_H
#define DYE_EVIDENCE_EVIDENCE_H

#include "watermark/marks/mark.h"

/* Numbers of marks are below this. */
#define DYE_MARKS_MAX 64
/* Marks that see something in one leak; what further ones see is weighed, but has no route. */
#define DYE_ROUTES_MAX 8

/* The leak as observed under one reading (separator, kinds of columns) for one (dataset, profile version). Collects from observers. */
struct dye_leak;

enum dye_code dye_leak_new(struct dye_leak ** leak, struct dye_error * err);
void dye_leak_free(struct dye_leak * leak);

/* *copy: all of ${leak} but its places. The caller frees it. */
enum dye_code dye_leak_copy(const struct dye_leak * leak, struct dye_leak ** copy, struct dye_error * err);

/**
 * dye_leak_symbol(leak, row, mark, symbol, err), dye_leak_hit(leak, row, mark, hit, err): Add what the mark of that number saw in ${row}.
 * One observation per (cell key, lane): a repeat with the same spellings is dropped; a conflicting one joins the first (the mean of s over the distinct
 * observations is used, in the row where it was first seen). A unit counts once, however many rows show it (docs/EVIDENCE.md, 4).
 */
enum dye_code dye_leak_symbol(
    struct dye_leak * leak, uint64_t row, uint32_t mark, const struct dye_symbol * symbol, struct dye_error * err);
enum dye_code dye_leak_hit(
    struct dye_leak * leak, uint64_t row, uint32_t mark, const struct dye_hit * hit, struct dye_error * err);

/**
 * dye_leak_place(leak, mark, place, err): Add where the next row of the leak, in its order, left. A key that was added before is dropped: of rows
 * with one anchor the first counts. Of several marks that place rows the first counts.
 */
enum dye_code dye_leak_place(
    struct dye_leak * leak, uint32_t mark, const struct dye_place * place, struct dye_error * err);

/**
 * dye_leak_disguise(leak, mark, disguise, err): Add what stands in a cell in the place of a value. A text that was added before is dropped, whatever it was taken for
 * there: it is the same draw. Of several marks the first counts.
 */
enum dye_code dye_leak_disguise(
    struct dye_leak * leak, uint32_t mark, const struct dye_disguise * disguise, struct dye_error * err);

/**
 * dye_leak_set_rows(leak, rows): How many distinct rows were looked at, those that showed nothing included. Without it, the rows that
 * matched. Where a mark has units it must be called: a row that was looked up among the units and was none speaks (a little) against
 * everyone who has units, and leaving such rows out would let the expectation exceed 1.
 */
void dye_leak_set_rows(struct dye_leak * leak, uint64_t rows);

/* Rows with at least one symbol or hit; distinct slots; distinct units. */
uint64_t dye_leak_rows_matched(const struct dye_leak * leak);
uint64_t dye_leak_slots(const struct dye_leak * leak);
uint64_t dye_leak_units(const struct dye_leak * leak);

/**
 * dye_leak_rows_needed(leak, threshold_log10): About how many distinct rows such as these show spellings enough that an account that has them all
 * reaches ${threshold_log10}, by what these say of such an account, -log2 of the chance of each. 0: these say enough, or too little to tell (fewer than
 * 20 slots). Only the leak's text and the tables of the profile have a part in it.
 */
uint64_t dye_leak_rows_needed(const struct dye_leak * leak, double threshold_log10);

/* One population to score: the recipients of a dataset under one profile version, each reading of the leak with its weight. */
struct dye_population {
	const uint64_t * numbers; /* ascending recipient numbers; not owned */
	size_t count;
	const struct dye_leak * const * readings; /* plausible readings, unkeyed; their e-values are averaged */
	const double * weights;			  /* sum to 1; fixed before symbols are looked at */
	size_t reading_count;
	double density; /* d of docs/EVIDENCE.md, of all marks together; 0 where none has units */
	/* n_R of a recipient, over all marks: the units that were tried; 0 for most. Called for every recipient once; NULL: 0 for all. */
	uint64_t (*units_of)(void * cookie, uint64_t recipient);
	void * cookie;
	uint64_t unit_marks; /* bit m: mark m has units */
	/* log2 of the weight of each recipient, at least 0.46 / N; over all populations the weights sum to 1 at most. NULL: 1 / N for all. Units
	 * that are seen have 1 / N in either case. */
	const double * log2_weights;
};

/* What one mark gives by itself. */
struct dye_score_route {
	uint32_t mark; /* its number */
	double log10_evidence;
};

struct dye_score {
	uint32_t population; /* index of the dye_population */
	uint64_t recipient;
	unsigned round;	       /* 1.. for the accused, 0 for candidates */
	double log10_evidence; /* log10 E */
	double log10_weighted; /* log10 (w E); units that are seen have 1 / N in place of w */
	double log10_weight;   /* log10 w */
	double log10_bound; /* of the chance that anybody innocent reaches this much; candidates: in the last round */
	struct dye_score_route routes[DYE_ROUTES_MAX]; /* of every mark that saw something, by number */
	size_t route_count;
	size_t reading; /* of the population's, the one that gives most of E; what follows is counted in it */
	uint64_t slots_agree;
	uint64_t slots_differ;
	uint64_t units;
};

struct dye_verdict {
	double alpha;
	uint64_t population_size;   /* N: (recipient, profile version) pairs that are paid for */
	double threshold_log10;	    /* first round: log10(population_size / (9/10 alpha)): of E where w is 1 / N */
	struct dye_score * accused; /* owned; by round, then by evidence */
	size_t accused_count;
	struct dye_score * candidates; /* owned; the ten next */
	size_t candidate_count;
};

/**
 * dye_evidence_score(populations, count, pairs, alpha, threads, &verdict, err): Score every recipient of every population, accuse round by round.
 * ${pairs}: N, the pairs of all whom a trace may have been made against; 0, or fewer than the populations have: those of the populations.
 * ${alpha} in (0, 1); ${threads} 0: as many as there are cores. The caller releases with dye_verdict_release().
 */
enum dye_code dye_evidence_score(const struct dye_population * populations, size_t count, uint64_t pairs, double alpha,
    unsigned threads, struct dye_verdict * verdict, struct dye_error * err);
void dye_verdict_release(struct dye_verdict * verdict);

/* ENFSI's verbal scale on w E (Guideline for Evaluative Reporting, 2015); for the accused only. */
const char * dye_evidence_verbal(double log10_weighted);

#endif
