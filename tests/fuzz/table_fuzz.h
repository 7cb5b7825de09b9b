/*
 * table_fuzz.h: reading fuzzed bytes with any dialect and any size of blocks, and what must hold.
 */
#ifndef DYE_TESTS_TABLE_FUZZ_H
#define DYE_TESTS_TABLE_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/table/core/dialect.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/reader.h"

#define HOLDS(condition)                                                          \
	do {                                                                      \
		if (!(condition)) {                                               \
			(void)fprintf(stderr, "does not hold: %s\n", #condition); \
			abort();                                                  \
		}                                                                 \
	} while (0)

static ptrdiff_t
fuzz_read(void * cookie, void * buf, size_t size)
{
	struct dye_slice * rest = cookie;
	size_t n = rest->len < size ? rest->len : size;

	if (n > 0)
		memcpy(buf, rest->data, n);
	rest->data += n;
	rest->len -= n;
	return (ptrdiff_t)n;
}

/* What a reading came to, and what must not depend on the size of blocks. */
struct fuzz_result {
	enum dye_code code;
	uint64_t rows;
	uint64_t hash; /* of all cells */
	struct dye_buffer raw;
};

static void
fuzz_mix(struct fuzz_result * r, struct dye_slice s)
{

	r->hash = r->hash * 1099511628211u + s.len + 1;
	for (size_t i = 0; i < s.len; i++)
		r->hash = (r->hash ^ (unsigned char)s.data[i]) * 1099511628211u;
}

/* Called for each row that was read. */
typedef void fuzz_row(struct dye_decoder * decoder, const struct dye_dialect * dialect, struct dye_row * row);

static void
fuzz_block(struct dye_decoder * decoder, const struct dye_dialect * dialect, const struct dye_block * block,
    struct fuzz_result * r, fuzz_row * each)
{
	struct dye_error err = {0};
	struct dye_row row;
	size_t seen = 0;
	bool got;

	/* Where a file has more than its table, rows are numbered by their lines. */
	HOLDS(block->first_row > r->rows && (!dialect->writable || block->first_row == r->rows + 1));
	r->rows = block->first_row - 1;
	if ((r->code = dye_decoder_start(decoder, block, &err)) != DYE_OK)
		return;
	while ((r->code = dye_decoder_next(decoder, &row, &got, &err)) == DYE_OK && got) {
		HOLDS(row.number == ++r->rows);
		HOLDS(row.raw.data == block->bytes.data + seen);
		seen += row.raw.len;
		HOLDS(dye_buffer_append_slice(&r->raw, row.raw, NULL) == DYE_OK);
		for (uint32_t i = 0; i < row.cell_count; i++) {
			HOLDS(dye_utf8_bad(row.cells[i].text) == row.cells[i].text.len);
			fuzz_mix(r, row.cells[i].text);
		}
		each(decoder, dialect, &row);
	}
	if (r->code != DYE_OK) {
		HOLDS(err.row == r->rows + 1);
		HOLDS(strstr(err.message, "agree") == NULL && strstr(err.message, "differ") == NULL);
		return;
	}
	HOLDS(seen == block->bytes.len);
}

static struct fuzz_result
fuzz_all(struct dye_slice bytes, const struct dye_dialect_wish * wish, size_t size, fuzz_row * each)
{
	struct dye_slice rest = bytes;
	struct dye_source source = {fuzz_read, &rest, "fuzz"};
	struct dye_reader * reader = NULL;
	struct dye_decoder * decoder = NULL;
	struct dye_block block = {0};
	struct fuzz_result r = {0};
	struct dye_dialect dialect;

	if ((r.code = dye_reader_open(&source, wish, &reader, NULL)) != DYE_OK)
		return r;
	dye_reader_set_block(reader, size);
	dialect = *dye_reader_dialect(reader);
	HOLDS(dye_decoder_open(reader, &decoder, NULL) == DYE_OK);
	while (r.code == DYE_OK && (r.code = dye_reader_block(reader, &block, NULL)) == DYE_OK && block.bytes.len > 0)
		fuzz_block(decoder, &dialect, &block, &r, each);
	if (r.code == DYE_OK && dialect.writable && (dialect.encoding == DYE_UTF8 || dialect.encoding == DYE_GB18030))
		HOLDS(dye_slice_equal(dye_buffer_slice(&r.raw), bytes));
	dye_buffer_release(&block.bytes);
	dye_decoder_close(decoder);
	dye_reader_close(reader);
	return r;
}

/* The same rows with small blocks and with one; an error may come earlier or later among those of different kinds. */
static void
fuzz_both(struct dye_slice bytes, const struct dye_dialect_wish * wish, size_t size, fuzz_row * each)
{
	struct fuzz_result a = fuzz_all(bytes, wish, size, each);
	struct fuzz_result b = fuzz_all(bytes, wish, DYE_BLOCK, each);

	HOLDS((a.code == DYE_OK) == (b.code == DYE_OK));
	if (a.code == DYE_OK) {
		HOLDS(a.rows == b.rows && a.hash == b.hash);
		HOLDS(dye_slice_equal(dye_buffer_slice(&a.raw), dye_buffer_slice(&b.raw)));
	}
	dye_buffer_release(&a.raw);
	dye_buffer_release(&b.raw);
}

static const char * const fuzz_encodings[] = {NULL, "utf-8", "gb18030", "utf-16le", "utf-16be", NULL, NULL, NULL};

#endif
