/*
 * present.h: the first rows of a source, held back before any leaves: what their order says decides whether rows may be moved.
 */
#ifndef DYE_EMBED_PRESENT_H
#define DYE_EMBED_PRESENT_H

#include "watermark/embed/job.h"
#include "watermark/profile/columns.h"

/* Blocks that were read and have not been taken yet. */
struct dye_held {
	struct dye_block * list; /* Owned, each and all. */
	size_t count, size;
	size_t next; /* to be taken */
};

/* Read one more block. *got is false at the end of the table. */
enum dye_code dye_held_read(struct dye_held * held, struct dye_reader * reader, bool * got, struct dye_error * err);

/* The next is exchanged for what is in ${block}; false where none is held. */
bool dye_held_take(struct dye_held * held, struct dye_block * block);
void dye_held_release(struct dye_held * held);

/**
 * dye_present_order_look(reader, held, columns, profile, header_row, ranked, head, err): Read on until as many rows are held as a window has, or all, or 16 MiB, and see what
 * order they are in; only 2 MiB unless rows may be ${ranked}: whoever waits for the first bytes that leave (commit.c) waits no longer for that. A column that leaves as something else (marks/core/replaced.h) is in no order. Rows that cannot be decoded are left to who exports them. The caller releases with dye_present_order_release(), after an error too.
 */
enum dye_code dye_present_order_look(struct dye_reader * reader, struct dye_held * held,
    const struct dye_columns * columns, const struct dye_profile * profile, uint64_t header_row, bool ranked,
    struct dye_present_order * head, struct dye_error * err);
void dye_present_order_release(struct dye_present_order * head);

#endif
