/*
 * ways.h: how probable a drawn cell is: the sum over all ways in which its pieces could have come out with the same atoms.
 *
 * A cell is made of pieces from left to right: texts that stay, words of bags, numbers. Another word in one piece may be made good by another in the next
 * (Oak, Park Hill: Oak Park, Hill), and two words of a list may be one value (Ave, Avenue). So not the words are weighed but what
 * the cell says (core/atoms.h): mass[i] is the probability that the pieces so far make exactly the first i bytes of its atoms. Atoms follow one another as
 * pieces do wherever no atom reaches across from one piece into the next, which is for the caller to see to (core/pieces.h does).
 *
 * Sums are of doubles, all positive; dye_forge_weigh() rounds them up. Where memory is wanting everything is certain.
 */
#ifndef DYE_FIELD_WAYS_H
#define DYE_FIELD_WAYS_H

#include "formats/field/core/atoms.h"
#include "formats/field/core/bag.h"

struct dye_ways {
	dye_kind_loose loose;
	struct dye_atoms whole; /* of the cell */
	struct dye_atoms part;	/* of the word in hand */
	double * mass;		/* Owned: as many as bytes, and one. */
	double * next;		/* Owned. */
	bool certain;		/* memory was wanting */
};

/**
 * dye_ways_open(text, loose, ways): Begin with the cell that was drawn. To be closed in any case.
 */
void dye_ways_open(struct dye_slice text, dye_kind_loose loose, struct dye_ways * ways);

/* The next piece stays as it is; is a word of the bag; is a number as dye_forge_number() makes it of ${old}. */
void dye_ways_text(struct dye_ways * ways, struct dye_slice text);
void dye_ways_bag(struct dye_ways * ways, const struct dye_bag * bag);
void dye_ways_number(struct dye_ways * ways, struct dye_slice old);

/* Can the pieces so far make all of the cell? True where memory was wanting. */
bool dye_ways_reached(const struct dye_ways * ways);

/* Nothing follows: the probability of all of the cell, at most 1; 1 where it comes out as 0, which it cannot. */
double dye_ways_close(struct dye_ways * ways);

/* How probable it is that a bag gives a word with these atoms. 0 where it cannot come. */
double dye_bag_probability(const struct dye_bag * bag, struct dye_slice word);

/* Draw a word to the end of ${out}; the node's bound has its probability. */
enum dye_code dye_bag_append(struct dye_forge * forge, uint32_t node, const struct dye_bag * bag,
    struct dye_buffer * out, struct dye_error * err);

#endif
