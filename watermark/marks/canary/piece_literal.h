/*
 * piece_literal.h: a word that a row must have, letter for letter, if a cell of a canary stands in it. Rows that have a seed of the cell by chance, one
 * in twenty, are told by it for the cost of a search.
 */
#ifndef DYE_MARKS_CANARY_PIECE_LITERAL_H
#define DYE_MARKS_CANARY_PIECE_LITERAL_H

#include "formats/base/buffer.h"

/**
 * dye_piece_literal(canonical, exact): Up to eight letters and digits of a canonical value's most telling word, the first in the lowest byte, none of its
 * zeros in front of other digits. Of an exact kind's not of the longest word, which is a seed by itself (piece_cell.c). 0: there is none.
 */
uint64_t dye_piece_literal(struct dye_slice canonical, bool exact);

/**
 * dye_piece_literal_in(literal, line): Whether the word stands in a line of plain ASCII, in large letters or small, with any zeros in front of its digits
 * or none. It is certain that it does not.
 */
bool dye_piece_literal_in(uint64_t literal, struct dye_slice line);

#endif
