/*
 * excerpt.h: what certain rows of a table carry, where it is known which rows they are: the figures that learn notes of rows at random, of these instead.
 */
#ifndef DYE_LEARN_EXCERPT_H
#define DYE_LEARN_EXCERPT_H

#include "watermark/profile/profile.h"

/* Blocks of a table, any of which may be the one. Nothing is owned. */
struct dye_excerpt {
	/* The cell of a row, from 0, in a column of the profile; len 0: empty, or the table has no such column. */
	struct dye_slice (*text)(const void * cookie, uint64_t row, uint32_t column);
	const void * cookie;
	uint64_t rows;		 /* of each block, at least 1 */
	const uint64_t * firsts; /* the first row of each of count blocks, at least 1 */
	size_t count;
};

/**
 * dye_excerpt_measure(excerpt, profile, err): Put the figures of these rows in place of the profile's own, and that no value comes twice, since what does
 * has been counted once. What is kept is what a mark measured itself (mark.h).
 */
enum dye_code dye_excerpt_measure(
    const struct dye_excerpt * excerpt, struct dye_profile * profile, struct dye_error * err);

#endif
