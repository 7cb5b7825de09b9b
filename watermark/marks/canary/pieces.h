/*
 * pieces.h: what stands in a row, whatever its cells: the kind look at what comes back.
 *
 * A canary that was typed in again may have been cut into more columns, joined with others, or written amid other signs; whoever leaks the
 * row then cuts and joins it back at no cost. So a row is looked at as one text, and that text as pieces, digests of
 *
 *	its words		runs of letters and digits, small, without zeros in front
 *	words across . _ - +	as one: the mailbox of an address of mail
 *	its numbers		every seven digits in a row, whatever signs but letters stand between them, from cell to cell; and the last four to
 *				six of each, from word to word, for keys that have no more
 *	its short words		two or three in a row, which may be a key none of whose words can be looked for by itself (EE-227-LE): at a glance;
 *				and numbers that fill one cell or several, which may be one with signs (24-0123)
 *	its pairs		a word with a digit in front and one without, one or two words apart: house number and street
 *	letters beyond ASCII	every two in a row, from cell to cell: a name is one whose surname has a column of its own
 *
 * and all of it once more without the marks of letters and digits, where it has any. A cell of a canary stands in it if all its own pieces do, or all of another way
 * to write it: a key without its signs, its digits without its letters, or cut where these meet; a name whose surname stands elsewhere. That is never
 * less than any reading of the row shows, as long as no letter is missing: docs/EVIDENCE.md, 4.2, says what that is worth and what is not seen.
 */
#ifndef DYE_MARKS_CANARY_PIECES_H
#define DYE_MARKS_CANARY_PIECES_H

#include "watermark/marks/canary/piece_index.h"

/* Those of a canonical value, of an exact kind or another. One with starred-out characters has none. */
void dye_cell_pieces(struct dye_slice canonical, bool exact, struct dye_cell_pieces * pieces);

/**
 * dye_pieces_read(texts, count, seeds, pieces, err): Replace ${pieces} by those of a row of ${count} cells (UTF-8). With ${seeds} only those that
 * may be seeds of it: cheap, for every row. NULL: all, in the order of the cells and in the opposite one. Character references (&#64; &nbsp;) and
 * percent signs (%40) are what they stand for.
 */
enum dye_code dye_pieces_read(const struct dye_slice * texts, size_t count, const struct dye_piece_index * seeds,
    struct dye_pieces * pieces, struct dye_error * err);
void dye_pieces_release(struct dye_pieces * pieces);

#endif
