#include "watermark/marks/canary/pour.h"

#include "formats/base/ascii.h"
#include "formats/base/text.h"

#define DIGITS_MAX 32

/* No letters: those say something ("ext. 4", a name), and so may what is not of ASCII. */
bool
dye_is_form(struct dye_slice text)
{
	size_t digits = dye_count_digits(text);

	for (size_t i = 0; i < text.len; i++)
		if ((uint8_t)text.data[i] >= 0x80 || dye_is_alpha((uint8_t)text.data[i]))
			return false;
	return digits > 0 && digits <= DIGITS_MAX;
}

/* The last ${count} digits of ${text}, which has as many. */
static void
last_digits(struct dye_slice text, size_t count, char * digits)
{

	for (size_t i = text.len; i-- > 0 && count > 0;)
		if (dye_is_digit((uint8_t)text.data[i]))
			digits[--count] = text.data[i];
}

/* Behind a plus stands a country, and as many digits are another's. */
static bool
same_head(struct dye_slice form, const char * text)
{
	size_t i = 1;

	while (i < form.len && dye_is_digit((uint8_t)form.data[i]) && form.data[i] == text[i])
		i++;
	return i == form.len || !dye_is_digit((uint8_t)form.data[i]);
}

enum dye_code
dye_pour(const struct dye_kind * kind, struct dye_slice canonical, struct dye_slice form, struct dye_buffer * out,
    struct dye_parse * scratch, bool * poured, struct dye_error * err)
{
	size_t start = out->len, count = dye_count_digits(form), next = 0;
	char digits[DIGITS_MAX];

	*poured = false;
	if (!kind->exact || !dye_is_form(form) || count > dye_count_digits(canonical))
		return DYE_OK;
	last_digits(canonical, count, digits);
	for (size_t i = 0; i < form.len; i++)
		DYE_TRY(dye_buffer_append_byte(
		    out, dye_is_digit((uint8_t)form.data[i]) ? digits[next++] : form.data[i], err));
	if (out->data[start] == '+' && !same_head(form, out->data + start))
		goto done;
	DYE_TRY(kind->parse((struct dye_slice){dye_buffer_at(out, start), out->len - start}, scratch, err));
	*poured = dye_slice_equal(dye_buffer_slice(&scratch->canonical), canonical);
done:
	out->len = *poured ? out->len : start;
	return DYE_OK;
}
