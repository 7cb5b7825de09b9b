/*
 * intern.h: byte strings numbered in order of first appearance. Cells, rows, shapes of rows and tables of factors are found again by it.
 */
#ifndef DYE_EVIDENCE_INTERN_H
#define DYE_EVIDENCE_INTERN_H

#include "formats/base/map.h"

struct dye_intern_string {
	size_t start;	  /* in bytes */
	uint32_t earlier; /* the number + 1 of the one before it with the same hash, or 0 */
};

/* All zero is empty. */
struct dye_intern {
	struct dye_buffer bytes;	    /* the strings, each as a frame */
	struct dye_intern_string * strings; /* Owned. */
	size_t size;
	uint32_t count;
	struct dye_map hashes; /* of a hash: the number + 1 of the last string that has it */
};

/**
 * dye_intern(map, data, len, &number, &fresh, err): The number of the string; a new one gets the next number and ${fresh} is true.
 */
enum dye_code dye_intern(
    struct dye_intern * map, const void * data, size_t len, uint32_t * number, bool * fresh, struct dye_error * err);
/* Into ${copy}, which is empty, the same strings with the same numbers. */
enum dye_code dye_intern_copy(const struct dye_intern * map, struct dye_intern * copy, struct dye_error * err);
void dye_intern_release(struct dye_intern * map);

#endif
