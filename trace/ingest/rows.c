#include "trace/ingest/rows.h"

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

enum dye_code
dye_rows_each(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    struct dye_dialect * dialect, dye_row_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_memory memory = {bytes};
	struct dye_source source = dye_memory_source(&memory, name);
	struct dye_reader * reader;
	struct dye_decoder * decoder;
	struct dye_block block = {0};
	bool stop = false;
	enum dye_code rc;

	if ((rc = dye_reader_open(&source, wish, &reader, err)) != DYE_OK)
		goto err0;
	if (dialect != NULL)
		*dialect = *dye_reader_dialect(reader);
	if ((rc = dye_decoder_open(reader, &decoder, err)) != DYE_OK)
		goto err1;
	while (!stop) {
		if ((rc = dye_reader_block(reader, &block, err)) != DYE_OK || block.bytes.len == 0)
			break;
		if ((rc = block_rows(decoder, &block, visit, cookie, &stop, err)) != DYE_OK)
			break;
	}
	dye_buffer_release(&block.bytes);
	dye_decoder_close(decoder);
err1:
	dye_reader_close(reader);
err0:
	if (rc != DYE_OK)
		dye_at_file(err, name);
	return rc;
}
