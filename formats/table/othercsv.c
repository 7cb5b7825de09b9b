/*
 * othercsv.c: CSV as other programs write it (core/csv_manner.h and core/csv_wrapped.h have the manners). For tracing: such cells cannot be written back as they
 * came, so who is strict is told the command that makes CSV of them. Only in a manner that is in doubt, single quotes around cells
 * that could be read without, is the word of a caller taken who names the delimiter.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/table/core/cells.h"
#include "formats/table/core/csv_wrapped.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/foreign.h"
#include "formats/table/core/header.h"
#include "formats/table/core/lines.h"

static const struct dye_format_option othercsv_options[] = {{"delimiter", "what separates cells: one ASCII character"},
    {"quote", "double: cells may stand in double quotes; none is never of this format"}, {NULL, NULL}};

struct othercsv_reader {
	struct dye_lines lines; /* the first member */
	struct dye_csv_manner manner;
	struct dye_block block;	  /* what is read of it */
	struct dye_span * spans;  /* Owned; DYE_COLUMNS_MAX */
	struct dye_slice * cells; /* Owned; as many */
	struct dye_buffer text;	  /* of the cells of a row */
	struct dye_buffer peeled; /* the block's lines without the quotes around them */
};

static bool
find(const struct dye_input * input, const struct dye_dialect * way, struct dye_csv_manner * manner)
{
	struct dye_slice text;
	bool whole;

	if (way->delimiter[0] != '\0' && (strlen(way->delimiter) > 1 || strchr("\"'\\", way->delimiter[0]) != NULL))
		return false;
	return dye_input_text(input, &text, &whole) && dye_csv_manner_find(text, whole, way->delimiter[0], manner);
}

/* What the header of pasted rows must be, well known, it must be here too: a row that is taken for one is lost. */
static void
look_for_header(struct dye_dialect * way, struct dye_slice text, bool whole, const struct dye_csv_manner * manner)
{
	struct dye_header header = {0};
	struct dye_span spans[DYE_HEADER_COLUMNS];
	struct dye_slice cells[DYE_HEADER_COLUMNS], at = text;
	struct dye_csv_manner_row row;

	while (
	    header.rows < DYE_HEADER_ROWS && dye_csv_manner_row(manner, &at, whole, spans, DYE_HEADER_COLUMNS, &row)) {
		uint32_t count = row.count < DYE_HEADER_COLUMNS ? row.count : DYE_HEADER_COLUMNS;

		for (uint32_t i = 0; i < count; i++)
			cells[i] = (struct dye_slice){text.data + spans[i].start + spans[i].quoted,
			    spans[i].end - spans[i].start - 2 * (size_t)spans[i].quoted};
		if (count > 0)
			dye_header_see(&header, cells, row.count);
		text = at;
	}
	way->header = dye_header_known(&header);
}

/* Lines in quotes as a whole are read by who forgives only: csv.c tells who is strict what takes the quotes off. */
static bool
find_lines(const struct dye_input * input, const struct dye_dialect * start, struct dye_csv_manner * manner)
{
	struct dye_slice text;
	bool whole, found;

	return start->forgiving && strlen(start->delimiter) <= 1 && dye_input_text(input, &text, &whole) &&
	       dye_csv_wrapped_find(text, whole, start->delimiter[0], manner, &found, NULL) == DYE_OK && found;
}

static size_t
othercsv_probe(const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max)
{
	struct dye_csv_manner manner;
	struct dye_slice text;
	bool whole, named = start->delimiter[0] != '\0';

	if (start->no_quotes)
		return 0;
	if (max > 0 && find_lines(input, start, &manner)) {
		ways[0] = *start;
		ways[0].delimiter[0] = manner.delimiter;
		ways[0].habit = manner.habit;
		ways[0].nested = true;
		ways[0].score = 965;
		return 1;
	}
	if (max == 0 || !find(input, start, &manner) || !dye_input_text(input, &text, &whole) ||
	    (named && !start->forgiving && manner.plain && manner.habit == DYE_CSV_SINGLE))
		return 0;
	ways[0] = *start;
	ways[0].delimiter[0] = manner.delimiter;
	ways[0].delimiter_known = named;
	ways[0].habit = manner.habit;
	ways[0].score = 965;
	look_for_header(&ways[0], text, whole, &manner);
	return 1;
}

/* ---- for who is strict ---- */

/*
 * With the command, a filter, that makes CSV of it: ${reader} are the further arguments of Python's csv.reader(), ${each} what is made of the rows
 * that it reads, which follow.
 */
static enum dye_code
refuse_for(const struct dye_dialect * way, const struct dye_csv_manner * m, const char * what, const char * reader,
    const char * each, struct dye_error * err)
{
	const char * encoding = way->bom && way->encoding == DYE_UTF8 ? "utf-8-sig" : dye_encoding_name(way->encoding);
	const char delimiter[] = {m->delimiter, '\0'};

	(void)dye_fail(err, DYE_EDATA,
	    "%s, which cannot be written back: convert it first, with python3 -c 'import csv; "
	    "csv.writer(open(1, \"w\", encoding=\"%s\", newline=\"\"), lineterminator=\"\\n\").writerows(%s"
	    "csv.reader(open(0, encoding=\"%s\", newline=\"\"), delimiter=\"%s\"%s))' <FILE >NEW",
	    what, encoding, each, encoding, m->delimiter == '\t' ? "\\t" : delimiter, reader);
	dye_at_row(err, m->row);
	return DYE_EDATA;
}

/* Where formulas hold delimiters, csv.reader() would cut them. */
static enum dye_code
refuse_formulas(const struct dye_dialect * way, const struct dye_csv_manner * m, struct dye_error * err)
{
	static const char unwrap[] =
	    "[c[2:-1].replace(chr(34) * 2, chr(34)) if c[:2] == chr(61) + chr(34) else c for c in r] for r in ";
	static const char what[] = "a table whose cells stand as formulas (=\"...\")";
	const char delimiter[] = {m->delimiter, '\0'};

	if (m->plain)
		return refuse_for(way, m, what, "", unwrap, err);
	(void)dye_fail(err, DYE_EDATA,
	    "%s, which cannot be written back: convert it first, with sed -E "
	    "'s/(^|[%s])=\"/\\1\"/g' <FILE >NEW",
	    what, m->delimiter == '\t' ? "\\t" : delimiter);
	dye_at_row(err, m->row);
	return DYE_EDATA;
}

/*
 * MySQL's NULL, \N, which csv.reader() would read as the letter N, becomes the empty cell, and its \n and \t a line end and a tab. Where it has
 * put cells in single quotes, ${single}. What sqlite3 writes for letters beyond ASCII between blanks (.mode tcl: \303\247) becomes those.
 */
static enum dye_code
refuse_escapes(const struct dye_dialect * way, const struct dye_csv_manner * m, bool single, struct dye_error * err)
{
	const char * encoding = way->bom && way->encoding == DYE_UTF8 ? "utf-8-sig" : dye_encoding_name(way->encoding);
	const char plain[] = {m->delimiter, '\0'};
	const char * delimiter = m->delimiter == '\t' ? "\\t" : plain;
	bool octal = m->delimiter == ' ';

	(void)dye_fail(err, DYE_EDATA,
	    "a table with a backslash (\\) before signs, which cannot be written back: convert it first, "
	    "with python3 -c 'import csv, re; "
	    "csv.writer(open(1, \"w\", encoding=\"%s\", newline=\"\"), lineterminator=\"\\n\").writerows(csv.reader(("
	    "re.sub(r\"%s(?<![^%s])\\\\N(?=[%s]|\\s*$)|\\\\(?P<s>.)\", lambda m: %s{None: \"\", \"n\": \"\\\\\\n\", "
	    "\"t\": \"\\\\\\t\"}.get(m[\"s\"], m[0]), l) for l in open(0, encoding=\"%s\", newline=\"\")), "
	    "delimiter=\"%s\", "
	    "escapechar=chr(92)%s))' <FILE >NEW",
	    encoding, octal ? "((?:\\\\[23][0-7]{2})+)|" : "", delimiter, delimiter,
	    octal ? "eval(f\"b\\x22{m[1]}\\x22\").decode() if m[1] else " : "", encoding, delimiter,
	    single ? ", quotechar=chr(39)" : "");
	dye_at_row(err, m->row);
	return DYE_EDATA;
}

/* Whether as many cells as half of the lines begin with a single quote. */
static bool
begin_single(const struct dye_csv_manner * m, struct dye_slice text)
{
	const char pair[] = {m->delimiter, '\''};
	uint64_t lines = 0, cells = 0;

	for (size_t i = 0; i + 1 < text.len; i++) {
		lines += text.data[i] == '\n';
		cells += memcmp(text.data + i, pair, sizeof(pair)) == 0;
	}
	return cells > 0 && 2 * cells >= lines;
}

/* A quote behind a backslash, or NULL. */
static bool
has_escapes(struct dye_slice text)
{

	return memmem(text.data, text.len, "\\'", 2) != NULL || memmem(text.data, text.len, "\\N", 2) != NULL;
}

static enum dye_code
refuse(const struct dye_dialect * way, const struct dye_csv_manner * m, struct dye_slice text, struct dye_error * err)
{

	switch (m->habit) {
	case DYE_CSV_SINGLE:
		if (has_escapes(text))
			return refuse_escapes(way, m, true, err);
		return refuse_for(
		    way, m, "a table whose cells stand in single quotes (')", ", quotechar=chr(39)", "", err);
	case DYE_CSV_ESCAPE:
		return refuse_escapes(way, m, begin_single(m, text), err);
	case DYE_CSV_SPACED:
		return refuse_for(way, m, "a table with spaces before the quotes (\") of its cells",
		    ", skipinitialspace=True", "", err);
	default:
		return refuse_formulas(way, m, err);
	}
}

/* ---- reading ---- */

static struct dye_csv_manner
manner_of(const struct dye_dialect * way)
{

	return (struct dye_csv_manner){.habit = (enum dye_csv_habit)way->habit, .delimiter = way->delimiter[0]};
}

static enum dye_code
othercsv_split(const struct dye_dialect * way, struct dye_slice bytes, bool last, size_t * used, uint64_t * rows,
    struct dye_error * err)
{
	struct dye_csv_manner manner = manner_of(way);
	struct dye_csv_manner_row row;
	struct dye_csv_wrapped_row wrapped;
	struct dye_slice rest = bytes;

	(void)err;
	*rows = 0;
	while (manner.habit == DYE_CSV_WRAPPED ? dye_csv_wrapped_row(&rest, last, &wrapped)
					       : dye_csv_manner_row(&manner, &rest, last, NULL, 0, &row))
		++*rows;
	*used = bytes.len - rest.len;
	return DYE_OK;
}

static void
othercsv_close(void * reader)
{
	struct othercsv_reader * r = reader;

	dye_buffer_release_secret(&r->block.bytes);
	dye_buffer_release_secret(&r->text);
	dye_buffer_release_secret(&r->peeled);
	free(r->spans);
	free(r->cells);
	dye_lines_close(&r->lines);
}

static enum dye_code
othercsv_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct othercsv_reader * r = reader;
	struct dye_slice text;
	enum dye_code rc;
	bool whole;

	if (!way->forgiving && find(input, way, &r->manner) && dye_input_text(input, &text, &whole))
		return refuse(way, &r->manner, text, err);
	r->manner = manner_of(way);
	r->spans = calloc(DYE_COLUMNS_MAX, sizeof(*r->spans));
	r->cells = calloc(DYE_COLUMNS_MAX, sizeof(*r->cells));
	if (r->spans == NULL || r->cells == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = dye_lines_open(&r->lines, input, way, othercsv_split, err);
	if (rc != DYE_OK)
		othercsv_close(r);
	return rc;
}

/* A row of ${text} goes to the block; cells beyond what a row can have are left out. */
static enum dye_code
put_row(
    struct othercsv_reader * r, struct dye_slice text, uint32_t count, struct dye_block * block, struct dye_error * err)
{
	size_t at = 0;

	count = count < DYE_COLUMNS_MAX ? count : DYE_COLUMNS_MAX;
	dye_buffer_reset(&r->text);
	for (uint32_t i = 0; i < count; i++) {
		DYE_TRY(dye_csv_manner_cell(&r->manner, text, &r->spans[i], &r->text, err));
		r->cells[i].len = r->text.len - at;
		at = r->text.len;
	}
	at = 0;
	for (uint32_t i = 0; i < count; i++) {
		r->cells[i].data = r->cells[i].len > 0 ? dye_buffer_at(&r->text, at) : "";
		at += r->cells[i].len;
	}
	return dye_cells_row(block, r->cells, count, err);
}

static enum dye_code
othercsv_block(void * reader, struct dye_block * block, struct dye_error * err)
{
	struct othercsv_reader * r = reader;
	struct dye_csv_manner_row row;
	struct dye_slice rest, text;

	dye_buffer_reset(&r->block.bytes);
	DYE_TRY(dye_lines_block(reader, &r->block, err));
	block->first_row = r->block.first_row;
	block->last = r->block.last;
	text = dye_slice_of(r->block.bytes.data, r->block.bytes.len);
	if (r->manner.habit == DYE_CSV_WRAPPED) {
		dye_buffer_reset(&r->peeled);
		DYE_TRY(dye_csv_wrapped_peel(text, true, &r->peeled, err));
		text = dye_buffer_slice(&r->peeled);
	}
	rest = text;
	for (; dye_csv_manner_row(&r->manner, &rest, true, r->spans, DYE_COLUMNS_MAX, &row); text = rest)
		DYE_TRY(put_row(r, text, row.count, block, err));
	return DYE_OK;
}

const struct dye_format dye_format_othercsv = {
    .name = "othercsv",
    .description = "CSV with single quotes, backslashes, formulas or lines in quotes (for tracing only)",
    .options = othercsv_options,
    .probe = othercsv_probe,
    .reader_size = sizeof(struct othercsv_reader),
    .open = othercsv_open,
    .table = dye_lines_table,
    .block = othercsv_block,
    .reader_mended = dye_lines_mended,
    .close = othercsv_close,
};
