/*
 * region.h: places of China as GB/T 2260 numbers them, and words for the sexes: facts that several kinds share.
 */
#ifndef DYE_FIELD_REGION_H
#define DYE_FIELD_REGION_H

#include "formats/base/buffer.h"
#include "formats/field/core/attributes.h"

/**
 * dye_region_of(text, region): The place that ${text} begins with (江苏省南京市..., 南京市, 江苏): 2 digits for a province, 4 for a
 * city of the short list in region.c. False and "" where none is known. ${text} is UTF-8, folded or not.
 */
bool dye_region_of(struct dye_slice text, char region[7]);

/* Is this two-digit province code assigned? */
bool dye_province_valid(const char * digits);

/* 男, 女, male, female, m, f, man, woman: whole cell, any case, spaces around allowed. */
enum dye_sex dye_sex_of(struct dye_slice text);

/* A kind's attributes(): the sex and the place that a cell of words names. */
void dye_attributes_of_words(struct dye_slice text, enum dye_forge_role role, struct dye_attributes * attributes);

#endif
