#include "formats/table/core/feed.h"

#include "formats/table/core/encoding.h"
#include "formats/table/core/input.h"

enum dye_code
dye_feed_open(struct dye_feed * f, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{

	return dye_lines_open(&f->lines, input, way, dye_text_split, err);
}

void
dye_feed_close(struct dye_feed * f)
{

	dye_buffer_release_secret(&f->block.bytes);
	dye_lines_close(&f->lines);
}

enum dye_code
dye_feed_next(struct dye_feed * f, struct dye_slice * line, bool * got, struct dye_error * err)
{
	size_t text_len;
	bool ended;

	while (!(*got = dye_text_line(&f->at, line, &text_len, &ended))) {
		dye_buffer_reset(&f->block.bytes);
		DYE_TRY(dye_lines_block(&f->lines, &f->block, err));
		if (f->block.bytes.len == 0)
			return DYE_OK;
		f->at = (struct dye_text_lines){.bytes = dye_buffer_slice(&f->block.bytes)};
	}
	line->len = text_len;
	f->number++;
	return DYE_OK;
}

enum dye_code
dye_feed_block(
    void * reader, const struct dye_feed_verbs * verbs, uint64_t row, struct dye_block * block, struct dye_error * err)
{
	struct dye_feed * f = reader;
	struct dye_slice line;
	enum dye_code rc = DYE_OK;
	bool got = true;

	block->first_row = row;
	while (rc == DYE_OK && got && block->bytes.len < f->lines.input->block_size) {
		if ((rc = dye_feed_next(f, &line, &got, err)) == DYE_OK)
			rc = got ? verbs->line(reader, line, block, err) : verbs->end(reader, block, err);
	}
	block->last = !got;
	return rc;
}
