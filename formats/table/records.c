/*
 * records.c: records with one field a line, as sqlite3 (.mode line), psql (\x) and mysql (\G) write them, and as people paste them. For
 * tracing: who is strict is told to put each on one line. core/fields.h says what they look like.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/table/core/cells.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/feed.h"
#include "formats/table/core/foreign.h"
#include "formats/table/core/fields.h"
#include "formats/table/core/input.h"

/* A record of more lines is given in parts. */
#define RECORD_LINES (2 * DYE_FIELDS_MAX)

struct records_reader {
	struct dye_feed feed; /* the first member */
	struct dye_fields fields;
	struct dye_buffer names;   /* what fields.names point into */
	struct dye_buffer * cells; /* Owned; RECORD_LINES: the record that is being put together */
	uint32_t count;		   /* of its cells */
	uint32_t last;		   /* the cell that came last */
	uint64_t next;		   /* number of the next row */
};

/* Certain where a program has marked the records; else no more than surer than one column. */
static int
score(const struct dye_fields * fields, bool forgiving)
{

	if (fields->marked && fields->named)
		return 970;
	return forgiving ? 400 : 210;
}

static size_t
records_probe(const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max)
{
	struct dye_fields fields;
	struct dye_slice text;
	bool whole;

	if (max == 0 || start->delimiter[0] != '\0' || !dye_input_text(input, &text, &whole) ||
	    !dye_fields_look(text, &fields))
		return 0;
	ways[0] = *start;
	ways[0].columns = fields.count;
	ways[0].score = score(&fields, start->forgiving);
	return 1;
}

static void
records_close(void * reader)
{
	struct records_reader * r = reader;

	for (uint32_t i = 0; r->cells != NULL && i < RECORD_LINES; i++)
		dye_buffer_release_secret(&r->cells[i]);
	free(r->cells);
	dye_buffer_release(&r->names);
	dye_feed_close(&r->feed);
}

/* Keep the names: the text they stand in is the input's, which moves. */
static enum dye_code
keep_names(struct records_reader * r, struct dye_error * err)
{
	struct dye_fields * f = &r->fields;
	size_t at = 0;
	enum dye_code rc;

	for (uint32_t i = 0; f->named && i < f->count; i++)
		if ((rc = dye_buffer_append_slice(&r->names, f->names[i], err)) != DYE_OK)
			return rc;
	for (uint32_t i = 0; f->named && i < f->count; i++) {
		f->names[i].data = dye_buffer_at(&r->names, at);
		at += f->names[i].len;
	}
	return DYE_OK;
}

static enum dye_code
records_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct records_reader * r = reader;
	struct dye_slice text;
	enum dye_code rc;
	bool whole;

	if (!way->forgiving)
		return dye_foreign_refuse("records of several lines, one for each field", err);
	if (!dye_input_text(input, &text, &whole) || !dye_fields_look(text, &r->fields))
		return dye_fail(err, DYE_EDATA, "no records of several lines");
	r->next = 1;
	if ((r->cells = calloc(RECORD_LINES, sizeof(*r->cells))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else if ((rc = keep_names(r, err)) == DYE_OK)
		rc = dye_feed_open(&r->feed, input, way, err);
	if (rc != DYE_OK)
		records_close(r);
	return rc;
}

static enum dye_code
records_table(void * reader, struct dye_table_head * head, bool * got, struct dye_error * err)
{
	struct records_reader * r = reader;
	enum dye_code rc = dye_lines_table(reader, head, got, err);

	if (rc == DYE_OK && r->fields.named)
		*head = (struct dye_table_head){.names = r->fields.names, .count = r->fields.count};
	return rc;
}

/* ---- rows ---- */

static enum dye_code
give_record(void * reader, struct dye_block * block, struct dye_error * err)
{
	struct records_reader * r = reader;
	struct dye_slice cells[RECORD_LINES];
	uint32_t count = r->count;

	if (count == 0)
		return DYE_OK;
	for (uint32_t i = 0; i < count; i++) {
		cells[i] = dye_buffer_slice(&r->cells[i]);
		if (cells[i].data == NULL)
			cells[i] = DYE_SLICE("");
	}
	r->count = 0;
	r->next++;
	return dye_cells_row(block, cells, count, err);
}

/* Begin the cell of that number; those before it that are not there yet are empty. */
static enum dye_code
put_cell(struct records_reader * r, uint32_t number, struct dye_slice text, struct dye_error * err)
{

	while (r->count <= number)
		dye_buffer_reset(&r->cells[r->count++]);
	r->last = number;
	return dye_buffer_append_slice(&r->cells[number], text, err);
}

/* A line of a value that has several. */
static enum dye_code
go_on(struct records_reader * r, struct dye_slice text, struct dye_block * block, struct dye_error * err)
{

	if (r->cells[r->last].len > DYE_ROW_MAX) {
		DYE_TRY(give_record(r, block, err));
		return put_cell(r, 0, text, err);
	}
	DYE_TRY(dye_buffer_append_byte(&r->cells[r->last], ' ', err));
	return dye_buffer_append_slice(&r->cells[r->last], text, err);
}

/* Named fields have their places; a name that comes again begins another record. */
static enum dye_code
see_named(struct records_reader * r, const struct dye_field * field, struct dye_block * block, struct dye_error * err)
{
	uint32_t i = field->sort == DYE_FIELD_NAMED ? dye_fields_find(&r->fields, field->name) : r->fields.count;

	if (i == r->fields.count)
		return r->count > 0 ? go_on(r, field->whole, block, err) : put_cell(r, 0, field->whole, err);
	if (i < r->count && r->cells[i].len > 0)
		DYE_TRY(give_record(r, block, err));
	return put_cell(r, i, field->value, err);
}

static enum dye_code
see_plain(struct records_reader * r, const struct dye_field * field, struct dye_block * block, struct dye_error * err)
{

	if (r->count == RECORD_LINES || (r->fields.period > 0 && r->count == r->fields.period))
		DYE_TRY(give_record(r, block, err));
	return put_cell(r, r->count, field->whole, err);
}

static enum dye_code
see_line(void * reader, struct dye_slice line, struct dye_block * block, struct dye_error * err)
{
	struct records_reader * r = reader;
	struct dye_field field = dye_field_read(line);

	switch (field.sort) {
	case DYE_FIELD_NAMED:
	case DYE_FIELD_PLAIN:
		return r->fields.named ? see_named(r, &field, block, err) : see_plain(r, &field, block, err);
	default:
		return r->fields.period > 0 ? DYE_OK : give_record(r, block, err);
	}
}

static enum dye_code
records_block(void * reader, struct dye_block * block, struct dye_error * err)
{
	static const struct dye_feed_verbs verbs = {see_line, give_record};
	const struct records_reader * r = reader;

	return dye_feed_block(reader, &verbs, r->next, block, err);
}

const struct dye_format dye_format_records = {
    .name = "records",
    .description = "records with one field a line (for tracing only)",
    .probe = records_probe,
    .reader_size = sizeof(struct records_reader),
    .open = records_open,
    .table = records_table,
    .block = records_block,
    .reader_mended = dye_lines_mended,
    .close = records_close,
};
