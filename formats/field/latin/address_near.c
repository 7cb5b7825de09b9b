#include "formats/field/latin/address_near.h"

#include <string.h>

static bool
has_length(const struct dye_address * a, uint32_t i, uint32_t len)
{

	return (dye_flags(a, i) & DYE_WORD_NUMERIC) != 0 && a->latin.words[i].folded_len == len;
}

bool
dye_address_sign_before(const struct dye_address * a, uint32_t i, char sign)
{
	const struct dye_word * w = a->latin.words;

	return i > 0 && i < a->latin.count && w[i].offset > w[i - 1].end &&
	       memchr(a->latin.text.data + w[i - 1].end, sign, w[i].offset - w[i - 1].end) != NULL;
}

/* Between word i and the country stands a postcode and nothing else: the word may be the code of a state. */
static bool
before_postcode(const struct dye_address * a, uint32_t i)
{

	if (i + 2 == a->tail)
		return has_length(a, i + 1, 4) || has_length(a, i + 1, 5);
	return i + 3 == a->tail && ((has_length(a, i + 1, 5) && has_length(a, i + 2, 4)) ||
				       (has_length(a, i + 1, 3) && has_length(a, i + 2, 3)));
}

bool
dye_address_at_tail(const struct dye_address * a, uint32_t i)
{

	return i + 1 == a->tail || before_postcode(a, i) || dye_address_postcode_follows(a, i);
}

bool
dye_address_closed(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1);

	return i + 1 >= a->tail || dye_is_unit(next) || dye_address_number_after(a, i) ||
	       (dye_is_direction(next) && (i + 2 >= a->tail || dye_is_unit(dye_means(a, i + 2))));
}

bool
dye_address_is_saint(const struct dye_address * a, uint32_t i)
{
	const struct dye_word * w = &a->latin.words[i];

	if (i >= a->latin.count)
		return false;
	return w->meaning == SAINT ||
	       (w->meaning == NOTHING && dye_latin_look_up(dye_saint_lexicon,
					     a->latin.parse->canonical.data + w->folded, w->folded_len) == SAINT);
}

bool
dye_address_own_number_after(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	if (!dye_address_number_after(a, i))
		return false;
	for (k = i + 2; !a->far_east && dye_address_name_before(a, i) && k < a->tail && k < i + 8; k++) {
		if ((dye_flags(a, k) & (DYE_WORD_DIGIT | DYE_WORD_ORDINAL)) == DYE_WORD_DIGIT ||
		    dye_is_unit(dye_means(a, k)))
			return true;
		if (dye_is_road(dye_means(a, k)))
			return false;
	}
	return true;
}

/* Word i is Floor behind an ordinal, in figures or letters, and has its number there: "2nd Floor", "Ground Floor". */
static bool
is_told_floor(const struct dye_address * a, uint32_t i)
{
	static const char * const storeys[] = {"basement", "eighth", "fifth", "first", "fourth", "ground", "lower",
	    "mezzanine", "ninth", "second", "seventh", "sixth", "tenth", "third", "top", "upper"};

	return i > 0 && dye_means(a, i) == FLOOR &&
	       ((dye_flags(a, i - 1) & DYE_WORD_ORDINAL) != 0 ||
		   dye_latin_is_one_of(&a->latin, i - 1, storeys, sizeof(storeys) / sizeof(storeys[0])));
}

bool
dye_address_numbers_unit(const struct dye_address * a, uint32_t i)
{
	uint8_t unit = i > 0 ? dye_means(a, i - 1) : NOTHING;

	if (!dye_is_unit(unit) || unit == NUMBER)
		return false;
	return !is_told_floor(a, i - 1) && (unit != BUILDING || dye_address_own_number_after(a, i - 1));
}
