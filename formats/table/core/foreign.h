/*
 * foreign.h: what other programs write that is no table to be written back: who is strict is told so, and how the same program writes CSV.
 */
#ifndef DYE_TABLE_FOREIGN_H
#define DYE_TABLE_FOREIGN_H

#include "formats/base/buffer.h"

/* Fail with DYE_EDATA: it is ${what} ("a table in HTML"), and how to have CSV instead. */
enum dye_code dye_foreign_refuse(const char * what, struct dye_error * err);

/* Refuse ${text}, which would be taken for CSV, where it is SQL, JSON or XML. */
enum dye_code dye_foreign_check(struct dye_slice text, struct dye_error * err);

#endif
