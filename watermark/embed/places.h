/*
 * places.h: where invented rows come out among the rows of the file: where they belong in its order, as long as it is in one,
 * and at their distance behind their parents otherwise. Never between a row and the blank lines behind it: where these stand between
 * all rows, they stand around invented ones too.
 */
#ifndef DYE_EMBED_PLACES_H
#define DYE_EMBED_PLACES_H

#include "watermark/embed/job.h"
#include "watermark/profile/order.h"

struct dye_waiting;

/* Takes rows in the order in which they leave: some of the file, or an invented one with the blank lines before it. */
struct dye_places_out {
	enum dye_code (*rows)(void * cookie, struct dye_slice rows, struct dye_error * err);
	enum dye_code (*born)(
	    void * cookie, struct dye_slice gap, const struct dye_job_birth * birth, struct dye_error * err);
	void * cookie; /* Not owned. */
};

struct dye_places {
	struct dye_places_out out;
	struct dye_file_order order;
	struct dye_waiting * queue; /* Owned; in the order of birth */
	size_t waiting, size;
	uint64_t next_due;		  /* the least due of those that are not sorted; UINT64_MAX: none */
	const struct dye_waiting * first; /* of those that are sorted, in the order of the file; NULL: none */
	uint64_t lines;			  /* rows of the file that left, the header included, blank lines not */
	struct dye_buffer gap;	      /* blank lines behind the last row, held back until it is known what follows */
	struct dye_buffer gap_before; /* those before that row */
};

void dye_places_init(struct dye_places * places, const struct dye_places_out * out);
void dye_places_release(struct dye_places * places);

/* Let out the rows of a block, with the births that find their place among them. Those of the block are taken over. */
enum dye_code dye_places_rows(struct dye_places * places, struct dye_job * job, struct dye_error * err);

/* After the last block: let out all that wait, first those that belong behind its last row, in their order. */
enum dye_code dye_places_finish(struct dye_places * places, struct dye_error * err);

/* Take the birth of ${parent} out of the queue. False where it is not there: it has left. */
bool dye_places_take_back(struct dye_places * places, const uint8_t parent[DYE_PRF_LEN]);

#endif
