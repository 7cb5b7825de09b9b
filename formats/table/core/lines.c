/*
 * lines.c: bytes of a text, cut into blocks of whole rows.
 *
 * What was read and not yet handed out is kept, at most a block and a row. A row that is longer than a block makes us read
 * on, twice as far each time, so that the bytes looked at stay in proportion to those read, up to DYE_ROW_MAX.
 */
#include "formats/table/core/lines.h"

#include <string.h>

#include "formats/table/core/input.h"
#include "formats/table/core/reader.h"

enum dye_code
dye_lines_open(struct dye_lines * l, struct dye_input * input, const struct dye_dialect * way, dye_lines_split split,
    struct dye_error * err)
{

	l->input = input;
	l->way = *way;
	l->split = split;
	l->next_row = 1;
	if (way->forgiving) {
		l->changed = true;
		return dye_mender_open(&l->mender, input->charset, err);
	}
	if (way->encoding != DYE_UTF16LE && way->encoding != DYE_UTF16BE)
		return DYE_OK;

	/* The byte order mark is converted like any character. */
	l->changed = true;
	return dye_converter_open(&l->converter, "UTF-8", dye_encoding_name(way->encoding), err);
}

void
dye_lines_close(void * reader)
{
	struct dye_lines * l = reader;

	dye_converter_release(&l->converter);
	dye_mender_release(&l->mender);
	dye_buffer_release(&l->ready);
}

enum dye_code
dye_lines_table(void * reader, struct dye_table_head * head, bool * got, struct dye_error * err)
{
	struct dye_lines * l = reader;

	(void)err;
	*head = (struct dye_table_head){0};
	*got = !l->given;
	l->given = true;
	return DYE_OK;
}

void
dye_lines_mended(const void * reader, struct dye_mended * mended)
{
	const struct dye_lines * l = reader;

	mended->bytes += l->mended.bytes;
	mended->nuls += l->mended.nuls;
	mended->rows += l->mended.rows;
}

/* Convert more of the file; what is cut off waits in the input. */
static enum dye_code
change_more(struct dye_lines * l, struct dye_error * err)
{
	struct dye_slice bytes;
	enum dye_code rc;
	size_t used;
	bool end;

	if ((rc = dye_input_more(l->input, DYE_BLOCK, &bytes, &end, err)) != DYE_OK)
		return rc;
	rc = l->way.forgiving ? dye_mend(&l->mender, bytes, end, &used, &l->ready, &l->mended, err)
			      : dye_convert(&l->converter, bytes, &used, &l->ready, err);
	if (rc != DYE_OK)
		return rc;
	dye_input_take(l->input, used);
	l->spoilt = !l->way.forgiving && (bytes.len - used >= 4 || (end && bytes.len > used));
	l->end = end || l->spoilt;
	return DYE_OK;
}

/* See to it that ${want} bytes are ready, or all there are. */
static enum dye_code
fill(struct dye_lines * l, size_t want, struct dye_slice * bytes, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	if (!l->changed)
		return dye_input_more(l->input, want, bytes, &l->end, err);
	while (rc == DYE_OK && !l->end && l->ready.len - l->taken < want)
		rc = change_more(l, err);
	*bytes = dye_slice_of(l->ready.data, l->ready.len);
	bytes->data += l->taken;
	bytes->len -= l->taken;
	return rc;
}

static void
take(struct dye_lines * l, size_t count)
{
	size_t left;

	if (!l->changed) {
		dye_input_take(l->input, count);
		return;
	}
	l->taken += count;
	left = l->ready.len - l->taken;

	/* As dye_input_take() does. */
	if (left > l->taken)
		return;
	if (left > 0)
		memmove(l->ready.data, l->ready.data + l->taken, left);
	l->ready.len = left;
	l->taken = 0;
}

/* In UTF-16, which has become UTF-8, the mark is that of UTF-8. */
static size_t
bom_of(const struct dye_dialect * way, struct dye_slice bytes)
{

	return way->bom ? dye_bom_len(way->encoding == DYE_GB18030 ? DYE_GB18030 : DYE_UTF8, bytes) : 0;
}

size_t
dye_lines_bom(const struct dye_dialect * way, const struct dye_block * block)
{

	return block->first_row == 1 ? bom_of(way, dye_slice_of(block->bytes.data, block->bytes.len)) : 0;
}

/* Find the whole rows in ${bytes}; the byte order mark counts to the first. */
static enum dye_code
split(struct dye_lines * l, struct dye_slice bytes, bool last, size_t * used, uint64_t * rows, struct dye_error * err)
{
	size_t bom = l->next_row == 1 ? bom_of(&l->way, bytes) : 0;
	enum dye_code rc;

	bytes.data += bom;
	bytes.len -= bom;
	*used = 0;
	*rows = 0;
	if (bytes.len > 0 && (rc = l->split(&l->way, bytes, last, used, rows, err)) != DYE_OK) {
		dye_at_row(err, l->next_row + *rows);
		return rc;
	}

	/* A file of nothing but the mark is one blank row. */
	if (last && bom > 0 && bytes.len == 0)
		*rows = 1;
	if (*rows > 0)
		*used += bom;
	return DYE_OK;
}

static enum dye_code
too_long(const struct dye_lines * l, struct dye_error * err)
{

	(void)dye_fail(err, DYE_EDATA, "row longer than %zu MiB", DYE_ROW_MAX >> 20);
	dye_at_row(err, l->next_row);
	return DYE_EDATA;
}

/* Find a block's worth of whole rows, reading further where one row is longer than a block. */
static enum dye_code
find_rows(struct dye_lines * l, struct dye_slice * bytes, size_t * used, uint64_t * rows, struct dye_error * err)
{
	size_t want = l->input->block_size;
	enum dye_code rc;

	for (;;) {
		size_t len;
		bool last;

		if ((rc = fill(l, want + 1, bytes, err)) != DYE_OK)
			return rc;

		/* One byte more than wanted tells whether the file goes on. */
		last = bytes->len <= want && l->end && !l->spoilt;
		len = bytes->len < want ? bytes->len : want;
		if ((rc = split(l, (struct dye_slice){bytes->data, len}, last, used, rows, err)) != DYE_OK)
			return rc;
		if (*rows > 0 || last)
			return DYE_OK;
		if (l->spoilt && len < want) {
			rc = dye_fail(err, DYE_EDATA, "invalid %s", dye_encoding_name(l->way.encoding));
			dye_at_row(err, l->next_row);
			return rc;
		}
		if (want >= DYE_ROW_MAX && !l->way.forgiving)
			return too_long(l, err);
		if (want >= DYE_ROW_MAX) {
			l->mended.rows++;
			*used = len - dye_utf8_cut((struct dye_slice){bytes->data, len});
			*rows = 1;
			return DYE_OK;
		}
		want = want > DYE_ROW_MAX / 2 ? DYE_ROW_MAX : 2 * want;
	}
}

enum dye_code
dye_lines_block(void * reader, struct dye_block * block, struct dye_error * err)
{
	struct dye_lines * l = reader;
	struct dye_slice bytes;
	enum dye_code rc;
	uint64_t rows;
	size_t used;

	block->first_row = l->next_row;
	if ((rc = find_rows(l, &bytes, &used, &rows, err)) != DYE_OK)
		return rc;
	if (used > 0 && (rc = dye_buffer_append(&block->bytes, bytes.data, used, err)) != DYE_OK)
		return rc;
	block->last = used == bytes.len && l->end && !l->spoilt;
	l->next_row += rows;
	take(l, used);
	return DYE_OK;
}

struct dye_slice
dye_lines_head(const void * reader, const struct dye_block * block, size_t max)
{
	const struct dye_lines * l = reader;
	struct dye_slice all = dye_buffer_slice(&block->bytes), head;
	size_t skip = dye_lines_bom(&l->way, block), used;
	uint64_t rows;

	if (all.len <= max)
		return all;
	head = (struct dye_slice){all.data + skip, max - skip};
	if (l->split(&l->way, head, false, &used, &rows, NULL) != DYE_OK || used == 0)
		return all;
	return (struct dye_slice){all.data, skip + used};
}

/* ---- writing ---- */

enum dye_code
dye_lines_begin(void * writer, const void * reader, const struct dye_sink * sink, struct dye_error * err)
{
	struct dye_lines_writer * w = writer;

	(void)reader;
	(void)err;
	w->sink = sink;
	return DYE_OK;
}

static enum dye_code
put(struct dye_lines_writer * w, struct dye_slice bytes, struct dye_error * err)
{
	enum dye_code rc;

	if (bytes.len == 0)
		return DYE_OK;
	w->begun = true;
	w->last = bytes.data[bytes.len - 1];
	if (w->sink->write(w->sink->cookie, bytes.data, bytes.len) == 0)
		return DYE_OK;
	rc = dye_fail_errno(err, DYE_EIO, "cannot write");
	dye_at_file(err, w->sink->name);
	return rc;
}

/*
 * Behind a last row that has no line end, a new row brings the line end before itself and leaves its own away,
 * so that taking it out still gives the file back.
 */
enum dye_code
dye_lines_rows(void * writer, struct dye_slice rendered, bool born, struct dye_error * err)
{
	struct dye_lines_writer * w = writer;
	size_t end = rendered.len;
	enum dye_code rc;

	if (!born || !w->begun || w->last == '\n' || w->last == '\r')
		return put(w, rendered, err);
	while (end > 0 && (rendered.data[end - 1] == '\n' || rendered.data[end - 1] == '\r'))
		end--;
	if ((rc = put(w, (struct dye_slice){rendered.data + end, rendered.len - end}, err)) != DYE_OK)
		return rc;
	return put(w, (struct dye_slice){rendered.data, end}, err);
}

enum dye_code
dye_lines_end(void * writer, struct dye_error * err)
{

	(void)writer;
	(void)err;
	return DYE_OK;
}
