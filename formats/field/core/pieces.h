/*
 * pieces.h: a cell cut into pieces, some of which are words of lists: taken apart for the lists, and made anew of them.
 *
 * A piece that is drawn ends where a sign, a blank, a Chinese character or a change from letters to digits is: where another ends it weighs nothing. No word
 * of a list but one of digits begins or ends with a digit.
 */
#ifndef DYE_FIELD_PIECES_H
#define DYE_FIELD_PIECES_H

#include "formats/field/core/ways.h"

#define DYE_PIECES_MAX 64

struct dye_piece {
	struct dye_slice text;
	const char * list; /* NULL: stays */
	size_t least;	   /* words that its list must have, where no others are made */
};

struct dye_pieces {
	struct dye_piece of[DYE_PIECES_MAX];
	size_t count;
};

/* Add a piece; an empty one is none, and what is beyond the room is left out: dye_pieces_whole() tells. */
void dye_pieces_add(struct dye_pieces * pieces, const char * data, size_t len, const char * list, size_t least);

/* Do the pieces make up all of the text? */
bool dye_pieces_whole(const struct dye_pieces * pieces, struct dye_slice text);

/* Those of lists, for kind.h, parts; without words that begin or end with a digit. */
enum dye_code dye_pieces_put(const struct dye_pieces * pieces, dye_part_put put, void * cookie, struct dye_error * err);

/* Has the profile a list for one of the pieces? */
bool dye_pieces_listed(const struct dye_forge * forge, const struct dye_pieces * pieces);

/**
 * dye_pieces_write(forge, pieces, loose, out, err): The cell with words of the lists, as the parent's are written (in capitals, in small letters); digits without a
 * list get others, as many, up to nine; what else has no list stays. One node: the sum over all ways in which pieces could say what is written (ways.h), ${loose} being that
 * of the kind. Nothing is drawn again: it may come out as the parent's.
 */
enum dye_code dye_pieces_write(struct dye_forge * forge, const struct dye_pieces * pieces, dye_kind_loose loose,
    struct dye_buffer * out, struct dye_error * err);

#endif
