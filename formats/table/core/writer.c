#include <stdlib.h>

#include "formats/table/core/reader.h"

struct dye_writer {
	const struct dye_format * format;
	void * state; /* Owned; format->writer_size bytes. */
};

enum dye_code
dye_writer_open(
    const struct dye_reader * reader, const struct dye_sink * sink, struct dye_writer ** writer, struct dye_error * err)
{
	const struct dye_dialect * way = dye_reader_dialect(reader);
	struct dye_writer * w;
	enum dye_code rc;

	DYE_TRY(dye_reader_check_writable(reader, err));
	if ((w = calloc(1, sizeof(*w))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->format = way->format;
	if ((w->state = calloc(1, w->format->writer_size)) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = w->format->begin(w->state, dye_reader_state(reader), sink, err);
	if (rc != DYE_OK) {
		dye_writer_close(w);
		return rc;
	}
	*writer = w;
	return DYE_OK;
}

enum dye_code
dye_writer_rows(struct dye_writer * writer, struct dye_slice rendered, bool born, struct dye_error * err)
{

	if (rendered.len == 0)
		return DYE_OK;
	return writer->format->rows(writer->state, rendered, born, err);
}

enum dye_code
dye_writer_end(struct dye_writer * writer, struct dye_error * err)
{

	return writer->format->end(writer->state, err);
}

void
dye_writer_close(struct dye_writer * writer)
{

	if (writer == NULL)
		return;
	free(writer->state);
	free(writer);
}
