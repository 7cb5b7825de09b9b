#include "watermark/embed/meta.h"

#include <string.h>

#include "formats/base/json.h"

static enum dye_code
write_string(struct dye_buffer * json, const char * text, struct dye_error * err)
{

	return dye_json_string(json, (struct dye_slice){text, strlen(text)}, err);
}

static enum dye_code
write_all(const struct dye_meta * meta, size_t count, struct dye_buffer * json, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_append_byte(json, '{', err));
	for (i = 0; i < count; i++) {
		DYE_TRY(dye_buffer_printf(json, err, "%s", i > 0 ? "," : ""));
		DYE_TRY(write_string(json, meta[i].key, err));
		DYE_TRY(dye_buffer_append_byte(json, ':', err));
		DYE_TRY(write_string(json, meta[i].value, err));
	}
	return dye_buffer_append_byte(json, '}', err);
}

enum dye_code
dye_meta_json(const struct dye_meta * meta, size_t count, char * out, size_t size, struct dye_error * err)
{
	struct dye_buffer json = {0};
	enum dye_code rc = write_all(meta, count, &json, err);

	if (rc == DYE_OK && json.len >= size)
		rc = dye_fail(err, DYE_EUSAGE, "the --meta values are too long together");
	if (rc == DYE_OK)
		memcpy(out, json.data, json.len);
	dye_buffer_release(&json);
	return rc;
}
