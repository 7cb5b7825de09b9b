/*
 * leakdye/trace.h: name the account from which a leak came. Link with -lleakdye (pkg-config leakdye).
 */
#ifndef LEAKDYE_TRACE_H
#define LEAKDYE_TRACE_H

#include <leakdye/embed.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dye_trace_options {
	const char * dataset; /* NULL: every dataset of the vault */
	double alpha;	      /* the chance of accusing anybody innocent; 0: 1e-6 */
	int64_t
	    leaked_on; /* accounts enrolled later than this (seconds since 1970, UTC) cannot be the source; INT64_MAX: unknown */
	int64_t
	    seized_on; /* when the leak was found (seconds since 1970, UTC): what was burned later is not; 0: unknown */
	bool
	    all_enrolled; /* score also accounts that have no export of the dataset: a larger crowd, for the sake of completeness */
	bool uncovered; /* all accounts have the same weight: nobody asks whom they exported */
	bool
	    brief; /* for dye_trace_screen(): surrogates, which take long to weigh, are left alone, and the index is if uncovered, too */
	struct dye_dialect_wish wish;
	unsigned threads;  /* 0: as many as there are cores */
	const char * dump; /* write the observations to this file as JSON (docs/FORMAT.md); NULL: do not */
	bool unlogged;	   /* for dye_trace_screen() and benchmarks: leave no entry in the log */
};

/* An export of an account that is reported. */
struct dye_trace_export {
	uint64_t id;
	int64_t started;
	int64_t finished; /* 0: incomplete */
	uint64_t rows;
	uint32_t profile_version;
	char marks[128];
	char meta[2048]; /* JSON object */
	char salt[65];	 /* hexadecimal, as the next: "" while incomplete */
	char sha256[65]; /* SHA-256 of the salt and of the SHA-256 of every byte that left */
};

/* What one mark says by itself. */
struct dye_trace_route {
	const char * mark; /* its name; not owned */
	double log10_evidence;
};

/* One account: accused, or one of the ten next. */
struct dye_trace_account {
	char recipient[256];
	char dataset[256];
	uint64_t number;
	uint32_t profile_version;
	unsigned round;	       /* of the accusation; 0: not accused */
	double log10_evidence; /* E */
	double log10_weighted; /* w E */
	double log10_weight;   /* w: 1 / N where nobody of the leak is known from an export */
	/*
	 * The chance that anybody innocent reaches this much, over the series: min(1, 1 / (share of the round x share of the trace x w E)); candidates: in the last round.
	 * The first is 0 where it is too small for a double.
	 */
	double bound, log10_bound;
	const char * verbal; /* ENFSI's word for w E; NULL unless accused */
	bool units_only;     /* it rests on records that the vault keeps: whoever can open it could have planted them */
	bool
	    rests_on_order; /* without the order of rows it is not reached: whoever worked through the account's copy shows that, too */
	uint64_t slots_agree;
	uint64_t slots_differ;
	uint64_t units;			 /* records of this account alone that the leak shows */
	struct dye_trace_route * routes; /* Owned: one a mark, those that say anything */
	size_t route_count;
	struct dye_trace_export * exports; /* every export of the account */
	size_t export_count;
	uint64_t sources; /* of learn and embed, read up to now, whose first rows carried spellings of this account */
	uint64_t source_entry; /* of the first of them in the log; accused only, as the one before */
};

/* How one file was read. */
struct dye_trace_file {
	char * name;
	char salt[65];	 /* hexadecimal, as the next */
	char sha256[65]; /* SHA-256 of the salt and of the SHA-256 of the file, as in the log */
	uint64_t bytes;
	uint64_t rows;
	char
	    reading[512]; /* the likeliest one, for people: "text, separator "----", columns: company, address-latin" */
	unsigned readings; /* how many plausible ones were averaged */
	bool part;	   /* lines beside the tables of a file, read by themselves: salt and hash are that file's */
	char hint[1024];   /* what may be wrong with that reading where nobody is named; "": nothing seems to be */
};

/* A trace that looked up some of the same cells or rows before. */
struct dye_trace_earlier {
	uint64_t log_entry;
	int64_t when;
	double overlap; /* estimated share of this trace's cells and rows */
	bool same;	/* it was this very trace: all that the verdict hangs on was equal */
};

/* An account that had people of the leak, whatever its marks say. */
struct dye_trace_exporter {
	char recipient[256];
	char dataset[256];
	uint64_t number;
	uint64_t rows;	      /* of the leak, that all its exports together had read */
	uint64_t exports;     /* that had any of them */
	uint64_t export_id;   /* the one that had most, */
	uint64_t export_rows; /* so many, */
	int64_t started;      /* when it was begun, */
	bool complete;	      /* and whether it went to its end: else nobody knows how much of it left, if anything */
};

/*
 * A contact point of the owner's that stands in the leak and was given to an account. The registry says so, and no chance does: it is reported beside the
 * evidence and never counted in it.
 */
struct dye_trace_decoy {
	char * value; /* Owned, as the next three; as it was imported */
	char * column;
	char * dataset;
	char * recipient;
	uint64_t number; /* of the account */
	int64_t given;
	uint64_t export_id; /* the first that it left with */
};

struct dye_trace_report {
	char dataset[1024];  /* names, comma-separated */
	uint64_t population; /* N: pairs of an account and a profile, over the whole vault, whoever was scored */
	uint64_t scored;     /* those of the datasets that were tried */
	double alpha;
	double threshold_log10; /* of w E's denominator: log10 E needed in the first round */
	uint64_t rows_read;
	uint64_t rows_matched;
	uint64_t slots_observed;
	uint64_t units_observed;
	uint64_t
	    units_burned; /* further ones, left out since they had come back with a source: a reading of learn or embed */
	int64_t burned_from; /* since when that is held against the earliest of them, seconds since 1970; 0: none is */
	uint64_t
	    rows_needed; /* about so many rows such as these name one account by spellings; 0: not for want of rows, or not known */
	bool lost_punctuation, lost_spacing;
	struct dye_trace_account * accused;
	size_t accused_count;
	struct dye_trace_account * candidates;
	size_t candidate_count;
	/* Who exported these people: reported beside E, and it shapes w (docs/EVIDENCE.md, 2.3). */
	uint64_t
	    people_asked; /* distinct rows of the leak that show what could name somebody; of the dataset that knows most */
	uint64_t people_known;		       /* those that an export or an index of the source had */
	uint64_t unindexed;		       /* exports of which nothing was noted: they may have had any */
	struct dye_trace_exporter * exporters; /* Owned: those that had most */
	size_t exporter_count;
	struct dye_trace_file * files;
	size_t file_count;
	struct dye_trace_earlier * earlier;
	size_t earlier_count;
	uint64_t
	    series; /* this trace's number among those of the same cells, from 1: threshold and bound pay for all of them */
	uint64_t log_entry; /* of this trace; 0: unlogged */
	struct dye_trace_decoy * decoys;
	size_t decoy_count;
};

/**
 * dye_trace(vault, options, sources, count, report, err): Read all ${sources} as one leak and score every account that has an export.
 * A leak that fits nobody is DYE_OK with no accused. The caller releases ${report} with dye_trace_report_release().
 */
enum dye_code dye_trace(struct dye_vault * vault, const struct dye_trace_options * options,
    const struct dye_source * sources, size_t count, struct dye_trace_report * report, struct dye_error * err);
void dye_trace_report_release(struct dye_trace_report * report);

/**
 * dye_trace_screen(): a dye_screen for dye_embed(): leaves an entry in the log that says, to who has the passphrase, of which account that has
 * exports of the dataset the first rows reach the threshold at alpha 1e-6, if of any. Its answer does not depend on that.
 */
enum dye_code dye_trace_screen(struct dye_vault * vault, const char * dataset, struct dye_slice first_bytes, bool whole,
    const struct dye_dialect_wish * wish, struct dye_error * err);

#ifdef __cplusplus
}
#endif

#endif
