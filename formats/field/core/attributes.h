/*
 * attributes.h: what the cells of a record say of its person: what an invented cell must agree with.
 */
#ifndef DYE_FIELD_ATTRIBUTES_H
#define DYE_FIELD_ATTRIBUTES_H

#include "formats/base/buffer.h"
#include "formats/field/core/date.h"

enum dye_sex { DYE_SEX_UNKNOWN, DYE_MALE, DYE_FEMALE };

/* What is known of the person, and which nodes of the draw tree (forge.h) said so (0: the parent, or the owner). */
struct dye_attributes {
	enum dye_sex sex;
	struct dye_date birth; /* month 0: unknown */
	char region[7];	       /* GB/T 2260: 2, 4 or 6 digits of a place in China; "" unknown */
	uint64_t sex_nodes;
	uint64_t birth_nodes;
};

/*
 * What the cell is to the person; decided by the profile. Kinds to which it says nothing ignore it. A day may be the date of birth; an identity number,
 * which has one in it, takes the record's, drawn with it, or (DYE_ROLE_PLAIN) keeps that of its parent and the sex with it.
 */
enum dye_forge_role {
	DYE_ROLE_PLAIN,
	DYE_ROLE_BIRTH,		    /* the birth is the record's; 03/04/1986 is not read, since it may be two days */
	DYE_ROLE_BIRTH_MONTH_FIRST, /* the same, and that is the 4th of March, */
	DYE_ROLE_BIRTH_DAY_FIRST,   /* or the 3rd of April */
};

/* Note what is not known yet. A region that begins with the known one is more exact and replaces it. */
void dye_attributes_sex(struct dye_attributes * attributes, enum dye_sex sex);
void dye_attributes_birth(struct dye_attributes * attributes, struct dye_date birth);
void dye_attributes_region(struct dye_attributes * attributes, const char * region);

#endif
