/*
 * drawn.c: tables that a program has drawn for the eye, as they are copied from a terminal: by sqlite3, psql, mysql, in markdown. For
 * tracing: they cannot be written back, so who is strict is told how to get a table that can. core/ruled.h says what they look like.
 *
 * A row may take several lines: a cell that is wider than its column goes on below, or holds line ends, which become a space.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/cells.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/feed.h"
#include "formats/table/core/foreign.h"
#include "formats/table/core/input.h"
#include "formats/table/core/ruled.h"

struct drawn_reader {
	struct dye_feed feed; /* the first member */
	struct dye_ruled ruled;
	struct dye_buffer top;	       /* the line of names */
	struct dye_slice * names;      /* Owned; DYE_RULED_MAX. They point into top. */
	struct dye_ruled_cell * cells; /* Owned; DYE_RULED_MAX: of the line that came last */
	struct dye_buffer * row;       /* Owned; DYE_RULED_MAX: the row that is being put together */
	struct dye_ruled_cell * ends;  /* Owned; DYE_RULED_MAX: of its last line; only their ends are read */
	bool pending;		       /* there is such a row */
	size_t length;		       /* of its cells together */
	uint64_t next;		       /* number of the next row */
};

static size_t
drawn_probe(const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max)
{
	struct dye_ruled ruled;
	struct dye_slice text;
	bool whole;

	if (max == 0 || start->delimiter[0] != '\0' || !dye_input_text(input, &text, &whole) ||
	    !dye_ruled_find(text, &ruled))
		return 0;
	ways[0] = *start;
	ways[0].columns = ruled.rule.count;
	ways[0].score = 970;
	return 1;
}

static void
drawn_close(void * reader)
{
	struct drawn_reader * r = reader;

	for (uint32_t i = 0; r->row != NULL && i < DYE_RULED_MAX; i++)
		dye_buffer_release_secret(&r->row[i]);
	dye_buffer_release(&r->top);
	free(r->names);
	free(r->cells);
	free(r->row);
	free(r->ends);
	dye_feed_close(&r->feed);
}

/* Room for the columns, and the names, which stand above what is read. */
static enum dye_code
take_names(struct drawn_reader * r, struct dye_error * err)
{
	const struct dye_rule * rule = &r->ruled.rule;
	enum dye_code rc;

	r->names = calloc(DYE_RULED_MAX, sizeof(*r->names));
	r->cells = calloc(DYE_RULED_MAX, sizeof(*r->cells));
	r->row = calloc(DYE_RULED_MAX, sizeof(*r->row));
	r->ends = calloc(DYE_RULED_MAX, sizeof(*r->ends));
	if (r->names == NULL || r->cells == NULL || r->row == NULL || r->ends == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (r->ruled.header == 0)
		return DYE_OK;
	if ((rc = dye_buffer_append_slice(&r->top, r->ruled.top, err)) != DYE_OK)
		return rc;
	(void)dye_rule_cut(rule, dye_buffer_slice(&r->top), r->cells);
	for (uint32_t i = 0; i < rule->count; i++)
		r->names[i] = r->cells[i].text;
	return DYE_OK;
}

static enum dye_code
drawn_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct drawn_reader * r = reader;
	struct dye_slice text;
	enum dye_code rc;
	bool whole;

	if (!way->forgiving)
		return dye_foreign_refuse("a table drawn for the eye", err);
	if (!dye_input_text(input, &text, &whole) || !dye_ruled_find(text, &r->ruled))
		return dye_fail(err, DYE_EDATA, "no drawn table");
	r->next = 1;
	if ((rc = dye_feed_open(&r->feed, input, way, err)) == DYE_OK)
		rc = take_names(r, err);
	if (rc != DYE_OK)
		drawn_close(r);
	return rc;
}

static enum dye_code
drawn_table(void * reader, struct dye_table_head * head, bool * got, struct dye_error * err)
{
	struct drawn_reader * r = reader;
	struct dye_slice line;
	enum dye_code rc;

	if ((rc = dye_lines_table(reader, head, got, err)) != DYE_OK || !*got)
		return rc;
	if (r->ruled.header > 0)
		*head = (struct dye_table_head){.names = r->names, .count = r->ruled.rule.count};
	if (r->ruled.above > 0)
		r->ruled.rule = r->ruled.upper;
	while (r->feed.number + 1 < (r->ruled.above > 0 ? r->ruled.above : r->ruled.first))
		if ((rc = dye_feed_next(&r->feed, &line, got, err)) != DYE_OK || !*got)
			break;
	*got = rc == DYE_OK;
	return rc;
}

/* ---- rows ---- */

static enum dye_code
give_row(void * reader, struct dye_block * block, struct dye_error * err)
{
	struct drawn_reader * r = reader;
	struct dye_slice cells[DYE_RULED_MAX];

	if (!r->pending)
		return DYE_OK;
	r->pending = false;
	r->length = 0;
	for (uint32_t i = 0; i < r->ruled.rule.count; i++)
		cells[i] = dye_buffer_slice(&r->row[i]);
	r->next++;
	return dye_cells_row(block, cells, r->ruled.rule.count, err);
}

/* Put one more line to a cell of the row: at once where it was cut, after a space otherwise. */
static enum dye_code
add_cell(struct drawn_reader * r, uint32_t i, struct dye_error * err)
{
	const struct dye_ruled_cell * cell = &r->cells[i];
	enum dye_ruled_end before = r->pending ? r->ends[i].end : DYE_RULED_ENDS;
	struct dye_buffer * text = &r->row[i];

	r->ends[i].end = cell->end;
	r->length += cell->text.len;
	if (before == DYE_RULED_FULL || before == DYE_RULED_CONTINUES || cell->end == DYE_RULED_CONTINUES)
		return dye_buffer_append_slice(text, cell->text.len > 0 ? cell->inside : cell->text, err);
	if (text->len > 0 && cell->text.len > 0)
		DYE_TRY(dye_buffer_append_byte(text, ' ', err));
	return dye_buffer_append_slice(text, cell->text, err);
}

static enum dye_code
add_line(struct drawn_reader * r, struct dye_error * err)
{

	for (uint32_t i = 0; i < r->ruled.rule.count; i++) {
		if (!r->pending)
			dye_buffer_reset(&r->row[i]);
		DYE_TRY(add_cell(r, i, err));
	}
	r->pending = true;
	return DYE_OK;
}

/* A line that is none of the table: a row of one cell. */
static enum dye_code
give_line(struct drawn_reader * r, struct dye_slice line, struct dye_block * block, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = give_row(r, block, err)) != DYE_OK)
		return rc;
	r->next++;
	return dye_cells_row(block, &line, 1, err);
}

/* Whether the line that was cut belongs to another row than the lines before it. */
static bool
begins_row(const struct drawn_reader * r)
{

	return r->length > DYE_ROW_MAX || (!r->ruled.grid && !dye_ruled_goes_on(&r->ruled.rule, r->ends, r->cells));
}

static enum dye_code
see_line(void * reader, struct dye_slice line, struct dye_block * block, struct dye_error * err)
{
	struct drawn_reader * r = reader;
	struct dye_slice trimmed = dye_trim(line);
	struct dye_rule rule;
	enum dye_code rc;

	if (trimmed.len == 0 || r->feed.number == r->ruled.header)
		return give_row(r, block, err);
	if (dye_rule_read(line, &rule)) {
		rc = give_row(r, block, err);
		if (rule.count > 1 && !dye_rule_equal(&rule, &r->ruled.rule))
			r->ruled.rule = rule;
		return rc;
	}
	if (!dye_rule_cut(&r->ruled.rule, line, r->cells))
		return give_line(r, trimmed, block, err);
	if (begins_row(r))
		DYE_TRY(give_row(r, block, err));
	return add_line(r, err);
}

static enum dye_code
drawn_block(void * reader, struct dye_block * block, struct dye_error * err)
{
	static const struct dye_feed_verbs verbs = {see_line, give_row};
	const struct drawn_reader * r = reader;

	return dye_feed_block(reader, &verbs, r->next, block, err);
}

const struct dye_format dye_format_drawn = {
    .name = "drawn",
    .description = "a table drawn for the eye by sqlite3, psql, mysql or in markdown (for tracing only)",
    .probe = drawn_probe,
    .reader_size = sizeof(struct drawn_reader),
    .open = drawn_open,
    .table = drawn_table,
    .block = drawn_block,
    .reader_mended = dye_lines_mended,
    .close = drawn_close,
};
