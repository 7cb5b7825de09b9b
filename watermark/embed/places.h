/*
 * places.h: where invented rows come out among the rows of the file: where they belong in its order, as long as it is in one,
 * and otherwise anywhere in the block of their parents, or at their distance behind these. Never between a row and the blank lines behind it: where these stand between
 * all rows, they stand around invented ones too.
 */
#ifndef DYE_EMBED_PLACES_H
#define DYE_EMBED_PLACES_H

#include "watermark/embed/ties.h"
#include "watermark/embed/waiting.h"

/* Takes rows in the order in which they leave: some of the file, or an invented one with the blank lines before it. */
struct dye_places_out {
	enum dye_code (*rows)(void * cookie, struct dye_slice rows, struct dye_error * err);
	enum dye_code (*born)(
	    void * cookie, struct dye_slice gap, const struct dye_job_birth * birth, struct dye_error * err);
	void * cookie; /* Not owned. */
};

struct dye_places {
	struct dye_places_out out;
	size_t hold;		     /* so many bytes are held: records of later rows may belong among them */
	struct dye_held_rows * list; /* Owned, and each; the oldest first */
	size_t list_count, list_size, list_bytes;
	bool ended;				     /* no row follows those that are held */
	bool begun;				     /* a row of the table has passed */
	bool left;				     /* a row with keys has */
	struct dye_order_keys first_keys, last_keys; /* of the file; of the last that has left */
	struct dye_file_orders order;
	struct dye_waiting_list waiting;
	uint64_t lines;		      /* rows of the file that left, the header included, blank lines not */
	uint64_t taken;		      /* and that were taken */
	struct dye_buffer gap;	      /* blank lines behind the last row, held back until it is known what follows */
	struct dye_buffer gap_before; /* those before that row */
};

/* ${hold} bytes of rows are held. */
void dye_places_init(struct dye_places * places, const struct dye_places_out * out, size_t hold);
void dye_places_release(struct dye_places * places);

/* The next block: in what order its rows are. Before dye_places_welcome() is asked of its births, and dye_places_rows(). */
void dye_places_expect(struct dye_places * places, const struct dye_job * job);

/*
 * Whether a birth of that block may come: in a file that is in an order its place has not gone by, and it does not come in front of all rows that it must stand among;
 * where it must stand beside rows that have what it has, the block has some.
 */
bool dye_places_welcome(const struct dye_places * places, const struct dye_job * job, const struct dye_birth * birth);

/* Let out the rows of a block, or of those before it that are held, with the births that find their place among them. What the job has of rows and births is taken over. */
enum dye_code dye_places_rows(struct dye_places * places, struct dye_job * job, struct dye_error * err);

/* After the last block: let out all that wait, first those that belong behind its last row, in their order. */
enum dye_code dye_places_finish(struct dye_places * places, struct dye_error * err);

/* Take the birth of ${parent} out of the queue. False where it is not there: it has left. */
bool dye_places_take_back(struct dye_places * places, const uint8_t parent[DYE_PRF_LEN]);

#endif
