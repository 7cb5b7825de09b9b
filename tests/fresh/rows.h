/*
 * rows.h: small tables that are easily taken apart and put together again, as leakers do.
 */
#ifndef DYE_TESTS_FRESH_ROWS_H
#define DYE_TESTS_FRESH_ROWS_H

#include <stdio.h>
#include <stdlib.h>

#include "tests/fresh/keys.h"

#define FRESH_COLUMNS 6
#define FRESH_CELL 96

struct fresh_row {
	char cell[FRESH_COLUMNS][FRESH_CELL];
};

/* All zero is empty; column names stand in ${names}. */
struct fresh_rows {
	struct fresh_row names;
	struct fresh_row * row; /* Owned. */
	size_t count, size;
	unsigned columns;
};

static inline _Noreturn void
fresh_die(const char * what, const struct dye_error * err)
{
	char text[1024];

	(void)fprintf(stderr, "%s: %s\n", what, err == NULL ? "failed" : dye_error_format(err, text, sizeof(text)));
	exit(2);
}

static inline void
fresh_must(enum dye_code rc, const char * what, const struct dye_error * err)
{

	if (rc != DYE_OK)
		fresh_die(what, err);
}

static inline void
fresh_set(struct fresh_row * row, unsigned column, const char * text)
{

	size_t len = strlen(text);

	if (len >= FRESH_CELL)
		fresh_die("a cell too long", NULL);
	memcpy(row->cell[column], text, len + 1);
}

/* A new row at the end, empty. */
static inline struct fresh_row *
fresh_add(struct fresh_rows * t)
{

	if (t->count == t->size) {
		t->size = t->size == 0 ? 256 : 2 * t->size;
		if ((t->row = reallocarray(t->row, t->size, sizeof(*t->row))) == NULL)
			fresh_die("memory", NULL);
	}
	memset(&t->row[t->count], 0, sizeof(*t->row));
	return &t->row[t->count++];
}

static inline void
fresh_copy(struct fresh_rows * t, const struct fresh_row * row)
{
	struct fresh_row copy = *row;

	*fresh_add(t) = copy;
}

static inline void
fresh_rows_release(struct fresh_rows * t)
{

	free(t->row);
	*t = (struct fresh_rows){0};
}

/* The same columns, and no row. */
static inline struct fresh_rows
fresh_like(const struct fresh_rows * t)
{

	return (struct fresh_rows){.names = t->names, .columns = t->columns};
}

/* ---- as CSV ---- */

static inline void
fresh_put(struct dye_buffer * out, const char * text)
{
	struct dye_error err = {0};

	fresh_must(dye_buffer_append(out, text, strlen(text), &err), "memory", &err);
}

static inline void
fresh_put_line(struct dye_buffer * out, const struct fresh_row * row, const unsigned * columns, unsigned count,
    const char * separator, bool quoted)
{
	unsigned i;

	for (i = 0; i < count; i++) {
		const char * text = row->cell[columns[i]];
		bool quotes = quoted && strchr(text, ',') != NULL;

		fresh_put(out, i > 0 ? separator : "");
		fresh_put(out, quotes ? "\"" : "");
		fresh_put(out, text);
		fresh_put(out, quotes ? "\"" : "");
	}
	fresh_put(out, "\n");
}

/* Cells hold neither quotes nor line ends. */
static inline void
fresh_csv(struct dye_buffer * out, const struct fresh_rows * t)
{
	static const unsigned all[FRESH_COLUMNS] = {0, 1, 2, 3, 4, 5};
	size_t i;

	fresh_put_line(out, &t->names, all, t->columns, ",", true);
	for (i = 0; i < t->count; i++)
		fresh_put_line(out, &t->row[i], all, t->columns, ",", true);
}

static inline const char *
fresh_read_line(const char * p, const char * end, struct fresh_row * row)
{
	unsigned column = 0;
	bool quoted = false;
	size_t n = 0;

	memset(row, 0, sizeof(*row));
	for (; p < end && (quoted || *p != '\n'); p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (*p == ',' && !quoted)
			column++, n = 0;
		else if (n + 1 < FRESH_CELL && column < FRESH_COLUMNS)
			row->cell[column][n++] = *p;
	}
	return p < end ? p + 1 : end;
}

/* What fresh_csv() wrote, or an export of it; ${t} has its columns already. */
static inline void
fresh_read(struct fresh_rows * t, struct dye_slice csv)
{
	const char *p = csv.data, *end = csv.data + csv.len;

	p = fresh_read_line(p, end, &t->names);
	while (p < end)
		p = fresh_read_line(p, end, fresh_add(t));
}

/* ---- sets of texts: a table of some hundred rows is searched through ---- */

static inline bool
fresh_holds(const struct fresh_rows * t, unsigned column, const char * text)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		if (strcmp(t->row[i].cell[column], text) == 0)
			return true;
	return false;
}

/* The canaries of a copy: rows whose key the source lacks. */
static inline struct fresh_rows
fresh_strangers(const struct fresh_rows * copy, const struct fresh_rows * source, unsigned key)
{
	struct fresh_rows out = fresh_like(copy);
	size_t i;

	for (i = 0; i < copy->count; i++)
		if (!fresh_holds(source, key, copy->row[i].cell[key]))
			fresh_copy(&out, &copy->row[i]);
	return out;
}

#endif
