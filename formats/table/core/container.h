/*
 * container.h: files that hold a table and are no text: packed, encrypted, pictures, databases, files of spreadsheets. None is read: whoever has
 * one is told what it is and which program opens it.
 */
#ifndef DYE_TABLE_CONTAINER_H
#define DYE_TABLE_CONTAINER_H

#include "formats/base/buffer.h"

struct dye_container {
	const char * name;    /* "a file packed by gzip" */
	const char * command; /* makes of FILE what can be read, or what a further command opens; NULL: there is none */
};

/* What a file is that begins so; NULL: none of these. By its first bytes, never by its name. */
const struct dye_container * dye_container_of(struct dye_slice head);

/* Fail with DYE_EDATA: what it is, and the command. */
enum dye_code dye_container_refuse(const struct dye_container * container, struct dye_error * err);

#endif
