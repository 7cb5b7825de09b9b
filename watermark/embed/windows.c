#include "watermark/embed/windows.h"

#include <stdlib.h>
#include <string.h>

struct dye_window_row {
	size_t start, len; /* in bytes */
	struct dye_rank rank;
	bool born;
};

struct dye_window_due {
	size_t len;
	struct dye_rank rank;
};

/* A ranked row while its window is sorted. */
struct sorted {
	uint64_t place;
	uint32_t at; /* in rows */
};

void
dye_windows_release(struct dye_windows * w)
{

	dye_buffer_release_secret(&w->bytes);
	free(w->due);
	free(w->rows);
}

/* ---- sorting ---- */

static int
by_place(const void * a, const void * b)
{
	const struct sorted *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

uint64_t
dye_windows_elsewhere(uint64_t again, uint64_t n)
{
	uint64_t x = again + n * UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* The first ${count} ranked rows in the order in which they leave. Those that have a place in common, but for the first, are put elsewhere. */
static void
sort(const struct dye_windows * w, struct sorted * list, size_t count)
{
	bool again = false;
	size_t i, n = 0, first = 0;

	for (i = 0; n < count; i++)
		if (w->rows[i].rank.ranked)
			list[n++] = (struct sorted){w->rows[i].rank.place, (uint32_t)i};
	qsort(list, count, sizeof(*list), by_place);
	for (i = 1; i < count; i++) {
		const struct dye_rank * rank = &w->rows[list[i].at].rank;

		if (rank->place != w->rows[list[first].at].rank.place) {
			first = i;
			continue;
		}
		list[i].place = dye_windows_elsewhere(rank->again, i - first);
		again = true;
	}
	if (again)
		qsort(list, count, sizeof(*list), by_place);
}

static enum dye_code
let_out(const struct dye_windows * w, const struct dye_window_row * r, struct dye_error * err)
{

	return w->out.row(w->out.cookie, (struct dye_slice){dye_buffer_at(&w->bytes, r->start), r->len}, r->born, err);
}

/* The first ${count} rows that are held, of whatever sort, have left. */
static void
forget(struct dye_windows * w, size_t count)
{
	size_t bytes = count == w->row_count ? w->bytes.len : w->rows[count].start, i;

	w->bytes.len -= bytes;
	if (w->bytes.len > 0)
		memmove(w->bytes.data, w->bytes.data + bytes, w->bytes.len);
	w->row_count -= count;
	if (w->row_count > 0)
		memmove(w->rows, w->rows + count, w->row_count * sizeof(*w->rows));
	for (i = 0; i < w->row_count; i++)
		w->rows[i].start -= bytes;
}

/* Let out the first ${count} ranked rows, with what stands between them; if these are all, with what stands behind them too. */
static enum dye_code
flush(struct dye_windows * w, size_t count, struct dye_error * err)
{
	struct sorted * list = calloc(count + 1, sizeof(*list));
	bool all = count == w->ranked;
	enum dye_code rc = DYE_OK;
	size_t i, n = 0;

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	sort(w, list, count);
	for (i = 0; i < w->row_count && (all || n < count) && rc == DYE_OK; i++)
		rc = let_out(w, &w->rows[w->rows[i].rank.ranked ? list[n++].at : i], err);
	free(list);
	if (rc != DYE_OK)
		return rc;
	forget(w, i);
	w->ranked -= count;
	return DYE_OK;
}

/* ---- rows ---- */

static bool
ends_line(struct dye_slice row)
{

	return row.len > 0 && (row.data[row.len - 1] == '\n' || row.data[row.len - 1] == '\r');
}

static enum dye_code
hold(struct dye_windows * w, struct dye_slice row, const struct dye_rank * rank, bool born, struct dye_error * err)
{
	struct dye_window_row * rows = dye_grown(w->rows, &w->row_size, w->row_count, sizeof(*rows));

	if (rows == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->rows = rows;
	rows[w->row_count] = (struct dye_window_row){w->bytes.len, row.len, *rank, born};
	DYE_TRY(dye_buffer_append_slice(&w->bytes, row, err));
	w->row_count++;
	w->ranked += rank->ranked;
	return DYE_OK;
}

enum dye_code
dye_windows_row(
    struct dye_windows * w, struct dye_slice row, const struct dye_rank * rank, bool born, struct dye_error * err)
{

	if (!ends_line(row) || (w->ranked > 0 && rank->ranked && rank->runs != w->runs))
		DYE_TRY(flush(w, w->ranked, err));
	w->over = w->over || !ends_line(row);
	if (w->over || (!rank->ranked && w->row_count == 0))
		return w->out.row(w->out.cookie, row, born, err);
	if (rank->ranked)
		w->runs = rank->runs;
	DYE_TRY(hold(w, row, rank, born, err));
	if (w->bytes.len > DYE_WINDOW_BYTES)
		return flush(w, w->ranked, err);
	return w->ranked == 2 * DYE_WINDOW_ROWS ? flush(w, DYE_WINDOW_ROWS, err) : DYE_OK;
}

enum dye_code
dye_windows_expect(struct dye_windows * w, const struct dye_job * job, struct dye_error * err)
{
	size_t i, start = 0;

	if (w->due_first > 0) {
		w->due_count -= w->due_first;
		memmove(w->due, w->due + w->due_first, w->due_count * sizeof(*w->due));
		w->due_first = 0;
	}
	for (i = 0; i < job->row_count; i++) {
		struct dye_window_due * due = dye_grown(w->due, &w->due_size, w->due_count, sizeof(*due));

		if (due == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		w->due = due;
		due[w->due_count++] = (struct dye_window_due){job->rows[i].end - start, dye_job_place(job, i)->rank};
		start = job->rows[i].end;
	}
	return DYE_OK;
}

enum dye_code
dye_windows_rows(struct dye_windows * w, struct dye_slice rows, struct dye_error * err)
{

	while (rows.len > 0) {
		const struct dye_window_due * due = &w->due[w->due_first];

		if (w->due_first == w->due_count || due->len > rows.len)
			return dye_fail(err, DYE_EDATA, "rows leave otherwise than they came");
		DYE_TRY(dye_windows_row(w, (struct dye_slice){rows.data, due->len}, &due->rank, false, err));
		rows.data += due->len;
		rows.len -= due->len;
		w->due_first++;
	}
	return DYE_OK;
}

enum dye_code
dye_windows_finish(struct dye_windows * w, struct dye_error * err)
{

	return flush(w, w->ranked, err);
}
