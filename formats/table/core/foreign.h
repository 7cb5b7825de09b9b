/*
 * foreign.h: what other programs write that is no table of lines and cells. Who is strict is told so, and how the same program writes CSV; who
 * forgives reads it as text, and is told what it looks like and what makes CSV of it.
 */
#ifndef DYE_TABLE_FOREIGN_H
#define DYE_TABLE_FOREIGN_H

#include "formats/base/buffer.h"

struct dye_foreign {
	const char * name; /* "JSON" */
	const char *
	    convert; /* a command that reads it as <FILE and writes CSV to >NEW, in UTF-8; NULL: there is none */
};

/* Fail with DYE_EDATA: it is ${what} ("a table in HTML"), and how to have CSV instead. */
enum dye_code dye_foreign_refuse(const char * what, struct dye_error * err);

/* Refuse ${text}, which would be taken for CSV, where it is SQL, JSON, XML, or rows that do not end in a line end. */
enum dye_code dye_foreign_check(struct dye_slice text, struct dye_error * err);

/* What ${text}, the beginning of a leak, looks like; NULL: nothing of that sort. The page is HTML only where it has no table: that is read. */
const struct dye_foreign * dye_foreign_likely(struct dye_slice text);

/* Whether it is HTML that shows lines, which the format html finds beside the tables of it. */
bool dye_foreign_is_page(const struct dye_foreign * foreign);

#endif
