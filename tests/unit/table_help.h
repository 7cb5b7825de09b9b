/*
 * table_help.h: what the tests of tables share: sources in memory, whole files read at once, rows compared.
 */
#ifndef DYE_TESTS_TABLE_HELP_H
#define DYE_TESTS_TABLE_HELP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/table/core/dialect.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/reader.h"
#include "tests/suite.h"

/* ck_assert() costs a system call; this is for what is asserted a million times. */
#define MUST(condition)                                         \
	do {                                                    \
		if (!(condition))                               \
			ck_abort_msg("not so: %s", #condition); \
	} while (0)

/* Bytes handed out a few at a time. */
struct memory {
	struct dye_slice rest;
	size_t chunk; /* at most so many a call; 0: all */
};

static inline ptrdiff_t
memory_read(void * cookie, void * buf, size_t size)
{
	struct memory * m = cookie;
	size_t n = m->rest.len < size ? m->rest.len : size;

	if (m->chunk > 0 && n > m->chunk)
		n = m->chunk;
	if (n == 0)
		return 0;
	memcpy(buf, m->rest.data, n);
	m->rest.data += n;
	m->rest.len -= n;
	return (ptrdiff_t)n;
}

static inline struct dye_slice
slice_of(const char * s)
{

	return (struct dye_slice){s, strlen(s)};
}

static inline void
put(struct dye_buffer * buf, const char * s, size_t len)
{

	MUST(dye_buffer_append(buf, s, len, NULL) == DYE_OK);
}

/* All that a reading gave. */
struct reading {
	enum dye_code code;
	struct dye_error err;
	struct dye_dialect dialect;
	uint64_t rows;
	struct dye_buffer raw;	 /* rows' raw bytes, one after the other */
	struct dye_buffer plain; /* rendered without edits, where the format is writable */
	struct dye_buffer cells; /* "[a][b]\n" for each row, "\n" for a blank one */
};

static inline void
reading_release(struct reading * r)
{

	dye_buffer_release(&r->raw);
	dye_buffer_release(&r->plain);
	dye_buffer_release(&r->cells);
}

static inline void
read_row(struct reading * r, struct dye_decoder * decoder, const struct dye_row * row)
{

	MUST(row->number == ++r->rows);
	put(&r->raw, row->raw.data, row->raw.len);
	for (uint32_t i = 0; i < row->cell_count; i++) {
		put(&r->cells, "[", 1);
		put(&r->cells, row->cells[i].text.data, row->cells[i].text.len);
		put(&r->cells, "]", 1);
	}
	put(&r->cells, "\n", 1);
	MUST(!r->dialect.writable || dye_decoder_render(decoder, row, &r->plain, NULL) == DYE_OK);
}

/* Read ${bytes} to the end or to an error, in blocks of ${block} bytes (0: as usual). */
static inline struct reading
read_all(struct dye_slice bytes, const struct dye_dialect_wish * wish, size_t block, size_t chunk)
{
	struct memory memory = {bytes, chunk};
	struct dye_source source = {memory_read, &memory, "x.csv"};
	struct dye_reader * reader = NULL;
	struct dye_decoder * decoder = NULL;
	struct dye_block b = {0};
	struct reading r = {0};

	if ((r.code = dye_reader_open(&source, wish, &reader, &r.err)) != DYE_OK)
		return r;
	if (block > 0)
		dye_reader_set_block(reader, block);
	r.dialect = *dye_reader_dialect(reader);
	ck_assert_int_eq(dye_decoder_open(reader, &decoder, NULL), DYE_OK);
	while ((r.code = dye_reader_block(reader, &b, &r.err)) == DYE_OK && b.bytes.len > 0) {
		struct dye_row row;
		bool got;

		MUST(b.first_row == r.rows + 1);
		if ((r.code = dye_decoder_start(decoder, &b, &r.err)) != DYE_OK)
			break;
		while ((r.code = dye_decoder_next(decoder, &row, &got, &r.err)) == DYE_OK && got)
			read_row(&r, decoder, &row);
		if (r.code != DYE_OK)
			break;
	}
	dye_buffer_release(&b.bytes);
	dye_decoder_close(decoder);
	dye_reader_close(reader);
	return r;
}

static inline void
assert_bytes(struct dye_slice got, struct dye_slice want)
{

	if (!dye_slice_equal(got, want))
		ck_abort_msg("got %zu bytes:\n%.*s\nwanted %zu:\n%.*s", got.len, (int)(got.len > 2000 ? 2000 : got.len),
		    got.data, want.len, (int)(want.len > 2000 ? 2000 : want.len), want.data);
}

/* ${text} reads as ${cells}, and leaves as it came. */
static inline void
assert_cells(const char * text, const struct dye_dialect_wish * wish, const char * cells)
{
	struct reading r = read_all(slice_of(text), wish, 0, 0);
	char message[1024];

	ck_assert_msg(r.code == DYE_OK, "%s", dye_error_format(&r.err, message, sizeof(message)));
	assert_bytes(dye_buffer_slice(&r.cells), slice_of(cells));
	assert_bytes(dye_buffer_slice(&r.raw), slice_of(text));
	if (r.dialect.writable)
		assert_bytes(dye_buffer_slice(&r.plain), slice_of(text));
	reading_release(&r);
}

/* ${text} is refused with this row and message. What it advises, in brackets behind, is for tests/cli/test_advice.sh to try. */
static inline void
assert_refused(struct dye_slice text, const struct dye_dialect_wish * wish, const char * message)
{
	struct reading r = read_all(text, wish, 0, 0);
	char got[1024];

	ck_assert_int_ne(r.code, DYE_OK);
	(void)dye_error_format(&r.err, got, sizeof(got));
	if (strstr(message, " (") == NULL && strstr(got, " (") != NULL)
		*strstr(got, " (") = '\0';
	ck_assert_str_eq(got, message);
	reading_release(&r);
}

/* All ways of reading ${bytes}, at most DYE_WAYS_MAX. */
static inline size_t
detect_all(struct dye_slice bytes, const struct dye_dialect_wish * wish, struct dye_dialect * ways)
{
	struct memory memory = {bytes, 0};
	struct dye_source source = {memory_read, &memory, "x.csv"};
	size_t count = 0;

	(void)dye_ways_find(&source, wish, ways, DYE_WAYS_MAX, &count, NULL);
	return count;
}

/* How ${bytes} are written. */
static inline enum dye_code
detect(struct dye_slice bytes, const struct dye_dialect_wish * wish, struct dye_dialect * dialect)
{
	struct memory memory = {bytes, 0};
	struct dye_source source = {memory_read, &memory, "x.csv"};
	const struct dye_dialect_wish nothing = {.header = DYE_DETECT};
	size_t count;

	return dye_ways_find(&source, wish == NULL ? &nothing : wish, dialect, 1, &count, NULL);
}

/*
 * A trace takes ${bytes} for ${format} before all other formats, and finds the names and rows ${table}: "(a)(b)\n[1][2]\n", whatever the size of
 * blocks.
 */
static inline void
assert_table(const char * format, const char * bytes, const char * table)
{
	const struct dye_dialect_wish wish = {.header = DYE_DETECT, .forgiving = true};

	for (size_t block = 1; block < 400; block += 57) {
		struct dye_dialect ways[DYE_WAYS_MAX];
		struct memory memory = {slice_of(bytes), 0};
		struct dye_source source = {memory_read, &memory, "x"};
		struct dye_buffer out = {0};
		struct dye_reader * reader;
		const struct dye_table_head * head;
		struct reading r;

		ck_assert_uint_gt(detect_all(slice_of(bytes), &wish, ways), 0);
		ck_assert_str_eq(ways[0].format->name, format);
		ck_assert_int_eq(dye_reader_open(&source, &wish, &reader, NULL), DYE_OK);
		head = dye_reader_head(reader);
		for (uint32_t i = 0; i < head->count; i++) {
			put(&out, "(", 1);
			put(&out, head->names[i].data, head->names[i].len);
			put(&out, ")", 1);
		}
		put(&out, "\n", 1);
		r = read_all(slice_of(bytes), &wish, block, block);
		ck_assert_int_eq(r.code, DYE_OK);
		put(&out, r.cells.data, r.cells.len);
		assert_bytes(dye_buffer_slice(&out), slice_of(table));
		reading_release(&r);
		dye_buffer_release(&out);
		dye_reader_close(reader);
	}
}

/* A whole file, or false if it is not there. */
static inline bool
read_file(const char * path, struct dye_buffer * out)
{
	FILE * f = fopen(path, "rb");
	char buf[65536];
	size_t n;

	if (f == NULL)
		return false;
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		put(out, buf, n);
	(void)fclose(f);
	return true;
}

/* ${text} in another encoding. */
static inline void
encode(struct dye_slice text, const char * encoding, struct dye_buffer * out)
{
	struct dye_converter c = {0};
	size_t used;

	ck_assert_int_eq(dye_converter_open(&c, encoding, "UTF-8", NULL), DYE_OK);
	ck_assert_int_eq(dye_convert(&c, text, &used, out, NULL), DYE_OK);
	ck_assert_uint_eq(used, text.len);
	dye_converter_release(&c);
}

#endif
