/*
 * address_lexicon.h: what words mean in an address in Latin script.
 */
#ifndef DYE_FIELD_ADDRESS_LEXICON_H
#define DYE_FIELD_ADDRESS_LEXICON_H

#include "formats/field/latin/latin.h"

/* The road words stand together, and so do the directions. */
enum address_meaning {
	NOTHING,
	ROAD,
	STREET,
	STR,
	STRASSE,
	AVENUE,
	DRIVE,
	BOULEVARD,
	LANE,
	COURT,
	PLACE,
	PARKWAY,
	HIGHWAY,
	CIRCLE,
	SQUARE,
	TERRACE,
	WAY, /* roads that are written in one way only; last of the road words */
	NORTH,
	SOUTH,
	EAST,
	WEST,
	NORTHEAST,
	NORTHWEST,
	SOUTHEAST,
	SOUTHWEST, /* last of the directions */
	NUMBER,
	FLOOR,
	LETTER_F,
	BUILDING,
	DISTRICT,
	SECTION,
	SUITE,
	ROOM,
	BLOCK,
	PO,
	P,
	POBOX,
	BOX,
	CENTER,
	UNIT,	/* other words that a number or letter follows */
	SAINT,	/* a saint */
	STOP,	/* after these, St is no street */
	KING,	/* Dr. Martin Luther King */
	MIDDLE, /* of the, Far East, Middle East */
	STRASSE_SUFFIX,
	COUNTRY,  /* the last word of a country's name */
	TITLE,	  /* after these, Dr is a doctor */
	FOREIGN,  /* of another language */
	PARTICLE, /* likewise, but part of many a name in English addresses, too */
	ENGLISH,  /* of English addresses */
	GIVEN,	  /* after a direction: a person's name, whose initial it may be */
	SANTO,	  /* after S: a saint, whom nobody calls St */
	COMPASS	  /* after a direction: the two are the name of a place */
};

extern const struct dye_lexicon_page dye_address_lexicon[26];

/* Made of the lists of these names in formats/field/words. tongue_lexicon: FOREIGN, PARTICLE and ENGLISH; saint_lexicon: more of SAINT; name_lexicon: GIVEN and COMPASS. */
extern const struct dye_lexicon_page dye_tongue_lexicon[26];
extern const struct dye_lexicon_page dye_saint_lexicon[26];
extern const struct dye_lexicon_page dye_name_lexicon[26];

#endif
