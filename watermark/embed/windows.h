/*
 * windows.h: rows that have a rank leave sorted by it, window by window. Whatever has none (the header, a blank line, a remark) keeps its place among the
 * lines: of the places of rows in a window each gets another row.
 *
 * A window is DYE_WINDOW_ROWS rows; the last one, which would be short, is joined to the one before. A window ends early where rows of another run begin
 * (struct dye_rank), and where rows are so long that memory says so. A last row without a line end stays the last.
 */
#ifndef DYE_EMBED_WINDOWS_H
#define DYE_EMBED_WINDOWS_H

#include "watermark/embed/job.h"

#define DYE_WINDOW_ROWS 8192
/* More bytes are not held: about 2 MB is usual. */
#define DYE_WINDOW_BYTES ((size_t)32 << 20)

/* Takes rows in the order in which they leave; ${born}: an invented one. */
struct dye_windows_out {
	enum dye_code (*row)(void * cookie, struct dye_slice row, bool born, struct dye_error * err);
	void * cookie; /* Not owned. */
};

struct dye_window_row;
struct dye_window_due;

/* All zero but out is empty. */
struct dye_windows {
	struct dye_windows_out out;
	struct dye_window_due * due; /* Owned: rows of the file that are to come, from due_first on */
	size_t due_first, due_count, due_size;
	struct dye_window_row * rows; /* Owned: held, in the order of the file */
	size_t row_count, row_size;
	struct dye_buffer bytes; /* theirs */
	size_t ranked;		 /* of them */
	uint64_t runs;		 /* theirs */
	bool over;		 /* a row without a line end has left: what follows is not held */
};

void dye_windows_release(struct dye_windows * windows);

/**
 * dye_windows_expect(windows, job, err): The rows of ${job} are the next of the file.
 * dye_windows_rows(windows, rows, err): Whole rows that were expected, in their order.
 * dye_windows_row(windows, row, rank, born, err): A row that was not.
 * dye_windows_finish(windows, err): That was the last.
 */
enum dye_code dye_windows_expect(struct dye_windows * windows, const struct dye_job * job, struct dye_error * err);
enum dye_code dye_windows_rows(struct dye_windows * windows, struct dye_slice rows, struct dye_error * err);
enum dye_code dye_windows_row(struct dye_windows * windows, struct dye_slice row, const struct dye_rank * rank,
    bool born, struct dye_error * err);
enum dye_code dye_windows_finish(struct dye_windows * windows, struct dye_error * err);

/* Where the row goes that has ${n} before it of its place in one window, n >= 1: number n of SplitMix64 from ${again} (Steele, Lea and Flood 2014). */
uint64_t dye_windows_elsewhere(uint64_t again, uint64_t n);

#endif
