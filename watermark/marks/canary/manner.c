#include "watermark/marks/canary/manner.h"

#include <string.h>

#include <utf8proc.h>

#include "formats/base/nothing.h"
#include "formats/base/text.h"

bool
dye_manner_nothing(struct dye_slice text)
{

	return dye_nothing_word(text) != 0;
}

struct dye_slice
dye_manner_value(struct dye_slice text)
{

	text = dye_trim(text);
	return dye_manner_nothing(text) ? (struct dye_slice){NULL, 0} : text;
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

/* The next run of blanks in ${text}, which is cut off up to its end; its length, 0 where there is none. */
static size_t
next_blanks(struct dye_slice * text)
{
	size_t i = 0, n = 0;

	while (i < text->len && text->data[i] != ' ')
		i++;
	while (i + n < text->len && text->data[i + n] == ' ')
		n++;
	text->data += i + n;
	text->len -= i + n;
	return n;
}

/* A character in the case that is wanted: 'A', 'a', or 0 as it is. */
static enum dye_code
append_cased(utf8proc_int32_t c, char wanted, struct dye_buffer * out, struct dye_error * err)
{
	utf8proc_uint8_t bytes[4];

	if (wanted != 0)
		c = wanted == 'A' ? utf8proc_toupper(c) : utf8proc_tolower(c);
	return dye_buffer_append(out, bytes, (size_t)utf8proc_encode_char(c, bytes), err);
}

enum dye_code
dye_manner_follow(struct dye_slice like, struct dye_slice text, struct dye_buffer * out, struct dye_error * err)
{
	size_t upper, lower, blanks = 0;
	enum dye_code rc = DYE_OK;
	char wanted;

	count_case(like, &upper, &lower);
	wanted = upper + lower < 2 || (upper > 0 && lower > 0) ? 0 : upper > 0 ? 'A' : 'a';
	while (text.len > 0 && rc == DYE_OK) {
		const char * at = text.data;
		utf8proc_int32_t c = next(&text);
		bool first = c == ' ' && blanks++ == 0;

		blanks = c == ' ' ? blanks : 0;
		rc = c < 0 ? dye_buffer_append_byte(out, *at, err) : append_cased(c, wanted, out, err);
		/* Behind the first blank of a run: the others that the like of it has. */
		for (size_t n = first ? next_blanks(&like) : 0; n > 1 && rc == DYE_OK; n--)
			if (text.len > 0 && *text.data != ' ')
				rc = dye_buffer_append_byte(out, ' ', err);
	}
	return rc;
}
