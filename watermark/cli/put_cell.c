#include "watermark/cli/put_cell.h"

#include <string.h>

enum dye_code
dye_cli_put_cell(struct dye_buffer * out, struct dye_slice text, struct dye_error * err)
{
	bool quotes = false;

	for (size_t i = 0; i < text.len; i++)
		quotes = quotes || strchr(",\"\r\n", text.data[i]) != NULL;
	if (!quotes)
		return dye_buffer_append_slice(out, text, err);
	DYE_TRY(dye_buffer_append_byte(out, '"', err));
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '"')
			DYE_TRY(dye_buffer_append_byte(out, '"', err));
		DYE_TRY(dye_buffer_append_byte(out, text.data[i], err));
	}
	return dye_buffer_append_byte(out, '"', err);
}
