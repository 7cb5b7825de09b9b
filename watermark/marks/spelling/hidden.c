#include "watermark/marks/spelling/hidden.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"

/* A sign that may stand around a whole cell and be taken off; full stops and brackets are the cell's own. */
static bool
wraps(char c)
{

	return strchr("_*'\"`~\\|;,:<>{}#^@=+!?%$&", c) != NULL;
}

/* How many bytes at the end are an escape ("\\0", "^M") or such a sign. */
static size_t
tail_of(struct dye_slice text)
{

	if (text.len > 1 && strchr("\\^", text.data[text.len - 2]) != NULL)
		return 2;
	return text.len > 0 && wraps(text.data[text.len - 1]);
}

/* And at the beginning, of what ended in a quote: a sign, or the letter of SQL's and Python's strings ("N'...'"). */
static size_t
head_of(struct dye_slice text, bool quoted)
{

	if (quoted && text.len > 1 && dye_is_alpha((uint8_t)text.data[0]) && strchr("'\"", text.data[1]) != NULL)
		return 2;
	return text.len > 0 && wraps(text.data[0]);
}

/* The cell without those, and without blanks. */
static struct dye_slice
unwrapped(struct dye_slice text)
{
	bool quoted;
	size_t n;

	text = dye_trim(text);
	quoted = text.len > 0 && strchr("'\"", text.data[text.len - 1]) != NULL;
	while ((n = tail_of(text)) > 0)
		text.len -= n;
	while ((n = head_of(text, quoted)) > 0) {
		text.data += n;
		text.len -= n;
	}
	return dye_trim(text);
}

/* Nothing is taken off: nearly every cell begins with a letter or digit, and ends with two. Asked of every cell, as is the next. */
static bool
is_bare(struct dye_slice text)
{

	return text.len > 2 && dye_is_alnum((uint8_t)text.data[0]) && dye_is_alnum((uint8_t)text.data[text.len - 1]) &&
	       dye_is_alnum((uint8_t)text.data[text.len - 2]);
}

/* "A & B" stands for itself. */
static bool
may_stand_for_other(struct dye_slice text)
{

	for (size_t i = 0; i < text.len; i++)
		if (dye_plain_stands((uint8_t)text.data[i]) &&
		    (text.data[i] != '&' || (i + 1 < text.len && text.data[i + 1] != ' ')))
			return true;
	return false;
}

enum dye_code
dye_spelling_hidden(const struct dye_profile * profile, const struct dye_kind * kind, struct dye_slice text,
    struct dye_plain * plain, uint32_t * slots, struct dye_error * err)
{
	struct dye_slice bare = is_bare(text) ? text : unwrapped(text);
	uint32_t shown = 0, all = 0;
	bool signs = false;

	if (may_stand_for_other(text)) {
		DYE_TRY(dye_plain(text, true, plain, &signs, err));
		bare = signs ? unwrapped(dye_buffer_slice(&plain->text)) : bare;
	}
	if (!signs && (bare.len == text.len || bare.len == dye_trim(text).len))
		return DYE_OK;
	DYE_TRY(dye_spelling_count(profile, kind, text, &shown, err));
	DYE_TRY(dye_spelling_count(profile, kind, bare, &all, err));
	*slots += all > shown ? all - shown : 0;
	return DYE_OK;
}
