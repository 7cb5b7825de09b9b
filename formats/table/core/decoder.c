#include <stdlib.h>

#include "formats/table/format.h"

struct dye_decoder {
	const struct dye_format * format;
	void * state; /* Owned; format->decoder_size bytes. */
};

enum dye_code
dye_decoder_open(const struct dye_dialect * dialect, struct dye_decoder ** decoder, struct dye_error * err)
{
	struct dye_decoder * d;
	enum dye_code rc;

	if ((d = calloc(1, sizeof(*d))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	d->format = dialect->format;
	if ((d->state = calloc(1, d->format->decoder_size)) == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto err1;
	}
	if ((rc = d->format->decoder_init(d->state, dialect, err)) != DYE_OK)
		goto err2;
	*decoder = d;
	return DYE_OK;

err2:
	free(d->state);
err1:
	free(d);
	return rc;
}

enum dye_code
dye_decoder_start(struct dye_decoder * decoder, const struct dye_block * block, struct dye_error * err)
{

	return decoder->format->decoder_start(decoder->state, block, err);
}

enum dye_code
dye_decoder_next(struct dye_decoder * decoder, struct dye_row * row, bool * got, struct dye_error * err)
{
	enum dye_code rc;

	*got = false;
	if ((rc = decoder->format->decoder_next(decoder->state, row, err)) != DYE_OK)
		return rc;
	*got = row->raw.len > 0;
	return DYE_OK;
}

enum dye_code
dye_decoder_render(
    struct dye_decoder * decoder, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{

	if (decoder->format->render == NULL)
		return dye_fail(err, DYE_EUSAGE, "a %s file cannot be written", decoder->format->name);
	return decoder->format->render(decoder->state, row, out, err);
}

void
dye_decoder_close(struct dye_decoder * decoder)
{

	if (decoder == NULL)
		return;
	decoder->format->decoder_release(decoder->state);
	free(decoder->state);
	free(decoder);
}
