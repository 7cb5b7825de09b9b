/*
 * cut.h: columns whose cells were cut at a length, as a database or a label cuts them.
 */
#ifndef DYE_LEARN_CUT_H
#define DYE_LEARN_CUT_H

#include "watermark/learn/column.h"

/**
 * dye_learn_cut(stats, cells, count, length, cut, err): Whether they look cut at ${length} characters, 15 or more. Two things must meet. Ten distinct cells or
 * more have just that length, none is longer, and more have it than each of the five lengths below on the average: what people write thins out
 * towards the longest. And of those of them that are among the sample ${cells}, three or more, a third ends in a word that no shorter one has:
 * half a word. (Where all cells are of nearly one length, many have the longest, and end in whole words.)
 */
enum dye_code dye_learn_cut(const struct dye_column_stats * stats, const struct dye_slice * cells, size_t count,
    uint32_t * length, bool * cut, struct dye_error * err);

#endif
