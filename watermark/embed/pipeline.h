/*
 * pipeline.h: reading, marking and writing an export on all cores, in order.
 *
 * Every thread takes the next block from the reader (one at a time), runs it through its own chain of marks, and
 * waits for its turn to commit: registry first, bytes after. So blocks leave in order, and memory is a few blocks a thread.
 */
#ifndef DYE_EMBED_PIPELINE_H
#define DYE_EMBED_PIPELINE_H

#include "formats/base/bloom.h"
#include "watermark/embed/chain.h"
#include "watermark/embed/present.h"
#include "watermark/index/index.h"

struct dye_pipeline_result;

struct dye_pipeline_options {
	struct dye_reader * reader;   /* Not owned, nor anything else here. */
	struct dye_chain_input input; /* of the same reader */
	const struct dye_mark_set * marks;
	struct dye_held * held;	  /* the first blocks, one at least, read already; what is in them is taken */
	unsigned threads;	  /* at least 1 */
	struct dye_store * store; /* NULL: nothing is registered or burned */
	uint32_t dataset;
	uint64_t export_id; /* 0 for a dry run: what comes back is burned, and nothing else is stored */
	size_t hold;	    /* so many bytes of rows are held for records that belong among them (places.h) */
	bool ranked;	    /* rows have ranks, and leave by them (windows.h) */
	bool repeats;	    /* that export was begun before, and stopped at a key that was taken */
	uint64_t recipient;
	struct dye_index * index; /* where it is noted who was exported; NULL: nowhere */
	uint64_t indexed;	  /* the export that had them; 0: they stand in the source */
	bool index_whole;	  /* noted at the end, when all were read without an error */
	struct dye_bloom *
	    learned; /* keys of the table as it was learned, to which those are added that stop an export (DYE_ERETRY); NULL: not known */
	const struct dye_sink * sink; /* NULL for a dry run */
	/* Behind the last row, before the last bytes leave, all of them where there are few: an error keeps them back. NULL: they may leave. */
	enum dye_code (*judge)(void * cookie, const struct dye_pipeline_result * result, struct dye_error * err);
	void * judge_cookie;
	void (*progress)(void * cookie, uint64_t bytes);
	void * progress_cookie;
};

struct dye_pipeline_result {
	struct dye_mark_counts counts;
	uint64_t rows;		 /* data rows that left, births included */
	uint64_t births;	 /* that left */
	uint64_t tried;		 /* records that were drawn, left or not */
	uint64_t late, repeated; /* of those: as births.h has them */
	uint64_t bytes;
	uint64_t named;		      /* rows that were noted in the index */
	uint8_t sha256[DYE_HASH_LEN]; /* the last that is known */
};

enum dye_code dye_pipeline_run(
    const struct dye_pipeline_options * options, struct dye_pipeline_result * result, struct dye_error * err);

#endif
