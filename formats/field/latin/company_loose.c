#include "formats/field/latin/loose.h"

#include <string.h>

#include "formats/field/latin/company_lexicon.h"

size_t
dye_company_loose(struct dye_slice word)
{
	uint8_t meaning = dye_latin_look_up(dye_company_lexicon, word.data, word.len);

	/* Forms that are written in one way only, places, and what makes a form of the one behind it are no slots; Sp. z o.o. may be Sp z oo. */
	return word.len == 1 || (word.len == 2 && memcmp(word.data, "oo", 2) == 0) ||
		       (meaning != NOTHING && meaning <= OF)
		   ? word.len
		   : 0;
}
