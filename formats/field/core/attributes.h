/*
 * attributes.h: what the cells of a record say of its person: what an invented cell must agree with.
 */
#ifndef DYE_FIELD_ATTRIBUTES_H
#define DYE_FIELD_ATTRIBUTES_H

#include "formats/base/buffer.h"
#include "formats/field/core/date.h"

enum dye_sex { DYE_SEX_UNKNOWN, DYE_MALE, DYE_FEMALE };

/* The name of a person as lists of words have its parts: Chinese characters, or words in Latin script; "" where a part is not known. */
#define DYE_NAME_SIZE 100

struct dye_name {
	bool han;
	char surname[DYE_NAME_SIZE];
	char given[DYE_NAME_SIZE];
	char middle
	    [DYE_NAME_SIZE]; /* the first word behind a given name that is no initial: Wei Ming Tan may be one name */
};

/*
 * How much of a drawn name a text shows: its first letter (as Latin letters write it), the letters of its first character or word, those of all of
 * it, the name itself. Each has a node that says how much more it is than the one before; who shows a level reveals the nodes up to it.
 */
enum dye_name_level { DYE_NAME_INITIAL, DYE_NAME_FIRST, DYE_NAME_LETTERS, DYE_NAME_TEXT, DYE_NAME_LEVELS };

/* The name that was drawn for a record, by whichever of its cells came first. */
struct dye_drawn_name {
	bool drawn;
	struct dye_name name;
	uint64_t surname_nodes[DYE_NAME_LEVELS];
	uint64_t given_nodes[DYE_NAME_LEVELS];
};

/* What is known of the person, and which nodes of the draw tree (forge.h) said so (0: the parent, or the owner). */
struct dye_attributes {
	enum dye_sex sex;
	struct dye_date birth; /* month 0: unknown */
	char region[7];	       /* GB/T 2260: 2, 4 or 6 digits of a place in China; "" unknown */
	uint64_t sex_nodes;
	uint64_t birth_nodes;
	struct dye_name
	    model; /* the parent's own name and birth, read by dye_attributes_read_parent(): a cell that shows them shows the record's */
	struct dye_date model_birth; /* month 0: unknown */
	bool model_read;	     /* there is a parent's name that was read so */
	struct dye_drawn_name name;
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
/* A part of the parent's name: "" for one that is not known. What is known already stays, but for Latin letters, in whose place Chinese comes. */
void dye_attributes_name(struct dye_attributes * attributes, const struct dye_name * name);
void dye_attributes_region(struct dye_attributes * attributes, const char * region);

#endif
