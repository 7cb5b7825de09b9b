#include "watermark/learn/sortkey.h"

#include <math.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/field/core/when.h"
#include "watermark/learn/keys.h"
#include "watermark/marks/canary/manner.h"
#include "watermark/marks/core/orderkey.h"

/* Before every text; then the number, highest byte first. */
static void
number_key(uint64_t number, struct dye_order_key * key)
{

	*key = (struct dye_order_key){.len = 9, .text = {0x01}};
	for (unsigned i = 0; i < 8; i++)
		key->text[1 + i] = (char)(uint8_t)(number >> (56 - 8 * i));
}

/* A date, a time, or both. */
static bool
time_key(enum dye_days days, struct dye_slice text, struct dye_order_key * key)
{
	struct dye_glyphs scan;
	struct dye_when w;
	uint64_t month, day;

	dye_glyphs_text(text, &scan);
	if (!dye_when_read(&scan, &w))
		return false;
	month = (uint64_t)(w.has_date ? w.date.month : 0);
	day = (uint64_t)(w.has_date && w.has_day ? w.date.day : 0);
	if (w.ambiguous && days == DYE_DAYS_DAY_FIRST) {
		uint64_t first = month;

		month = day;
		day = first;
	}
	number_key(
	    (((((uint64_t)(w.has_date ? w.date.year : 0) * 16 + month) * 32 + day) * 32 + (w.has_time ? w.hour : 0)) *
		    64 +
		(w.has_time ? w.minute : 0)) *
		    64 +
		(w.has_seconds ? dye_when_value(&scan, w.second) : 0),
	    key);
	return true;
}

/* A number in order: bits of a double, those of the negative ones turned about (IEEE 754, totalOrder). */
static uint64_t
in_order(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits >> 63 != 0 ? ~bits : bits | UINT64_C(1) << 63;
}

/* What may stand behind a number: nothing, a sign, or the three letters of a currency; else it is a key of parts, a plate, an address. */
static bool
is_unit(struct dye_slice rest)
{
	size_t letters = 0, digits = 0;

	for (size_t i = 0; i < rest.len; i++) {
		letters += dye_is_alpha((uint8_t)rest.data[i]);
		digits += dye_is_digit((uint8_t)rest.data[i]);
	}
	return rest.len <= 3 && digits == 0 && (letters == 0 || letters == 3);
}

/*
 * A canonical value that begins as a number: sign, digits, full stop, digits, an exponent, a currency. The last digit may be a slot (0x01 and a
 * byte), which ${last} stands in.
 */
static bool
read_number(struct dye_slice canonical, unsigned last, double * value)
{
	const char *s = canonical.data, *end = s + canonical.len;
	bool minus = s < end && *s == '-', any = false;
	double scale = 1, power = 0;

	s += minus;
	for (*value = 0; s < end && dye_is_digit((uint8_t)*s); s++, any = true)
		*value = *value * 10 + (*s - '0');
	if (any && s < end && *s == '.')
		for (s++; s < end && dye_is_digit((uint8_t)*s); s++)
			*value += (*s - '0') * (scale /= 10);
	if (end - s >= 2 && *s == 0x01) {
		*value += last * scale / 10;
		s += 2;
	}
	if (any && end - s >= 2 && *s == 'e' && dye_is_digit((uint8_t)s[1]))
		for (s++; s < end && dye_is_digit((uint8_t)*s); s++)
			power = power * 10 + (*s - '0');
	*value *= (minus ? -1 : 1) * pow(10, fmin(power, 300));
	return any && is_unit((struct dye_slice){s, (size_t)(end - s)});
}

/* The digit that stands in the first slot of a cell; 0: none does. */
static unsigned
digit_of(const struct dye_kind * kind, const struct dye_parse * parse)
{
	const struct dye_slot * slot = &parse->slots[0];
	const char * text;

	if (parse->slot_count == 0 || slot->current == DYE_OTHER)
		return 0;
	text = kind->slot_types[slot->type].alternatives[slot->current].text;
	return dye_is_digit((uint8_t)text[0]) && text[1] == '\0' ? (unsigned)(text[0] - '0') : 0;
}

enum dye_code
dye_learn_sort_key(const struct dye_kind * kind, enum dye_days days, struct dye_slice text, struct dye_parse * parse,
    struct dye_order_key * key, struct dye_error * err)
{
	double value;

	*key = (struct dye_order_key){0};
	text = dye_manner_value(text);
	if (text.len == 0 || (dye_kind_is_time(kind) && time_key(days, text, key)))
		return DYE_OK;
	DYE_TRY(kind->parse(text, parse, err));
	if (read_number(dye_buffer_slice(&parse->canonical), digit_of(kind, parse), &value))
		number_key(in_order(value), key);
	else
		dye_order_key_of(parse->canonical.len > 0 ? dye_buffer_slice(&parse->canonical) : text, key);
	key->whole = false;
	return DYE_OK;
}
