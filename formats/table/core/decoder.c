#include <stdlib.h>
#include <string.h>

#include "formats/table/core/cells.h"
#include "formats/table/core/reader.h"

struct dye_decoder {
	const struct dye_format * format; /* as far as decoding goes */
	const char * name;		  /* of the file's format */
	void * state;			  /* Owned; format->decoder_size bytes. */
	struct dye_reader * own;	  /* Owned; NULL where the caller has the reader. */
};

enum dye_code
dye_decoder_open(const struct dye_reader * reader, struct dye_decoder ** decoder, struct dye_error * err)
{
	const struct dye_format * format = dye_reader_dialect(reader)->format;
	struct dye_decoder * d;
	enum dye_code rc;

	if ((d = calloc(1, sizeof(*d))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	d->name = format->name;
	d->format = format->decoder_open != NULL ? format : &dye_cells_decoding;
	if ((d->state = calloc(1, d->format->decoder_size)) == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto err1;
	}
	if ((rc = d->format->decoder_open(d->state, dye_reader_state(reader), err)) != DYE_OK)
		goto err2;
	*decoder = d;
	return DYE_OK;

err2:
	free(d->state);
err1:
	free(d);
	return rc;
}

static ptrdiff_t
read_nothing(void * cookie, void * buf, size_t size)
{

	(void)cookie;
	(void)buf;
	(void)size;
	return 0;
}

enum dye_code
dye_decoder_open_alone(const struct dye_dialect * way, struct dye_decoder ** decoder, struct dye_error * err)
{
	const struct dye_source nothing = {.read = read_nothing};
	struct dye_reader * reader;
	enum dye_code rc;

	if ((rc = dye_reader_open_way(&nothing, NULL, way, &reader, err)) != DYE_OK)
		return rc;
	if ((rc = dye_decoder_open(reader, decoder, err)) != DYE_OK) {
		dye_reader_close(reader);
		return rc;
	}
	(*decoder)->own = reader;
	return DYE_OK;
}

enum dye_code
dye_decoder_start(struct dye_decoder * decoder, const struct dye_block * block, struct dye_error * err)
{

	return decoder->format->start(decoder->state, block, err);
}

enum dye_code
dye_decoder_next(struct dye_decoder * decoder, struct dye_row * row, bool * got, struct dye_error * err)
{

	*got = false;
	return decoder->format->next(decoder->state, row, got, err);
}

enum dye_code
dye_decoder_render(
    struct dye_decoder * decoder, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{

	if (decoder->format->render == NULL)
		return dye_fail(err, DYE_EUSAGE, "a %s file cannot be written", decoder->name);
	return decoder->format->render(decoder->state, row, out, err);
}

void
dye_decoder_mended(const struct dye_decoder * decoder, struct dye_mended * mended)
{

	if (decoder->format->mended != NULL)
		decoder->format->mended(decoder->state, mended);
}

void
dye_decoder_close(struct dye_decoder * decoder)
{

	if (decoder == NULL)
		return;
	decoder->format->decoder_close(decoder->state);
	dye_reader_close(decoder->own);
	free(decoder->state);
	free(decoder);
}
