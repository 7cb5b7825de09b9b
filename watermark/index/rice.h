/*
 * rice.h: a set of numbers in little room: the gaps between them in Golomb-Rice code (Golomb 1966; Rice 1979), which for numbers that lie at random
 * takes within 0.14 bits a number of the least that any code can, and one bit for each of a run.
 */
#ifndef DYE_INDEX_RICE_H
#define DYE_INDEX_RICE_H

#include "formats/base/buffer.h"

/* A list of numbers that grows. All zero is empty; the caller frees list. */
struct dye_numbers {
	uint32_t * list; /* Owned. */
	size_t count, size;
};

enum dye_code dye_numbers_add(struct dye_numbers * numbers, uint32_t number, struct dye_error * err);

/* Sort, and keep each once. */
void dye_numbers_settle(struct dye_numbers * numbers);

/**
 * dye_rice_write(numbers, out, err): Append ${numbers}, which are settled. docs/FORMAT.md, section 8, has the bits.
 * dye_rice_read(bytes, numbers, err): Put them in place of what ${numbers} holds. What was not written so is DYE_EDATA.
 */
enum dye_code dye_rice_write(const struct dye_numbers * numbers, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_rice_read(struct dye_slice bytes, struct dye_numbers * numbers, struct dye_error * err);

#endif
