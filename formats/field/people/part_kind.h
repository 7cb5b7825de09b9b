/*
 * part_kind.h: a kind that is a column of surnames alone, or of given names. Its file says which, DYE_PART_FUNCTIONS(true) or (false), and puts
 * DYE_PART_MEMBERS into its struct, beside its name and what it is.
 *
 * canonical: folded words. Which words are names a cell does not say: the lists do, for the commonest, and the column's title (learn asks titled()).
 */
#ifndef DYE_FIELD_PART_KIND_H
#define DYE_FIELD_PART_KIND_H

#include "formats/field/core/trait.h"
#include "formats/field/people/part.h"

/* clang-format off */
#define DYE_PART_FUNCTIONS(surname) \
	static int part_recognise(struct dye_slice text) \
	{ \
		return dye_name_part_score(text, surname); \
	} \
	static bool part_titled(struct dye_slice title) \
	{ \
		return dye_name_part_titled(title, surname); \
	} \
	static enum dye_code part_forge(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err) \
	{ \
		return dye_name_part_forge(forge, surname, out, err); \
	} \
	static enum dye_code part_parts(struct dye_slice text, const struct dye_attributes * attributes, dye_part_put put, \
	    void * cookie, struct dye_error * err) \
	{ \
		return dye_name_part_put(text, surname, attributes, put, cookie, err); \
	} \
	static void part_attributes(struct dye_slice text, enum dye_forge_role role, struct dye_attributes * attributes) \
	{ \
		(void)role; \
		dye_name_part_attributes(text, surname, attributes); \
	}

#define DYE_PART_MEMBERS \
	.personal = true, .shared = true, .recognise = part_recognise, .trait = dye_trait_letters, .titled = part_titled, \
	.parse = dye_parse_words, .forge = part_forge, .parts = part_parts, .attributes = part_attributes
/* clang-format on */

#endif
