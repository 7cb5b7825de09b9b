#include "formats/table/core/csv_libcsv.h"

#include <string.h>

#define OPTIONS (CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL)
#define LOOSE (CSV_REPALL_NL)

static int
never_space(unsigned char c)
{

	(void)c;
	return 0;
}

/* libcsv reports one cell. Its callbacks return nothing, so a difference is kept in the state. */
static void
on_cell(void * data, size_t len, void * cookie)
{
	struct dye_csv_libcsv * s = cookie;
	const struct dye_cell * cell = &s->cells[s->seen];

	if (s->seen >= s->count || cell->text.len != len || (len > 0 && memcmp(cell->text.data, data, len) != 0))
		s->differs = true;
	else
		s->seen++;
}

static void
on_row(int c, void * cookie)
{
	struct dye_csv_libcsv * s = cookie;

	(void)c;
	s->rows++;
}

void
dye_csv_libcsv_release(struct dye_csv_libcsv * s)
{

	if (s->ready)
		csv_free(&s->parser);
	s->ready = false;
}

enum dye_code
dye_csv_libcsv_open(struct dye_csv_libcsv * s, char delimiter, bool quotes, struct dye_error * err)
{

	dye_csv_libcsv_release(s);
	if (csv_init(&s->parser, OPTIONS) != 0)
		return dye_fail(err, DYE_ENOMEM, "libcsv could not be set up");
	s->ready = true;
	s->dirty = false;
	csv_set_delim(&s->parser, (unsigned char)delimiter);
	/* It has no other word for none; a NUL is never fed. */
	if (!quotes)
		csv_set_quote(&s->parser, '\0');
	csv_set_space_func(&s->parser, never_space);
	csv_set_blk_size(&s->parser, 65536);
	return DYE_OK;
}

/* Feed libcsv one row; *fed tells how far it came. A quote inside an unquoted cell is let through. */
static bool
feed(struct dye_csv_libcsv * s, struct dye_slice row)
{
	size_t off = 0;

	for (;;) {
		const struct dye_cell * cell;

		off += csv_parse(&s->parser, row.data + off, row.len - off, on_cell, on_row, s);
		if (off >= row.len)
			return off == row.len;
		if (csv_error(&s->parser) != CSV_EPARSE || s->seen >= s->count || row.data[off] != '"')
			return false;
		cell = &s->cells[s->seen];
		if (cell->quoted || row.data + off <= cell->text.data ||
		    row.data + off >= cell->text.data + cell->text.len)
			return false;
		(void)csv_set_opts(&s->parser, LOOSE);
		if (csv_parse(&s->parser, row.data + off, 1, on_cell, on_row, s) != 1)
			return false;
		(void)csv_set_opts(&s->parser, OPTIONS);
		off++;
	}
}

enum dye_code
dye_csv_libcsv_check(struct dye_csv_libcsv * s, struct dye_slice row, bool ended, const struct dye_cell * cells,
    uint32_t count, struct dye_error * err)
{
	bool whole;

	s->cells = cells;
	s->count = count;
	s->seen = 0;
	s->rows = 0;
	s->differs = false;
	s->dirty = true;
	whole = feed(s, row);
	if (!whole && csv_error(&s->parser) == CSV_ENOMEM)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (whole && !ended)
		whole = csv_fini(&s->parser, on_cell, on_row, s) == 0;
	if (!whole || s->differs || s->seen != count || s->rows != 1)
		return dye_fail(err, DYE_EDATA, "libcsv and the scanner do not agree on the cells of this row");
	s->dirty = false;
	return DYE_OK;
}
