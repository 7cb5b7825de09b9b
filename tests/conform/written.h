/*
 * written.h: copies of a sample, for what is asked of a format that is written back. How it writes is learnt from the sample: a value of one row fits
 * wherever that of another row stands in the same column. A copy is read again from its bytes, so nothing here knows a grammar.
 */
#ifndef DYE_TESTS_WRITTEN_H
#define DYE_TESTS_WRITTEN_H

#include "formats/base/ascii.h"
#include "tests/unit/table_help.h"

/* A sample is small. */
#define WRITTEN_ROWS 100
#define WRITTEN_CELLS 64

/* A row and all it stands on, as the stages of an export hand it on, and what its cells must say in the copy: the one or the other. */
struct draft {
	struct dye_row row;
	struct dye_cell cells[WRITTEN_CELLS];
	struct dye_edit edits[2 * WRITTEN_CELLS];
	struct dye_slice want[WRITTEN_CELLS], other[WRITTEN_CELLS];
	uint32_t undone;	  /* edits, as render says */
	size_t at[WRITTEN_CELLS]; /* where the raw cell begins in the raw row */
	bool data;		  /* neither header nor beside the table */
	bool placed;		  /* the raw cells lie in the raw row, one behind the other */
};

/* A file that was read to its end, in one block. */
struct written {
	const char * format;
	struct dye_reader * reader;
	struct dye_decoder * decoder;
	struct dye_buffer bytes; /* that the rows stand on; does not move */
	struct draft rows[WRITTEN_ROWS];
	size_t count;
	size_t data[WRITTEN_ROWS]; /* which rows are data */
	size_t data_count;
};

static inline struct dye_slice
written_keep(struct written * w, struct dye_slice bytes)
{
	size_t at = w->bytes.len;

	MUST(bytes.len <= w->bytes.size - at);
	put(&w->bytes, bytes.data, bytes.len);
	return (struct dye_slice){w->bytes.data + at, bytes.len};
}

static inline void
written_place(struct draft * to, const struct dye_row * row)
{
	const char *at = row->raw.data, *end = row->raw.data + row->raw.len;

	to->placed = true;
	for (uint32_t i = 0; i < row->cell_count && to->placed; i++) {
		struct dye_slice cell = row->cells[i].raw;

		to->placed = cell.data >= at && cell.data <= end && cell.len <= (size_t)(end - cell.data);
		to->at[i] = to->placed ? (size_t)(cell.data - row->raw.data) : 0;
		at = cell.data + cell.len;
	}
}

/* Keep a copy of ${row}. It is data where it has cells, as many as the first that has, and is not the ${header}. */
static inline void
written_add(struct written * w, const struct dye_row * row, bool header)
{
	struct draft * to = &w->rows[w->count];

	ck_assert_msg(
	    w->count < WRITTEN_ROWS && row->cell_count <= WRITTEN_CELLS, "a sample of %s is not small", w->format);
	to->row = *row;
	to->row.raw = written_keep(w, row->raw);
	for (uint32_t i = 0; i < row->cell_count; i++) {
		to->cells[i] = row->cells[i];
		to->cells[i].raw = written_keep(w, row->cells[i].raw);
		to->cells[i].text = to->want[i] = to->other[i] = written_keep(w, row->cells[i].text);
	}
	written_place(to, row);
	to->row.cells = to->cells;
	to->data = row->cell_count > 0 && !header &&
		   (w->data_count == 0 || row->cell_count == w->rows[w->data[0]].row.cell_count);
	if (to->data)
		w->data[w->data_count++] = w->count;
	w->count++;
}

static inline enum dye_code
written_add_all(struct written * w, struct dye_error * err)
{
	bool header = dye_reader_dialect(w->reader)->header, got = true;
	struct dye_row row;

	for (;;) {
		DYE_TRY(dye_decoder_next(w->decoder, &row, &got, err));
		if (!got)
			return DYE_OK;
		written_add(w, &row, header);
		header = header && row.cell_count == 0;
	}
}

static inline void
written_close(struct written * w)
{

	dye_decoder_close(w->decoder);
	dye_reader_close(w->reader);
	dye_buffer_release(&w->bytes);
}

/* Read ${bytes} in ${way}. Where that fails, there is nothing to close. */
static inline enum dye_code
written_try(struct written * w, struct dye_slice bytes, const struct dye_dialect * way, struct dye_error * err)
{
	struct memory memory = {bytes, 0};
	struct dye_source source = {memory_read, &memory, "x"};
	struct dye_block block = {0};
	enum dye_code rc;

	*w = (struct written){.format = way->format->name};
	/* Rows, cells and texts; a text may be longer in UTF-8 than in the file. */
	MUST(dye_buffer_reserve(&w->bytes, 8 * bytes.len + 1, NULL) == DYE_OK);
	if ((rc = dye_reader_open_way(&source, NULL, way, &w->reader, err)) == DYE_OK &&
	    (rc = dye_decoder_open(w->reader, &w->decoder, err)) == DYE_OK &&
	    (rc = dye_reader_block(w->reader, &block, err)) == DYE_OK &&
	    (rc = dye_decoder_start(w->decoder, &block, err)) == DYE_OK)
		rc = written_add_all(w, err);
	dye_buffer_release(&block.bytes);
	if (rc != DYE_OK)
		written_close(w);
	return rc;
}

/* The same, which must not fail: what the bytes are is for the message. */
static inline void
written_read(struct written * w, struct dye_slice bytes, const struct dye_dialect * way, const char * what)
{
	struct dye_error err = {0};
	char message[1024];

	ck_assert_msg(written_try(w, bytes, way, &err) == DYE_OK, "format %s: %s cannot be read: %s\n%.*s",
	    way->format->name, what, dye_error_format(&err, message, sizeof(message)), (int)bytes.len, bytes.data);
}

/* What cell ${column} of data row ${i} says, the first again behind the last. */
static inline struct dye_slice
written_text(const struct written * w, size_t i, uint32_t column)
{

	return w->rows[w->data[i % w->data_count]].cells[column].text;
}

/* ---- rows of a copy ---- */

/* Put ${with} in place of ${len} bytes at ${offset} of a cell, by column and offset. */
static inline void
draft_edit(struct draft * d, uint32_t column, size_t offset, size_t len, struct dye_slice with)
{

	d->edits[d->row.edit_count++] =
	    (struct dye_edit){.column = column, .offset = (uint32_t)offset, .len = (uint32_t)len, .with = with};
}

/* The whole cell becomes ${text}. */
static inline void
draft_set(struct draft * d, uint32_t column, struct dye_slice text)
{

	draft_edit(d, column, 0, d->cells[column].text.len, text);
	d->want[column] = d->other[column] = text;
}

/* A row that is not in the file: each of its cells is another row's, from those behind data row ${i} on. */
static inline void
draft_born(struct draft * d, const struct written * w, size_t i, bool like)
{
	const struct dye_row * row = &w->rows[w->data[i]].row;

	*d = (struct draft){.data = true, .placed = true};
	d->row = (struct dye_row){.number = row->number, .cell_count = row->cell_count};
	d->row.like = like ? row : NULL;
	for (uint32_t c = 0; c < row->cell_count; c++)
		d->cells[c].text = d->want[c] = d->other[c] = written_text(w, i + 1 + c, c);
}

/* A copy in the making. */
struct copy {
	struct written * from;
	const char * what; /* is done to it, for messages */
	struct dye_sink sink;
	struct dye_writer * writer;
	struct dye_buffer out;
	struct draft rows[2 * WRITTEN_ROWS];
	size_t count;
};

static inline int
copy_write(void * cookie, const void * buf, size_t len)
{

	put(cookie, buf, len);
	return 0;
}

static inline void
copy_open(struct copy * c, struct written * from, const char * what)
{

	*c = (struct copy){.from = from, .what = what};
	c->sink = (struct dye_sink){.write = copy_write, .cookie = &c->out, .name = "copy"};
	ck_assert_msg(dye_writer_open(from->reader, &c->sink, &c->writer, NULL) == DYE_OK, "format %s: begin fails",
	    from->format);
}

/* The next row of the copy. False where the format writes nothing for it, as it may where a new row does not fit. */
static inline bool
copy_put(struct copy * c, struct draft * d, bool born)
{
	struct dye_row row = d->row;
	struct dye_buffer line = {0};
	struct dye_error err = {0};
	char message[1024];
	bool some;

	row.cells = d->cells;
	row.edits = d->edits;
	row.undone = &d->undone;
	ck_assert_msg(dye_decoder_render(c->from->decoder, &row, &line, &err) == DYE_OK, "format %s: render: %s: %s",
	    c->from->format, c->what, dye_error_format(&err, message, sizeof(message)));
	some = line.len > 0;
	ck_assert_int_eq(dye_writer_rows(c->writer, dye_buffer_slice(&line), born, NULL), DYE_OK);
	dye_buffer_release(&line);
	if (some)
		c->rows[c->count++] = *d;
	return some;
}

/* The edits of that cell. */
static inline uint32_t
draft_edits(const struct draft * d, uint32_t column)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < d->row.edit_count; i++)
		count += d->edits[i].column == column;
	return count;
}

static inline void
copy_compare_row(const struct copy * c, const struct dye_row * row, const struct draft * want)
{
	uint32_t left = 0;

	ck_assert_msg(row->cell_count == want->row.cell_count,
	    "format %s: %s: a row of %u cells is written as %u\n%.*s", c->from->format, c->what, want->row.cell_count,
	    row->cell_count, (int)c->out.len, c->out.data);
	for (uint32_t i = 0; i < row->cell_count; i++) {
		struct dye_slice text = row->cells[i].text;

		if (!dye_slice_equal(text, want->want[i]) && !dye_slice_equal(text, want->other[i]))
			ck_abort_msg(
			    "format %s: %s: cell %u should read \"%.*s\" and reads \"%.*s\" (render, next)\n%.*s",
			    c->from->format, c->what, i + 1, (int)want->want[i].len, want->want[i].data, (int)text.len,
			    text.data, (int)c->out.len, c->out.data);
		left += dye_slice_equal(text, want->want[i]) ? 0 : draft_edits(want, i);
	}
	ck_assert_msg(left <= want->undone,
	    "format %s: %s: %u edits are not written, and undone says %u (render)\n%.*s", c->from->format, c->what,
	    left, want->undone, (int)c->out.len, c->out.data);
}

/* ---- the bytes of a copy ---- */

/* What stands behind cell ${i} of a row and before the next; ${i} -1: before the first; the last: what ends the row. */
static inline struct dye_slice
written_gap(const struct draft * d, int i)
{
	size_t from = i < 0 ? 0 : d->at[i] + d->cells[i].raw.len;
	size_t to = i + 1 < (int)d->row.cell_count ? d->at[i + 1] : d->row.raw.len;

	return (struct dye_slice){d->row.raw.data + from, to - from};
}

/* How much of a raw cell stands before its text and is more than signs: a label. */
static inline size_t
written_label(const struct dye_cell * cell)
{
	const char * text =
	    cell->text.len == 0 ? NULL : memmem(cell->raw.data, cell->raw.len, cell->text.data, cell->text.len);
	size_t len = text == NULL ? 0 : (size_t)(text - cell->raw.data);

	for (size_t i = 0; i < len; i++)
		if (dye_is_alnum((uint8_t)cell->raw.data[i]))
			return len;
	return 0;
}

/* What no edit is of stands as it came: what is between cells, cells that are not edited, labels of those that are. */
static inline void
copy_compare_bytes(const struct copy * c, const struct draft * now, const struct draft * was, bool last)
{
	int cells = (int)was->row.cell_count;

	for (int i = -1; i < cells; i++) {
		const struct dye_cell *a = &was->cells[i < 0 ? 0 : i], *b = &now->cells[i < 0 ? 0 : i];
		struct dye_slice gap = written_gap(was, i);

		/* The last row of a file may be without an end, and gets one where another comes behind it. */
		ck_assert_msg(dye_slice_equal(gap, written_gap(now, i)) || (i + 1 == cells && gap.len == 0 && !last),
		    "format %s: %s: what stands behind cell %d of a row is no longer as it came (render)\n%.*s",
		    c->from->format, c->what, i + 1, (int)c->out.len, c->out.data);
		if (i < 0)
			continue;
		ck_assert_msg(
		    draft_edits(was, (uint32_t)i)
			? b->raw.len >= written_label(a) && memcmp(a->raw.data, b->raw.data, written_label(a)) == 0
			: dye_slice_equal(a->raw, b->raw),
		    "format %s: %s: cell %d, \"%.*s\", %s\n%.*s", c->from->format, c->what, i + 1, (int)a->raw.len,
		    a->raw.data,
		    draft_edits(was, (uint32_t)i) ? "lost its label (render)"
						  : "was not edited, and is no longer as it came (render)",
		    (int)c->out.len, c->out.data);
	}
}

/* How the rows of a file end; of no length where they end in several ways, or none does. */
static inline struct dye_slice
written_end(const struct written * w)
{
	struct dye_slice end = {NULL, 0};

	for (size_t i = 0; i < w->count; i++) {
		struct dye_slice this = written_gap(&w->rows[i], (int)w->rows[i].row.cell_count - 1);

		if (w->rows[i].row.cell_count == 0 || !w->rows[i].placed || this.len == 0)
			continue;
		if (end.len > 0 && !dye_slice_equal(end, this))
			return (struct dye_slice){NULL, 0};
		end = this;
	}
	return end;
}

/* A new row ends as the others do, unless it is the last. */
static inline void
copy_compare_end(const struct copy * c, const struct draft * now, bool last)
{
	struct dye_slice end = written_end(c->from), is = written_gap(now, (int)now->row.cell_count - 1);

	ck_assert_msg(end.len == 0 || dye_slice_equal(end, is) || (last && is.len == 0),
	    "format %s: %s: a new row does not end as the rows of the file do (render, rows)\n%.*s", c->from->format,
	    c->what, (int)c->out.len, c->out.data);
}

static inline void
copy_compare(const struct copy * c, const struct written * again)
{

	for (size_t i = 0; i < c->count; i++) {
		const struct draft * now = &again->rows[i];

		copy_compare_row(c, &now->row, &c->rows[i]);
		if (!now->placed || !c->rows[i].placed)
			continue;
		if (c->rows[i].row.raw.len > 0)
			copy_compare_bytes(c, now, &c->rows[i], i + 1 == c->count);
		else
			copy_compare_end(c, now, i + 1 == c->count);
	}
}

/* Read the copy: it says what its rows were to say. */
static inline void
copy_check(struct copy * c)
{
	static struct written again;

	ck_assert_int_eq(dye_writer_end(c->writer, NULL), DYE_OK);
	dye_writer_close(c->writer);
	written_read(&again, dye_buffer_slice(&c->out), dye_reader_dialect(c->from->reader), c->what);
	ck_assert_msg(again.count == c->count, "format %s: %s: %zu rows are written as %zu\n%.*s", c->from->format,
	    c->what, c->count, again.count, (int)c->out.len, c->out.data);
	copy_compare(c, &again);
	written_close(&again);
	dye_buffer_release(&c->out);
}

#endif
