#include "formats/field/latin/loose.h"

#include <string.h>

#include "formats/field/latin/address_lexicon.h"

/* "strasse", "str" at the end, or 0. */
static size_t
strasse_length(struct dye_slice word)
{
	static const struct dye_slice ends[] = {{"strasse", 7}, {"str", 3}};
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (word.len >= ends[i].len &&
		    memcmp(word.data + word.len - ends[i].len, ends[i].data, ends[i].len) == 0)
			return ends[i].len;
	return 0;
}

size_t
dye_address_loose(struct dye_slice word)
{
	uint8_t meaning = dye_latin_look_up(dye_address_lexicon, word.data, word.len);

	/* Roads that are written in one way only, and what stands in the lexicon for its neighbours' sake, are no slots. */
	if (word.len == 1 || (meaning != NOTHING && meaning != WAY && meaning < UNIT) || meaning == STRASSE_SUFFIX)
		return word.len;
	return strasse_length(word);
}
