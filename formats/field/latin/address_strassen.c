/*
 * address_strassen.c: Strasse, Str. and their like where German is spoken, alone or at the end of a word.
 */
#include "formats/field/latin/address_near.h"
#include "formats/field/latin/address_slots.h"

#include <string.h>
#include <strings.h>

/* Word i, without the tail that has been cut off it, ends with ${end}. */
static bool
ends_with(const struct dye_address * a, uint32_t i, const char * end)
{
	const struct dye_word * w = &a->latin.words[i];
	size_t len = strlen(end);

	return w->folded_len >= len && memcmp(dye_latin_folded(&a->latin, w) + w->folded_len - len, end, len) == 0;
}

/* Word i is the name of a street: the one before it is where it lies, "Landstr. Hauptstr. 75", "Landstr. Guertel 5". */
static bool
is_street_name(const struct dye_address * a, uint32_t i)
{
	static const char * const ends[] = {"allee", "gasse", "guertel", "g\xC3\xBCrtel", "platz", "str", "strasse"};
	size_t k;

	if (dye_means(a, i + 1) == STRASSE_SUFFIX)
		return true;
	for (k = 0; i < a->tail && k < sizeof(ends) / sizeof(ends[0]); k++)
		if (ends_with(a, i, ends[k]))
			return true;
	return false;
}

/* Word i, which ends so, is the abbreviation of another word: "Magistr.", "Registr.", "Industr.". */
static bool
is_other_word(const struct dye_address * a, uint32_t i)
{
	static const char * const ends[] = {
	    "illustr", "industr", "magistr", "ministr", "orchestr", "registr", "semestr", "sequestr", "terrestr"};
	static const char * const words[] = {"constr", "demonstr", "konstr", "monstr", "rekonstr"};
	size_t k;

	for (k = 0; k < sizeof(ends) / sizeof(ends[0]); k++)
		if (ends_with(a, i, ends[k]))
			return true;
	return dye_latin_is_one_of(&a->latin, i, words, sizeof(words) / sizeof(words[0]));
}

/* All capitals, in which sharp s is not written, nor told from ss. */
static bool
shouts(const struct dye_address * a, uint32_t i)
{
	const struct dye_word * w = &a->latin.words[i];
	uint32_t k;

	for (k = w->offset; k < w->end; k++)
		if (a->latin.text.data[k] >= 'a' && a->latin.text.data[k] <= 'z')
			return false;
	return true;
}

/* Word i, a number, is that of a storey: "2. OG", "1OG", "2nd Floor". The ground floor has none: "Hauptstr. 7 EG". */
static bool
is_storey(const struct dye_address * a, uint32_t i)
{
	static const char * const words[] = {
	    "etage", "etg", "geschoss", "obergeschoss", "og", "stk", "stock", "stockwerk", "ug", "untergeschoss"};

	return (dye_flags(a, i) & DYE_WORD_ORDINAL) != 0 || ends_with(a, i, "og") || ends_with(a, i, "ug") ||
	       dye_latin_is_one_of(&a->latin, i + 1, words, sizeof(words) / sizeof(words[0]));
}

/* Word i is the number of a house: four digits or more by themselves are a postcode, whatever sign stands before them. */
static bool
is_house(const struct dye_address * a, uint32_t i)
{
	uint8_t flags = dye_flags(a, i);

	if (i >= a->tail || (flags & DYE_WORD_DIGIT) == 0 || is_storey(a, i))
		return false;
	return (flags & DYE_WORD_DIGITS) == 0 || a->latin.words[i].folded_len < 4;
}

/*
 * A house's number stands behind word i, or right before the street's one word: without one it is the name of a town or a house, "Neustadt an
 * der Weinstrasse, 67433", "Gesamtschule Kaiserstr., Am Park 5".
 */
static bool
has_house(const struct dye_address * a, uint32_t i)
{

	/* What a post office box has is no house's, in whatever words: "Hauptstr., POBOX 5". */
	return is_house(a, i + 1) ||
	       (dye_is_unit(dye_means(a, i + 1)) && dye_means(a, i + 1) != POBOX && is_house(a, i + 2)) ||
	       (i > 1 && is_house(a, i - 2));
}

void
dye_address_mark_strasse(struct dye_address * a, uint32_t i)
{

	if (!a->german || i == 0 || !has_house(a, i))
		return;
	if (dye_means(a, i) == STRASSE_SUFFIX)
		dye_latin_mark_word(&a->latin, i, T_STRASSE_SUFFIX);
	else if (dye_address_name_before(a, i) && !is_street_name(a, i + 1))
		dye_latin_mark_run(&a->latin, i, 1, T_STRASSE, a->latin.words[i].offset, "-'.&@_");
	if (a->latin.words[i].type != DYE_NO_TYPE && shouts(a, i))
		a->latin.words[i].flags |= DYE_WORD_TIED;
}

/* text[at, end) begins with ${small}, which is in small letters. */
static inline bool
begins(const struct dye_address * a, uint32_t at, uint32_t end, const char * small)
{
	const char * text = a->latin.text.data + at;
	size_t len;

	/* Nearly all differ in the first byte, and this is asked of every byte of a cell. */
	if (*text != *small && (*text | 0x20) != *small)
		return false;
	len = strlen(small);
	return end - at >= len && strncasecmp(text, small, len) == 0;
}

/*
 * Sharp s at text[at], or what is written for it or for a letter with two dots: ss behind a vowel that is long, ae, oe and ue. Neue Mauer, Quelle,
 * Goethe and Itzehoe are written with the two letters.
 */
static bool
settles_sharp_s(const struct dye_address * a, uint32_t from, uint32_t at, uint32_t end)
{
	static const char * const written[] = {
	    "\303\237", "eiss", "auss", "euss", "iess", "gross", "fuss", "strass", "ae", "oe"};
	size_t k;

	if (begins(a, at, end, "ue"))
		return at == from || strchr("aeqAEQ", a->latin.text.data[at - 1]) == NULL;
	if (begins(a, at, end, "oeth") || (begins(a, at, end, "oe") && at + 2 == end))
		return false;
	for (k = 0; k < sizeof(written) / sizeof(written[0]); k++)
		if (begins(a, at, end, written[k]))
			return true;
	return false;
}

/* Word i begins with a name that has the two letters wherever it is written. */
static bool
is_spelt_so(const struct dye_address * a, uint32_t i)
{
	static const char * const names[] = {"baesweiler", "coesfeld", "israel", "itzehoe", "kevelaer", "michael",
	    "moers", "neuss", "oeynhausen", "oldesloe", "raphael", "soest", "straelen", "voerde", "zeiss"};
	size_t k;

	for (k = 0; k < sizeof(names) / sizeof(names[0]); k++)
		if (begins(a, a->latin.words[i].offset, a->latin.words[i].end, names[k]))
			return true;
	return false;
}

static bool
is_strasse(const struct dye_word * w)
{

	return w->type == T_STRASSE || w->type == T_STRASSE_SUFFIX;
}

/* A word that is no Strasse has sharp s, or is written as where there is none: no Strasse beside it may choose. */
static bool
has_settled(const struct dye_address * a)
{
	uint32_t i, at;

	for (i = 0; i < a->tail; i++) {
		const struct dye_word * w = &a->latin.words[i];

		if (is_strasse(w) || is_spelt_so(a, i))
			continue;
		for (at = w->offset; at < w->end; at++)
			if (settles_sharp_s(a, w->offset, at, w->end))
				return true;
	}
	return false;
}

void
dye_address_tie_strassen(struct dye_address * a)
{
	uint32_t i, streets = 0;

	/* "Landstr. Hauptstr. 5": one that is no slot counts as well. */
	for (i = 0; a->german && i < a->tail; i++)
		streets += is_strasse(&a->latin.words[i]) || dye_means(a, i) == STR || dye_means(a, i) == STRASSE ||
			   dye_means(a, i) == STRASSE_SUFFIX || ends_with(a, i, "str") || ends_with(a, i, "strasse");
	if (streets == 0 || (streets == 1 && !has_settled(a)))
		return;
	for (i = 0; i < a->tail; i++)
		if (is_strasse(&a->latin.words[i]))
			a->latin.words[i].flags |= DYE_WORD_TIED;
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
		    (tail = strasse_at_end(a, i, &folded)) == 0 || is_other_word(a, i) || is_street_name(a, i + 1))
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
