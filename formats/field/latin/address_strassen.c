/*
 * address_strassen.c: Strasse, Str. and their like where German is spoken, alone or at the end of a word.
 */
#include "formats/field/latin/address_near.h"
#include "formats/field/latin/address_slots.h"

#include <string.h>
#include <strings.h>

void
dye_address_mark_strasse(struct dye_address * a, uint32_t i)
{

	if (a->german && dye_address_name_before(a, i))
		dye_latin_mark_run(&a->latin, i, 1, T_STRASSE, a->latin.words[i].offset, "-'.&@_");
}

/* The bytes of text that "strasse" or "str" takes at the end of word i; *folded those of its folded form; 0: it does not end so. */
static uint32_t
strasse_at_end(const struct dye_address * a, uint32_t i, uint32_t * folded)
{
	const struct dye_word * w = &a->latin.words[i];
	const char * f = a->latin.parse->canonical.data + w->folded;
	const char * p = a->latin.text.data;
	uint32_t n = w->folded_len;

	if (n > 5 && memcmp(f + n - 3, "str", 3) == 0 && w->end - w->offset > 5 &&
	    strncasecmp(p + w->end - 3, "str", 3) == 0) {
		*folded = 3;
		return 3;
	}
	if (n <= 9 || memcmp(f + n - 7, "strasse", 7) != 0 || w->end - w->offset <= 9)
		return 0;
	/* However sharp s is written, by these seven bytes of text. */
	if (strncasecmp(p + w->end - 7, "strasse", 7) != 0 && strncasecmp(p + w->end - 7,
								  "stra\xC3\x9F"
								  "e",
								  7) != 0)
		return 0;
	*folded = 7;
	return 7;
}

enum dye_code
dye_address_cut_strassen(struct dye_address * a)
{
	uint32_t i, tail, folded = 0;
	enum dye_code rc;

	for (i = 0; a->german && i < a->tail; i++) {
		struct dye_word * w = &a->latin.words[i];
		uint8_t last = (uint8_t)a->latin.text.data[w->end - 1];

		if (w->meaning != NOTHING || (w->flags & DYE_WORD_NUMERIC) != 0 || last >= 0x80 ||
		    (tail = strasse_at_end(a, i, &folded)) == 0)
			continue;
		if (a->latin.count > i + 1 && a->latin.words[i + 1].offset < w->end)
			continue;
		if ((rc = dye_latin_cut(&a->latin, i, w->folded_len - folded, w->end - w->offset - tail)) != DYE_OK)
			return rc;
		a->latin.words[++i].meaning = STRASSE_SUFFIX;
		a->tail++;
	}
	return DYE_OK;
}
