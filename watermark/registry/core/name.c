#include "watermark/registry/core/name.h"

#include <utf8proc.h>

#include "watermark/registry/store.h"

enum dye_code
dye_name_check(struct dye_slice name, struct dye_error * err)
{
	const utf8proc_uint8_t * p = (const utf8proc_uint8_t *)name.data;
	utf8proc_ssize_t left = (utf8proc_ssize_t)name.len, n;
	utf8proc_int32_t c;
	utf8proc_category_t category;

	if (name.len == 0)
		return dye_fail(err, DYE_EDATA, "a name is empty");
	if (name.len > DYE_NAME_MAX)
		return dye_fail(err, DYE_EDATA, "a name is longer than %d bytes", DYE_NAME_MAX);
	for (const utf8proc_uint8_t * at = p; left > 0; at += n, left -= n) {
		if ((n = utf8proc_iterate(at, left, &c)) <= 0)
			return dye_fail(err, DYE_EDATA, "a name is not valid UTF-8");
		category = utf8proc_category(c);
		if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_ZL ||
		    category == UTF8PROC_CATEGORY_ZP)
			return dye_fail(err, DYE_EDATA, "a name holds a control character");
		if (category == UTF8PROC_CATEGORY_ZS && (at == p || n == left))
			return dye_fail(err, DYE_EDATA, "a name begins or ends with a space");
	}
	return DYE_OK;
}
