#include "formats/table/core/dialect.h"

#include <stdio.h>
#include <string.h>

#include "formats/table/core/encoding.h"

const struct dye_format *
dye_format_find(const char * name)
{

	for (size_t i = 0; dye_formats[i] != NULL; i++)
		if (strcmp(dye_formats[i]->name, name) == 0)
			return dye_formats[i];
	return NULL;
}

bool
dye_dialect_writable(const struct dye_dialect * dialect)
{

	return dialect->format->writable && (dialect->encoding == DYE_UTF8 || dialect->encoding == DYE_GB18030);
}

/* A delimiter as the caller wrote it. A format that is written back needs one byte that is no other sign of the grammar. */
static enum dye_code
wish_delimiter(
    const char * wish, const struct dye_format * format, struct dye_dialect * dialect, struct dye_error * err)
{
	const char * text = strcmp(wish, "\\t") == 0 || strcmp(wish, "tab") == 0 ? "\t" : wish;
	size_t len = strlen(text);

	if (len == 0 || len >= sizeof(dialect->delimiter))
		return dye_fail(err, DYE_EUSAGE, "a delimiter has 1 to %zu bytes", sizeof(dialect->delimiter) - 1);
	if (format != NULL && format->writable &&
	    (len != 1 || text[0] < 0 || strchr("\"\r\n", text[0]) != NULL || (text[0] >= '0' && text[0] <= '9')))
		return dye_fail(err, DYE_EUSAGE,
		    "the delimiter of a %s file is one ASCII character, not a digit, quote or line end", format->name);
	(void)snprintf(dialect->delimiter, sizeof(dialect->delimiter), "%s", text);
	return DYE_OK;
}

/* Set the encoding, and make UTF-8 without a byte order mark of the bytes; ${text} holds them where they must be converted. */
static enum dye_code
to_text(struct dye_slice * bytes, bool whole, const struct dye_dialect_wish * wish, struct dye_dialect * dialect,
    struct dye_buffer * text, struct dye_error * err)
{
	struct dye_converter converter = {0};
	enum dye_code rc;
	size_t bom, used;

	if (wish->encoding != NULL && !dye_encoding_find(wish->encoding, &dialect->encoding))
		return dye_fail(err, DYE_EUSAGE, "the encoding must be utf-8, gb18030, utf-16le or utf-16be");
	if (wish->encoding == NULL && (rc = dye_encoding_detect(*bytes, whole, &dialect->encoding, err)) != DYE_OK)
		return rc;
	bom = dye_bom_len(dialect->encoding, *bytes);
	dialect->bom = bom > 0;
	bytes->data += bom;
	bytes->len -= bom;
	if (dialect->encoding == DYE_UTF8)
		return DYE_OK;
	if ((rc = dye_converter_open(&converter, "UTF-8", dye_encoding_name(dialect->encoding), err)) != DYE_OK)
		return rc;
	if ((rc = dye_convert(&converter, *bytes, &used, text, err)) == DYE_OK)
		*bytes = dye_slice_of(text->data, text->len);
	dye_converter_release(&converter);
	return rc;
}

/* Ask the format that was wished for, or all of them, and take the surest. */
static enum dye_code
ask_formats(struct dye_slice text, bool whole, const struct dye_dialect_wish * wish, struct dye_dialect * dialect,
    struct dye_error * err)
{
	const struct dye_format * wished = NULL;
	struct dye_dialect best = {0};
	int best_score = -1;
	enum dye_code rc = DYE_OK;

	if (wish->format != NULL && (wished = dye_format_find(wish->format)) == NULL)
		return dye_fail(err, DYE_EUSAGE, "there is no table format of that name");
	for (size_t i = 0; dye_formats[i] != NULL; i++) {
		struct dye_dialect d = *dialect;
		int score;

		if (wished != NULL && dye_formats[i] != wished)
			continue;
		if (wish->delimiter != NULL &&
		    (rc = wish_delimiter(wish->delimiter, dye_formats[i], &d, err)) != DYE_OK)
			continue;
		d.format = dye_formats[i];
		if ((score = dye_formats[i]->probe(text, whole, &d)) > best_score) {
			best_score = score;
			best = d;
		}
	}
	if (best.format == NULL)
		return rc;
	*dialect = best;
	return DYE_OK;
}

enum dye_code
dye_dialect_detect(struct dye_slice bytes, bool whole, const struct dye_dialect_wish * wish,
    struct dye_dialect * dialect, struct dye_error * err)
{
	const struct dye_dialect_wish nothing = {.header = DYE_DETECT};
	struct dye_buffer text = {0};
	enum dye_code rc;

	memset(dialect, 0, sizeof(*dialect));
	bytes = dye_slice_of(bytes.data, bytes.len);
	if (wish == NULL)
		wish = &nothing;
	if ((rc = to_text(&bytes, whole, wish, dialect, &text, err)) == DYE_OK)
		rc = ask_formats(bytes, whole, wish, dialect, err);
	if (rc == DYE_OK && wish->header != DYE_DETECT)
		dialect->header = wish->header == DYE_YES;
	dye_buffer_release(&text);
	return rc;
}
