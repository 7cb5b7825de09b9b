#include "formats/table/core/mend.h"

#include <string.h>
#include <strings.h>

static const struct dye_slice replacement = DYE_SLICE("\xEF\xBF\xBD");

/* No character has more bytes in any encoding that iconv(3) knows. */
#define CHARACTER_MAX 16

enum dye_code
dye_mender_open(struct dye_mender * mender, const char * charset, struct dye_error * err)
{

	*mender = (struct dye_mender){0};
	if (charset[0] == '\0' || strcasecmp(charset, "UTF-8") == 0 || strcasecmp(charset, "utf8") == 0)
		return DYE_OK;
	mender->no_unicode = strncasecmp(charset, "UTF", 3) != 0;
	return dye_converter_open(&mender->converter, "UTF-8", charset, err);
}

void
dye_mender_release(struct dye_mender * mender)
{

	dye_converter_release(&mender->converter);
}

/* The next run of bytes that is text goes to ${out}; return how long it was. */
static enum dye_code
good_run(
    struct dye_mender * mender, struct dye_slice bytes, size_t * len, struct dye_buffer * out, struct dye_error * err)
{

	if (mender->converter.open)
		return dye_convert(&mender->converter, bytes, len, out, err);
	*len = dye_utf8_bad(bytes);
	return dye_buffer_append(out, bytes.data, *len, err);
}

/* The bytes at which a run of text ended begin a character whose rest is still to come. */
static bool
is_cut(const struct dye_mender * mender, struct dye_slice rest)
{

	if (mender->converter.open)
		return rest.len < CHARACTER_MAX;
	return rest.data[0] != '\0' && dye_utf8_cut(rest) == rest.len;
}

/* Drop the NULs from ${start} on; a converted text may have them as characters. */
static void
drop_nuls(struct dye_buffer * out, size_t start, struct dye_mended * mended)
{
	size_t to = start;

	if (out->len == start || memchr(out->data + start, '\0', out->len - start) == NULL)
		return;
	for (size_t i = start; i < out->len; i++) {
		if (out->data[i] == '\0')
			mended->nuls++;
		else
			out->data[to++] = out->data[i];
	}
	out->len = to;
}

/* The mark at the beginning, if the text has one. */
static void
drop_bom(struct dye_mender * mender, struct dye_buffer * out, size_t start)
{

	if (mender->begun || out->len == start)
		return;
	mender->begun = true;
	if (out->len - start < 3 || memcmp(out->data + start, "\xEF\xBB\xBF", 3) != 0)
		return;
	memmove(out->data + start, out->data + start + 3, out->len - start - 3);
	out->len -= 3;
}

/* Pass over the mark of UTF-8 before a text in another encoding. False: too few bytes to tell. */
static bool
pass_false_mark(struct dye_mender * mender, struct dye_slice bytes, bool last, size_t * used)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t shown = bytes.len < 3 ? bytes.len : 3;

	if (mender->begun || !mender->no_unicode || memcmp(bytes.data, mark, shown) != 0)
		return true;
	if (shown < 3)
		return last;
	mender->begun = true;
	*used = 3;
	return true;
}

enum dye_code
dye_mend(struct dye_mender * mender, struct dye_slice bytes, bool last, size_t * used, struct dye_buffer * out,
    struct dye_mended * mended, struct dye_error * err)
{
	size_t len, start;
	enum dye_code rc;

	*used = 0;
	if (bytes.len > 0 && !pass_false_mark(mender, bytes, last, used))
		return DYE_OK;
	while (*used < bytes.len) {
		struct dye_slice rest = {bytes.data + *used, bytes.len - *used};

		start = out->len;
		if ((rc = good_run(mender, rest, &len, out, err)) != DYE_OK)
			return rc;
		drop_bom(mender, out, start);
		drop_nuls(out, start, mended);
		*used += len;
		if (*used == bytes.len)
			return DYE_OK;
		rest = (struct dye_slice){bytes.data + *used, bytes.len - *used};
		if (!last && is_cut(mender, rest))
			return DYE_OK;
		(*used)++;
		mender->begun = true;
		if (rest.data[0] == '\0' && !mender->converter.open) {
			mended->nuls++;
			continue;
		}
		mended->bytes++;
		if ((rc = dye_buffer_append_slice(out, replacement, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}
