/*
 * exchange.h: columns whose names were exchanged. Names are believed everywhere else: under exchanged ones invented records would carry the numbers of
 * real people, and a column be marked that must not be.
 */
#ifndef DYE_PROFILE_EXCHANGE_H
#define DYE_PROFILE_EXCHANGE_H

#include "watermark/profile/profile.h"

/* What the cells of a column looked like when it was learned, whatever the owner says that they are. */
const struct dye_kind * dye_exchange_learned(const struct dye_profile_column * column);

/* Cells of such a kind are known by their form, or are about one person: with text, numbers and times the rows of an honest export may look otherwise. */
bool dye_exchange_telling(const struct dye_kind * kind);

/**
 * dye_exchange_looks(cells, count, learned, &clear): The kind that the cells are most like, as those of a column that was learned as ${learned}; *clear where
 * they score 150 points of 1000 less as that. NULL and false where fewer than 16 have a value, which say nothing.
 */
const struct dye_kind * dye_exchange_looks(
    const struct dye_slice * cells, size_t count, const struct dye_kind * learned, bool * clear);

/* What the cells under a column's name look like now. */
struct dye_exchange_look {
	const struct dye_profile_column * column; /* NULL: the profile does not know it */
	const struct dye_kind * kind;		  /* NULL: too few cells to say */
	bool clear;				  /* they are far less like what was learned */
};

/**
 * dye_exchange_find(looks, count, pair): Whether there are two columns each of which looks like what the other one was learned as, not the same, one
 * of the two kinds telling, and at least one of them clearly; or, where the other kind is only like the one learned in not being telling, both
 * clearly. ${pair}: their places.
 */
bool dye_exchange_find(const struct dye_exchange_look * looks, uint32_t count, uint32_t pair[2]);

/* DYE_EREFUSED, at the first of them, with both names and kinds and the way out. */
enum dye_code dye_exchange_refuse(
    const struct dye_exchange_look * looks, const uint32_t pair[2], struct dye_error * err);

#endif
