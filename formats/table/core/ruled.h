/*
 * ruled.h: tables that a program has drawn for the eye: a line of strokes (the rule) stands below the names, and shows where columns begin
 * and end. Known to be drawn so: sqlite3 (box, table, column, markdown), psql (every border and line style), mysql, markdown, and
 * the many that imitate them.
 *
 *	+----+-----+     id  name       id | name      | id | name |
 *	| id | ... |     --  ----      ----+------     |----|------|
 */
#ifndef DYE_TABLE_RULED_H
#define DYE_TABLE_RULED_H

#include "formats/base/buffer.h"

#define DYE_RULED_MAX 256

/* What a rule says; columns of the screen are counted from 0. */
struct dye_rule {
	uint32_t count;	     /* of spans: the columns of the table */
	bool bordered;	     /* signs stand between columns, a space beside each; else nothing but spaces does */
	uint32_t spare;	     /* of the width of a span: how much is no room for text */
	uint32_t characters; /* in the whole rule */
	struct {
		uint32_t start, end;
	} spans[DYE_RULED_MAX];
};

/* How a line of a cell ends. */
enum dye_ruled_end {
	DYE_RULED_ENDS,	    /* the text of the cell probably ends with it */
	DYE_RULED_NEARLY,   /* one place short of the width */
	DYE_RULED_FULL,	    /* it is as wide as its column, and may go on below */
	DYE_RULED_BREAKS,   /* a sign says that the text goes on in a new line */
	DYE_RULED_CONTINUES /* a sign says that the text goes on at once */
};

struct dye_ruled_cell {
	struct dye_slice text;	 /* trimmed. Not owned. */
	struct dye_slice inside; /* the same with the spaces that belong to a text that is cut. Not owned. */
	enum dye_ruled_end end;
};

/* What stands in a text that is a drawn table. */
struct dye_ruled {
	struct dye_rule rule;
	uint32_t header;       /* number of the line of names, from 1; 0: there is none */
	uint32_t first;	       /* of the first line below the rule (the names' one, where there are any) */
	bool grid;	       /* a rule or a blank line stands between every two rows */
	struct dye_slice top;  /* the line of names. Not owned. */
	struct dye_rule upper; /* of another table that stands above it, of several columns */
	uint32_t above;	       /* number of the first line below that rule; 0: there is none */
};

/* Whether ${line} is nothing but strokes and what joins them. */
bool dye_rule_strokes(struct dye_slice line);

/* Whether ${line} is a rule, and what it says. */
bool dye_rule_read(struct dye_slice line, struct dye_rule * rule);

/* Whether two rules are for tables of the same columns. */
bool dye_rule_equal(const struct dye_rule * a, const struct dye_rule * b);

/* Cut ${line} into rule->count cells. False where it is no line of the table. */
bool dye_rule_cut(const struct dye_rule * rule, struct dye_slice line, struct dye_ruled_cell cells[DYE_RULED_MAX]);

/* Whether a drawn table stands in ${text}: a rule, and eight in ten lines below it fit. */
bool dye_ruled_find(struct dye_slice text, struct dye_ruled * ruled);

/* Whether ${next} goes on with the row whose last line is ${cells}. */
bool dye_ruled_goes_on(
    const struct dye_rule * rule, const struct dye_ruled_cell * cells, const struct dye_ruled_cell * next);

#endif
