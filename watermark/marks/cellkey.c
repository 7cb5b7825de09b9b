#include "watermark/marks/cellkey.h"

#include <string.h>

enum dye_code
dye_cell_digest(const char * kind, struct dye_slice canonical, const uint8_t * row_anchor, struct dye_buffer * scratch,
    uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{
	enum dye_code rc;

	dye_buffer_reset(scratch);
	if ((rc = dye_buffer_append_frame(scratch, (struct dye_slice){kind, strlen(kind)}, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_append_frame(scratch, canonical, err)) != DYE_OK)
		return rc;
	if (row_anchor != NULL) {
		struct dye_slice anchor = {(const char *)row_anchor, DYE_PRF_LEN};

		if ((rc = dye_buffer_append_frame(scratch, anchor, err)) != DYE_OK)
			return rc;
	}
	dye_digest(scratch->data, scratch->len, out);
	return DYE_OK;
}
