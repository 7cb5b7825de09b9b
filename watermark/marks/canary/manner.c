#include "watermark/marks/canary/manner.h"

#include <string.h>

#include <utf8proc.h>

bool
dye_manner_nothing(struct dye_slice text)
{
	/* As databases, spreadsheets, programs and people write it; names (Na, Nil, Null) only as nobody writes his own. */
	static const char * const words[] = {"NULL", "null", "(null)", "(NULL)", "<null>", "<NULL>", "[null]", "[NULL]",
	    "\\N", "N/A", "n/a", "#N/A", "NA", "NaN", "nan", "None", "NONE", "none", "nil", "NIL", "unknown", "Unknown",
	    "UNKNOWN", "-", "--", "---", ".", "?", "/", "无", "暂无", "空", "未知", "不详", "未填写"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text.len == strlen(words[i]) && memcmp(text.data, words[i], text.len) == 0)
			return true;
	return false;
}

/* Take the next character off ${text}; a byte that is none stands for itself, negative. */
static utf8proc_int32_t
next(struct dye_slice * text)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text->data, (utf8proc_ssize_t)text->len, &c);

	if (n <= 0) {
		c = -1;
		n = 1;
	}
	text->data += n;
	text->len -= (size_t)n;
	return c;
}

/* Letters that another case would change. */
static void
count_case(struct dye_slice text, size_t * upper, size_t * lower)
{
	utf8proc_int32_t c;

	*upper = *lower = 0;
	while (text.len > 0) {
		if ((c = next(&text)) < 0)
			continue;
		*upper += utf8proc_tolower(c) != c;
		*lower += utf8proc_toupper(c) != c;
	}
}

enum dye_code
dye_manner_case(struct dye_slice like, struct dye_slice text, struct dye_buffer * out, struct dye_error * err)
{
	size_t upper, lower;
	utf8proc_uint8_t bytes[4];
	enum dye_code rc = DYE_OK;

	count_case(like, &upper, &lower);
	if (upper + lower < 2 || (upper > 0 && lower > 0))
		return dye_buffer_append_slice(out, text, err);
	while (text.len > 0 && rc == DYE_OK) {
		const char * at = text.data;
		utf8proc_int32_t c = next(&text);

		if (c < 0) {
			rc = dye_buffer_append_byte(out, *at, err);
			continue;
		}
		c = upper > 0 ? utf8proc_toupper(c) : utf8proc_tolower(c);
		rc = dye_buffer_append(out, bytes, (size_t)utf8proc_encode_char(c, bytes), err);
	}
	return rc;
}
