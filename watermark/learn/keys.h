/*
 * keys.h: which columns of figures are keys of the table, whatever kind their cells look like.
 *
 * The numbers that a business gives its orders may look like postcodes (310000), times (20260302000030), amounts (300037.0). A canary that
 * keeps one from its parent takes the place of a real row where the copy is loaded by its key. Real postcodes, times and amounts look
 * no other, and stand on few rows each as well; so the whole table decides, and where it cannot, the doubt is for the key: a canary
 * with an invented amount is a little worse, a lost row is lost.
 *
 * A column of postcodes, numbers or times is a key where
 * - the owner has not said what it holds (learn --kind), and its name says neither birth nor postcode;
 * - it has fewer than four rows a value (plan.h), rows without one left out. Numbers: nine in ten are whole, and there are a hundred values
 *   or a span of two hundred, which ages, years and quantities have not. Times that are not written in digits alone: no two are the same,
 *   compared by their text, not by the minute;
 * - no column before it names rows by itself (keys come first; an amount, the time of an order come behind), or, of whole numbers, all
 *   rows stand in its order (amounts do not grow with the rows, a second number does), or its name ends in a word for numbers that are
 *   given (account_no, Karten-Nr, 账号) and it leaves room for others.
 */
#ifndef DYE_LEARN_KEYS_H
#define DYE_LEARN_KEYS_H

#include "watermark/learn/column.h"

/**
 * dye_learn_keys(profile, stats, wishes, count): Say so of those columns, whose ${stats} are finished (dye_column_stats_finish()). One of
 * a kind that is exact, a postcode, becomes an opaque-id, for its own kind cannot be invented; then true: cells must be counted anew.
 */
bool dye_learn_keys(struct dye_profile * profile, const struct dye_column_stats * stats,
    const struct dye_learn_wish * wishes, size_t count);

/* Whether the kind and the cells of a column are those of numbers that could be a key and can be invented, unless the owner says what it holds. */
bool dye_learn_numbers(const struct dye_profile_column * column, const struct dye_column_stats * stats,
    const struct dye_learn_wish * wish);

/* Whether nine of ten cells with a value are whole numbers. */
bool dye_learn_wholes(const struct dye_column_stats * stats);

/* The kind as which numbers of this one are invented: itself, or opaque-id. */
const struct dye_kind * dye_learn_drawn_as(const struct dye_kind * kind);

/* Say that the column is a key, of the kind ${as}; true where that is another than it was. */
bool dye_learn_make_key(struct dye_profile_column * column, const struct dye_kind * as);

/* Whether a cell is a whole number: digits, with a sign before them, between groups of three, or zeros for decimals, or without. */
bool dye_learn_is_whole(struct dye_slice text);

#endif
