/*
 * intern.h: byte strings numbered in order of first appearance. Cells, rows, shapes of rows and tables of factors are found again by it.
 */
#ifndef DYE_EVIDENCE_INTERN_H
#define DYE_EVIDENCE_INTERN_H

#include "formats/base/buffer.h"

/* All zero is empty. */
struct dye_intern {
	struct dye_buffer bytes; /* the strings, each as a frame */
	size_t * starts;	 /* Owned. Of string i in bytes. */
	uint32_t * places;	 /* Owned. Open addressing: number + 1, or 0. */
	size_t place_count;	 /* a power of two, or 0 */
	uint32_t count;
};

/**
 * dye_intern(map, data, len, &number, &fresh, err): The number of the string; a new one gets the next number and ${fresh} is true.
 */
enum dye_code dye_intern(
    struct dye_intern * map, const void * data, size_t len, uint32_t * number, bool * fresh, struct dye_error * err);
void dye_intern_release(struct dye_intern * map);

#endif
