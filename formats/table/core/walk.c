#include "formats/table/core/walk.h"

#include <stdlib.h>

#include "formats/table/core/names.h"

enum dye_code
dye_table_names(struct dye_reader * reader, dye_row_visit visit, void * cookie, bool * stop, struct dye_error * err)
{
	const struct dye_table_head * head = dye_reader_head(reader);
	struct dye_row row;
	enum dye_code rc;

	if (head->names == NULL || *stop)
		return DYE_OK;
	DYE_TRY(dye_names_row(head->names, head->count, &row, err));
	rc = visit(cookie, &row, stop, err);
	free((void *)(uintptr_t)row.cells);
	return rc;
}

static enum dye_code
block_rows(struct dye_decoder * decoder, const struct dye_block * block, dye_row_visit visit, void * cookie,
    bool * stop, struct dye_error * err)
{
	struct dye_row row;
	enum dye_code rc;
	bool got;

	DYE_TRY(dye_decoder_start(decoder, block, err));
	while (!*stop) {
		DYE_TRY(dye_decoder_next(decoder, &row, &got, err));
		if (!got)
			return DYE_OK;
		if ((rc = visit(cookie, &row, stop, err)) != DYE_OK) {
			dye_at_row(err, row.number);
			return rc;
		}
	}
	return DYE_OK;
}

enum dye_code
dye_table_rows(struct dye_reader * reader, struct dye_mended * mended, dye_row_visit visit, void * cookie, bool * stop,
    struct dye_error * err)
{
	struct dye_decoder * decoder;
	struct dye_block block = {0};
	enum dye_code rc;

	DYE_TRY(dye_decoder_open(reader, &decoder, err));
	for (rc = DYE_OK; rc == DYE_OK && !*stop;) {
		if ((rc = dye_reader_block(reader, &block, err)) != DYE_OK || block.bytes.len == 0)
			break;
		rc = block_rows(decoder, &block, visit, cookie, stop, err);
	}
	if (mended != NULL)
		dye_decoder_mended(decoder, mended);
	dye_buffer_release_secret(&block.bytes);
	dye_decoder_close(decoder);
	return rc;
}
