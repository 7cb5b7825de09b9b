/*
 * fields.h: records that stand with one field on each line, as programs and people write them:
 *
 *	-[ RECORD 1 ]------     *** 1. row ***         name = Ann       Name: Ann        Ann
 *	name  | Ann                  name: Ann        phone = 555       Phone: 555       555
 *	phone | 555                 phone: 555
 *	-[ RECORD 2 ]------     *** 2. row ***         name = Bob       Name: Bob        Bob
 */
#ifndef DYE_TABLE_FIELDS_H
#define DYE_TABLE_FIELDS_H

#include "formats/base/buffer.h"

#define DYE_FIELDS_MAX 64

enum dye_field_sort {
	DYE_FIELD_BLANK,
	DYE_FIELD_MARK, /* what programs write where a record begins */
	DYE_FIELD_RULE, /* strokes alone */
	DYE_FIELD_NAMED,
	DYE_FIELD_PLAIN
};

/* What a line is. Slices point into it; they are trimmed. */
struct dye_field {
	enum dye_field_sort sort;
	struct dye_slice name;	/* empty where it has none */
	struct dye_slice value; /* what stands behind the name */
	struct dye_slice whole; /* name and value */
};

/* How the records of a text are told from one another. */
struct dye_fields {
	bool marked;				/* lines stand between them that only programs write */
	bool named;				/* fields have names */
	struct dye_slice names[DYE_FIELDS_MAX]; /* Not owned. */
	uint32_t count;				/* of names; else of the lines that most records have */
	uint32_t period;			/* not 0: nothing stands between records, and each has so many lines */
};

struct dye_field dye_field_read(struct dye_slice line);

/* The number of the name, or fields->count. */
uint32_t dye_fields_find(const struct dye_fields * fields, struct dye_slice name);

/* Whether ${text} is records with one field a line, three of them at least where no program has marked them. */
bool dye_fields_look(struct dye_slice text, struct dye_fields * fields);

#endif
