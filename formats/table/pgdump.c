/*
 * pgdump.c: the tables in a plain text dump of PostgreSQL (pg_dump without -F, COPY ... TO in its text format). Read only.
 *
 *	COPY public.customers (id, name) FROM stdin;
 *	1	Ann
 *	\.
 *
 * A row is a line; cells stand between tabs, with \b \f \n \r \t \v \\ for what would break them and \N for NULL, which is read as an empty
 * cell (PostgreSQL manual, COPY, text format). Whatever else the dump says is passed over. Several tables, with names: so rows are framed cells.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/table/core/cells.h"
#include "formats/table/core/input.h"
#include "formats/table/core/mend.h"

struct pgdump_reader {
	struct dye_input * input; /* Not owned. */
	bool forgiving;
	bool inside;   /* a table: its end is still to come */
	uint64_t line; /* number of the next one */
	struct dye_mender mender;
	struct dye_mended mended;
	struct dye_buffer head;	  /* the COPY line, cut into names that end in NUL */
	struct dye_slice * names; /* Owned; DYE_COLUMNS_MAX */
	struct dye_buffer text;	  /* one row, its escapes undone */
	struct dye_slice * cells; /* Owned; DYE_COLUMNS_MAX */
	struct dye_buffer beside; /* lines of no table, save remarks and ends of statements; of who forgives */
};

/* ---- the line that begins a table ---- */

/* "COPY name (column, ...) FROM stdin;": where the name and the columns stand. */
static bool
is_copy(struct dye_slice line, struct dye_slice * name, struct dye_slice * columns)
{
	static const struct dye_slice end = DYE_SLICE(") FROM stdin;");
	const char * bracket;

	while (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	if (line.len < 5 + end.len || memcmp(line.data, "COPY ", 5) != 0 ||
	    memcmp(line.data + line.len - end.len, end.data, end.len) != 0)
		return false;
	if ((bracket = memmem(line.data + 5, line.len - 5, " (", 2)) == NULL)
		return false;
	*name = (struct dye_slice){line.data + 5, (size_t)(bracket - line.data) - 5};
	*columns = (struct dye_slice){bracket + 2, line.len - end.len - (size_t)(bracket - line.data) - 2};
	return name->len > 0;
}

/* A name without the quotes that keep its case. */
static struct dye_slice
bare(struct dye_slice s)
{

	while (s.len > 0 && s.data[0] == ' ')
		s = (struct dye_slice){s.data + 1, s.len - 1};
	if (s.len >= 2 && s.data[0] == '"' && s.data[s.len - 1] == '"')
		s = (struct dye_slice){s.data + 1, s.len - 2};
	return s;
}

/* Keep the line and cut it up. */
static enum dye_code
take_head(struct pgdump_reader * r, struct dye_slice line, struct dye_table_head * head, struct dye_error * err)
{
	struct dye_slice name, rest;
	enum dye_code rc;
	size_t used;

	dye_buffer_reset(&r->head);
	if ((rc = dye_mend(&r->mender, line, true, &used, &r->head, &r->mended, err)) != DYE_OK ||
	    (rc = dye_buffer_append_byte(&r->head, '\0', err)) != DYE_OK)
		return rc;
	if (!is_copy((struct dye_slice){r->head.data, r->head.len - 1}, &name, &rest))
		return dye_fail(err, DYE_EDATA, "the names of a table are no text");
	r->head.data[name.data + name.len - r->head.data] = '\0';
	*head = (struct dye_table_head){.name = name.data, .names = r->names};
	while (rest.len > 0 && head->count < DYE_COLUMNS_MAX) {
		const char * comma = memchr(rest.data, ',', rest.len);
		size_t len = comma == NULL ? rest.len : (size_t)(comma - rest.data);

		r->names[head->count++] = bare((struct dye_slice){rest.data, len});
		rest = (struct dye_slice){rest.data + len + (comma != NULL), rest.len - len - (comma != NULL)};
	}
	return DYE_OK;
}

static size_t
pgdump_probe(const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max)
{
	struct dye_slice text, line, name, columns;
	bool whole, begins;

	if (max == 0 || start->delimiter[0] != '\0' || !dye_input_text(input, &text, &whole))
		return 0;
	begins = text.len > 5 && (memcmp(text.data, "--", 2) == 0 || memcmp(text.data, "SET ", 4) == 0 ||
				     memcmp(text.data, "COPY ", 5) == 0 || text.data[0] == '\n');
	while (begins && text.len > 0) {
		const char * end = memchr(text.data, '\n', text.len);
		size_t len = end == NULL ? text.len : (size_t)(end - text.data);

		line = (struct dye_slice){text.data, len};
		text = (struct dye_slice){text.data + len + (end != NULL), text.len - len - (end != NULL)};
		if (!is_copy(line, &name, &columns))
			continue;
		ways[0] = *start;
		ways[0].score = 980;
		return 1;
	}
	return 0;
}

/* ---- reading ---- */

static void
pgdump_close(void * reader)
{
	struct pgdump_reader * r = reader;

	dye_mender_release(&r->mender);
	dye_buffer_release(&r->head);
	dye_buffer_release_secret(&r->text);
	dye_buffer_release_secret(&r->beside);
	free(r->names);
	free(r->cells);
}

static enum dye_code
pgdump_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct pgdump_reader * r = reader;
	enum dye_code rc;

	r->input = input;
	r->forgiving = way->forgiving;
	r->line = 1;
	r->names = calloc(DYE_COLUMNS_MAX, sizeof(*r->names));
	r->cells = calloc(DYE_COLUMNS_MAX, sizeof(*r->cells));
	if (r->names == NULL || r->cells == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = dye_mender_open(
		    &r->mender, way->forgiving ? input->charset : dye_encoding_name(way->encoding), err);
	if (rc != DYE_OK)
		pgdump_close(r);
	return rc;
}

/* The next line without its end, which stays valid until the line is taken. *len is how much to take; 0 at the end of the file. */
static enum dye_code
next_line(struct pgdump_reader * r, struct dye_slice * line, size_t * len, struct dye_error * err)
{
	struct dye_slice bytes;
	enum dye_code rc;
	bool end;

	for (size_t want = 65536;; want *= 2) {
		const char * lf;

		if ((rc = dye_input_more(r->input, want, &bytes, &end, err)) != DYE_OK)
			return rc;
		lf = bytes.len > 0 ? memchr(bytes.data, '\n', bytes.len) : NULL;
		if (lf == NULL && !end && want < DYE_ROW_MAX)
			continue;
		if (lf == NULL && !end) {
			rc = dye_fail(err, DYE_EDATA, "row longer than %zu MiB", DYE_ROW_MAX >> 20);
			dye_at_row(err, r->line);
			return rc;
		}
		*line = (struct dye_slice){bytes.data, lf != NULL ? (size_t)(lf - bytes.data) : bytes.len};
		*len = line->len + (lf != NULL);
		if (line->len > 0 && line->data[line->len - 1] == '\r')
			line->len--;
		return DYE_OK;
	}
}

static void
take_line(struct pgdump_reader * r, size_t len)
{

	dye_input_take(r->input, len);
	r->line++;
}

static bool
is_end(struct dye_slice line)
{

	return line.len == 2 && memcmp(line.data, "\\.", 2) == 0;
}

/* A line of no table: the dump's own, or what somebody pasted below it. */
static enum dye_code
keep_line(struct pgdump_reader * r, struct dye_slice line, struct dye_error * err)
{
	size_t used;

	if (!r->forgiving || line.len == 0 || line.data[line.len - 1] == ';' ||
	    (line.len >= 2 && memcmp(line.data, "--", 2) == 0 && (line.len == 2 || line.data[2] == ' ')))
		return DYE_OK;
	DYE_TRY(dye_mend(&r->mender, line, true, &used, &r->beside, &r->mended, err));
	return dye_buffer_append_byte(&r->beside, '\n', err);
}

static struct dye_slice
pgdump_beside(const void * reader)
{
	const struct pgdump_reader * r = reader;

	return dye_buffer_slice(&r->beside);
}

static enum dye_code
pgdump_table(void * reader, struct dye_table_head * head, bool * got, struct dye_error * err)
{
	struct pgdump_reader * r = reader;
	struct dye_slice line, name, columns;
	enum dye_code rc;
	size_t len;

	*got = false;
	while ((rc = next_line(r, &line, &len, err)) == DYE_OK && len > 0) {
		if (!r->inside && is_copy(line, &name, &columns)) {
			rc = take_head(r, line, head, err);
			take_line(r, len);
			r->inside = *got = rc == DYE_OK;
			return rc;
		}
		if (!r->inside && !is_end(line) && (rc = keep_line(r, line, err)) != DYE_OK)
			return rc;
		r->inside = r->inside && !is_end(line);
		take_line(r, len);
	}
	return rc;
}

/* The byte that an escape stands for. */
static char
escaped(char c)
{
	static const char from[] = "bfnrtv", to[] = "\b\f\n\r\t\v";
	const char * at = c == '\0' ? NULL : strchr(from, c);

	return at == NULL ? c : to[at - from];
}

/* Undo the escapes of a cell where it stands. */
static struct dye_slice
undo_escapes(char * data, size_t len)
{
	struct dye_slice cell = {data, 0};

	if (len == 2 && data[0] == '\\' && data[1] == 'N')
		return cell;
	for (size_t i = 0; i < len; i++)
		data[cell.len++] = data[i] == '\\' && i + 1 < len ? escaped(data[++i]) : data[i];
	return cell;
}

static enum dye_code
read_row(struct pgdump_reader * r, struct dye_slice line, struct dye_block * block, struct dye_error * err)
{
	uint64_t bad = r->mended.bytes + r->mended.nuls;
	uint32_t count = 0;
	size_t used, at = 0;
	enum dye_code rc;

	dye_buffer_reset(&r->text);
	if ((rc = dye_mend(&r->mender, line, true, &used, &r->text, &r->mended, err)) != DYE_OK ||
	    (rc = dye_buffer_append_byte(&r->text, '\t', err)) != DYE_OK)
		return rc;
	if (!r->forgiving && r->mended.bytes + r->mended.nuls > bad)
		return dye_fail(err, DYE_EDATA, "this row is no text");
	while (at < r->text.len) {
		char * cell = r->text.data + at;
		size_t len = (size_t)((char *)memchr(cell, '\t', r->text.len - at) - cell);

		if (count == DYE_COLUMNS_MAX)
			return dye_fail(err, DYE_EDATA, "more than %d cells", DYE_COLUMNS_MAX);
		r->cells[count++] = undo_escapes(cell, len);
		at += len + 1;
	}
	return dye_cells_row(block, r->cells, count, err);
}

static enum dye_code
pgdump_block(void * reader, struct dye_block * block, struct dye_error * err)
{
	struct pgdump_reader * r = reader;
	struct dye_slice line;
	enum dye_code rc = DYE_OK;
	size_t len;

	block->first_row = r->line;
	while (rc == DYE_OK && r->inside && block->bytes.len < r->input->block_size) {
		if ((rc = next_line(r, &line, &len, err)) != DYE_OK)
			return rc;
		if (len == 0 && !r->forgiving)
			return dye_fail(err, DYE_EDATA, "the file ends within a table");
		r->inside = len > 0 && !is_end(line);
		if (r->inside && (rc = read_row(r, line, block, err)) != DYE_OK)
			dye_at_row(err, r->line);
		take_line(r, len);
	}
	block->last = !r->inside;
	return rc;
}

static void
pgdump_mended(const void * reader, struct dye_mended * mended)
{
	const struct pgdump_reader * r = reader;

	mended->bytes += r->mended.bytes;
	mended->nuls += r->mended.nuls;
}

const struct dye_format dye_format_pgdump = {
    .name = "pgdump",
    .description = "the tables in a plain text dump of PostgreSQL (read only)",
    .probe = pgdump_probe,
    .reader_size = sizeof(struct pgdump_reader),
    .open = pgdump_open,
    .table = pgdump_table,
    .block = pgdump_block,
    .reader_mended = pgdump_mended,
    .beside = pgdump_beside,
    .close = pgdump_close,
};
