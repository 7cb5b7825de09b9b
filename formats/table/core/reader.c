#include "formats/table/core/reader.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/dialect.h"
#include "formats/table/core/input.h"

/* About so many bytes of names are shown. */
#define TABLES_SHOWN 300

struct dye_reader {
	struct dye_input input;
	struct dye_dialect way;
	void * state; /* Owned; the format's. NULL: not opened. */
	struct dye_table_head head;
	struct dye_buffer tables; /* names of those that were passed, for people */
	bool chosen;		  /* one table was wished for, and the reader stands at it */
};

/* ---- tables ---- */

/* Remember the name of the table at which the reader stands. */
static enum dye_code
note_table(struct dye_reader * r, struct dye_error * err)
{

	if (r->head.name == NULL || r->tables.len > TABLES_SHOWN)
		return DYE_OK;
	if (r->tables.len > 0)
		DYE_TRY(dye_buffer_append(&r->tables, ", ", 2, err));
	return dye_show(&r->tables, (struct dye_slice){r->head.name, strlen(r->head.name)}, err);
}

/* Whatever the table holds: its rows are passed over. */
static enum dye_code
next_table(struct dye_reader * r, bool * got, struct dye_error * err)
{
	enum dye_code rc;

	r->head = (struct dye_table_head){0};
	*got = false;
	if ((rc = r->way.format->table(r->state, &r->head, got, err)) == DYE_OK && *got)
		rc = note_table(r, err);
	if (rc != DYE_OK && r->input.source.name != NULL)
		dye_at_file(err, r->input.source.name);
	return rc;
}

/* By its whole name, or without the schema before it. */
static bool
is_called(const char * table, const char * name)
{
	const char * point = table == NULL ? NULL : strrchr(table, '.');

	return table != NULL && (strcmp(table, name) == 0 || (point != NULL && strcmp(point + 1, name) == 0));
}

/* Go on to the table of that name. */
static enum dye_code
choose_table(struct dye_reader * r, const char * name, struct dye_error * err)
{
	bool got = true;

	while (got && !is_called(r->head.name, name))
		DYE_TRY(next_table(r, &got, err));
	r->chosen = true;
	if (got)
		return DYE_OK;
	if (r->tables.len == 0)
		return dye_fail(
		    err, DYE_EDATA, "this file has no tables with names; --table is for files that have several");
	return dye_fail(err, DYE_EDATA, "there is no table of that name in this file; it has %.*s", (int)r->tables.len,
	    r->tables.data);
}

enum dye_code
dye_reader_refuse_tables(struct dye_reader * r, struct dye_error * err)
{
	bool got = true;

	while (got)
		DYE_TRY(next_table(r, &got, err));
	return dye_fail(err, DYE_EDATA,
	    "this file has several tables, and a dataset is one: choose with --table among %.*s", (int)r->tables.len,
	    r->tables.len > 0 ? r->tables.data : "");
}

/* Open the way that was chosen and go to its first table, or to the one of that name. */
static enum dye_code
open_way(struct dye_reader * r, const char * table, struct dye_error * err)
{
	const struct dye_format * f = r->way.format;
	enum dye_code rc;
	void * state;
	bool got;

	if ((state = calloc(1, f->reader_size)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = f->open(state, &r->input, &r->way, err)) != DYE_OK) {
		free(state);
		return rc;
	}
	r->state = state;
	if ((rc = next_table(r, &got, err)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EDATA, "there is no table in this file");
	return table == NULL ? DYE_OK : choose_table(r, table, err);
}

/* Somewhere in the head are bytes that are no text: the decoder knows their row and column. Before anybody reads in earnest. */
static enum dye_code
find_dirt(struct dye_reader * r, struct dye_error * err)
{
	struct dye_decoder * decoder;
	struct dye_block block = {0};
	struct dye_row row;
	enum dye_code rc;
	bool got;

	DYE_TRY(dye_decoder_open(r, &decoder, err));
	do {
		if ((rc = dye_reader_block(r, &block, err)) == DYE_OK && block.bytes.len > 0)
			rc = dye_decoder_start(decoder, &block, err);
		for (got = block.bytes.len > 0; rc == DYE_OK && got;)
			rc = dye_decoder_next(decoder, &row, &got, err);
	} while (rc == DYE_OK && block.bytes.len > 0);
	dye_buffer_release_secret(&block.bytes);
	dye_decoder_close(decoder);
	if (rc == DYE_OK && err != NULL)
		*err = r->input.no_text;
	return rc == DYE_OK ? DYE_EDATA : rc;
}

/* Find a way where ${way} is NULL. */
static enum dye_code
choose(struct dye_reader * r, const struct dye_source * source, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_error * err)
{
	size_t count;
	enum dye_code rc;

	if ((rc = dye_input_open(source, wish, &r->input, err)) != DYE_OK)
		return rc;
	if (way == NULL)
		return dye_ways_of(&r->input, wish, &r->way, 1, &count, err);
	r->way = *way;
	return DYE_OK;
}

enum dye_code
dye_reader_open_way(const struct dye_source * source, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_reader ** reader, struct dye_error * err)
{
	const struct dye_dialect_wish nothing = {.header = DYE_DETECT};
	struct dye_reader * r;
	enum dye_code rc;

	if ((r = calloc(1, sizeof(*r))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (wish == NULL)
		wish = &nothing;
	if ((rc = choose(r, source, wish, way, err)) != DYE_OK || (rc = open_way(r, wish->table, err)) != DYE_OK ||
	    (r->input.dirty && (rc = find_dirt(r, err)) != DYE_OK)) {
		if (source->name != NULL)
			dye_at_file(err, source->name);
		dye_reader_close(r);
		return rc;
	}
	*reader = r;
	return DYE_OK;
}

enum dye_code
dye_reader_open(const struct dye_source * source, const struct dye_dialect_wish * wish, struct dye_reader ** reader,
    struct dye_error * err)
{

	return dye_reader_open_way(source, wish, NULL, reader, err);
}

const struct dye_dialect *
dye_reader_dialect(const struct dye_reader * reader)
{

	return &reader->way;
}

enum dye_code
dye_reader_check_writable(const struct dye_reader * reader, struct dye_error * err)
{
	const struct dye_dialect * way = &reader->way;
	const char * utf16 = way->bom ? "UTF-16" : way->encoding == DYE_UTF16LE ? "UTF-16LE" : "UTF-16BE";

	if (way->writable)
		return DYE_OK;
	if (way->encoding == DYE_UTF16LE || way->encoding == DYE_UTF16BE)
		return dye_fail(err, DYE_EDATA,
		    "UTF-16 can be read but not written back byte for byte; convert it to UTF-8 first, with iconv -f "
		    "%s "
		    "-t UTF-8 <FILE >NEW",
		    utf16);
	return dye_fail(err, DYE_EDATA,
	    "this file can be read but not written back byte for byte; convert it to CSV in UTF-8 first");
}

const struct dye_table_head *
dye_reader_head(const struct dye_reader * reader)
{

	return &reader->head;
}

const void *
dye_reader_state(const struct dye_reader * reader)
{

	return reader->state;
}

void
dye_reader_set_block(struct dye_reader * reader, size_t size)
{

	reader->input.block_size = size == 0 ? 1 : size;
}

enum dye_code
dye_reader_table(struct dye_reader * r, bool * got, struct dye_error * err)
{

	*got = false;
	return r->chosen ? DYE_OK : next_table(r, got, err);
}

enum dye_code
dye_reader_block(struct dye_reader * r, struct dye_block * block, struct dye_error * err)
{
	enum dye_code rc;

	dye_buffer_reset(&block->bytes);
	rc = r->way.format->block(r->state, block, err);
	if (rc != DYE_OK && r->input.source.name != NULL)
		dye_at_file(err, r->input.source.name);
	return rc;
}

void
dye_reader_mended(const struct dye_reader * r, struct dye_mended * mended)
{

	if (r->way.format->reader_mended != NULL)
		r->way.format->reader_mended(r->state, mended);
}

struct dye_slice
dye_reader_beside(const struct dye_reader * r)
{

	if (r->way.format->beside == NULL)
		return DYE_SLICE("");
	return r->way.format->beside(r->state);
}

struct dye_slice
dye_block_head(const struct dye_reader * r, const struct dye_block * block, size_t max)
{

	if (r->way.format->head == NULL)
		return (struct dye_slice){0};
	return r->way.format->head(r->state, block, max);
}

void
dye_reader_close(struct dye_reader * reader)
{

	if (reader == NULL)
		return;
	if (reader->state != NULL)
		reader->way.format->close(reader->state);
	free(reader->state);
	dye_buffer_release(&reader->tables);
	dye_input_release(&reader->input);
	free(reader);
}
