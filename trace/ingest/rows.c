#include "trace/ingest/rows.h"

#include <stdlib.h>

#include "formats/table/core/names.h"
#include "trace/ingest/memory.h"

/* The rows of one block. */
static enum dye_code
block_rows(struct dye_decoder * decoder, const struct dye_block * block, dye_row_visit visit, void * cookie,
    bool * stop, struct dye_error * err)
{
	struct dye_row row;
	bool got;

	DYE_TRY(dye_decoder_start(decoder, block, err));
	for (;;) {
		DYE_TRY(dye_decoder_next(decoder, &row, &got, err));
		if (!got)
			return DYE_OK;
		if (row.cell_count == 0)
			continue;
		DYE_TRY(visit(cookie, &row, stop, err));
		if (*stop)
			return DYE_OK;
	}
}

/* The names that the format gives the columns of the table, as a row. */
static enum dye_code
names_row(struct dye_reader * reader, dye_row_visit visit, void * cookie, bool * stop, struct dye_error * err)
{
	const struct dye_table_head * head = dye_reader_head(reader);
	struct dye_row row;
	enum dye_code rc;

	if (head->names == NULL)
		return DYE_OK;
	DYE_TRY(dye_names_row(head->names, head->count, &row, err));
	rc = visit(cookie, &row, stop, err);
	free((void *)(uintptr_t)row.cells);
	return rc;
}

/* The rows of the table at which the reader stands. */
static enum dye_code
table_rows(struct dye_reader * reader, struct dye_mended * mended, dye_row_visit visit, void * cookie, bool * stop,
    struct dye_error * err)
{
	struct dye_decoder * decoder;
	struct dye_block block = {0};
	enum dye_code rc;

	DYE_TRY(names_row(reader, visit, cookie, stop, err));
	DYE_TRY(dye_decoder_open(reader, &decoder, err));
	for (rc = DYE_OK; rc == DYE_OK && !*stop;) {
		if ((rc = dye_reader_block(reader, &block, err)) != DYE_OK || block.bytes.len == 0)
			break;
		rc = block_rows(decoder, &block, visit, cookie, stop, err);
	}
	if (mended != NULL)
		dye_decoder_mended(decoder, mended);
	dye_buffer_release(&block.bytes);
	dye_decoder_close(decoder);
	return rc;
}

/* What is done with a file that is read. */
struct walk {
	dye_row_visit visit;
	void * cookie;
	struct dye_mended * mended; /* may be NULL, as the next */
	struct dye_buffer * beside;
};

static enum dye_code
walk(const struct walk * w, struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_error * err)
{
	struct dye_memory memory = {bytes};
	struct dye_source source = dye_memory_source(&memory, name);
	struct dye_reader * reader;
	bool stop = false, got = true;
	enum dye_code rc;

	if ((rc = dye_reader_open_way(&source, wish, way, &reader, err)) != DYE_OK)
		return rc;
	while (rc == DYE_OK && got && !stop)
		if ((rc = table_rows(reader, w->mended, w->visit, w->cookie, &stop, err)) == DYE_OK && !stop)
			rc = dye_reader_table(reader, &got, err);
	if (w->mended != NULL)
		dye_reader_mended(reader, w->mended);
	if (rc == DYE_OK && w->beside != NULL)
		rc = dye_buffer_append_slice(w->beside, dye_reader_beside(reader), err);
	dye_reader_close(reader);
	if (rc != DYE_OK)
		dye_at_file(err, name);
	return rc;
}

enum dye_code
dye_rows_each(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_mended * mended, dye_row_visit visit, void * cookie,
    struct dye_error * err)
{

	return walk(&(struct walk){.visit = visit, .cookie = cookie, .mended = mended}, bytes, name, wish, way, err);
}

static enum dye_code
pass_over(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{

	(void)cookie;
	(void)row;
	(void)stop;
	(void)err;
	return DYE_OK;
}

enum dye_code
dye_rows_beside(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_buffer * beside, struct dye_error * err)
{

	return walk(&(struct walk){.visit = pass_over, .beside = beside}, bytes, name, wish, way, err);
}
