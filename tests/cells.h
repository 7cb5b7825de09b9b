/*
 * cells.h: for tests and measuring tools only: the cells of a CSV file, read with as little as can be (RFC 4180), so that what is tested does
 * not read its own input.
 */
#ifndef TESTS_CELLS_H
#define TESTS_CELLS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/buffer.h"

/**
 * cells_read(path, cell, cookie): Call ${cell} with the number of the column (from 1) and the text of every cell below the header of ${path}.
 * Return the number of rows, or -1 where the file cannot be read.
 */
static inline long
cells_read(const char * path, void (*cell)(void * cookie, unsigned column, struct dye_slice text), void * cookie)
{
	struct dye_buffer field = {0};
	FILE * f = fopen(path, "r");
	bool quoted = false;
	unsigned column = 1;
	long rows = -1;
	int c, next;

	if (f == NULL)
		return -1;
	while ((c = getc(f)) != EOF) {
		if (c == '"') {
			next = quoted ? getc(f) : EOF;
			if (quoted && next == '"') {
				(void)dye_buffer_append_byte(&field, '"', NULL);
				continue;
			}
			if (quoted && next != EOF)
				ungetc(next, f);
			quoted = !quoted;
		} else if (quoted || (c != ',' && c != '\n' && c != '\r')) {
			(void)dye_buffer_append_byte(&field, (char)c, NULL);
		} else if (c != '\r') {
			if (rows >= 0)
				cell(cookie, column, dye_buffer_slice(&field));
			dye_buffer_reset(&field);
			column = c == '\n' ? 1 : column + 1;
			rows += c == '\n';
		}
	}
	dye_buffer_release(&field);
	fclose(f);
	return rows;
}

/* Where the second real table is: in the folder that $LEAKDYE_SHARED names; a path that does not exist where it names none. */
static inline const char *
cells_shared(const char * name, char * path, size_t size)
{
	const char * shared = getenv("LEAKDYE_SHARED");

	(void)snprintf(path, size, "%s/%s", shared != NULL ? shared : "/nonexistent", name);
	return path;
}

#endif
