#include "watermark/registry/core/name.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "formats/base/text.h"
#include "watermark/registry/store.h"

/* Composed and decomposed letters look the same: names are of the one form that keyboards and directories give. */
static enum dye_code
check_composed(struct dye_slice name, struct dye_error * err)
{
	utf8proc_uint8_t * composed = NULL;
	utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)name.data, (utf8proc_ssize_t)name.len, &composed,
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	bool same = len == (utf8proc_ssize_t)name.len && memcmp(composed, name.data, name.len) == 0;

	free(composed);
	if (len < 0)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return same ? DYE_OK
		    : dye_fail(err, DYE_EDATA, "a name is not in Unicode's composed form; `uconv -x nfc` makes it so");
}

enum dye_code
dye_name_check(struct dye_slice name, struct dye_error * err)
{
	const utf8proc_uint8_t * p = (const utf8proc_uint8_t *)name.data;
	utf8proc_ssize_t left = (utf8proc_ssize_t)name.len, n;
	utf8proc_int32_t c;

	if (name.len == 0)
		return dye_fail(err, DYE_EDATA, "a name is empty");
	if (name.len > DYE_NAME_MAX)
		return dye_fail(err, DYE_EDATA, "a name is longer than %d bytes", DYE_NAME_MAX);
	for (const utf8proc_uint8_t * at = p; left > 0; at += n, left -= n) {
		if ((n = utf8proc_iterate(at, left, &c)) <= 0)
			return dye_fail(err, DYE_EDATA, "a name is not valid UTF-8");
		/* Two accounts whose names look the same must be one. */
		if (!dye_is_shown(c))
			return dye_fail(err, DYE_EDATA,
			    "a name holds a character that is not seen (U+%04" PRIX32
			    ", a control, a mark of direction or of no width)",
			    (uint32_t)c);
		if (c != ' ' && utf8proc_category(c) == UTF8PROC_CATEGORY_ZS)
			return dye_fail(err, DYE_EDATA, "a name holds a space that is none of ASCII");
		if (c == ' ' && (at == p || n == left))
			return dye_fail(err, DYE_EDATA, "a name begins or ends with a space");
	}
	return check_composed(name, err);
}
