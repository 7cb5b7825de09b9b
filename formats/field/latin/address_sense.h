/*
 * address_sense.h: what an address says about where it lies and in which language it is written, before any of its words is taken for a slot.
 *
 * English is never presumed. It is read where a country that writes English addresses stands at its place, or a state or province
 * with its postcode; else where the cell as a whole has the shape of an English address ("100 N Main St Ste 5"), or several
 * English address words; and nowhere beside words of another language (the list tongue_lexicon).
 *
 * Everything here looks at words alone, and at what they mean, never at how they are spelt or at signs: it is a function of the
 * canonical value.
 */
#ifndef DYE_FIELD_ADDRESS_SENSE_H
#define DYE_FIELD_ADDRESS_SENSE_H

#include "formats/field/latin/address_lexicon.h"

/* An address while it is parsed. */
struct dye_address {
	struct dye_latin latin;
	uint32_t
	    tail; /* the word from which on there is only state, postcode and country; the count where there is none */
	char country[3]; /* small letters, or "" */
	bool
	    coded; /* the country is a code with a postcode, or one that means nothing else, or the state has its postcode */
	bool stated;	    /* it was told from a state and its postcode */
	bool shaped;	    /* no country, but the shape of an English address */
	bool sure;	    /* the country or state proves English */
	bool towns;	    /* and English is at home there: a town may follow the street */
	bool english;	    /* St, Dr, Ct, ... may be read in English */
	bool german;	    /* and sharp s is written there */
	bool far_east;	    /* floors are written 7F */
	bool north_america; /* or perhaps: its code is a country's, too */
	bool directions;    /* nothing but North America, or the shape of its addresses: directions are read */
	bool chinese;
};

/* Fill all but latin, which has been started, and the context of the parse. */
void dye_address_sense(struct dye_address * a);

/* Word i is Main or Broadway after a direction, which need no road word. */
bool dye_address_bare_street(const struct dye_address * a, uint32_t i);

/* Everything after word i could be a postcode: words with digits, or two letters at the end after four digits (NL). */
bool dye_address_postcode_follows(const struct dye_address * a, uint32_t i);

/* Whether two small letters are the code of a country (ISO 3166-1); of a state or territory of the US or a province of Canada. */
bool dye_address_is_country_code(const char * code);
bool dye_address_is_state_code(const char * code);

static inline uint8_t
dye_means(const struct dye_address * a, uint32_t i)
{

	return i < a->latin.count ? a->latin.words[i].meaning : NOTHING;
}

static inline uint8_t
dye_flags(const struct dye_address * a, uint32_t i)
{

	return i < a->latin.count ? a->latin.words[i].flags : 0;
}

static inline bool
dye_is_road(uint8_t m)
{

	return m >= ROAD && m <= WAY;
}

static inline bool
dye_is_direction(uint8_t m)
{

	return m >= NORTH && m <= SOUTHWEST;
}

/* Words that a number or letter of their own follows. */
static inline bool
dye_is_unit(uint8_t m)
{

	return m == NUMBER || m == FLOOR || m == LETTER_F || m == BUILDING || m == SECTION || m == SUITE || m == ROOM ||
	       m == BLOCK || m == UNIT || m == PO || m == P || m == BOX || m == POBOX;
}

#endif
