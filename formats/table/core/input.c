#include "formats/table/core/input.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/table/core/charset.h"
#include "formats/table/core/container.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/mend.h"
#include "formats/table/core/reader.h"

/* Where more than one byte in so many is no text in any encoding, the file is no text: a picture, an archive, noise. */
#define NO_TEXT 8
/* But where it has so many lines of so many bytes without any such byte, somebody has put noise to a list. Of noise, not one in a million lines is so. */
#define LIST_LINES 3
#define LIST_LINE 12

/* Read once, at most ${size} bytes. */
static enum dye_code
read_once(struct dye_input * in, size_t size, struct dye_error * err)
{
	enum dye_code rc;
	ptrdiff_t n;

	if ((rc = dye_buffer_reserve(&in->ahead, size, err)) != DYE_OK)
		return rc;
	do {
		n = in->source.read(in->source.cookie, in->ahead.data + in->ahead.len, size);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return dye_fail_errno(err, DYE_EIO, "cannot read");
	if ((size_t)n > size)
		return dye_fail(err, DYE_EIO, "a source returned more than it was asked for");
	in->end = n == 0;
	in->ahead.len += (size_t)n;
	return DYE_OK;
}

enum dye_code
dye_input_more(struct dye_input * in, size_t want, struct dye_slice * bytes, bool * end, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	while (rc == DYE_OK && !in->end && in->ahead.len - in->taken < want)
		rc = read_once(in, want - (in->ahead.len - in->taken), err);
	*bytes = dye_slice_of(in->ahead.data, in->ahead.len);
	bytes->data += in->taken;
	bytes->len -= in->taken;
	*end = in->end;
	return rc;
}

void
dye_input_take(struct dye_input * in, size_t count)
{
	size_t left;

	in->taken += count;
	left = in->ahead.len - in->taken;

	/* Keep what is left at the front, but move it only when that is less than what was taken. */
	if (left > in->taken)
		return;
	if (left > 0)
		memmove(in->ahead.data, in->ahead.data + in->taken, left);
	in->ahead.len = left;
	in->taken = 0;
}

enum dye_code
dye_input_whole(struct dye_input * in, size_t max, struct dye_slice * bytes, struct dye_error * err)
{
	enum dye_code rc;
	bool end = false;

	for (size_t want = DYE_PEEK;; want = want > max / 2 ? max + 1 : 2 * want) {
		if ((rc = dye_input_more(in, want, bytes, &end, err)) != DYE_OK)
			return rc;
		if (bytes->len > max)
			return dye_fail(err, DYE_EDATA, "a file of this format may have %zu MiB at most", max >> 20);
		if (end)
			return DYE_OK;
	}
}

struct dye_slice
dye_input_head(const struct dye_input * in, bool * whole)
{

	*whole = in->peeked_all;
	return dye_slice_of(in->ahead.data, in->head);
}

bool
dye_input_text(const struct dye_input * in, struct dye_slice * text, bool * whole)
{

	*whole = in->peeked_all;
	*text = dye_slice_of(in->text.data, in->text.len);
	return in->is_text;
}

/* ---- what the bytes are ---- */

static struct dye_slice
head_of(const struct dye_input * in)
{

	return dye_slice_of(in->ahead.data, in->head);
}

/* Make UTF-8 without a byte order mark of the head. */
static enum dye_code
convert_head(struct dye_input * in, struct dye_error * err)
{
	struct dye_converter converter = {0};
	struct dye_slice bytes = head_of(in);
	size_t bom = dye_bom_len(in->encoding, bytes), used;
	enum dye_code rc;

	in->bom = bom > 0;
	in->text = (struct dye_slice){bytes.data + bom, bytes.len - bom};
	if (in->encoding == DYE_UTF8)
		return DYE_OK;
	if ((rc = dye_converter_open(&converter, "UTF-8", dye_encoding_name(in->encoding), err)) != DYE_OK)
		return rc;
	if ((rc = dye_convert(&converter, in->text, &used, &in->converted, err)) == DYE_OK)
		in->text = dye_buffer_slice(&in->converted);
	dye_converter_release(&converter);
	return rc;
}

static enum dye_code
strict_text(struct dye_input * in, const char * wish, struct dye_error * err)
{

	if (wish != NULL && !dye_encoding_find(wish, &in->encoding))
		return dye_fail(err, DYE_EUSAGE, "the encoding must be utf-8, gb18030, utf-16le or utf-16be");
	if (wish == NULL && dye_encoding_detect(head_of(in), in->peeked_all, &in->encoding, &in->no_text) != DYE_OK) {
		if (!dye_charset_dirt(head_of(in), in->peeked_all, &in->encoding))
			return DYE_OK;
		in->dirty = true;
	}
	in->is_text = true;
	return convert_head(in, err);
}

/* Whether lines of text stand in what was mended: without U+FFFD, which takes the place of what is none, and without signs that nobody writes. */
static bool
holds_lines(struct dye_slice mended)
{
	size_t lines = 0, start = 0;
	bool clean = true;

	for (size_t i = 0; i < mended.len && lines < LIST_LINES; i++) {
		unsigned char c = (unsigned char)mended.data[i];

		if (c == '\n') {
			lines += clean && i - start >= LIST_LINE;
			start = i + 1;
			clean = true;
		} else if ((c < ' ' && c != '\t' && c != '\r') ||
			   (mended.len - i >= 3 && memcmp(mended.data + i, "\xEF\xBF\xBD", 3) == 0)) {
			clean = false;
		}
	}
	return lines == LIST_LINES;
}

/* Nearly everything is text to one who forgives; from here on it is UTF-8 without a byte order mark. */
static enum dye_code
forgiving_text(struct dye_input * in, const char * wish, struct dye_error * err)
{
	struct dye_mender mender = {0};
	struct dye_mended mended = {0};
	size_t used;
	enum dye_code rc;

	in->is_text = true;
	in->encoding = DYE_UTF8;
	if (wish != NULL)
		(void)snprintf(in->charset, sizeof(in->charset), "%s", wish);
	else
		dye_charset_likely(head_of(in), in->peeked_all, in->charset);
	if ((rc = dye_mender_open(&mender, in->charset, err)) != DYE_OK)
		return rc;
	rc = dye_mend(&mender, head_of(in), in->peeked_all, &used, &in->converted, &mended, err);
	dye_mender_release(&mender);
	in->text = dye_slice_of(in->converted.data, in->converted.len);
	if (mended.bytes <= in->head / NO_TEXT || holds_lines(in->text))
		return rc;
	in->is_text = false;
	(void)dye_fail(&in->no_text, DYE_EDATA,
	    "this is no text: %" PRIu64 " of its first %zu bytes are none; if there is text in it, keep that alone: "
	    "iconv -c -f UTF-8 -t UTF-8 <FILE >NEW",
	    mended.bytes, in->head);
	return rc;
}

enum dye_code
dye_input_open(const struct dye_source * source, const struct dye_dialect_wish * wish, struct dye_input * in,
    struct dye_error * err)
{
	const struct dye_container * container;
	struct dye_slice bytes;
	enum dye_code rc;

	*in = (struct dye_input){.source = *source, .block_size = DYE_BLOCK, .forgiving = wish->forgiving};
	if ((rc = dye_input_more(in, DYE_PEEK, &bytes, &in->peeked_all, err)) != DYE_OK)
		return rc;
	in->head = bytes.len;
	if ((container = dye_container_of(bytes)) != NULL) {
		(void)dye_container_refuse(container, &in->no_text);
		return DYE_OK;
	}
	return wish->forgiving ? forgiving_text(in, wish->encoding, err) : strict_text(in, wish->encoding, err);
}

void
dye_input_release(struct dye_input * in)
{

	dye_buffer_release(&in->ahead);
	dye_buffer_release(&in->converted);
}
