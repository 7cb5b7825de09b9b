/*
 * observe.h: what all files of a leak show of every crowd.
 *
 * A file is cut into cells once for every way of cutting it, however many datasets and profiles there are; each row is shown to all of them.
 */
#ifndef DYE_INQUIRY_OBSERVE_H
#define DYE_INQUIRY_OBSERVE_H

#include "formats/base/map.h"
#include "trace/evidence/evidence.h"
#include "trace/ingest/reading.h"
#include "trace/inquiry/crowd.h"
#include "trace/inquiry/seize.h"
#include "trace/inquiry/sketch.h"

/* How one file was read: for people. */
struct dye_observed_file {
	struct dye_buffer description; /* Owned. The reading in words */
	struct dye_buffer hint;	       /* Owned. See dye_reading_hint() */
	unsigned readings;	       /* plausible ones */
	uint64_t rows;
};

/* How one reading went. */
struct dye_observed_reading {
	uint64_t rows_read;
	uint64_t rows_matched; /* that showed something, repeats included */
	uint64_t units_burned; /* that would have been hits, had they not come back with a source */
	int64_t burned_from;   /* the earliest day of them */
	int64_t plausibility;  /* of all files together */
	struct dye_losses losses;
	struct dye_observed_file * files; /* Owned; one a file */
};

/* A cell that may name its row: of the distinct rows of the leak, in its likeliest reading, the first so many. */
#define DYE_SIGHTED_ROWS_MOST 100000
struct dye_sighting {
	uint32_t row;		      /* counted from 0 over those that have one */
	const struct dye_kind * kind; /* as which it was read */
	bool together;		      /* a name and the ends of a number, which is of that kind */
	bool starred;		      /* no number of anybody: some of it is starred out */
	uint8_t digest[DYE_PRF_LEN];
};

/* Where a sighted row left, as its cells say. */
struct dye_placing {
	bool placed; /* they say it */
	bool unit;   /* it is a unit of somebody: where it left says nothing */
	uint32_t mark;
	struct dye_place place;
};

/* What the leak shows of one crowd. */
struct dye_observed {
	struct dye_leak *
	    leaks[DYE_READINGS_MAX + 1]; /* Owned: reading i of every file that has so many, else its last */
	double weights[DYE_READINGS_MAX + 1];
	struct dye_observed_reading readings[DYE_READINGS_MAX]; /* the likeliest first */
	size_t count, file_count;
	size_t
	    found; /* number of the likeliest once more, its rows placed as the index knows them (found.h); 0: there is none */
	struct dye_placing * placings; /* Owned: of each sighted row */
	size_t placing_count, placing_size;
	struct dye_sighting * sightings; /* Owned: by row */
	size_t sighting_count, sighting_size;
	uint32_t sighted_rows;
};

struct dye_observation {
	struct dye_observed * of; /* Owned: one a crowd */
	size_t count;
	struct dye_sketch sketch; /* settled: of all cells and rows that were looked up, over all readings */
	struct dye_map
	    decoys;	   /* Owned: cells of the vault's decoys that stand in it, under some reading, counted from 1 */
	uint64_t rows_cut; /* rows that were cut into cells, over all files and ways of cutting */
};

/**
 * dye_observe(vault, store, crowds, seizure, wish, seized_on, brief, observation, err): Read every file in every plausible way and let every mark
 * that can be read back report what it sees of a leak seized at ${seized_on} (seconds since 1970; 0: not known). ${brief}: nobody asks for
 * surrogates, which take much longer to weigh than all else. The caller releases with dye_observation_release(), after an error too.
 */
enum dye_code dye_observe(const struct dye_vault * vault, struct dye_store * store, const struct dye_crowds * crowds,
    struct dye_seizure * seizure, const struct dye_dialect_wish * wish, int64_t seized_on, bool brief,
    struct dye_observation * observation, struct dye_error * err);
/* Which of its readings that is. */
static inline size_t
dye_observed_reading(const struct dye_observed * of, size_t reading)
{

	return of->found > 0 && reading == of->found ? 0 : reading;
}

void dye_observation_release(struct dye_observation * observation);

#endif
