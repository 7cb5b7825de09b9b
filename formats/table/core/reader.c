/*
 * reader.c: bytes from a source, cut into blocks of whole rows.
 *
 * The reader keeps what was read and not yet handed out, at most a block and a row. A row that is longer than a block makes it read
 * on, twice as far each time, so that the bytes looked at stay in proportion to those read, up to DYE_ROW_MAX.
 */
#include "formats/table/core/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "formats/table/core/dialect.h"
#include "formats/table/core/encoding.h"

struct dye_reader {
	struct dye_source source; /* Its cookie is not owned. */
	struct dye_dialect dialect;
	size_t block_size;
	bool end; /* the source has no more */
	bool utf16;
	bool spoilt;		 /* the source goes on with bytes that are not text in its encoding */
	struct dye_buffer input; /* UTF-16 that waits for conversion */
	struct dye_buffer ready; /* what blocks are made of */
	size_t taken;		 /* of ready */
	uint64_t next_row;
	struct dye_converter converter;
};

/* Read once, at most ${size} bytes, to the end of ${to}. */
static enum dye_code
read_once(struct dye_reader * r, struct dye_buffer * to, size_t size, struct dye_error * err)
{
	enum dye_code rc;
	ptrdiff_t n;

	if ((rc = dye_buffer_reserve(to, size, err)) != DYE_OK)
		return rc;
	do {
		n = r->source.read(r->source.cookie, to->data + to->len, size);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return dye_fail_errno(err, DYE_EIO, "cannot read");
	if ((size_t)n > size)
		return dye_fail(err, DYE_EIO, "a source returned more than it was asked for");
	r->end = n == 0;
	to->len += (size_t)n;
	return DYE_OK;
}

/* Convert the UTF-16 that waits; a unit or pair that is cut off waits on. */
static enum dye_code
convert_input(struct dye_reader * r, struct dye_error * err)
{
	enum dye_code rc;
	size_t used, left;

	if (r->input.len == 0)
		return DYE_OK;
	if ((rc = dye_convert(&r->converter, dye_buffer_slice(&r->input), &used, &r->ready, err)) != DYE_OK)
		return rc;
	left = r->input.len - used;
	memmove(r->input.data, r->input.data + used, left);
	r->input.len = left;
	if (left >= 4 || (r->end && left > 0))
		r->spoilt = r->end = true;
	return DYE_OK;
}

/* See to it that ${want} bytes are ready, or all there are. */
static enum dye_code
fill(struct dye_reader * r, size_t want, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	while (rc == DYE_OK && !r->end && r->ready.len - r->taken < want) {
		if (!r->utf16) {
			rc = read_once(r, &r->ready, want - (r->ready.len - r->taken), err);
		} else if ((rc = read_once(r, &r->input, DYE_BLOCK, err)) == DYE_OK) {
			rc = convert_input(r, err);
		}
	}
	return rc;
}

/* The first look at the file: raw bytes. */
static enum dye_code
open_dialect(struct dye_reader * r, const struct dye_dialect_wish * wish, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = fill(r, DYE_PEEK, err)) != DYE_OK)
		return rc;
	if ((rc = dye_dialect_detect(dye_buffer_slice(&r->ready), r->end, wish, &r->dialect, err)) != DYE_OK)
		return rc;
	if (r->dialect.encoding != DYE_UTF16LE && r->dialect.encoding != DYE_UTF16BE)
		return DYE_OK;

	/* From here on ready holds UTF-8; the byte order mark is converted like any character. */
	r->utf16 = true;
	r->input = r->ready;
	r->ready = (struct dye_buffer){0};
	if ((rc = dye_converter_open(&r->converter, "UTF-8", dye_encoding_name(r->dialect.encoding), err)) != DYE_OK)
		return rc;
	return convert_input(r, err);
}

enum dye_code
dye_reader_open(const struct dye_source * source, const struct dye_dialect_wish * wish, struct dye_reader ** reader,
    struct dye_error * err)
{
	struct dye_reader * r;
	enum dye_code rc;

	if ((r = calloc(1, sizeof(*r))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	r->source = *source;
	r->block_size = DYE_BLOCK;
	r->next_row = 1;
	if ((rc = open_dialect(r, wish, err)) != DYE_OK) {
		if (source->name != NULL)
			dye_at_file(err, source->name);
		dye_reader_close(r);
		return rc;
	}
	*reader = r;
	return DYE_OK;
}

const struct dye_dialect *
dye_reader_dialect(const struct dye_reader * reader)
{

	return &reader->dialect;
}

void
dye_reader_set_block(struct dye_reader * reader, size_t size)
{

	reader->block_size = size == 0 ? 1 : size;
}

/* Find the whole rows in the ${len} bytes that are ready; the byte order mark counts to the first. */
static enum dye_code
split(struct dye_reader * r, size_t len, bool last, size_t * used, uint64_t * rows, struct dye_error * err)
{
	struct dye_slice bytes = dye_slice_of(r->ready.data, r->taken + len);
	size_t bom = 0;
	enum dye_code rc;

	bytes.data += r->taken;
	bytes.len = len;
	if (r->next_row == 1 && r->dialect.bom)
		bom = dye_bom_len(r->utf16 ? DYE_UTF8 : r->dialect.encoding, bytes);
	bytes.data += bom;
	bytes.len -= bom;
	*used = 0;
	*rows = 0;
	if (bytes.len > 0 && (rc = r->dialect.format->split(&r->dialect, bytes, last, used, rows, err)) != DYE_OK) {
		dye_at_row(err, r->next_row + *rows);
		return rc;
	}

	/* A file of nothing but the mark is one blank row. */
	if (last && bom > 0 && bytes.len == 0)
		*rows = 1;
	if (*rows > 0)
		*used += bom;
	return DYE_OK;
}

/* Find a block's worth of whole rows, reading further where one row is longer than a block. */
static enum dye_code
find_rows(struct dye_reader * r, size_t * used, uint64_t * rows, struct dye_error * err)
{
	size_t want = r->block_size;
	enum dye_code rc;

	for (;;) {
		size_t len;
		bool last;

		if ((rc = fill(r, want + 1, err)) != DYE_OK)
			return rc;

		/* One byte more than wanted tells whether the file goes on. */
		len = r->ready.len - r->taken;
		last = len <= want && r->end && !r->spoilt;
		len = len < want ? len : want;
		if ((rc = split(r, len, last, used, rows, err)) != DYE_OK)
			return rc;
		if (*rows > 0 || last)
			return DYE_OK;
		if (r->spoilt && len < want) {
			rc = dye_fail(err, DYE_EDATA, "invalid %s", dye_encoding_name(r->dialect.encoding));
			dye_at_row(err, r->next_row);
			return rc;
		}
		if (want >= DYE_ROW_MAX) {
			rc = dye_fail(err, DYE_EDATA, "row longer than %zu MiB", DYE_ROW_MAX >> 20);
			dye_at_row(err, r->next_row);
			return rc;
		}
		want = want > DYE_ROW_MAX / 2 ? DYE_ROW_MAX : 2 * want;
	}
}

enum dye_code
dye_reader_block(struct dye_reader * reader, struct dye_block * block, struct dye_error * err)
{
	struct dye_reader * r = reader;
	enum dye_code rc;
	uint64_t rows;
	size_t used, left;

	dye_buffer_reset(&block->bytes);
	block->first_row = r->next_row;
	if ((rc = find_rows(r, &used, &rows, err)) != DYE_OK)
		goto err0;
	if (used > 0 && (rc = dye_buffer_append(&block->bytes, r->ready.data + r->taken, used, err)) != DYE_OK)
		goto err0;
	r->taken += used;
	r->next_row += rows;

	/* Keep what is left at the front, but move it only when that is less than what was taken. */
	left = r->ready.len - r->taken;
	if (left <= r->taken) {
		if (left > 0)
			memmove(r->ready.data, r->ready.data + r->taken, left);
		r->ready.len = left;
		r->taken = 0;
	}
	block->last = left == 0 && r->end && !r->spoilt;
	return DYE_OK;

err0:
	if (r->source.name != NULL)
		dye_at_file(err, r->source.name);
	return rc;
}

void
dye_reader_close(struct dye_reader * reader)
{

	if (reader == NULL)
		return;
	dye_converter_release(&reader->converter);
	dye_buffer_release(&reader->input);
	dye_buffer_release(&reader->ready);
	free(reader);
}

struct dye_slice
dye_block_head(const struct dye_dialect * dialect, const struct dye_block * block, size_t max)
{
	struct dye_slice all = dye_buffer_slice(&block->bytes), head;
	size_t skip = dialect->bom ? dye_bom_len(dialect->encoding, all) : 0, used;
	uint64_t rows;

	if (all.len <= max)
		return all;
	head = (struct dye_slice){all.data + skip, max - skip};
	if (dialect->format->split(dialect, head, false, &used, &rows, NULL) != DYE_OK || used == 0)
		return all;
	return (struct dye_slice){all.data, skip + used};
}
